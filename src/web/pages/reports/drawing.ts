/** The sections of a report on a page: bars where they help, a table always, each number a link to the list behind it. */
import { html } from 'hono/html';
import {
  isCount,
  isRate,
  percent,
  type Cell,
  type Count,
  type Section,
} from '../../../supervision/report-content.ts';
import { bars, type Bar } from '../chart.ts';
import type { Html } from '../layout.ts';
import { both, table, type Tone } from '../parts.ts';

/** Bars to a chart: the rest stands in the table. */
const MOST_BARS = 12;
/** What a column's word says of it. */
const TONES: Readonly<Record<string, Tone>> = { 按时: 'good', 迟: 'warn', 超期: 'bad' };

/** Where the list of a number stands; `base` is the report's own address. */
export function listHref(base: string, { of, unit, category }: Count): string {
  const query = new URLSearchParams({
    of,
    ...(unit === undefined ? {} : { unit }),
    ...(category === undefined ? {} : { category }),
  });
  return `${base}/list?${query.toString()}`;
}

const numberOf = (base: string, count: Count): Html =>
  count.n === 0 ? html`0` : html`<a href="${listHref(base, count)}">${count.n}</a>`;

export function cellOf(base: string, cell: Cell): Html | string {
  if (typeof cell === 'string') return cell;
  if (isCount(cell)) return numberOf(base, cell);
  if (cell.whole.n === 0) return '—';
  return html`${percent(cell)}
    <span class="soft">(${numberOf(base, cell.part)}/${numberOf(base, cell.whole)})</span>`;
}

export function sectionOf(base: string, section: Section): Html {
  const { zh, en, head, rows, note, key } = section;
  const columns = head.map((title, at) => ({
    head: title,
    number: rows.some((row) => isCount(row[at]!) || isRate(row[at]!)),
    cell: (row: Cell[]) => cellOf(base, row[at] ?? ''),
  }));
  return html`<section id="${key}" class="report">
    <h2>${both(zh, en)}</h2>
    ${chartOf(section)} ${table(zh, columns, rows, '本期没有。None.')}
    ${note ? html`<p class="hint">${note}</p>` : ''}
  </section>`;
}

/** Those with the most to be mended first; the line of sums is no bar. */
function chartOf({ zh, head, rows, chart }: Section): Html | string {
  if (!chart) return '';
  const all: Bar[] = rows
    .filter((row) => !sums(row))
    .map((row) => ({
      label: String(row[0]),
      parts: chart.map((at) => {
        const cell = row[at]!;
        const name = head[at]!;
        return { name, n: isCount(cell) ? cell.n : 0, tone: TONES[name] ?? 'plain' };
      }),
    }));
  if (all.length < 2) return '';
  const weight = ({ parts }: Bar): number =>
    parts.reduce(
      (sum, { n, tone }) => sum + (tone === 'bad' ? 1_000_000 : tone === 'warn' ? 1_000 : 1) * n,
      0,
    );
  const shown = all
    .filter(({ parts }) => parts.some(({ n }) => n > 0))
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, MOST_BARS);
  if (shown.length === 0) return '';
  const rest = all.length > shown.length ? `,前 ${shown.length} 个` : '';
  return bars(`${zh}(${chart.map((at) => head[at]).join('、')}${rest})`, shown);
}

/** A line for all units together. */
function sums(row: readonly Cell[]): boolean {
  const [first, second] = row;
  return first === '合计' && typeof second === 'object' && isCount(second) && second.unit === undefined;
}
