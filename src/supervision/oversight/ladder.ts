/** 监督催办: who is told how many working days before or after the day of a matter of oversight. Pure. */
import type { Day } from '../../kit/day.ts';
import type { Calendar } from '../../disclosure/calendar.ts';
import { workdaysFrom } from '../../disclosure/workdays.ts';

/** The inspectors, the unit's officer, officer and leader, or those over the county. */
export type Audience = 'inspectors' | 'officer' | 'leader' | 'gov_office' | 'leading_group' | 'discipline';

export interface Rung {
  level: string;
  offset: number;
  audience: readonly Audience[];
  words: string;
}

const rung = (level: string, offset: number, words: string, ...audience: Audience[]): Rung => ({
  level,
  offset,
  audience,
  words,
});

/** What the inspectors owe themselves: drawn items, planned checks. */
const OWN: readonly Rung[] = [
  rung('T-2', -2, '还有 2 个工作日', 'inspectors'),
  rung('T+1', 1, '已超期', 'inspectors'),
  rung('T+3', 3, '已超期 3 个工作日', 'inspectors', 'gov_office'),
];

export const LADDERS = {
  'spot-check': OWN,
  inspection: OWN,
  rectification: [
    rung('T-5', -5, '还有 5 个工作日', 'officer'),
    rung('T-2', -2, '还有 2 个工作日', 'officer'),
    rung('T-0', 0, '今天到期', 'officer'),
    rung('T+1', 1, '已超期', 'officer', 'leader'),
    rung('T+3', 3, '已超期 3 个工作日', 'officer', 'inspectors', 'gov_office'),
    rung('T+10', 10, '已超期 10 个工作日', 'officer', 'leader', 'leading_group', 'discipline'),
  ],
  /** Counted from the day on which the unit reported. */
  recheck: [rung('R+5', 5, '报整改已 5 个工作日,等复查', 'inspectors')],
  recommendation: [rung('T-2', -2, '还有 2 个工作日', 'officer'), rung('T-0', 0, '今天到期', 'officer')],
} as const satisfies Readonly<Record<string, readonly Rung[]>>;
export type LadderName = keyof typeof LADDERS;

/** The highest rung reached today: one that was missed is covered by the next, so that nobody is told twice. */
export const rungOf = (name: LadderName, due: Day, today: Day, calendar: Calendar): Rung | undefined =>
  (LADDERS[name] as readonly Rung[]).findLast(({ offset }) => workdaysFrom(due, offset, calendar) <= today);
