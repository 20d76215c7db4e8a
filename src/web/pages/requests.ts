/**
 * 依申请公开: the request desk. The list names number, state and days only; what was asked and by whom stands on the request's
 * own page, for the unit that replies and the office.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Clock } from '../../kit/clock.ts';
import { dayOf, isDay, type Day } from '../../kit/day.ts';
import { InputError } from '../../kit/errors.ts';
import { DOCX_TYPE, officialDocx } from '../../kit/official-docx.ts';
import { ANSWERS, GROUNDS, type AnswerKind, type Ground } from '../../participation/request-answers.ts';
import type { FiledRequest, RequestDesk } from '../../participation/request-desk.ts';
import { APPEAL_KINDS } from '../../participation/annual-words.ts';
import { APPLICANTS, type ApplicantKind } from '../../participation/request-form.ts';
import type { LetterKind } from '../../participation/request-letters.ts';
import { may } from '../../people/may.ts';
import { personNames, unitNames, type Official } from '../../people/officials.ts';
import type { Database, Tx } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import type { Waiting } from './home.ts';
import { showPage } from './layout.ts';
import { detailBody } from './requests/detail.ts';
import { isView, listBody, whereOf } from './requests/list.ts';
import { afterOf, cutPage } from './parts.ts';

export interface RequestDeskDeps {
  database: Database;
  requestDesk: RequestDesk;
  /** The county's time, by which days are counted. */
  county: Clock;
}

const PAGE_SIZE = 30;
const HISTORY = 100;
const BASE = '/console/requests';
const text = z.string().trim().max(4_000);
const days = z.coerce.number().int().min(1).max(60);
const kinds = Object.keys(ANSWERS) as [AnswerKind, ...AnswerKind[]];
const grounds = Object.keys(GROUNDS) as [Ground, ...Ground[]];

const applicants = Object.keys(APPLICANTS) as [ApplicantKind, ...ApplicantKind[]];

const SCHEMAS = {
  answer: z.object({ kind: z.enum(kinds), ground: z.enum(grounds).or(z.literal('')), text }),
  supplement: z.object({ text, days }),
  extend: z.object({ text, days }),
  consult: z.object({
    kind: z.enum(['third-party', 'co-agency']),
    unit: z.string().max(64),
    whom: z.string().trim().max(200),
    text,
  }),
  reason: z.object({}),
  defer: z.object({ until: z.string(), text }),
  decide: z.object({ granted: z.enum(['yes', 'no']), text }),
  delivered: z.object({ id: z.string(), on: z.string() }),
  appeal: z.object({ kind: z.enum(APPEAL_KINDS), on: z.string() }),
  'appeal-result': z.object({
    id: z.string(),
    result: z.enum(['upheld', 'corrected', 'other']),
    on: z.string(),
  }),
  'applicant-kind': z.object({ kind: z.enum(applicants) }),
  opinion: z.object({ id: z.string(), opinion: z.enum(['agrees', 'objects']), text }),
} as const;
type Deed = keyof typeof SCHEMAS;

