/**
 * What the disclosure database says of each unit: how much was due, how much of it was public in time, what is overdue, what is
 * kept back and why, and one score of transparency. Computed from the records each time, so that nobody can type it.
 */
import { daysBetween, type Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
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
    with owed as (
      select d.unit_code, coalesce(o.due, d.due) as due, d.published as done
      from disclosure d
      left join lateral (
        select due, status from obligation where disclosure_code = d.code order by created_at desc limit 1
      ) o on true
      where d.due is not null and d.status <> '已撤回' and (d.mode = '主动' or d.regime = '内部')
        and o.status is distinct from 'excused'
      union all
      select unit_code, due, fulfilled_on from obligation
      where disclosure_code is null and due is not null and status <> 'excused'
    )
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
        count(*) filter (where mode = '主动' and status in ('已公开', '已更正', '归档')) as open,
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
