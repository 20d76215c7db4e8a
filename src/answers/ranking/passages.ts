/** What the ranker knows of each passage besides its words: its law, its section, its neighbours, how often it is cited. */
import { articleNumber } from '../../disclosure/laws.ts';
import type { Passage } from '../passage.ts';
import { termsOf } from '../retrieval/tokens.ts';

export interface Shelf {
  /** In the order of laws and articles: neighbours stand side by side and pack well. */
  passages: readonly Passage[];
  /** Number of the law and of the section of each passage. */
  lawOf: Int32Array;
  sectionOf: Int32Array;
  laws: readonly LawTraits[];
}

export interface LawTraits {
  name: string;
  /** Passages of this law. */
  size: number;
  /** How many passages name it in 《》. */
  cited: number;
  kind: 'statute' | 'regulation' | 'interpretation' | 'other';
  /** Made for one province or county. */
  local: boolean;
}

/** `民法典第五十六条 …` is of 民法典; a title without an article is its own law. */
const lawIn = (title: string): string =>
  title.replace(/第[零〇一二三四五六七八九十百千\d]+条.*$/u, '').trim();

export function shelve(given: readonly Passage[]): Shelf {
  const keyed = given.map((passage) => ({
    passage,
    law: lawIn(passage.title),
    article: articleNumber(/第[零〇一二三四五六七八九十百千\d]+条.*$/u.exec(passage.title)?.[0] ?? '') ?? 0,
  }));
  keyed.sort((a, b) => (a.law < b.law ? -1 : a.law > b.law ? 1 : a.article - b.article));
  const laws = new Map<string, LawTraits>();
  const numbers = new Map<string, number>();
  const sections = new Map<string, number>();
  const lawOf = new Int32Array(keyed.length);
  const sectionOf = new Int32Array(keyed.length);
  for (const [i, { passage, law }] of keyed.entries()) {
    const traits = laws.get(law) ?? traitsOf(law);
    traits.size++;
    laws.set(law, traits);
    lawOf[i] = numberOf(numbers, law);
    sectionOf[i] = numberOf(sections, `${law}|${passage.section}`);
  }
  for (const { passage } of keyed)
    for (const [, name] of passage.text.matchAll(/《(?:中华人民共和国)?([^》]{2,40})》/gu)) {
      const named = laws.get(name!);
      if (named) named.cited++;
    }
  return { passages: keyed.map(({ passage }) => passage), lawOf, sectionOf, laws: [...laws.values()] };
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

const traitsOf = (name: string): LawTraits => ({
  name,
  size: 0,
  cited: 0,
  kind: /^最高人民/.test(name)
    ? 'interpretation'
    : /(法|法典)$/.test(name)
      ? 'statute'
      : /条例$/.test(name)
        ? 'regulation'
        : 'other',
  local: /[省市州县]|自治区/u.test(name),
});

/** What a passage is found by. Of its title only the law: numbers of articles find nothing. */
export function passageTerms({ passages, lawOf, laws }: Shelf, n: number): string[] {
  const { section, text } = passages[n]!;
  return [laws[lawOf[n]!]!.name, section, text].flatMap(termsOf);
}
