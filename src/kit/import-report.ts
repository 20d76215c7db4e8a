/** What became of a file that was imported. */
import { z } from 'zod';

/** A row that was not taken; `row` and `column` are null when the whole file is meant. */
export interface Rejection {
  sheet?: string;
  row: number | null;
  column: string | null;
  reason: string;
}

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
  /** The first of what is created and updated, for people to look over before it is written. */
  changes?: Change[];
}

/** What becomes of one record. */
export interface Change {
  what: 'created' | 'updated';
  record: string;
  /** Of an update: what differs, as it stood and as it will stand, cut to some hundred characters. */
  fields: { field: string; from: string; to: string }[];
}

/** Most changes that are told one by one; the rest is counted. */
export const CHANGES_TOLD = 100;
const VALUE_TOLD = 200;

export interface ImportOptions {
  /** Take what can be taken and report the rest. */
  partial?: boolean;
  /** Report what would change and write nothing. */
  dryRun?: boolean;
  /** Only these kinds of file; others are refused as a whole. */
  kinds?: readonly string[];
  now: Date;
  onProgress?(done: number, total: number): void;
}

/** What a file of one kind came to, before it is decided whether it stays. */
export interface KindResult {
  kind: string;
  read: number;
  counts: ImportCounts;
  rejected: Rejection[];
  warnings?: string[];
}

export const noCounts = (): ImportCounts => ({ created: 0, updated: 0, unchanged: 0 });

/** Adds `more` to `total`. */
export function addCounts(total: ImportCounts, more: ImportCounts): void {
  total.created += more.created;
  total.updated += more.updated;
  total.unchanged += more.unchanged;
  const changes = [...(total.changes ?? []), ...(more.changes ?? [])].slice(0, CHANGES_TOLD);
  if (changes.length > 0) total.changes = changes;
}

const zh = z.locales.zhCN();

/** Checks each row against `schema`; row numbers begin with 1. */
export function checkRows<Schema extends z.ZodType>(
  schema: Schema,
  rows: readonly unknown[],
  firstRow = 1,
): { good: { row: number; value: z.output<Schema> }[]; rejected: Rejection[] } {
  const good: { row: number; value: z.output<Schema> }[] = [];
  const rejected: Rejection[] = [];
  for (const [i, candidate] of rows.entries()) {
    const parsed = schema.safeParse(candidate, { error: zh.localeError, reportInput: true });
    if (parsed.success) good.push({ row: firstRow + i, value: parsed.data });
    else rejected.push(...parsed.error.issues.slice(0, 5).map((issue) => rejectionOf(firstRow + i, issue)));
  }
  return { good, rejected };
}

const rejectionOf = (row: number, issue: z.core.$ZodIssue): Rejection => ({
  row,
  column: issue.path.map(String).join('.') || null,
  reason: reasonOf(issue),
});

/** In the words of someone who fills in tables; the library's own for what is rare. */
function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return '缺少这一项';
  if (issue.code === 'too_small' && issue.origin === 'string') return '不能空着';
  if (issue.code === 'too_big' && issue.origin === 'string') return `太长,最多 ${issue.maximum} 个字`;
  return issue.message;
}

/** Drops the later of two rows with one key and says which the first was. */
export function rejectRepeats<Value>(
  rows: readonly { row: number; value: Value }[],
  column: string,
  keyOf: (value: Value) => string,
): { good: { row: number; value: Value }[]; rejected: Rejection[] } {
  const first = new Map<string, number>();
  const good: { row: number; value: Value }[] = [];
  const rejected: Rejection[] = [];
  for (const entry of rows) {
    const key = keyOf(entry.value);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, entry.row);
      good.push(entry);
    } else rejected.push({ row: entry.row, column, reason: `${column} 重复:${key},与第 ${earlier} 行相同` });
  }
  return { good, rejected };
}

/** The same value whatever the order of its keys: what two records are compared by. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner as Record<string, unknown>)
            .filter(([, v]) => v !== undefined && v !== null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}

export interface Differences<Row> {
  rows: readonly Row[];
  existing: readonly Row[];
  keyOf(row: Row): string;
  /** What people call the record; its key otherwise. */
  nameOf?(row: Row): string;
  /** What people call the fields; a field without a name is derived from others and not told. */
  titles?: Readonly<Record<string, string>>;
  create(rows: Row[]): Promise<unknown>;
  update(row: Row): Promise<unknown>;
  /** Instead of `update`, where many can be written at once. */
  updateAll?(rows: Row[]): Promise<unknown>;
}

/**
 * Writes what differs from `existing` (by key), some hundred rows at a time. Rows that are the same already are left alone,
 * so that importing twice changes nothing.
 */
export async function writeDifferences<Row extends object>(
  differences: Differences<Row>,
): Promise<ImportCounts> {
  const { rows, existing, keyOf, create } = differences;
  const updateAll =
    differences.updateAll ??
    (async (some: Row[]) => {
      for (const row of some) await differences.update(row);
    });
  const known = new Map(existing.map((row) => [keyOf(row), row]));
  const fresh = rows.filter((row) => !known.has(keyOf(row)));
  const changed = rows.filter((row) => {
    const before = known.get(keyOf(row));
    return before !== undefined && stableJson(before) !== stableJson(row);
  });
  for (let i = 0; i < fresh.length; i += CHUNK) await create(fresh.slice(i, i + CHUNK));
  for (let i = 0; i < changed.length; i += CHUNK) await updateAll(changed.slice(i, i + CHUNK));
  const changes = [...fresh, ...changed]
    .slice(0, CHANGES_TOLD)
    .map((row) => changeOf(row, known.get(keyOf(row)), differences));
  return {
    created: fresh.length,
    updated: changed.length,
    unchanged: rows.length - fresh.length - changed.length,
    ...(changes.length > 0 ? { changes } : {}),
  };
}

function changeOf<Row extends object>(
  row: Row,
  before: Row | undefined,
  { keyOf, nameOf = keyOf, titles }: Differences<Row>,
): Change {
  const record = nameOf(row).slice(0, VALUE_TOLD);
  if (!before) return { what: 'created', record, fields: [] };
  const fields = Object.entries(row).flatMap(([field, to]) => {
    const from = (before as Record<string, unknown>)[field];
    const title = titles ? titles[field] : field;
    return title === undefined || stableJson([from]) === stableJson([to])
      ? []
      : [{ field: title, from: inWords(from), to: inWords(to) }];
  });
  return { what: 'updated', record, fields };
}

/** A value as people read it. */
function inWords(value: unknown): string {
  const plain = Array.isArray(value) && value.every((part) => typeof part === 'string');
  const text = plain ? value.join('、') : typeof value === 'string' ? value : stableJson(value ?? null);
  const shown = text === 'null' ? '' : text;
  return shown.length > VALUE_TOLD ? `${shown.slice(0, VALUE_TOLD)}…` : shown;
}

const CHUNK = 500;
