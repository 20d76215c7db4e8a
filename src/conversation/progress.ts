/** What a reference number or a receipt says: requests, comments, complaints. What is not the asker's own looks as if it did not exist. */
import { AppError } from '../kit/errors.ts';
import type { Comments } from '../participation/comments.ts';
import type { Requests } from '../participation/requests.ts';
import type { Supervision } from '../supervision/complaints.ts';
import type { StatusReader } from './citizen.ts';
import { showMatter } from './flows/matter.ts';
import { say } from './plan.ts';

const NOT_FOUND = '没有查到。请核对编号或查询码;匿名投诉请用查询码查。也可以回复 人工。';

export function createStatusReader(deps: {
  supervision: Supervision;
  requests: Requests;
  comments: Comments;
}): StatusReader {
  const { supervision, requests, comments } = deps;
  return (reference, session) =>
    async (tx, { citizenId, address, remember }) => {
      if (/^SQ/.test(reference))
        return say((await requests.statusFor(tx, reference, citizenId ?? '')) ?? NOT_FOUND);
      if (/^YJ/.test(reference))
        return say((await comments.statusFor(tx, reference, citizenId ?? '')) ?? NOT_FOUND);
      try {
        const key = /^TS/.test(reference) ? { number: reference } : { receipt: reference.replace(/\D/g, '') };
        const own = await supervision.own(tx, key, address);
        if (!own) return say(NOT_FOUND);
        const shown = showMatter(session, own);
        // Out of a list: the list stays, so that another number opens another matter.
        if (session.choices?.length) return say(`${own.text}\n要补充、撤回或评价,发编号 ${own.number}。`);
        remember(shown.session);
        return shown.say;
      } catch (error) {
        // Too many wrong receipts: said at once. Thrown on, the event would be tried again.
        if (error instanceof AppError && error.tell) return say(error.tell);
        throw error;
      }
    };
}
