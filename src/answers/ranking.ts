/**
 * Ranks passages for a question. In: passages, and questions answered before; out: the passages that answer, best first.
 * Postings find a few hundred candidates, features describe them, learnt weights order them. 检索排序
 */
import { describe, FEATURES, MEMORY_FEATURES, type Candidates, type Ground } from './ranking/features.ts';
import { learn, valueOf, type Example, type Tree } from './ranking/learn.ts';
import type { AnsweredQuestion, Passage } from './passage.ts';
import { recallFrom, remember, type Memory } from './ranking/memory.ts';
import { passageTerms, shelve, type Shelf } from './ranking/passages.ts';
import { buildIndex, bytesOf, type TermIndex } from './ranking/postings.ts';
import { readWanted } from './ranking/wanted.ts';
import { WEIGHTS } from './ranking/weights.ts';
import { termsOf, wordsOf } from './retrieval/tokens.ts';

export interface Ranked {
  id: string;
  score: number;
}

export interface Ranker {
  /** The passages that answer, best first. */
  rank(question: string, limit: number): Ranked[];
  /** The same with these questions remembered; it learns from them how much each sign is worth, which takes minutes. */
  remembering(questions: readonly AnsweredQuestion[]): Ranker;
  /** The same with these questions remembered, for a service: what answered a like question moves up. */
  recalling(questions: readonly AnsweredQuestion[]): Ranker;
  /** Passages. */
  size: number;
  /** Bytes of the index in memory, the passages' own text not counted. */
  bytes: number;
}

/** Indexes the passages and ranks them. */
export function createRanker(given: readonly Passage[]): Ranker {
  const shelf = shelve(given);
  return rankerOf(shelf, buildIndex(termsOfEach(shelf)));
}

/** Ranks what is indexed already. */
export const rankerOf = (shelf: Shelf, index: TermIndex): Ranker =>
  rankerOver({
    shelf,
    index,
    numberOf: new Map(shelf.passages.map(({ id }, n) => [id, n])),
    wordsIn: keepingWords(shelf),
  });

/** What a text is found by: pairs of characters, longer words, numbers. */
export const searchTerms = (text: string): string[] => termsOf(text);

/** The same text side by side is read once. */
function* termsOfEach(shelf: Shelf): Generator<string[]> {
  const { passages, lawOf } = shelf;
  let before: Passage | undefined;
  let terms: string[] = [];
  for (const [n, passage] of passages.entries()) {
    const { section, text } = passage;
    const same = text === before?.text && section === before.section && lawOf[n] === lawOf[n - 1];
    if (!same) terms = passageTerms(shelf, n);
    before = passage;
    yield terms;
  }
}

function rankerOver(ground: Ground, memory?: Memory, learns = true): Ranker {
  const { shelf, index, numberOf } = ground;
  const find = (question: string, except?: string): Candidates => {
    const wanted = readWanted(question);
    return describe(ground, wanted, memory && recallFrom(memory, wanted.expanded, except));
  };
  const trees = memory && learns ? learnFrom(memory, numberOf, find) : undefined;
  return {
    size: shelf.passages.length,
    bytes: bytesOf(index),
    rank(question, limit) {
      const { passages, features, width } = find(question);
      return passages
        .map((n, k) => ({
          id: shelf.passages[n]!.id,
          score: trees
            ? sumOf(trees, features, k * width)
            : weigh(features, k * width) + recalledWorth(features, k * width, width),
        }))
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },
    recalling: (questions) => rankerOver(ground, remember(questions), false),
    remembering: (questions) =>
      questions.length > 0 ? rankerOver(ground, remember(questions)) : rankerOver(ground),
  };
}

/** What each sign is worth, learnt from the questions themselves, each asked as if it were not remembered. */
function learnFrom(
  { questions }: Memory,
  numberOf: ReadonlyMap<string, number>,
  find: (question: string, except?: string) => Candidates,
): Tree[] {
  const examples: Example[] = [];
  for (const [i, { id, text, passages: right }] of questions.entries()) {
    const { passages, features, width } = find(text, id);
    const wanted = new Set(right.map((passage) => numberOf.get(passage)));
    const taken = [...passages.keys()].filter((k) => wanted.has(passages[k]!) || (k + i) % TAKE_ONE_OF === 0);
    if (!taken.some((k) => wanted.has(passages[k]!))) continue;
    const rows = new Float32Array(taken.length * width);
    for (const [row, k] of taken.entries())
      rows.set(features.subarray(k * width, (k + 1) * width), row * width);
    examples.push({
      features: rows,
      labels: Uint8Array.from(taken, (k) => Number(wanted.has(passages[k]!))),
    });
  }
  return learn(examples, { width: FEATURES.length + MEMORY_FEATURES.length });
}

/** One of so many wrong candidates is enough to learn from. */
const TAKE_ONE_OF = 3;

const sumOf = (trees: readonly Tree[], features: Float32Array, at: number): number =>
  trees.reduce((sum, tree) => sum + valueOf(tree, features, at), 0);

/** What a passage that answered just this question is worth more, in the measure of the weights. */
const RECALLED_WORTH = 8;
const ASKED = FEATURES.length + MEMORY_FEATURES.indexOf('nearestAbsolute');

const recalledWorth = (features: Float32Array, at: number, width: number): number =>
  width === FEATURES.length ? 0 : RECALLED_WORTH * features[at + ASKED]!;

function weigh(features: Float32Array, at: number): number {
  let sum = 0;
  for (const [i, weight] of WEIGHTS.entries()) sum += weight * features[at + i]!;
  return sum;
}

/** Passages whose words are kept: those found again and again. */
const MOST_KEPT = 4_096;

function keepingWords({ passages }: Shelf): (passage: number) => readonly string[] {
  const kept = new Map<number, readonly string[]>();
  return (n) => {
    let words = kept.get(n);
    if (!words) {
      if (kept.size === MOST_KEPT) kept.clear();
      kept.set(n, (words = [...new Set(wordsOf(passages[n]!.text))]));
    }
    return words;
  };
}
