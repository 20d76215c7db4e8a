/**
 * 投诉办理: the supervision queue in the browser. Everything shown comes through `supervision.queue` and everything done through
 * `supervision.act`; this page draws, reads forms, and knows no rule of its own.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Clock } from '../../kit/clock.ts';
import { dayOf, type Day } from '../../kit/day.ts';
import { workbook, XLSX_TYPE } from '../../kit/workbook.ts';
import { may } from '../../people/may.ts';
import { findOfficial, personNames, type Official } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import type { Supervision } from '../../supervision/complaints.ts';
import { allows, type Viewer } from '../../supervision/conflict.ts';
import { ACTIONS, OUTCOMES, type Action } from '../../supervision/lifecycle.ts';
import { COMPLAINTS } from '../../supervision/signal.ts';
import { loadViewer } from '../../supervision/viewers.ts';
import { checkFields } from '../console/form.ts';
import type { Streams } from '../streams.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { auditBody } from './complaints/audit.ts';
import { detailBody } from './complaints/detail.ts';
import { addEntering } from './complaints/enter.ts';
import { sheetOf } from './complaints/export.ts';
import { addressOf, BASE, filterOf, readAsked } from './complaints/filter.ts';
import { listBody, rowsPart, viewsPart, type ListFacts } from './complaints/list.ts';
import { DEEDS, dealWith, pickedIn, undoAll, type Deed } from './complaints/many.ts';
import { identityBody } from './complaints/openings.ts';
import type { Names } from './complaints/words.ts';
import type { Waiting } from './home.ts';
import { showPage, showPart } from './layout.ts';
import { html } from 'hono/html';

export interface ComplaintsDeps {
  database: Database;
  supervision: Pick<
    Supervision,
    | 'queue'
    | 'act'
    | 'file'
    | 'openings'
    | 'guarded'
    | 'unitsToHandTo'
    | 'colleagues'
    | 'recall'
    | 'recallable'
  >;
  /** The county's time, by which days are counted. */
  county: Clock;
  /** Open pages. */
  streams: Pick<Streams, 'open'>;
}

/** Events of instances whose clocks differ a little are not missed. */
const OVERLAP_MS = 10_000;
const PAGE_SIZE = 50;
const FRAME = { wide: true, script: 'queue', style: 'queue' } as const;
/** Kinds of units that matters are about and are handed to. */
const HANDLING: ReadonlySet<string> = new Set([
  'department',
  'township',
  'village_committee',
  'resident_committee',
  'public_service',
]);
const NUMBER = /^TS-[0-9A-Z]{1,4}(-[0-9A-Z]{0,4})?$/i;
/** Types that a browser shows as a picture and nothing else. */
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

const text = z.string().trim().max(2_000).optional();
const number = z
  .string()
  .trim()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .optional();
const manyFields = z.object({
  deed: z.enum(Object.keys(DEEDS) as [Deed, ...Deed[]]),
  unit: z.string().max(64).optional(),
  back: z.string().max(500).optional(),
});
const actFields = z.object({
  text,
  unit: z.string().max(64).optional(),
  other: z.string().max(64).optional(),
  days: number,
  outcome: z.enum(OUTCOMES).optional(),
  into: z.string().trim().max(20).optional(),
  assignee: z.string().max(64).optional(),
});

/** Asked by open pages, not by people. */
export const QUIET_PATHS: ReadonlySet<string> = new Set([`${BASE}/live`, `${BASE}/rows`]);

