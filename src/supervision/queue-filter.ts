/** What is looked for in the queue 筛选, and the same for the database. Pure: the guard is asked beside it. */
import { addDays, type Day } from '../kit/day.ts';
import type { Prisma } from '../store/generated/client.ts';
import type { Viewer } from './conflict.ts';
import { STATUSES } from './lifecycle.ts';

export interface QueueFilter {
  /** Open ones unless said otherwise. */
  state?: 'open' | 'closed' | 'all';
  status?: readonly string[];
  class?: readonly string[];
  category?: string;
  /** Complained of, or handling it. */
  unit?: string;
  urgent?: boolean;
  /** Near its target, past it, or past what the law allows. */
  late?: 'soon' | 'target' | 'law';
  mine?: boolean;
  /** Begins with: TS-7K3F. */
  number?: string;
  receivedFrom?: Day;
  receivedTo?: Day;
}

/** Days before the target from which on it is soon. 快到期 */
export const SOON_DAYS = 3;

export const dayStart = (day: Day): Date => new Date(`${day}T00:00:00+08:00`);
export const dayEnd = (day: Day): Date => new Date(`${day}T23:59:59.999+08:00`);

export const overdueOn = (today: Day): Prisma.ComplaintWhereInput => ({
  OR: [{ closeDue: { lt: today } }, { closeDue: null, acceptDue: { lt: today } }],
});

const pastTarget = (today: Day): Prisma.ComplaintWhereInput => ({
  OR: [{ closeTarget: { lt: today } }, { closeTarget: null, acceptTarget: { lt: today } }],
});

/** The next day that counts of the clock that runs: the target, else what the law allows. */
function soonFrom(today: Day): Prisma.ComplaintWhereInput {
  const near = { gte: today, lte: addDays(today, SOON_DAYS) };
  return {
    OR: [
      { closeTarget: near },
      { closeTarget: null, closeDue: near },
      { closeDue: null, acceptTarget: near },
      { closeDue: null, acceptTarget: null, acceptDue: near },
    ],
  };
}

const LATE = { soon: soonFrom, target: pastTarget, law: overdueOn } as const;

export function whereOf(filter: QueueFilter, viewer: Viewer, today: Day): Prisma.ComplaintWhereInput {
  const { state = 'open', status, unit, urgent, late, mine, number, receivedFrom, receivedTo } = filter;
  const received = {
    ...(receivedFrom ? { gte: dayStart(receivedFrom) } : {}),
    ...(receivedTo ? { lte: dayEnd(receivedTo) } : {}),
  };
  return {
    AND: [
      state === 'all' ? {} : { closedAt: state === 'open' ? null : { not: null } },
      status ? { status: { in: status.filter((one) => (STATUSES as readonly string[]).includes(one)) } } : {},
      filter.class ? { class: { in: [...filter.class] } } : {},
      filter.category ? { category: filter.category } : {},
      unit ? { OR: [{ aboutUnit: unit }, { handlingUnit: unit }] } : {},
      urgent === undefined ? {} : { urgent },
      late ? { closedAt: null, suspendedOn: null, ...LATE[late](today) } : {},
      mine ? { assigneeUserid: viewer.userid } : {},
      number ? { number: { startsWith: number.toUpperCase() } } : {},
      receivedFrom || receivedTo ? { receivedAt: received } : {},
    ],
  };
}
