/** What the reader of intents sees of a sentence: its characters, its words, and what the lexicons recognise in it. */
import { readFields } from '../../answers/fields.ts';
import { readWords } from '../../answers/matcher.ts';
import { cuesIn } from './cues.ts';
import { inCommonSpeech } from './dialect.ts';
import { risksIn, type Risk } from './risk-cues.ts';
import { wordClassesIn } from './word-classes.ts';

/** Of readable text. `risks` are those its words give away. */
export function featuresOf(text: string, risks: readonly Risk[] = risksIn(text)): string[] {
  const common = inCommonSpeech(text);
  const { words, outline, matters, people } = readWords(common);
  const classes = wordClassesIn(text);
  return [
    ...pieces(common, 1),
    ...(matters ? pieces(outline, 2).map((piece) => `〇${piece}`) : []),
    ...words.map((word) => `w:${word}`),
    ...cuesIn(text).map((cue) => `cue:${cue}`),
    ...readFields(text).map((field) => `field:${field}`),
    ...risks.map((risk) => `risk:${risk}`),
    ...classes.map((one) => `class:${one}`),
    ...classes.flatMap((one, i) => classes.slice(i + 1).map((other) => `class:${one}+${other}`)),
    ...(matters ? ['matter:named'] : []),
    ...(people ? ['person:named'] : []),
    `length:${Math.min(6, Math.floor(Math.log2(common.length + 2)))}`,
  ];
}

/** Runs of up to three characters, the shortest of `from`; one sign for every number and one for every mark. */
function pieces(text: string, from: number): string[] {
  const shape = text
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{N}〇]+/gu, '|');
  const chars = [...`^${shape}$`];
  return chars.flatMap((_, i) =>
    [1, 2, 3].flatMap((n) => (n >= from && i + n <= chars.length ? [chars.slice(i, i + n).join('')] : [])),
  );
}
