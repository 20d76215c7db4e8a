/**
 * Calendar days of the county. A `Day` is the text 'YYYY-MM-DD' in Asia/Shanghai: it sorts and compares as text and
 * does not shift. The zone has had one offset since 1991, so +08:00 stands here and nowhere else.
 */
export type Day = string & { readonly __day?: never };

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The local day of an instant. */
export function dayOf(instant: Date): Day {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** The local wall-clock time 'HH:MM' of an instant. */
export function timeOf(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(11, 16);
}

/** The instant of a local day and time; `time` is 'HH:MM' or 'HH:MM:SS'. */
export function instantOf(day: Day, time = '00:00'): Date {
  return new Date(`${day}T${time.length === 5 ? `${time}:00` : time}+08:00`);
}

/** True for an existing day written 'YYYY-MM-DD'. */
export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && PATTERN.test(text) && daysFromEpoch(text) !== undefined;
}

function daysFromEpoch(day: string): number | undefined {
  const match = PATTERN.exec(day);
  if (!match) return undefined;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const at = new Date(Date.UTC(year, month - 1, date));
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date)
    return undefined;
  return at.getTime() / DAY_MS;
}

function epochDays(day: Day): number {
  const days = daysFromEpoch(day);
  if (days === undefined) throw new RangeError(`Not a day: ${day}`);
  return days;
}

const fromEpochDays = (days: number): Day => new Date(days * DAY_MS).toISOString().slice(0, 10);

export const addDays = (day: Day, n: number): Day => fromEpochDays(epochDays(day) + n);

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => epochDays(to) - epochDays(from);

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day: Day): number => ((((epochDays(day) + 3) % 7) + 7) % 7) + 1;

export const yearOf = (day: Day): number => Number(day.slice(0, 4));
export const monthOf = (day: Day): number => Number(day.slice(5, 7));

export function lastDayOfMonth(year: number, month: number): Day {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** The same number of the day `n` months on, else the month's end (民法典第二百零二条). */
export function addMonths(day: Day, n: number): Day {
  const total = yearOf(day) * 12 + (monthOf(day) - 1) + n;
  const [year, month] = [Math.floor(total / 12), (total % 12) + 1];
  const last = lastDayOfMonth(year, month);
  const same = `${last.slice(0, 8)}${day.slice(8)}`;
  return same < last ? same : last;
}

/** '2026年11月24日' */
export const formatDay = (day: Day): string =>
  `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

/** '11月24日 09:30' */
export function formatInstant(instant: Date): string {
  const day = dayOf(instant);
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 ${timeOf(instant)}`;
}
