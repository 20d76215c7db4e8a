/**
 * Case files 案卷: what is closed is filed by itself, found again by whoever may, and each opening leaves a row. A complaint's file
 * is shown to those whom the conflict guard lets know of it, to nobody else, not even as a number.
 */
import type { Clock } from '../kit/clock.ts';
import { dayOf } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { unitsAnsweredFor } from '../disclosure/responsibility.ts';
import type { Official } from '../people/officials.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import type { CaseFile, Prisma } from '../store/generated/client.ts';
import {
  catalogueOf,
  faultsIn,
  fingerprint,
  keepUntil,
  RETENTION,
  type CaseKind,
  type CatalogueLine,
  type RetentionRules,
} from './case-rules.ts';
import type { CaseMaterial, CaseSource } from './case-sources.ts';

export type { CaseFile } from '../store/generated/client.ts';

/** A row of the chained audit log. */
export type NoteAct = (
  tx: Tx,
  act: {
    actor: string;
    action: string;
    subjectType: string;
    subjectId: string;
    detail?: Record<string, string | number | boolean | string[]>;
  },
) => Promise<void>;

export interface CaseFileDeps {
  clock: Clock;
  ids: Ids;
  content: Sealer;
  sources: readonly CaseSource[];
  note: NoteAct;
}

export interface CaseFilter {
  kind?: CaseKind | undefined;
  year?: string | undefined;
  /** In the title or the number. */
  words?: string | undefined;
}

export interface OpenedCase {
  file: CaseFile;
  catalogue: readonly CatalogueLine[];
  papers: readonly { position: number; title: string; text: string }[];
  /** Empty when it is as it was filed. */
  faults: readonly string[];
}

const BATCH = 100;
const PAGE = 40;
/** Batches looked through for one page, of which most may be of others. */
const MOST_BATCHES = 25;
const SETTING = 'case-retention';

/** 保管期限 by kind. */
export async function retentionRules(db: Db): Promise<RetentionRules> {
  const row = await db.setting.findUnique({ where: { name: SETTING } });
  return { ...RETENTION, ...(row?.value as Partial<RetentionRules> | undefined) };
}

/** Holds for what is filed from now on. */
export async function setRetention(tx: Tx, now: Date, by: Official, rules: RetentionRules): Promise<void> {
  const data = { value: { ...rules }, changedBy: by.userid, changedAt: now };
  await tx.setting.upsert({ where: { name: SETTING }, create: { name: SETTING, ...data }, update: data });
}

export const linesOf = ({ catalogue }: Pick<CaseFile, 'catalogue'>): CatalogueLine[] =>
  catalogue as unknown as CatalogueLine[];

