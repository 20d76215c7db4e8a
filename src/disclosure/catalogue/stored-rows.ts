/** Rows of the catalogue as the database holds them; some hundred at a time, so that memory does not grow with the table. */
import { addCounts, noCounts, writeDifferences, type ImportCounts } from '../../kit/import-report.ts';
import { sha256 } from '../../kit/seal.ts';
import type { Db, Tx } from '../../store/database.ts';
import { FIELD_COLUMN, type CatalogueRow } from '../catalogue-row.ts';
import type { DeadlineMeaning } from '../deadline-meaning.ts';

/** Its own column, else the sheet, else the file. */
const fieldOf = (row: CatalogueRow, file: string): string =>
  row.extra?.[FIELD_COLUMN] ?? row.sheet ?? file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');

const itemId = (field: string, row: CatalogueRow): string =>
  sha256([field, row.level1, row.level2, row.content].join('\u0000')).toString('hex').slice(0, 32);

/** `position` counts within the field: the number of the line in a file changes with every export. */
function toStored(row: CatalogueRow, field: string, position: number) {
  const { [FIELD_COLUMN]: _field, ...extra } = row.extra ?? {};
  return {
    id: itemId(field, row),
    field,
    position,
    level1: row.level1,
    level2: row.level2,
    content: row.content,
    basis: row.basis,
    deadlinePhrase: row.deadline.phrase,
    deadlineMeaning: row.deadline.meaning as object,
    unitsText: row.units,
    unitCodes: row.unitCodes.toSorted(),
    channels: row.channels,
    audience: row.audience || null,
    audienceWho: row.audienceWho ?? null,
    mode: row.mode || null,
    tier: row.tier,
    extra: Object.keys(extra).length > 0 ? extra : null,
  };
}
type Stored = ReturnType<typeof toStored>;

/** What people call the columns; `deadlineMeaning` and `unitCodes` follow from others. */
const TITLES: Readonly<Record<string, string>> = {
  position: '顺序',
  basis: '公开依据',
  deadlinePhrase: '公开时限',
  unitsText: '公开主体',
  channels: '公开渠道和载体',
  audience: '公开对象',
  audienceWho: '公开对象是谁',
  mode: '公开方式',
  tier: '公开层级',
  extra: '其他列',
};

export interface CatalogueWriter {
  /** Writes those that differ from what is there. */
  take(rows: readonly CatalogueRow[]): Promise<void>;
  counts: ImportCounts;
  /** How many items of the fields written to were in no row taken: they stay as they are, behind the others. */
  finish(): Promise<number>;
}

export function createCatalogueWriter(tx: Tx, file: string, now: Date): CatalogueWriter {
  const counted = new Map<string, number>();
  const counts = noCounts();
  const taken: string[] = [];
  return {
    counts,
    async take(read) {
      const rows = read.map((row) => {
        const field = fieldOf(row, file);
        const position = (counted.get(field) ?? 0) + 1;
        counted.set(field, position);
        return toStored(row, field, position);
      });
      for (const { id } of rows) taken.push(id);
      const write = (some: Stored[]) => writeItems(tx, some, now);
      addCounts(
        counts,
        await writeDifferences<Stored>({
          rows,
          existing: await readStored(tx, { id: { in: rows.map(({ id }) => id) } }),
          keyOf: (row) => row.id,
          nameOf: ({ level1, level2, content }) => [level1, level2, content].filter(Boolean).join('—'),
          titles: TITLES,
          create: write,
          update: (row) => write([row]),
          updateAll: write,
        }),
      );
    },
    async finish() {
      const there = await tx.catalogueItem.count({ where: { field: { in: [...counted.keys()] } } });
      if (there > taken.length) await placeBehind(tx, taken, counted);
      return there - taken.length;
    },
  };
}

/** No two items of a field have one place: what is exported then keeps its order when it comes back. */
async function placeBehind(
  tx: Tx,
  taken: readonly string[],
  counted: ReadonlyMap<string, number>,
): Promise<void> {
  await tx.$executeRaw`
    update catalogue_item i set position = p.place
    from (
      select c.id, f.n + row_number() over (partition by c.field order by c.position, c.id) as place
      from catalogue_item c
      join unnest(${[...counted.keys()]}::text[], ${[...counted.values()]}::int[]) as f (field, n) on f.field = c.field
      where not exists (select 1 from unnest(${[...taken]}::text[]) as t (id) where t.id = c.id)
    ) p
    where i.id = p.id and i.position <> p.place`;
}

