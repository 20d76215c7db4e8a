/** A text read for matching: the ideas of everyday speech in it, then the words and pairs of characters that are left. */
import { normalise } from '../../kit/text.ts';
import type { Span } from '../match.ts';
import { MATTERS } from '../lexicon/matters.ts';
import { PLAIN_WORDS } from '../lexicon/plain-words.ts';
import { TOPICS } from '../lexicon/topics.ts';
import { segmenter } from '../retrieval/tokens.ts';

/** What may be matched. `kind` says how much it tells: an idea more than a word, a word more than a pair. */
export interface Term extends Span {
  key: string;
  kind: 'idea' | 'word' | 'pair';
  /** A word that every question may hold. */
  plain: boolean;
}

export interface Reading {
  /** Width and blanks mended, lower case. */
  text: string;
  terms: Term[];
}

/** Ideas a text is read with: what is done with the government, or what is published besides. */
export type Lexicon = 'matters' | 'topics';

interface Idea {
  key: string;
  says: RegExp;
}

const readIdeas = (table: string): Idea[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const at = line.indexOf(':');
      return { key: line.slice(0, at), says: new RegExp(line.slice(at + 1).trim(), 'gi') };
    });
const IDEAS: Readonly<Record<Lexicon, readonly Idea[]>> = {
  matters: readIdeas(MATTERS),
  topics: [...readIdeas(TOPICS), ...readIdeas(MATTERS)],
};

const PLAIN = new Set(PLAIN_WORDS.split(/\s+/).filter(Boolean));
const NUMBER =
  /^[\d.,%]+$|^第?[零一二三四五六七八九十百千万两几多半整]+[个条天日年月次份张元块点号岁层步吨台亩]?[多来]?$/;

/** Characters that hold plain words together. */
const JOINT =
  /[的了吗呢吧嘛么啊呀哦哟嘞撒不没有要在给把被和跟与及或就都也还又再才能会可得地着过到去来上下里外内前后多少几个些点张份本次好大小新老旧全各每一二两三我你他她它您俺咱这那哪啥谁向从对为以之其所按由于并且等]/;
const plainness = new Map<string, boolean>();

/** True for a word on the list of plain words itself. */
export const isPlainWord = (word: string): boolean => PLAIN.has(word);

/** True for a word that never tells what a question is about: 多少, 法律依据, 新房子里的. */
export function isPlain(word: string): boolean {
  if (PLAIN.has(word) || NUMBER.test(word)) return true;
  const known = plainness.get(word);
  if (known !== undefined) return known;
  if (plainness.size > 20_000) plainness.clear();
  const plain = word.length <= 8 && isCompound(word);
  plainness.set(word, plain);
  return plain;
}

/** Only what holds other words together: 那要, 还得. */
export const isJoint = (word: string): boolean => [...word].every((char) => JOINT.test(char));

/** Made of plain words and joints alone, one word at least. */
function isCompound(word: string): boolean {
  const reached = [0];
  for (let end = 1; end <= word.length; end++)
    if (
      reached.some(
        (from) => PLAIN.has(word.slice(from, end)) || (end - from === 1 && JOINT.test(word[from]!)),
      )
    )
      reached.push(end);
  return reached.at(-1) === word.length && [...word].some((_, at) => PLAIN.has(word.slice(at, at + 2)));
}

export function readTerms(text: string, lexicon: Lexicon = 'matters'): Reading {
  const value = normalise(text).toLowerCase();
  const ideas = ideasIn(value, IDEAS[lexicon]);
  return { text: value, terms: [...ideas, ...restOf(value, ideas)] };
}

/** Ideas in the text, the longest first where two overlap. */
function ideasIn(text: string, lexicon: readonly Idea[]): Term[] {
  const all = lexicon
    .flatMap(({ key, says }) =>
      [...text.matchAll(says)].map((match) => ({
        key,
        kind: 'idea' as const,
        plain: false,
        from: match.index,
        to: match.index + match[0].length,
      })),
    )
    .sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
  const chosen: Term[] = [];
  for (const idea of all)
    if (idea.to > idea.from && !chosen.some((other) => idea.from < other.to && other.from < idea.to))
      chosen.push(idea);
  return chosen.sort((a, b) => a.from - b.from);
}

/** Words of two characters and more outside the ideas, and the pairs of characters within each stretch. */
function restOf(text: string, ideas: readonly Term[]): Term[] {
  const terms: Term[] = [];
  let from = 0;
  for (const end of [...ideas, { from: text.length, to: text.length }]) {
    if (end.from > from) terms.push(...termsOfStretch(text.slice(from, end.from), from));
    from = end.to;
  }
  return terms;
}

function termsOfStretch(stretch: string, offset: number): Term[] {
  const terms: Term[] = [];
  let at = offset;
  for (const word of segmenter().cut(stretch, true)) {
    const span = { from: at, to: at + word.length };
    at = span.to;
    if (word.length >= 2 && /[\p{Script=Han}a-z]/u.test(word))
      terms.push({ key: word, kind: 'word', plain: isPlain(word), ...span });
  }
  for (const match of stretch.matchAll(/(?=(\p{Script=Han}{2}))/gu)) {
    const key = match[1]!;
    terms.push({
      key,
      kind: 'pair',
      plain: PLAIN.has(key),
      from: offset + match.index,
      to: offset + match.index + 2,
    });
  }
  return terms;
}
