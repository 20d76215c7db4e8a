/** What speaks for a passage as the answer to a question, as numbers a model can weigh. */
import { ANSWER_SHARE, type Recollection } from './memory.ts';
import type { Shelf } from './passages.ts';
import { bestOf, informationOf, scoreAll, type TermIndex } from './postings.ts';
import type { Wanted } from './wanted.ts';

/** Features that need no memory come first. */
export const FEATURES = [
  'all', 'expanded', 'bigrams', 'words', 'section', 'title', 'everyday', 'feedback', 'strength', 'coverage',
  'longestRun', 'characters', 'length', 'lawHits', 'lawShare', 'sectionShare', 'lawCoverage', 'sectionCoverage',
  'neighbours', 'cited', 'lawSize', 'statute', 'regulation', 'interpretation', 'local',
] as const; // prettier-ignore
export const MEMORY_FEATURES = [
  'remembered', 'rememberedAbsolute', 'nearest', 'nearestAsked', 'nearestAnswered', 'nearestAbsolute', 'popularity',
  'lawRemembered', 'sectionRemembered', 'sectionAbsolute', 'besideRemembered', 'memoryTerms', 'certainty',
  'sharp', 'place', 'together', 'firstPlace',
] as const; // prettier-ignore

export interface Candidates {
  /** Numbers of the passages. */
  passages: number[];
  /** One row of features each. */
  features: Float32Array;
  width: number;
}

const FIRST = 250;
const REMEMBERED = 150;
const BY_MEMORY_TERMS = 100;
const FEEDBACK_PASSAGES = 8;
const FEEDBACK_TERMS = 15;
const MEMORY_TERMS = 40;
const MEMORY_NEIGHBOURS = 8;
const AGGREGATED = 100;
/** Remembered passages whose companions are looked at. */
const TOGETHER = 30;

interface Weighted {
  term: string;
  weight: number;
}

export interface Ground {
  shelf: Shelf;
  index: TermIndex;
  /** Number of a passage by its id. */
  numberOf: ReadonlyMap<string, number>;
  /** The words of a passage, each once. */
  wordsIn(passage: number): readonly string[];
}

/** Finds the candidates for a question and describes them. */
export function describe(ground: Ground, wanted: Wanted, recollection: Recollection | undefined): Candidates {
  const { index } = ground;
  const expanded = scoreAll(index, wanted.expanded);
  const first = bestOf(expanded, FIRST);
  const inform = keepingInformation(index);
  const feedback = strongest(
    first.slice(0, FEEDBACK_PASSAGES).map((n, rank) => ({
      words: ground.wordsIn(n),
      weight: 1 / (rank + 2),
    })),
    inform,
    FEEDBACK_TERMS,
  );
  const memory = recollection && recall(ground, recollection, inform);
  const chosen = new Set(first);
  for (const n of memory?.passages ?? []) chosen.add(n);
  const passages = [...chosen];
  const wordsWeight = wanted.words.reduce((sum, word) => sum + inform(word), 0) || 1;
  const rows = measure({ ground, wanted, expanded, first, feedback, memory, passages, inform, wordsWeight });
  const width = rows[0]?.length ?? FEATURES.length;
  const features = new Float32Array(passages.length * width);
  for (const [k, row] of rows.entries()) features.set(row, k * width);
  return { passages, features, width };
}

/** What a term tells, looked up once a question. */
function keepingInformation(index: TermIndex): (term: string) => number {
  const known = new Map<string, number>();
  return (term) => {
    let value = known.get(term);
    if (value === undefined) known.set(term, (value = informationOf(index, term)));
    return value;
  };
}

/** The words that tell most, summed over their sources. */
function strongest(
  sources: readonly { words: Iterable<string>; weight: number }[],
  inform: (term: string) => number,
  limit: number,
): Weighted[] {
  const sums = new Map<string, number>();
  for (const { words, weight } of sources)
    for (const word of words) sums.set(word, (sums.get(word) ?? 0) + weight * inform(word));
  const best = [...sums].sort((a, b) => b[1] - a[1]).slice(0, limit);
  const most = best[0]?.[1] ?? 1;
  return best.map(([term, sum]) => ({ term, weight: sum / most }));
}

