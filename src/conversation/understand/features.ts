/** What the reader of intents sees of a sentence: its characters, its words, and what the lexicons recognise in it. */
import { readFields } from '../../answers/fields.ts';
import { readWords } from '../../answers/matcher.ts';
import { cuesIn } from './cues.ts';
import { risksIn, type Risk } from './risk-cues.ts';

/** Of readable text. `risks` are those its words give away. */
export function featuresOf(text: string, risks: readonly Risk[] = risksIn(text)): string[] {
  const chars = [...`^${shape(text)}$`];
  const features: string[] = [];
  for (let i = 0; i < chars.length; i++) {
    features.push(chars[i]!);
    if (i + 1 < chars.length) features.push(chars[i]! + chars[i + 1]!);
    if (i + 2 < chars.length) features.push(chars[i]! + chars[i + 1]! + chars[i + 2]!);
  }
  const { words, matters, people } = readWords(text);
  for (const word of words) features.push(`w:${word}`);
  for (const cue of cuesIn(text)) features.push(`cue:${cue}`);
  for (const field of readFields(text)) features.push(`field:${field}`);
  for (const risk of risks) features.push(`risk:${risk}`);
  if (matters) features.push('matter:named');
  if (people) features.push('person:named');
  features.push(`length:${Math.min(6, Math.floor(Math.log2(chars.length)))}`);
  return features;
}

/** One sign for every number and one for every mark. */
const shape = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{N}]+/gu, '|');
