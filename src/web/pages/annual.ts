/** 信息公开年度报告: the statutory report from live cases; filled in, signed, fetched as an official document. */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Clock } from '../../kit/clock.ts';
import { dayOf, formatDay, yearOf } from '../../kit/day.ts';
import { NotFoundError } from '../../kit/errors.ts';
import { DOCX_TYPE, officialDocx } from '../../kit/official-docx.ts';
import type { AnnualReport, AnnualReports, ReportKey, Scope } from '../../participation/annual-report.ts';
import {
  APPEALS,
  appealsIn,
  casesIn,
  ROWS,
  type AppealColumn,
  type ColumnKey,
} from '../../participation/annual-tally.ts';
import {
  APPEAL_KINDS,
  COLUMNS,
  ENTRY_KEYS,
  letterOf,
  RESULT_COLUMNS,
  titleOf,
  type EntryKey,
} from '../../participation/annual-words.ts';
import type { Official } from '../../people/officials.ts';
import type { Verdict } from '../../people/may.ts';
import type { Database } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { mayVisitor, requireAction, visitOf } from '../console/visit.ts';
import { enteredBody, numbersBody, reportBody } from './annual/drawing.ts';
import { showPage, type Html } from './layout.ts';
import { badge, both, choices, table } from './parts.ts';

export interface AnnualPageDeps {
  database: Database;
  annualReports: AnnualReports;
  /** The county's time, which the simulator moves. */
  county: Clock;
}

const BASE = '/console/annual';
const YEARS_BACK = 5;
const amount = z.coerce.number().min(0).max(1_000_000_000);
const text = z.string().trim().max(4_000);
const saved = z.object({
  ...(Object.fromEntries(ENTRY_KEYS.map((key) => [key, amount])) as Record<EntryKey, typeof amount>),
  overview: text.min(1),
  problems: text,
  other: text,
});

