/**
 * 监督: spot checks, inspections, rectification, advice and accountability at a desk. Everybody sees what is theirs: groups what
 * they check, units what is asked of them, those over the county all; cases are behind the conflict guard.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Clock } from '../../kit/clock.ts';
import { dayOf, type Day } from '../../kit/day.ts';
import { may } from '../../people/may.ts';
import type { Official } from '../../people/officials.ts';
import type { Database, Tx } from '../../store/database.ts';
import { CASE_STEPS, MEASURES, type CaseStep } from '../../supervision/accountability.ts';
import { pointsOf } from '../../supervision/inspections.ts';
import type { Oversight } from '../../supervision/oversight.ts';
import { termsSchema } from '../../supervision/oversight-terms.ts';
import { SUPERVISION_SOURCES } from '../../supervision/sources.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import type { Waiting } from './home.ts';
import { showPage } from './layout.ts';
import { adviceBody, caseBody, checkBody, inspectionBody, rectificationBody } from './oversight/details.ts';
import { BASE, type OversightFacts } from './oversight/facts.ts';
import { isTab, listBody, type ListFacts, type Tab } from './oversight/lists.ts';

export interface OversightPageDeps {
  database: Database;
  oversight: Oversight;
  /** The county's time, by which days are counted. */
  county: Clock;
}

const text = z.string().trim().max(2_000).default('');
const code = z.string().min(1).max(64);
const source = z.enum(SUPERVISION_SOURCES);

const DEEDS = {
  'checks/record': z.object({ id: code, result: z.enum(['属实', '不实']), text }),
  'inspections/plan': z.object({
    unit: code,
    kind: z.enum(['内部', '外部']),
    source,
    on: z.string(),
    points: text,
  }),
  'inspections/conclude': z.looseObject({ id: code }),
  'rectifications/report': z.object({ id: code, text }),
  'rectifications/recheck': z.object({ id: code, passed: z.enum(['yes', 'no']), text }),
  'recommendations/make': z.object({ unit: code, source, text }),
  'recommendations/answer': z.object({ id: code, adopts: z.enum(['yes', 'no']), text }),
  'recommendations/content': z.object({ id: code }),
  'recommendations/urge': z.object({ id: code }),
  'cases/step': z.object({
    id: code,
    step: z.enum(Object.keys(CASE_STEPS) as [CaseStep, ...CaseStep[]]),
    measure: z.enum(MEASURES).optional(),
    text,
  }),
  terms: termsSchema,
} as const;
type Deed = keyof typeof DEEDS;
type Given<D extends Deed> = z.output<(typeof DEEDS)[D]>;

