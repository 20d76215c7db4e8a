import type { Address } from '../../kit/conversation-id.ts';

export type Audience = 'citizen' | 'official';

/** Who speaks, and where they are reached; undefined where nobody can be (asked from the shell). */
export interface Who {
  audience: Audience;
  from: Address | undefined;
}
