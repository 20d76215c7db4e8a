/** 公开事项目录 in the database: tables in, rows out, the same rows again. */
import { sha256 } from '../kit/seal.ts';
import { writeDifferences, type ImportOptions, type KindResult } from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Prisma } from '../store/generated/client.ts';
import { readCatalogueTable } from './catalogue-table.ts';
import type { CatalogueRow } from './catalogue-row.ts';
import { createUnitNames } from './unit-names.ts';
import type { DeadlineMeaning } from './deadline-meaning.ts';
import { readDeadline } from './deadline-phrase.ts';

const fieldOf = (row: CatalogueRow, file: string): string =>
  row.sheet ?? file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');

const itemId = (field: string, row: CatalogueRow): string =>
  sha256([field, row.level1, row.level2, row.content].join('\u0000')).toString('hex').slice(0, 32);

function toRow(row: CatalogueRow, field: string) {
  return {
    id: itemId(field, row),
    field,
    position: row.row,
    level1: row.level1,
    level2: row.level2,
    content: row.content,
    basis: row.basis,
    deadlinePhrase: row.deadline.phrase,
    deadlineMeaning: row.deadline.meaning as object,
    unitsText: row.units,
    unitCodes: row.unitCodes,
    channels: row.channels,
    audience: row.audience || null,
    audienceWho: row.audienceWho ?? null,
    mode: row.mode || null,
    tier: row.tier,
    extra: row.extra && Object.keys(row.extra).length > 0 ? row.extra : null,
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
  const rows = reading.rows.map((row) => toRow(row, fieldOf(row, file)));
  const counts = await writeDifferences<Row>({
    rows,
    existing: await readRows(tx, new Set(rows.map((row) => row.field))),
    keyOf: (row) => row.id,
    create: (fresh) => createItems(tx, fresh, options.now),
    async update(row) {
      await tx.catalogueItem.delete({ where: { id: row.id } });
      await createItems(tx, [row], options.now);
    },
  });
  return {
    kind: 'catalogue',
    read: reading.rows.length + reading.rejected.length,
    counts,
    rejected: reading.rejected,
    warnings: reading.warnings.map(({ sheet, row, reason }) =>
      [sheet, row && `第${row}行`, reason].filter(Boolean).join(' '),
    ),
  };
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
