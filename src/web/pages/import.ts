/**
 * 导入导出: a table or another of the county's files sent up, looked over as a dry run, then taken whole, or without its bad
 * rows, or not at all. People and roles, and items that need a review, do not come in this way.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { EXPORTS, exportFile } from '../../disclosure/export-file.ts';
import { dropDraft, findDraft, keepDraft } from '../../disclosure/import-drafts.ts';
import { importFile, KIND_NAMES, type ImportReport } from '../../disclosure/import-file.ts';
import { InputError } from '../../kit/errors.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Database } from '../../store/database.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { checking, reportBody, uploadBody } from './import/drawing.ts';
import { showPage } from './layout.ts';
import { showWhile } from './progress.ts';

export interface ImportDeps {
  database: Database;
  ids: Ids;
  log: Log;
  /** The county's time, which the simulator moves. */
  county: { now(): Date };
}

export const IMPORT_PATH = '/console/import';
/** Some 100,000 rows of a catalogue. */
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;
/** Accounts and roles come from the shell, items through their review. */
const TAKEN = ['catalogue', 'procedures', 'laws', 'calendar'];

export function createImportPage({ database, ids, log, county }: ImportDeps): Router {
  const router = new Router({ prefix: IMPORT_PATH });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'records.import');
    await next();
  });
  const idOf = (ctx: Context): string => String((ctx.params as Record<string, string>).id);
  const run = (bytes: Buffer, fileName: string, how: object): Promise<ImportReport> =>
    importFile(database, bytes, fileName, { now: county.now(), kinds: TAKEN, ...how });

  router.get('/', (ctx) => showPage(ctx, '导入导出', uploadBody(visitOf(ctx).csrf)));

  router.post('/', async (ctx) => {
    const { upload, staff } = visitOf(ctx);
    if (!upload)
      throw new InputError('No file was chosen.', { tell: '没有选文件。请返回,选一个文件再上传。' });
    const moment = { now: county.now(), ids };
    const id = await database.transaction((tx) =>
      keepDraft(tx, staff.userid, { fileName: upload.name, bytes: upload.bytes }, moment),
    );
    ctx.redirect(`${IMPORT_PATH}/draft/${id}`);
  });

  router.get('/draft/:id', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const draft = await findDraft(database.prisma, staff.userid, idOf(ctx));
    const how = { dryRun: true, partial: true };
    await showWhile(ctx, log, { title: '检查结果', waiting: checking(draft.fileName) }, async (onProgress) =>
      reportBody(draft.id, await run(draft.bytes, draft.fileName, { ...how, onProgress }), csrf),
    );
  });

  router.post('/draft/:id/take', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const draft = await findDraft(database.prisma, staff.userid, idOf(ctx));
    const partial = fields.get('partial') === '1';
    const report = await run(draft.bytes, draft.fileName, { partial });
    const { kind, created, updated, unchanged, rejected, written } = report;
    // Something changed since it was looked over: it is shown as it is now.
    if (!written) return ctx.redirect(`${IMPORT_PATH}/draft/${draft.id}`);
    await dropDraft(database.prisma, staff.userid, draft.id);
    log.info(
      { by: staff.userid, kind, created, updated, left: rejected.length },
      'A file was imported in the console.',
    );
    say(
      `已导入${KIND_NAMES[kind] ?? ''}:新增 ${created},更新 ${updated},没有变化 ${unchanged}${rejected.length > 0 ? `,跳过 ${rejected.length} 处有错的` : ''}。Imported.`,
    );
    ctx.redirect(kind === 'catalogue' ? '/console/catalogue' : IMPORT_PATH);
  });

  router.post('/draft/:id/drop', async (ctx) => {
    await dropDraft(database.prisma, visitOf(ctx).staff.userid, idOf(ctx));
    visitOf(ctx).say('没有导入,文件已删。Nothing was imported.');
    ctx.redirect(IMPORT_PATH);
  });

  router.get('/export/:file', async (ctx) => {
    const file = String((ctx.params as Record<string, string>).file);
    const what = file.replace(/\.\w+$/, '');
    if (!TAKEN.includes(what) || !Object.hasOwn(EXPORTS, what))
      throw new InputError(`No export ${file}.`, { tell: '没有这个文件可以导出。' });
    const { bytes } = await exportFile(database.prisma, what, file);
    ctx.attachment(file);
    ctx.body = bytes;
  });
  return router;
}
