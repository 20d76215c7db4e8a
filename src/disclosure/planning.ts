/**
 * The night's planning: obligations brought in line with the disclosure database, the catalogue, the law and the calendar.
 * Running it again changes nothing.
 */
import type { Database, Tx } from '../store/database.ts';
import { dayOf, type Day } from '../kit/day.ts';
import type { Calendar } from './calendar.ts';
import type { DeadlineMeaning } from './deadline-meaning.ts';
import { dueOf } from './due.ts';
import { readDeadline } from './deadline-phrase.ts';
import { findDisclosure, saveDisclosure } from './disclosures.ts';
import type { Moment } from './obligations.ts';
import { openCatalogueTurns } from './planning/catalogue-turns.ts';
import { closePublished, followItems, openForItems, replaceLeavers } from './planning/items.ts';
import { planRiskPoints } from './planning/risk-points.ts';
import { planRecurring } from './planning/recurring.ts';
import { reckonDue } from './reckon.ts';

export interface PlanResult {
  /** Opened for items and turns of series. */
  created: number;
  /** Opened for rows of the catalogue. */
  fromCatalogue: number;
  moved: number;
  fulfilled: number;
}

export async function planObligations(
  database: Database,
  moment: Moment,
  calendar: Calendar,
): Promise<PlanResult> {
  const result = await database.transaction(async (tx) => {
    const fulfilled = await closePublished(tx, moment);
    const moved = await followItems(tx, calendar);
    const created =
      (await openForItems(tx, moment, calendar)) +
      (await planRecurring(tx, moment, calendar)) +
      (await planRiskPoints(tx, moment, calendar));
    await replaceLeavers(tx);
    return { created, moved, fulfilled };
  });
  return { ...result, fromCatalogue: await openCatalogueTurns(database, moment.now, calendar) };
}

/** Provisional days to a statement. */
const BATCH = 2_000;

/** Days that were 暂定, reckoned anew because a holiday notice has come: of items and of what hangs on no item. */
export async function reckonAnew(tx: Tx, now: Date, calendar: Calendar): Promise<number> {
  const items = await reckonItems(tx, now, calendar);
  return items + (await followItems(tx, calendar)) + (await reckonTurns(tx, dayOf(now), calendar));
}

async function reckonItems(tx: Tx, now: Date, calendar: Calendar): Promise<number> {
  let moved = 0;
  for await (const code of provisionalItems(tx)) {
    const item = (await findDisclosure(tx, code))!;
    const event = item.formed ?? item.expected;
    // A series is reckoned by its own rhythm where the phrase of the item says no more than the default.
    const due = event && item.deadline ? reckonDue(item.deadline, event, calendar) : undefined;
    if (!due || (due.due === item.due && due.provisional)) continue;
    await saveDisclosure(tx, { ...item, due: due.due, provisional: due.provisional }, now);
    moved++;
  }
  return moved;
}

async function* provisionalItems(tx: Tx): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const rows = await tx.disclosure.findMany({
      where: { provisional: true, published: null, code: { gt: after } },
      select: { code: true },
      orderBy: { code: 'asc' },
      take: BATCH,
    });
    for (const { code } of rows) yield code;
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.code;
  }
}

/** All turns of one phrase and period have one due day; a period ends in /2 where it is of the phrase's second clause. */
async function reckonTurns(tx: Tx, today: Day, calendar: Calendar): Promise<number> {
  const groups = await tx.$queryRaw<{ phrase: string; triggered_on: string; due: string; part: string }[]>`
    select distinct deadline_phrase as phrase, triggered_on, due, split_part(coalesce(period, ''), '/', 2) as part
    from obligation
    where status = 'open' and provisional and disclosure_code is null and deadline_phrase is not null
      and triggered_on is not null and due = original_due limit ${BATCH}`;
  let moved = 0;
  for (const { phrase, triggered_on: event, due: before, part } of groups) {
    const read = readDeadline(phrase);
    const meaning = part === '' ? read : (read?.parts?.[Number(part) - 1] as DeadlineMeaning | undefined);
    const due = (meaning && dueOf(meaning, { event, today }, calendar)) ?? reckonDue(phrase, event, calendar);
    if (!due) continue;
    moved += await tx.$executeRaw`
      update obligation set due = ${due.due}, original_due = ${due.due}, provisional = ${due.provisional},
        due_steps = ${JSON.stringify(due.steps)}::jsonb, quiet_until = null
      where status = 'open' and provisional and disclosure_code is null and deadline_phrase = ${phrase}
        and triggered_on = ${event} and due = ${before} and original_due = ${before}
        and split_part(coalesce(period, ''), '/', 2) = ${part}`;
  }
  return moved;
}
