/** Files sent to the import page, kept for a day between looking them over and taking them. 待导入文件 */
import { NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Db, Tx } from '../store/database.ts';

const KEPT_MS = 24 * 60 * 60_000;

export interface ImportDraft {
  id: string;
  fileName: string;
  bytes: Buffer;
}

/** Keeps the file in place of the one this person sent before; its id. */
export async function keepDraft(
  tx: Tx,
  userid: string,
  { fileName, bytes }: Omit<ImportDraft, 'id'>,
  { now, ids }: { now: Date; ids: Ids },
): Promise<string> {
  await forgetDrafts(tx, now);
  await tx.importDraft.deleteMany({ where: { userid } });
  const id = ids.next();
  await tx.importDraft.create({
    data: { id, userid, fileName, content: bytes.toString('base64'), createdAt: now },
  });
  return id;
}

/** The person's own file; NotFoundError once it was taken, dropped or replaced. */
export async function findDraft(db: Db, userid: string, id: string): Promise<ImportDraft> {
  const draft = await db.importDraft.findFirst({ where: { id, userid } });
  if (!draft)
    throw new NotFoundError('No such file.', { tell: '这个文件已经导入、取消或过期了。请重新上传。' });
  return { id, fileName: draft.fileName, bytes: Buffer.from(draft.content, 'base64') };
}

export async function dropDraft(tx: Tx | Db, userid: string, id: string): Promise<void> {
  await tx.importDraft.deleteMany({ where: { id, userid } });
}

/** Removes what nobody came back for. */
export async function forgetDrafts(db: Db, now: Date): Promise<number> {
  const { count } = await db.importDraft.deleteMany({
    where: { createdAt: { lt: new Date(now.getTime() - KEPT_MS) } },
  });
  return count;
}
