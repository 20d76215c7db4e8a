/** How a due day was reached, as it was kept with what is owed. 为什么是这天 */
import { z } from 'zod';

const stepsSchema = z.array(z.object({ text: z.string() }));

/** The steps in words, in order; none where a person entered the day. */
export function dueStepsOf({ dueSteps }: { dueSteps: unknown }): string[] {
  const parsed = stepsSchema.safeParse(dueSteps);
  return parsed.success ? parsed.data.map(({ text }) => text) : [];
}
