/**
 * Subscriptions 订阅: what a citizen wants to be told of when it is published. A topic names what must fit; publication writes
 * down who is to be told (here), and a message a day tells it (subscription-news). Internal items never get here. All
 * functions run in the caller's transaction.
 */
import { ConflictError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Db, Tx } from '../store/database.ts';
import { announce } from '../store/queue.ts';

/** All that is given must fit the item. */
export interface Topic {
  /** As the citizen reads it: 柳树湾村的村组财务. */
  label: string;
  /** Code of a unit; of a township, its committees are meant too. */
  unit?: string;
  /** Class of content, V2. */
  category?: string;
  /** A decision, project or plan. */
  matter?: string;
  /** This one item. */
  code?: string;
  /** All of them stand in the title. */
  words?: string[];
}

export interface Subscription {
  id: string;
  topic: Topic;
}

/** Name of the signal that somebody is to be told. */
export const NEWS = 'subscription-news';

/** More than these nobody reads. */
export const MAX_SUBSCRIPTIONS = 20;

const same = (a: Topic, b: Topic): boolean =>
  (['unit', 'category', 'matter', 'code'] as const).every((name) => a[name] === b[name]) &&
  (a.words ?? []).join(' ') === (b.words ?? []).join(' ');

/** Begins it; nothing changes when the citizen has it already. Throws ConflictError when there are too many. */
export async function follow(
  tx: Tx,
  { now, ids }: { now: Date; ids: Ids },
  citizenId: string,
  topic: Topic,
): Promise<void> {
  const own = await followedBy(tx, citizenId);
  if (own.some((one) => same(one.topic, topic))) return;
  if (own.length >= MAX_SUBSCRIPTIONS)
    throw new ConflictError('Too many subscriptions.', {
      tell: `这一项没有记上:您已经订阅了 ${MAX_SUBSCRIPTIONS} 项,先取消几项再订。回复 我的订阅 查看。`,
    });
  await tx.subscription.create({
    data: { id: ids.next(), citizenId, topic: { ...topic }, createdAt: now },
  });
}

/** In the order they were begun, by which they are numbered. */
export async function followedBy(db: Db, citizenId: string): Promise<Subscription[]> {
  const rows = await db.subscription.findMany({
    where: { citizenId, endedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MAX_SUBSCRIPTIONS,
  });
  return rows.map(({ id, topic }) => ({ id, topic: topic as unknown as Topic }));
}

/** 取消订阅: what was owed by it and not told yet is not told. */
export async function unfollow(tx: Tx, now: Date, ids: readonly string[]): Promise<void> {
  await tx.subscriptionNews.deleteMany({ where: { subscriptionId: { in: [...ids] }, toldOn: null } });
  await tx.subscription.updateMany({
    where: { id: { in: [...ids] }, endedAt: null },
    data: { endedAt: now },
  });
}

/** What of a published item subscriptions look at. */
export interface NewsItem {
  code: string;
  unit: string;
  category: string;
  title: string;
  matter?: string | undefined;
  version?: number | undefined;
}

/** Writes down who is to be told of these items; whoever calls it has made sure that citizens may see them. */
export async function noteNews(tx: Tx, now: Date, items: readonly NewsItem[]): Promise<void> {
  if (items.length === 0) return;
  const of = <T>(read: (item: NewsItem) => T): T[] => items.map(read);
  const noted = await tx.$executeRaw`
    insert into subscription_news (citizen_id, disclosure_code, version, subscription_id, at)
    select distinct on (s.citizen_id, i.code, i.version) s.citizen_id, i.code, i.version, s.id, ${now}::timestamptz
    from unnest(${of(({ code }) => code)}::text[], ${of(({ version }) => version ?? 1)}::int[],
      ${of(({ unit }) => unit)}::text[], ${of(({ category }) => category)}::text[],
      ${of(({ matter }) => matter ?? '')}::text[], ${of(({ title }) => title)}::text[])
      as i (code, version, unit, category, matter, title)
    join unit u on u.code = i.unit
    join subscription s on s.ended_at is null
      and (s.topic->>'unit' is null or s.topic->>'unit' = i.unit
        or (s.topic->>'unit' = u.parent_code and u.type like '%\\_committee'))
      and (s.topic->>'category' is null or s.topic->>'category' = i.category)
      and (s.topic->>'matter' is null or s.topic->>'matter' = i.matter)
      and (s.topic->>'code' is null or s.topic->>'code' = i.code)
      and not exists (select 1 from jsonb_array_elements_text(coalesce(s.topic->'words', '[]'::jsonb)) w (word)
        where position(w.word in i.title) = 0)
    order by s.citizen_id, i.code, i.version, s.id
    on conflict do nothing`;
  if (noted > 0) await announce(tx, NEWS);
}
