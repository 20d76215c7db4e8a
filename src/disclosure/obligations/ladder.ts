/** The reminder ladder 催办: who is told what how many working days before or after the due day. Pure rules. */
import { addDays, type Day } from '../../kit/day.ts';
import type { Calendar } from '../calendar.ts';
import { workdaysFrom } from '../workdays.ts';

export const LEVELS = ['T-5', 'T-2', 'T-0', 'T+1', 'T+3', 'T+10'] as const;
export type Level = (typeof LEVELS)[number];

/** Who a level speaks to. */
export const AUDIENCES = [
  'officer',
  'leader',
  // The officer of a unit that helps. 配合单位
  'co_officer',
  'supervision_group',
  'gov_office',
  'leading_group',
  'discipline',
] as const;
export type Audience = (typeof AUDIENCES)[number];

export const SPEAKS_TO: Readonly<Record<Level, readonly Audience[]>> = {
  'T-5': ['officer', 'co_officer'],
  'T-2': ['officer', 'co_officer'],
  'T-0': ['officer', 'co_officer'],
  'T+1': ['officer', 'leader', 'co_officer'],
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

/** The working day on which a level is reached. */
export const levelDay = (due: Day, level: Level, calendar: Calendar): Day =>
  workdaysFrom(due, OFFSETS[level], calendar);

/**
 * The highest level reached today among those that speak to `audience`: a level missed (the service was down, the clock
 * jumped) is covered by the next one, so that nobody is told twice.
 */
export const levelFor = (audience: Audience, due: Day, today: Day, calendar: Calendar): Level | undefined =>
  LEVELS.filter((level) => SPEAKS_TO[level].includes(audience)).findLast(
    (level) => levelDay(due, level, calendar) <= today,
  );

/**
 * After 收到 officer and leader are left in peace until this day: three working days past the due day, or past today when it
 * is overdue already. Those who watch are not held back.
 */
export function quietUntil(due: Day, today: Day, calendar: Calendar): Day {
  const afterDue = levelDay(due, 'T+3', calendar);
  const afterNow = workdaysFrom(today, 3, calendar);
  return afterDue > afterNow ? afterDue : afterNow;
}

/** T-5 in working days is at most this many days ahead, even across the longest holiday. */
const HORIZON_DAYS = 20;
/** What is overdue for longer has been through the whole ladder. */
const PAST_DAYS = 120;

export interface Step {
  audience: Audience;
  level: Level;
  /** Due days for which this level is the one reached. */
  dues: Day[];
}

/** The steps of a day: for each audience and level the due days it is about. */
export function stepsOf(today: Day, calendar: Calendar): Step[] {
  const steps = new Map<string, Step>();
  for (let n = -PAST_DAYS; n <= HORIZON_DAYS; n++) {
    const due = addDays(today, n);
    for (const audience of AUDIENCES) {
      const level = levelFor(audience, due, today, calendar);
      if (!level) continue;
      const key = `${audience} ${level}`;
      const step = steps.get(key) ?? { audience, level, dues: [] };
      step.dues.push(due);
      steps.set(key, step);
    }
  }
  return [...steps.values()];
}
