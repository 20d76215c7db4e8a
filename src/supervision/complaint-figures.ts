/**
 * How units handle complaints 办理效能, and how their style of work is complained of 作风, month by month. Computed from the
 * matters each time. A viewer counts what the conflict guard lets them count: nothing sealed but for discipline, nothing about
 * themselves or their own unit.
 */
import { addDays, addMonths, dayOf, daysBetween, instantOf, type Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
import type { Complaint, Prisma } from '../store/generated/client.ts';
import { ABOVE, countableBy, type Viewer } from './conflict.ts';
import { EFFICIENCY, STYLE } from './triage/categories.ts';

export interface ComplaintFigures {
  unit: string;
  name: string;
  /** Received in the period and about this unit. 被反映 */
  about: number;
  /** Of these, for every month of the period `YYYY-MM`: 作风 and 效能. */
  months: { month: string; style: number; efficiency: number }[];
  /** Of these, the same matter again: joined to an earlier one, or done again. 重复反映 */
  repeated: number;
  /** Closed in the period by this unit: what it handled, or what it kept itself. Joined and withdrawn ones are not counted. */
  closed: number;
  /** Of these, by the day the law allows; those without a clock count as in time. */
  onTime: number;
  /** From the day it came to the day it was closed, calendar days, mean. Undefined without any. 平均办理天数 */
  meanDays: number | undefined;
  /** Open with this unit past that day as of today; what is suspended is not. */
  overdue: number;
}

/** What many complain of at one unit 群众反映强烈的: its kind and how many, nothing else. */
export interface ComplaintCluster {
  unit: string;
  category: string;
  count: number;
}

export interface Period {
  from: Day;
  until: Day;
  today: Day;
}

const FACTS = {
  id: true,
  category: true,
  aboutUnit: true,
  handlingUnit: true,
  queueUnit: true,
  status: true,
  receivedAt: true,
  closedAt: true,
  acceptDue: true,
  closeDue: true,
  suspendedOn: true,
  mergedInto: true,
  reopened: true,
} satisfies Prisma.ComplaintSelect;
export type MatterFacts = Pick<Complaint, Exclude<keyof typeof FACTS, 'id'>>;

const PAGE = 5_000;
/** A county has some thousands a year. */
const MOST = 200_000;

export async function readFigures(db: Db, viewer: Viewer, period: Period): Promise<ComplaintFigures[]> {
  const within = { gte: instantOf(period.from), lt: instantOf(addDays(period.until, 1)) };
  const facts: MatterFacts[] = [];
  for (let after: string | undefined; facts.length < MOST;) {
    const page = await db.complaint.findMany({
      where: {
        AND: [
          countableBy(viewer),
          { OR: [{ closedAt: null }, { receivedAt: within }, { closedAt: within }] },
          after === undefined ? {} : { id: { gt: after } },
        ],
      },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: FACTS,
    });
    facts.push(...page);
    if (page.length < PAGE) break;
    after = page.at(-1)!.id;
  }
  const units = await db.unit.findMany({ select: { code: true, name: true }, orderBy: { code: 'asc' } });
  return figuresOf(facts, units, period);
}

/** Complaints of substance; suggestions, praise and accusations are none of them. */
const CLUSTERED_CLASSES = ['A', 'B', 'C', 'D'];

/**
 * For the units themselves, the accused among them, so by the rule of the public ledger: unsealed, about nobody by name, not of
 * the level above; what was not accepted or was taken back is not counted.
 */
export async function readClusters(db: Db, since: Date, least: number): Promise<ComplaintCluster[]> {
  const groups = await db.complaint.groupBy({
    by: ['aboutUnit', 'category'],
    where: {
      sealed: false,
      queueUnit: { not: ABOVE },
      accusedUserids: { isEmpty: true },
      class: { in: CLUSTERED_CLASSES },
      status: { notIn: ['不予受理', '撤回', '移送上级'] },
      receivedAt: { gte: since },
      aboutUnit: { not: null },
    },
    _count: true,
    having: { category: { _count: { gte: least } } },
    orderBy: [{ aboutUnit: 'asc' }, { category: 'asc' }],
  });
  return groups.map(({ aboutUnit, category, _count: count }) => ({ unit: aboutUnit!, category, count }));
}

/** Units nobody complained of and that handled nothing are left out. Pure. */
export function figuresOf(
  facts: readonly MatterFacts[],
  units: readonly { code: string; name: string }[],
  period: Period,
): ComplaintFigures[] {
  const about = Map.groupBy(
    facts.filter(({ receivedAt }) => isWithin(dayOf(receivedAt), period)),
    ({ aboutUnit }) => aboutUnit,
  );
  const worked = Map.groupBy(
    facts.filter(({ status }) => !NOT_WORKED.has(status)),
    ({ handlingUnit, queueUnit }) => handlingUnit ?? queueUnit,
  );
  return units.flatMap(({ code, name }) => {
    const said = about.get(code) ?? [];
    const figures = { ...saidOf(said, period), ...workOf(worked.get(code) ?? [], period) };
    return figures.about + figures.closed + figures.overdue > 0 ? [{ unit: code, name, ...figures }] : [];
  });
}

/** Nobody handled them: joined to another, taken back by the author, sent to the level above. */
const NOT_WORKED: ReadonlySet<string> = new Set(['并案', '撤回', '移送上级']);
const isWithin = (day: Day, { from, until }: Period): boolean => day >= from && day <= until;

function saidOf(said: readonly MatterFacts[], period: Period) {
  const counts = (kinds: ReadonlySet<string>, month: string): number =>
    said.filter(({ category, receivedAt }) => kinds.has(category) && dayOf(receivedAt).startsWith(month))
      .length;
  return {
    about: said.length,
    months: monthsOf(period).map((month) => ({
      month,
      style: counts(STYLE, month),
      efficiency: counts(EFFICIENCY, month),
    })),
    repeated: said.filter(({ mergedInto, reopened }) => mergedInto !== null || reopened).length,
  };
}

function workOf(worked: readonly MatterFacts[], period: Period) {
  const closed = worked.flatMap(({ closedAt, receivedAt, ...matter }) =>
    closedAt && isWithin(dayOf(closedAt), period)
      ? [{ day: dayOf(closedAt), days: daysBetween(dayOf(receivedAt), dayOf(closedAt)), due: dueOf(matter) }]
      : [],
  );
  const days = closed.reduce((sum, one) => sum + one.days, 0);
  return {
    closed: closed.length,
    onTime: closed.filter(({ day, due }) => due === null || day <= due).length,
    meanDays: closed.length === 0 ? undefined : Math.round((10 * days) / closed.length) / 10,
    overdue: worked.filter((matter) => {
      const due = dueOf(matter);
      return matter.closedAt === null && matter.suspendedOn === null && due !== null && due < period.today;
    }).length,
  };
}

const dueOf = ({ closeDue, acceptDue }: Pick<MatterFacts, 'closeDue' | 'acceptDue'>): Day | null =>
  closeDue ?? acceptDue;

function monthsOf({ from, until }: Period): string[] {
  const months: string[] = [];
  for (let day: Day = `${from.slice(0, 7)}-01`; day <= until; day = addMonths(day, 1))
    months.push(day.slice(0, 7));
  return months;
}
