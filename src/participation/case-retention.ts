/**
 * 到期鉴定与销毁 (档案法实施条例第二十四条): files whose time is over are listed by themselves; an archivist looks them over, the
 * office decides, and only then their papers are destroyed. What was destroyed, when and by whom stays on record.
 */
import type { Clock } from '../kit/clock.ts';
import { dayOf, yearOf } from '../kit/day.ts';
import { ConflictError, DeniedError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import { may } from '../people/may.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { CaseFile, DestructionList } from '../store/generated/client.ts';
import type { CaseFiles, NoteAct } from './case-files.ts';

export type { DestructionList } from '../store/generated/client.ts';

const MOST_LISTED = 500;
const MOST_LISTS = 20;
/** Kept on, it is looked at again after so many years. */
const LOOKED_AT_AGAIN = 10;

export interface CaseRetentionDeps {
  clock: Clock;
  ids: Ids;
  note: NoteAct;
  caseFiles: Pick<CaseFiles, 'visible'>;
}

export type ListedFiles = DestructionList & { files: CaseFile[] };

export function createCaseRetention({ clock, ids, note, caseFiles }: CaseRetentionDeps) {
  const today = (): string => dayOf(clock.now());

  /** The list, if it waits and its every file is the person's to know of. */
  const waiting = async (tx: Tx, by: Official, id: string): Promise<ListedFiles> => {
    const list = await tx.destructionList.findUnique({ where: { id }, include: { files: true } });
    if (!list || !(await seesAll(tx, by, list)))
      throw new NotFoundError('No such list.', { tell: '没有找到这份清册。' });
    if (list.decision) throw new ConflictError('Decided.', { tell: '这份清册已经批过了。' });
    return list;
  };

  const seesAll = async (db: Db, by: Official, { files }: ListedFiles): Promise<boolean> =>
    (await caseFiles.visible(db, by, files)).length === files.length;

  const allow = (by: Official, action: 'files.keep' | 'files.destroy'): void => {
    const verdict = may(by, action);
    if (!verdict.ok) throw new DeniedError('May not.', { tell: verdict.why });
  };

  return {
    /** Puts what is over its time on lists: complaints on one for each queue, so that nobody decides on what they may not know. */
    async listExpired(tx: Tx): Promise<number> {
      const files = await tx.caseFile.findMany({
        where: { status: 'kept', keepUntil: { lt: today() } },
        select: { id: true, subjectType: true, unitCode: true },
        orderBy: [{ keepUntil: 'asc' }, { id: 'asc' }],
        take: MOST_LISTED,
      });
      const lists = Map.groupBy(files, ({ subjectType, unitCode }) =>
        subjectType === 'complaint' ? unitCode : '',
      );
      for (const own of lists.values()) {
        const { id } = await tx.destructionList.create({ data: { id: ids.next(), madeOn: today() } });
        await tx.caseFile.updateMany({
          where: { id: { in: own.map((file) => file.id) }, status: 'kept' },
          data: { status: 'listed', destructionId: id },
        });
      }
      return files.length;
    },

    /** The newest lists, those alone whose every file the person may know of. */
    async lists(db: Db, by: Official): Promise<ListedFiles[]> {
      const rows = await db.destructionList.findMany({
        include: { files: { orderBy: { number: 'asc' } } },
        orderBy: { id: 'desc' },
        take: MOST_LISTS,
      });
      const seen: ListedFiles[] = [];
      for (const row of rows) if (await seesAll(db, by, row)) seen.push(row);
      return seen;
    },

    /** 鉴定: an archivist has looked each one over. */
    async appraise(tx: Tx, by: Official, id: string, opinion: string): Promise<void> {
      allow(by, 'files.keep');
      await waiting(tx, by, id);
      const data = { appraisedBy: by.userid, appraisedOn: today(), opinion };
      await tx.destructionList.update({ where: { id }, data });
    },

    /** 批准销毁, or 继续保存: by the office, and never by whoever looked them over. */
    async decide(tx: Tx, by: Official, id: string, decision: 'destroyed' | 'kept'): Promise<number> {
      allow(by, 'files.destroy');
      const list = await waiting(tx, by, id);
      if (!list.appraisedBy) throw new ConflictError('Not appraised.', { tell: '档案员还没有鉴定,不能批。' });
      if (list.appraisedBy === by.userid)
        throw new DeniedError('Their own appraisal.', { tell: '是您鉴定的,要由另一位同志批准。' });
      const { files } = list;
      const which = { in: files.map((file) => file.id) };
      if (decision === 'destroyed') {
        await tx.caseDocument.deleteMany({ where: { caseFileId: which } });
        await tx.caseFile.updateMany({ where: { id: which }, data: { status: 'destroyed' } });
      } else
        await tx.caseFile.updateMany({
          where: { id: which },
          data: {
            status: 'kept',
            destructionId: null,
            keepUntil: `${yearOf(today()) + LOOKED_AT_AGAIN}-12-31`,
          },
        });
      await tx.destructionList.update({
        where: { id },
        data: { decision, decidedBy: by.userid, decidedOn: today() },
      });
      await note(tx, {
        actor: by.userid,
        action: `cases.${decision}`,
        subjectType: 'destruction-list',
        subjectId: id,
        detail: { files: files.length },
      });
      return files.length;
    },
  };
}

export type CaseRetention = ReturnType<typeof createCaseRetention>;
