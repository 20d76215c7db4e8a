/** Days, units and colleagues in what an official writes. Pure, but for the looking up of names. */
import { addDays, isDay, yearOf, type Day } from '../../kit/day.ts';
import { countDue } from '../../disclosure/due.ts';
import type { Calendar } from '../../disclosure/calendar.ts';
import { commonCounty } from '../../disclosure/unit-names.ts';

const pad = (n: string | undefined): string => (n ?? '').padStart(2, '0');

/** The days named, in order: 12月10日, 12月10号, 2026-12-10, 今天, 明天, 后天, 30日 (of the month named before). A day that is past means the next year's when `ahead`. */
export function daysIn(text: string, today: Day, ahead = true): Day[] {
  const found: Day[] = [];
  const pattern =
    /(?:(20\d\d)[年.\-/])?(\d{1,2})[月.\-/](\d{1,2})[日号]?|(今天|明天|后天)|(?<![\d月])(\d{1,2})[日号](?!内)/g;
  for (const [, year, month, day, word, alone] of text.normalize('NFKC').matchAll(pattern)) {
    if (word) {
      found.push(addDays(today, ['今天', '明天', '后天'].indexOf(word)));
      continue;
    }
    const before = found.at(-1) ?? today;
    const named = alone
      ? `${before.slice(0, 8)}${pad(alone)}`
      : `${year ?? yearOf(today)}-${pad(month)}-${pad(day)}`;
    if (!isDay(named)) continue;
    const past = ahead && !year && named < (found.at(-1) ?? today);
    const next = `${Number(named.slice(0, 4)) + 1}${named.slice(4)}`;
    found.push(past && isDay(next) ? next : named);
  }
  return found;
}

/** 延5个工作日, 延10天: counted from the day it is due now. */
export function extensionIn(text: string, due: Day | null, today: Day, calendar: Calendar): Day | undefined {
  const [named] = daysIn(text, today);
  if (named) return named;
  const count = /(\d{1,3})\s*个?(工作日|天|日|周|星期|个月|月)/.exec(text.normalize('NFKC'));
  if (!count || !due) return undefined;
  const n = Number(count[1]);
  if (count[2] === '工作日') return countDue({ start: due, n, unit: 'workday' }, calendar).due;
  if (count[2]!.includes('月')) return countDue({ start: due, n, unit: 'month' }, calendar).due;
  return countDue({ start: due, n: /周|星期/.test(count[2]!) ? n * 7 : n, unit: 'day' }, calendar).due;
}

export interface NamedUnit {
  code: string;
  name: string;
  aliases: readonly string[];
}

/** How people call a unit: its name, with and without the county's and what stands in brackets, and its aliases. */
export function callNames(unit: NamedUnit, county: string): string[] {
  const base = unit.name.replace(/[((].*[))]$/, '');
  const bare = county && base.startsWith(county) ? base.slice(county.length) : undefined;
  return [unit.name, base, ...(bare && bare.length > 2 ? [`县${bare}`, bare] : []), ...unit.aliases];
}

/** Units named in a text, in the order they stand there; the longest name wins. */
export function unitsIn(text: string, units: readonly NamedUnit[]): NamedUnit[] {
  const county = commonCounty(units);
  const names = units
    .flatMap((unit) => callNames(unit, county).map((name) => ({ name, unit })))
    .filter(({ name }) => name.length >= 2)
    .sort((a, b) => b.name.length - a.name.length);
  let rest = text;
  const found: { at: number; unit: NamedUnit }[] = [];
  for (const { name, unit } of names) {
    const at = rest.indexOf(name);
    if (at < 0) continue;
    rest = rest.replaceAll(name, ' '.repeat(name.length));
    if (!found.some((one) => one.unit.code === unit.code)) found.push({ at, unit });
  }
  return found.sort((a, b) => a.at - b.at).map(({ unit }) => unit);
}
