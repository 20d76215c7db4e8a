/** 公开事项目录 in the database: tables in, rows out, the same rows again. */
import { sha256 } from '../kit/seal.ts';
import { z } from 'zod';
import {
  checkRows,
  writeDifferences,
  type ImportCounts,
  type ImportOptions,
  type KindResult,
} from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Prisma } from '../store/generated/client.ts';
import { readCatalogueTable } from './catalogue-table.ts';
import type { CatalogueRow } from './catalogue-row.ts';
import { createUnitNames } from './unit-names.ts';
import type { DeadlineMeaning } from './deadline-meaning.ts';
import { readDeadline } from './deadline-phrase.ts';

/** Heading of the column that tells the field in a table of one sheet, such as a CSV that was exported. */
export const FIELD_COLUMN = '领域';

const fieldOf = (row: CatalogueRow, file: string): string =>
  row.sheet ?? row.extra?.[FIELD_COLUMN] ?? file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');

const itemId = (field: string, row: CatalogueRow): string =>
  sha256([field, row.level1, row.level2, row.content].join('\u0000')).toString('hex').slice(0, 32);

/** `position` counts within the field: the number of the line in a file changes with every export. */
function toRow(row: CatalogueRow, field: string, position: number) {
  const { [FIELD_COLUMN]: _field, ...extra } = row.extra ?? {};
  return {
    id: itemId(field, row),
    field,
    position,
    level1: row.level1,
    level2: row.level2,
    content: row.content,
    basis: row.basis,
    deadlinePhrase: row.deadline.phrase,
    deadlineMeaning: row.deadline.meaning as object,
    unitsText: row.units,
    unitCodes: row.unitCodes.toSorted(),
    channels: row.channels,
    audience: row.audience || null,
    audienceWho: row.audienceWho ?? null,
    mode: row.mode || null,
    tier: row.tier,
    extra: Object.keys(extra).length > 0 ? extra : null,
  };
}
type Row = ReturnType<typeof toRow>;

/** Reads a table and writes the items that differ; items that are no longer in it stay. */
export async function importCatalogue(
  tx: Tx,
  bytes: Buffer,
  file: string,
  options: ImportOptions,
): Promise<KindResult> {
  const units = await tx.unit.findMany({ select: { code: true, name: true, aliases: true, type: true } });
  const reading = await readCatalogueTable(bytes, {
    fileName: file,
    units: createUnitNames(units),
    readDeadline,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  return {
    kind: 'catalogue',
    read: reading.rows.length + reading.rejected.length,
    counts: await writeRows(tx, reading.rows, file, options.now),
    rejected: reading.rejected,
    warnings: reading.warnings.map(({ sheet, row, reason }) =>
      [sheet, row && `第${row}行`, reason].filter(Boolean).join(' '),
    ),
  };
}

const text = z.string().max(20_000);
/** A row as export writes it to JSON. Units and 公开时限 are read anew from their words. */
const rowSchema = z.object({
  sheet: text.optional(),
  level1: text,
  level2: text.default(''),
  content: text.min(1),
  basis: z.array(text).default([]),
  deadline: z.object({ phrase: text.min(1) }),
  units: z.array(text).default([]),
  unitCodes: z.array(text).default([]),
  channels: z.array(text).default([]),
  audience: text.default(''),
  audienceWho: text.optional(),
  mode: text.default(''),
  tier: z.array(text).default([]),
  extra: z.record(z.string(), text).optional(),
});

/** Takes the rows of an exported JSON file back. */
export async function importCatalogueRows(
  tx: Tx,
  candidates: readonly unknown[],
  file: string,
  options: ImportOptions,
): Promise<KindResult> {
  const { good, rejected } = checkRows(rowSchema, candidates);
  const known = new Set((await tx.unit.findMany({ select: { code: true } })).map(({ code }) => code));
  const rows: CatalogueRow[] = [];
  for (const { row, value } of good) {
    const meaning = readDeadline(value.deadline.phrase);
    const missing = value.unitCodes.filter((code) => !known.has(code));
    if (!meaning) rejected.push({ row, column: '公开时限', reason: `读不懂的时限:${value.deadline.phrase}` });
    if (missing.length > 0)
      rejected.push({ row, column: '公开主体', reason: `没有这个单位:${missing.join('、')}` });
    if (meaning && missing.length === 0) {
      const { sheet, audienceWho, extra, ...rest } = value;
      rows.push({
        ...rest,
        row,
        deadline: { phrase: value.deadline.phrase, meaning },
        ...(sheet === undefined ? {} : { sheet }),
        ...(audienceWho === undefined ? {} : { audienceWho }),
        ...(extra === undefined ? {} : { extra }),
      });
    }
  }
  return {
    kind: 'catalogue',
    read: candidates.length,
    counts: await writeRows(tx, rows, file, options.now),
    rejected,
  };
}

async function writeRows(
  tx: Tx,
  read: readonly CatalogueRow[],
  file: string,
  now: Date,
): Promise<ImportCounts> {
  const counted = new Map<string, number>();
  const rows = read.map((row) => {
    const field = fieldOf(row, file);
    const position = (counted.get(field) ?? 0) + 1;
    counted.set(field, position);
    return toRow(row, field, position);
  });
  return writeDifferences<Row>({
    rows,
    existing: await readRows(tx, new Set(rows.map((row) => row.field))),
    keyOf: (row) => row.id,
    create: (fresh) => createItems(tx, fresh, now),
    async update(row) {
      await tx.catalogueItem.delete({ where: { id: row.id } });
      await createItems(tx, [row], now);
    },
  });
}

async function createItems(tx: Tx, rows: readonly Row[], now: Date): Promise<void> {
  await tx.catalogueItem.createMany({
    data: rows.map(({ unitCodes: _units, extra, ...row }) => ({
      ...row,
      ...(extra ? { extra: extra as Prisma.InputJsonValue } : {}),
      contentHash: row.id,
      updatedAt: now,
    })),
  });
  await tx.catalogueItemUnit.createMany({
    data: rows.flatMap((row) => row.unitCodes.map((unitCode) => ({ itemId: row.id, unitCode }))),
  });
}

async function readRows(db: Db, fields?: ReadonlySet<string>): Promise<Row[]> {
  const items = await db.catalogueItem.findMany({
    ...(fields ? { where: { field: { in: [...fields] } } } : {}),
    include: { units: { orderBy: { unitCode: 'asc' } } },
    omit: { contentHash: true, updatedAt: true },
    orderBy: [{ field: 'asc' }, { position: 'asc' }, { id: 'asc' }],
  });
  return items.map(({ units, deadlineMeaning, extra, ...item }) => ({
    ...item,
    deadlineMeaning: deadlineMeaning as object,
    extra: extra as Row['extra'],
    unitCodes: units.map((unit) => unit.unitCode),
  }));
}

/** The catalogue as rows, in the order of its tables: what export writes. */
export async function loadCatalogue(db: Db): Promise<CatalogueRow[]> {
  return (await readRows(db)).map((row) => ({
    sheet: row.field,
    row: row.position,
    level1: row.level1,
    level2: row.level2,
    content: row.content,
    basis: row.basis,
    deadline: { phrase: row.deadlinePhrase, meaning: row.deadlineMeaning as DeadlineMeaning },
    units: row.unitsText,
    unitCodes: row.unitCodes,
    channels: row.channels,
    audience: row.audience ?? '',
    ...(row.audienceWho ? { audienceWho: row.audienceWho } : {}),
    mode: row.mode ?? '',
    tier: row.tier,
    ...(row.extra ? { extra: row.extra } : {}),
  }));
}
