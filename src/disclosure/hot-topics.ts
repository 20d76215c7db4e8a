/**
 * 社会普遍关注的热点问题: what many citizens asked about and is not public yet is suggested to its unit, once a month. Only that
 * somebody asked is counted, never who or in which words.
 */
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, formatDay } from '../kit/day.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { responsibleFor } from '../people/officials.ts';
import type { Database, Db, Tx } from '../store/database.ts';

export interface HotTopic {
  code: string;
  title: string;
  unit: string;
  due: string | null;
  /** Citizens who asked within the days looked at. */
  asked: number;
}

const DAYS = 30;
/** From so many citizens on a matter is one of general concern. */
export const MANY = 5;
const MOST = 50;

/** Items not public yet that at least `least` citizens asked for in the last thirty days, the most asked first. */
export function findHotTopics(db: Db, now: Date, least = MANY): Promise<HotTopic[]> {
  const since = new Date(now.getTime() - DAYS * 86_400_000);
  return db.$queryRaw<HotTopic[]>`
    select d.code, d.title, d.unit_code as unit, d.due, count(distinct t.conversation_id)::int as asked
    from turn t
    join conversation v on v.id = t.conversation_id and v.channel <> 'wecom'
    cross join lateral jsonb_array_elements(coalesce(t.evidence->'citations', '[]'::jsonb)) c
    join disclosure d on d.code = c->>'id'
    where t.at > ${since}::timestamptz and c->>'type' = 'disclosure'
      and d.regime <> '内部' and d.mode = '主动' and d.status in ('待形成', '待公开', '审核')
    group by d.code, d.title, d.unit_code, d.due
    having count(distinct t.conversation_id) >= ${least}::int
    order by asked desc, d.code limit ${MOST}`;
}

/** Marks them and writes to the officer of each unit; the same topic once a month. */
export async function suggestHotTopics(
  deps: { database: Database; outbox: Pick<Outbox, 'enqueue'>; officialAddress(userid: string): Address },
  now: Date,
): Promise<number> {
  return deps.database.transaction(async (tx: Tx) => {
    const topics = await findHotTopics(tx, now);
    const responsible = await responsibleFor(tx, [...new Set(topics.map(({ unit }) => unit))]);
    await tx.disclosure.updateMany({
      where: { code: { in: topics.map(({ code }) => code) } },
      data: { hotTopic: true, updatedAt: now },
    });
    const month = dayOf(now).slice(0, 7);
    const drafts = topics.flatMap(({ code, title, unit, due, asked }) => {
      const officer = responsible.get(unit)?.officer;
      return officer
        ? [
            {
              key: `hot-topic:${code}:${month}`,
              to: deps.officialAddress(officer),
              body: {
                t: 'text' as const,
                text: `近 ${DAYS} 天有 ${asked} 位群众问到「${title}」,还没有公开${due ? `,应在 ${formatDay(due)} 前` : ''}。建议尽快公开:回复 发布。`,
              },
            },
          ]
        : [];
    });
    await deps.outbox.enqueue(tx, drafts);
    return topics.length;
  });
}
