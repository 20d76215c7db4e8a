import type { Audience } from '../../answers/question.ts';
import type { Address } from '../../kit/conversation-id.ts';

/** Who speaks, and where they are reached; undefined where nobody can be (asked from the shell). */
export interface Who {
  audience: Audience;
  from: Address | undefined;
}
