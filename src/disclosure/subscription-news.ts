/**
 * Tells citizens what they subscribed to: one message a person a day. What is published after it waits for the next morning's.
 * How it reaches them (the platform's window, another address agreed to) is the outbox's matter.
 */
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, instantOf, type Day } from '../kit/day.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { Draft, Outbox } from '../outbox/outbox.ts';
import type { Database, Db, Tx } from '../store/database.ts';

export interface TellDeps {
  database: Database;
  outbox: Pick<Outbox, 'enqueue'>;
  addressOf(db: Db, citizenId: string): Promise<Address | undefined>;
  /** Where everybody can read an item on our own page; undefined where nobody outside reaches us. */
  pageOf?: (code: string) => string | undefined;
}

/** People to a transaction. */
const PAGE = 100;
const LISTED = 5;
const SUMMARY = 80;
const TITLE = 60;

interface Line {
  citizen_id: string;
  code: string;
  title: string;
  summary: string;
  url: string | null;
  version: number;
}

/** Owes everybody their message of the day. Called twice, or by several instances at once, it owes none twice. */
export async function tellSubscribers(deps: TellDeps, now: Date): Promise<number> {
  const today = dayOf(now);
  let told = 0;
  for (let after = ''; ;) {
    const citizens = await toTell(deps.database.prisma, today, after, PAGE);
    if (citizens.length === 0) return told;
    after = citizens.at(-1)!;
    told += await deps.database.transaction((tx) => tellThese(tx, deps, citizens, today));
  }
}

/** Whether somebody is about to be told: of what was noted today, not of what waits for the morning. */
export async function hasNews(db: Db, now: Date): Promise<boolean> {
  const today = dayOf(now);
  return (await toTell(db, today, '', 1, instantOf(today, '00:00'))).length > 0;
}

/** Who is to be told something, has an address and has had no such message today. */
async function toTell(
  db: Db,
  today: Day,
  after: string,
  take: number,
  since = new Date(0),
): Promise<string[]> {
  const rows = await db.$queryRaw<{ citizen_id: string }[]>`
    select distinct n.citizen_id from subscription_news n
    where n.told_on is null and n.citizen_id > ${after} and n.at >= ${since}::timestamptz
      and exists (select 1 from citizen_address a where a.citizen_id = n.citizen_id and a.blocked_at is null)
      and not exists (select 1 from outbox_message m where m.key = ${KEY} || n.citizen_id || ':' || ${today})
    order by n.citizen_id limit ${take}`;
  return rows.map(({ citizen_id: id }) => id);
}

const KEY = 'subscription:';

async function tellThese(tx: Tx, deps: TellDeps, citizens: readonly string[], today: Day): Promise<number> {
  // The key of the message keeps it to one a day; the lock keeps what is in it whole.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('subscription news'))`;
  const lines = await tx.$queryRaw<Line[]>`
    select n.citizen_id, d.code, d.title, d.summary, d.url, max(n.version) as version
    from subscription_news n join disclosure d on d.code = n.disclosure_code
    where n.told_on is null and n.citizen_id = any(${[...citizens]}::text[])
      and d.status in ('已公开', '已更正') and d.mode = '主动' and d.regime <> '内部'
    group by n.citizen_id, d.code order by n.citizen_id, min(n.at), d.code`;
  const byCitizen = Map.groupBy(lines, (line) => line.citizen_id);
  const drafts: Draft[] = [];
  for (const [citizenId, own] of byCitizen) {
    const to = await deps.addressOf(tx, citizenId);
    if (to) drafts.push({ key: `${KEY}${citizenId}:${today}`, to, body: newsMessage(own, deps.pageOf) });
  }
  await deps.outbox.enqueue(tx, drafts);
  // What was withdrawn meanwhile is not told either.
  await tx.subscriptionNews.updateMany({
    where: { citizenId: { in: [...citizens] }, toldOn: null },
    data: { toldOn: today },
  });
  return drafts.length;
}

const short = (text: string, length: number): string => {
  const chars = [...text];
  return chars.length > length ? `${chars.slice(0, length).join('')}…` : text;
};

/** What the citizen reads. */
export function newsMessage(
  lines: readonly Omit<Line, 'citizen_id'>[],
  pageOf?: (code: string) => string | undefined,
): MessageBody {
  const [first] = lines;
  const url = first!.url ?? pageOf?.(first!.code);
  const corrected = (line: { version: number }): string => (line.version > 1 ? '(已更正)' : '');
  const stop = '问详情,回复标题。不想再收,回复 我的订阅。';
  if (lines.length === 1)
    return {
      t: 'notice',
      title: `您订阅的公开了:${short(first!.title, TITLE)}${corrected(first!)}`,
      short: first!.title,
      text: `${short(first!.summary, SUMMARY)}\n${stop}`,
      ...(url ? { url } : {}),
    };
  const rest = lines.length - LISTED;
  return {
    t: 'notice',
    title: `您订阅的公开了 ${lines.length} 条`,
    short: `订阅的公开了 ${lines.length} 条`,
    text: [
      ...lines.slice(0, LISTED).map((line, i) => `${i + 1}、${short(line.title, TITLE)}${corrected(line)}`),
      ...(rest > 0 ? [`还有 ${rest} 条`] : []),
      stop,
    ].join('\n'),
  };
}
