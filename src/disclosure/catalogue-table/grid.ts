/** A table as cells, whatever file it came from. */

export interface Cell {
  text: string;
  /** It holds a formula; `text` is the value it last had. */
  formula?: boolean;
}

export interface GridRow {
  /** As the spreadsheet numbers it; in a CSV the record number. */
  number: number;
  hidden: boolean;
  cells: (Cell | undefined)[];
}

export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface Grid {
  /** Undefined for a CSV. */
  sheet: string | undefined;
  hidden: boolean;
  rows: GridRow[];
  merges: Range[];
}

/** Bounds on a table; a county's largest is some thousands of rows. */
export const LIMITS = {
  rows: 200_000,
  columns: 200,
  cellLength: 20_000,
  sheets: 200,
  /** What a zip may unfold to. */
  inflatedBytes: 512 * 1024 * 1024,
} as const;

export const cellText = (row: GridRow | undefined, column: number): string => row?.cells[column]?.text ?? '';

/** Lets other work of the process go on now and then. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
