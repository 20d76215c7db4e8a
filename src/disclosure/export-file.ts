/** The county's files out, each as import takes it: what was exported and imported again changes nothing. */
import { InputError } from '../kit/errors.ts';
import { loadOrganisation } from '../people/organisation.ts';
import type { Db } from '../store/database.ts';
import { readYears } from './calendar-years.ts';
import { loadCatalogue } from './catalogue.ts';
import { writeCatalogueTable } from './catalogue-table.ts';
import { loadDisclosures } from './disclosures.ts';
import { loadLaws } from './laws.ts';
import { loadProcedures } from './procedures.ts';

export interface ExportedFile {
  bytes: Buffer;
  /** Records in it. */
  count: number;
}

const list = (rows: readonly unknown[]): ExportedFile => ({
  bytes: Buffer.from(`${JSON.stringify(rows, null, 1)}\n`),
  count: rows.length,
});

type Format = 'xlsx' | 'csv' | 'json' | 'jsonl';

/** What can be exported, and in which formats. */
export const EXPORTS: Readonly<
  Record<string, { formats: readonly Format[]; write(db: Db, format: Format): Promise<ExportedFile> }>
> = {
  catalogue: {
    formats: ['xlsx', 'csv', 'json'],
    async write(db, format) {
      const rows = await loadCatalogue(db);
      return { bytes: await writeCatalogueTable(rows, format as 'xlsx'), count: rows.length };
    },
  },
  organisation: {
    formats: ['json'],
    async write(db) {
      const file = await loadOrganisation(db);
      const count = Object.values(file).reduce<number>(
        (sum, part) => sum + (Array.isArray(part) ? part.length : 0),
        0,
      );
      return { bytes: Buffer.from(`${JSON.stringify(file, null, 1)}\n`), count };
    },
  },
  procedures: { formats: ['json'], write: async (db) => list(await loadProcedures(db)) },
  disclosures: { formats: ['json'], write: async (db) => list(await loadDisclosures(db)) },
  laws: {
    formats: ['jsonl'],
    async write(db) {
      const rows = (await loadLaws(db)).map(({ id: _id, articleNo: _no, ...row }) => row);
      return {
        bytes: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
        count: rows.length,
      };
    },
  },
  calendar: { formats: ['json'], write: async (db) => list(await readYears(db)) },
};

/** The records of one kind as a file, its format told by the file's name. Throws InputError for what cannot be exported. */
export function exportFile(db: Db, what: string, fileName: string): Promise<ExportedFile> {
  const known = Object.hasOwn(EXPORTS, what) ? EXPORTS[what] : undefined;
  if (!known)
    throw new InputError(
      `不能导出「${what}」,可以导出:${Object.keys(EXPORTS).join('、')}。It cannot be exported.`,
    );
  const format = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() as Format | undefined;
  if (!format || !known.formats.includes(format))
    throw new InputError(
      `${what} 要导出成 ${known.formats.map((one) => `.${one}`).join('、')} 文件。The file must end so.`,
    );
  return known.write(db, format);
}
