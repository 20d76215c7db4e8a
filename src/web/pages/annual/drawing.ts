/** The annual report drawn: its six parts, each number a link to what it counts; the list behind a number. */
import { html } from 'hono/html';
import { dayOf, formatDay } from '../../../kit/day.ts';
import type { AnnualReport } from '../../../participation/annual-report.ts';
import {
  APPEALS,
  appealsIn,
  countIn,
  ROWS,
  type AppealColumn,
  type ColumnKey,
  type Row,
} from '../../../participation/annual-tally.ts';
import {
  APPEAL_KINDS,
  COLUMNS,
  ENTRIES,
  ENTRY_KEYS,
  PARTS,
  RESULT_COLUMNS,
  titleOf,
  type EntryKey,
} from '../../../participation/annual-words.ts';
import type { Verdict } from '../../../people/may.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, field, postButton, table } from '../parts.ts';

export interface ReportView {
  report: AnnualReport;
  /** Where this report is, without a slash at its end. */
  base: string;
  csrf: string;
  write: Verdict;
  sign: Verdict;
}

export const reportBody = (view: ReportView): Html => {
  const { report, base } = view;
  return html`<h1>${both(titleOf(report), 'Annual report')}</h1>
    <p>${stateBadge(report)} ${balanceBadge(report)}</p>
    <p>
      <a class="button" href="${base}/report.docx">公文 <span lang="en">Official form</span> .docx</a>
    </p>
    <h2>${both(PARTS[0], 'Overview')}</h2>
    <p class="said">${report.texts.overview}</p>
    <h2>${both(PARTS[1], 'Published on own initiative')}</h2>
    ${entriesTable(view)}
    <h2>${both(PARTS[2], 'Requests received and handled')}</h2>
    <p>
      第一项加第二项之和,等于第三项加第四项之和。点数字看是哪些申请。<span lang="en"
        >Each number opens its list.</span
      >
    </p>
    ${requestsTable(view)}
    <h2>${both(PARTS[3], 'Reconsiderations and lawsuits')}</h2>
    ${appealsTable(view)}
    <h2>${both(PARTS[4], 'Problems and remedies')}</h2>
    <p class="said">${report.texts.problems || '还没有写。Not written yet.'}</p>
    <h2>${both(PARTS[5], 'Other matters')}</h2>
    <p class="said">${report.texts.other}</p>
    ${report.signed ? '' : writing(view)}`;
};

const stateBadge = ({ signed }: AnnualReport): Html =>
  signed
    ? badge('good', `${formatDay(dayOf(signed.at))}签发,公开条目 ${signed.code} signed`)
    : badge('warn', '未签发,数字随办理变化 draft');

const balanceBadge = ({ balanced }: AnnualReport): Html =>
  balanced ? badge('good', '数字平衡 balanced') : badge('bad', '数字不平衡 not balanced');

/** A nought leads nowhere; on a narrow screen it is left out. */
const linked = (href: string, n: number): Html =>
  n > 0 ? html`<a href="${href}">${n}</a>` : html`<span class="zero">0</span>`;

const entriesTable = ({ report, base }: ReportView): Html =>
  table(
    report.whole ? '各单位填报数之和 Sum of what the units entered' : '本单位填报 Entered by the unit',
    [
      { head: '信息内容 Content', cell: (key: EntryKey) => `${ENTRIES[key].part}(${ENTRIES[key].basis})` },
      { head: '指标 Measure', cell: (key) => ENTRIES[key].label },
      {
        head: '数量 Number',
        number: true,
        cell: (key) =>
          report.whole ? linked(`${base}/entered/${key}`, report.entries[key]) : String(report.entries[key]),
      },
    ],
    ENTRY_KEYS,
  );