export function createCaseFiles({ clock, ids, content, sources, note }: CaseFileDeps) {
  const sourceOf = (kind: string): CaseSource | undefined => sources.find((source) => source.kind === kind);

  const file = async (tx: Tx, kind: CaseKind, rules: RetentionRules, one: CaseMaterial): Promise<void> => {
    const { papers, items = [], number, subjectId, title, unitCode, closedOn, isPublic } = one;
    const id = ids.next();
    const catalogue = catalogueOf(papers);
    const head = { number: `AJ-${closedOn.slice(0, 4)}-${number}`, title, unitCode, closedOn, catalogue };
    const hash = fingerprint(head);
    const { count } = await tx.caseFile.createMany({
      data: [
        {
          ...head,
          id,
          subjectType: kind,
          subjectId,
          isPublic,
          items: [...items],
          hash,
          catalogue: catalogue as unknown as object[],
          filedOn: dayOf(clock.now()),
          retention: rules[kind],
          keepUntil: keepUntil(rules[kind], closedOn) ?? null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return;
    await tx.caseDocument.createMany({
      data: papers.map(({ title: name, text }, i) => ({
        caseFileId: id,
        position: i + 1,
        title: name,
        textSealed: content.seal(text, `${id}:${i + 1}`),
      })),
    });
    await note(tx, {
      actor: 'system',
      action: 'case.filed',
      subjectType: 'case',
      subjectId: id,
      detail: { hash },
    });
  };

  /** Those of the list whom the official may know of: by unit, or where a source has a guard by that. */
  const visible = async (db: Db, official: Official, files: readonly CaseFile[]): Promise<CaseFile[]> => {
    const units = await unitsFor(db, official);
    const allowed = new Map<string, ReadonlySet<string>>();
    for (const source of sources) {
      const own = files.filter(({ subjectType }) => subjectType === source.kind);
      if (source.allowed && own.length > 0)
        allowed.set(
          source.kind,
          await source.allowed(
            db,
            official,
            own.map(({ subjectId }) => subjectId),
          ),
        );
    }
    return files.filter(({ subjectType, subjectId, unitCode, isPublic }) => {
      if (sourceOf(subjectType)?.allowed) return allowed.get(subjectType)?.has(subjectId) ?? false;
      return isPublic || !units || units.includes(unitCode);
    });
  };

  const find = async (db: Db, official: Official, id: string): Promise<CaseFile> => {
    const row = await db.caseFile.findUnique({ where: { id } });
    const [seen] = row ? await visible(db, official, [row]) : [];
    if (!seen) throw new NotFoundError('No such file for this official.', { tell: '没有找到这份案卷。' });
    return seen;
  };

  return {
    visible,

    /** Files what has been closed since. Returns how many. */
    async fileClosed(database: Database): Promise<number> {
      let filed = 0;
      for (const source of sources)
        for (let left = BATCH; left === BATCH;) {
          left = await database.transaction(async (tx) => {
            const rules = await retentionRules(tx);
            const closed = await source.closed(tx, BATCH);
            for (const one of closed) await file(tx, source.kind, rules, one);
            return closed.length;
          });
          filed += left;
        }
      return filed;
    },

    /** Newest first; `next` goes on from there. */
    async list(
      db: Db,
      official: Official,
      filter: CaseFilter,
      after = '',
    ): Promise<{ rows: CaseFile[]; next: string | undefined }> {
      const rows: CaseFile[] = [];
      let from = after;
      for (let batch = 0; batch < MOST_BATCHES; batch++) {
        const found = await db.caseFile.findMany({
          where: { AND: [whereOf(filter), from ? { id: { lt: from } } : {}] },
          orderBy: { id: 'desc' },
          take: BATCH,
        });
        for (const one of await visible(db, official, found)) {
          if (rows.length === PAGE) return { rows, next: rows.at(-1)!.id };
          rows.push(one);
        }
        if (found.length < BATCH) return { rows, next: undefined };
        from = found.at(-1)!.id;
      }
      return { rows, next: from };
    },

    find,

    /** Opens it: a row of the access log, and for a guarded one of the audit log too. */
    async open(tx: Tx, official: Official, id: string, purpose: '查阅' | '导出'): Promise<OpenedCase> {
      const row = await find(tx, official, id);
      const stored = await tx.caseDocument.findMany({
        where: { caseFileId: id },
        orderBy: { position: 'asc' },
      });
      const papers = stored.map(({ position, title, textSealed }) => ({
        position,
        title,
        text: content.open(textSealed, `${id}:${position}`),
      }));
      const catalogue = linesOf(row);
      const faults = row.status === 'destroyed' ? [] : faultsIn({ ...row, catalogue }, papers);
      await tx.caseFileAccess.create({
        data: { id: ids.next(), caseFileId: id, actor: official.userid, purpose, at: clock.now() },
      });
      if (sourceOf(row.subjectType)?.allowed)
        await note(tx, {
          actor: official.userid,
          action: 'case.read',
          subjectType: 'complaint',
          subjectId: row.subjectId,
          detail: { exit: purpose },
        });
      return { file: row, catalogue, papers, faults };
    },

    /** 群众查询: public ones whose title has the words; each found is a row of the access log without a name. */
    async findPublic(tx: Tx, words: string, most: number): Promise<CaseFile[]> {
      const rows = await tx.caseFile.findMany({
        where: { isPublic: true, status: { not: 'destroyed' }, ...titled(words) },
        orderBy: { closedOn: 'desc' },
        take: most,
      });
      await tx.caseFileAccess.createMany({
        data: rows.map(({ id }) => ({
          id: ids.next(),
          caseFileId: id,
          actor: 'citizen',
          purpose: '群众查询',
          at: clock.now(),
        })),
      });
      return rows;
    },
  };
}

/** Archivists and the office see every unit's; undefined means all. */
const unitsFor = async (db: Db, official: Official): Promise<string[] | undefined> =>
  official.roles.includes('archivist') ? undefined : unitsAnsweredFor(db, official);

const titled = (words: string): Prisma.CaseFileWhereInput => ({
  AND: words
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 5)
    .map((word) => ({ OR: [{ title: { contains: word } }, { number: { contains: word.toUpperCase() } }] })),
});

const whereOf = ({ kind, year, words }: CaseFilter): Prisma.CaseFileWhereInput => ({
  AND: [
    kind ? { subjectType: kind } : {},
    year ? { closedOn: { startsWith: year } } : {},
    words ? titled(words) : {},
  ],
});

export type CaseFiles = ReturnType<typeof createCaseFiles>;
