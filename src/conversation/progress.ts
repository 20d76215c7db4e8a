/** What a reference number or a receipt says: requests, comments, hearings, complaints. What is not the asker's own looks as if it did not exist. */
import { AppError } from '../kit/errors.ts';
import type { Comments } from '../participation/comments.ts';
import type { Hearings } from '../participation/hearings.ts';
import type { Requests } from '../participation/requests.ts';
import type { Supervision } from '../supervision/complaints.ts';
import type { StatusReader } from './citizen.ts';
import { showComment } from './flows/comment.ts';
import { showSignup } from './flows/hearing.ts';
import { showMatter } from './flows/matter.ts';
import { say } from './plan.ts';

const NOT_FOUND = '没有查到。请核对编号或查询码;匿名投诉请用查询码查。也可以回复 人工。';

export function createStatusReader(deps: {
  supervision: Supervision;
  requests: Requests;
  comments: Comments;
  hearings: Hearings;
}): StatusReader {
  const { supervision, requests, comments, hearings } = deps;
  return (reference, session) =>
    async (tx, { citizenId, address, remember }) => {
      if (/^SQ/.test(reference))
        return say((await requests.statusFor(tx, reference, citizenId ?? '')) ?? NOT_FOUND);
      if (/^YJ/.test(reference)) {
        const comment = await comments.own(tx, { number: reference, citizenId });
        if (!comment) return say(NOT_FOUND);
        // Out of a list: the list stays, so that another number opens another matter.
        if (session.choices?.length)
          return say(`${comment.text}\n${comment.open ? '要补充或撤回,发编号。' : ''}`);
        const shown = showComment(session, comment);
        remember(shown.session);
        return shown.say;
      }
      if (/^TZ/.test(reference)) {
        const signup = await hearings.own(tx, { number: reference, citizenId });
        if (!signup) return say(NOT_FOUND);
        if (session.choices?.length)
          return say(`${signup.text}${signup.canCancel ? `\n要取消,回复 取消 ${reference}。` : ''}`);
        const shown = showSignup(session, signup);
        remember(shown.session);
        return shown.say;
      }
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