/** One statement for the items and two for their units, however many they are. */
async function writeItems(tx: Tx, rows: readonly Stored[], now: Date): Promise<void> {
  const ids = rows.map(({ id }) => id);
  await tx.$executeRaw`
    insert into catalogue_item as i (id, field, position, level1, level2, content, basis, deadline_phrase, deadline_meaning,
      units_text, channels, audience, audience_who, mode, tier, extra, content_hash, updated_at)
    select r.id, r.field, r.position, r.level1, r.level2, r.content, r.basis, r."deadlinePhrase", r."deadlineMeaning",
      r."unitsText", r.channels, r.audience, r."audienceWho", r.mode, r.tier, r.extra, r.id, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, field text, position int, level1 text,
      level2 text, content text, basis text[], "deadlinePhrase" text, "deadlineMeaning" jsonb, "unitsText" text[],
      channels text[], audience text, "audienceWho" text, mode text, tier text[], extra jsonb)
    on conflict (id) do update set position = excluded.position, basis = excluded.basis,
      deadline_phrase = excluded.deadline_phrase, deadline_meaning = excluded.deadline_meaning,
      units_text = excluded.units_text, channels = excluded.channels, audience = excluded.audience,
      audience_who = excluded.audience_who, mode = excluded.mode, tier = excluded.tier, extra = excluded.extra,
      updated_at = excluded.updated_at`;
  await tx.$executeRaw`delete from catalogue_item_unit where item_id = any(${ids}::text[])`;
  const pairs = rows.flatMap((row) => row.unitCodes.map((unit) => ({ item: row.id, unit })));
  await tx.$executeRaw`
    insert into catalogue_item_unit (item_id, unit_code)
    select r.item, r.unit from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as r (item text, unit text)
    on conflict do nothing`;
}

async function readStored(
  db: Db,
  where: NonNullable<Parameters<Db['catalogueItem']['findMany']>[0]>['where'],
): Promise<Stored[]> {
  const items = await db.catalogueItem.findMany({
    ...(where ? { where } : {}),
    include: { units: { orderBy: { unitCode: 'asc' } } },
    omit: { contentHash: true, updatedAt: true },
  });
  return items.map(({ units, deadlineMeaning, extra, ...item }) => ({
    ...item,
    deadlineMeaning: deadlineMeaning as object,
    extra: extra as Stored['extra'],
    unitCodes: units.map((unit) => unit.unitCode),
  }));
}

const PAGE = 1_000;

/** The catalogue, in the order of its tables, a page at a time. */
export async function* readCatalogue(db: Db): AsyncGenerator<CatalogueRow[]> {
  for (let skip = 0; ; skip += PAGE) {
    const ids = await db.catalogueItem.findMany({
      select: { id: true },
      orderBy: [{ field: 'asc' }, { position: 'asc' }, { id: 'asc' }],
      skip,
      take: PAGE,
    });
    if (ids.length === 0) return;
    const rows = await readStored(db, { id: { in: ids.map(({ id }) => id) } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    yield ids.flatMap(({ id }) => byId.get(id) ?? []).map(toRow);
    if (ids.length < PAGE) return;
  }
}

const toRow = (row: Stored): CatalogueRow => ({
  sheet: row.field,
  row: row.position,
  level1: row.level1,
  level2: row.level2,
  content: row.content,
  basis: row.basis,
  deadline: { phrase: row.deadlinePhrase, meaning: row.deadlineMeaning as DeadlineMeaning },
  units: row.unitsText,
  unitCodes: row.unitCodes,
  channels: row.channels,
  audience: row.audience ?? '',
  ...(row.audienceWho ? { audienceWho: row.audienceWho } : {}),
  mode: row.mode ?? '',
  tier: row.tier,
  ...(row.extra ? { extra: row.extra } : {}),
});
