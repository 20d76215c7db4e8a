/**
 * Any of the county's files in, told apart by what they hold: organisation, procedures, disclosures, laws, calendar,
 * catalogue tables. A file is taken whole or not at all, unless the caller asks for what can be taken.
 */
import { z } from 'zod';
import { InputError, messageOf } from '../kit/errors.ts';
import {
  checkRows,
  noCounts,
  rejectRepeats,
  type Change,
  type ImportCounts,
  type ImportOptions,
  type KindResult,
  type Rejection,
} from '../kit/import-report.ts';
import { importOrganisation, organisationFileSchema } from '../people/organisation.ts';
import type { Database, Tx } from '../store/database.ts';
import { recordsChanged } from '../store/generation.ts';
import {
  calendarYearSchema,
  fromCalendarMap,
  importCalendar,
  isCalendarMap,
  loadCalendar,
} from './calendar-years.ts';
import { importCatalogue, importCatalogueRows } from './catalogue.ts';
import { categorySchema, importCategories } from './categories.ts';
import { disclosureSchema, importDisclosures } from './disclosures.ts';
import { reckonAnew } from './planning.ts';
import { importLaws, lawArticleSchema, lawId } from './laws.ts';
import { importProcedures, procedureSchema } from './procedures.ts';

export interface ImportReport extends ImportCounts {
  /** organisation, procedures, disclosures, laws, calendar, catalogue, or unknown. */
  kind: string;
  file: string;
  read: number;
  rejected: Rejection[];
  warnings: string[];
  /** The first of what was, or in a dry run would be, created and updated. */
  changes: Change[];
  /** False when nothing was written: a dry run, or rejections without `partial`. */
  written: boolean;
}

/** What people call the kinds of file. */
export const KIND_NAMES: Readonly<Record<string, string>> = {
  organisation: '机构和人员',
  procedures: '办事事项',
  disclosures: '公开信息',
  categories: '公开类别',
  laws: '法规',
  calendar: '放假安排',
  catalogue: '公开事项目录',
  unknown: '不认识的文件',
};

/** Thrown inside the transaction to undo it; carries the report out. */
class Undo extends Error {
  readonly result: KindResult;
  constructor(result: KindResult) {
    super('undo');
    this.result = result;
  }
}

export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** The largest tables take some tens of seconds, more on a slow machine. */
const IMPORT = { timeoutMs: 10 * 60_000 };

/** Imports one file. Whatever is wrong with it is in the report; only a failing database throws. */
export async function importFile(
  database: Database,
  bytes: Buffer,
  file: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const whole = (reason: string): ImportReport => ({
    kind: 'unknown',
    file,
    read: 0,
    ...noCounts(),
    rejected: [{ row: null, column: null, reason }],
    warnings: [],
    changes: [],
    written: false,
  });
  if (bytes.length === 0) return whole('文件是空的');
  if (bytes.length > MAX_FILE_BYTES)
    return whole(
      `文件太大:${Math.ceil(bytes.length / 1024 / 1024)} MB,最多 ${MAX_FILE_BYTES / 1024 / 1024} MB`,
    );
  try {
    const result = await database.transaction(async (tx) => {
      const done = await importBytes(tx, bytes, file, options);
      if (options.kinds && !options.kinds.includes(done.kind))
        throw new InputError(`这个文件是「${KIND_NAMES[done.kind] ?? done.kind}」,不能从这里导入`);
      if (options.dryRun || (done.rejected.length > 0 && !options.partial)) throw new Undo(done);
      if (done.counts.created + done.counts.updated > 0) await recordsChanged(tx, options.now);
      return done;
    }, IMPORT);
    return reportOf(file, result, true, options);
  } catch (error) {
    if (error instanceof Undo) return reportOf(file, error.result, false, options);
    if (error instanceof InputError) return whole(error.message);
    throw error;
  }
}

function reportOf(
  file: string,
  { kind, read, counts, rejected, warnings = [] }: KindResult,
  written: boolean,
  { partial = false }: ImportOptions,
): ImportReport {
  // What was refused whole changed nothing, whatever it counted before it was undone.
  const kept = written || partial || rejected.length === 0 ? counts : noCounts();
  return { kind, file, read, changes: [], ...kept, rejected, warnings, written };
}

async function importBytes(tx: Tx, bytes: Buffer, file: string, options: ImportOptions): Promise<KindResult> {
  const text = asJsonText(bytes);
  if (text === undefined) return importCatalogue(tx, bytes, file, options);
  const parsed = parseJson(text, file);
  if (Array.isArray(parsed)) return importList(tx, parsed, file, options);
  const record = z.record(z.string(), z.unknown()).parse(parsed);
  if ('units' in record) return importOrganisationFile(tx, record);
  if (isCalendarMap(record) || 'year' in record)
    return importCalendarYears(tx, 'year' in record ? [record] : fromCalendarMap(record), options);
  throw new InputError(
    '看不出这是什么文件:应有 units(机构)、year(日历),或是办事事项、公开信息、法律条文的列表',
  );
}

