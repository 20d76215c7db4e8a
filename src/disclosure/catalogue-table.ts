/**
 * 公开事项目录 tables in every layout offices use, xlsx and csv: bytes in, rows out, and back. Nothing here touches the
 * database; units and the reading of 公开时限 are given.
 */
import type { Rejection } from '../kit/import-report.ts';
import type { CatalogueRow } from './catalogue-row.ts';
import type { DeadlineMeaning } from './deadline-meaning.ts';
import type { UnitNames } from './unit-names.ts';
import { readCsv } from './catalogue-table/csv.ts';
import { findHeader } from './catalogue-table/columns.ts';
import { tableKind } from './catalogue-table/file-kind.ts';
import type { Grid } from './catalogue-table/grid.ts';
import { faultsOf, readSheet, type Warning } from './catalogue-table/rows.ts';
import { readWorkbook } from './catalogue-table/workbook.ts';
import { writeCsv, writeJson, writeXlsx } from './catalogue-table/write.ts';

export interface CatalogueReading {
  /** Empty where `take` took them. */
  rows: CatalogueRow[];
  /** How many rows were read without a fault. */
  good: number;
  rejected: Rejection[];
  warnings: Warning[];
}

export interface CatalogueOptions {
  fileName: string;
  units: UnitNames;
  readDeadline(phrase: string): DeadlineMeaning | undefined;
  onProgress?(done: number, total: number): void;
  /** Takes the rows as they are read, so that a large table is never whole in memory. */
  take?(rows: CatalogueRow[]): Promise<void>;
}

/** Reads a table. What the file is, is told from its bytes. Throws InputError for a file that is no table at all. */
export async function readCatalogueTable(
  bytes: Buffer,
  options: CatalogueOptions,
): Promise<CatalogueReading> {
  const kind = tableKind(bytes);
  const warnings: Warning[] = [];
  if (kind === 'csv' && /\.xlsx?$/i.test(options.fileName))
    warnings.push({ reason: '扩展名是 .xlsx,内容是 CSV 文本,已按 CSV 读取' });
  const grids =
    kind === 'xlsx'
      ? await readWorkbook(bytes)
      : [await readCsv(bytes, (grid) => findHeader(grid) !== undefined)];
  const reading = await readGrids(grids, options);
  return { ...reading, warnings: [...warnings, ...reading.warnings] };
}

async function readGrids(
  grids: readonly Grid[],
  { units, readDeadline, onProgress, take }: CatalogueOptions,
): Promise<CatalogueReading> {
  const total = grids.reduce((sum, grid) => sum + grid.rows.length, 0);
  const known = new Map<string, DeadlineMeaning | undefined>();
  const remembered = (phrase: string): DeadlineMeaning | undefined => {
    if (!known.has(phrase)) known.set(phrase, readDeadline(phrase));
    return known.get(phrase);
  };
  let done = 0;
  const onRow = (): void => {
    if (++done % 1_000 === 0) onProgress?.(done, total);
  };
  const reading: CatalogueReading = { rows: [], good: 0, rejected: [], warnings: [] };
  const keep = async (rows: CatalogueRow[]): Promise<void> => {
    reading.good += rows.length;
    if (take) await take(rows);
    else for (const row of rows) reading.rows.push(row);
  };
  const seen = new Map<string, number>();
  for (const grid of grids) {
    const sheet = await readSheet(grid, { units, readDeadline: remembered, onRow, take: keep, seen });
    for (const fault of sheet.rejected) reading.rejected.push(fault);
    for (const warning of sheet.warnings) reading.warnings.push(warning);
  }
  onProgress?.(total, total);
  if (reading.good === 0 && reading.rejected.length === 0)
    reading.rejected.push({
      row: null,
      column: null,
      reason: '没有找到目录表头:表头至少要有 公开事项(或一级事项)、公开内容、公开时限、公开主体',
    });
  return reading;
}

/** What speaks against a row that came as a record, by column; `seen` remembers those before it. */
export const faultsOfRecord = (
  row: CatalogueRow,
  seen: Map<string, number>,
): { column: string; reason: string }[] => faultsOf(row, seen);

/** The rows as a file; reading it again gives the same rows. */
export async function writeCatalogueTable(
  rows: readonly CatalogueRow[],
  format: 'xlsx' | 'csv' | 'json',
): Promise<Buffer> {
  if (format === 'json') return writeJson(rows);
  return format === 'csv' ? writeCsv(rows) : writeXlsx(rows);
}
