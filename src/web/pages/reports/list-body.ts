/** The records behind a number. */
import { html } from 'hono/html';
import type { Line } from '../../../supervision/report-source.ts';
import type { Opened } from '../../../supervision/reports.ts';
import type { Html } from '../layout.ts';
import { choices, table } from '../parts.ts';
import { listHref } from './drawing.ts';

export const LIST_SIZE = 50;

export function listBody({
  opened,
  figure,
  page,
  address,
  names,
}: {
  opened: Opened;
  figure: { of: string; unit?: string; category?: string };
  page: number;
  address: string;
  names: ReadonlyMap<string, string>;
}): Html {
  const { what, total, lines } = opened;
  const pages = Math.max(1, Math.ceil(total / LIST_SIZE));
  const here = listHref(address, { ...figure, n: total });
  return html`<h1>${what} <span class="count">${total}</span></h1>
    <p>
      <a class="button" href="${address}">回到报告 <span lang="en">Back</span></a>
    </p>
    ${table(
      `第 ${page} 页,共 ${pages} 页`,
      [
        {
          head: '标题 Title',
          cell: ({ title, href }: Line) => (href ? html`<a href="${href}">${title}</a>` : title),
        },
        { head: '单位 Unit', cell: ({ unit }: Line) => (unit ? (names.get(unit) ?? unit) : '—') },
        { head: '情况 Facts', cell: ({ facts }: Line) => facts || '—' },
      ],
      lines,
    )}
    ${
      pages > 1
        ? choices('翻页 Pages', [
            ...(page > 1 ? [{ href: `${here}&page=${page - 1}`, text: '上一页', chosen: false }] : []),
            ...(page < pages ? [{ href: `${here}&page=${page + 1}`, text: '下一页', chosen: false }] : []),
          ])
        : ''
    }`;
}
