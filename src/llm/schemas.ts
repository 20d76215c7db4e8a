/** The forms a model's reply may have; prompts name theirs. What is closed is closed here: nothing else is read. */
import { z } from 'zod';

/** The draft in plainer words. */
export const rewriteSchema = z.strictObject({ text: z.string().min(1).max(1_200) });

/** What a hard question is about: of the intents and records offered, or null. */
export const readingSchema = (intents: readonly string[], matters: readonly string[]) =>
  z.strictObject({
    intent: z.enum(nonEmpty(intents)).nullable(),
    matter: z.enum(nonEmpty(matters)).nullable(),
  });

/** The record that should have answered a question: of those offered, or null. */
export const memorySchema = (matters: readonly string[]) =>
  z.strictObject({ matter: z.enum(nonEmpty(matters)).nullable() });

/** By the names that prompts use. */
export const SCHEMA_NAMES = ['rewrite', 'reading', 'memory'] as const;

const nonEmpty = (values: readonly string[]): [string, ...string[]] => [values[0] ?? '-', ...values.slice(1)];
