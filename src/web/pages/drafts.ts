/**
 * 征求意见: drafts before the public, what was said on them in clusters, 采纳 or not with its reason, and 采纳情况 to be published. Who
 * spoke is not known here. The rules are those of participation.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Fault } from '../../disclosure/publication.ts';
import { InputError } from '../../kit/errors.ts';
import { MAX_GIST, MAX_REASON, type CommentDesk } from '../../participation/comment-desk.ts';
import type { Adoption } from '../../participation/comment-standing.ts';
import { may } from '../../people/may.ts';
import { unitNames, type Official } from '../../people/officials.ts';
import type { Tx } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { draftBody } from './drafts/detail.ts';
import { DRAFTS, draftList } from './drafts/list.ts';
import type { Waiting } from './home.ts';
import { showPage } from './layout.ts';
import { afterOf, cutPage } from './parts.ts';
import type { PublishDeps } from './publish.ts';

/** Whoever writes a result asks for its review as publishing does. */
export interface DraftsDeps extends Pick<PublishDeps, 'database' | 'reviews'> {
  commentDesk: CommentDesk;
}

const PAGE_SIZE = 30;
const decideSchema = z.object({
  cluster: z.string().max(64),
  adoption: z.enum(['adopted', 'partly', 'declined'] satisfies Adoption[]),
  gist: z.string().trim().max(MAX_GIST),
  reason: z.string().trim().max(MAX_REASON),
});
const splitSchema = z.object({ number: z.string().max(20) });
const mergeSchema = z.object({ cluster: z.string().max(64), into: z.string().max(64) });

export function createDraftsPage({ database, commentDesk: desk, reviews }: DraftsDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: DRAFTS });
  const codeOf = (ctx: Context): string => String((ctx.params as Record<string, string>).code);
  router.use(async (ctx, next) => {
    requireAction(ctx, 'rounds.work');
    await next();
  });

  router.get('/', async (ctx) => {
    const after = afterOf(ctx);
    const found = await desk.list(prisma, visitOf(ctx).staff, { after, size: PAGE_SIZE + 1 });
    const { rows, next } = cutPage(
      found.map((row) => ({ ...row, id: row.code })),
      PAGE_SIZE,
    );
    const names = await unitNames(
      prisma,
      rows.map(({ unitCode }) => unitCode),
    );
    await showPage(ctx, '征求意见', draftList({ rows, names, next, after }));
  });

  router.get('/:code', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const round = await desk.round(prisma, staff, codeOf(ctx));
    const clusters = await desk.clusters(prisma, round.code);
    await showPage(ctx, round.title, draftBody({ round, clusters, csrf }));
  });

  const act = async (ctx: Context, said: string, work: (tx: Tx, by: Official) => Promise<unknown>) => {
    const { staff, say } = visitOf(ctx);
    await database.transaction((tx) => work(tx, staff));
    say(said);
    ctx.redirect(`${DRAFTS}/${encodeURIComponent(codeOf(ctx))}`);
  };

  router.post('/:code/decide', async (ctx) => {
    const { cluster, ...decision } = checkFields(visitOf(ctx).fields, decideSchema);
    await act(ctx, '记下了。Noted.', (tx, by) => desk.decide(tx, by, cluster, decision));
  });
  router.post('/:code/split', async (ctx) => {
    const { number } = checkFields(visitOf(ctx).fields, splitSchema);
    await act(ctx, '这一条单独答复。Split off.', (tx, by) => desk.split(tx, by, number));
  });
  router.post('/:code/merge', async (ctx) => {
    const { cluster, into } = checkFields(visitOf(ctx).fields, mergeSchema);
    await act(ctx, '归并了。Merged.', (tx, by) => desk.merge(tx, by, cluster, into));
  });
  router.post('/:code/answer', (ctx) =>
    act(ctx, '采纳情况已送审查,通过后马上公布,提意见的人会收到。Sent for review.', async (tx, by) => {
      const { item, faults } = await desk.answer(tx, by, codeOf(ctx));
      mustBeWhole(faults);
      await reviews.ask(tx, item, by);
    }),
  );
  return router;
}

/** What still stands between a written result and its review. */
export function mustBeWhole(faults: readonly Fault[]): void {
  const blocking = faults.filter(({ blocks }) => blocks);
  if (blocking.length > 0)
    throw new InputError('Faults.', {
      tell: `还不能公布:${blocking.map(({ reason }) => reason).join(';')}。`,
    });
}

/** For the home page. */
export const waitingDrafts =
  ({ database, commentDesk }: Pick<DraftsDeps, 'database' | 'commentDesk'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'rounds.work').ok) return [];
    const count = await commentDesk.countOwed(database.prisma, staff);
    if (count === 0) return [];
    return [
      {
        zh: '份草案征求意见结束,要公布采纳情况',
        en: 'drafts to answer',
        count,
        tone: 'warn',
        word: '要答复',
        href: DRAFTS,
      },
    ];
  };