export function createRequestDeskPage(deps: RequestDeskDeps): Router {
  const { database, requestDesk: desk } = deps;
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  const today = (): Day => dayOf(deps.county.now());
  router.use(async (ctx, next) => {
    requireAction(ctx, 'requests.see');
    await next();
  });

  router.get('/', async (ctx) => {
    const { staff } = visitOf(ctx);
    const view = isView(ctx.query.view) ? ctx.query.view : 'open';
    const after = afterOf(ctx);
    const found = await prisma.informationRequest.findMany({
      where: { AND: [scopeOf(staff), whereOf(view, today()), after ? { id: { lt: after } } : {}] },
      orderBy: { id: 'desc' },
      take: PAGE_SIZE + 1,
    });
    const { rows, next } = cutPage(found, PAGE_SIZE);
    const names = await unitNames(prisma);
    await showPage(ctx, '依申请公开', listBody({ rows, names, view, after, next, today: today() }));
  });

  const find = (ctx: Context, staff: Official): Promise<FiledRequest> =>
    desk.forOfficial(prisma, { number: String(ctx.params.number) }, staff);

  router.get('/:number', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const request = await find(ctx, staff);
    const [events, units, names, appeals] = await Promise.all([
      prisma.informationRequestEvent.findMany({
        where: { requestId: request.id },
        orderBy: { at: 'asc' },
        take: HISTORY,
      }),
      prisma.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } }),
      personNames(prisma),
      prisma.requestAppeal.findMany({ where: { requestId: request.id }, orderBy: { id: 'asc' } }),
    ]);
    const sign = await desk.maySign(prisma, request, staff);
    await showPage(
      ctx,
      `申请 ${request.number}`,
      detailBody({ desk, request, events, units, names, appeals, csrf, sign, today: today() }),
    );
  });

  router.get('/:number/letters/:kind', async (ctx) => {
    const request = await find(ctx, visitOf(ctx).staff);
    const id = typeof ctx.query.id === 'string' ? ctx.query.id : undefined;
    const letter = await desk.letter(prisma, request, ctx.params.kind as LetterKind, id);
    ctx.attachment(`${letter.title}-${request.number}.docx`);
    ctx.type = DOCX_TYPE;
    ctx.body = await officialDocx(letter);
  });

  for (const deed of Object.keys(SCHEMAS) as Deed[])
    router.post(`/:number/${deed}`, async (ctx) => {
      const { staff, fields, say } = visitOf(ctx);
      const checked = checkFields(fields, SCHEMAS[deed] as z.ZodType<Record<string, unknown>>);
      const said = await database.transaction(async (tx) => {
        const request = await desk.forOfficial(tx, { number: String(ctx.params.number) }, staff);
        return carryOut(tx, request, staff, deed, checked);
      });
      say(said);
      ctx.redirect(`${BASE}/${encodeURIComponent(String(ctx.params.number))}`);
    });

  /** What the page says afterwards. */
  const carryOut = async (
    tx: Tx,
    request: FiledRequest,
    staff: Official,
    deed: Deed,
    given: Record<string, unknown>,
  ): Promise<string> => {
    switch (deed) {
      case 'answer': {
        const { kind, ground, text: said } = given as z.infer<(typeof SCHEMAS)['answer']>;
        const answer = { kind, text: said, ...(ground && ANSWERS[kind].grounds ? { ground } : {}) };
        const outcome = await desk.answer(tx, request, staff, answer);
        return outcome.sent
          ? '已答复,已发给申请人。Answered.'
          : `已送审签:${outcome.waitsFor.map(({ name }) => name).join('、')}。Waits to be signed.`;
      }
      case 'supplement': {
        const { text: said, days: n } = given as z.infer<(typeof SCHEMAS)['supplement']>;
        return `已告知补正,申请人在 ${await desk.askSupplement(tx, request, staff, said, n)} 前补正。Asked once.`;
      }
      case 'extend': {
        const { text: said, days: n } = given as z.infer<(typeof SCHEMAS)['extend']>;
        const outcome = await desk.extend(tx, request, staff, said, n);
        return outcome.sent ? '已延期,已告诉申请人。Extended.' : '延期已送审签。Waits to be signed.';
      }
      case 'consult': {
        const { kind, unit, whom, text: about } = given as z.infer<(typeof SCHEMAS)['consult']>;
        const organ = kind === 'co-agency' ? await tx.unit.findUnique({ where: { code: unit } }) : null;
        if (kind === 'co-agency' && !organ)
          throw new InputError('No unit chosen.', { tell: '请选要征求意见的单位。' });
        await desk.consult(tx, request, staff, {
          kind,
          whom: organ?.name ?? whom,
          about,
          ...(organ ? { unitCode: organ.code } : {}),
        });
        return '已征求意见,期限暂停。The clock stands.';
      }
      case 'reason':
        await desk.askReason(tx, request, staff);
        return '已请申请人说明理由。Asked for reasons.';
      case 'defer': {
        const { until, text: said } = given as z.infer<(typeof SCHEMAS)['defer']>;
        await desk.defer(tx, request, staff, dayIn(until), said);
        return '已延迟,已告诉申请人。Deferred.';
      }
      case 'decide': {
        const { granted, text: note } = given as z.infer<(typeof SCHEMAS)['decide']>;
        return desk.decide(tx, request, staff, granted === 'yes', note);
      }
      case 'delivered': {
        const { id, on } = given as z.infer<(typeof SCHEMAS)['delivered']>;
        return `意见到 ${await desk.markDelivered(tx, request, id, staff, dayIn(on))} 截止。Delivered.`;
      }
      case 'appeal': {
        const { kind, on } = given as z.infer<(typeof SCHEMAS)['appeal']>;
        await desk.registerAppeal(tx, request, staff, kind, dayIn(on));
        return '已登记。Registered.';
      }
      case 'appeal-result': {
        const { id, result, on } = given as z.infer<(typeof SCHEMAS)['appeal-result']>;
        await desk.closeAppeal(tx, request, staff, id, result, dayIn(on));
        return '结果已记下。Entered.';
      }
      case 'applicant-kind':
        await desk.setApplicantKind(tx, request, staff, given.kind as ApplicantKind);
        return '已改。Changed.';
      case 'opinion': {
        const { id, opinion, text: said } = given as z.infer<(typeof SCHEMAS)['opinion']>;
        const { request: one } = await desk.forConsulted(tx, id, staff);
        if (one.id !== request.id)
          throw new InputError('Of another request.', { tell: '不是这件申请的意见书。' });
        await desk.takeOpinion(tx, request, id, staff, opinion, said);
        return '意见已记下,期限接着算。The clock goes on.';
      }
    }
  };
  return router;
}

function dayIn(given: string): Day {
  if (!isDay(given)) throw new InputError('Not a day.', { tell: '请填日期,例如 2026-12-10。' });
  return given;
}

/** What the person may see: the office all, others their own unit's. */
const scopeOf = (staff: Official): object =>
  staff.roles.includes('gov_office') ? {} : { unitCode: staff.unitCode };

/** For the home page. */
export const waitingRequests =
  ({ database, county }: Pick<RequestDeskDeps, 'database' | 'county'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'requests.see').ok) return [];
    const count = (view: 'open' | 'overdue' | 'sign') =>
      database.prisma.informationRequest.count({
        where: { AND: [scopeOf(staff), whereOf(view, dayOf(county.now()))] },
      });
    const [open, overdue, sign] = [await count('open'), await count('overdue'), await count('sign')];
    const line = (zh: string, en: string, n: number, tone: Waiting['tone'], word: string, view: string) =>
      n > 0 ? [{ zh, en, count: n, tone, word, href: `${BASE}?view=${view}` }] : [];
    return [
      ...line('件信息公开申请超期', 'requests overdue', overdue, 'bad', '已超期', 'overdue'),
      ...(may(staff, 'requests.sign').ok
        ? line('件等审签', 'requests to sign', sign, 'warn', '等您签', 'sign')
        : []),
      ...line('件信息公开申请在办', 'requests open', open, 'plain', '在办', 'open'),
    ];
  };
