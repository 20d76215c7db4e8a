/** 公开信息: what is published or to be published. The county file in, records out. */
import { z } from 'zod';
import { stableJson, writeDifferences, type ImportCounts } from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Disclosure as Stored, Prisma } from '../store/generated/client.ts';
import { codeSchema, daySchema, legalBasisSchema } from './procedures.ts';
import { noteNews } from './subscriptions.ts';

/** 状态; overdue is computed from `due`, never stored. */
export const DISCLOSURE_STATUSES = [
  '待形成',
  '待公开',
  '审核',
  '已公开',
  '已更正',
  '已撤回',
  '归档',
] as const;
/** 政务公开, 乡务公开, 内部公开, and the neighbours the speech names. */
export const REGIMES = ['政务', '乡务', '内部', '厂务', '警务', '校务'] as const;

const text = (max: number) => z.string().min(1).max(max);

/** A file of an item 附件: what everybody may know of it. Its bytes are kept by `files`. */
const itemFileSchema = z.object({
  id: text(60),
  name: text(200),
  contentType: text(120),
  bytes: z.number().int().positive(),
});
export type ItemFile = z.output<typeof itemFileSchema>;
export const MAX_FILES = 9;

export const disclosureSchema = z.looseObject({
  code: codeSchema,
  category: z.string().regex(/^[A-Z]\d{1,2}[a-e]?$/),
  regime: z.enum(REGIMES),
  title: text(200),
  summary: text(1_000),
  body: text(50_000).optional(),
  unit: codeSchema,
  /** 谁主管、谁负责: userids; the unit's own leader and officer when not given. */
  leader: codeSchema.optional(),
  officer: codeSchema.optional(),
  /** 公开层级 */
  tier: z.enum(['县级', '乡级', '村级']).optional(),
  basis: z.array(legalBasisSchema).max(40),
  mode: z.enum(['主动', '依申请', '不公开']),
  reason: text(1_000).optional(),
  /** Why the law lets it be kept back, and who agreed to it. */
  ground: text(300).optional(),
  approvedBy: text(100).optional(),
  formed: daySchema.nullish(),
  expected: daySchema.optional(),
  due: daySchema.nullish(),
  published: daySchema.optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  stage: text(40).optional(),
  amount: z.number().nonnegative().optional(),
  status: z.enum(DISCLOSURE_STATUSES),
  deadline: text(300).optional(),
  audience: text(100).optional(),
  matter: text(40).optional(),
  system: text(40).optional(),
  recurrence: z.looseObject({ every: text(20) }).optional(),
  mustDisclose: z.boolean().optional(),
  hotTopic: z.boolean().optional(),
  provisional: z.boolean().optional(),
  procedure: codeSchema.optional(),
  version: z.number().int().positive().optional(),
  review: z.looseObject({}).optional(),
  files: z.array(itemFileSchema).max(MAX_FILES).optional(),
});
export type Disclosure = z.output<typeof disclosureSchema>;

type Row = ReturnType<typeof toRow>;

function toRow(disclosure: Disclosure) {
  const {
    code,
    category,
    regime,
    title,
    summary,
    body,
    unit,
    leader,
    officer,
    tier,
    basis,
    mode,
    reason,
    ground,
    approvedBy,
    formed,
    expected,
    due,
    published,
    url,
    stage,
    amount,
    status,
    deadline,
    audience,
    matter,
    system,
    recurrence,
    mustDisclose,
    hotTopic,
    provisional,
    procedure,
    version,
    review,
    ...details
  } = disclosure;
  return {
    code,
    category,
    regime,
    title,
    summary,
    basis,
    mode,
    status,
    body: body ?? null,
    unitCode: unit,
    leaderUserid: leader ?? null,
    officerUserid: officer ?? null,
    tier: tier ?? null,
    reason: reason ?? null,
    ground: ground ?? null,
    approvedBy: approvedBy ?? null,
    review: review ?? null,
    formed: formed ?? null,
    expected: expected ?? null,
    due: due ?? null,
    published: published ?? null,
    url: url ?? null,
    stage: stage ?? null,
    amount: amount ?? null,
    deadlinePhrase: deadline ?? '',
    audience: audience ?? '全社会',
    matter: matter ?? null,
    system: system ?? null,
    recurrence: recurrence ?? null,
    mustDisclose: mustDisclose ?? false,
    hotTopic: hotTopic ?? false,
    provisional: provisional ?? false,
    procedureCode: procedure ?? null,
    version: version ?? 1,
    details,
  };
}

/** Without the fields that are null. */
const clean = <T extends object>(row: T): { [K in keyof T]: Exclude<T[K], null> } =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as {
    [K in keyof T]: Exclude<T[K], null>;
  };

