/** 年度考核 and 整体推进: what each unit is worth by the records, what is entered, fixed and handed out; which classes are filled. */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { dayOf, yearOf } from '../../kit/day.ts';
import { NotFoundError } from '../../kit/errors.ts';
import { DOCX_TYPE, officialDocx } from '../../kit/official-docx.ts';
import { workbook, XLSX_TYPE } from '../../kit/workbook.ts';
import { homesOf, unitNames } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import { entrySchema, type Assessments } from '../../supervision/assessment.ts';
import { ENTERED, PARTS, weightsSchema } from '../../supervision/assessment-criteria.ts';
import { coverage } from '../../supervision/coverage.ts';
import { checkFields } from '../console/form.ts';
import { mayVisitor, requireAction, visitOf } from '../console/visit.ts';
import { coverageBody, coverageSheets } from './assessment/coverage-body.ts';
import { listPage, unitPage, weightsPage } from './assessment/drawing.ts';
import { noticeOf, sheetsOf } from './assessment/print.ts';
import { showPage } from './layout.ts';
import { listBody, LIST_SIZE } from './reports/list-body.ts';

export interface AssessmentPageDeps {
  database: Database;
  assessments: Assessments;
  /** The county's time, which the simulator moves. */
  county: { now(): Date };
}

const BASE = '/console/assessment';
const FIRST_YEAR = 2020;
const askSchema = z.object({
  of: z.string().regex(/^\w+\.\w+$/),
  category: z.string().max(100).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});