/** The text, when the bytes begin like JSON; otherwise it is a table. */
function asJsonText(bytes: Buffer): string | undefined {
  const head = bytes
    .subarray(0, 64)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (head[0] !== '{' && head[0] !== '[') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('不是 UTF-8 编码的 JSON 文件,请另存为 UTF-8 再导入');
  }
}

/** What PostgreSQL keeps in no text: a zero, half a pair of surrogates. */
const UNKEEPABLE =
  /\0|\\u0000|\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}/i;

function parseJson(text: string, file: string): unknown {
  if (UNKEEPABLE.test(text))
    throw new InputError('文件里有数据库不能保存的字符(\\u0000 或不成对的代理字符),请删掉再导入');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 && !/\.jsonl$/i.test(file))
      throw new InputError(`JSON 写得不对:${messageOf(error)}`);
    return lines.map((line, i) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new InputError(`第 ${i + 1} 行不是 JSON`);
      }
    });
  }
}

async function importList(
  tx: Tx,
  rows: readonly unknown[],
  file: string,
  options: ImportOptions,
): Promise<KindResult> {
  const first = z.record(z.string(), z.unknown()).safeParse(rows[0]).data ?? {};
  if ('materials' in first && 'steps' in first)
    return importRows(
      'procedures',
      procedureSchema,
      rows,
      (value) => value.code,
      (values) => importProcedures(tx, values),
      await unitCheck(tx),
    );
  if ('regime' in first && 'category' in first)
    return importRows(
      'disclosures',
      disclosureSchema,
      rows,
      (value) => value.code,
      (values) => importDisclosures(tx, values, options.now),
      await unitCheck(tx),
    );
  if ('regime' in first)
    return importRows(
      'categories',
      categorySchema,
      rows,
      (value) => value.code,
      (values) => importCategories(tx, values),
    );
  if ('law' in first)
    return importRows(
      'laws',
      lawArticleSchema,
      rows,
      (value) => lawId(value.law, value.article),
      (values) => importLaws(tx, values),
    );
  if ('level1' in first && 'deadline' in first) return importCatalogueRows(tx, rows, file, options);
  if ('year' in first) return importCalendarYears(tx, rows, options);
  throw new InputError('看不出这是什么列表:应是办事事项、公开信息、公开事项目录、法律条文或日历');
}

async function importRows<Schema extends z.ZodType>(
  kind: string,
  schema: Schema,
  rows: readonly unknown[],
  keyOf: (value: z.output<Schema>) => string,
  write: (values: z.output<Schema>[]) => Promise<ImportCounts>,
  unknownUnit?: (value: { unit: string }) => string | undefined,
): Promise<KindResult> {
  const first = checkRows(schema, rows);
  const second = rejectRepeats(first.good, 'code', keyOf);
  const rejected: Rejection[] = [...first.rejected, ...second.rejected];
  const good: z.output<Schema>[] = [];
  for (const { row, value } of second.good) {
    const missing = unknownUnit?.(value as { unit: string });
    if (missing) rejected.push({ row, column: 'unit', reason: `没有这个单位:${missing}` });
    else good.push(value);
  }
  return { kind, read: rows.length, counts: await write(good), rejected };
}

async function unitCheck(tx: Tx): Promise<(value: { unit: string }) => string | undefined> {
  const known = new Set((await tx.unit.findMany({ select: { code: true } })).map((unit) => unit.code));
  return ({ unit }) => (known.has(unit) ? undefined : unit);
}

async function importOrganisationFile(tx: Tx, record: Record<string, unknown>): Promise<KindResult> {
  const parsed = organisationFileSchema.safeParse(record);
  if (!parsed.success)
    throw new InputError(
      `机构文件的结构不对:${parsed.error.issues.map((issue) => issue.path.join('.')).join('、')}`,
    );
  const { read, counts, rejected } = await importOrganisation(tx, parsed.data);
  return { kind: 'organisation', read, counts, rejected };
}

/** A notice that has come moves the days that were provisional without it. */
const importCalendarYears = (tx: Tx, rows: readonly unknown[], { now }: ImportOptions): Promise<KindResult> =>
  importRows(
    'calendar',
    calendarYearSchema,
    rows,
    (value) => String(value.year),
    async (values) => {
      const counts = await importCalendar(tx, values, now);
      if (counts.created + counts.updated > 0) await reckonAnew(tx, now, await loadCalendar(tx));
      return counts;
    },
  );
