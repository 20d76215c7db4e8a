/** One spelling for the many ways a table writes the same thing. */
import { normalise } from '../../kit/text.ts';

const DIGITS = '零一二三四五六七八九';
const NUMERAL = '[零〇一二两三四五六七八九十百]+';
/** A numeral counts only before a measure, or between 第/每/逢 and what it counts: 一般, 一次性 and 上一年 stay words. */
const MEASURE = '个?(?:工作日|个?自然日|日历日|日|天|周|星期|月|季度|年|小时|学期|次|条|期|批)';

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
  return normalise(phrase)
    .replace(/\s+/g, '')
    .replace(/[“”"'《》〈〉【】[\]]/g, '')
    .replace(/半个月/g, '15日')
    .replace(/(?<!每|上|下)半年(?!度?(?:一次|1次))/g, '半年')
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
    .replace(/年度?末/g, '年底')
    .replace(/(?<!周)月末/g, '月底')
    .replace(/季度?末/g, '季度末')
    .replace(/季(?!度|节)/g, '季度')
    .replace(/起始日/g, '之日')
    .replace(/[,、]+$/g, '');
}
