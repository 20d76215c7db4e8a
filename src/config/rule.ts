/** How the text of one variable is checked. */
import { z } from 'zod';

/** What is wrong with it; says nothing of the value but its length. */
export type Problem = string | ((text: string) => string);

export interface Rule {
  schema: z.ZodType;
  problem: Problem;
  /** What to write instead. */
  remedy: string;
}

export const rule = (schema: z.ZodType, problem: Problem, remedy: string): Rule => ({
  schema,
  problem,
  remedy,
});

export const URL_RULE = rule(
  z.url({ protocol: /^https?$/, hostname: /.+/ }),
  'is not an http(s) address',
  'write it whole, e.g. https://zwgk.example.gov.cn',
);
