/** Reports that were made: each version as it was, who made it, who signed it, what the congress said of it. */
import { ConflictError, NotFoundError } from '../kit/errors.ts';
import { stableJson } from '../kit/import-report.ts';
import { sha256 } from '../kit/seal.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Context } from './complaints/context.ts';
import type { Body, ReportKind } from './report-bodies.ts';
import type { Computed } from './reports/compute.ts';
import { createCounter, recount, type Section } from './report-content.ts';
import type { Period } from './report-period.ts';
import type { Row, Source } from './report-source.ts';
import type { Readers } from './statistics.ts';

/** What the maker adds in words. */
export type Notes = Record<string, string>;

export interface KeptContent {
  /** 民政局政务公开监督小组报告(2026年11月) */
  title: string;
  body: string;
  /** The day the figures are of. */
  today: string;
  sections: Section[];
  rows: Record<string, Row[]>;
  notes: Notes;
}

export interface Version {
  id: string;
  kind: ReportKind;
  period: string;
  unitCode: string;
  version: number;
  madeBy: string;
  createdAt: Date;
  signedBy: string | null;
  signedAt: Date | null;
}

const WITHOUT_CONTENT = {
  id: true,
  kind: true,
  period: true,
  unitCode: true,
  version: true,
  madeBy: true,
  createdAt: true,
  signedBy: true,
  signedAt: true,
} as const;
const LISTED = 200;

export const versionsOf = async (
  db: Db,
  where: { kind?: ReportKind; period?: string; unitCode?: { in: string[] } | string },
): Promise<Version[]> =>
  (await db.report.findMany({
    where,
    select: WITHOUT_CONTENT,
    orderBy: [{ createdAt: 'desc' }, { version: 'desc' }, { id: 'desc' }],
    take: LISTED,
  })) as Version[];

export interface Kept extends Version {
  content: KeptContent;
  comments: { userid: string; text: string; at: Date }[];
}

export async function findKept(db: Db, id: string): Promise<Kept> {
  const row = await db.report.findUnique({
    where: { id },
    include: { comments: { orderBy: { at: 'asc' }, select: { userid: true, text: true, at: true } } },
  });
  if (!row) throw new NotFoundError('No such report.', { tell: '没有这份报告。' });
  return row as unknown as Kept;
}

/**
 * A kept report as these readers may have it: figures as they were, but of matters that they may not count there never were
 * any. For those it was made for nothing changes.
 */
export async function readKept(
  db: Db,
  kept: Kept,
  sources: readonly Source[],
  readers: Readers,
): Promise<{ sections: Section[]; rows: Map<string, Row[]> }> {
  const rows = new Map(Object.entries(kept.content.rows));
  for (const { name, countable } of sources) {
    const own = rows.get(name);
    if (!countable || !own) continue;
    const may = new Set(
      await countable(
        db,
        own.map(({ id }) => id),
        readers,
      ),
    );
    rows.set(
      name,
      own.filter(({ id }) => may.has(id)),
    );
  }
  return { rows, sections: recount(kept.content.sections, createCounter(rows)) };
}

export interface Making {
  body: Body;
  period: Period;
  title: string;
  today: string;
  computed: Computed;
  notes: Notes;
  /** userid, or system. */
  by: string;
}

/** Keeps another version; of two at the same time one is refused. */
export async function keep(
  ctx: Pick<Context, 'ids' | 'clock' | 'audit'>,
  tx: Tx,
  making: Making,
): Promise<string> {
  const { body, period, computed, by, title, today, notes } = making;
  const of = { kind: body.kind, period: period.text, unitCode: body.code };
  const last = await tx.report.findFirst({
    where: of,
    orderBy: { version: 'desc' },
    select: { version: true },
  });
  const id = ctx.ids.next();
  const content: KeptContent = {
    title,
    body: body.name,
    today,
    sections: computed.sections,
    rows: Object.fromEntries(computed.rows),
    notes,
  };
  const { count } = await tx.report.createMany({
    data: [
      {
        id,
        ...of,
        version: (last?.version ?? 0) + 1,
        content: content as unknown as object,
        madeBy: by,
        createdAt: ctx.clock.now(),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) throw new ConflictError('Made just now.', { tell: '刚刚有人做了一版,请打开看看。' });
  await ctx.audit.record(tx, { actor: by, action: 'report.made', subjectType: 'report', subjectId: id });
  return id;
}

/** 签发: from then on it is the report of that time. The audit chain holds what was signed. */
export async function sign(
  ctx: Pick<Context, 'clock' | 'audit'>,
  tx: Tx,
  kept: Kept,
  userid: string,
): Promise<void> {
  const of = { kind: kept.kind, period: kept.period, unitCode: kept.unitCode };
  const signed = await tx.report.findFirst({
    where: { ...of, signedAt: { not: null }, version: { gte: kept.version } },
    select: { version: true },
  });
  if (signed)
    throw new ConflictError('Signed.', { tell: `第 ${signed.version} 版已经签发。要改,先做新的一版。` });
  const { count } = await tx.report.updateMany({
    where: { id: kept.id, signedAt: null },
    data: { signedBy: userid, signedAt: ctx.clock.now() },
  });
  if (count === 0) throw new ConflictError('Signed.', { tell: '这一版已经签发。' });
  const hash = sha256(stableJson(kept.content)).toString('hex');
  await ctx.audit.record(tx, {
    actor: userid,
    action: 'report.signed',
    subjectType: 'report',
    subjectId: kept.id,
    detail: { hash },
  });
}
