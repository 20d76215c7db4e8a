/** The amount and unit a clause names, and what stands before and after it. */
import type { DeadlineUnit } from '../deadline-meaning.ts';

/** Days that a statute counts as working days (行政许可法第八十二条, 行政处罚法第八十五条, 行政复议法第八十八条). */
function unitOf(word: string, amount: number, law: string | undefined): DeadlineUnit {
  if (word.includes('工作日')) return 'workday';
  if (word.includes('小时')) return 'hour';
  if (word.includes('月')) return 'month';
  if (word.includes('年')) return 'year';
  if (law?.includes('行政许可法')) return 'workday';
  if (law?.includes('行政处罚法') && [2, 3, 5, 7].includes(amount)) return 'workday';
  if (law?.includes('行政复议法') && [3, 5, 7, 10].includes(amount)) return 'workday';
  return 'day';
}

const AMOUNT = '(\\d{1,4})(?:(?:-|~|至|到|—)(\\d{1,4}))?(个工作日|个?月|日|年|小时)';
export interface Found {
  amount: number;
  unit: DeadlineUnit;
  range?: number[];
  before: string;
  after: string;
}

export function findAmount(text: string, law: string | undefined): Found | undefined {
  const match = new RegExp(AMOUNT).exec(text);
  if (!match) return undefined;
  const [low, high] = [Number(match[1]), match[2] === undefined ? undefined : Number(match[2])];
  const amount = high ?? low;
  return {
    amount,
    unit: unitOf(match[3]!, amount, law),
    ...(high === undefined ? {} : { range: [low, high] }),
    before: text.slice(0, match.index),
    after: text.slice(match.index + match[0].length),
  };
}
