/** The time a report is about: a month 2026-11, a quarter 2026-Q4, a year 2026. 报告期 */
import { addDays, addMonths, lastDayOfMonth, monthOf, yearOf, type Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';

export type Rhythm = 'month' | 'quarter' | 'year';

export interface Period {
  /** As in an address: 2026-11, 2026-Q4, 2026. */
  text: string;
  rhythm: Rhythm;
  from: Day;
  to: Day;
  /** 2026年11月, 2026年第四季度, 2026年 */
  name: string;
}

const PATTERN = /^(20\d{2})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?$/;
const NUMERALS = ['一', '二', '三', '四'];
const two = (n: number): string => String(n).padStart(2, '0');

/** Throws InputError for anything else. */
export function readPeriod(text: string): Period {
  const match = PATTERN.exec(text);
  if (!match) throw new InputError(`No period: ${text}`, { tell: '报告期写成 2026-11、2026-Q4 或 2026。' });
  const year = Number(match[1]);
  if (match[2]) {
    const month = Number(match[2]);
    const to = lastDayOfMonth(year, month);
    return { text, rhythm: 'month', from: `${text}-01`, to, name: `${year}年${month}月` };
  }
  if (match[3]) {
    const last = Number(match[3]) * 3;
    const name = `${year}年第${NUMERALS[Number(match[3]) - 1]}季度`;
    const from = `${year}-${two(last - 2)}-01`;
    return { text, rhythm: 'quarter', from, to: lastDayOfMonth(year, last), name };
  }
  return { text, rhythm: 'year', from: `${year}-01-01`, to: `${year}-12-31`, name: `${year}年` };
}

/** The period that holds a day. */
export function periodOf(rhythm: Rhythm, day: Day): Period {
  const year = yearOf(day);
  if (rhythm === 'year') return readPeriod(String(year));
  if (rhythm === 'month') return readPeriod(day.slice(0, 7));
  return readPeriod(`${year}-Q${Math.ceil(monthOf(day) / 3)}`);
}

/** The one before. */
export const periodBefore = ({ rhythm, from }: Period): Period => periodOf(rhythm, addDays(from, -1));

const MONTHS: Readonly<Record<Rhythm, number>> = { month: 1, quarter: 3, year: 12 };
export const periodAfter = ({ rhythm, from }: Period): Period =>
  periodOf(rhythm, addMonths(from, MONTHS[rhythm]));
