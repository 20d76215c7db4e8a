/**
 * What any room gives to be counted in reports: records of one kind, each in the states it has, the same for every reader. In: a
 * period and units, or ids. Out: a line for each, which names nobody.
 */
import type { Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';

export interface Period {
  from: Day;
  to: Day;
  today: Day;
  /** All of the county when undefined. */
  units: readonly string[] | undefined;
}

/** A record that shows nobody's matter. */
export interface Entry {
  id: string;
  /** Code of the unit. */
  unit: string;
  title: string;
  facts: string;
  states: string[];
}

/** States and what each is called. */
export type States = Readonly<Record<string, { zh: string; en: string }>>;

/** Records with a section of their own in every report. */
export interface Kind {
  name: string;
  section: { zh: string; en: string };
  states: States;
  /** Those of a period, or by their ids; states are asked for with a period alone. */
  find(db: Db, where: Where): Promise<Entry[]>;
}

export type Where = { asked: Period } | { ids: readonly string[] };

export const within = (day: Day | null, { from, to }: Period): boolean =>
  day !== null && day >= from && day <= to;

/** The units of a period, as a condition. */
export const ofUnits = ({ units }: Period): { unitCode?: { in: string[] } } =>
  units ? { unitCode: { in: [...units] } } : {};

/** The names of what is so. */
export const flags = (is: Readonly<Record<string, boolean>>): string[] =>
  Object.keys(is).filter((key) => is[key]);