interface Recalled {
  passages: number[];
  /** Likeness of the questions a passage answered: summed squares, and the most of each kind. */
  sums: Map<number, number>;
  most: Map<number, number>;
  asked: Map<number, number>;
  answered: Map<number, number>;
  laws: Map<number, number>;
  sections: Map<number, number>;
  terms: Weighted[];
  certainty: number;
  /** The same with the likeliest far ahead of the others. */
  sharp: Map<number, number>;
  /** Passages in the order of what speaks for them, from 1. */
  places: Map<number, number>;
  /** Answered questions together with what is remembered. */
  together: Map<number, number>;
  popularity(passage: string): number;
}

function recall(
  ground: Ground,
  { neighbours, answeredBy }: Recollection,
  inform: (term: string) => number,
): Recalled {
  const { shelf, numberOf, index } = ground;
  const recalled: Recalled = {
    passages: [],
    sums: new Map(),
    most: new Map(),
    asked: new Map(),
    answered: new Map(),
    laws: new Map(),
    sections: new Map(),
    terms: [],
    certainty: 0,
    sharp: new Map(),
    places: new Map(),
    together: new Map(),
    popularity: (passage) => answeredBy(passage).length,
  };
  const sources: { words: Iterable<string>; weight: number }[] = [];
  for (const [rank, { question, words, asked, answered }] of neighbours.entries()) {
    const likeness = asked + ANSWER_SHARE * answered;
    recalled.certainty = Math.max(recalled.certainty, likeness);
    if (rank < MEMORY_NEIGHBOURS) sources.push({ words, weight: likeness });
    for (const id of question.passages) {
      const n = numberOf.get(id);
      if (n === undefined) continue;
      add(recalled.sums, n, likeness ** 2);
      add(recalled.sharp, n, likeness ** 5);
      add(recalled.laws, shelf.lawOf[n]!, likeness ** 2);
      add(recalled.sections, shelf.sectionOf[n]!, likeness ** 2);
      raise(recalled.most, n, likeness);
      raise(recalled.asked, n, asked);
      raise(recalled.answered, n, answered);
      if (rank < MEMORY_NEIGHBOURS) sources.push({ words: ground.wordsIn(n), weight: likeness });
    }
  }
  recalled.terms = strongest(sources, inform, MEMORY_TERMS);
  const byTerms = scoreAll(index, new Map(recalled.terms.map(({ term, weight }) => [term, weight])));
  const remembered = [...recalled.sums].sort((a, b) => b[1] - a[1]).slice(0, REMEMBERED);
  for (const [place, [n]] of remembered.entries()) recalled.places.set(n, place + 1);
  for (const [n, sum] of remembered.slice(0, TOGETHER))
    for (const { passages } of answeredBy(shelf.passages[n]!.id))
      for (const id of passages) {
        const other = numberOf.get(id);
        if (other !== undefined && other !== n) add(recalled.together, other, sum);
      }
  const together = [...recalled.together].sort((a, b) => b[1] - a[1]).slice(0, TOGETHER);
  recalled.passages = [...remembered, ...together].map(([n]) => n);
  recalled.passages.push(...bestOf(byTerms, BY_MEMORY_TERMS));
  return recalled;
}

const add = (map: Map<number, number>, key: number, value: number): void =>
  void map.set(key, (map.get(key) ?? 0) + value);
const raise = (map: Map<number, number>, key: number, value: number): void => {
  if (value > (map.get(key) ?? 0)) map.set(key, value);
};

interface Measured {
  ground: Ground;
  wanted: Wanted;
  expanded: Float32Array;
  first: readonly number[];
  feedback: readonly Weighted[];
  memory: Recalled | undefined;
  passages: readonly number[];
  inform(term: string): number;
  /** What the words of the question tell together. */
  wordsWeight: number;
}