export function createAnnualPage({ database, annualReports, county }: AnnualPageDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'annual.see');
    await next();
  });
  const thisYear = (): number => yearOf(dayOf(county.now()));
  const keyOf = (ctx: Context): ReportKey => ({
    year: Number(ctx.params.year),
    unit: String(ctx.params.unit),
  });
  const baseOf = ({ year, unit }: ReportKey): string => `${BASE}/${year}/${encodeURIComponent(unit)}`;
  const open = (ctx: Context): Promise<AnnualReport> =>
    annualReports.open(prisma, visitOf(ctx).staff, keyOf(ctx));

  router.get('/', async (ctx) => {
    // The report that is due now is that of the year that is over.
    const asked = Number(ctx.query.year);
    const year = Number.isInteger(asked) && asked > 2000 ? asked : thisYear() - 1;
    const scopes = await annualReports.scopesFor(prisma, visitOf(ctx).staff, year);
    await showPage(ctx, '信息公开年度报告', listBody({ year, thisYear: thisYear(), scopes }));
  });

  router.get('/:year/:unit', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const report = await open(ctx);
    const own = (action: 'annual.write' | 'annual.sign'): Verdict =>
      ownVerdict(mayVisitor(ctx, action), staff, report);
    await showPage(
      ctx,
      titleOf(report),
      reportBody({
        report,
        base: baseOf(report),
        csrf,
        write: own('annual.write'),
        sign: own('annual.sign'),
      }),
    );
  });

  router.get('/:year/:unit/report.docx', async (ctx) => {
    const report = await open(ctx);
    ctx.attachment(`${titleOf(report)}.docx`);
    ctx.type = DOCX_TYPE;
    ctx.body = await officialDocx(letterOf(report, formatDay(dayOf(report.signed?.at ?? county.now()))));
  });

  router.get('/:year/:unit/requests/:row/:column', async (ctx) => {
    const report = await open(ctx);
    const row = ROWS.find(({ key, heading }) => key === ctx.params.row && !heading);
    const column = COLUMNS.find(({ key }) => key === ctx.params.column);
    if (!row || !column) throw new NotFoundError('No such cell.', { tell: '报告里没有这一格。' });
    const numbers = casesIn(report.cases, row.key, column.key as ColumnKey).map(({ number }) => number);
    await showNumbers(ctx, report, `${row.label} · ${column.label}`, numbers);
  });

  router.get('/:year/:unit/appeals/:kind/:result', async (ctx) => {
    const report = await open(ctx);
    const kind = APPEAL_KINDS.find((one) => one === ctx.params.kind);
    const column = RESULT_COLUMNS.find(({ key }) => key === ctx.params.result);
    if (!kind || !column) throw new NotFoundError('No such cell.', { tell: '报告里没有这一格。' });
    const appeals = appealsIn(report.appeals, kind, column.key as AppealColumn);
    await showNumbers(
      ctx,
      report,
      `${APPEALS[kind]} · ${column.label}`,
      appeals.map(({ number }) => number),
    );
  });

  router.get('/:year/:unit/entered/:key', async (ctx) => {
    const report = await open(ctx);
    const key = ENTRY_KEYS.find((one) => one === ctx.params.key);
    if (!key || !report.whole) throw new NotFoundError('No such cell.', { tell: '报告里没有这一格。' });
    await showPage(ctx, titleOf(report), enteredBody(report, key, baseOf(report)));
  });

  const showNumbers = (ctx: Context, report: AnnualReport, what: string, numbers: readonly string[]) =>
    showPage(
      ctx,
      titleOf(report),
      numbersBody({ title: titleOf(report), what, numbers, back: baseOf(report) }),
    );

  router.post('/:year/:unit/save', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const { overview, problems, other, ...entries } = checkFields(fields, saved);
    const key = keyOf(ctx);
    await database.transaction((tx) =>
      annualReports.save(tx, staff, key, { entries, texts: { overview, problems, other } }),
    );
    say('已保存。Saved.');
    ctx.redirect(baseOf(key));
  });

  router.post('/:year/:unit/sign', async (ctx) => {
    const { staff, say } = visitOf(ctx);
    const key = keyOf(ctx);
    const code = await database.transaction((tx) => annualReports.sign(tx, staff, key));
    say(`已签发。公开条目 ${code} 等内容审查和保密审查。Signed.`);
    ctx.redirect(baseOf(key));
  });
  return router;
}

/** Only its own unit writes and signs a report. */
const ownVerdict = (verdict: Verdict, staff: Official, report: AnnualReport): Verdict =>
  verdict.ok && staff.unitCode !== report.unit
    ? { ok: false, why: `由${report.name}填报和签发。Only the unit itself.` }
    : verdict;

const listBody = (facts: { year: number; thisYear: number; scopes: readonly Scope[] }): Html =>
  html`<h1>${both('信息公开年度报告', 'Annual reports')}</h1>
    <p>
      单位 1 月 31 日前、县 3 月 31 日前公布上一年的报告(政府信息公开条例第四十九条)。<span lang="en"
        >Units by 31 January, the county by 31 March.</span
      >
    </p>
    ${choices(
      '年份 Year',
      Array.from({ length: YEARS_BACK }, (_, i) => facts.thisYear - i).map((year) => ({
        href: `${BASE}?year=${year}`,
        text: `${year}年`,
        chosen: year === facts.year,
      })),
    )}
    ${table(
      `${facts.year}年`,
      [
        {
          head: '报告 Report',
          cell: (scope: Scope) =>
            html`<a href="${BASE}/${facts.year}/${scope.code}"
              >${scope.whole ? '全县(本级政府)' : scope.name}</a
            >`,
        },
        {
          head: '状态 State',
          cell: ({ signedAt }) =>
            signedAt
              ? badge('good', `${formatDay(dayOf(signedAt))}签发 signed`)
              : badge('warn', '未签发 not signed'),
        },
      ],
      facts.scopes,
    )}`;