export function createOversightPage({ database, oversight, county }: OversightPageDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  const today = (): Day => dayOf(county.now());
  router.use(async (ctx, next) => {
    requireAction(ctx, 'oversight.see');
    await next();
  });

  const factsOf = async (ctx: Context): Promise<OversightFacts> => {
    const { staff, csrf } = visitOf(ctx);
    const [units, people, scope] = await Promise.all([
      prisma.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } }),
      prisma.person.findMany({ select: { userid: true, name: true } }),
      oversight.scopeOf(prisma, staff),
    ]);
    return {
      staff,
      csrf,
      scope,
      units,
      unitNames: new Map(units.map((unit) => [unit.code, unit.name])),
      names: new Map(people.map(({ userid, name }) => [userid, name])),
      today: today(),
    };
  };

  router.get('/', async (ctx) => {
    const facts = await factsOf(ctx);
    ctx.redirect(`${BASE}/${facts.scope.groups.length > 0 || facts.scope.all ? 'checks' : 'rectifications'}`);
  });

  router.get('/:tab', async (ctx, next) => {
    const tab = String(ctx.params.tab);
    if (!isTab(tab)) return next();
    if (tab === 'cases') requireAction(ctx, 'cases.see');
    const facts = await factsOf(ctx);
    const done = ctx.query.view === 'done';
    const rows = await rowsOf(tab, facts.staff, done);
    await showPage(
      ctx,
      '监督',
      listBody(tab, done, rows, { ...facts, terms: await oversight.termsOf(prisma) }),
    );
  });

  const rowsOf = async (tab: Tab, staff: Official, done: boolean): Promise<ListFacts> => {
    switch (tab) {
      case 'checks':
        return { checks: await oversight.listChecks(prisma, staff, !done) };
      case 'inspections':
        return { inspections: await oversight.listInspections(prisma, staff, done) };
      case 'rectifications':
        return { rectifications: await oversight.listRectifications(prisma, staff, done) };
      case 'recommendations':
        return { recommendations: await oversight.listRecommendations(prisma, staff, done) };
      case 'cases':
        return { cases: await database.transaction((tx) => oversight.listCases(tx, staff, done)) };
    }
  };

  router.get('/:tab/:id', async (ctx, next) => {
    const tab = String(ctx.params.tab);
    const id = String(ctx.params.id);
    if (!isTab(tab)) return next();
    const facts = await factsOf(ctx);
    switch (tab) {
      case 'checks': {
        const check = await oversight.findCheck(prisma, facts.staff, id);
        return showPage(ctx, '抽查', checkBody(check, facts));
      }
      case 'inspections':
        return showPage(
          ctx,
          `检查 ${id}`,
          inspectionBody(await oversight.findInspection(prisma, facts.staff, id), facts),
        );
      case 'rectifications':
        return showPage(
          ctx,
          `整改 ${id}`,
          rectificationBody(await oversight.findRectification(prisma, facts.staff, id), facts),
        );
      case 'recommendations':
        return showPage(
          ctx,
          `建议 ${id}`,
          adviceBody(await oversight.findRecommendation(prisma, facts.staff, id), facts),
        );
      case 'cases': {
        const sheet = await database.transaction((tx) => oversight.readCase(tx, facts.staff, id));
        return showPage(ctx, `追责 ${id}`, caseBody(sheet, facts));
      }
    }
  });

  for (const deed of Object.keys(DEEDS) as Deed[])
    router.post(`/${deed}`, async (ctx) => {
      const { staff, fields, say } = visitOf(ctx);
      if (deed === 'terms') requireAction(ctx, 'oversight.terms');
      const given = checkFields(fields, DEEDS[deed] as z.ZodType<object>);
      const { said, at } = await database.transaction((tx) => carryOut(tx, staff, deed, given));
      say(said);
      ctx.redirect(`${BASE}/${at}`);
    });

  /** What the page says afterwards, and where. */
  const carryOut = async (
    tx: Tx,
    staff: Official,
    deed: Deed,
    given: object,
  ): Promise<{ said: string; at: string }> => {
    switch (deed) {
      case 'checks/record': {
        const { id, result, text: note } = given as Given<'checks/record'>;
        const { check, rectification } = await oversight.recordCheck(tx, staff, id, result, note);
        const more = rectification ? `已请单位整改,编号 ${rectification}。` : '';
        return { said: `「${check.title}」记为${result}。${more}Recorded.`, at: 'checks' };
      }
      case 'inspections/plan': {
        const { unit, on, points, kind, source: from } = given as Given<'inspections/plan'>;
        const own = points.split('\n');
        const row = await oversight.planInspection(tx, staff, {
          unitCode: unit,
          kind,
          source: from,
          plannedOn: on,
          points: own,
        });
        return { said: `检查 ${row.number} 已安排。Planned.`, at: `inspections/${row.number}` };
      }
      case 'inspections/conclude':
        return concludeFrom(tx, staff, given as Record<string, unknown> & { id: string });
      case 'rectifications/report': {
        const { id, text: evidence } = given as Given<'rectifications/report'>;
        const row = await oversight.reportRectified(tx, staff, id, evidence);
        return { said: `${row.number} 已报,等复查。Reported.`, at: `rectifications/${row.number}` };
      }
      case 'rectifications/recheck': {
        const { id, passed, text: note } = given as Given<'rectifications/recheck'>;
        const row = await oversight.recheck(tx, staff, id, passed === 'yes', note);
        return {
          said: `${row.number} ${passed === 'yes' ? '复查通过。Put right.' : '已退回单位。Sent back.'}`,
          at: `rectifications/${row.number}`,
        };
      }
      case 'recommendations/make': {
        const { unit, source: from, text: said } = given as Given<'recommendations/make'>;
        const row = await oversight.recommend(tx, staff, { unitCode: unit, source: from, text: said });
        return { said: `建议 ${row.number} 已送单位。Sent.`, at: `recommendations/${row.number}` };
      }
      case 'recommendations/answer': {
        const { id, adopts, text: reason } = given as Given<'recommendations/answer'>;
        const row = await oversight.answerRecommendation(tx, staff, id, adopts === 'yes', reason);
        return { said: `${row.number} 已答复。Answered.`, at: `recommendations/${row.number}` };
      }
      case 'recommendations/content': {
        const row = await oversight.takeReason(tx, staff, (given as Given<'recommendations/content'>).id);
        return { said: `${row.number} 已结。Closed.`, at: `recommendations/${row.number}` };
      }
      case 'recommendations/urge': {
        const row = await oversight.urge(tx, staff, (given as Given<'recommendations/urge'>).id);
        return {
          said: `${row.number} 已催办第 ${row.urged} 次。Urged.`,
          at: `recommendations/${row.number}`,
        };
      }
      case 'cases/step': {
        const { id, step, ...said } = given as Given<'cases/step'>;
        const row = await oversight.stepCase(tx, staff, id, step, said);
        return { said: `${row.number} 现在是「${row.status}」。Done.`, at: `cases/${row.number}` };
      }
      case 'terms':
        await oversight.setTerms(tx, staff, given as Given<'terms'>);
        return { said: '已改,从下一次起算。Set.', at: 'checks' };
    }
  };

  /** Fields note-1 …, by the numbers of the list; an empty one is in order. */
  const concludeFrom = async (
    tx: Tx,
    staff: Official,
    given: Record<string, unknown> & { id: string },
  ): Promise<{ said: string; at: string }> => {
    const found = await oversight.findInspection(tx, staff, given.id);
    const faults = pointsOf(found).flatMap((_, i) => {
      const note = String(given[`note-${i + 1}`] ?? '').trim();
      return note ? [{ point: i + 1, note }] : [];
    });
    const { row, rectifications } = await oversight.concludeInspection(tx, staff, given.id, faults);
    return {
      said:
        rectifications.length === 0
          ? `${row.number} 全部合格。In order.`
          : `${row.number} 已请单位整改:${rectifications.join('、')}。To be put right.`,
      at: `inspections/${row.number}`,
    };
  };
  return router;
}

