/**
 * 政务公开监督员: citizens who offered to help. Once a month each is asked to look whether some newly published items are true;
 * what they find goes the way of every complaint.
 */
import type { Address } from '../kit/conversation-id.ts';
import { addDays, dayOf } from '../kit/day.ts';
import type { Draft, Outbox } from '../outbox/outbox.ts';
import type { Database, Db, Tx } from '../store/database.ts';

/** Takes the citizen in; again after they had left. */
export async function joinSupervisors(tx: Tx, now: Date, citizenId: string): Promise<void> {
  await tx.citizenSupervisor.upsert({
    where: { citizenId },
    create: { citizenId, since: now },
    update: { endedAt: null },
  });
}

/** True when the citizen was one. */
export async function leaveSupervisors(tx: Tx, now: Date, citizenId: string): Promise<boolean> {
  const { count } = await tx.citizenSupervisor.updateMany({
    where: { citizenId, endedAt: null },
    data: { endedAt: now },
  });
  return count > 0;
}

const ITEMS = 3;
const DAYS = 31;
/** People to a transaction. */
const PAGE = 100;

/** Owes each of them the month's items, drawn anew for each; none in a month without news. */
export async function askSupervisors(
  deps: {
    database: Database;
    outbox: Pick<Outbox, 'enqueue'>;
    addressOf(db: Db, citizenId: string): Promise<Address | undefined>;
  },
  now: Date,
): Promise<number> {
  const today = dayOf(now);
  let asked = 0;
  for (let after = ''; ;) {
    const page = await deps.database.prisma.citizenSupervisor.findMany({
      where: { endedAt: null, citizenId: { gt: after } },
      orderBy: { citizenId: 'asc' },
      take: PAGE,
    });
    if (page.length === 0) return asked;
    after = page.at(-1)!.citizenId;
    asked += await deps.database.transaction(async (tx) => {
      const drafts: Draft[] = [];
      for (const { citizenId } of page) {
        const to = await deps.addressOf(tx, citizenId);
        const items = to ? await drawItems(tx, addDays(today, -DAYS), today, citizenId) : [];
        if (to && items.length > 0)
          drafts.push({
            key: `supervisor:${citizenId}:${today.slice(0, 7)}`,
            to,
            body: { t: 'text', text: taskText(items) },
          });
      }
      await deps.outbox.enqueue(tx, drafts);
      return drafts.length;
    });
  }
}

/** The same draw for the same person and month. */
const drawItems = (
  db: Db,
  from: string,
  today: string,
  citizenId: string,
): Promise<{ code: string; title: string }[]> =>
  db.$queryRaw`
    select code, title from disclosure
    where published between ${from} and ${today} and status in ('已公开', '已更正') and mode = '主动' and regime <> '内部'
    order by md5(code || ${citizenId} || ${today.slice(0, 7)}) limit ${ITEMS}`;

const taskText = (items: readonly { code: string; title: string }[]): string =>
  [
    '监督员,请帮忙看看这几条公开的是不是真的:',
    ...items.map(({ code, title }) => `· ${title}(${code})`),
    '属实不用回。不实,回复 不实 加编号和哪里不对。不想当了,回复 不当监督员。',
  ].join('\n');
