/** 整体推进 (the speech, chapter 3): which classes of contents each unit has public, of those it ought to have. */
import { CATEGORIES } from '../disclosure/categories.ts';
import { publicItems } from '../disclosure/figures.ts';
import type { Db } from '../store/database.ts';

export interface CoverageRow {
  unit: string;
  name: string;
  /** Items public, by class; 0 is a gap. */
  counts: Readonly<Record<string, number>>;
  /** Classes with at least one. */
  filled: number;
}

export interface CoverageTable {
  zh: string;
  en: string;
  categories: readonly { code: string; name: string }[];
  rows: CoverageRow[];
}

/** G for the county's government, D for its departments, V for the committees. */
const TABLES: readonly { zh: string; en: string; types: readonly string[]; prefix: string }[] = [
  { zh: '县政府', en: "The county's government", types: ['county_gov'], prefix: 'G' },
  { zh: '职能部门', en: 'Departments', types: ['department'], prefix: 'D' },
  {
    zh: '村(居)委会',
    en: 'Villages and neighbourhoods',
    types: ['village_committee', 'resident_committee'],
    prefix: 'V',
  },
];

const classesOf = (prefix: string) => CATEGORIES.filter(({ code }) => code.startsWith(prefix));

/** Classes a unit of this type ought to have; none where the speech gives it none. */
export const dueClasses = (type: string): readonly string[] => {
  const table = TABLES.find(({ types }) => types.includes(type));
  return table ? classesOf(table.prefix).map(({ code }) => code) : [];
};

/** Of these units, all when undefined. */
export async function coverage(db: Db, among?: readonly string[]): Promise<CoverageTable[]> {
  const [units, items] = await Promise.all([
    db.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } }),
    publicItems(db, { units: among }),
  ]);
  const byUnit = Map.groupBy(items, ({ unit }) => unit);
  return TABLES.map(({ zh, en, types, prefix }) => {
    const categories = classesOf(prefix);
    const rows = units
      .filter(({ code, type }) => types.includes(type) && (!among || among.includes(code)))
      .map(({ code, name }): CoverageRow => {
        const own = byUnit.get(code) ?? [];
        const counts = Object.fromEntries(
          categories.map((category) => [
            category.code,
            own.filter((item) => item.category === category.code).length,
          ]),
        );
        return { unit: code, name, counts, filled: Object.values(counts).filter((n) => n > 0).length };
      });
    return { zh, en, categories, rows };
  }).filter(({ rows }) => rows.length > 0);
}
