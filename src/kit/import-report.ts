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
}

export interface ImportOptions {
  /** Take what can be taken and report the rest. */
  partial?: boolean;
  /** Report what would change and write nothing. */
  dryRun?: boolean;
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

/**
 * Writes what differs from `existing` (by key): creates in one go, updates one by one. Rows that are the same already
 * are left alone, so that importing twice changes nothing.
 */
export async function writeDifferences<Row>(options: {
  rows: readonly Row[];
  existing: readonly Row[];
  keyOf(row: Row): string;
  create(rows: Row[]): Promise<unknown>;
  update(row: Row): Promise<unknown>;
}): Promise<ImportCounts> {
  const known = new Map(options.existing.map((row) => [options.keyOf(row), stableJson(row)]));
  const fresh = options.rows.filter((row) => !known.has(options.keyOf(row)));
  const changed = options.rows.filter((row) => {
    const before = known.get(options.keyOf(row));
    return before !== undefined && before !== stableJson(row);
  });
  for (let i = 0; i < fresh.length; i += CHUNK) await options.create(fresh.slice(i, i + CHUNK));
  for (const row of changed) await options.update(row);
  return {
    created: fresh.length,
    updated: changed.length,
    unchanged: options.rows.length - fresh.length - changed.length,
  };
}

const CHUNK = 500;
