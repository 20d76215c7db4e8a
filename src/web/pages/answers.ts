/**
 * 答复记录: what was answered, from which state of which record and why; 答得不对 and what the unit makes of it; the memory of
 * confirmed answers; what people ask and do not find. Questions stand sealed: they are opened one by one, and each opening is
 * written down. What belongs to a complaint is not among them.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { AnswerReport, OpenedReport } from '../../answers/reports.ts';
import { InputError, NotFoundError } from '../../kit/errors.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Official } from '../../people/officials.ts';
import { may } from '../../people/may.ts';
import type { Database, Db, Tx } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { memoryBody, reportsBody, suggestionsBody } from './answers/desk.ts';
import { isRecordView, recordBody, recordsBody, whereOf } from './answers/records.ts';
import type { Waiting } from './home.ts';
import { showPage } from './layout.ts';
import { afterOf, cutPage } from './parts.ts';

export interface AnswerPages {
  content: Sealer;
  /** The report in clear text, for whoever may act on it. */
  open(db: Db, report: AnswerReport): Promise<OpenedReport>;
  /** correct, uphold, grant, return: what the card's buttons do. Throws with a sentence for the visitor. */
  act(tx: Tx, by: Official, reportId: string, key: string, text: string): Promise<void>;
  accept(tx: Tx, by: Official, suggestionId: string): Promise<void>;
  dismiss(tx: Tx, by: Official, suggestionId: string, reason: string): Promise<void>;
  withdraw(tx: Tx, confirmedId: string, by: Official): Promise<void>;
  /** Writes down that somebody read what a citizen asked. */
  noteReading(tx: Tx, by: Official, turnId: string): Promise<void>;
}

export interface AnswersPageDeps {
  database: Database;
  answerPages: AnswerPages;
}

const BASE = '/console/answers';
const PAGE_SIZE = 30;
const MOST = 100;
const act = z.object({
  id: z.string().min(1).max(64),
  do: z.enum(['correct', 'uphold', 'grant', 'return']),
  text: z.string().trim().max(500).default(''),
});
const decision = z.object({
  id: z.string().min(1).max(64),
  do: z.enum(['accept', 'dismiss']),
  text: z.string().trim().max(300).default(''),
});

export function createAnswersPage({ database, answerPages }: AnswersPageDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'answers.own');
    await next();
  });

  router.get('/', async (ctx) => {
    const { staff } = visitOf(ctx);
    if (!may(staff, 'answers.see').ok) return ctx.redirect(`${BASE}/reports`);
    const view = isRecordView(ctx.query.view) ? ctx.query.view : 'all';
    const after = afterOf(ctx);
    const found = await prisma.turn.findMany({
      where: { AND: [whereOf(view), after ? { id: { lt: after } } : {}] },
      orderBy: { id: 'desc' },
      take: PAGE_SIZE + 1,
      select: { id: true, at: true, intent: true, outcome: true, evidence: true },
    });
    const { rows, next } = cutPage(found, PAGE_SIZE);
    await showPage(ctx, '答复记录', recordsBody(rows, view, { next, after }));
  });

  router.get('/reports', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const rows = await prisma.answerReport.findMany({
      where: scopeOf(staff),
      orderBy: [{ status: 'asc' }, { createdAt: 'desc' }],
      take: MOST,
    });
    const shown = await Promise.all(
      rows.map(async (report) => ({ report, opened: await answerPages.open(prisma, report) })),
    );
    await showPage(ctx, '答得不对', reportsBody(shown, staff, csrf));
  });

  router.get('/suggestions', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const rows = await prisma.topicSuggestion.findMany({
      where: scopeOf(staff),
      orderBy: [{ week: 'desc' }, { asked: 'desc' }],
      take: MOST,
    });
    await showPage(ctx, '群众在问', suggestionsBody(rows, csrf));
  });

  router.get('/memory', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const rows = await prisma.confirmedAnswer.findMany({
      where: scopeOf(staff),
      orderBy: [{ active: 'desc' }, { confirmedAt: 'desc' }],
      take: MOST,
    });
    const shown = rows.map((row) => ({ row, question: answerPages.content.open(row.question, row.id) }));
    await showPage(ctx, '答问记忆', memoryBody(shown, csrf));
  });

  router.get('/records/:id', async (ctx) => {
    requireAction(ctx, 'answers.see');
    const id = String(ctx.params.id);
    const row = await prisma.turn.findFirst({ where: { AND: [{ id }, whereOf('all')] } });
    if (!row)
      throw new NotFoundError('No such answer.', { tell: '没有这一条,或者它属于投诉举报,不在这里显示。' });
    await database.transaction((tx) => answerPages.noteReading(tx, visitOf(ctx).staff, row.id));
    const { content } = answerPages;
    const opened = {
      asked: content.open(row.textSealed, row.id),
      said: content.open(row.replySealed, row.id),
    };
    await showPage(ctx, '答复记录', recordBody(row, opened));
  });

  router.post('/reports', async (ctx) => {
    const { id, do: key, text } = checkFields(visitOf(ctx).fields, act);
    if (key !== 'grant' && text.length < 2) throw new InputError('No text.', { tell: '请写一句话。' });
    await carryOut(ctx, '已办。Done.', `${BASE}/reports`, (tx, staff) =>
      answerPages.act(tx, staff, id, key, text),
    );
  });

  router.post('/suggestions', async (ctx) => {
    const { id, do: key, text } = checkFields(visitOf(ctx).fields, decision);
    await carryOut(
      ctx,
      key === 'accept' ? '已列入应公开事项。It is owed now.' : '已记下。Noted.',
      `${BASE}/suggestions`,
      (tx, staff) =>
        key === 'accept' ? answerPages.accept(tx, staff, id) : answerPages.dismiss(tx, staff, id, text),
    );
  });

  router.post('/memory', async (ctx) => {
    requireAction(ctx, 'answers.see');
    const id = visitOf(ctx).fields.get('id') ?? '';
    await carryOut(ctx, '已停用。Withdrawn.', `${BASE}/memory`, (tx, staff) =>
      answerPages.withdraw(tx, id, staff),
    );
  });

  const carryOut = async (
    ctx: Context,
    said: string,
    back: string,
    work: (tx: Tx, staff: Official) => Promise<unknown>,
  ): Promise<void> => {
    const { staff, say } = visitOf(ctx);
    await database.transaction((tx) => work(tx, staff));
    say(said);
    ctx.redirect(back);
  };
  return router;
}

/** The office looks after every unit, others after their own. */
const scopeOf = (staff: Official): { unitCode?: string } =>
  staff.roles.includes('gov_office') ? {} : { unitCode: staff.unitCode };

/** For the home page. */
export const waitingAnswers =
  ({ database: { prisma } }: Pick<AnswersPageDeps, 'database'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'answers.own').ok) return [];
    const [reports, suggestions] = await Promise.all([
      prisma.answerReport.count({ where: { ...scopeOf(staff), status: { in: ['open', 'proposed'] } } }),
      prisma.topicSuggestion.count({ where: { ...scopeOf(staff), status: 'open' } }),
    ]);
    const line = (zh: string, en: string, count: number, path: string): Waiting[] =>
      count === 0 ? [] : [{ zh, en, count, tone: 'warn', word: '要核对', href: `${BASE}/${path}` }];
    return [
      ...line('条答复群众说不对', 'answers called wrong', reports, 'reports'),
      ...line('件事群众在问', 'topics people ask about', suggestions, 'suggestions'),
    ];
  };
