/** The time a text speaks of: 2025年, 去年, 三季度, 十月, 9月28日. */
import { monthOf, yearOf, type Day } from '../../kit/day.ts';

export interface Period {
  year?: number;
  half?: 1 | 2;
  quarter?: number;
  month?: number;
  date?: number;
}

const DIGITS = '零一二三四五六七八九十';
const numberOf = (text: string): number =>
  /^\d/.test(text)
    ? Number(text)
    : text.startsWith('十') && text.length > 1
      ? 10 + DIGITS.indexOf(text[1]!)
      : DIGITS.indexOf(text);

const RELATIVE_YEAR: readonly (readonly [RegExp, number])[] = [
  [/前年/, -2],
  [/去年|上年/, -1],
  [/今年|本年|当年/, 0],
  [/明年/, 1],
];

/** What is said of year, half, quarter, month and date; `today` resolves 去年 and 上个月. */
export function readPeriod(text: string, today?: Day): Period {
  const year = /((?:19|20)\d{2})(?=年|年度|\D)/.exec(text)?.[1] ?? /(?:^|\D)(2\d)年/.exec(text)?.[1];
  const quarter = /第?([一二三四1-4])季/.exec(text)?.[1];
  const month = /(?<!前|几|\d)(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月/.exec(text)?.[1];
  const date = /月\s*0?(\d{1,2})[日号]/.exec(text)?.[1];
  const digits = /(?<!\d)(0?\d|1[0-2])月(\d{1,2})[日号]/.exec(text);
  const relative = RELATIVE_YEAR.find(([words]) => words.test(text));
  return {
    ...(year
      ? { year: year.length === 2 ? 2000 + Number(year) : Number(year) }
      : relative && today
        ? { year: yearOf(today) + relative[1] }
        : {}),
    ...(/上半年/.test(text) ? { half: 1 as const } : /下半年/.test(text) ? { half: 2 as const } : {}),
    ...(quarter ? { quarter: numberOf(quarter) } : relativeQuarter(text, today)),
    ...(digits
      ? { month: Number(digits[1]), date: Number(digits[2]) }
      : month
        ? { month: numberOf(month) }
        : relativeMonth(text, today)),
    ...(date && !digits ? { date: Number(date) } : {}),
  };
}

function relativeMonth(text: string, today: Day | undefined): Period {
  if (!today) return {};
  if (/上个?月/.test(text)) return { month: ((monthOf(today) + 10) % 12) + 1 };
  return /这个?月|本月|当月/.test(text) ? { month: monthOf(today) } : {};
}

function relativeQuarter(text: string, today: Day | undefined): Period {
  if (!today) return {};
  const now = Math.ceil(monthOf(today) / 3);
  if (/上(个)?季度/.test(text)) return { quarter: ((now + 2) % 4) + 1 };
  return /这个?季度|本季度/.test(text) ? { quarter: now } : {};
}

/** How far two periods agree: parts both name that are equal, minus three for each that differs. */
export function agreement(asked: Period, told: Period): number {
  let sum = 0;
  for (const part of ['year', 'half', 'quarter', 'month', 'date'] as const) {
    const [a, b] = [asked[part], told[part]];
    if (a === undefined || b === undefined) continue;
    sum += a === b ? 1 : -3;
  }
  return sum;
}
