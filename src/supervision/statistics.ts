/**
 * The counting of complaints 统计: the one way in which numbers of them leave. In: everybody who will read the number, and a
 * period. Out: the matters that each of them may count, by the conflict guard, without words or names; a number is the length
 * of such a list and nothing else, so that nobody learns of a matter by a count or a gap.
 */
import { addDays, dayOf, instantOf, type Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';
import type { Db } from '../store/database.ts';
import type { Prisma } from '../store/generated/client.ts';
import { accessTo, countableBy, type Viewer } from './conflict.ts';

/** Who reads a number. `counts`: they read it as those who watch over the county do, whatever their roles. */
export interface Readers {
  viewers: readonly Viewer[];
  counts?: true;
}

/** A matter as statistics hold it. */
export interface Counted {
  id: string;
  class: string;
  category: string;
  status: string;
  /** Told to handle it: it knows. Never whom the matter is about. */
  handlingUnit: string | undefined;
  received: Day;
  closed: Day | undefined;
  /** The clock that runs, or ran: 办结, before that 受理. */
  due: Day | undefined;
  halted: boolean;
  satisfaction: string | undefined;
  /** Heard again, or the same as one that was there. 重办、并案 */
  repeated: boolean;
}

/** A line of the list behind a number: with its own number and id only for who may know of it. */
export interface CountedLine {
  id: string | undefined;
  number: string | undefined;
  category: string;
  status: string;
  received: Day;
  closed: Day | undefined;
}

/** Every exit of numbers. A new one gets a probe in `test/rooms/supervision/exits.test.ts`, or types fail. */
export interface Statistics {
  /** Received until the last day and not closed before the first; of these units (about them or handled by them). */
  counted(
    db: Db,
    readers: Readers,
    period: { from: Day; to: Day; units?: readonly string[] | undefined },
  ): Promise<Counted[]>;
  /** Of these matters the ones the reader may count, in the order given. */
  countable(db: Db, readers: Readers, ids: readonly string[]): Promise<string[]>;
  /** What the reader may read of each; those they may not count are left out. */
  lines(db: Db, readers: Readers, ids: readonly string[]): Promise<CountedLine[]>;
}

const PAGE = 5_000;
const MOST = 200_000;
/** Ids to a query. */
const CHUNK = 10_000;

const SLIM = {
  id: true,
  class: true,
  category: true,
  status: true,
  handlingUnit: true,
  receivedAt: true,
  closedAt: true,
  acceptDue: true,
  closeDue: true,
  suspendedOn: true,
  satisfaction: true,
  reopened: true,
  mergedInto: true,
} as const satisfies Prisma.ComplaintSelect;

const allOf = ({ viewers, counts }: Readers): Prisma.ComplaintWhereInput =>
  // Nobody reads it: nothing is counted.
  viewers.length === 0
    ? { id: { in: [] } }
    : { AND: viewers.map((viewer) => (counts ? countableBy(viewer, true) : countableBy(viewer))) };

export function createStatistics(): Statistics {
  const countable = async (db: Db, readers: Readers, ids: readonly string[]): Promise<string[]> => {
    const may = new Set<string>();
    for (let at = 0; at < ids.length; at += CHUNK) {
      const found = await db.complaint.findMany({
        where: { AND: [{ id: { in: ids.slice(at, at + CHUNK) } }, allOf(readers)] },
        select: { id: true },
      });
      for (const { id } of found) may.add(id);
    }
    return ids.filter((id) => may.has(id));
  };

  return {
    countable,

    async counted(db, readers, { from, to, units }) {
      const found: Counted[] = [];
      const where: Prisma.ComplaintWhereInput = {
        AND: [
          allOf(readers),
          { receivedAt: { lt: instantOf(addDays(to, 1)) } },
          { OR: [{ closedAt: null }, { closedAt: { gte: instantOf(from) } }] },
          units ? { OR: [{ aboutUnit: { in: [...units] } }, { handlingUnit: { in: [...units] } }] } : {},
        ],
      };
      for (let after = ''; ;) {
        const page = await db.complaint.findMany({
          where: { AND: [where, { id: { gt: after } }] },
          orderBy: { id: 'asc' },
          take: PAGE,
          select: SLIM,
        });
        for (const row of page) found.push(countedOf(row));
        if (page.length < PAGE) return found;
        after = page.at(-1)!.id;
        if (found.length >= MOST)
          throw new InputError('Too many matters for one report.', { tell: '件数太多,请选短一些的期间。' });
      }
    },

    async lines(db, readers, ids) {
      const matters = new Map(
        (await db.complaint.findMany({ where: { AND: [{ id: { in: [...ids] } }, allOf(readers)] } })).map(
          (matter) => [matter.id, matter],
        ),
      );
      return ids.flatMap((id): CountedLine[] => {
        const matter = matters.get(id);
        if (!matter) return [];
        const known = readers.viewers.every((viewer) => accessTo(matter, viewer) !== 'none');
        return [
          {
            id: known ? id : undefined,
            number: known ? matter.number : undefined,
            category: matter.category,
            status: matter.status,
            received: dayOf(matter.receivedAt),
            closed: matter.closedAt ? dayOf(matter.closedAt) : undefined,
          },
        ];
      });
    },
  };
}

type Slim = Prisma.ComplaintGetPayload<{ select: typeof SLIM }>;

const countedOf = (matter: Slim): Counted => ({
  id: matter.id,
  class: matter.class,
  category: matter.category,
  status: matter.status,
  handlingUnit: matter.handlingUnit ?? undefined,
  received: dayOf(matter.receivedAt),
  closed: matter.closedAt ? dayOf(matter.closedAt) : undefined,
  due: matter.closeDue ?? matter.acceptDue ?? undefined,
  halted: matter.suspendedOn !== null,
  satisfaction: matter.satisfaction ?? undefined,
  repeated: matter.reopened || matter.mergedInto !== null,
});
