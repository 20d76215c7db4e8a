/**
 * 严格依法管理: what still rests on a law that was changed, repealed or replaced since it was written. Told to the office that
 * owns the catalogue every month, until a person has looked at it.
 */
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, type Day } from '../kit/day.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { holdersOf } from '../people/officials.ts';
import type { Database, Db } from '../store/database.ts';

export interface StaleBasis {
  law: string;
  /** Why it is stale: its state, or since when a newer text is in force. */
  why: string;
  /** Procedures and items that cite it. */
  records: { type: 'procedure' | 'disclosure'; id: string; title: string; unit: string }[];
}

interface Row {
  law: string;
  why: string;
  type: 'procedure' | 'disclosure';
  id: string;
  title: string;
  unit: string;
}

const PAST = '旧文本|废止|失效|已修改|已修订';
const MOST = 2_000;

export async function staleBases(db: Db, today: Day): Promise<StaleBasis[]> {
  const rows = await db.$queryRaw<Row[]>`
    with laws as (
      select law, max(status) filter (where status ~ ${PAST}) as past,
        max(effective) filter (where effective <= ${today}) as effective
      from law_article group by law
    ), cited as (
      select 'procedure' as type, p.code as id, p.name as title, p.unit_code as unit, b->>'law' as law, p.updated as written
      from procedure p cross join lateral jsonb_array_elements(p.basis) b where p.active
      union all
      select 'disclosure', d.code, d.title, d.unit_code, b->>'law', coalesce(d.published, d.formed, ${today})
      from disclosure d cross join lateral jsonb_array_elements(d.basis) b
      where d.status in ('待形成', '待公开', '审核') or (d.status in ('已公开', '已更正') and d.category like 'D%')
    )
    select distinct c.law, case when l.past is not null then l.past else '新文本自 ' || l.effective || ' 起施行' end as why,
      c.type, c.id, c.title, c.unit
    from cited c join laws l on l.law = c.law
    where l.past is not null or l.effective > c.written
    order by c.law, c.type, c.id limit ${MOST}`;
  return [...Map.groupBy(rows, ({ law }) => law)].map(([law, own]) => ({
    law,
    why: own[0]!.why,
    records: own.map(({ type, id, title, unit }) => ({ type, id, title, unit })),
  }));
}

const LISTED = 8;

/** One note a month to the office; none when nothing is stale. */
export async function warnOfStaleLaws(
  deps: { database: Database; outbox: Pick<Outbox, 'enqueue'>; officialAddress(userid: string): Address },
  now: Date,
): Promise<number> {
  const stale = await staleBases(deps.database.prisma, dayOf(now));
  if (stale.length === 0) return 0;
  const lines = stale
    .slice(0, LISTED)
    .map(({ law, why, records }) => `· 《${law}》${why}:${records.length} 项还引用`);
  const text = [...lines, ...(stale.length > LISTED ? [`还有 ${stale.length - LISTED} 部`] : [])].join('\n');
  await deps.database.transaction(async (tx) =>
    deps.outbox.enqueue(
      tx,
      (await holdersOf(tx, 'gov_office')).map(({ userid }) => ({
        key: `stale-laws:${dayOf(now).slice(0, 7)}:${userid}`,
        to: deps.officialAddress(userid),
        body: { t: 'notice' as const, title: `${stale.length} 部法律依据要核对`, text },
      })),
    ),
  );
  return stale.length;
}
