/** The assessment on pages: all units, one unit with what each point was reckoned from, the weights. */
import { html } from 'hono/html';
import { formatInstant } from '../../../kit/day.ts';
import type { Verdict } from '../../../people/may.ts';
import type { Assessed } from '../../../supervision/assessment.ts';
import {
  CRITERIA,
  DEDUCTIONS,
  ENTERED,
  MOST_BONUS,
  PARTS,
  type Grade,
  type Part,
  type Weights,
} from '../../../supervision/assessment-criteria.ts';
import { bars } from '../chart.ts';
import type { Html } from '../layout.ts';
import { badge, both, choices, field, postButton, table, tick, type Tone } from '../parts.ts';
import { cellOf } from '../reports/drawing.ts';

const TONES: Readonly<Record<Grade, Tone>> = { 优秀: 'good', 良好: 'good', 合格: 'warn', 不合格: 'bad' };
const MOST_BARS = 15;

interface ListFrame {
  year: number;
  thisYear: number;
  csrf: string;
  base: string;
  fix: Verdict;
}

export function listPage(rows: readonly Assessed[], { year, thisYear, csrf, base, fix }: ListFrame): Html {
  const fixed = rows.length > 0 && rows.every(({ fixedAt }) => fixedAt !== null);
  return html`<h1>${both(`${year}年度考核`, 'Assessment')}</h1>
    <p>
      分数由记录算出,记录里没有的由政务公开科填写。不涉及的项不计,其余按 100 分折算。
      ${fixed ? badge('good', '已定档 fixed') : badge('plain', '未定档 not fixed')}
    </p>
    ${choices('年度 Year', [
      { href: `${base}/${year - 1}`, text: `← ${year - 1}`, chosen: false },
      { href: `${base}/${year}`, text: String(year), chosen: true },
      ...(year < thisYear ? [{ href: `${base}/${year + 1}`, text: `${year + 1} →`, chosen: false }] : []),
    ])}
    <p>
      <a class="button" href="${base}/${year}?form=docx">下载通报 <span lang="en">.docx</span></a>
      <a class="button" href="${base}/${year}?form=xlsx"
        >下载表格(组织部门、文明单位) <span lang="en">.xlsx</span></a
      >
      <a class="button" href="${base}/coverage">覆盖情况 <span lang="en">Coverage</span></a>
      <a class="button" href="${base}/weights">权重 <span lang="en">Weights</span></a>
    </p>
    ${
      rows.length > 1
        ? bars(
            rows.length > MOST_BARS ? `总分,后 ${MOST_BARS} 个 Lowest totals` : '总分 Totals',
            rows.slice(-MOST_BARS).map(({ name, total, grade }) => ({
              label: name,
              parts: [{ name: grade, n: total, tone: TONES[grade] }],
            })),
          )
        : ''
    }
    <section class="report">
      ${table(
        '单位 Units',
        [
          {
            head: '单位 Unit',
            cell: ({ unit, name }: Assessed) =>
              html`<a href="${base}/${year}/${encodeURIComponent(unit)}">${name}</a>`,
          },
          { head: '总分 Total', number: true, cell: ({ total }) => String(total) },
          { head: '等次 Grade', cell: ({ grade }) => badge(TONES[grade], grade) },
          {
            head: '透明度 Transparency',
            number: true,
            cell: ({ transparency }) => (transparency === undefined ? '—' : String(transparency)),
          },
          {
            head: '分管领导 Leader',
            cell: ({ leaders }) => leaders.map(({ name }) => name).join('、') || '—',
          },
        ],
        rows,
      )}
    </section>
    ${fixed ? '' : postButton({ action: `${base}/${year}/fix`, label: '定档 Fix', csrf, verdict: fix, tone: 'primary' })}`;
}

interface UnitFrame {
  year: number;
  weights: Weights;
  csrf: string;
  address: string;
  base: string;
  enter: Verdict;
}

