/**
 * What the disclosure database says of each unit: how much was due, how much of it was public in time, what is overdue, what is
 * kept back and why, and one score of transparency. Computed from the records each time, so that nobody can type it.
 */
import { daysBetween, type Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
import { Prisma } from '../store/generated/client.ts';
import { OWED, PUBLIC_STATUSES } from './figures/owed.ts';
import { transparencyScore } from './figures/score.ts';

export interface UnitFigures {
  unit: string;
  name: string;
  /** What was due in the period: items with their day, and what is owed without an item; not what was excused. */
  due: number;
  onTime: number;
  late: number;
  /** Open past their day. */
  overdue: number;
  /** Items citizens can read. */
  open: number;
  /** Items 依申请 or 不公开. */
  keptBack: number;
  /** From the day an item was formed to the day it was public, in calendar days, mean; undefined without any. */
  meanDays: number | undefined;
  /** 0 to 100; see figures/score. Undefined when nothing was due and nothing is public. */
  score: number | undefined;
}

export interface KeptBack {
  code: string;
  title: string;
  unit: string;
  mode: string;
  reason: string;
  ground: string;
  /** By name, a person or a unit. */
  approvedBy: string;
}

interface Row {
  unit: string;
  name: string;
  due: number;
  on_time: number;
  late: number;
  overdue: number;
  open: number;
  kept_back: number;
}

/** Per unit for obligations due from `from` to `until`; what is open counts as of `today`. Units that owe and publish nothing are left out. */
export async function unitFigures(
  db: Db,
  { from, until, today }: { from: Day; until: Day; today: Day },
): Promise<UnitFigures[]> {
  const rows = await db.$queryRaw<Row[]>`
    with owed as (${OWED})
    select u.code as unit, u.name,
      coalesce(o.due, 0)::int as due, coalesce(o.on_time, 0)::int as on_time, coalesce(o.late, 0)::int as late,
      coalesce(o.overdue, 0)::int as overdue, coalesce(d.open, 0)::int as open, coalesce(d.kept_back, 0)::int as kept_back
    from unit u
    left join (
      select unit_code, count(*) as due, count(*) filter (where done <= due) as on_time,
        count(*) filter (where done > due) as late, count(*) filter (where done is null and due < ${today}) as overdue
      from owed where due between ${from} and ${until} group by unit_code
    ) o on o.unit_code = u.code
    left join (
      select unit_code,
        count(*) filter (where mode = '主动' and status = any(${PUBLIC_STATUSES})) as open,
        count(*) filter (where mode <> '主动' and status <> '已撤回') as kept_back
      from disclosure where regime <> '内部' group by unit_code
    ) d on d.unit_code = u.code
    where u.active and (o.due > 0 or d.open > 0 or d.kept_back > 0)
    order by u.code`;
  const days = await meanDays(db, from, until);
  return rows.map(({ on_time: onTime, kept_back: keptBack, ...row }) => {
    const facts = { ...row, onTime, keptBack };
    return { ...facts, meanDays: days.get(row.unit), score: transparencyScore(facts) };
  });
}

/** 实际天数: from formed to published. */
async function meanDays(db: Db, from: Day, until: Day): Promise<ReadonlyMap<string, number>> {
  const items = await db.disclosure.findMany({
    where: { regime: { not: '内部' }, formed: { not: null }, published: { gte: from, lte: until } },
    select: { unitCode: true, formed: true, published: true },
  });
  const byUnit = Map.groupBy(items, ({ unitCode }) => unitCode);
  return new Map(
    [...byUnit].map(([unit, own]) => {
      const sum = own.reduce((all, item) => all + Math.max(0, daysBetween(item.formed!, item.published!)), 0);
      return [unit, Math.round((sum / own.length) * 10) / 10];
    }),
  );
}

/** 能公开的全部公开: what is not, with its reason, for whoever supervises. */
export async function keptBackItems(db: Db, units?: readonly string[]): Promise<KeptBack[]> {
  const rows = await db.disclosure.findMany({
    where: {
      mode: { in: ['依申请', '不公开'] },
      regime: { not: '内部' },
      status: { not: '已撤回' },
      ...(units ? { unitCode: { in: [...units] } } : {}),
    },
    orderBy: [{ unitCode: 'asc' }, { code: 'asc' }],
    take: 1_000,
    select: {
      code: true,
      title: true,
      unitCode: true,
      mode: true,
      reason: true,
      ground: true,
      approvedBy: true,
      review: true,
      basis: true,
    },
  });
  const nameOf = await namesOf(
    db,
    rows.map(({ approvedBy, review }) => approverOf(approvedBy, review)),
  );
  return rows.map(({ unitCode, reason, ground, approvedBy, review, basis, ...row }) => ({
    ...row,
    unit: unitCode,
    reason: reason ?? '没有写原因',
    ground:
      ground ??
      (basis as { law: string; article?: string }[])
        .map(({ law, article }) => `${law}${article ?? ''}`)
        .join('、'),
    approvedBy: nameOf(approverOf(approvedBy, review)),
  }));
}

const approverOf = (approvedBy: string | null, review: unknown): string | undefined =>
  approvedBy ?? (review as { by?: string } | null)?.by;

/** A person, or the unit that approved: county files name either. */
async function namesOf(
  db: Db,
  codes: readonly (string | undefined)[],
): Promise<(code: string | undefined) => string> {
  const wanted = [...new Set(codes.filter((code) => code !== undefined))];
  const people = await db.person.findMany({
    where: { userid: { in: wanted } },
    select: { userid: true, name: true },
  });
  const units = await db.unit.findMany({
    where: { code: { in: wanted } },
    select: { code: true, name: true },
  });
  const names = new Map([
    ...units.map(({ code, name }) => [code, name] as const),
    ...people.map(({ userid, name }) => [userid, name] as const),
  ]);
  return (code) => (code === undefined ? '—' : (names.get(code) ?? code));
}

/** Something owed in a period, as reports count it. */
export interface OwedItem {
  /** d: and the code of an item, o: and the id of an obligation without one. */
  id: string;
  unit: string;
  /** Undefined where it is owed by a catalogue or an order and has no item yet. */
  category: string | undefined;
  due: Day;
  done: Day | null;
}

/** Beyond that a report asks for a shorter period. */
const MOST_COUNTED = 200_000;
const among = (units: readonly string[] | undefined): Prisma.Sql =>
  units ? Prisma.sql`and unit_code = any(${[...units]})` : Prisma.empty;

/** The very rows that `unitFigures` counts, of these units (all when undefined), by day. */
export async function owedItems(
  db: Db,
  { from, until, units }: { from: Day; until: Day; units?: readonly string[] | undefined },
): Promise<OwedItem[]> {
  const rows = await db.$queryRaw<(Omit<OwedItem, 'category'> & { category: string | null })[]>`
    with owed as (${OWED})
    select id, unit_code as unit, category, due, done from owed
    where due between ${from} and ${until} ${among(units)}
    order by due, id limit ${MOST_COUNTED}`;
  return rows.map(({ category, ...row }) => ({ ...row, category: category ?? undefined }));
}

/** What an owed thing is called. */
export interface NamedItem {
  id: string;
  code: string | null;
  title: string;
  unit: string;
  /** 内部: for the staff of that unit alone. */
  regime: string;
  due: Day;
  done: Day | null;
}

export const describeOwed = (db: Db, ids: readonly string[]): Promise<NamedItem[]> =>
  db.$queryRaw<NamedItem[]>`
    with owed as (${OWED})
    select id, code, title, unit_code as unit, coalesce(regime, '政务') as regime, due, done
    from owed where id = any(${[...ids]})`;

export interface PublicItem {
  code: string;
  title: string;
  unit: string;
  category: string;
  published: Day | null;
  /** When the people's congress approved it, where it had to. 人大批准日 */
  approved: Day | null;
}

/** What citizens can read, of these units (all when undefined); published in the period where one is given. */
export const publicItems = (
  db: Db,
  { from, until, units }: { from?: Day; until?: Day; units?: readonly string[] | undefined },
): Promise<PublicItem[]> =>
  db.$queryRaw<PublicItem[]>`
    select code, title, unit_code as unit, category, published, details->>'npcApproval' as approved from disclosure
    where regime <> '内部' and mode = '主动' and status = any(${PUBLIC_STATUSES})
      and (${from === undefined} or published >= ${from ?? ''}) and (${until === undefined} or published <= ${until ?? ''})
      ${among(units)}
    order by published desc nulls last, code limit ${MOST_COUNTED}`;
