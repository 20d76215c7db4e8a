/** A question as the answers take it, and what a thread is about. */
import type { Day } from '../kit/day.ts';
import type { Field } from './fields.ts';

/** What the thread is about, for a follow-up. */
export interface Topic {
  type: 'procedure' | 'unit' | 'disclosure';
  id: string;
}

/** Who asks: a citizen, or somebody of the staff, who may see what these units keep within. 内部公开 */
export type Audience = 'citizen' | { within: readonly string[] };

/** Codes of the units whose internal items may be shown. */
export const within = (audience: Audience): readonly string[] =>
  audience === 'citizen' ? [] : audience.within;

export interface Question {
  /** Readable text. */
  text: string;
  fields: readonly Field[];
  /** What the thread was about before. */
  last: Topic | undefined;
  /** The question is about published information rather than about how something is done. */
  lookup: boolean;
  audience: Audience;
  /** In few, plain words. */
  brief?: boolean;
  /** Under a condition that the record may not speak of. */
  supposed?: boolean;
  /** Resolves 去年 and says what is overdue; without it neither is done. */
  today?: Day;
}
