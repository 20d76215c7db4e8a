/** The reminder ladder 催办: who is told what how many working days before or after the due day. Pure rules. */
import { addDays, type Day } from '../../kit/day.ts';
import type { Calendar } from '../calendar.ts';

export const LEVELS = ['T-5', 'T-2', 'T-0', 'T+1', 'T+3', 'T+10'] as const;
export type Level = (typeof LEVELS)[number];

/** Who a level speaks to. */
export type Audience =
  'officer' | 'leader' | 'supervision_group' | 'gov_office' | 'leading_group' | 'discipline';

export const AUDIENCES: Readonly<Record<Level, readonly Audience[]>> = {
  'T-5': ['officer'],
  'T-2': ['officer'],
  'T-0': ['officer'],
  'T+1': ['officer', 'leader'],
  'T+3': ['officer', 'supervision_group', 'gov_office'],
  'T+10': ['officer', 'leader', 'leading_group', 'discipline'],
};

const OFFSETS: Readonly<Record<Level, number>> = {
  'T-5': -5,
  'T-2': -2,
  'T-0': 0,
  'T+1': 1,
  'T+3': 3,
  'T+10': 10,
};

/** The day that lies `offset` working days from `day`; 0 is the day itself, or the working day before it. */
export function workdaysFrom(day: Day, offset: number, calendar: Calendar): Day {
  const step = offset > 0 ? 1 : -1;
  let at = day;
  let left = Math.abs(offset);
  // A due day on a day off is reminded of on the last working day before it.
  while (left > 0 || (offset <= 0 && !calendar.isWorkday(at))) {
    at = addDays(at, step);
    if (calendar.isWorkday(at) && left > 0) left--;
  }
  return at;
}

/** The working day on which a level is reached. */
export const levelDay = (due: Day, level: Level, calendar: Calendar): Day =>
  workdaysFrom(due, OFFSETS[level], calendar);

export interface LadderFacts {
  due: Day;
  /** Somebody of the unit said 收到. */
  acknowledged: boolean;
  today: Day;
}

/**
 * The highest level reached today among those that speak to `audience`: a level missed (the service was down, the clock
 * jumped) is covered by the next one, so that nobody is told twice. After 收到 officer and leader are left in peace
 * until three working days past the due day.
 */
export function levelFor(audience: Audience, facts: LadderFacts, calendar: Calendar): Level | undefined {
  const { due, acknowledged, today } = facts;
  const own = audience === 'officer' || audience === 'leader';
  if (own && acknowledged && today < levelDay(due, 'T+3', calendar)) return undefined;
  return LEVELS.filter((level) => AUDIENCES[level].includes(audience)).findLast(
    (level) => levelDay(due, level, calendar) <= today,
  );
}