/** Writes what differs; the former content of a changed item is kept as a version. */
export async function importDisclosures(
  tx: Tx,
  disclosures: readonly Disclosure[],
  now: Date,
): Promise<ImportCounts> {
  const stored = await tx.disclosure.findMany({ omit: { updatedAt: true } });
  const existing = stored.map((row) => ({
    ...row,
    amount: row.amount === null ? null : row.amount.toNumber(),
  })) as unknown as Row[];
  const before = new Map(existing.map((row) => [row.code, row]));
  // A county file names files, but does not bring them: those that are kept here stay.
  const withOwnFiles = ({ files: _files, ...item }: Disclosure): Disclosure => {
    const kept = (before.get(item.code)?.details as { files?: ItemFile[] } | undefined)?.files;
    return kept ? { ...item, files: kept } : item;
  };
  const counts = await writeDifferences<Row>({
    rows: disclosures.map(withOwnFiles).map(toRow),
    existing,
    keyOf: (row) => row.code,
    create: (rows) =>
      tx.disclosure.createMany({
        data: rows.map((row) => ({ ...clean(row), updatedAt: now }) as Prisma.DisclosureCreateManyInput),
      }),
    async update(row) {
      await keepVersion(tx, before.get(row.code)!, '导入时内容有变', now);
      const { code, basis, details, recurrence, review, ...plain } = row;
      await tx.disclosure.update({
        where: { code },
        data: {
          ...plain,
          ...clean({ basis, details, recurrence, review }),
          updatedAt: now,
        } as Prisma.DisclosureUpdateInput,
      });
    },
  });
  const wasPublic = (code: string): boolean => isPublic((before.get(code) ?? HIDDEN) as Disclosure);
  const news = disclosures.filter((item) => isPublic(item) && !wasPublic(item.code));
  if ((await tx.subscription.count({ where: { endedAt: null } })) > 0) await noteNews(tx, now, news);
  return counts;
}

const HIDDEN = { regime: '内部', status: '待形成', mode: '不公开' } as const;

/** The content as it stood, under the next number: corrections and withdrawals lose nothing. */
async function keepVersion(
  tx: Tx,
  row: { code: string },
  reason: string,
  now: Date,
  changedBy?: string,
): Promise<void> {
  const last = await tx.disclosureVersion.aggregate({ where: { code: row.code }, _max: { version: true } });
  await tx.disclosureVersion.create({
    data: {
      code: row.code,
      version: (last._max.version ?? 0) + 1,
      content: JSON.parse(stableJson(row)) as object,
      reason,
      changedBy: changedBy ?? null,
      changedAt: now,
    },
  });
}

/** All items, in the form of the county file. Internal and withdrawn ones are among them: whoever shows them asks first. */
export async function loadDisclosures(db: Db): Promise<Disclosure[]> {
  return (await db.disclosure.findMany({ orderBy: { code: 'asc' } })).map(toDisclosure);
}

export async function findDisclosure(db: Db, code: string): Promise<Disclosure | undefined> {
  const row = await db.disclosure.findUnique({ where: { code } });
  return row ? toDisclosure(row) : undefined;
}

function toDisclosure({
  unitCode,
  leaderUserid,
  officerUserid,
  deadlinePhrase,
  procedureCode,
  details,
  amount,
  updatedAt: _updated,
  ...rest
}: Stored): Disclosure {
  return clean({
    ...(details as object),
    ...rest,
    amount: amount === null ? null : amount.toNumber(),
    unit: unitCode,
    leader: leaderUserid,
    officer: officerUserid,
    deadline: deadlinePhrase || null,
    procedure: procedureCode,
  }) as unknown as Disclosure;
}

/**
 * Writes one item, new or changed. With `because` the former content is kept as a version. Does not tell the instances:
 * the caller does, once.
 */
export async function saveDisclosure(
  tx: Tx,
  disclosure: Disclosure,
  now: Date,
  because?: { reason: string; by: string },
): Promise<void> {
  const { basis, details, recurrence, review, ...plain } = toRow(disclosure);
  const before = await tx.disclosure.findUnique({ where: { code: plain.code } });
  if (before && because) {
    const { updatedAt: _updated, ...content } = before;
    await keepVersion(tx, content, because.reason, now, because.by);
  }
  const data = { ...plain, ...clean({ basis, details, recurrence, review }), updatedAt: now };
  await tx.disclosure.upsert({
    where: { code: plain.code },
    create: data as Prisma.DisclosureCreateInput,
    update: data as Prisma.DisclosureUpdateInput,
  });
}

/** What any citizen may see the content of: 政务 or 乡务, published, not withdrawn. 内部公开 never. */
export const isPublic = (item: Pick<Disclosure, 'regime' | 'status' | 'mode'>): boolean =>
  item.regime !== '内部' &&
  item.mode === '主动' &&
  (item.status === '已公开' || item.status === '已更正' || item.status === '归档');

/** On its way to the public. */
export const isAwaited = (item: Pick<Disclosure, 'regime' | 'status' | 'mode'>): boolean =>
  item.regime !== '内部' && item.mode === '主动' && ['待形成', '待公开', '审核'].includes(item.status);

/** Due and not public by that day. */
export const isOverdue = (item: Pick<Disclosure, 'due' | 'status'>, today: string): boolean =>
  typeof item.due === 'string' && item.due < today && (item.status === '待公开' || item.status === '审核');
