/** 依申请公开催办: who is told how many working days before or after an answer is due. Pure. */
import type { Day } from '../kit/day.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { workdaysFrom } from '../disclosure/workdays.ts';

export const RUNGS = [
  { level: 'T-7', offset: -7, tells: 'unit_officer' },
  { level: 'T-3', offset: -3, tells: 'unit_officer' },
  { level: 'T-1', offset: -1, tells: 'gov_office' },
  { level: 'T+1', offset: 1, tells: 'leading_group' },
] as const;

export type Rung = (typeof RUNGS)[number];

/**
 * The highest rung reached today: one that was missed (the service was down, the due day moved) is covered by the next, so
 * that nobody is told twice.
 */
export const rungOf = (due: Day, today: Day, calendar: Calendar): Rung | undefined =>
  RUNGS.findLast(({ offset }) => workdaysFrom(due, offset, calendar) <= today);
