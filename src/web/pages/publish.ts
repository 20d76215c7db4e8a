/**
 * 公开发布: for those at a desk. Draft, preview as citizens see it, review by a second person, publication; correction,
 * withdrawal, keeping back with reason and ground. The rules are those of disclosure; the chat does the same.
 */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Context } from 'koa';
import { z } from 'zod';
import { findCategory, loadCategories } from '../../disclosure/categories.ts';
import { findDisclosure, type Disclosure } from '../../disclosure/disclosures.ts';
import { MAX_FILE_BYTES } from '../../disclosure/files.ts';
import {
  correct,
  draftItem,
  restrict,
  rewrite,
  submit,
  withdraw,
  type Content,
} from '../../disclosure/publication.ts';
import { mustAnswerFor, unitsAnsweredFor } from '../../disclosure/responsibility.ts';
import { giveVerdict, type Verdict as GivenVerdict } from '../../disclosure/review.ts';
import { mayReview } from '../../disclosure/second-look.ts';
import { dayOf } from '../../kit/day.ts';
import { InputError, NotFoundError } from '../../kit/errors.ts';
import type { Ids } from '../../kit/ids.ts';
import { may } from '../../people/may.ts';
import type { Official } from '../../people/officials.ts';
import type { Database, Tx } from '../../store/database.ts';
import type { Prisma } from '../../store/generated/client.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import type { Waiting } from './home.ts';
import { showPage } from './layout.ts';
import { afterOf, both, choices, cutPage, pager } from './parts.ts';
import { categoryForm, itemBody, itemForm, listTable, MAX_SUMMARY, type ListRow } from './publish/drawing.ts';
import { addFileRoutes, correctedFiles, PUBLISH_PATH as HERE } from './publish/files.ts';
import { viewOf } from './publish/item-view.ts';
import { readParticulars } from './publish/particulars.ts';

export interface PublishDeps {
  database: Database;
  ids: Ids;
  /** The county's time, which the simulator moves. */
  county: { now(): Date };
  /** Where everybody can read an item; undefined where nobody outside reaches us. */
  pageOf?: (code: string) => string | undefined;
  /** Cards to those who review, and the verdict told. */
  reviews: {
    ask(tx: Tx, item: Disclosure, by: Official): Promise<string>;
    settle(tx: Tx, verdict: GivenVerdict, by: Official): Promise<void>;
  };
}

const PAGE_SIZE = 50;
/** The file and the other fields of its form. */
const FORM_BYTES = MAX_FILE_BYTES + 256 * 1024;
const TAKES_FILE = new RegExp(`^${HERE}/[^/]+/(files|correct)$`);

/** How many bytes a form of this path may bring; undefined: no file. */
export const publishUpload = (path: string): number | undefined =>
  TAKES_FILE.test(path) ? FORM_BYTES : undefined;

const VIEWS = {
  review: { zh: '待审查', en: 'in review', where: { status: '审核' } },
  open: { zh: '待公开', en: 'to publish', where: { status: { in: ['待形成', '待公开'] } } },
  public: { zh: '已公开', en: 'public', where: { status: { in: ['已公开', '已更正', '归档'] } } },
  kept: {
    zh: '不公开和依申请',
    en: 'kept back',
    where: { mode: { not: '主动' }, regime: { not: '内部' } },
  },
  withdrawn: { zh: '已撤回', en: 'withdrawn', where: { status: '已撤回' } },
} satisfies Record<string, { zh: string; en: string; where: Prisma.DisclosureWhereInput }>;
type View = keyof typeof VIEWS;

const contentSchema = z.object({
  title: z.string().trim().min(4).max(100),
  summary: z.string().trim().min(5),
  url: z
    .string()
    .trim()
    .max(500)
    .regex(/^(https?:\/\/\S+)?$/)
    .default(''),
  body: z.string().trim().max(20_000).default(''),
});
const reasonSchema = z.object({ reason: z.string().trim().min(4).max(200) });
const correctSchema = reasonSchema.extend({
  summary: contentSchema.shape.summary,
  url: contentSchema.shape.url,
  amount: z
    .string()
    .trim()
    .regex(/^(\d{1,13}(\.\d{1,2})?)?$/)
    .default(''),
});
const restrictSchema = reasonSchema.extend({
  mode: z.enum(['依申请', '不公开']),
  ground: z.string().max(100),
});

