/**
 * The table of requests received and handled 收到和处理政府信息公开申请情况, in the national format of the annual report
 * (国办公开办函〔2021〕30号, for 条例第五十条). Pure: cases in, rows out; each cell knows its cases.
 */
import type { AppealKind, AppealResult } from './request-appeals.ts';
import type { AnswerKind, Ground } from './request-answers.ts';
import type { ApplicantKind } from './request-form.ts';

/** What became of a request within the year; `forward` is still open at its end 结转下年度. */
export type Outcome = keyof typeof OUTCOMES | 'forward';

/** One request as the report counts it. */
export interface AnnualCase {
  number: string;
  applicant: ApplicantKind;
  /** Received before the year 上年结转. */
  carriedIn: boolean;
  outcome: Outcome;
}

export type RowKey = 'new' | 'carried' | 'results' | Group | keyof typeof OUTCOMES | 'handled' | 'forward';

export interface Row {
  key: RowKey;
  label: string;
  /** How deep it stands: 0 for 一、, 1 for (一), 2 for 1. */
  level: 0 | 1 | 2;
  /** The heading of the rows under it; it has no numbers of its own. */
  heading?: true;
}

export type ColumnKey = ApplicantKind | 'total';

const GROUPS = {
  withheld: '(三)不予公开',
  unable: '(四)无法提供',
  unprocessed: '(五)不予处理',
  otherwise: '(六)其他处理',
} as const;
type Group = keyof typeof GROUPS;

/** The rows of 本年度办理结果, in their order. 只计其中一种. */
export const OUTCOMES = {
  disclosed: { label: '(一)予以公开' },
  partial: { label: '(二)部分公开(区分处理的,只计这一情形,不计其他情形)' },
  stateSecret: { label: '1.属于国家秘密', group: 'withheld' },
  forbidden: { label: '2.其他法律行政法规禁止公开', group: 'withheld' },
  safety: { label: '3.危及“三安全一稳定”', group: 'withheld' },
  thirdParty: { label: '4.保护第三方合法权益', group: 'withheld' },
  internal: { label: '5.属于三类内部事务信息', group: 'withheld' },
  process: { label: '6.属于四类过程性信息', group: 'withheld' },
  enforcement: { label: '7.属于行政执法案卷', group: 'withheld' },
  special: { label: '8.属于行政查询事项', group: 'withheld' },
  notHeld: { label: '1.本机关不掌握相关政府信息', group: 'unable' },
  processing: { label: '2.没有现成信息需要另行制作', group: 'unable' },
  unclear: { label: '3.补正后申请内容仍不明确', group: 'unable' },
  grievance: { label: '1.信访举报投诉类申请', group: 'unprocessed' },
  repeated: { label: '2.重复申请', group: 'unprocessed' },
  publication: { label: '3.要求提供公开出版物', group: 'unprocessed' },
  excessive: { label: '4.无正当理由大量反复申请', group: 'unprocessed' },
  reissue: { label: '5.要求行政机关确认或重新出具已获取信息', group: 'unprocessed' },
  abandoned: { label: '1.申请人无正当理由逾期不补正,行政机关不再处理其申请', group: 'otherwise' },
  unpaid: { label: '2.申请人逾期未按收费通知要求缴纳费用,行政机关不再处理其申请', group: 'otherwise' },
  other: { label: '3.其他', group: 'otherwise' },
} as const satisfies Readonly<Record<string, { label: string; group?: Group }>>;

const SAME: ReadonlySet<string> = new Set([
  'partial',
  'special',
  'processing',
  'unclear',
  'grievance',
  'repeated',
  'publication',
  'excessive',
  'reissue',
  'abandoned',
]);

/** The row an answer counts in. What was withdrawn, or answered in no way the table knows, is 其他. */
export function outcomeOf(answer: { kind: string | null; ground: string | null }): keyof typeof OUTCOMES {
  const kind = answer.kind as AnswerKind | 'withdrawn' | null;
  if (kind === 'disclosed' || kind === 'published') return 'disclosed';
  if (kind === 'withheld') return (answer.ground as Ground | null) ?? 'other';
  if (kind === 'absent' || kind === 'elsewhere') return 'notHeld';
  return kind !== null && SAME.has(kind) ? (kind as keyof typeof OUTCOMES) : 'other';
}

/** Every row of the table, in its order. */
export const ROWS: readonly Row[] = [
  { key: 'new', label: '一、本年新收政府信息公开申请数量', level: 0 },
  { key: 'carried', label: '二、上年结转政府信息公开申请数量', level: 0 },
  { key: 'results', label: '三、本年度办理结果', level: 0, heading: true },
  ...outcomeRows(),
  { key: 'handled', label: '(七)总计', level: 1 },
  { key: 'forward', label: '四、结转下年度继续办理', level: 0 },
];

function outcomeRows(): Row[] {
  const rows: Row[] = [];
  let group: Group | undefined;
  for (const [key, outcome] of Object.entries(OUTCOMES) as [keyof typeof OUTCOMES, Outcomes][]) {
    if (outcome.group && outcome.group !== group) {
      group = outcome.group;
      rows.push({ key: group, label: GROUPS[group], level: 1, heading: true });
    }
    rows.push({ key, label: outcome.label, level: outcome.group ? 2 : 1 });
  }
  return rows;
}

interface Outcomes {
  label: string;
  group?: Group;
}

/** The cases a cell counts. */
export const casesIn = (cases: readonly AnnualCase[], row: RowKey, column: ColumnKey): AnnualCase[] =>
  cases.filter((one) => (column === 'total' || one.applicant === column) && countsIn(one, row));

function countsIn({ carriedIn, outcome }: AnnualCase, row: RowKey): boolean {
  switch (row) {
    case 'new':
      return !carriedIn;
    case 'carried':
      return carriedIn;
    case 'handled':
      return outcome !== 'forward';
    default:
      return outcome === row;
  }
}

/** How many cases a cell counts. */
export const countIn = (cases: readonly AnnualCase[], row: RowKey, column: ColumnKey): number =>
  casesIn(cases, row, column).length;

/** 本年新收 + 上年结转 = 总计 + 结转下年度, in every column. */
export const isBalanced = (cases: readonly AnnualCase[], columns: readonly ColumnKey[]): boolean =>
  columns.every(
    (column) =>
      countIn(cases, 'new', column) + countIn(cases, 'carried', column) ===
      countIn(cases, 'handled', column) + countIn(cases, 'forward', column),
  );

/** Administrative reconsideration and lawsuits over requests 行政复议、行政诉讼. */
export const APPEALS: Readonly<Record<AppealKind, string>> = {
  reconsideration: '行政复议',
  lawsuit: '行政诉讼:未经复议直接起诉',
  'lawsuit-after-reconsideration': '行政诉讼:复议后起诉',
};

/** Its result; `open` is 尚未审结. */
export const RESULTS: Readonly<Record<AppealResult | 'open', string>> = {
  upheld: '结果维持',
  corrected: '结果纠正',
  other: '其他结果',
  open: '尚未审结',
};

/** A result, or all of them. */
export type AppealColumn = AppealResult | 'open' | 'total';

export interface AnnualAppeal {
  /** Of the request. */
  number: string;
  kind: AppealKind;
  result: AppealResult | 'open';
}

export const appealsIn = (
  appeals: readonly AnnualAppeal[],
  kind: AppealKind,
  result: AppealColumn,
): AnnualAppeal[] =>
  appeals.filter((one) => one.kind === kind && (result === 'total' || one.result === result));
