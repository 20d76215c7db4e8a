/** The memory of answered questions: what was right for a question like this one is likely right again. */
import type { AnsweredQuestion } from '../passage.ts';
import { termsOf, wordsOf } from '../retrieval/tokens.ts';
import { bestOf, buildIndex, informationOf, scoreAll, type TermIndex } from './postings.ts';

export interface Memory {
  questions: readonly AnsweredQuestion[];
  /** Which questions, by their place. */
  answeredBy: ReadonlyMap<string, readonly number[]>;
  byQuestion: TermIndex;
  byAnswer: TermIndex;
  /** Words of each answer. */
  words: readonly (readonly string[])[];
}

/** An answered question near the one asked. */
export interface Neighbour {
  question: AnsweredQuestion;
  words: readonly string[];
  /** Likeness to the question and to its answer; 1 is the question itself. */
  asked: number;
  answered: number;
}

const b = 0.6;
const MOST_NEIGHBOURS = 80;
/** What the answer has in common counts half: it speaks of more. */
export const ANSWER_SHARE = 0.5;

export function remember(questions: readonly AnsweredQuestion[]): Memory {
  const words = questions.map(({ answer }) => [...new Set(wordsOf(answer ?? ''))]);
  const answeredBy = new Map<string, number[]>();
  for (const [n, { passages }] of questions.entries())
    for (const id of passages) answeredBy.set(id, [...(answeredBy.get(id) ?? []), n]);
  return {
    questions,
    answeredBy,
    byQuestion: buildIndex(questions.map(({ text }) => keysOf(text))),
    byAnswer: buildIndex(questions.map(({ answer }) => keysOf(answer ?? ''))),
    words,
  };
}

/** Terms and words; a word of two characters stands there twice and so counts more. */
export const keysOf = (text: string): string[] => [...termsOf(text), ...wordsOf(text)];

/** What the memory says to a question. */
export interface Recollection {
  /** Nearest first. */
  neighbours: Neighbour[];
  /** The questions that the passage answered. */
  answeredBy(passage: string): AnsweredQuestion[];
}

/** The answered questions nearest to the terms, as if `except` had not been answered. */
export function recallFrom(
  memory: Memory,
  terms: ReadonlyMap<string, number>,
  except?: string,
): Recollection {
  const asked = scoreAll(memory.byQuestion, terms, { b });
  const answered = scoreAll(memory.byAnswer, terms, { b });
  const whole = selfScore(memory.byQuestion, terms) || 1;
  const both = asked.map((score, i) => score + ANSWER_SHARE * answered[i]!);
  const neighbours = bestOf(both, MOST_NEIGHBOURS + 1)
    .map((i) => ({
      question: memory.questions[i]!,
      words: memory.words[i]!,
      asked: asked[i]! / whole,
      answered: answered[i]! / whole,
    }))
    .filter(({ question }) => question.id !== except)
    .slice(0, MOST_NEIGHBOURS);
  return {
    neighbours,
    answeredBy: (passage) =>
      (memory.answeredBy.get(passage) ?? [])
        .map((n) => memory.questions[n]!)
        .filter(({ id }) => id !== except),
  };
}

/** What a question of just these terms, each once and of the usual length, scores. */
function selfScore(index: TermIndex, terms: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [term, weight] of terms) sum += weight * informationOf(index, term);
  return sum;
}
