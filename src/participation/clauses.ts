/** Numbered clauses 条款 of a draft, read from its text; and the clause a comment names. Pure. */
import { articleNumber } from '../disclosure/laws.ts';

export interface Clause {
  n: number;
  /** 第三条 */
  label: string;
  text: string;
}

const MOST_CLAUSES = 300;
const MOST_TEXT = 2_000;
const HAN = '[零〇一二三四五六七八九十百两]{1,6}';

/** How drafts number what they say: 第一条, 一、, 1. – the first of these that the text uses twice is its own. */
const HEADS: readonly RegExp[] = [
  new RegExp(`^\\s*第(${HAN}|\\d{1,3})条[\\s:、]*`),
  new RegExp(`^\\s*(${HAN})、\\s*`),
  /^\s*(\d{1,3})[.、.)]\s*(?!\d)/,
];

/** In the order they stand; a text without numbers has none. Numbers that do not go up belong to the clause before. */
export function clausesOf(body: string): Clause[] {
  const lines = body.split('\n');
  const head = HEADS.find((one) => lines.filter((line) => one.test(line)).length > 1);
  if (!head) return [];
  const clauses: Clause[] = [];
  for (const line of lines) {
    const match = head.exec(line);
    const n = match ? numberOf(match[1]!) : undefined;
    const last = clauses.at(-1);
    if (match && n !== undefined && n > (last?.n ?? 0) && clauses.length < MOST_CLAUSES)
      clauses.push({ n, label: labelOf(n), text: line.slice(match[0].length).trim() });
    else if (last && line.trim()) last.text = `${last.text}\n${line.trim()}`;
  }
  return clauses.map((clause) => ({ ...clause, text: clause.text.slice(0, MOST_TEXT) }));
}

const numberOf = (numeral: string): number | undefined => articleNumber(`第${numeral}条`);

const DIGITS = '零一二三四五六七八九';

/** 23 as 第二十三条. */
export function labelOf(n: number): string {
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor((n % 100) / 10), n % 10];
  const words = [
    hundreds > 0 ? `${DIGITS[hundreds]}百` : '',
    tens > 0 ? `${tens === 1 && hundreds === 0 ? '' : DIGITS[tens]}十` : hundreds > 0 && ones > 0 ? '零' : '',
    ones > 0 ? DIGITS[ones] : '',
  ];
  return `第${words.join('')}条`;
}

const NAMED = new RegExp(`第\\s*(${HAN}|\\d{1,3})\\s*(?:条|款|点|项)`);

/** The clause a text names first, by its number. */
export function clauseNamed(text: string): number | undefined {
  const match = NAMED.exec(text.normalize('NFKC'));
  return match ? numberOf(match[1]!) : undefined;
}

/** The whole message asks to read a clause: 第三条, 看第三条, 第3条怎么写的. */
export function clauseAskedFor(text: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(NAMED, (said) => `<${said}>`);
  return /^(我?(想|要)?看(看|一下)?)?<[^>]+>(是?(什么|啥|怎么(写|说)的?)|内容|原文)?[。??!]?$/.test(plain)
    ? clauseNamed(text)
    : undefined;
}
