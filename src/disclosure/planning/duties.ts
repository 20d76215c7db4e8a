/** Duties that the law sets for every unit of a kind, whether or not anybody has entered an item for them. 法定的定期公开 */

export interface Duty {
  category: string;
  /** Kinds of unit that owe it. */
  unitTypes: readonly string[];
  phrase: string;
  every: 'monthly' | 'quarterly' | 'yearly';
  title(unit: string, period: string): string;
  /** A catalogue row of the unit with one of these words is the same duty. */
  words: RegExp;
  basis: string;
}

const COMMITTEES = ['village_committee', 'resident_committee'];
const ORGANS = ['department', 'gov_office', 'township'];

export const DUTIES: readonly Duty[] = [
  {
    category: 'V2',
    unitTypes: COMMITTEES,
    phrase: '每季度首月15日前公开上季度情况',
    every: 'quarterly',
    title: (unit, period) => `${unit}:${period}财务收支`,
    words: /财务/,
    basis: '村民委员会组织法 第三十条',
  },
  {
    category: 'G1',
    unitTypes: ['gov_office'],
    phrase: '每季度首月15日前公开上季度情况',
    every: 'quarterly',
    title: (_unit, period) => `${period}重点工作进展`,
    words: /重点工作|工作进展/,
    basis: '政府信息公开条例 第二十条',
  },
  {
    category: 'D5',
    unitTypes: ['department', 'township'],
    phrase: '每年1月31日前',
    every: 'yearly',
    title: (unit, period) => `${unit}:${period}政府信息公开工作年度报告`,
    words: /年度报告/,
    basis: '政府信息公开条例 第四十九条',
  },
  {
    category: 'G2',
    unitTypes: ['gov_office'],
    phrase: '每年3月31日前',
    every: 'yearly',
    title: (_unit, period) => `本级政府${period}政府信息公开工作年度报告`,
    words: /年度报告/,
    basis: '政府信息公开条例 第四十九条',
  },
  {
    category: 'I2',
    unitTypes: ORGANS,
    phrase: '季度终了后15日内公布',
    every: 'quarterly',
    title: (unit, period) => `${unit}:机关内部财务收支(${period})`,
    words: /机关.*财务/,
    basis: '政府信息公开条例 第十六条',
  },
  {
    category: 'I3',
    unitTypes: ORGANS,
    phrase: '季度终了后15日内公布',
    every: 'quarterly',
    title: (unit, period) => `${unit}:招待费、差旅费、电话费支出(${period})`,
    words: /招待费|差旅费/,
    basis: '政府信息公开条例 第十六条',
  },
  {
    category: 'I1d',
    unitTypes: ORGANS,
    phrase: '每年12月31日前',
    every: 'yearly',
    title: (unit, period) => `${unit}:离职和退(离)休人员从业情况年度确认(${period})`,
    words: /从业情况/,
    basis: '政府信息公开条例 第十六条',
  },
];
