/** A phrase and the day it counts from, made into a due day with its steps; the vague gets the statutory default, and says so. */
import type { Day } from '../kit/day.ts';
import type { Calendar } from './calendar.ts';
import type { DeadlineMeaning } from './deadline-meaning.ts';
import { readDeadline } from './deadline-phrase.ts';
import { dueOf, statutoryDefault, type Due } from './due.ts';

/**
 * When what was formed (or happened) on `event` has to be public. 及时, 实时 and what sets no day fall under 政府信息公开条例
 * 第二十六条, twenty working days, and a step says that this is the default. Undefined where another rule sets the day, which a
 * person has to enter, and where nobody can read the phrase.
 */
export function reckonDue(phrase: string, event: Day, calendar: Calendar): Due | undefined {
  const meaning = readDeadline(phrase);
  if (!meaning || meaning.kind === 'external_rule' || meaning.kind === 'refer_previous_row') return undefined;
  const vague = isVague(meaning);
  const due = vague ? undefined : dueOf(meaning, { event, today: event }, calendar);
  return due ?? defaultDue(phrase, event, calendar);
}

/** No number and no clear day: 及时, 实时, 长期, 定期. A person should see it once. */
export const isVague = (meaning: DeadlineMeaning): boolean =>
  (meaning.kind === 'immediate' && (meaning.ambiguous === true || meaning.recurrence === 'continuous')) ||
  ['permanent', 'ongoing', 'min_period', 'display_period'].includes(meaning.kind) ||
  meaning.recurrence === 'regular';

/** What the law sets where a phrase sets no number; with its day, where the day of the event is known. */
export interface StatutoryDefault {
  n: 20;
  unit: 'workday';
  basis: '政府信息公开条例 第二十六条';
  due?: Day;
  provisional?: boolean;
  steps?: Due['steps'];
}

export function defaultFor(phrase: string, event: Day | undefined, calendar: Calendar): StatutoryDefault {
  const basis = { n: 20, unit: 'workday', basis: '政府信息公开条例 第二十六条' } as const;
  return event ? { ...basis, ...defaultDue(phrase, event, calendar) } : basis;
}

function defaultDue(phrase: string, event: Day, calendar: Calendar): Due {
  const due = statutoryDefault(event, calendar);
  const text = `「${phrase}」没有写明几天。按政府信息公开条例第二十六条,最长 20 个工作日`;
  return { ...due, steps: [{ text, day: event }, ...due.steps] };
}
