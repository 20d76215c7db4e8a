/** One line of the deadline command: a phrase to understand, or a count of days. */
import { z } from 'zod';
import type { Day } from '../kit/day.ts';
import type { Calendar } from './calendar.ts';
import { readDeadline } from './deadline-phrase.ts';
import { countDue, dueOf } from './due.ts';
import { daySchema } from './procedures.ts';
import { defaultFor, isVague } from './reckon.ts';

const id = z.union([z.string().max(200), z.number()]).optional();
const phraseLine = z.object({
  id,
  phrase: z.string().min(1).max(300),
  law: z.string().max(200).optional(),
  event: daySchema.optional(),
});
const countLine = z.object({
  id,
  start: daySchema,
  n: z.number().int().min(0).max(3_660),
  unit: z.enum(['workday', 'day']),
});

/** Answers one parsed line; bad input gives {id?, error}. */
export function answerDeadlineLine(line: unknown, calendar: Calendar, today: Day): Record<string, unknown> {
  const named = z.object({ id }).safeParse(line).data ?? {};
  const count = countLine.safeParse(line);
  if (count.success) return { ...named, ...countDue(count.data, calendar) };
  const phrase = phraseLine.safeParse(line);
  if (!phrase.success)
    return {
      ...named,
      error: explain(
        line,
        z.object({ start: z.unknown() }).safeParse(line).success ? count.error : phrase.error,
      ),
    };
  const meaning = readDeadline(phrase.data.phrase, phrase.data.law);
  if (!meaning) return { ...named, error: `读不懂的时限:${phrase.data.phrase}` };
  const { event } = phrase.data;
  const due = dueOf(meaning, { event, today }, calendar);
  return {
    ...named,
    meaning,
    // 及时, 长期 and their kin set no number: what the law then allows stands beside them, never in their place.
    ...(isVague(meaning)
      ? { vague: true, statutoryDefault: defaultFor(phrase.data.phrase, event, calendar) }
      : {}),
    ...(due ? { due: due.due, provisional: due.provisional, steps: due.steps } : { provisional: false }),
  };
}

function explain(line: unknown, error: z.ZodError): string {
  if (line === null || typeof line !== 'object')
    return '每行应是一个 JSON 对象,例如 {"id":"1","phrase":"20个工作日"}';
  const [issue] = error.issues;
  return `${issue?.path.join('.') || '这一行'} 不对:需要 phrase,或者 start(日期)、n(0 以上整数)、unit(workday 或 day)`;
}
