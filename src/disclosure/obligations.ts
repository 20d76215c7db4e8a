/**
 * Obligations 应公开事项: what a unit owes the public by a day. They come from items of the disclosure database, are
 * fulfilled by publication, and every change is a fact in their history. All functions run in the caller's transaction.
 */
import type { Day } from '../kit/day.ts';
import { dayOf } from '../kit/day.ts';
import { ConflictError, DeniedError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import { officialsWith, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { recordsChanged } from '../store/generation.ts';
import type { Obligation } from '../store/generated/client.ts';

export type { Obligation } from '../store/generated/client.ts';

export interface Moment {
  now: Date;
  ids: Ids;
}

const PLAN_BATCH = 1_000;

export interface PlanResult {
  created: number;
  moved: number;
  fulfilled: number;
}

/** Brings obligations in line with the disclosure database: new ones, moved due days, those published meanwhile. */
export async function planObligations(tx: Tx, moment: Moment): Promise<PlanResult> {
  const fulfilled = await fulfilPublished(tx, moment);
  const moved = await moveDueDays(tx);
  const created = await createMissing(tx, moment);
  return { created, moved, fulfilled };
}

interface Missing {
  code: string;
  title: string;
  unit_code: string;
  due: string;
  provisional: boolean;
  formed: string | null;
}

async function createMissing(tx: Tx, { now, ids }: Moment): Promise<number> {
  let created = 0;
  for (;;) {
    const rows = await tx.$queryRaw<Missing[]>`
      select d.code, d.title, d.unit_code, d.due, d.provisional, d.formed from disclosure d
      where d.status in ('待公开', '审核') and d.due is not null
        and not exists (select 1 from obligation o where o.key = 'disclosure:' || d.code)
      order by d.code limit ${PLAN_BATCH}`;
    if (rows.length === 0) return created;
    const responsible = await responsibleFor(tx, new Set(rows.map((row) => row.unit_code)));
    await tx.obligation.createMany({
      data: rows.map((row) => ({
        id: ids.next(),
        key: `disclosure:${row.code}`,
        source: 'event',
        title: row.title,
        unitCode: row.unit_code,
        coUnits: [],
        disclosureCode: row.code,
        ...responsible.get(row.unit_code),
        trigger: 'info_formed_or_changed',
        triggeredOn: row.formed,
        due: row.due,
        originalDue: row.due,
        provisional: row.provisional,
        dueSteps: [],
        createdAt: now,
      })),
    });
    created += rows.length;
  }
}

/** 谁主管、谁负责: the contact officer and the responsible leader of each unit. */
async function responsibleFor(tx: Tx, units: ReadonlySet<string>) {
  const found = new Map<string, { officerUserid: string | null; leaderUserid: string | null }>();
  for (const unit of units) {
    const [officer] = await officialsWith(tx, unit, 'unit_officer');
    const [leader] = await officialsWith(tx, unit, 'unit_leader');
    found.set(unit, {
      officerUserid: (officer ?? leader)?.userid ?? null,
      leaderUserid: leader?.userid ?? null,
    });
  }
  return found;
}

const moveDueDays = (tx: Tx): Promise<number> => tx.$executeRaw`
  update obligation o set due = d.due, provisional = d.provisional from disclosure d
  where o.disclosure_code = d.code and o.status = 'open' and d.due is not null and d.due <> o.original_due
    and o.due = o.original_due`;

async function fulfilPublished(tx: Tx, { now, ids }: Moment): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string; published: string | null }[]>`
    select o.id, d.published from obligation o join disclosure d on d.code = o.disclosure_code
    where o.status = 'open' and d.status in ('已公开', '已更正', '归档', '已撤回')`;
  for (const { id, published } of rows) {
    await tx.obligation.update({
      where: { id },
      data: { status: 'fulfilled', fulfilledOn: published ?? dayOf(now) },
    });
    await addEvent(tx, { now, ids }, id, 'system', 'obligation.fulfilled');
  }
  return rows.length;
}

/** The open obligation, if this official may act on it: of the responsible unit, or of the office that owns the catalogue. */
export async function obligationFor(tx: Tx, id: string, official: Official): Promise<Obligation> {
  const obligation = await tx.obligation.findUnique({ where: { id } });
  if (!obligation) throw new NotFoundError('No such obligation.', { tell: '没有找到这一项,可能已经删除。' });
  const own = [obligation.unitCode, ...obligation.coUnits].includes(official.unitCode);
  const named = [obligation.officerUserid, obligation.leaderUserid].includes(official.userid);
  if (!own && !named && !official.roles.includes('gov_office'))
    throw new DeniedError('Not responsible for this obligation.', { tell: '这一项不由您负责,不能代办。' });
  return obligation;
}

function mustBeOpen(obligation: Obligation): void {
  if (obligation.status !== 'open')
    throw new ConflictError('The obligation is closed.', {
      tell: `「${obligation.title}」已经办结,不用再办。`,
    });
}

/** 收到 */
export async function acknowledge(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
): Promise<void> {
  mustBeOpen(obligation);
  if (obligation.acknowledgedAt) return;
  await tx.obligation.update({
    where: { id: obligation.id },
    data: { acknowledgedAt: moment.now, acknowledgedBy: by.userid },
  });
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.acknowledged');
}

/** 已公开: the item is public from today, under `url` if there is one. */
export async function fulfil(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  url?: string,
): Promise<void> {
  mustBeOpen(obligation);
  const today: Day = dayOf(moment.now);
  await tx.obligation.update({
    where: { id: obligation.id },
    data: { status: 'fulfilled', fulfilledOn: today },
  });
  if (obligation.disclosureCode) {
    await tx.disclosure.updateMany({
      where: { code: obligation.disclosureCode, status: { in: ['待公开', '审核'] } },
      data: { status: '已公开', published: today, updatedAt: moment.now, ...(url ? { url } : {}) },
    });
    await recordsChanged(tx, moment.now);
  }
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.fulfilled', url ? { url } : undefined);
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

/** What an officer says about an obligation without ending it: 申请延期, 转交, 不属于我单位. */
export async function note(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  fact: 'obligation.extension_asked' | 'obligation.transfer_asked' | 'obligation.disputed',
  reason: string,
): Promise<void> {
  mustBeOpen(obligation);
  await addEvent(tx, moment, obligation.id, by.userid, fact, { reason });
}

async function addEvent(
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

/** Open obligations of a unit, the most urgent first. */
export const openObligations = (db: Db, unitCode: string): Promise<Obligation[]> =>
  db.obligation.findMany({
    where: { unitCode, status: 'open' },
    orderBy: [{ due: 'asc' }, { id: 'asc' }],
    take: 50,
  });