export function unitPage(one: Assessed, { year, weights, csrf, address, base, enter }: UnitFrame): Html {
  const rows = CRITERIA.flatMap(({ zh, parts }) => parts.map((part) => ({ zh, part })));
  const { deducted, entry } = one;
  return html`<h1>${one.name} ${year}年度考核</h1>
    <p>
      <strong class="count">${one.total}</strong> ${badge(TONES[one.grade], one.grade)}
      ${one.fixedAt ? `已定档 ${formatInstant(one.fixedAt)}` : '未定档'}
    </p>
    <p>
      <a class="button" href="${base}/${year}">所有单位 <span lang="en">All units</span></a>
    </p>
    <section class="report">
      ${table(
        '各项 Parts',
        [
          { head: '项目 Criterion', cell: ({ zh }: { zh: string; part: Part }) => zh },
          { head: '内容 Part', cell: ({ part }) => part.zh },
          { head: '分值 Weight', number: true, cell: ({ part }) => String(weights[part.key]) },
          { head: '依据 From', cell: ({ part }) => basisOf(one, part, address) },
          {
            head: '得分 Points',
            number: true,
            cell: ({ part }) => {
              const points = one.points[part.key];
              return points === undefined ? '不计' : String(points);
            },
          },
        ],
        rows,
      )}
      ${table(
        '扣分和加减分 Deductions',
        [
          { head: '项目 For', cell: ({ zh }: { zh: string; points: number }) => zh },
          { head: '分 Points', number: true, cell: ({ points }) => String(points) },
        ],
        [
          {
            zh: `${DEDUCTIONS.late.zh} ${DEDUCTIONS.late.points} 分,最多 ${DEDUCTIONS.late.cap} 分`,
            points: -deducted.late,
          },
          {
            zh: `${DEDUCTIONS.falsified.zh} ${DEDUCTIONS.falsified.points} 分,不得评优秀`,
            points: -deducted.falsified,
          },
          { zh: `${DEDUCTIONS.refused.zh} ${DEDUCTIONS.refused.points} 分`, points: -deducted.refused },
          { zh: `加减分${entry.reason ? `:${entry.reason}` : ''}`, points: entry.bonus },
        ],
      )}
    </section>
    ${entry.vetoed ? html`<p class="note bad">一票否决:${entry.reason}</p>` : ''}
    ${one.fixedAt || !enter.ok ? '' : entryForm(one, address, csrf)}`;
}

function basisOf({ facts, entry }: Assessed, { key, entered }: Part, address: string): Html | string {
  if (entered) {
    const percent = (entry.parts as Record<string, number | undefined>)[key];
    return percent === undefined ? '待填' : `${percent}%`;
  }
  const cell = facts.shown[key];
  return cell === undefined ? '没有这类事' : cellOf(address, cell);
}

const entryForm = ({ entry }: Assessed, address: string, csrf: string): Html =>
  html`<h2>${both('填写', 'Enter')}</h2>
    <form method="post" action="${address}">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${ENTERED.map(({ key, zh }) =>
        field({
          name: key,
          label: `${zh},得分百分数`,
          digits: true,
          required: false,
          value: String((entry.parts as Record<string, number | undefined>)[key] ?? ''),
        }),
      )}
      ${field({
        name: 'bonus',
        label: `加减分(−${MOST_BONUS} 到 ${MOST_BONUS})`,
        required: false,
        value: entry.bonus === 0 ? '' : String(entry.bonus),
      })}
      ${tick({ name: 'vetoed', label: '一票否决(打击报复、泄露举报人),依据纪检监察的书面意见', checked: entry.vetoed })}
      ${field({ name: 'reason', label: '原因', required: false, value: entry.reason })}
      <p>
        <button class="primary">保存 <span lang="en">Keep</span></button>
      </p>
    </form>`;

export const weightsPage = (
  weights: Weights,
  { csrf, verdict, base }: { csrf: string; verdict: Verdict; base: string },
): Html =>
  html`<h1>${both('考核权重', 'Weights')}</h1>
    <p>各项加起来等于 100。改了以后,还没有定档的年度按新的算。</p>
    <form method="post" action="${base}/weights">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${PARTS.map(({ key, zh }) =>
        field({ name: key, label: zh, digits: true, value: String(weights[key]) }),
      )}
      ${
        verdict.ok
          ? html`<p>
              <button class="primary">保存 <span lang="en">Keep</span></button>
            </p>`
          : html`<p class="why">${verdict.why}</p>`
      }
    </form>`;
