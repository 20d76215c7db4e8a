/**
 * What comes round: series of items a unit publishes every month or quarter, and the duties the law sets. The next turn is
 * opened once, unless an item for it exists, which then is owed itself.
 */
import { addDays, dayOf, type Day } from '../../kit/day.ts';
import { sha256 } from '../../kit/seal.ts';
import type { Tx } from '../../store/database.ts';
import { Prisma } from '../../store/generated/client.ts';
import type { Calendar } from '../calendar.ts';
import { readDeadline } from '../deadline-phrase.ts';
import { periodOf, type Due } from '../due.ts';
import { openAll, type Moment, type NewObligation } from '../obligations.ts';
import { DUTIES, type Duty } from './duties.ts';
import { nameOf, occurrencesOf, periodInTitle, periodInWords } from './occurrences.ts';

/** Nothing is opened longer before it is due. */
export const OPEN_DAYS = 40;

interface Item {
  code: string;
  title: string;
  category: string;
  unitCode: string;
  recurrence: { every?: string; phrase?: string };
  about: Day | undefined;
}

interface Turn {
  /** The period reported on. */
  period: string;
  triggeredOn: Day;
  due: Due;
}

export const seriesKey = (unit: string, category: string, period: string, base: string): string =>
  `recurrence:${unit}:${category}:${period}:${base}`;

/** The title without its period: the same for every item of a series. */
export const baseOf = (title: string, word: string | undefined): string =>
  sha256(
    word
      ? title
          .normalize('NFKC')
          .replace(word, '')
          .replace(/20\d\d年/, '')
      : title,
  )
    .toString('hex')
    .slice(0, 8);

export async function planRecurring(tx: Tx, moment: Moment, calendar: Calendar): Promise<number> {
  const today = dayOf(moment.now);
  const items = await recurringItems(tx);
  const turns = [...seriesTurns(items, today, calendar), ...(await dutyTurns(tx, items, today, calendar))];
  return openAll(tx, moment, await withoutKnown(tx, turns));
}

/** Most nights everything has been opened already. */
async function withoutKnown(tx: Tx, turns: readonly NewObligation[]): Promise<NewObligation[]> {
  const known = await tx.obligation.findMany({
    where: { key: { in: turns.map(({ key }) => key) } },
    select: { key: true },
  });
  const keys = new Set(known.map(({ key }) => key));
  return turns.filter(({ key }) => !keys.has(key));
}

async function recurringItems(tx: Tx): Promise<Item[]> {
  const rows = await tx.disclosure.findMany({
    where: { NOT: { recurrence: { equals: Prisma.DbNull } }, status: { not: '已撤回' } },
    select: {
      code: true,
      title: true,
      category: true,
      unitCode: true,
      recurrence: true,
      formed: true,
      expected: true,
    },
    orderBy: { code: 'asc' },
  });
  return rows.map(({ formed, expected, recurrence, ...rest }) => ({
    ...rest,
    recurrence: recurrence as Item['recurrence'],
    about: formed ?? expected ?? undefined,
  }));
}

/** The turn of a phrase that is open now: what is published on a day tells of the period before it. */
function turnOf(phrase: string, every: Duty['every'], today: Day, calendar: Calendar): Turn | undefined {
  const meaning = readDeadline(phrase);
  const [turn] = meaning ? occurrencesOf(meaning, today, calendar) : [];
  if (!turn || turn.due.due > addDays(today, OPEN_DAYS)) return undefined;
  const holding = periodOf(every, turn.due.due)!;
  // The last day of a year tells of that year; what falls due earlier tells of the period before.
  const told =
    every === 'yearly' && turn.due.due.endsWith('-12-31')
      ? holding
      : periodOf(every, addDays(holding.start, -1))!;
  return { period: nameOf(every, told.start), triggeredOn: turn.triggeredOn, due: turn.due };
}

