/**
 * 决策会议: major decisions step by step, meetings, audits and projects: what the seven systems want recorded, what is public of it
 * and what is owed. The rules are those of participation.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { DECISION_KINDS } from '../../participation/decision-rules.ts';
import { factsOf, largeFunds, setLargeFunds } from '../../participation/decisions.ts';
import { itemsOf } from '../../participation/openness.ts';
import { dayOf } from '../../kit/day.ts';
import type { Official } from '../../people/officials.ts';
import type { Tx } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { mayVisitor, requireAction, visitOf } from '../console/visit.ts';
import { decisionBody, decisionList } from './decisions/decision-drawing.ts';
import { addAudits } from './decisions/audits.ts';
import { addMeetings } from './decisions/meetings.ts';
import { owedFor } from './decisions/owed.ts';
import { addProjects } from './decisions/projects.ts';
import {
  amountSchema,
  BASE,
  daySchema,
  idOf,
  loadNames,
  mustSee,
  optional,
  PAGE_SIZE,
  scopeOf,
  textSchema,
  type DecisionPageDeps,
} from './decisions/seen.ts';
import { showPage } from './layout.ts';
import { afterOf, cutPage } from './parts.ts';

export type { DecisionPageDeps } from './decisions/seen.ts';

const registerSchema = z.object({
  title: textSchema(4, 100),
  kind: z.enum(DECISION_KINDS),
  amount: optional(amountSchema.transform(Number)),
  unit: optional(z.string().max(64)),
  on: daySchema,
  draft: textSchema(10, 4_000),
});

const consultSchema = z.object({
  on: daySchema,
  draftCode: optional(textSchema(3, 60)),
  reason: optional(textSchema(1, 500)),
});
const discussSchema = z.object({
  on: daySchema,
  meeting: z.enum(['常务会议', '全体会议', '办公会议']),
  legality: textSchema(4, 500),
  record: textSchema(4, 4_000),
});
const decideSchema = z.object({
  on: daySchema,
  docNo: optional(textSchema(4, 60)),
  signer: textSchema(2, 40),
  summary: textSchema(10, 200),
  executorUnit: z.string().min(1).max(64),
  followUpOn: optional(daySchema),
});

export function createDecisionsPage(deps: DecisionPageDeps): Router {
  const { database, county, decisions } = deps;
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  router.use(async (ctx, next) => {
    requireAction(ctx, ctx.method === 'GET' ? 'decisions.see' : 'decisions.work');
    await next();
  });
  // Before /:id, which would take their names for one.
  addMeetings(router, deps);
  addAudits(router, deps);
  addProjects(router, deps);

  router.get('/', async (ctx) => {
    const { csrf, staff } = visitOf(ctx);
    const after = afterOf(ctx);
    const found = await prisma.decision.findMany({
      where: { AND: [await scopeOf(ctx, database), after ? { id: { lt: after } } : {}] },
      orderBy: { id: 'desc' },
      take: PAGE_SIZE + 1,
    });
    const { rows, next } = cutPage(found, PAGE_SIZE);
    const today = dayOf(county.now());
    const items = await itemsOf(
      prisma,
      rows.map(({ matter }) => matter),
    );
    await showPage(
      ctx,
      '重大事项',
      decisionList({
        rows: rows.map((decision) => ({
          decision,
          facts: factsOf(decision, items.get(decision.matter) ?? [], today),
        })),
        names: await loadNames(prisma),
        csrf,
        staff,
        work: mayVisitor(ctx, 'decisions.work'),
        threshold: await largeFunds(prisma),
        restrict: mayVisitor(ctx, 'items.restrict').ok,
        today,
        next,
        after,
      }),
    );
  });

  router.post('/', async (ctx) => {
    const given = checkFields(visitOf(ctx).fields, registerSchema);
    const { id } = await database.transaction((tx) => decisions.register(tx, visitOf(ctx).staff, given));
    visitOf(ctx).say('登记了。下一步:征求意见。Recorded.');
    ctx.redirect(`${BASE}/${id}`);
  });

  router.post('/large-funds', async (ctx) => {
    requireAction(ctx, 'items.restrict');
    const { staff, fields, say } = visitOf(ctx);
    const { amount } = checkFields(fields, z.object({ amount: amountSchema.transform(Number) }));
    await database.transaction((tx) => setLargeFunds(tx, county.now(), staff, amount));
    say('大额资金标准改好了。Saved.');
    ctx.redirect(BASE);
  });

  router.get('/:id', async (ctx) => {
    const decision = await prisma.decision.findUnique({ where: { id: idOf(ctx) } });
    await mustSee(ctx, database, decision);
    const { csrf } = visitOf(ctx);
    const today = dayOf(county.now());
    const items = (await itemsOf(prisma, [decision!.matter])).get(decision!.matter) ?? [];
    const work = mayVisitor(ctx, 'decisions.work');
    await showPage(
      ctx,
      decision!.title,
      decisionBody({
        decision: decision!,
        facts: factsOf(decision!, items, today),
        items,
        owed: await owedFor(prisma, `decision:${decision!.id}`),
        names: await loadNames(prisma),
        csrf,
        work,
        today,
      }),
    );
  });

  const take = async (
    ctx: Context,
    said: string,
    work: (tx: Tx, staff: Official, id: string) => Promise<unknown>,
  ): Promise<void> => {
    const { staff, say } = visitOf(ctx);
    await database.transaction((tx) => work(tx, staff, idOf(ctx)));
    say(said);
    ctx.redirect(`${BASE}/${idOf(ctx)}`);
  };

  router.post('/:id/consult', (ctx) => {
    const given = checkFields(visitOf(ctx).fields, consultSchema);
    const said = '登记了。采纳情况公布以后,可以集体讨论。Recorded.';
    return take(ctx, said, (tx, staff, id) => decisions.consult(tx, staff, id, given));
  });
  router.post('/:id/discuss', (ctx) => {
    const given = checkFields(visitOf(ctx).fields, discussSchema);
    return take(ctx, '登记了。下一步:决定。Recorded.', (tx, staff, id) =>
      decisions.discuss(tx, staff, id, given),
    );
  });
  router.post('/:id/decide', (ctx) => {
    const given = checkFields(visitOf(ctx).fields, decideSchema);
    const said = '登记了。决定要公开,已经列入待公开,到期会提醒。Recorded; publication is owed.';
    return take(ctx, said, (tx, staff, id) => decisions.decide(tx, staff, id, given));
  });
  return router;
}