export function createAssessmentPage({ database, assessments, county }: AssessmentPageDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  const thisYear = (): number => yearOf(dayOf(county.now()));
  const yearIn = (ctx: Context): number => {
    const year = Number(ctx.params.year);
    if (!Number.isInteger(year) || year < FIRST_YEAR || year > thisYear())
      throw new NotFoundError('No such year.', { tell: '没有这一年的考核。' });
    return year;
  };
  const send = async (
    ctx: Context,
    name: string,
    form: 'docx' | 'xlsx',
    body: Promise<Buffer>,
  ): Promise<void> => {
    ctx.attachment(`${name}.${form}`);
    ctx.type = form === 'docx' ? DOCX_TYPE : XLSX_TYPE;
    ctx.body = await body;
  };

  router.get('/', (ctx) => {
    requireAction(ctx, 'assessment.see');
    ctx.redirect(`${BASE}/${thisYear()}`);
  });

  router.get('/coverage', async (ctx) => {
    requireAction(ctx, 'figures.see');
    const { staff } = visitOf(ctx);
    const all = mayVisitor(ctx, 'reports.see').ok && !staff.roles.every((role) => OWN_ONLY.has(role));
    const tables = await coverage(prisma, all ? undefined : await homesOf(prisma, staff));
    if (ctx.query.form === 'xlsx')
      return send(ctx, '公开内容覆盖情况', 'xlsx', workbook(coverageSheets(tables)));
    await showPage(
      ctx,
      '公开内容覆盖情况',
      coverageBody(tables, `${BASE}/coverage`, `${BASE}/${thisYear()}`),
    );
  });

  router.get('/weights', async (ctx) => {
    requireAction(ctx, 'assessment.see');
    const { csrf } = visitOf(ctx);
    const verdict = mayVisitor(ctx, 'assessment.enter');
    await showPage(
      ctx,
      '考核权重',
      weightsPage(await assessments.weights(prisma), { csrf, verdict, base: BASE }),
    );
  });

  router.post('/weights', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const given = Object.fromEntries(PARTS.map(({ key }) => [key, fields.get(key) ?? '']));
    const weights = checkFields(new Map(Object.entries(given)), weightsSchema);
    await database.transaction((tx) => assessments.setWeights(tx, staff, weights));
    say('权重已改。The weights are changed.');
    ctx.redirect(`${BASE}/weights`);
  });

  router.get('/:year', async (ctx) => {
    const year = yearIn(ctx);
    const { staff, csrf } = visitOf(ctx);
    const rows = await assessments.list(prisma, staff, year);
    const weights = await assessments.weights(prisma);
    const { form } = ctx.query;
    if (form === 'xlsx')
      return send(ctx, `${year}年政务公开考核`, 'xlsx', workbook(sheetsOf(year, rows, weights)));
    if (form === 'docx') {
      const from = await prisma.unit.findFirst({ where: { type: 'leading_group', active: true } });
      const notice = noticeOf(year, rows, from?.name ?? '政务公开领导小组', dayOf(county.now()));
      return send(ctx, notice.title, 'docx', officialDocx(notice));
    }
    const fix = mayVisitor(ctx, 'assessment.fix');
    await showPage(
      ctx,
      `${year}年度考核`,
      listPage(rows, { year, thisYear: thisYear(), csrf, base: BASE, fix }),
    );
  });

  router.post('/:year/fix', async (ctx) => {
    const year = yearIn(ctx);
    const { staff, say } = visitOf(ctx);
    const n = await database.transaction((tx) => assessments.fix(tx, staff, year));
    say(`已定档 ${n} 个单位。Fixed.`);
    ctx.redirect(`${BASE}/${year}`);
  });

  router.get('/:year/:unit', async (ctx) => {
    const year = yearIn(ctx);
    const { staff, csrf } = visitOf(ctx);
    const one = await assessments.find(prisma, staff, year, String(ctx.params.unit));
    const weights = await assessments.weights(prisma);
    const enter = mayVisitor(ctx, 'assessment.enter');
    const address = `${BASE}/${year}/${encodeURIComponent(one.unit)}`;
    await showPage(
      ctx,
      `${one.name} ${year}年度考核`,
      unitPage(one, { year, weights, csrf, address, base: BASE, enter }),
    );
  });

  router.get('/:year/:unit/list', async (ctx) => {
    const year = yearIn(ctx);
    const { staff } = visitOf(ctx);
    const unit = String(ctx.params.unit);
    const asked = Object.entries(ctx.query).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[0] !== 'unit' && pair[1] !== '',
    );
    const { of, category, page } = checkFields(new Map(asked), askSchema);
    const figure = { of, unit, ...(category ? { category } : {}) };
    const skip = (page - 1) * LIST_SIZE;
    const opened = await assessments.records(prisma, staff, year, figure, { skip, take: LIST_SIZE });
    const names = await unitNames(prisma);
    const address = `${BASE}/${year}/${encodeURIComponent(unit)}`;
    await showPage(ctx, opened.what, listBody({ opened, figure, page, address, names }));
  });

  router.post('/:year/:unit', async (ctx) => {
    const year = yearIn(ctx);
    const { staff, fields, say } = visitOf(ctx);
    const unit = String(ctx.params.unit);
    const parts = Object.fromEntries(
      ENTERED.flatMap(({ key }) => (fields.get(key) ? [[key, fields.get(key)]] : [])),
    );
    const entry = entrySchema.safeParse({
      parts,
      bonus: fields.get('bonus') || 0,
      reason: fields.get('reason') ?? '',
      vetoed: fields.get('vetoed') === '1',
    });
    if (
      !entry.success ||
      (entry.data.bonus !== 0 && !entry.data.reason) ||
      (entry.data.vetoed && !entry.data.reason)
    ) {
      say('没有保存:百分数填 0–100,加减分不超过 5 分;加减分和一票否决要写原因。Not kept.');
    } else {
      await database.transaction((tx) => assessments.enter(tx, staff, year, unit, entry.data));
      say('已保存。Kept.');
    }
    ctx.redirect(`${BASE}/${year}/${encodeURIComponent(unit)}`);
  });
  return router;
}

/** With no other role they see their own unit. */
const OWN_ONLY: ReadonlySet<string> = new Set([
  'unit_officer',
  'unit_leader',
  'township_admin',
  'supervision_group',
]);
