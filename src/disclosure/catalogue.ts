/** 公开事项目录 in the database: tables in, rows out, the same rows again. */
import { z } from 'zod';
import { checkRows, type ImportOptions, type KindResult, type Rejection } from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';
import { createCatalogueWriter, readCatalogue, type CatalogueWriter } from './catalogue/stored-rows.ts';
import { faultsOfRecord, readCatalogueTable } from './catalogue-table.ts';
import type { CatalogueRow } from './catalogue-row.ts';
import { createUnitNames } from './unit-names.ts';
import { readDeadline } from './deadline-phrase.ts';

/** Reads a table and writes the items that differ; items that are no longer in it stay. */
export async function importCatalogue(
  tx: Tx,
  bytes: Buffer,
  file: string,
  options: ImportOptions,
): Promise<KindResult> {
  const units = await tx.unit.findMany({ select: { code: true, name: true, aliases: true, type: true } });
  const writer = createCatalogueWriter(tx, file, options.now);
  const reading = await readCatalogueTable(bytes, {
    fileName: file,
    units: createUnitNames(units),
    readDeadline,
    take: writer.take,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  const warnings = reading.warnings.map(({ sheet, row, reason }) =>
    [sheet, row && `第${row}行`, reason].filter(Boolean).join(' '),
  );
  return {
    kind: 'catalogue',
    read: reading.good + new Set(reading.rejected.map(({ sheet, row }) => `${sheet}:${row}`)).size,
    counts: writer.counts,
    rejected: reading.rejected,
    warnings: [...warnings, ...(await untouchedInWords(writer))],
  };
}

async function untouchedInWords(writer: CatalogueWriter): Promise<string[]> {
  const left = await writer.finish();
  return left > 0 ? [`这些领域的目录里还有 ${left} 条不在这个文件里,没有改动`] : [];
}

const text = z
  .string()
  .max(20_000)
  .transform((value) => value.toWellFormed());
/** A row as export writes it to JSON. Units and 公开时限 are read anew from their words. */
const rowSchema = z.object({
  sheet: text.optional(),
  level1: text.pipe(z.string().min(1)),
  level2: text.default(''),
  content: text.pipe(z.string().min(1)),
  basis: z.array(text).default([]),
  deadline: z.object({ phrase: text.pipe(z.string().min(1)) }),
  units: z.array(text).default([]),
  unitCodes: z.array(text).default([]),
  channels: z.array(text).default([]),
  audience: text.default('').transform((value) => value || '全社会'),
  audienceWho: text.optional(),
  mode: text.default(''),
  tier: z.array(text).default([]),
  extra: z.record(z.string(), text).optional(),
});

/** Rows to a statement: the embedded database runs in this process and lets nothing else run meanwhile. */
const BATCH = 250;

/** Takes the rows of an exported JSON file back. */
export async function importCatalogueRows(
  tx: Tx,
  candidates: readonly unknown[],
  file: string,
  options: ImportOptions,
): Promise<KindResult> {
  const known = new Set((await tx.unit.findMany({ select: { code: true } })).map(({ code }) => code));
  const writer = createCatalogueWriter(tx, file, options.now);
  const seen = new Map<string, number>();
  const rejected: Rejection[] = [];
  for (let at = 0; at < candidates.length; at += BATCH) {
    const checked = checkRows(rowSchema, candidates.slice(at, at + BATCH), at + 1);
    rejected.push(...checked.rejected);
    const rows: CatalogueRow[] = [];
    for (const { row, value } of checked.good) {
      const { sheet, audienceWho, extra, ...rest } = value;
      const meaning = readDeadline(value.deadline.phrase);
      const candidate: CatalogueRow = {
        ...rest,
        row,
        deadline: { phrase: value.deadline.phrase, meaning: meaning! },
        ...(sheet === undefined ? {} : { sheet }),
        ...(audienceWho === undefined ? {} : { audienceWho }),
        ...(extra === undefined ? {} : { extra }),
      };
      const faults = faultsOfRecord(candidate, seen);
      const missing = value.unitCodes.filter((code) => !known.has(code));
      if (!meaning) faults.push({ column: '公开时限', reason: `读不懂的时限:${value.deadline.phrase}` });
      if (missing.length > 0)
        faults.push({ column: '公开主体', reason: `没有这个单位:${missing.join('、')}` });
      if (faults.length === 0) rows.push(candidate);
      else rejected.push(...faults.map((fault) => ({ row, ...fault })));
    }
    await writer.take(rows);
    options.onProgress?.(Math.min(at + BATCH, candidates.length), candidates.length);
  }
  return {
    kind: 'catalogue',
    read: candidates.length,
    counts: writer.counts,
    rejected,
    warnings: await untouchedInWords(writer),
  };
}

/** The catalogue as rows, in the order of its tables: what export writes. */
export async function loadCatalogue(db: Db): Promise<CatalogueRow[]> {
  const rows: CatalogueRow[] = [];
  for await (const page of readCatalogue(db)) for (const row of page) rows.push(row);
  return rows;
}
