/** People called by name in a text, as the segmenter tells them; for whoever must not send them on. */
import { segmenter } from './retrieval/tokens.ts';

export const personNames = (text: string): string[] => [
  ...new Set(
    segmenter()
      .tag(text.normalize('NFKC'), true)
      .flatMap(({ word, tag }) => (tag === 'nr' && word.length >= 2 && word.length <= 4 ? [word] : [])),
  ),
];
