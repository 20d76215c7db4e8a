/** Chinese numerals as numbers. */

const DIGITS = '零一二三四五六七八九';
const SMALL: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };

/** A numeral right before a measure: the 二十 of 二十个工作日, the 两 of 两年, the 三十四 of 第三十四条. */
export const NUMERAL_BEFORE_MEASURE =
  /[零〇一二两三四五六七八九十百千]{1,9}(?=个?(?:工作日|自然日|小时|月|人)|[日天年元块户份次条款岁米亩万亿%名台层级倍吨件本张副间穴项期批周]|平方|公里|公顷|立方|分钟)/g;

/** '一百二十三' as 123; '二〇二六' as 2026. */
export function numberOf(numeral: string): number {
  const chars = [...numeral.replaceAll('〇', '零').replaceAll('两', '二')];
  if (chars.length > 1 && chars.every((char) => DIGITS.includes(char)))
    return Number(chars.map((char) => DIGITS.indexOf(char)).join(''));
  let total = 0;
  let digit = 0;
  for (const char of chars) {
    const unit = SMALL[char];
    if (unit === undefined) digit = DIGITS.indexOf(char);
    else {
      total += (digit || 1) * unit;
      digit = 0;
    }
  }
  return total + digit;
}
