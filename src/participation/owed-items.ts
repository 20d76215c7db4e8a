/** What the seven systems owe the public: an item with the facts at hand, not public yet, and the obligation to publish it. */
import type { Calendar } from '../disclosure/calendar.ts';
import { openObligation, type Moment } from '../disclosure/obligations.ts';
import { draftItem } from '../disclosure/publication.ts';
import { reckonDue } from '../disclosure/reckon.ts';
import type { Day } from '../kit/day.ts';
import { findUnit, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';

export interface OwedItem {
  /** Class of an item of the government; a committee's is 乡务. */
  category: string;
  title: string;
  /** What citizens read first, at most 200 characters. */
  summary: string;
  unit: string;
  /** One of the seven systems. */
  system?: string;
  /** The day from which the time runs. */
  formed: Day;
  /** 公开时限 */
  phrase: string;
  basis: readonly { law: string; article?: string }[];
  particulars?: Record<string, unknown>;
}

const MAX_TITLE = 100;
const MAX_SUMMARY = 200;

/** Drafts the item; its due day by the phrase. */
export async function draftOwed(
  tx: Tx,
  moment: Moment,
  by: Official,
  calendar: Calendar,
  owed: OwedItem,
): Promise<{ code: string; due: Day }> {
  const { category, title, summary, unit, system, formed, phrase, basis, particulars } = owed;
  const due = dueFor(phrase, formed, calendar);
  const { code } = await draftItem(tx, moment, by, {
    category: await categoryFor(tx, unit, category),
    title: title.slice(0, MAX_TITLE),
    summary: summary.slice(0, MAX_SUMMARY),
    unit,
    deadline: phrase,
    particulars: {
      ...particulars,
      ...(system ? { system } : {}),
      formed,
      basis,
      due: due.due,
      provisional: due.provisional,
    },
  });
  return { code, due: due.due };
}

/** As above, with the obligation on the ladder at once. */
export async function oweItem(
  tx: Tx,
  moment: Moment,
  by: Official,
  calendar: Calendar,
  owed: OwedItem & { trigger: string },
): Promise<{ code: string; due: Day }> {
  const drafted = await draftOwed(tx, moment, by, calendar, owed);
  await openObligation(tx, moment, {
    // The night's planning gives an item the same key.
    key: `disclosure:${drafted.code}`,
    source: 'event',
    title: owed.title,
    unitCode: owed.unit,
    disclosureCode: drafted.code,
    trigger: owed.trigger,
    triggeredOn: owed.formed,
    deadlinePhrase: owed.phrase,
    due: dueFor(owed.phrase, owed.formed, calendar),
  });
  return drafted;
}

export function dueFor(phrase: string, on: Day, calendar: Calendar) {
  const due = reckonDue(phrase, on, calendar);
  if (!due) throw new RangeError(`No due day: ${phrase}`);
  return due;
}

/** 村(居)务 are a class of their own. */
const categoryFor = async (db: Db, unit: string, government: string): Promise<string> =>
  (await findUnit(db, unit))?.type.endsWith('_committee') ? 'V10' : government;

/** The obligation that hangs on a key. */
export async function obligationIdOf(db: Db, key: string): Promise<string | undefined> {
  return (await db.obligation.findUnique({ where: { key }, select: { id: true } }))?.id;
}
