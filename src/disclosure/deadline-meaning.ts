/** What a 公开时限 phrase says, in a form that can be reckoned with. */
import { z } from 'zod';

export const KINDS = [
  'within_after',
  'immediate',
  'fixed_date',
  'periodic',
  'periodic_after_end',
  'at_least_before',
  'min_period',
  'extension_max',
  'restart',
  'display_period',
  'permanent',
  'ongoing',
  'external_rule',
  'refer_previous_row',
  'compound',
] as const;

export const RECURRENCES = [
  'per_event',
  'once',
  'weekly',
  'monthly',
  'quarterly',
  'half_yearly',
  'yearly',
  'every_n_years',
  'regular',
  'continuous',
  'none',
] as const;

export const UNITS = ['workday', 'day', 'month', 'year', 'hour'] as const;
export type DeadlineUnit = (typeof UNITS)[number];
export type Recurrence = (typeof RECURRENCES)[number];

const anchorSchema = z.strictObject({
  month: z.number().int().min(1).max(12).optional(),
  day: z.union([z.number().int().min(1).max(31), z.literal('last')]).optional(),
  monthOfQuarter: z.number().int().min(1).max(3).optional(),
  weekOfQuarter: z.number().int().min(1).max(13).optional(),
  weekOfMonth: z.number().int().min(1).max(5).optional(),
  /** 1 Monday … 7 Sunday. */
  weekday: z.number().int().min(1).max(7).optional(),
  date: z.string().optional(),
});
export type Anchor = z.output<typeof anchorSchema>;

const baseShape = {
  kind: z.enum(KINDS),
  /** What starts the clock; null where the kind needs none. */
  trigger: z.string().nullable(),
  amount: z.number().nullable(),
  unit: z.enum(UNITS).nullable(),
  recurrence: z.enum(RECURRENCES),
  anchor: anchorSchema.optional(),
  /** Reports on the period before. */
  covers: z.literal('previous').optional(),
  /** The phrase names no trigger; it is a convention. */
  assumedTrigger: z.boolean().optional(),
  /** No number or no clear trigger: a person should look at it once. */
  ambiguous: z.boolean().optional(),
  /** 法律法规另有规定的从其规定 */
  exception: z.boolean().optional(),
  /** Another rule for a named case; its keys replace the outer ones. */
  alt: z
    .looseObject({
      when: z.string(),
      trigger: z.string().nullable().optional(),
      amount: z.number().nullable().optional(),
      unit: z.enum(UNITS).nullable().optional(),
    })
    .optional(),
  /** A posting period inside the phrase. */
  notice: z
    .object({ amount: z.number(), unit: z.enum(UNITS), purpose: z.enum(['display', 'comment']) })
    .optional(),
  keep: z.literal('permanent').optional(),
  onChange: z.literal('immediate').optional(),
  role: z.literal('update_cycle').optional(),
  beforeEvent: z.string().optional(),
  channel: z.string().optional(),
  range: z.array(z.number()).optional(),
  quota: z.number().optional(),
  sameDay: z.boolean().optional(),
};

const partSchema = z.object(baseShape);
export const deadlineMeaningSchema = z.object({ ...baseShape, parts: z.array(partSchema).optional() });
export type DeadlineMeaning = z.output<typeof deadlineMeaningSchema>;

/** A meaning with its five keys; the rest as given. */
export const meaning = (
  kind: DeadlineMeaning['kind'],
  recurrence: Recurrence,
  more: Partial<DeadlineMeaning> = {},
): DeadlineMeaning => ({ kind, trigger: null, amount: null, unit: null, recurrence, ...more });
