/** Units by classes of contents: what is filled, what is a gap. */
import { html } from 'hono/html';
import type { Sheet } from '../../../kit/workbook.ts';
import type { CoverageRow, CoverageTable } from '../../../supervision/coverage.ts';
import type { Html } from '../layout.ts';
import { badge, both, table } from '../parts.ts';
import { listHref } from '../reports/drawing.ts';

const percentOf = ({ filled }: CoverageRow, of: number): string => `${Math.round((100 * filled) / of)}%`;

export function coverageBody(tables: readonly CoverageTable[], base: string, year: string): Html {
  return html`<h1>${both('公开内容覆盖情况', 'Coverage')}</h1>
    <p>
      每个单位该公开的类别,现在能看到几条。缺的要补上。<span lang="en"
        >Items public now; gaps are to be filled.</span
      >
    </p>
    <p>
      <a class="button" href="${base}?form=xlsx">下载表格 <span lang="en">.xlsx</span></a>
    </p>
    ${tables.map((one) => tablePart(one, year))}`;
}

const tablePart = ({ zh, en, categories, rows }: CoverageTable, year: string): Html =>
  html`<section class="report">
    <h2>${both(zh, en)}</h2>
    <p class="hint">${categories.map(({ code, name }) => `${code} ${name}`).join(';')}</p>
    ${table(
      `${zh}:${rows.filter(({ filled }) => filled === categories.length).length} 个单位全了,共 ${rows.length} 个`,
      [
        { head: '单位 Unit', cell: ({ name }: CoverageRow) => name },
        ...categories.map(({ code }) => ({
          head: code,
          number: true,
          cell: ({ unit, counts }: CoverageRow) => {
            const n = counts[code] ?? 0;
            const of = { of: 'public.all', n, category: code };
            return n === 0
              ? badge('bad', '缺')
              : html`<a href="${listHref(`${year}/${encodeURIComponent(unit)}`, of)}">${n}</a>`;
          },
        })),
        { head: '覆盖 Filled', number: true, cell: (row: CoverageRow) => percentOf(row, categories.length) },
      ],
      rows,
    )}
  </section>`;

export const coverageSheets = (tables: readonly CoverageTable[]): Sheet[] =>
  tables.map(({ zh, categories, rows }) => ({
    name: zh,
    head: ['单位', ...categories.map(({ code, name }) => `${code} ${name}`), '覆盖率'],
    rows: rows.map((row) => [
      row.name,
      ...categories.map(({ code }) => row.counts[code] ?? 0),
      percentOf(row, categories.length),
    ]),
  }));