export function createComplaintsPage(deps: ComplaintsDeps): Router {
  const { database, supervision } = deps;
  const { queue } = supervision;
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  const today = (): Day => dayOf(deps.county.now());
  const numberOf = (ctx: Context): string => String(ctx.params.number).toUpperCase();

  router.use(async (ctx, next) => {
    const { staff } = visitOf(ctx);
    const viewer = await loadViewer(prisma, staff);
    // A seat in a supervision group is no role, and reads its queue all the same.
    if (viewer.groups.length === 0 && !may(staff, 'complaints.enter').ok)
      requireAction(ctx, 'complaints.see');
    ctx.state.viewer = viewer;
    await next();
  });
  const viewerOf = (ctx: Context): Viewer => ctx.state.viewer as Viewer;

  const listFacts = async (ctx: Context): Promise<ListFacts> => {
    const { staff, csrf } = visitOf(ctx);
    const viewer = viewerOf(ctx);
    const asked = readAsked(ctx.query);
    const after = typeof ctx.query.after === 'string' ? ctx.query.after.slice(0, 64) : '';
    const filter = filterOf(asked);
    const found = await database.transaction(async (tx) => {
      if (asked.q && NUMBER.test(asked.q)) return queue.list(tx, viewer, { state: 'all', number: asked.q });
      if (asked.q) return { rows: await queue.search(tx, viewer, asked.q, filter), next: undefined };
      return queue.list(tx, viewer, filter, { size: PAGE_SIZE, ...(after ? { after } : {}) });
    });
    const [total, tally, recallable, named] = await Promise.all([
      asked.q ? found.rows.length : queue.count(prisma, viewer, filter),
      queue.tally(prisma, viewer),
      supervision.recallable(prisma, staff),
      loadNames(database),
    ]);
    return {
      ...found,
      total,
      tally,
      asked,
      after,
      ...named,
      today: today(),
      now: deps.county.now(),
      csrf,
      enters: may(staff, 'complaints.enter').ok,
      recallable,
    };
  };

  router.get('/', async (ctx) => showPage(ctx, '投诉办理', listBody(await listFacts(ctx)), FRAME));

  router.get('/export.xlsx', async (ctx) => {
    const filter = filterOf(readAsked(ctx.query));
    const rows = await database.transaction((tx) => queue.exportRows(tx, viewerOf(ctx), filter));
    const { names } = await loadNames(database);
    ctx.attachment(`投诉办理-${today()}.xlsx`);
    ctx.type = XLSX_TYPE;
    ctx.body = await workbook([sheetOf(rows, names, today())]);
  });

  addEntering(router, {
    database,
    supervision,
    units: async () => (await loadNames(database)).units,
    look: FRAME,
  });

  /** The same lines without the frame, for a page that stays open. */
  router.get('/rows', async (ctx) => {
    const facts = await listFacts(ctx);
    await showPart(ctx, html`${viewsPart(facts)}${rowsPart(facts)}`);
  });

  /** Numbers of matters on which something has just happened, of those this person may know of. */
  router.get('/live', (ctx) => {
    const { staff } = visitOf(ctx);
    const seen = new Set<string>();
    let since = new Date(deps.county.now().getTime() - OVERLAP_MS);
    const stream = deps.streams.open(COMPLAINTS, async () => {
      const official = await findOfficial(prisma, staff.userid);
      if (!official) return undefined;
      const now = deps.county.now();
      const found = await queue.changes(prisma, await loadViewer(prisma, official), since);
      const fresh = found.filter(({ event }) => !seen.has(event));
      seen.clear();
      for (const { event } of found) seen.add(event);
      since = new Date(now.getTime() - OVERLAP_MS);
      return fresh.length > 0 ? [...new Set(fresh.map((one) => one.number))] : undefined;
    });
    if (!stream) {
      ctx.status = 503;
      return;
    }
    ctx.type = 'text/event-stream';
    // A proxy in front passes each word on at once.
    ctx.set('x-accel-buffering', 'no');
    ctx.req.socket.setTimeout(0);
    ctx.body = stream;
  });

  router.post('/many', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const numbers = pickedIn(fields);
    const { deed, unit, back: from = '' } = checkFields(fields, manyFields);
    say(await dealWith(deps, staff, numbers, deed, unit || undefined));
    // To the same filter; read anew, so that it leads nowhere else.
    ctx.redirect(addressOf(readAsked(Object.fromEntries(new URLSearchParams(from.split('?')[1])))));
  });

  router.post('/undo', async (ctx) => {
    const { staff, say } = visitOf(ctx);
    say(await undoAll(deps, staff));
    ctx.redirect(BASE);
  });

  router.get('/:number', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const sheet = await database.transaction((tx) => queue.read(tx, viewerOf(ctx), numberOf(ctx)));
    const { complaint } = await supervision.guarded(prisma, sheet.row.id, staff);
    const hands = sheet.choices.some(
      ({ action, verdict }) => ['transfer', 'assign'].includes(action) && verdict.ok,
    );
    const others = await supervision.colleagues(prisma, complaint);
    const opens = staff.roles.includes('discipline') && allows(sheet.row.access, 'full');
    const { names, units } = await loadNames(database);
    await showPage(
      ctx,
      `${sheet.row.number} ${sheet.row.category}`,
      detailBody({
        sheet,
        names,
        units,
        csrf,
        today: today(),
        now: deps.county.now(),
        offered: hands ? await supervision.unitsToHandTo(prisma, complaint) : [],
        recallable: await supervision.recallable(prisma, staff),
        colleagues: [staff, ...others.filter(({ userid }) => userid !== staff.userid)],
        template: typeof ctx.query.template === 'string' ? ctx.query.template : undefined,
        openings: opens
          ? {
              list: await supervision.openings.list(prisma, sheet.row.id, staff),
              number: sheet.row.number,
              anonymous: sheet.anonymous,
              userid: staff.userid,
            }
          : undefined,
      }),
      FRAME,
    );
  });

  router.get('/:number/audit', async (ctx) => {
    const rows = await database.transaction((tx) => queue.history(tx, viewerOf(ctx), numberOf(ctx)));
    const { names } = await loadNames(database);
    await showPage(ctx, `记录 ${numberOf(ctx)}`, auditBody(numberOf(ctx), rows, names), FRAME);
  });

  router.get('/:number/files/:id', async (ctx) => {
    const file = await database.transaction((tx) =>
      queue.attachment(tx, viewerOf(ctx), String(ctx.params.id)),
    );
    const picture = PICTURES.has(file.contentType);
    ctx.attachment(file.name, { type: picture ? 'inline' : 'attachment' });
    ctx.type = picture ? file.contentType : 'application/octet-stream';
    ctx.set('content-security-policy', "default-src 'none'; sandbox");
    ctx.body = file.bytes;
  });

  const back = (ctx: Context): void => ctx.redirect(`${BASE}/${encodeURIComponent(numberOf(ctx))}`);

  router.post('/:number/identity', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const { text: reason = '' } = checkFields(fields, z.object({ text }));
    await database.transaction((tx) => supervision.openings.ask(tx, numberOf(ctx), staff, reason));
    say('已申请,等纪检另一个人同意。Asked.');
    back(ctx);
  });

  router.post('/:number/identity/:id/:decision', async (ctx) => {
    const { staff, say } = visitOf(ctx);
    const { id, decision } = ctx.params as { id: string; decision: string };
    const { openings } = supervision;
    if (decision === 'read') {
      const identity = await database.transaction((tx) => openings.read(tx, id, staff));
      return showPage(ctx, '反映人身份', identityBody(numberOf(ctx), identity), FRAME);
    }
    const yes = decision === 'approve';
    await database.transaction((tx) => openings[yes ? 'approve' : 'refuse'](tx, id, staff));
    say(yes ? '已同意,申请人 24 小时内可以看一次。Approved.' : '已记下不同意。Refused.');
    back(ctx);
  });

  for (const action of Object.keys(ACTIONS) as Action[])
    router.post(`/:number/${action}`, async (ctx) => {
      const { staff, fields, say } = visitOf(ctx);
      const { unit, other, ...given } = checkFields(fields, actFields);
      const done = await database.transaction((tx) =>
        supervision.act(tx, {
          ...given,
          id: numberOf(ctx),
          action,
          by: staff,
          unit: other || unit || undefined,
        }),
      );
      say(done.tell);
      back(ctx);
    });
  return router;
}