function measure(given: Measured): number[][] {
  const { ground, expanded, first, memory, passages } = given;
  const { shelf } = ground;
  const text = textScores(given);
  const groups = groupScores(given, text.matched);
  const best = expanded[first[0] ?? 0]! || 1;
  const placeOf = new Map(first.map((n, place) => [n, place]));
  return passages.map((n, k) => {
    const law = shelf.lawOf[n]!;
    const section = shelf.sectionOf[n]!;
    const traits = shelf.laws[law]!;
    const beside = [n - 1, n + 1].filter((other) => shelf.lawOf[other] === law);
    const row = [
      text.all[k]!,
      expanded[n]! / best,
      text.bigrams[k]!,
      text.words[k]!,
      text.section[k]!,
      text.title[k]!,
      text.everyday[k]!,
      text.feedback[k]!,
      expanded[n]! / given.wordsWeight,
      text.coverage[k]!,
      text.longestRun[k]!,
      text.characters[k]!,
      Math.log(1 + shelf.passages[n]!.text.length) / 6,
      groups.laws.get(law) ?? 0,
      (groups.laws.get(law) ?? 0) / groups.mostLaw,
      (groups.sections.get(section) ?? 0) / groups.mostSection,
      groups.lawCoverage.get(law) ?? 0,
      groups.sectionCoverage.get(section) ?? 0,
      Math.max(0, ...beside.map((other) => expanded[other]!)) / best,
      Math.log(1 + traits.cited) / 6,
      Math.log(1 + traits.size) / 7,
      Number(traits.kind === 'statute'),
      Number(traits.kind === 'regulation'),
      Number(traits.kind === 'interpretation'),
      Number(traits.local),
    ];
    if (memory)
      row.push(
        share(memory.sums, n),
        memory.sums.get(n) ?? 0,
        memory.most.get(n) ?? 0,
        share(memory.asked, n),
        share(memory.answered, n),
        memory.asked.get(n) ?? 0,
        Math.log(1 + memory.popularity(shelf.passages[n]!.id)),
        share(memory.laws, law),
        share(memory.sections, section),
        memory.sections.get(section) ?? 0,
        Math.max(0, ...beside.map((other) => memory.sums.get(other) ?? 0)),
        text.memory[k]!,
        memory.certainty,
        share(memory.sharp, n),
        1 / (memory.places.get(n) ?? 1_000),
        share(memory.together, n),
        1 / (1 + (placeOf.get(n) ?? 1_000)),
      );
    return row;
  });
}

const greatest = new WeakMap<Map<number, number>, number>();
/** The value beside the greatest of the map. */
function share(map: Map<number, number>, key: number): number {
  let most = greatest.get(map);
  if (most === undefined) greatest.set(map, (most = Math.max(1e-9, ...map.values())));
  return (map.get(key) ?? 0) / most;
}

