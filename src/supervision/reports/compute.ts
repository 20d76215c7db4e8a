/** One report from the records as they stand: the rows of every source, and sections made from them. */
import type { Day } from '../../kit/day.ts';
import { keptBackItems, publicItems } from '../../disclosure/figures.ts';
import { loadCategories } from '../../disclosure/categories.ts';
import type { Db } from '../../store/database.ts';
import type { Readers } from '../statistics.ts';
import type { Body, ReportKind } from '../report-bodies.ts';
import { createCounter, foldFew, type Counter, type Section } from '../report-content.ts';
import type { Period } from '../report-period.ts';
import {
  committees,
  itemsByCategory,
  itemsByUnit,
  keptBack,
  mattersByCategory,
  mattersByUnit,
  mattersFlow,
  mattersQuality,
  namedUnits,
  subjects,
  type Material,
} from './sections.ts';
import type { Asked, Row, Source } from '../report-source.ts';

export interface Wanted {
  body: Body;
  period: Period;
  today: Day;
  readers: Readers;
  /** The readers merely count matters. */
  folds: boolean;
}

export interface Computed {
  rows: Map<string, Row[]>;
  sections: Section[];
}

const FOLDED_SOURCE = 'matters';

const askedOf = ({ body, period, today, readers }: Wanted): Asked => ({
  from: period.from,
  to: period.to,
  today,
  units: body.units,
  readers,
});

/** What one source counts. */
export async function rowsOf(db: Db, source: Source, wanted: Wanted): Promise<Row[]> {
  const rows = await source.rows(db, askedOf(wanted));
  return wanted.folds && source.name === FOLDED_SOURCE ? foldFew(rows) : rows;
}

export async function compute(db: Db, sources: readonly Source[], wanted: Wanted): Promise<Computed> {
  const rows = new Map<string, Row[]>();
  for (const source of sources) rows.set(source.name, await rowsOf(db, source, wanted));
  const { body, period } = wanted;
  const among = new Set(body.units);
  const [units, categories, kept, published] = await Promise.all([
    db.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } }),
    loadCategories(db),
    keptBackItems(db, body.units),
    publicItems(db, { from: period.from, until: period.to, units: body.units }),
  ]);
  const counter = createCounter(rows);
  const material: Material = {
    counter,
    units: units.filter(({ code }) => body.units === undefined || among.has(code)),
    categories: new Map(categories.map(({ code, name }) => [code, `${code} ${name}`])),
    keptBack: kept,
    published,
  };
  const villages = new Set(units.filter(({ type }) => type.endsWith('_committee')).map(({ code }) => code));
  const further = sources.flatMap((source) => furtherSection(source, counter) ?? []);
  return { rows, sections: [...SECTIONS[body.kind](material, villages), ...further] };
}

const SECTIONS: Readonly<
  Record<ReportKind, (material: Material, villages: ReadonlySet<string>) => Section[]>
> = {
  group: (material) => [
    itemsByUnit(material),
    itemsByCategory(material),
    keptBack(material),
    mattersFlow(material),
    mattersByCategory(material),
    mattersQuality(material),
  ],
  county: (material) => [
    itemsByUnit(material),
    itemsByCategory(material),
    namedUnits(material),
    mattersFlow(material),
    mattersByCategory(material),
    mattersByUnit(material),
    mattersQuality(material),
    keptBack(material),
  ],
  presidium: (material, villages) => [
    subjects(material),
    committees(material, villages),
    namedUnits(material),
    mattersFlow(material),
    mattersByCategory(material),
    mattersQuality(material),
  ],
};

/** Of a source that says so: all its states in one line. */
function furtherSection({ name, states, section }: Source, counter: Counter): Section | undefined {
  if (!section) return undefined;
  return {
    key: name,
    ...section,
    head: Object.values(states).map(({ zh }) => zh),
    rows: [Object.keys(states).map((state) => counter.count(`${name}.${state}`))],
  };
}
