/** Links by which an applicant fetches the written answer: nobody can guess one, it lapses, and it asks who is there. */
import type { Clock } from '../kit/clock.ts';
import { NotFoundError } from '../kit/errors.ts';
import type { Sealer } from '../kit/seal.ts';

export interface LetterLinks {
  /** Undefined where nobody outside can reach us. */
  linkTo(requestId: string): string | undefined;
  /** Whose answer it leads to. Throws NotFoundError when it is no link of ours or has lapsed. */
  open(token: string): string;
}

const CONTEXT = 'letter-link';
const DAY_MS = 86_400_000;
/** As long as people look for a message again. */
export const LINK_DAYS = 30;
const MAX_TOKEN = 400;

export const createLetterLinks = (deps: {
  content: Sealer;
  clock: Clock;
  /** Where citizens reach us. */
  address(): string | undefined;
}): LetterLinks => ({
  linkTo(requestId) {
    const base = deps.address();
    const until = deps.clock.now().getTime() + LINK_DAYS * DAY_MS;
    return base && `${base}/letters/${deps.content.seal(JSON.stringify([requestId, until]), CONTEXT)}`;
  },
  open(token) {
    const [requestId, until] = read(token, deps.content);
    if (requestId === undefined || until === undefined || until < deps.clock.now().getTime())
      throw new NotFoundError('The link has lapsed or is none of ours.', {
        tell: '这个链接不对或已过期。请在聊天里回复申请编号看答复,或回复 人工。',
      });
    return requestId;
  },
});

function read(token: string, content: Sealer): [string, number] | [] {
  if (token.length > MAX_TOKEN) return [];
  try {
    return JSON.parse(content.open(token, CONTEXT)) as [string, number];
  } catch {
    return [];
  }
}
