/**
 * What a report holds: sections of numbers, each number with what it counts, so that it can open its list. Plain data: kept as it
 * is when the report is made. Pure.
 */
import type { Row } from './report-source.ts';

/** A number, and what it counts: which state of which source, of which unit or class. */
export interface Count {
  n: number;
  /** source.state */
  of: string;
  unit?: string;
  category?: string;
}

/** 按时率 and its like. */
export interface Rate {
  part: Count;
  whole: Count;
}
export type Cell = string | Count | Rate;

export interface Section {
  key: string;
  zh: string;
  en: string;
  head: string[];
  rows: Cell[][];
  note?: string;
  /** Columns drawn as bars beside the table. */
  chart?: number[];
}

/** Units or classes with fewer matters than this are put together for whoever merely counts: few could tell whose they are. */
export const FEW = 3;
/** Stands for them in the address of a list. */
export const FEW_KEY = '~few';

export const isCount = (cell: Cell): cell is Count => typeof cell === 'object' && 'of' in cell;
export const isRate = (cell: Cell): cell is Rate => typeof cell === 'object' && 'part' in cell;

export const percent = ({ part, whole }: Rate): string =>
  whole.n === 0 ? '—' : `${Math.round((100 * part.n) / whole.n)}%`;

/** As in a letter or a sheet. */
export const textOf = (cell: Cell): string =>
  typeof cell === 'string'
    ? cell
    : isCount(cell)
      ? String(cell.n)
      : cell.whole.n === 0
        ? '—'
        : `${percent(cell)}(${cell.part.n}/${cell.whole.n})`;

export type Narrow = Pick<Count, 'unit' | 'category'>;

/** The rows of one source that a figure counts. */
export type Rows = ReadonlyMap<string, readonly Row[]>;

export interface Counter {
  count(of: string, narrow?: Narrow): Count;
  rate(part: string, whole: string, narrow?: Narrow): Rate;
  /** Units, or classes, that appear in a source, the most first, those put together last. */
  groups(source: string, by: 'unit' | 'category'): string[];
  /** Ids of the records counted: the list behind a number. */
  idsOf(of: string, narrow?: Narrow): string[];
}

export function createCounter(rows: Rows): Counter {
  const matching = (of: string, { unit, category }: Narrow): readonly Row[] => {
    const [source, state] = of.split('.') as [string, string];
    return (rows.get(source) ?? []).filter(
      (row) =>
        row.states.includes(state) &&
        (unit === undefined || row.unit === unit) &&
        (category === undefined || row.category === category),
    );
  };
  const count = (of: string, narrow: Narrow = {}): Count => ({
    n: matching(of, narrow).length,
    of,
    ...narrow,
  });
  return {
    count,
    rate: (part, whole, narrow) => ({ part: count(part, narrow), whole: count(whole, narrow) }),
    groups: (source, by) =>
      [...sizesOf(rows.get(source) ?? [], by)]
        .sort(([a, n], [b, m]) => Number(a === FEW_KEY) - Number(b === FEW_KEY) || m - n || (a < b ? -1 : 1))
        .map(([name]) => name),
    idsOf: (of, narrow = {}) => matching(of, narrow).map(({ id }) => id),
  };
}

function sizesOf(rows: readonly Row[], by: 'unit' | 'category'): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const group = row[by];
    if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return sizes;
}

/** Of matters, for those who merely count. What is public is public. */
export function foldFew(rows: readonly Row[]): Row[] {
  const sizes = { unit: sizesOf(rows, 'unit'), category: sizesOf(rows, 'category') };
  const folded = (by: 'unit' | 'category', group: string | undefined): string | undefined =>
    group !== undefined && sizes[by].get(group)! < FEW ? FEW_KEY : group;
  return rows.map((row) => ({
    ...row,
    unit: folded('unit', row.unit),
    category: folded('category', row.category),
  }));
}

/** The same sections, each number counted anew. */
export function recount(sections: readonly Section[], counter: Counter): Section[] {
  const again = ({ of, n: _n, ...narrow }: Count): Count => counter.count(of, narrow);
  const cellOf = (cell: Cell): Cell =>
    isCount(cell) ? again(cell) : isRate(cell) ? { part: again(cell.part), whole: again(cell.whole) } : cell;
  return sections.map((section) => ({ ...section, rows: section.rows.map((row) => row.map(cellOf)) }));
}
