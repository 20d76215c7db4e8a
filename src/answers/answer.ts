/** One answer: a text with its sources, what can be said next, and why it is this one. */
import type { NextStep } from './answers/next-steps.ts';
import type { Citation } from './citation.ts';
import type { Topic } from './question.ts';

/** A record the answer was made from. */
export interface EvidenceRecord {
  type: Citation['type'];
  id: string;
  title: string;
  score: number;
  /** The state of the record that was read: day of its last change, or its version. */
  version?: string;
}

export interface Answer {
  outcome: 'answered' | 'refused';
  text: string;
  citations: Citation[];
  /** Numbered next steps. */
  next: NextStep[];
  topic: Topic | undefined;
  /** True when the text asks back which of several is meant; the choices are in `next`. */
  asksBack?: boolean;
  evidence: {
    rule: string;
    records: EvidenceRecord[];
    /** Id of the confirmed answer that was given. */
    confirmed?: string;
    /** Words of the question that the record does not explain. */
    strange?: string[];
    reason?: string;
  };
}

/** A record as evidence; the score with one digit. */
export const told = (
  type: Citation['type'],
  id: string,
  title: string,
  score: number,
  version?: string,
): EvidenceRecord => ({
  type,
  id,
  title,
  score: Math.round(score * 10) / 10,
  ...(version ? { version } : {}),
});
