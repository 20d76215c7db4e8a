/**
 * The guard: no fact leaves that does not stand in the records cited. Facts are numbers with what they count, dates,
 * amounts, telephones, links, laws and articles, names of units. Whoever wrote the text, it is checked.
 */
import { normalise } from '../kit/text.ts';

export interface Violation {
  kind: 'number' | 'phone' | 'link' | 'law' | 'article' | 'unit';
  fact: string;
}

const DIGITS = '零一二三四五六七八九';
const NUMERAL =
  /[零〇一二两三四五六七八九十百千万]{1,8}(?=个?(?:工作日|自然日|日|天|周|个月|月|年|小时|元|块|万|人|户|份|次|条|款|岁|米|平方|亩|%))/g;

/** Chinese numerals before a measure as digits, thousands separators gone, blanks gone. */
export function factForm(text: string): string {
  return normalise(text)
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(NUMERAL, (numeral) => String(numberOf(numeral)))
    .replace(/\s+/g, '')
    .replace(/天/g, '日')
    .replace(/块/g, '元');
}

function numberOf(numeral: string): number {
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const char of numeral.replaceAll('〇', '零').replaceAll('两', '二')) {
    const unit = { 十: 10, 百: 100, 千: 1_000 }[char];
    if (char === '万') {
      total += (section + digit || 1) * 10_000;
      section = 0;
      digit = 0;
    } else if (unit) {
      section += (digit || 1) * unit;
      digit = 0;
    } else digit = DIGITS.indexOf(char);
  }
  return total + section + digit;
}

const PHONE = /(?<!\d)(?:0\d{2,3}-\d{7,8}|1\d{10}|1\d{4})(?!\d)/g;
const LINK = /https?:\/\/[^\s<>"'，。；、)）]+/g;
const LAW = /《([^》]{2,40})》/g;
const ARTICLE = /第(\d+)条/g;
const NUMBER = /\d+(?:\.\d+)?/g;

export interface GuardSources {
  /** Text of the records cited, with everything they hold. */
  records: readonly string[];
  /** Names of all units of the county; one in the text must stand in the cited records. */
  unitNames: readonly string[];
}

/** What in `text` is not backed by the records. Numbering of choices at line starts is no fact. */
export function checkFacts(text: string, { records, unitNames }: GuardSources): Violation[] {
  const body = factForm(text.replace(/^\s*\d{1,2}[.、 ]/gm, '')).replace(/(^|\s)\d{1,2}\.(?=[^\d])/g, '$1');
  const source = factForm(records.join('\n'));
  const violations: Violation[] = [];
  const check = (
    kind: Violation['kind'],
    facts: Iterable<string>,
    backed: (fact: string) => boolean,
  ): void => {
    for (const fact of new Set(facts)) if (!backed(fact)) violations.push({ kind, fact });
  };
  const inSource = (fact: string): boolean => source.includes(fact);
  const links = [...body.matchAll(LINK)].map(([link]) => link);
  check('link', links, inSource);
  const withoutLinks = links.reduce((rest, link) => rest.replaceAll(link, ' '), body);
  check(
    'phone',
    [...withoutLinks.matchAll(PHONE)].map(([phone]) => phone),
    inSource,
  );
  check(
    'law',
    [...withoutLinks.matchAll(LAW)].map(([, law]) => law!),
    inSource,
  );
  check(
    'article',
    [...withoutLinks.matchAll(ARTICLE)].map(([article]) => article),
    inSource,
  );
  const numbers = new Set(source.match(NUMBER) ?? []);
  check(
    'number',
    withoutLinks.replace(PHONE, ' ').match(NUMBER) ?? [],
    (number) => numbers.has(number) || numbers.has(String(Number(number))) || isPartOfDate(number, source),
  );
  check(
    'unit',
    unitNames.filter((name) => withoutLinks.includes(factForm(name))),
    (name) => inSource(factForm(name)),
  );
  return violations;
}

/** 2026年1月5日 is backed by 2026-01-05. */
const isPartOfDate = (number: string, source: string): boolean =>
  /^\d{1,2}$/.test(number) && new RegExp(`-${number.padStart(2, '0')}(-|(?!\\d))`).test(source);
