/** 公开事项目录 for those who look something up in it: by words, field and unit, with how far each item has come. */
import type { Day } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import { unitNames } from '../people/officials.ts';
import type { Db } from '../store/database.ts';
import { Prisma, type Obligation } from '../store/generated/client.ts';

export interface CatalogueQuery {
  words: string;
  field: string;
  /** Only what this unit owes. */
  unit: string;
  /** Id of the last item of the page before. */
  after: string;
}

export interface FoundItem {
  id: string;
  field: string;
  level1: string;
  level2: string;
  content: string;
  deadlinePhrase: string;
  unitsText: string[];
  mode: string | null;
  /** Obligations of all units, or of the one asked for. */
  open: number;
  overdue: number;
  done: number;
}

const MAX_WORDS = 6;
const pattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

/** Items that hold each of the words, in the order of their tables; one more than `size` when there are more. */
export async function searchCatalogue(
  db: Db,
  { words, field, unit, after }: CatalogueQuery,
  size: number,
  today: Day,
): Promise<FoundItem[]> {
  const wanted = words.normalize('NFKC').split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  const conditions = [
    ...wanted.map(
      (word) => Prisma.sql`concat_ws(' ', i.level1, i.level2, i.content, i.deadline_phrase,
        array_to_string(i.units_text, ' '), array_to_string(i.basis, ' ')) ilike ${pattern(word)}`,
    ),
    ...(field ? [Prisma.sql`i.field = ${field}`] : []),
    ...(unit
      ? [
          Prisma.sql`exists (select 1 from catalogue_item_unit u where u.item_id = i.id and u.unit_code = ${unit})`,
        ]
      : []),
    ...(after
      ? [
          Prisma.sql`(i.field, i.position, i.id) > (select a.field, a.position, a.id from catalogue_item a where a.id = ${after})`,
        ]
      : []),
  ];
  const where = conditions.length > 0 ? Prisma.sql`where ${Prisma.join(conditions, ' and ')}` : Prisma.empty;
  return db.$queryRaw<FoundItem[]>`
    with page as (
      select * from catalogue_item i ${where} order by i.field, i.position, i.id limit ${size + 1}
    )
    select p.id, p.field, p.level1, p.level2, p.content, p.deadline_phrase as "deadlinePhrase",
      p.units_text as "unitsText", p.mode, coalesce(o.open, 0)::int as open, coalesce(o.overdue, 0)::int as overdue,
      coalesce(o.done, 0)::int as done
    from page p
    left join (
      select b.catalogue_item_id, count(*) filter (where b.status = 'open') as open,
        count(*) filter (where b.status = 'open' and b.due < ${today}) as overdue,
        count(*) filter (where b.status <> 'open') as done
      from obligation b
      where b.catalogue_item_id in (select id from page) and (${unit} = '' or b.unit_code = ${unit})
      group by b.catalogue_item_id
    ) o on o.catalogue_item_id = p.id
    order by p.field, p.position, p.id`;
}

export interface Field {
  field: string;
  items: number;
}

const MAX_FIELDS = 200;

/** The fields of the catalogue and how many items each has. 领域 */
export async function catalogueFields(db: Db): Promise<Field[]> {
  const groups = await db.catalogueItem.groupBy({
    by: ['field'],
    _count: { id: true },
    orderBy: { field: 'asc' },
    take: MAX_FIELDS,
  });
  return groups.map(({ field, _count }) => ({ field, items: _count.id }));
}

const TURNS = 40;

/** One item with what is owed for it, the most pressing first; of one unit where `unit` is given. */
export async function catalogueItem(db: Db, id: string, unit: string | undefined) {
  const item = await db.catalogueItem.findUnique({ where: { id } });
  if (!item) throw new NotFoundError('No such item.', { tell: '目录里没有这一条,可能已经改过。' });
  const obligations: Obligation[] = await db.obligation.findMany({
    where: { catalogueItemId: id, ...(unit ? { unitCode: unit } : {}) },
    orderBy: [{ status: 'desc' }, { due: 'asc' }, { id: 'asc' }],
    take: TURNS,
  });
  const codes = obligations.map(({ unitCode }) => unitCode);
  return { item, obligations, unitNames: await unitNames(db, codes) };
}
