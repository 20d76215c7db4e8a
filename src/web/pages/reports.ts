/**
 * 报告: computed now or as it was made, as a page, a letter and a sheet; each number opens the list of what it counts. Whose
 * reports somebody may read, make, sign and comment on is said in supervision.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { dayOf } from '../../kit/day.ts';
import { DOCX_TYPE, officialDocx } from '../../kit/official-docx.ts';
import { workbook, XLSX_TYPE } from '../../kit/workbook.ts';
import { may } from '../../people/may.ts';
import { unitNames, type Official } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import { isKind } from '../../supervision/report-bodies.ts';
import { periodOf, readPeriod } from '../../supervision/report-period.ts';
import type { Reports, Shown, Which } from '../../supervision/reports.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import type { Waiting } from './home.ts';
import { showPage } from './layout.ts';
import { indexBody } from './reports/index-body.ts';
import { listBody, LIST_SIZE } from './reports/list-body.ts';
import { keptBody, liveBody } from './reports/report-body.ts';

export interface ReportsPageDeps {
  database: Database;
  reports: Reports;
  /** The county's time, which the simulator moves. */
  county: { now(): Date };
}

const BASE = '/console/reports';
const addressOf = ({ kind, code, period }: Which): string =>
  `${BASE}/${kind}/${encodeURIComponent(code)}/${period}`;
const one = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const askSchema = z.object({
  of: z.string().regex(/^\w+\.\w+$/),
  unit: z.string().max(100).optional(),
  category: z.string().max(100).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});

export function createReportsPage({ database, reports, county }: ReportsPageDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'reports.see');
    await next();
  });

  router.get('/', async (ctx) => {
    const { staff } = visitOf(ctx);
    const [own, versions] = await Promise.all([
      reports.bodies(prisma, staff),
      reports.versions(prisma, staff),
    ]);
    await showPage(
      ctx,
      '报告',
      indexBody({
        bodies: own.map(({ body }) => body),
        versions,
        month: periodOf('month', dayOf(county.now())).text,
      }),
    );
  });

  /** The form of the first page: whose report, of which period. */
  router.get('/open', async (ctx) => {
    const [kind = '', code = ''] = (one(ctx.query.body) ?? '').split(':');
    const which = whichOf({ kind, code, period: one(ctx.query.period) ?? '' });
    ctx.redirect(addressOf(which));
  });

  router.get('/kept/:id', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const shown = await reports.open(prisma, staff, String(ctx.params.id));
    const address = `${BASE}/kept/${encodeURIComponent(String(ctx.params.id))}`;
    if (await download(ctx, reports, shown)) return;
    await showPage(ctx, shown.title, keptBody({ shown, address, csrf, live: addressOf(whichShown(shown)) }));
  });

  router.get('/kept/:id/list', async (ctx) => {
    const id = String(ctx.params.id);
    await showList(ctx, { id }, `${BASE}/kept/${encodeURIComponent(id)}`);
  });

  router.post('/kept/:id/sign', async (ctx) => {
    const { staff, say } = visitOf(ctx);
    const id = String(ctx.params.id);
    await database.transaction((tx) => reports.sign(tx, staff, id));
    say('已签发。Signed.');
    ctx.redirect(`${BASE}/kept/${encodeURIComponent(id)}`);
  });

  router.post('/kept/:id/comment', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const id = String(ctx.params.id);
    const { text } = checkFields(fields, z.object({ text: z.string().max(4_000) }));
    await database.transaction((tx) => reports.comment(tx, staff, id, text));
    say('审议意见已记下,已告诉报告的单位。Your comment is kept.');
    ctx.redirect(`${BASE}/kept/${encodeURIComponent(id)}`);
  });

  router.get('/:kind/:code/:period', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const which = whichOf(ctx.params);
    const shown = await reports.draft(prisma, staff, which);
    if (await download(ctx, reports, shown)) return;
    const versions = await reports.versions(prisma, staff, which);
    await showPage(
      ctx,
      shown.title,
      liveBody({
        shown,
        address: addressOf(which),
        addressOf: (period) => addressOf({ ...which, period }),
        csrf,
        versions,
        heads: reports.noteHeads(which.kind),
      }),
    );
  });

  router.get('/:kind/:code/:period/list', async (ctx) => {
    const which = whichOf(ctx.params);
    await showList(ctx, which, addressOf(which));
  });

  router.post('/:kind/:code/:period/make', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const which = whichOf(ctx.params);
    const notes = Object.fromEntries(
      reports.noteHeads(which.kind).map((head, at) => [head, fields.get(`note${at}`) ?? '']),
    );
    const id = await database.transaction((tx) => reports.make(tx, staff, which, notes));
    say('已保存一版,数字不会再变。A version is kept.');
    ctx.redirect(`${BASE}/kept/${encodeURIComponent(id)}`);
  });

  const showList = async (ctx: Context, from: Which | { id: string }, address: string): Promise<void> => {
    const { page, of, unit, category } = checkFields(
      new Map(Object.entries(ctx.query).flatMap(([key, value]) => (one(value) ? [[key, one(value)!]] : []))),
      askSchema,
    );
    const figure = { of, ...(unit ? { unit } : {}), ...(category ? { category } : {}) };
    const { staff } = visitOf(ctx);
    const skip = (page - 1) * LIST_SIZE;
    const opened = await reports.list(prisma, staff, from, figure, { skip, take: LIST_SIZE });
    const names = await unitNames(prisma);
    await showPage(
      ctx,
      opened.what,
      listBody({
        opened,
        figure,
        page,
        address,
        names,
      }),
    );
  };
  return router;
}

function whichOf(given: Record<string, unknown>): Which {
  const { kind, code, period } = given;
  if (!isKind(kind)) return { kind: 'county', code: '', period: readPeriod(String(period)).text };
  return { kind, code: String(code), period: readPeriod(String(period)).text };
}

const whichShown = ({ body, period }: Shown): Which => ({
  kind: body.kind,
  code: body.code,
  period: period.text,
});

/** ?form=docx, ?form=xlsx: the same as a file. */
async function download(ctx: Context, reports: Reports, shown: Shown): Promise<boolean> {
  const { form } = ctx.query;
  if (form !== 'docx' && form !== 'xlsx') return false;
  ctx.attachment(`${shown.title}.${form}`);
  ctx.type = form === 'docx' ? DOCX_TYPE : XLSX_TYPE;
  ctx.body =
    form === 'docx' ? await officialDocx(reports.letter(shown)) : await workbook(reports.sheets(shown));
  return true;
}

/** For the home page: drafts that wait for this person's signature. */
export const waitingReports =
  ({ database, reports }: Pick<ReportsPageDeps, 'database' | 'reports'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'reports.see').ok) return [];
    const own = await reports.bodies(database.prisma, staff);
    const signs = own.filter(({ rights }) => rights.sign).map(({ body }) => `${body.kind} ${body.code}`);
    if (signs.length === 0) return [];
    const seen = new Set<string>();
    const unsigned = (await reports.versions(database.prisma, staff)).filter((version) => {
      const of = `${version.kind} ${version.unitCode} ${version.period}`;
      const newest = !seen.has(of);
      seen.add(of);
      return newest && version.signedAt === null && signs.includes(`${version.kind} ${version.unitCode}`);
    });
    return unsigned.length > 0
      ? [
          {
            zh: '份报告等签发',
            en: 'reports to sign',
            count: unsigned.length,
            tone: 'warn',
            word: '等您签',
            href: unsigned.length === 1 ? `${BASE}/kept/${unsigned[0]!.id}` : BASE,
          },
        ]
      : [];
  };
