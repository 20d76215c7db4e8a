/**
 * Obligations 应公开事项: what a unit owes the public by a day. Each is opened once for its cause, fulfilled by publication,
 * extended or passed on with approval, excused with a reason; overdue is computed. Every change is a fact in its history. All
 * functions run in the caller's transaction.
 */
import type { Day } from '../kit/day.ts';
import { dayOf } from '../kit/day.ts';
import { ConflictError, DeniedError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import { responsibleFor, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { recordsChanged } from '../store/generation.ts';
import type { Obligation } from '../store/generated/client.ts';
import type { Calendar } from './calendar.ts';
import type { Due } from './due.ts';
import { quietUntil } from './obligations/ladder.ts';

export type { Obligation } from '../store/generated/client.ts';

export interface Moment {
  now: Date;
  ids: Ids;
}

export interface NewObligation {
  /** What makes it the same obligation: a second opening changes nothing. */
  key: string;
  source: 'event' | 'recurrence' | 'order';
  title: string;
  /** 牵头单位 */
  unitCode: string;
  /** 配合单位 */
  coUnits?: readonly string[];
  disclosureCode?: string;
  /** What it was that happened: a trigger of the deadline phrases, or `order`. */
  trigger: string;
  triggeredOn: Day;
  period?: string;
  /** 上级文号 */
  orderDocNo?: string;
  deadlinePhrase?: string;
  due: Due;
}

/** Opens it unless its cause has opened it before. True when it is new. */
export const openObligation = async (tx: Tx, moment: Moment, facts: NewObligation): Promise<boolean> =>
  (await openAll(tx, moment, [facts])) > 0;

/** Opens those whose cause has not opened them before; how many are new. */
export async function openAll(tx: Tx, moment: Moment, list: readonly NewObligation[]): Promise<number> {
  if (list.length === 0) return 0;
  const responsible = await responsibleFor(tx, [...new Set(list.map(({ unitCode }) => unitCode))]);
  const { count } = await tx.obligation.createMany({
    data: list.map(({ due, coUnits = [], ...rest }) => ({
      id: moment.ids.next(),
      ...rest,
      coUnits: [...coUnits],
      officerUserid: responsible.get(rest.unitCode)?.officer ?? null,
      leaderUserid: responsible.get(rest.unitCode)?.leader ?? null,
      due: due.due,
      originalDue: due.due,
      provisional: due.provisional,
      dueSteps: due.steps as object[],
      createdAt: moment.now,
    })),
    skipDuplicates: true,
  });
  return count;
}

/** The obligation, if this official may act on it: of the responsible units, named in it, or of the office that owns the catalogue. */
export async function obligationFor(tx: Tx, id: string, official: Official): Promise<Obligation> {
  const obligation = await tx.obligation.findUnique({ where: { id } });
  if (!obligation) throw new NotFoundError('No such obligation.', { tell: '没有找到这一项,可能已经删除。' });
  const own = [obligation.unitCode, ...obligation.coUnits].includes(official.unitCode);
  const named = [obligation.officerUserid, obligation.leaderUserid].includes(official.userid);
  const deputy =
    own || named
      ? null
      : await tx.person.findFirst({
          where: {
            userid: { in: [obligation.officerUserid ?? '', obligation.leaderUserid ?? ''] },
            deputyUserid: official.userid,
          },
        });
  if (!own && !named && !deputy && !official.roles.includes('gov_office'))
    throw new DeniedError('Not responsible for this obligation.', { tell: '这一项不由您负责,不能代办。' });
  return obligation;
}

export function mustBeOpen(obligation: Obligation): void {
  if (obligation.status !== 'open')
    throw new ConflictError('The obligation is closed.', {
      tell: `「${obligation.title}」已经办结,不用再办。`,
    });
}

/** Due and still open: computed, never stored. */
export const isOverdueOn = (obligation: Pick<Obligation, 'status' | 'due'>, today: Day): boolean =>
  obligation.status === 'open' && obligation.due !== null && obligation.due < today;

/** 收到: reminders to officer and leader rest until the day that the ladder says. */
export async function acknowledge(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  calendar: Calendar,
): Promise<void> {
  mustBeOpen(obligation);
  const today = dayOf(moment.now);
  if (obligation.quietUntil && obligation.quietUntil > today) return;
  await tx.obligation.update({
    where: { id: obligation.id },
    data: {
      acknowledgedAt: moment.now,
      acknowledgedBy: by.userid,
      quietUntil: obligation.due ? quietUntil(obligation.due, today, calendar) : null,
    },
  });
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.acknowledged');
}

/** Publication has happened: what was owed is done. */
export async function fulfil(tx: Tx, moment: Moment, obligation: Obligation, by: string): Promise<void> {
  mustBeOpen(obligation);
  await tx.obligation.update({
    where: { id: obligation.id },
    data: { status: 'fulfilled', fulfilledOn: dayOf(moment.now) },
  });
  await addEvent(tx, moment, obligation.id, by, 'obligation.fulfilled');
}

/** All that is owed for an item that is now public. */
export async function closeObligationsOf(
  tx: Tx,
  moment: Moment,
  disclosureCode: string,
  by: string,
): Promise<void> {
  const open = await tx.obligation.findMany({ where: { disclosureCode, status: 'open' }, take: 100 });
  for (const obligation of open) await fulfil(tx, moment, obligation, by);
}

/** What was taken for published is not: owed again, by the day it was owed before. */
export async function reopenObligationsOf(
  tx: Tx,
  moment: Moment,
  disclosureCode: string,
  by: string,
  reason: string,
): Promise<void> {
  const closed = await tx.obligation.findMany({ where: { disclosureCode, status: 'fulfilled' }, take: 100 });
  for (const { id } of closed) {
    await tx.obligation.update({
      where: { id },
      data: {
        status: 'open',
        fulfilledOn: null,
        acknowledgedAt: null,
        acknowledgedBy: null,
        quietUntil: null,
      },
    });
    await addEvent(tx, moment, id, by, 'obligation.reopened', { reason });
  }
}

/** 免除, with its reason: by the office alone. */
export async function excuse(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  reason: string,
): Promise<void> {
  mustBeOpen(obligation);
  if (!by.roles.includes('gov_office'))
    throw new DeniedError('May not excuse.', { tell: '免除公开要由县政府办决定。' });
  await tx.obligation.update({ where: { id: obligation.id }, data: { status: 'excused', excuse: reason } });
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.excused', { reason });
}

/**
 * Somebody else answers for it now: whoever was told before is told no more by their old card, and the ladder begins with the
 * new one at the level reached.
 */
export async function passLadder(
  tx: Tx,
  obligationId: string,
  from: readonly ('officer' | 'leader')[],
): Promise<void> {
  await tx.obligationReminder.updateMany({
    where: { obligationId, audience: { in: [...from] } },
    data: { audience: 'former' },
  });
}

/** Another officer of the same unit takes it over. 转交 */
export async function handTo(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  to: Official,
  reason: string,
): Promise<void> {
  mustBeOpen(obligation);
  await tx.obligation.update({
    where: { id: obligation.id },
    data: { officerUserid: to.userid, acknowledgedAt: null, acknowledgedBy: null, quietUntil: null },
  });
  await passLadder(tx, obligation.id, ['officer']);
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.transferred', { to: to.userid, reason });
}

/** The link that was still missing when the item was marked public. */
export async function addLink(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  url: string,
): Promise<void> {
  if (obligation.disclosureCode) {
    await tx.disclosure.update({
      where: { code: obligation.disclosureCode },
      data: { url, updatedAt: moment.now },
    });
    await recordsChanged(tx, moment.now);
  }
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.link_added', { url });
}

export async function addEvent(
  tx: Tx,
  { now, ids }: Moment,
  obligationId: string,
  actor: string,
  fact: string,
  detail?: object,
): Promise<void> {
  await tx.obligationEvent.create({
    data: { id: ids.next(), obligationId, at: now, actor, fact, ...(detail ? { detail } : {}) },
  });
}

/** Open obligations of a unit, the most urgent first; those it only helps with are among them. */
export const openObligations = (db: Db, unitCode: string): Promise<Obligation[]> =>
  db.obligation.findMany({
    where: { status: 'open', OR: [{ unitCode }, { coUnits: { has: unitCode } }] },
    orderBy: [{ due: 'asc' }, { id: 'asc' }],
    take: 50,
  });