const requestsTable = ({ report, base }: ReportView): Html =>
  table(
    '收到和处理情况 Received and handled',
    [
      {
        head: '项目 Item',
        cell: ({ label, level }: Row) => html`<span class="level${level}">${label}</span>`,
      },
      ...COLUMNS.map((column: { key: ColumnKey; label: string }) => ({
        head: column.label,
        number: true,
        cell: ({ key, heading }: Row): Html | string =>
          heading
            ? ''
            : linked(`${base}/requests/${key}/${column.key}`, countIn(report.cases, key, column.key)),
      })),
    ],
    ROWS,
  );

const appealsTable = ({ report, base }: ReportView): Html =>
  table(
    '复议、诉讼 Appeals',
    [
      { head: '种类 Kind', cell: (kind: (typeof APPEAL_KINDS)[number]) => APPEALS[kind] },
      ...RESULT_COLUMNS.map((column: { key: AppealColumn; label: string }) => ({
        head: column.label,
        number: true,
        cell: (kind: (typeof APPEAL_KINDS)[number]): Html | string =>
          linked(`${base}/appeals/${kind}/${column.key}`, appealsIn(report.appeals, kind, column.key).length),
      })),
    ],
    APPEAL_KINDS,
  );

function writing({ report, base, csrf, write, sign }: ReportView): Html | string {
  if (!write.ok) return html`<p class="why">${write.why}</p>`;
  return html`<h2>${both('填报', 'Fill in')}</h2>
    <form method="post" action="${base}/save">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${report.whole ? html`<p>下面填县政府本级的数;各单位的数由各单位填,自动加总。</p>` : ''}
      ${ENTRY_KEYS.map((key) =>
        field({
          name: key,
          label: `${ENTRIES[key].part} ${ENTRIES[key].label}`,
          value: String(report.own[key]),
          digits: true,
        }),
      )}
      ${area({ name: 'overview', label: PARTS[0], value: report.texts.overview, rows: 6 })}
      ${area({ name: 'problems', label: PARTS[4], value: report.texts.problems, rows: 6, required: false })}
      ${area({ name: 'other', label: PARTS[5], value: report.texts.other, rows: 4, required: false })}
      <p>
        <button class="primary">保存 <span lang="en">Save</span></button>
      </p>
    </form>
    <h2>${both('签发', 'Sign')}</h2>
    <p>
      签发以后数字不再变,并且生成一条待公开的信息,审查以后就公开。<span lang="en"
        >Then it stands, and waits to be published.</span
      >
    </p>
    ${postButton({ action: `${base}/sign`, label: '签发 Sign', csrf, verdict: sign, tone: 'primary' })}`;
}

/** What a number counts: requests by their number, which leads to whoever may open them. */
export const numbersBody = (facts: {
  title: string;
  what: string;
  numbers: readonly string[];
  back: string;
}): Html =>
  html`<h1>${facts.title}</h1>
    <p>${facts.what}:${facts.numbers.length} 件</p>
    ${table(
      '申请 Requests',
      [
        {
          head: '编号 Number',
          cell: (number: string) => html`<a href="/console/requests/${number}">${number}</a>`,
        },
      ],
      facts.numbers,
    )}
    <p>
      <a href="${facts.back}">回到报告 <span lang="en">Back</span></a>
    </p>`;

/** Of the county's report: which unit entered how much. */
export const enteredBody = (report: AnnualReport, key: EntryKey, back: string): Html =>
  html`<h1>${ENTRIES[key].part} ${ENTRIES[key].label}</h1>
    ${table(
      '各单位 Units',
      [
        { head: '单位 Unit', cell: ({ name }: AnnualReport['parts'][number]) => name },
        { head: '数量 Number', number: true, cell: ({ entries }) => String(entries[key]) },
        {
          head: '签发 Signed',
          cell: ({ signed }) => (signed ? badge('good', '已签发 yes') : badge('warn', '未签发 no')),
        },
      ],
      report.parts,
    )}
    <p>
      <a href="${back}">回到报告 <span lang="en">Back</span></a>
    </p>`;
