/** 处理结果公示: the public ledger of complaints, for everybody, without sign-in. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import { dayOf } from '../kit/day.ts';
import type { Database } from '../store/database.ts';
import { ledgerYear, type Ledger, type LedgerLine } from '../supervision/ledger.ts';
import { bars } from './pages/chart.ts';
import { showPage, type Html } from './pages/layout.ts';
import { both, choices, table } from './pages/parts.ts';

export const LEDGER_PATH = '/ledger';
const SIZE = 50;

export function createLedgerRouter(deps: {
  database: Database;
  ledger: Pick<Ledger, 'lines'>;
  /** The county's time. */
  county: { now(): Date };
}): Router {
  const router = new Router();
  router.get(LEDGER_PATH, async (ctx) => {
    const { from, to } = ledgerYear(dayOf(deps.county.now()));
    const lines = await deps.ledger.lines(deps.database.prisma, from, to);
    const page = Math.max(1, Math.min(Number(ctx.query.page) || 1, Math.ceil(lines.length / SIZE) || 1));
    await showPage(ctx, '处理结果公示', body(lines, page));
  });
  return router;
}

function body(lines: readonly LedgerLine[], page: number): Html {
  const shown = lines.slice((page - 1) * SIZE, page * SIZE);
  const pages = Math.ceil(lines.length / SIZE);
  const outcomes = Map.groupBy(lines, ({ outcome }) => outcome);
  return html`<h1>${both('处理结果公示', 'What became of complaints')}</h1>
    <p>
      近一年办结的投诉和建议,共 ${lines.length} 件。不写是谁反映的,不写原话;只有反映人同意的,才写办理结果。
      <span lang="en"
        >Closed within a year. No names, no words of the authors; results only where they agreed.</span
      >
    </p>
    ${
      lines.length > 0
        ? bars(
            '办理结果 Outcomes',
            [...outcomes].map(([label, own]) => ({
              label,
              parts: [{ name: '件', n: own.length, tone: 'plain' as const }],
            })),
          )
        : ''
    }
    ${table(
      '新的在前 Newest first',
      [
        {
          head: '办结 Closed',
          cell: ({ month }: LedgerLine) => `${month.slice(0, 4)}年${Number(month.slice(5))}月`,
        },
        { head: '类别 Class', cell: ({ category }: LedgerLine) => category },
        { head: '承办 Handled by', cell: ({ unit }: LedgerLine) => unit ?? '受理机关直接办理' },
        { head: '用了几天 Days', number: true, cell: ({ days }: LedgerLine) => String(days) },
        { head: '结果 Outcome', cell: ({ outcome }: LedgerLine) => outcome },
        { head: '办理情况 What was done', cell: ({ result }: LedgerLine) => result ?? '—' },
      ],
      shown,
      '还没有办结的。None yet.',
    )}
    ${
      pages > 1
        ? choices('翻页 Pages', [
            ...(page > 1
              ? [{ href: `${LEDGER_PATH}?page=${page - 1}`, text: '上一页 Newer', chosen: false }]
              : []),
            ...(page < pages
              ? [{ href: `${LEDGER_PATH}?page=${page + 1}`, text: '下一页 Older', chosen: false }]
              : []),
          ])
        : ''
    }`;
}