interface Named {
  units: { code: string; name: string }[];
  names: Names;
}

async function loadNames({ prisma }: Database): Promise<Named> {
  const [units, people] = await Promise.all([
    prisma.unit.findMany({
      select: { code: true, name: true, active: true, type: true },
      orderBy: { code: 'asc' },
    }),
    personNames(prisma),
  ]);
  const unitName = new Map(units.map(({ code, name }) => [code, name]));
  return {
    units: units.filter(({ active, type }) => active && HANDLING.has(type)),
    names: {
      unit: (code) => (code ? (unitName.get(code) ?? code) : ''),
      person: (userid) => (userid ? (people.get(userid) ?? userid) : ''),
    },
  };
}

/** For the home page. */
export const waitingComplaints =
  ({ database, supervision }: Pick<ComplaintsDeps, 'database' | 'supervision'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    const viewer = await loadViewer(database.prisma, staff);
    if (!may(staff, 'complaints.see').ok && viewer.groups.length === 0) return [];
    const tally = await supervision.queue.tally(database.prisma, viewer);
    const line = (
      zh: string,
      en: string,
      count: number,
      tone: Waiting['tone'],
      word: string,
      asked: Parameters<typeof addressOf>[0],
    ): Waiting[] => (count > 0 ? [{ zh, en, count, tone, word, href: addressOf(asked) }] : []);
    const fresh = tally.byStatus['已登记'] ?? 0;
    return [
      ...line('件投诉超期', 'complaints overdue', tally.overdue, 'bad', '已超期', { late: 'law' }),
      ...line('件投诉待受理', 'complaints to accept', fresh, 'warn', '待受理', { status: '已登记' }),
      ...line('件投诉快到期', 'complaints due soon', tally.soon, 'warn', '快到期', { late: 'soon' }),
      ...line('件投诉在办', 'complaints open', tally.open, 'plain', '在办', {}),
    ];
  };
