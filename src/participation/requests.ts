/** 依申请公开: requests for information. The form is filled by conversation; the clock starts when both sides confirm. */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, formatDay, type Day } from '../kit/day.ts';
import { referenceNumber, type Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { holdersOf, officialsWith } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';

/** What article 29 asks of an applicant: name and proof of identity, contact, description, form of delivery. */
export interface RequestForm {
  name: string;
  contact: string;
  description: string;
  /** 纸质, 电子邮件, 微信 … */
  form: string;
}

export interface Requests {
  /** Files a request both sides have confirmed (条例第三十一条第三项): today is the day of receipt. */
  file(
    tx: Tx,
    request: RequestForm & { citizenId: string; unitCode: string | undefined },
  ): Promise<{ number: string; due: Day }>;
  /** State in the applicant's words; undefined to anyone else. */
  statusFor(db: Db, number: string, citizenId: string): Promise<string | undefined>;
}

const STATUS: Readonly<Record<string, string>> = {
  draft: '还没有确认',
  confirmed: '已受理',
  supplementing: '等您补正',
  reviewing: '正在办理',
  consulting: '正在征求第三方意见',
  extended: '已延期,正在办理',
  answered: '已答复',
  closed: '已结束',
  diverted: '已转其他单位',
};

export function createRequests(deps: {
  clock: Clock;
  ids: Ids;
  content: Sealer;
  outbox: Pick<Outbox, 'enqueue'>;
  officialAddress(userid: string): Address;
  /** 二十个工作日 from the day of receipt (条例第三十三条). */
  replyDue(from: Day): { due: Day; provisional: boolean; steps: object[] };
}): Requests {
  const { clock, ids, content, outbox } = deps;
  return {
    async file(tx, { citizenId, unitCode, name, contact, description, form }) {
      const id = ids.next();
      const today = dayOf(clock.now());
      const { due, provisional, steps } = deps.replyDue(today);
      const office = await holdersOf(tx, 'gov_office');
      const unit = unitCode ?? office[0]?.unitCode ?? '';
      const number = referenceNumber('SQ', ids);
      await tx.informationRequest.create({
        data: {
          id,
          number,
          unitCode: unit,
          applicantSealed: content.seal(JSON.stringify({ name, contact }), id),
          citizenId,
          descriptionSealed: content.seal(description, id),
          form,
          status: 'confirmed',
          createdAt: clock.now(),
          confirmedOn: today,
          due,
          provisional,
          dueSteps: steps,
        },
      });
      await tx.informationRequestEvent.create({
        data: { id: ids.next(), requestId: id, at: clock.now(), actor: 'citizen', fact: 'request.confirmed' },
      });
      const [officer] = await officialsWith(tx, unit, 'unit_officer');
      const receivers = officer ? [officer] : office.slice(0, 1);
      await outbox.enqueue(
        tx,
        receivers.map((person) => ({
          key: `request:${id}:confirmed:${person.userid}`,
          to: deps.officialAddress(person.userid),
          subject: { type: 'request', id },
          body: {
            t: 'card' as const,
            taskId: `request-${id}`,
            card: {
              source: '阳光·依申请公开',
              title: '收到一份信息公开申请',
              text: '点按钮办理。答复期限从双方确认之日起算。',
              fields: [
                { name: '编号', value: number },
                { name: '期限', value: `${due}${provisional ? '(暂定)' : ''}` },
              ],
              buttons: [
                { key: 'answer', label: '答复', tone: 'primary' as const },
                { key: 'supplement', label: '补正' },
                { key: 'extend', label: '延期' },
                { key: 'consult', label: '征求第三方' },
              ],
            },
          },
        })),
      );
      return { number, due };
    },
    async statusFor(db, number, citizenId) {
      const row = await db.informationRequest.findFirst({ where: { number, citizenId } });
      if (!row) return undefined;
      const due = row.answeredOn || !row.due ? '' : `最晚 ${formatDay(row.due)} 前答复。`;
      return `申请 ${row.number}:${STATUS[row.status] ?? row.status}。${due}`;
    },
  };
}
