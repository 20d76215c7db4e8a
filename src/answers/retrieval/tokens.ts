/** Text into terms: bigrams of Chinese characters, words by jieba, numbers and Latin words. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Jieba } from '@node-rs/jieba';
import { AppError } from '../../kit/errors.ts';
import { normalise } from '../../kit/text.ts';

const require = createRequire(import.meta.url);
/** The package is CommonJS and loads a native library: only when it is needed. */
interface JiebaModule {
  Jieba: { withDict(dict: Uint8Array): Jieba };
}
/** Words seen less often in the dictionary's corpus take half of its memory (25 MB) and are mostly names of people. */
const MIN_COUNT = 4;
let jieba: Jieba | undefined;

/** The segmenter with its dictionary, loaded at the first use (some 100 ms). Fails where its library is missing. */
export function segmenter(): Jieba {
  jieba ??= loadJieba().withDict(commonWords());
  return jieba;
}

function loadJieba(): JiebaModule['Jieba'] {
  try {
    return (require('@node-rs/jieba') as JiebaModule).Jieba;
  } catch (cause) {
    throw new AppError('segmenter', '分词库没有装全。The word segmenter has no library for this machine.', {
      remedy: 'Install without --omit=optional: npm ci --omit=dev',
      cause,
    });
  }
}

const [NEWLINE, SPACE, ZERO] = [0x0a, 0x20, 0x30];

/**
 * Lines of the package's dictionary (word, count, part of speech) with a count worth keeping. Read byte by byte: as text
 * and a third of a million lines it would cost the process some 40 MB that it never gives back.
 */
function commonWords(): Uint8Array {
  const all = readFileSync(require.resolve('@node-rs/jieba/dict.txt'));
  let kept = 0;
  for (let start = 0; start < all.length;) {
    const newline = all.indexOf(NEWLINE, start);
    const end = newline < 0 ? all.length : newline + 1;
    let count = 0;
    for (let i = all.indexOf(SPACE, start) + 1; i < end && all[i]! > SPACE; i++)
      count = count * 10 + all[i]! - ZERO;
    if (count >= MIN_COUNT) {
      all.copyWithin(kept, start, end);
      kept += end - start;
    }
    start = end;
  }
  return all.subarray(0, kept);
}

const HAN_RUN = /\p{Script=Han}+/gu;
const OTHER = /[a-z]+|\d+(?:\.\d+)?/g;

/** Words of two and more characters, as the segmenter cuts them. */
export const wordsOf = (text: string): string[] =>
  segmenter()
    .cut(normalise(text).toLowerCase(), true)
    .filter((word) => [...word].length >= 2 && /\p{Script=Han}/u.test(word));

/** Bigrams (of a lone character, the character itself), then words of three and more, then numbers and Latin words. */
export function termsOf(text: string): string[] {
  const value = normalise(text).toLowerCase();
  const terms: string[] = [];
  for (const [run] of value.matchAll(HAN_RUN)) {
    const chars = [...run];
    if (chars.length === 1) terms.push(run);
    for (let i = 0; i + 1 < chars.length; i++) terms.push(chars[i]! + chars[i + 1]!);
  }
  for (const word of wordsOf(value)) if ([...word].length >= 3) terms.push(word);
  for (const [other] of value.matchAll(OTHER)) terms.push(other);
  return terms;
}