/** How the characters of each candidate meet those of the question, each beside the best candidate. */
function textScores({ ground, wanted, feedback, memory, passages, inform, wordsWeight }: Measured) {
  const { shelf, index } = ground;
  const weighted = (terms: Iterable<string>): Weighted[] =>
    [...terms].map((term) => ({ term, weight: inform(term) }));
  const bigrams = weighted(wanted.terms);
  const words = weighted(wanted.words);
  const both = [...bigrams, ...words];
  const everyday = [...wanted.everyday].map(([term, weight]) => ({ term, weight: weight * inform(term) }));
  const fromFeedback = feedback.map(({ term, weight }) => ({ term, weight: weight * inform(term) }));
  const fromMemory = (memory?.terms ?? []).map(({ term, weight }) => ({
    term,
    weight: weight * inform(term),
  }));
  const signs = new Set(wanted.text.replace(/[^\p{Script=Han}a-z\d]/giu, ''));
  const n = passages.length;
  const scores = {
    all: new Float64Array(n),
    bigrams: new Float64Array(n),
    words: new Float64Array(n),
    section: new Float64Array(n),
    title: new Float64Array(n),
    everyday: new Float64Array(n),
    feedback: new Float64Array(n),
    memory: new Float64Array(n),
    coverage: new Float64Array(n),
    longestRun: new Float64Array(n),
    characters: new Float64Array(n),
  };
  const matched: string[][] = [];
  for (const [k, number] of passages.entries()) {
    const { title, section, text } = shelf.passages[number]!;
    const norm = 1.2 * (0.6 + (0.4 * text.length) / index.meanLength);
    scores.bigrams[k] = scoreText(text, bigrams, norm);
    scores.words[k] = scoreText(text, words, norm);
    scores.section[k] = scoreText(section, both, 1.2) + scoreText(section, everyday, 1.2) / 2;
    scores.title[k] = scoreText(title, both, 1.2);
    scores.all[k] = scores.bigrams[k]! + scores.words[k]! + scores.section[k]! + scores.title[k]!;
    scores.everyday[k] = scoreText(text, everyday, norm);
    scores.feedback[k] = scoreText(text, fromFeedback, norm);
    scores.memory[k] = scoreText(text, fromMemory, norm);
    const found = words.filter(({ term }) => text.includes(term));
    matched.push(found.map(({ term }) => term));
    scores.coverage[k] = found.reduce((sum, { weight }) => sum + weight, 0) / wordsWeight;
    scores.longestRun[k] = Math.min(longestRun(wanted.text, text), 8) / 8;
    let met = 0;
    for (const sign of signs) if (text.includes(sign)) met++;
    scores.characters[k] = met / Math.max(1, signs.size);
  }
  for (const name of [
    'all',
    'bigrams',
    'words',
    'section',
    'title',
    'everyday',
    'feedback',
    'memory',
  ] as const) {
    const most = scores[name].reduce((a, b) => Math.max(a, b), 0) || 1;
    scores[name] = scores[name].map((value) => value / most);
  }
  return { ...scores, matched };
}

/** BM25 of one text; three times tell as much as thirty. */
function scoreText(text: string, terms: readonly Weighted[], norm: number): number {
  let sum = 0;
  for (const { term, weight } of terms) {
    let count = 0;
    for (let at = text.indexOf(term); at >= 0 && count < 3; at = text.indexOf(term, at + term.length))
      count++;
    if (count > 0) sum += (weight * count * 2.2) / (count + norm);
  }
  return sum;
}

/** The longest row of characters that both have, roughly: of pairs that follow each other. */
function longestRun(question: string, text: string): number {
  let [longest, run] = [0, 0];
  for (let i = 0; i + 1 < question.length; i++) {
    run = text.includes(question.slice(i, i + 2)) ? run + 1 : 0;
    if (run > 0 && run + 1 > longest) longest = run + 1;
  }
  return longest;
}

/** How well the law and the section of a candidate do as a whole. */
function groupScores(
  { ground, expanded, first, passages, inform, wordsWeight }: Measured,
  matched: readonly string[][],
) {
  const { shelf } = ground;
  const laws = new Map<number, number>();
  const sections = new Map<number, number>();
  const best = expanded[first[0] ?? 0]! || 1;
  for (const n of first.slice(0, AGGREGATED)) {
    const value = Math.exp((6 * (expanded[n]! - best)) / best);
    add(laws, shelf.lawOf[n]!, value);
    add(sections, shelf.sectionOf[n]!, value);
  }
  const covered = (groupOf: Int32Array): Map<number, number> => {
    const words = new Map<number, Set<string>>();
    for (const [k, n] of passages.entries()) {
      const group = groupOf[n]!;
      const set = words.get(group) ?? new Set();
      for (const word of matched[k]!) set.add(word);
      words.set(group, set);
    }
    return new Map(
      [...words].map(([group, set]) => [
        group,
        [...set].reduce((sum, word) => sum + inform(word), 0) / wordsWeight,
      ]),
    );
  };
  return {
    laws,
    sections,
    mostLaw: Math.max(1e-9, ...laws.values()),
    mostSection: Math.max(1e-9, ...sections.values()),
    lawCoverage: covered(shelf.lawOf),
    sectionCoverage: covered(shelf.sectionOf),
  };
}
