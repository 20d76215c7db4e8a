/** 透明度 of a unit, one number from 0 to 100; pure. */

export interface ScoredFacts {
  due: number;
  onTime: number;
  late: number;
  overdue: number;
  open: number;
  keptBack: number;
}

/** 及时 counts for half, 公开的比例 for a third, nothing overdue for the rest. */
const TIMELY = 50;
const OPENNESS = 35;
const NOTHING_OVERDUE = 15;
/** So many overdue leave nothing of that part. */
const OVERDUE_CAP = 5;

/** What was late counts half of what was in time. A part that nothing is known of counts for nothing and takes nothing. */
export function transparencyScore({
  due,
  onTime,
  late,
  overdue,
  open,
  keptBack,
}: ScoredFacts): number | undefined {
  const parts = [
    ...(due > 0 ? [{ weight: TIMELY, share: (onTime + late / 2) / due }] : []),
    ...(open + keptBack > 0 ? [{ weight: OPENNESS, share: open / (open + keptBack) }] : []),
    ...(due > 0
      ? [{ weight: NOTHING_OVERDUE, share: 1 - Math.min(overdue, OVERDUE_CAP) / OVERDUE_CAP }]
      : []),
  ];
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (weights === 0) return undefined;
  const points = parts.reduce((sum, { weight, share }) => sum + weight * share, 0);
  return Math.round((1_000 * points) / weights) / 10;
}
