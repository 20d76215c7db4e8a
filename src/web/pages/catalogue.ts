/** 公开事项目录: what must be public, looked up by words, field and unit; how far each item has come, and why its days are those. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Context } from 'koa';
import { catalogueFields, catalogueItem, searchCatalogue } from '../../disclosure/catalogue-search.ts';
import { dayOf, type Day } from '../../kit/day.ts';
import type { Official } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import { visitOf } from '../console/visit.ts';
import { itemBody, listTable, searchForm } from './catalogue/drawing.ts';
import { showPage } from './layout.ts';
import { both, choices, cutPage, pager } from './parts.ts';

export interface CatalogueDeps {
  database: Database;
  /** The county's time, which the simulator moves. */
  county: { now(): Date };
}

const HERE = '/console/catalogue';
const PAGE_SIZE = 50;
/** They see what every unit owes; others see their own unit's. */
const OVER_ALL = new Set(['gov_office', 'leading_group', 'discipline', 'party_committee']);

const seesAll = ({ roles }: Official): boolean => roles.some((role) => OVER_ALL.has(role));
const one = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

export function createCataloguePage({ database, county }: CatalogueDeps): Router {
  const router = new Router({ prefix: HERE });
  const today = (): Day => dayOf(county.now());

  router.get('/', async (ctx) => {
    const { staff } = visitOf(ctx);
    const words = one(ctx.query.q);
    const field = one(ctx.query.field);
    const all = seesAll(staff);
    const mine = !all || ctx.query.mine === '1';
    const after = one(ctx.query.after);
    const query = { words, field, unit: mine ? staff.unitCode : '', after };
    const [found, fields] = await Promise.all([
      searchCatalogue(database.prisma, query, PAGE_SIZE, today()),
      catalogueFields(database.prisma),
    ]);
    const { rows, next } = cutPage(found, PAGE_SIZE);
    const at = (more: Record<string, string>): string =>
      `${HERE}?${new URLSearchParams({ q: words, field, ...(mine && all ? { mine: '1' } : {}), ...more }).toString()}`;
    await showPage(
      ctx,
      '目录',
      html`<h1>${both('公开事项目录', 'Catalogue')}</h1>
        ${searchForm({ words, field, fields })}
        ${
          all
            ? choices('看谁的 Whose', [
                { href: at({ mine: '' }), text: '全县 All units', chosen: !mine },
                { href: at({ mine: '1' }), text: '本单位 My unit', chosen: mine },
              ])
            : html`<p>只列您单位要公开的。<span lang="en">Your unit's items.</span></p>`
        }
        ${listTable(rows)} ${pager(at({}), { next, after })}`,
    );
  });

  router.get('/:id', async (ctx: Context) => {
    const { staff } = visitOf(ctx);
    const id = String((ctx.params as Record<string, string>).id);
    const found = await catalogueItem(database.prisma, id, seesAll(staff) ? undefined : staff.unitCode);
    await showPage(ctx, found.item.level2 || found.item.level1, itemBody(found, today()));
  });
  return router;
}
