/** The first page of reports: whose there are, and what was made of late. */
import { html } from 'hono/html';
import { formatInstant } from '../../../kit/day.ts';
import { KINDS, type Body, type ReportKind } from '../../../supervision/report-bodies.ts';
import { readPeriod } from '../../../supervision/report-period.ts';
import type { Version } from '../../../supervision/report-keeping.ts';
import type { Html } from '../layout.ts';
import { badge, both, field, pick, table } from '../parts.ts';

/** More of a kind are chosen from a list. */
const MOST_LINKS = 4;
const ORDER: readonly ReportKind[] = ['county', 'presidium', 'group'];

export function indexBody({
  bodies,
  versions,
  month,
}: {
  bodies: readonly Body[];
  versions: readonly Version[];
  month: string;
}): Html {
  const names = new Map(bodies.map(({ kind, code, name }) => [`${kind} ${code}`, name]));
  return html`<h1>${both('报告', 'Reports')}</h1>
    <p>
      数字由办件和公开记录算出,不能手填;每个数都能点开看是哪些。Computed from the records; each number opens
      its list.
    </p>
    ${
      bodies.length === 0
        ? html`<p class="empty">没有要您看的报告。None.</p>`
        : ORDER.map((kind) =>
            linksTo(
              kind,
              bodies.filter((body) => body.kind === kind),
              month,
            ),
          )
    }
    <h2>${both('保存的报告', 'Reports that were made')}</h2>
    ${versionsTable(versions, (version) => names.get(`${version.kind} ${version.unitCode}`) ?? version.unitCode)}`;
}

function linksTo(kind: ReportKind, bodies: readonly Body[], month: string): Html | string {
  if (bodies.length === 0) return '';
  const { zh, en } = KINDS[kind];
  const current = kind === 'presidium' ? quarterOf(month) : month;
  const head = html`<h2>${both(zh, en)}</h2>`;
  if (bodies.length <= MOST_LINKS)
    return html`${head}
      <ul class="cards">
        ${bodies.map(
          ({ code, name }) =>
            html`<li>
              <a href="/console/reports/${kind}/${encodeURIComponent(code)}/${current}"
                ><span>${name} <span class="soft">${readPeriod(current).name}</span></span></a
              >
            </li>`,
        )}
      </ul>`;
  return html`${head}
    <form method="get" action="/console/reports/open">
      ${pick({
        name: 'body',
        id: `body-${kind}`,
        label: '哪一个 Whose',
        options: bodies.map(({ code, name }) => ({ value: `${kind}:${code}`, text: name })),
      })}
      ${field({
        name: 'period',
        id: `period-${kind}`,
        label: '报告期 Period',
        value: current,
        hint: '2026-11、2026-Q4',
      })}
      <p>
        <button class="primary">打开 <span lang="en">Open</span></button>
      </p>
    </form>`;
}

const quarterOf = (month: string): string => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;

export const versionsTable = (versions: readonly Version[], nameOf?: (version: Version) => string): Html =>
  table(
    '数字是做的时候的 Figures as of then',
    [
      ...(nameOf ? [{ head: '谁的 Whose', cell: nameOf }] : []),
      { head: '报告期 Period', cell: ({ period }: Version) => readPeriod(period).name },
      {
        head: '版本 Version',
        cell: ({ id, version }: Version) =>
          html`<a href="/console/reports/kept/${encodeURIComponent(id)}">第 ${version} 版</a>`,
      },
      { head: '做的时间 Made', cell: ({ createdAt }: Version) => formatInstant(createdAt) },
      {
        head: '状态 State',
        cell: ({ signedAt }: Version) =>
          signedAt ? badge('good', `已签发 ${formatInstant(signedAt)}`) : badge('plain', '草稿 draft'),
      },
    ],
    versions,
    '还没有。None yet.',
  );
