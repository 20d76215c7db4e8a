/**
 * 案卷: what was closed, as it was filed. Search, one file with its papers and who opened it, the whole as one archive; retention
 * periods and the lists of what may be destroyed.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Clock } from '../../kit/clock.ts';
import { archiveOf, ZIP_TYPE } from '../../participation/case-archive.ts';
import { retentionRules, setRetention, type CaseFiles } from '../../participation/case-files.ts';
import type { CaseRetention } from '../../participation/case-retention.ts';
import { CASE_KINDS, RETENTIONS, type CaseKind } from '../../participation/case-rules.ts';
import { may } from '../../people/may.ts';
import { personNames, unitNames, type Official } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { mayVisitor, requireAction, visitOf } from '../console/visit.ts';
import { fileBody, listBody, retentionBody } from './files/drawing.ts';
import type { Waiting } from './home.ts';
import { afterOf } from './parts.ts';
import { showPage } from './layout.ts';

export interface FilesPageDeps {
  database: Database;
  /** The county's time, which the simulator moves. */
  county: Clock;
  caseFiles: CaseFiles;
  caseRetention: CaseRetention;
}

const BASE = '/console/files';
const OPENINGS = 50;

const filterSchema = z.object({
  kind: z
    .enum(Object.keys(CASE_KINDS) as [CaseKind, ...CaseKind[]])
    .optional()
    .catch(undefined),
  year: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .catch(undefined),
  words: z.string().trim().max(60).optional().catch(undefined),
});
const period = z.enum(RETENTIONS);
const rulesSchema = z.object({
  request: period,
  complaint: period,
  decision: period,
  round: period,
  hearing: period,
});
const appraiseSchema = z.object({ opinion: z.string().trim().min(4).max(500) });
const decideSchema = z.object({ decision: z.enum(['destroyed', 'kept']) });

export function createFilesPage({ database, county, caseFiles, caseRetention }: FilesPageDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: BASE });
  const idOf = (ctx: Context): string => String((ctx.params as Record<string, string>).id);
  router.use(async (ctx, next) => {
    requireAction(ctx, 'files.see');
    await next();
  });

  router.get('/', async (ctx) => {
    const filter = filterSchema.parse(ctx.query);
    const after = afterOf(ctx);
    const { rows, next } = await caseFiles.list(prisma, visitOf(ctx).staff, filter, after);
    const keeps = mayVisitor(ctx, 'files.keep').ok || mayVisitor(ctx, 'files.destroy').ok;
    await showPage(
      ctx,
      '案卷',
      listBody({ rows, next, after, filter, units: await unitNames(prisma), keeps }),
    );
  });

  router.get('/retention', async (ctx) => {
    const lists = await caseRetention.lists(prisma, visitOf(ctx).staff);
    await showPage(
      ctx,
      '保管和销毁',
      retentionBody({
        lists,
        rules: await retentionRules(prisma),
        names: await personNames(prisma),
        keep: mayVisitor(ctx, 'files.keep'),
        destroy: mayVisitor(ctx, 'files.destroy'),
        csrf: visitOf(ctx).csrf,
      }),
    );
  });

  router.post('/retention/rules', async (ctx) => {
    requireAction(ctx, 'files.keep');
    const { staff, fields, say } = visitOf(ctx);
    const rules = checkFields(fields, rulesSchema);
    await database.transaction((tx) => setRetention(tx, county.now(), staff, rules));
    say('保管期限改好了,从现在起归档的按新的算。Saved.');
    ctx.redirect(`${BASE}/retention`);
  });

  router.post('/retention/:id/appraise', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const { opinion } = checkFields(fields, appraiseSchema);
    await database.transaction((tx) => caseRetention.appraise(tx, staff, idOf(ctx), opinion));
    say('鉴定意见记下了,等政务公开科批准。Appraised.');
    ctx.redirect(`${BASE}/retention`);
  });

  router.post('/retention/:id/decide', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const { decision } = checkFields(fields, decideSchema);
    const n = await database.transaction((tx) => caseRetention.decide(tx, staff, idOf(ctx), decision));
    say(decision === 'destroyed' ? `销毁了 ${n} 份。Destroyed.` : `${n} 份继续保存。Kept.`);
    ctx.redirect(`${BASE}/retention`);
  });

  router.get('/:id', async (ctx) => {
    const { staff } = visitOf(ctx);
    const opened = await database.transaction((tx) => caseFiles.open(tx, staff, idOf(ctx), '查阅'));
    const openings = await prisma.caseFileAccess.findMany({
      where: { caseFileId: opened.file.id },
      orderBy: { at: 'desc' },
      take: OPENINGS,
    });
    await showPage(
      ctx,
      opened.file.title,
      fileBody({ opened, openings, units: await unitNames(prisma), names: await personNames(prisma) }),
    );
  });

  router.get('/:id/archive', async (ctx) => {
    const { staff } = visitOf(ctx);
    const opened = await database.transaction((tx) => caseFiles.open(tx, staff, idOf(ctx), '导出'));
    const unit = (await unitNames(prisma)).get(opened.file.unitCode) ?? opened.file.unitCode;
    ctx.attachment(`${opened.file.number}.zip`);
    ctx.type = ZIP_TYPE;
    ctx.body = await archiveOf(opened, unit);
  });
  return router;
}

/** For the home page: lists that wait for this person. */
export const waitingLists =
  ({ database, caseRetention }: Pick<FilesPageDeps, 'database' | 'caseRetention'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    const [keep, destroy] = [may(staff, 'files.keep').ok, may(staff, 'files.destroy').ok];
    if (!keep && !destroy) return [];
    const lists = (await caseRetention.lists(database.prisma, staff)).filter(({ decision }) => !decision);
    const count = lists.filter(({ appraisedBy }) => (appraisedBy ? destroy : keep)).length;
    const line = { zh: '份到期案卷清册', en: 'lists of expired files', count, tone: 'warn' as const };
    return count > 0 ? [{ ...line, word: '等您办', href: `${BASE}/retention` }] : [];
  };
