/** What in a question a record does not explain: the sign that another matter is meant. */
import { segmenter } from '../retrieval/tokens.ts';
import type { Span, Strange } from '../match.ts';
import { isPlain, type Reading } from './reading.ts';

/** All that a record says, made ready to be asked whether it explains a word. */
export interface Body {
  text: string;
  ideas: ReadonlySet<string>;
}

/** Ideas that often tell who asks or with what, rather than what is asked. */
const BESIDE = new Set(
  '户口 公司 执照 证书遗失 注销 房产证 公积金 退役补助 低保 特困供养 残疾证 高龄 农村建房 外来登记 离婚 结婚'.split(
    ' ',
  ),
);

/** The words of `reading` that `body` does not explain; `known` spans are explained by names. */
export function strangeIn(reading: Reading, body: Body, known: readonly Span[]): Strange[] {
  const covered = coverOf(reading, known);
  const strange: Strange[] = [];
  for (const term of reading.terms) {
    if (term.kind !== 'idea' || known.includes(term)) continue;
    cover(covered, term);
    if (!body.ideas.has(term.key) && !explains(body.text, reading.text.slice(term.from, term.to)))
      strange.push({ word: term.key, kind: 'idea', from: term.from, to: term.to });
  }
  for (const word of tellingWords(reading.text))
    if (!isCovered(covered, word) && !isPlain(word.word) && !explains(body.text, word.word))
      strange.push(word);
  for (const match of reading.text.matchAll(/(?<!\d)(?:19|20)\d{2}(?=年)/g))
    if (!body.text.includes(match[0]))
      strange.push({ word: match[0], kind: 'year', from: match.index, to: match.index + 4 });
  return strange;
}

/** What makes another matter of any matter: an examination for it, a job in it, the sale of it. */
const TURNS = new Set(['考试招聘', '转让进口']);

/** Unexplained ideas that cannot be a mere circumstance. */
export const isOtherMatter = (strange: Strange): boolean =>
  strange.kind === 'year' || (strange.kind === 'idea' && !BESIDE.has(strange.word));

/** True where the strange thing makes one notion with what was recognised: 网约车驾驶证, 公租房保安. */
export function narrows(
  strange: Strange,
  { text, spans }: { text: string; spans: readonly Span[] },
): boolean {
  if (strange.kind === 'year' || TURNS.has(strange.word)) return true;
  if (strange.kind === 'verb') return false;
  return spans.some(
    (span) =>
      (touches(text, strange.to, span.from) && (strange.kind === 'idea' || !DOING.test(text[span.from]!))) ||
      (strange.kind === 'idea' && touches(text, span.to, strange.from)),
  );
}

/** Before something done stands who does it or where, which narrows nothing: 困难户吃保, 上山砍树, 店门口挂招牌. */
const DOING = /[砍吃挂开办领补换转迁买卖装修建盖拆租打挖接报查取提上考评摆占养种离结登申销注交缴改抱讨包批]/;

const touches = (text: string, end: number, start: number): boolean =>
  end === start || (end + 1 === start && text[end] === '的');

function coverOf(reading: Reading, known: readonly Span[]): Uint8Array {
  const covered = new Uint8Array(reading.text.length);
  for (const span of known) cover(covered, span);
  return covered;
}

const cover = (covered: Uint8Array, { from, to }: Span): void => {
  covered.fill(1, from, to);
};

/** A word is covered when at most one of its characters is left over. */
const isCovered = (covered: Uint8Array, { from, to }: Span): boolean =>
  covered.subarray(from, to).reduce((sum, one) => sum + one, 0) >= Math.max(1, to - from - 1);

/** Nouns, verbs and names of two characters and more, with their place. */
function tellingWords(text: string): Strange[] {
  const words: Strange[] = [];
  let at = 0;
  for (const { word, tag } of segmenter().tag(text, false)) {
    const span = { from: at, to: at + word.length };
    at = span.to;
    const latin = /^[a-z]{2,}$/.test(word);
    if (latin || (word.length >= 2 && /^(n|v|j|i|l)/.test(tag) && /\p{Script=Han}/u.test(word)))
      words.push({ word, kind: tag.startsWith('v') || latin ? 'verb' : 'noun', ...span });
  }
  return words;
}

/** 残疾证 is explained by 残疾人证: its characters stand in order within a short stretch. */
export function explains(body: string, word: string): boolean {
  if (body.includes(word)) return true;
  const chars = [...word];
  if (chars.length < 3) return false;
  const loose = chars.map((char) => char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.{0,2}');
  const halves = chars.length === 4 ? [word.slice(0, 2), word.slice(2)] : [];
  return (
    new RegExp(loose).test(body) ||
    (halves.length > 0 && halves.every((half) => body.includes(half))) ||
    segmenter()
      .cut(word, true)
      .every((part) => body.includes(part) || isPlain(part))
  );
}
