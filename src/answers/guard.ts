/**
 * The guard: no fact leaves that does not stand in the records cited. Facts are numbers with what they count, dates,
 * amounts, telephones, links, laws and articles, names of units. Whoever wrote the text, it is checked.
 */
import { normalise } from '../kit/text.ts';
import { numberOf, NUMERAL_BEFORE_MEASURE } from './guard/numerals.ts';

export interface Violation {
  kind: 'number' | 'phone' | 'link' | 'law' | 'article' | 'unit';
  /** As it reads once numerals and widths are mended. */
  fact: string;
}

export interface GuardSources {
  /** What the cited records say, as plain text. */
  records: readonly string[];
  /** Names of all units of the county; one in the text must stand in the cited records. */
  unitNames: readonly string[];
}

const MEASURE =
  '个?工作日|个?自然日|日|个?小时|分钟|个?月|年|周岁|岁|元|平方米|平方公里|公里|立方米|公顷|米|亩|个?人|户|份|次|条|款|项|件|本|张|副|台|套|间|穴|层|级|倍|吨|名|处|期|批|%';
const PHONE = /(?<![\d-])(?:0\d{2,3}-\d{7,8}|1\d{10}|1[12]\d{3}|1[12]\d)(?![\d-])/g;
const LINK = /https?:\/\/[^\s<>"'，。；、)）]+|[\w.-]+@[\w-]+(?:\.[\w-]+)+/g;
const LAW = /《([^《》]{2,60})》/g;
const LAW_ARTICLE = /《[^《》]{2,60}》(第\d+条)(?:[、和](第\d+条))*/g;
const ARTICLE = /第\d+条/g;
const DATE = /\d{4}年\d{1,2}月(?:\d{1,2}日)?|(?<!\d)\d{1,2}月\d{1,2}日/g;
const MEASURED = new RegExp(`\\d+(?:\\.\\d+)?(?:${MEASURE})`, 'g');
const NUMBER = /\d+(?:\.\d+)?/g;
/** '1.' and '2、' at the head of a line or after a blank number what follows; they are no facts. */
const NUMBERING = /(^|[\s:])\d{1,2}[.、)](?=[^\d])/gm;

/** Widths, numerals, thousands, dates and amounts in one form: 二十个工作日 = 20工作日, 1.2万元 = 12000元. */
export const factForm = (text: string): string => text.split('\n').map(lineForm).join('\n');

/** Line by line: two numbers on two lines must not run together. */
function lineForm(line: string): string {
  return normalise(line)
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/(\d{4})-(\d{2})-(\d{2})/g, (_, y: string, m: string, d: string) => `${y}年${+m}月${+d}日`)
    .replace(NUMERAL_BEFORE_MEASURE, (numeral) => String(numberOf(numeral)))
    .replace(/(\d+(?:\.\d+)?)(万|亿)(?=[元块人亩]?)/g, (_, n: string, unit: string) =>
      String(Math.round(Number(n) * (unit === '万' ? 1e4 : 1e8) * 100) / 100),
    )
    .replace(/(\d)天/g, '$1日')
    .replace(/(\d)号(?!窗|楼|院|线)/g, '$1日')
    .replace(/(\d)块/g, '$1元')
    .replace(/(\d)个(?=工作日|自然日|小时|月|人)/g, '$1')
    .replace(/自然日/g, '日')
    .replace(/ /g, '');
}

/** What in `text` is not backed by the records, each fact once. */
export function checkFacts(text: string, { records, unitNames }: GuardSources): Violation[] {
  const source = factForm(records.join('\n'));
  const found = new Map<string, Violation>();
  let rest = factForm(text.replace(NUMBERING, '$1'));
  const take = (kind: Violation['kind'], pattern: RegExp, backed: (fact: string) => boolean): void => {
    for (const [fact] of rest.matchAll(pattern)) if (!backed(fact)) found.set(fact, { kind, fact });
    rest = rest.replace(pattern, ' ');
  };
  const stands = (fact: string): boolean => standsIn(source, fact);
  for (const name of unitNames) {
    const fact = factForm(name);
    if (rest.includes(fact) && !source.includes(fact)) found.set(fact, { kind: 'unit', fact });
  }
  take('link', LINK, (fact) => source.includes(fact));
  for (const [fact] of rest.matchAll(LAW_ARTICLE))
    if (!pairsStand(fact, source)) found.set(fact, { kind: 'article', fact });
  for (const [, law] of rest.matchAll(LAW))
    if (!source.includes(law!)) found.set(law!, { kind: 'law', fact: law! });
  rest = rest.replace(LAW, ' ');
  take('phone', PHONE, stands);
  take('article', ARTICLE, stands);
  take('number', DATE, stands);
  take('number', MEASURED, stands);
  take('number', NUMBER, stands);
  return [...found.values()];
}

/** The fact with no further digit beside it: 20日 does not stand in 120日. */
function standsIn(source: string, fact: string): boolean {
  for (let at = source.indexOf(fact); at >= 0; at = source.indexOf(fact, at + 1)) {
    const [before, after] = [source[at - 1] ?? '', source[at + fact.length] ?? ''];
    const open = /^\d/.test(fact) && /[\d.]/.test(before);
    if (!open && !(/\d$/.test(fact) && /[\d.]/.test(after) && !/^\.\D/.test(source.slice(at + fact.length))))
      return true;
  }
  return false;
}

/** Every article named after a law must stand beside that law's name in a record. */
function pairsStand(fact: string, source: string): boolean {
  const law = /《([^《》]+)》/.exec(fact)![1]!;
  return (fact.match(ARTICLE) ?? []).every(
    (article) => source.includes(`《${law}》${article}`) || source.includes(`${law}/${article}`),
  );
}
