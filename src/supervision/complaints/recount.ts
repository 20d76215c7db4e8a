/**
 * Days of open matters that were 暂定, reckoned anew once the holiday notice of their year is known: from the day it came, was
 * heard again or was accepted, with the days it was extended by and stood still. Run once a day; a second run changes nothing.
 */
import { addDays, dayOf, formatDay, type Day } from '../../kit/day.ts';
import type { Database, Db, Tx } from '../../store/database.ts';
import type { Complaint } from '../../store/generated/client.ts';
import { acceptDues, clocksOf, closeDues, objectionDue } from '../clocks.ts';
import { addEvent, type Context } from './context.ts';
import { tellAuthors } from './telling.ts';

const PAGE = 200;
const HANDED = ['complaint.transferred', 'complaint.assigned'];
const STARTS_CLOSING = ['complaint.accepted', ...HANDED];

/** How many moved, or stand now. */
export async function recount(ctx: Context, database: Database): Promise<number> {
  let changed = 0;
  for (let after = ''; ;) {
    const page = await database.prisma.complaint.findMany({
      where: { closedAt: null, provisional: true, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const { id } of page) if (await database.transaction((tx) => recountOne(ctx, tx, id))) changed++;
    if (page.length < PAGE) return changed;
    after = page.at(-1)!.id;
  }
}

async function recountOne(ctx: Context, tx: Tx, id: string): Promise<boolean> {
  const matter = await tx.complaint.findUnique({ where: { id } });
  if (!matter || matter.closedAt || !matter.provisional) return false;
  const { steps, ...days } = await reckon(ctx, tx, matter);
  const dueOf = ({ closeDue, acceptDue }: Pick<Complaint, 'closeDue' | 'acceptDue'>): Day | null =>
    closeDue ?? acceptDue;
  const [before, due] = [dueOf(matter), dueOf({ ...matter, ...days })];
  const moved = (Object.keys(days) as (keyof typeof days)[]).some((name) => days[name] !== matter[name]);
  if (!moved) return false;
  await tx.complaint.update({
    where: { id },
    data: { ...days, ...(steps ? { dueSteps: steps as object[] } : {}) },
  });
  const event = await addEvent(ctx, tx, {
    complaintId: id,
    actor: 'system',
    fact: 'complaint.recounted',
    detail: { from: before ?? '', to: due ?? '' },
  });
  if (due && due !== before)
    await tellAuthors(ctx, tx, { ...matter, ...days }, event, `放假通知出来了,期限改为 ${formatDay(due)}。`);
  return true;
}

async function reckon(ctx: Context, db: Db, matter: Complaint) {
  const calendar = ctx.calendar();
  const clocks = clocksOf(matter.clocks);
  const events = await db.complaintEvent.findMany({
    where: { complaintId: matter.id, fact: { in: ['complaint.reopened', ...STARTS_CLOSING] } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 200,
  });
  const again = events.findLast(({ fact }) => fact === 'complaint.reopened')?.at ?? matter.receivedAt;
  const since = events.filter(({ at }) => at >= again);
  const handed = since.findLast(({ fact }) => HANDED.includes(fact));
  const objection =
    handed && matter.objectionDue ? { objectionDue: objectionDue(clocks, dayOf(handed.at), calendar) } : {};
  const begun = since.find(({ fact }) => STARTS_CLOSING.includes(fact));
  if (!matter.closeDue || !begun) {
    if (!matter.acceptDue) return { provisional: false, steps: undefined };
    const { due, target, provisional } = acceptDues(clocks, dayOf(again), calendar);
    // Sealed matters have a target of their own, of one working day.
    const own = matter.sealed ? {} : { acceptTarget: target };
    return { acceptDue: due.due, ...own, provisional, ...objection, steps: due.steps };
  }
  const { due, target, provisional } = closeDues(clocks, dayOf(begun.at), calendar);
  const closeDue = addDays(due.due, matter.extendedDays + matter.suspendedDays);
  const closeTarget = matter.extendedDays > 0 ? closeDue : addDays(target, matter.suspendedDays);
  return { closeDue, closeTarget, provisional, ...objection, steps: due.steps };
}
