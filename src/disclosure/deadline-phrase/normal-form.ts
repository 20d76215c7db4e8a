/** One spelling for the many ways a table writes the same thing. */
import { normalise } from '../../kit/text.ts';

const DIGITS = '零一二三四五六七八九';
const NUMERAL = '[零〇一二两三四五六七八九十百]+';
/** Traditional forms, numerals as cheques and as speech write them, one sign each. */
const VARIANTS: ReadonlyMap<string, string> = new Map(
  [
    ['個箇內開佈後時間變會週點發報處結審覆復條議實歷曆', '个个内开布后时间变会周点发报处结审复复条议实历历'],
    ['壹贰叁肆伍陆柒捌玖拾佰貳參陸两俩仨○', '一二三四五六七八九十百二三六二二三〇'],
  ].flatMap(([from, to]) => [...from!].map((sign, i) => [sign, [...to!][i]!] as const)),
);
const TENS: Readonly<Record<string, string>> = { 廿: '二十', 卅: '三十', 卌: '四十' };
const oneSign = (text: string): string =>
  [...text]
    .map((sign) => VARIANTS.get(sign) ?? sign)
    .join('')
    .replace(/[廿卅卌]/g, (sign) => TENS[sign]!);

/** A numeral counts only before a measure, or between 第/每/逢 and what it counts: 一般, 一次性 and 上一年 stay words. */
const MEASURE = '个?(?:工作日|个?自然日|日历日|日|天|周|星期|月|季度|年|小时|学期|次|条|期(?![间限满])|批)';

/** 二十三 as 23; 两 as 2. */
export function chineseNumber(text: string): number {
  let total = 0;
  let digit = 0;
  for (const char of text.replaceAll('〇', '零').replaceAll('两', '二')) {
    if (char === '十' || char === '百') {
      total += (digit || 1) * (char === '十' ? 10 : 100);
      digit = 0;
    } else digit = DIGITS.indexOf(char);
  }
  return total + digit;
}

/** Full and half width, blanks inside words, numerals, synonyms of units and of the words of time made one. */
export function normalForm(phrase: string): string {
  return oneSign(normalise(phrase).replace(/\s+/g, ''))
    .replace(/[“”"'《》〈〉【】[\]]/g, '')
    .replace(/半个月/g, '15日')
    .replace(/(?<![每上下])半年(?=(?:之|以)?内)/g, '6个月')
    .replace(/\((?:不含|不包括|除去?|遇).{0,4}(?:节假日|假日|周末|休息日).{0,4}\)/g, '')
    .replace(/[〇零一二三四五六七八九]{4}(?=年)/g, (year) => [...year].map(chineseNumber).join(''))
    .replace(/星期([一二三四五六日天])/g, '周$1')
    .replace(/礼拜([一二三四五六日天])/g, '周$1')
    .replace(new RegExp(`(?<![上同统唯])(${NUMERAL})(?=${MEASURE})`, 'g'), (_all, numeral: string) =>
      String(chineseNumber(numeral)),
    )
    .replace(
      new RegExp(`第(${NUMERAL})(?=个?(?:月|季度|周|工作日))`, 'g'),
      (_all, numeral: string) => `第${chineseNumber(numeral)}`,
    )
    .replace(/(\d)个?(?:工作天|办公日|上班日)/g, '$1个工作日')
    .replace(/工作日(\d+)(?:日|天)|(\d+)(?:日|天)\((?:指|按)?工作日(?:计算?)?\)/g, '$1$2个工作日')
    .replace(/(\d+)(?:个)?(?:自然日|日历日|日历天)/g, '$1日')
    .replace(/(\d+)工作日/g, '$1个工作日')
    .replace(/(\d+)个(?:日|天)(?!历)/g, '$1日')
    .replace(/(\d+)天/g, '$1日')
    .replace(
      /(?<!第|\d|最后)(\d+)个?(?:星期|礼拜|周)(?=内|以内|之内|后|前|$|,)/g,
      (_all, weeks: string) => `${Number(weeks) * 7}日`,
    )
    .replace(/(\d+)个?小时/g, '$1小时')
    .replace(/(\d+)个月/g, '$1个月')
    .replace(/(?<!第|\d)1个?季度(?=内|后|1次)/g, '3个月')
    .replace(/1个半月/g, '45日')
    .replace(/(公开|公示|公布)内\1/g, '$1')
    .replace(/年度?末|年终(?!了)/g, '年底')
    .replace(/(?<!周)月末/g, '月底')
    .replace(/季度?末/g, '季度末')
    .replace(/季(?!度|节)/g, '季度')
    .replace(/起始日/g, '之日')
    .replace(/[,、]+$/g, '');
}
