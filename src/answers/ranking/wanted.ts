/** A question as the ranker reads it: its terms, its words, and the words of the law for what it says in everyday ones. */
import { normalise } from '../../kit/text.ts';
import { EVERYDAY_WORDS } from '../retrieval/everyday-words.ts';
import { termsOf, wordsOf } from '../retrieval/tokens.ts';

export interface Wanted {
  text: string;
  /** Bigrams, words of three and more, numbers. */
  terms: string[];
  /** Words of two and more. */
  words: string[];
  /** Terms of the law for everyday words, with how sure they are. */
  everyday: Map<string, number>;
  /** Everything to search for, weighted. */
  expanded: Map<string, number>;
}

/** A pair of characters that is a word counts more than one that only stands side by side. */
const WORD_WEIGHT = 1.5;
const EVERYDAY_WEIGHT = 0.5;

interface Group {
  said: string[];
  /** Terms of each wording of the law, the most telling first. */
  meant: string[][];
}

let groups: Group[] | undefined;

export function readWanted(question: string): Wanted {
  const text = normalise(question).toLowerCase();
  const terms = [...new Set(termsOf(text))];
  const words = [...new Set(wordsOf(text))];
  const everyday = everydayTerms(text);
  const expanded = new Map(terms.map((term) => [term, 1]));
  for (const word of words) expanded.set(word, WORD_WEIGHT);
  for (const [term, weight] of everyday)
    expanded.set(term, Math.max(expanded.get(term) ?? 0, EVERYDAY_WEIGHT * weight));
  return { text, terms, words, everyday, expanded };
}

function everydayTerms(text: string): Map<string, number> {
  groups ??= readGroups();
  const found = new Map<string, number>();
  for (const { said, meant } of groups)
    if (said.some((wording) => text.includes(wording)))
      for (const [rank, terms] of meant.entries())
        for (const term of terms) found.set(term, Math.max(found.get(term) ?? 0, 1 / (1 + 0.3 * rank)));
  return found;
}

const readGroups = (): Group[] =>
  EVERYDAY_WORDS.split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => {
      const [said, meant] = line.split(':').map((side) => side.trim().split(/\s+/));
      return {
        said: said!,
        meant: meant!.map((wording) => [...new Set([...termsOf(wording), ...wordsOf(wording)])]),
      };
    });
