/**
 * What reports count: records of one kind, each in the states it has. A figure is how many rows have a state; its list is those
 * very rows. In: a period, units and everybody who will read. Out: rows, and a line for each when the list is opened.
 */
import type { Kind, Period, States } from '../disclosure/counted.ts';
import type { Db } from '../store/database.ts';
import type { Readers } from './statistics.ts';

export interface Asked extends Period {
  readers: Readers;
}

export interface Row {
  id: string;
  unit: string | undefined;
  category: string | undefined;
  states: readonly string[];
}

/** What a reader sees of one record in a list. */
export interface Line {
  title: string;
  /** Code of the unit. */
  unit?: string | undefined;
  facts: string;
  href?: string | undefined;
}

export interface Source {
  /** First half of a figure's name: items.late */
  name: string;
  /** Second half, and what it is called. */
  states: States;
  /** Every report has a section with all these states in a line, under this heading. */
  section?: { zh: string; en: string };
  rows(db: Db, asked: Asked): Promise<Row[]>;
  /** One for each id, in their order. */
  lines(db: Db, ids: readonly string[], readers: Readers): Promise<Line[]>;
  /** Of a kept list the ids that these readers may count; all when undefined. */
  countable?(db: Db, ids: readonly string[], readers: Readers): Promise<string[]>;
}

/** A kind as a source: the same for every reader. */
export const sourceOf = ({ name, section, states, find }: Kind): Source => ({
  name,
  section,
  states,
  rows: async (db, asked) =>
    (await find(db, { asked })).map(({ id, unit, states: has }) => ({
      id,
      unit,
      category: undefined,
      states: has,
    })),
  async lines(db, ids) {
    const entries = new Map((await find(db, { ids })).map((entry) => [entry.id, entry]));
    return ids.map((id) => entries.get(id) ?? { title: '已删除的一项', facts: '' });
  },
});