const EVERY: Readonly<Record<string, Duty['every']>> = {
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
};

function seriesTurns(items: readonly Item[], today: Day, calendar: Calendar): NewObligation[] {
  const newest = new Map<string, { item: Item; word: string; end: Day }>();
  const present = new Set<string>();
  for (const item of items) {
    const told = periodInTitle(item.title, item.about);
    if (!told) continue;
    const base = baseOf(item.title, told.word);
    present.add(seriesKey(item.unitCode, item.category, told.name, base));
    const key = `${item.unitCode} ${item.category} ${base}`;
    const known = newest.get(key);
    if (!known || known.end < told.end) newest.set(key, { item, word: told.word, end: told.end });
  }
  return [...newest.values()].flatMap(({ item, word }) => {
    const { phrase } = item.recurrence;
    const every = EVERY[item.recurrence.every ?? ''];
    const turn = phrase && every ? turnOf(phrase, every, today, calendar) : undefined;
    if (!turn || !phrase) return [];
    const key = seriesKey(item.unitCode, item.category, turn.period, baseOf(item.title, word));
    if (present.has(key)) return [];
    const title = item.title
      .normalize('NFKC')
      .replace(/20\d\d年/, '')
      .replace(word, periodInWords(turn.period));
    return [obligationOf(key, item.unitCode, title, phrase, turn)];
  });
}

async function dutyTurns(
  tx: Tx,
  items: readonly Item[],
  today: Day,
  calendar: Calendar,
): Promise<NewObligation[]> {
  const units = await tx.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } });
  const inSeries = new Set(items.map(({ unitCode, category }) => `${unitCode} ${category}`));
  const turns: NewObligation[] = [];
  for (const duty of DUTIES) {
    const turn = turnOf(duty.phrase, duty.every, today, calendar);
    if (!turn) continue;
    const done = await unitsWithRow(tx, duty);
    for (const unit of await unitsThatTold(tx, duty, turn)) done.add(unit);
    for (const unit of units.filter(({ type }) => duty.unitTypes.includes(type))) {
      if (inSeries.has(`${unit.code} ${duty.category}`) || done.has(unit.code)) continue;
      const key = seriesKey(unit.code, duty.category, turn.period, 'duty');
      const title = duty.title(unit.name.replace(/\(.*\)$/, ''), periodInWords(turn.period));
      turns.push(obligationOf(key, unit.code, title, duty.phrase, turn));
    }
  }
  return turns;
}

/** Units whose catalogue has the duty as a row of its own. */
async function unitsWithRow(tx: Tx, duty: Duty): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ unit_code: string }[]>`
    select distinct u.unit_code from catalogue_item i join catalogue_item_unit u on u.item_id = i.id
    where i.level1 || i.level2 || i.content ~ ${duty.words.source}`;
  return new Set(rows.map((row) => row.unit_code));
}

/** Units with an item of the class that speaks of the same period. */
async function unitsThatTold(tx: Tx, duty: Duty, turn: Turn): Promise<string[]> {
  const items = await tx.disclosure.findMany({
    where: { category: duty.category, status: { not: '已撤回' } },
    select: { unitCode: true, title: true, formed: true, expected: true },
  });
  return items
    .filter(({ title, formed, expected }) =>
      duty.every === 'yearly'
        ? duty.words.test(title) && (title.includes(turn.period) || formed?.startsWith(turn.period) === true)
        : periodInTitle(title, formed ?? expected ?? undefined)?.name === turn.period,
    )
    .map(({ unitCode }) => unitCode);
}

const obligationOf = (
  key: string,
  unitCode: string,
  title: string,
  deadlinePhrase: string,
  { period, triggeredOn, due }: Turn,
): NewObligation => ({
  key,
  source: 'recurrence',
  title: title.slice(0, 200),
  unitCode,
  trigger: 'period',
  triggeredOn,
  period,
  deadlinePhrase,
  due,
});
