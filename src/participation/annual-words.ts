/** The annual report as text: its six parts in the national order, for the page, the letter and the published item. Pure. */
import { APPLICANTS, type ApplicantKind } from './request-form.ts';
import type { OfficialLetter } from '../kit/official-docx.ts';
import type { AppealKind, AppealResult } from './request-appeals.ts';
import {
  APPEALS,
  appealsIn,
  countIn,
  RESULTS,
  ROWS,
  type AnnualAppeal,
  type AnnualCase,
  type AppealColumn,
  type ColumnKey,
} from './annual-tally.ts';

/** What the unit enters itself: numbers that no record here holds. 主动公开政府信息情况 */
export const ENTRIES = {
  rulesMade: { part: '规章', label: '本年制发件数', basis: '第二十条第(一)项' },
  rulesAbolished: { part: '规章', label: '本年废止件数', basis: '第二十条第(一)项' },
  rulesValid: { part: '规章', label: '现行有效件数', basis: '第二十条第(一)项' },
  normsMade: { part: '行政规范性文件', label: '本年制发件数', basis: '第二十条第(一)项' },
  normsAbolished: { part: '行政规范性文件', label: '本年废止件数', basis: '第二十条第(一)项' },
  normsValid: { part: '行政规范性文件', label: '现行有效件数', basis: '第二十条第(一)项' },
  permits: { part: '行政许可', label: '本年处理决定数量', basis: '第二十条第(五)项' },
  penalties: { part: '行政处罚', label: '本年处理决定数量', basis: '第二十条第(六)项' },
  coercions: { part: '行政强制', label: '本年处理决定数量', basis: '第二十条第(六)项' },
  fees: { part: '行政事业性收费', label: '本年收费金额(万元)', basis: '第二十条第(八)项' },
} as const;
export type EntryKey = keyof typeof ENTRIES;
export type Entries = Record<EntryKey, number>;

/** The parts that people write. */
export interface Texts {
  overview: string;
  problems: string;
  other: string;
}

/** What the report says. */
export interface ReportFacts {
  year: number;
  name: string;
  /** Of the whole county 本级政府; else of one unit. */
  whole: boolean;
  cases: readonly AnnualCase[];
  appeals: readonly AnnualAppeal[];
  entries: Entries;
  texts: Texts;
}

export const ENTRY_KEYS = Object.keys(ENTRIES) as EntryKey[];

export const COLUMNS: readonly { key: ColumnKey; label: string }[] = [
  ...(Object.entries(APPLICANTS) as [ApplicantKind, string][]).map(([key, label]) => ({ key, label })),
  { key: 'total', label: '总计' },
];

export const APPEAL_KINDS = Object.keys(APPEALS) as [AppealKind, ...AppealKind[]];
export const RESULT_COLUMNS: readonly { key: AppealColumn; label: string }[] = [
  ...(Object.entries(RESULTS) as [AppealResult | 'open', string][]).map(([key, label]) => ({ key, label })),
  { key: 'total', label: '总计' },
];

export const PARTS = [
  '一、总体情况',
  '二、主动公开政府信息情况',
  '三、收到和处理政府信息公开申请情况',
  '四、政府信息公开行政复议、行政诉讼情况',
  '五、存在的主要问题及改进情况',
  '六、其他需要报告的事项',
] as const;

export const titleOf = ({ name, whole, year }: Pick<ReportFacts, 'name' | 'whole' | 'year'>): string =>
  whole ? `本级政府${year}年政府信息公开工作年度报告` : `${name}:${year}年政府信息公开工作年度报告`;

/** The three tables, heads first. */
export function tablesOf(report: ReportFacts): {
  entries: string[][];
  requests: string[][];
  appeals: string[][];
} {
  return {
    entries: [
      ['信息内容', '指标', '数量'],
      ...ENTRY_KEYS.map((key) => [ENTRIES[key].part, ENTRIES[key].label, String(report.entries[key])]),
    ],
    requests: [
      ['(列数据的勾稽关系:第一项加第二项之和,等于第三项加第四项之和)', ...COLUMNS.map(({ label }) => label)],
      ...ROWS.map(({ key, label, heading }) => [
        label,
        ...COLUMNS.map((column) => (heading ? '' : String(countIn(report.cases, key, column.key)))),
      ]),
    ],
    appeals: [
      ['', ...RESULT_COLUMNS.map(({ label }) => label)],
      ...APPEAL_KINDS.map((kind) => [
        APPEALS[kind],
        ...RESULT_COLUMNS.map(({ key }) => String(appealsIn(report.appeals, kind, key).length)),
      ]),
    ],
  };
}

/** The report as an official document. */
export function letterOf(report: ReportFacts, date: string): OfficialLetter {
  const { entries, requests, appeals } = tablesOf(report);
  const { overview, problems, other } = report.texts;
  const [first, second, third, fourth, fifth, sixth] = PARTS;
  return {
    title: titleOf(report),
    paragraphs: ['根据《中华人民共和国政府信息公开条例》第四十九条、第五十条,现公布本报告。'],
    parts: [
      { heading: first, paragraphs: [overview] },
      { heading: second, table: entries },
      { heading: third, table: requests },
      { heading: fourth, table: appeals },
      { heading: fifth, paragraphs: [problems] },
      { heading: sixth, paragraphs: [other] },
    ],
    from: report.name,
    date,
  };
}

/** The report in plain lines, as the published item holds it. */
export function bodyOf(report: ReportFacts): string {
  const { entries, requests, appeals } = tablesOf(report);
  const lines = (rows: string[][]): string[] => {
    const [head = [], ...rest] = rows;
    return rest.map(([label = '', ...cells]) => {
      const told = cells.map((cell, i) => `${head[i + 1]} ${cell}`).filter((_, i) => cells[i] !== '');
      return told.length > 0 ? `${label}:${told.join(',')}` : label;
    });
  };
  return [
    PARTS[0],
    report.texts.overview,
    PARTS[1],
    ...entries.slice(1).map(([part, label, n]) => `${part}${label}:${n}`),
    PARTS[2],
    ...lines(requests),
    PARTS[3],
    ...lines(appeals),
    PARTS[4],
    report.texts.problems,
    PARTS[5],
    report.texts.other,
  ].join('\n');
}

/** What stands in 总体情况 until somebody writes it: only what the records say. */
export function overviewOf(facts: {
  year: number;
  published: number;
  received: number;
  carried: number;
  handled: number;
  late: number;
  forward: number;
}): string {
  const { year, published, received, carried, handled, late, forward } = facts;
  return [
    `${year}年主动公开信息 ${published} 条。`,
    `新收到信息公开申请 ${received} 件,上年结转 ${carried} 件,办结 ${handled} 件`,
    `${handled > 0 ? `,其中按期 ${handled - late} 件` : ''},结转下年 ${forward} 件。`,
  ].join('');
}
