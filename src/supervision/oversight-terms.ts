/** How much is checked and how long each answer may take 监督期限: the county's own terms in working days; no law sets them. */
import { z } from 'zod';
import { countDue } from '../disclosure/due.ts';
import type { Db } from '../store/database.ts';
import { todayOf, type Context } from './complaints/context.ts';

const days = z.coerce.number().int().min(1).max(120);

export const termsSchema = z.object({
  /** Items that each supervision group verifies a month. 每月每组抽查几条 */
  spotChecks: z.coerce.number().int().min(0).max(50).default(3),
  spotCheckDays: days.default(10),
  inspectionDays: days.default(20),
  rectifyDays: days.default(15),
  answerDays: days.default(10),
  /** After each urging. 催办后 */
  urgeDays: days.default(5),
});
export type Terms = z.output<typeof termsSchema>;

/** Of the row in the settings. */
export const TERMS = 'oversight';

export async function termsOf(db: Db): Promise<Terms> {
  const row = await db.setting.findUnique({ where: { name: TERMS } });
  const parsed = termsSchema.safeParse(row?.value ?? {});
  return parsed.success ? parsed.data : termsSchema.parse({});
}

/** The day `n` working days from today. */
export function dueIn(ctx: Context, n: number): { dueOn: string; provisional: boolean } {
  const { due, provisional } = countDue({ start: todayOf(ctx), n, unit: 'workday' }, ctx.calendar());
  return { dueOn: due, provisional };
}