/** For the home page. */
export const waitingOversight =
  ({ database: { prisma }, oversight, county }: OversightPageDeps) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'oversight.see').ok) return [];
    const { groups, units } = await oversight.scopeOf(prisma, staff);
    const mine = { groupCode: { in: [...groups] } };
    const ours = { unitCode: { in: [...units] } };
    const [checks, inspections, rectify, recheck, advice] = await Promise.all([
      prisma.spotCheck.count({ where: { ...mine, result: null } }),
      prisma.inspection.count({ where: { ...mine, doneOn: null } }),
      prisma.rectification.findMany({ where: { ...ours, closedOn: null, reportedOn: null }, take: 500 }),
      prisma.rectification.count({ where: { ...mine, closedOn: null, reportedOn: { not: null } } }),
      prisma.recommendation.count({ where: { ...ours, answer: null, closedAt: null } }),
    ]);
    const cases = may(staff, 'cases.work').ok ? await oversight.countLeads(prisma, staff) : 0;
    const late = rectify.some(({ dueOn }) => dueOn < dayOf(county.now()));
    const line = (zh: string, en: string, count: number, tone: Waiting['tone'], word: string, tab: Tab) =>
      count > 0 ? [{ zh, en, count, tone, word, href: `${BASE}/${tab}` }] : [];
    return [
      ...line(
        '项要整改',
        'to be put right',
        rectify.length,
        late ? 'bad' : 'warn',
        late ? '有超期' : '要办',
        'rectifications',
      ),
      ...line('条监督建议要答复', 'advice to answer', advice, 'warn', '要答复', 'recommendations'),
      ...line('件追责线索要核实', 'leads to look into', cases, 'warn', '待核', 'cases'),
      ...line('条公开信息要抽查', 'items to verify', checks, 'plain', '要核对', 'checks'),
      ...line('次检查要做', 'inspections to do', inspections, 'plain', '要查', 'inspections'),
      ...line('项整改等复查', 'to be looked at again', recheck, 'plain', '等复查', 'rectifications'),
    ];
  };
