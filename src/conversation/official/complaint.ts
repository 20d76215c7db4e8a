/** Buttons of a complaint's card: 受理, 不予受理, 转办, 退回, 督办, 办结. */
import type { Supervision } from '../../supervision/complaints.ts';
import type { Official } from '../../people/officials.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, awaitText, type Card } from './cards.ts';

const ASK: Readonly<Record<string, string>> = {
  transfer: '要转给哪个单位?请写出名字和原因。',
  decline: '不予受理的原因是什么?请写一句,群众会看到。',
  urge: '督办意见是什么?请写一句。',
  close: '办理结果是什么?请写一句,群众会看到。',
  return: '为什么退回?请写一句。',
};

export function actOnComplaint(
  supervision: Supervision,
  session: Session,
  official: Official,
  card: Card,
  key: string,
  text?: string,
): Plan {
  if (text === undefined && ASK[key]) return awaitText(session, key, card, ASK[key]);
  return attempt(session, async (tx) => {
    const complaint = await supervision.forOfficial(tx, card.id, official);
    if (key === 'accept') {
      await supervision.accept(tx, complaint, official);
      return say(`${complaint.number} 已受理,已告诉反映人。办完后回复「办结」并写明结果。`);
    }
    if (key === 'decline') await supervision.decline(tx, complaint, official, text!);
    else if (key === 'close') await supervision.close(tx, complaint, official, text!);
    else await supervision.note(tx, complaint, official, `complaint.${key}`, text!);
    return say(`${complaint.number} 已记下。`);
  });
}
