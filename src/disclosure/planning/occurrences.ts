/** When something that comes round again is next due, and what that turn is called. */
import { addDays, lastDayOfMonth, monthOf, yearOf, type Day } from '../../kit/day.ts';
import type { Calendar } from '../calendar.ts';
import type { DeadlineMeaning, Recurrence } from '../deadline-meaning.ts';
import { dueOf, periodOf, type Due } from '../due.ts';

export interface Occurrence {
  /** 2026-11, 2026Q4, 2026H2, 2026, or the date it is fixed to: the same however the due day moves. */
  period: string;
  /** The day from which `dueOf` gives this turn and no other. */
  triggeredOn: Day;
  due: Due;
}

const COMES_ROUND: ReadonlySet<Recurrence> = new Set([
  'weekly',
  'monthly',
  'quarterly',
  'half_yearly',
  'yearly',
]);

/** The turns of a meaning that are open on a day: none for what hangs on an event, one for each part of a compound. */
export function occurrencesOf(meaning: DeadlineMeaning, today: Day, calendar: Calendar): Occurrence[] {
  switch (meaning.kind) {
    case 'compound':
      return (meaning.parts ?? []).flatMap((part, i) =>
        occurrencesOf(part as DeadlineMeaning, today, calendar).map((turn) => ({
          ...turn,
          period: `${turn.period}/${i + 1}`,
        })),
      );
    // 动态更新 sets no day: it is looked over once a year.
    case 'ongoing':
      return occurrencesOf({ ...meaning, kind: 'periodic', recurrence: 'yearly' }, today, calendar);
    case 'periodic':
      return COMES_ROUND.has(meaning.recurrence) ? periodic(meaning, today, calendar) : [];
    case 'periodic_after_end':
      return COMES_ROUND.has(meaning.recurrence) ? afterEnd(meaning, today, calendar) : [];
    case 'fixed_date':
      return fixed(meaning, today, calendar);
    default:
      return [];
  }
}

function periodic(meaning: DeadlineMeaning, today: Day, calendar: Calendar): Occurrence[] {
  const { start } = periodOf(meaning.recurrence, today)!;
  const due = dueOf(meaning, { event: start, today: start }, calendar);
  return due ? [{ period: nameOf(meaning.recurrence, start), triggeredOn: start, due }] : [];
}

/** Of the period before, unless its day is over; then of the one that holds today. */
function afterEnd(meaning: DeadlineMeaning, today: Day, calendar: Calendar): Occurrence[] {
  const current = periodOf(meaning.recurrence, today)!;
  const before = periodOf(meaning.recurrence, addDays(current.start, -1))!;
  for (const { start, end } of [before, current]) {
    const due = dueOf(meaning, { event: end, today: end }, calendar);
    if (due && due.due >= today)
      return [{ period: nameOf(meaning.recurrence, start), triggeredOn: end, due }];
  }
  return [];
}

function fixed(meaning: DeadlineMeaning, today: Day, calendar: Calendar): Occurrence[] {
  const due = dueOf(meaning, { today }, calendar);
  return due && due.due >= today ? [{ period: due.due, triggeredOn: addDays(due.due, -1), due }] : [];
}

/** 2026-11, 2026Q4, 2026H2, 2026; a week by its Monday. */
export function nameOf(recurrence: Recurrence, start: Day): string {
  const [year, month] = [yearOf(start), monthOf(start)];
  switch (recurrence) {
    case 'weekly':
      return `W${start}`;
    case 'monthly':
      return start.slice(0, 7);
    case 'quarterly':
      return `${year}Q${Math.ceil(month / 3)}`;
    case 'half_yearly':
      return `${year}H${month <= 6 ? 1 : 2}`;
    default:
      return String(year);
  }
}

const CHINESE_MONTHS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

/** '2026年11月', '2026年四季度' */
export function periodInWords(period: string): string {
  const [, year, rest] = /^(\d{4})(.*)$/.exec(period) ?? [];
  if (!year || rest === undefined) return period;
  if (/^-\d\d$/.test(rest)) return `${year}年${Number(rest.slice(1))}月`;
  if (/^Q\d$/.test(rest)) return `${year}年${'一二三四'[Number(rest[1]) - 1]}季度`;
  if (/^H\d$/.test(rest)) return `${year}年${rest === 'H1' ? '上' : '下'}半年`;
  return rest === '' ? `${year}年` : period;
}

/** The month or quarter a title speaks of; `about` is a day on which the item was formed or is expected. */
export function periodInTitle(
  title: string,
  about: Day | undefined,
): { name: string; end: Day; word: string } | undefined {
  const text = title.normalize('NFKC');
  const quarter = /第?([一二三四1-4])季度/.exec(text);
  const month = /(?<!\d)(十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])月(?:份)?/.exec(text);
  const match = quarter ?? month;
  if (!match) return undefined;
  const told = match[1]!;
  const number = /\d/.test(told) ? Number(told) : CHINESE_MONTHS.indexOf(told) + 1;
  const last = quarter ? number * 3 : number;
  const year = Number(/(20\d\d)年/.exec(text)?.[1] ?? yearBefore(about, last));
  if (!year || last < 1) return undefined;
  const end = lastDayOfMonth(year, last);
  return { name: quarter ? `${year}Q${number}` : end.slice(0, 7), end, word: match[0] };
}

/** What is told of in January about December belongs to the year before. */
function yearBefore(about: Day | undefined, month: number): number {
  if (about === undefined) return 0;
  return month > monthOf(about) ? yearOf(about) - 1 : yearOf(about);
}