export function createPublishPage(deps: PublishDeps): Router {
  const { database, ids, county, reviews } = deps;
  const router = new Router({ prefix: HERE });
  const moment = () => ({ now: county.now(), ids });
  const today = (): string => dayOf(county.now());
  const codeOf = (ctx: Context): string => String((ctx.params as Record<string, string>).code);

  router.use(async (ctx, next) => {
    requireAction(ctx, 'items.write');
    await next();
  });

  router.get('/', async (ctx) => {
    const { staff } = visitOf(ctx);
    const view: View = Object.hasOwn(VIEWS, String(ctx.query.view))
      ? (String(ctx.query.view) as View)
      : 'open';
    const after = afterOf(ctx);
    const units = await unitsAnsweredFor(database.prisma, staff);
    const { rows, next } = cutPage(await listRows(view, units, after), PAGE_SIZE);
    const mine = await unitNames(units ?? []);
    const categories = await categoriesFor(staff);
    await showPage(
      ctx,
      '公开发布',
      html`<h1>${both('公开发布', 'Publishing')}</h1>
        ${choices(
          '按状态看 By state',
          Object.entries(VIEWS).map(([name, { zh, en }]) => ({
            href: `${HERE}?view=${name}`,
            text: `${zh} ${en}`,
            chosen: name === view,
          })),
        )}
        ${listTable(rows)} ${pager(`${HERE}?view=${view}`, { next, after })}
        <h2>${both('新写一条', 'A new item')}</h2>
        ${categoryForm(categories, mine)}`,
    );
  });

  router.get('/new', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const category = await categoryOf(String(ctx.query.category ?? ''));
    const unit = String(ctx.query.unit ?? '') || staff.unitCode;
    await mustAnswerFor(database.prisma, staff, unit);
    await showPage(
      ctx,
      '新写一条',
      html`<h1>${both('新写一条', 'A new item')}</h1>
        <p class="soft">${category.code} ${category.name}</p>
        ${itemForm({ action: HERE, csrf, category, held: {}, hidden: { category: category.code, unit } })}`,
    );
  });

  router.post('/', async (ctx) => {
    const { staff, fields } = visitOf(ctx);
    const category = await categoryOf(fields.get('category') ?? '');
    const unit = fields.get('unit') || staff.unitCode;
    const content = contentOf(ctx, category);
    const { code } = await database.transaction((tx) =>
      draftItem(tx, moment(), staff, { ...content, category: category.code, unit }),
    );
    ctx.redirect(`${HERE}/${code}`);
  });

  router.get('/:code', async (ctx) => {
    const item = await itemOf(ctx);
    const view = await viewOf(database.prisma, visitOf(ctx), item, today(), deps.pageOf?.(item.code));
    await showPage(ctx, item.title, itemBody(view));
  });

  router.get('/:code/edit', async (ctx) => {
    const item = await itemOf(ctx);
    const category = await categoryOf(item.category);
    const action = `${HERE}/${item.code}/edit`;
    await showPage(
      ctx,
      '改内容',
      html`<h1>${both('改内容', 'Edit')}</h1>
        ${itemForm({ action, csrf: visitOf(ctx).csrf, category, held: item })}`,
    );
  });

  const act = async (
    ctx: Context,
    said: string,
    work: (tx: Tx, code: string) => Promise<unknown>,
  ): Promise<void> => {
    const code = codeOf(ctx);
    await itemOf(ctx);
    await database.transaction((tx) => work(tx, code));
    visitOf(ctx).say(said);
    ctx.redirect(`${HERE}/${code}`);
  };

  router.post('/:code/edit', async (ctx) => {
    const category = await categoryOf((await itemOf(ctx)).category);
    const content = contentOf(ctx, category);
    await act(ctx, '保存了。Saved.', (tx, code) => rewrite(tx, moment(), visitOf(ctx).staff, code, content));
  });

  router.post('/:code/submit', async (ctx) => {
    const { staff } = visitOf(ctx);
    const { title, summary } = await itemOf(ctx);
    await act(ctx, '送审了,通过后马上公开。Sent for review.', async (tx, code) => {
      const { item, faults } = await submit(tx, moment(), staff, code, { title, summary });
      if (faults.length > 0)
        throw new InputError('Faults.', {
          tell: `还不能送审:${faults.map(({ reason }) => reason).join(';')}。`,
        });
      await reviews.ask(tx, item, staff);
    });
  });

  const verdict = async (ctx: Context, said: string, approved: boolean, reason: string): Promise<void> => {
    requireAction(ctx, 'items.review');
    const { staff } = visitOf(ctx);
    await act(ctx, said, async (tx, code) => {
      const given = await giveVerdict(tx, moment(), staff, code, { approved, reason });
      await reviews.settle(tx, given, staff);
    });
  };
  router.post('/:code/approve', (ctx) => verdict(ctx, '审查通过,已公开。Published.', true, ''));
  router.post('/:code/return', (ctx) =>
    verdict(ctx, '退回了。Sent back.', false, checkFields(visitOf(ctx).fields, reasonSchema).reason),
  );

  router.post('/:code/correct', async (ctx) => {
    const { staff, fields, upload } = visitOf(ctx);
    const item = await itemOf(ctx);
    const { reason, summary, url, amount } = checkFields(fields, correctSchema);
    if ([...summary].length > MAX_SUMMARY) tooLong(summary);
    const content = { summary, ...(url ? { url } : {}), ...(amount ? { amount: Number(amount) } : {}) };
    await act(ctx, '更正了,旧的内容留着。Corrected.', async (tx, code) => {
      const files = await correctedFiles(tx, moment(), staff, item, { fields, upload });
      const changed = { ...content, ...(files ? { particulars: { files } } : {}) };
      return correct(tx, moment(), staff, code, changed, reason);
    });
  });
  addFileRoutes({ db: database.prisma, router, itemOf, act, moment });

  router.post('/:code/withdraw', async (ctx) => {
    const { reason } = checkFields(visitOf(ctx).fields, reasonSchema);
    await act(ctx, '撤回了,群众只看得到已撤回和原因。Withdrawn.', (tx, code) =>
      withdraw(tx, moment(), visitOf(ctx).staff, code, reason),
    );
  });

  router.post('/:code/restrict', async (ctx) => {
    const { mode, ground, reason } = checkFields(visitOf(ctx).fields, restrictSchema);
    await act(ctx, `改为${mode}了。Kept back.`, (tx, code) =>
      restrict(tx, moment(), visitOf(ctx).staff, code, { mode, ground, reason }),
    );
  });
  return router;

  async function listRows(view: View, units: string[] | undefined, after: string): Promise<ListRow[]> {
    const rows = await database.prisma.disclosure.findMany({
      where: { ...VIEWS[view].where, ...(units ? { unitCode: { in: units } } : {}) },
      orderBy: [{ due: { sort: 'asc', nulls: 'last' } }, { code: 'asc' }],
      ...(after ? { cursor: { code: after }, skip: 1 } : {}),
      take: PAGE_SIZE + 1,
      select: { code: true, title: true, unitCode: true, status: true, due: true, published: true },
    });
    const names = new Map(
      (await unitNames(rows.map(({ unitCode }) => unitCode))).map(({ code, name }) => [code, name]),
    );
    return rows.map(({ unitCode, ...row }) => ({
      ...row,
      id: row.code,
      unit: names.get(unitCode) ?? unitCode,
      overdue: !row.published && row.due !== null && row.due < today(),
    }));
  }

  function unitNames(codes: readonly string[]) {
    return database.prisma.unit.findMany({
      where: { code: { in: [...new Set(codes)] } },
      orderBy: { code: 'asc' },
      select: { code: true, name: true },
    });
  }

  /** The classes of the kinds of unit the person answers for. */
  async function categoriesFor(staff: Official) {
    const unit = await database.prisma.unit.findUnique({ where: { code: staff.unitCode } });
    const village = unit?.type.endsWith('_committee') || staff.roles.includes('township_admin');
    const government = unit?.type === 'county_gov' || unit?.type === 'gov_office';
    return (await loadCategories(database.prisma)).filter(({ code }) =>
      village ? !/^[GDI]/.test(code) : government ? !/^V/.test(code) : !/^[GV]/.test(code),
    );
  }

  async function categoryOf(code: string) {
    const category = await findCategory(database.prisma, code);
    if (!category) throw new NotFoundError(`No class ${code}.`, { tell: '没有这个公开类别。' });
    return category;
  }

  async function itemOf(ctx: Context): Promise<Disclosure> {
    const item = await findDisclosure(database.prisma, codeOf(ctx));
    if (!item) throw new NotFoundError('No such item.', { tell: '没有找到这条信息,可能已经删除。' });
    await mustAnswerFor(database.prisma, visitOf(ctx).staff, item.unit);
    return item;
  }

  function contentOf(ctx: Context, category: Awaited<ReturnType<typeof categoryOf>>): Content {
    const { fields } = visitOf(ctx);
    const { title, summary, url, body } = checkFields(fields, contentSchema);
    if ([...summary].length > MAX_SUMMARY) tooLong(summary);
    return {
      title,
      summary,
      ...(url ? { url } : {}),
      ...(body ? { body } : {}),
      particulars: readParticulars(category, fields),
    };
  }
}

function tooLong(summary: string): never {
  const length = [...summary].length;
  throw new InputError('Too long.', { tell: `摘要有 ${length} 个字,请缩到 ${MAX_SUMMARY} 个字以内。` });
}

/** For the home page: what waits for a review by this person, and what is overdue. */
export const waitingItems =
  ({ database, county }: Pick<PublishDeps, 'database' | 'county'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'items.write').ok) return [];
    const units = await unitsAnsweredFor(database.prisma, staff);
    const of = units ? { unitCode: { in: units } } : {};
    const review = mayReview(staff)
      ? await database.prisma.disclosure.count({ where: { ...of, status: '审核' } })
      : 0;
    const late = await database.prisma.obligation.count({
      where: { ...of, status: 'open', due: { lt: dayOf(county.now()) } },
    });
    return [
      {
        zh: '条等内容审查和保密审查',
        en: 'items to review',
        count: review,
        tone: 'warn' as const,
        word: '要审查',
        href: `${HERE}?view=review`,
      },
      {
        zh: '项超期没有公开',
        en: 'items overdue',
        count: late,
        tone: 'bad' as const,
        word: '超期',
        href: `${HERE}?view=open`,
      },
    ].filter(({ count }) => count > 0);
  };
