/**
 * The escalation ladder of complaints 催办升级 as data and pure rules. In: the clocks of a matter and today. Out: the steps that
 * are due, each for an audience. What was explained stays overdue: an explanation stands beside it and stops nothing.
 */
import { addDays, type Day } from '../kit/day.ts';
import type { Calendar } from '../disclosure/calendar.ts';

export type ClockName = 'accept' | 'handoff' | 'close' | 'feedback';
/** 承办人 · 监督组和县政府办 · 领导小组 */
export type Audience = 'workers' | 'office' | 'leading_group' | 'discipline';

export interface LadderFacts {
  status: string;
  sealed: boolean;
  closedAt: Date | null;
  suspendedOn: string | null;
  receivedOn: Day;
  acceptDue: Day | null;
  acceptTarget: Day | null;
  closeDue: Day | null;
  closeTarget: Day | null;
  feedbackDue: Day | null;
}

export interface Step {
  clock: ClockName;
  level: 1 | 2 | 3;
  /** The day the step is about: when that moves, the ladder begins anew. */
  due: Day;
  on: Day;
  audience: readonly Audience[];
}

/** 受理: the target's next working day, day 12, day 15. 办结: three working days before, one after, five after. */
const ACCEPT_DAYS = { 2: 12, 3: 15 } as const;
const CLOSE_OFFSETS = { 1: -3, 2: 1, 3: 5 } as const;

/** All steps of the matter's ladder, whenever they fall. */
export function ladderOf(facts: LadderFacts, calendar: Calendar): Step[] {
  const { sealed, receivedOn, acceptDue, acceptTarget, closeTarget, closeDue, feedbackDue } = facts;
  const audiences = (level: 1 | 2 | 3): readonly Audience[] =>
    sealed
      ? ['discipline']
      : level === 1
        ? ['workers']
        : level === 2
          ? ['workers', 'office']
          : ['office', 'leading_group'];
  const step = (clock: ClockName, level: 1 | 2 | 3, due: Day, on: Day): Step => ({
    clock,
    level,
    due,
    on,
    audience: audiences(level),
  });
  if (facts.status === '已登记') {
    if (sealed && acceptTarget)
      return ([1, 2, 3] as const)
        .slice(0, 2)
        .map((level) => step('handoff', level, acceptTarget, workdaysAfter(acceptTarget, level, calendar)));
    if (!acceptDue || !acceptTarget) return [];
    return [
      step('accept', 1, acceptDue, workdaysAfter(acceptTarget, 1, calendar)),
      step('accept', 2, acceptDue, addDays(receivedOn, ACCEPT_DAYS[2])),
      step('accept', 3, acceptDue, addDays(receivedOn, ACCEPT_DAYS[3])),
    ];
  }
  const due = closeTarget ?? closeDue;
  const closing = due
    ? ([1, 2, 3] as const).map((level) =>
        step('close', level, due, workdaysAfter(due, CLOSE_OFFSETS[level], calendar)),
      )
    : [];
  const feedback = feedbackDue
    ? [step('feedback', 2, feedbackDue, workdaysAfter(feedbackDue, 1, calendar))]
    : [];
  return [...closing, ...feedback];
}

/**
 * What is to be done today: of each clock the highest step reached that was not taken. One that was missed (the service was
 * down) is covered by the next, so that nobody is told twice in a morning.
 */
export function stepsDue(
  facts: LadderFacts,
  taken: readonly { clock: string; level: number; due: string }[],
  today: Day,
  calendar: Calendar,
): Step[] {
  if (facts.closedAt || facts.suspendedOn) return [];
  const reached = ladderOf(facts, calendar).filter(({ on }) => on <= today);
  const highest = new Map<ClockName, Step>();
  for (const one of reached)
    if ((highest.get(one.clock)?.level ?? 0) < one.level) highest.set(one.clock, one);
  return [...highest.values()].filter(
    (one) => !taken.some((had) => had.clock === one.clock && had.due === one.due && had.level >= one.level),
  );
}

/** `n` working days after (or before) a day. */
function workdaysAfter(day: Day, n: number, calendar: Calendar): Day {
  let at = day;
  for (let left = Math.abs(n); left > 0;) {
    at = addDays(at, Math.sign(n));
    if (calendar.isWorkday(at)) left--;
  }
  return at;
}
