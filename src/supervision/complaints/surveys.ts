/** 回访: the author asked how it went, once after closing and four weeks later; then the matter is archived. */
import type { Database, Tx } from '../../store/database.ts';
import type { Complaint } from '../../store/generated/client.ts';
import { addEvent, keyOf, type Context } from './context.ts';

const DAY_MS = 86_400_000;
/** After the closing was told, and long enough to see whether it holds. */
const ROUNDS = [
  { round: 1, afterMs: DAY_MS },
  { round: 2, afterMs: 28 * DAY_MS },
] as const;
/** Time to answer the second question before the file is closed. */
const ARCHIVE_MS = 42 * DAY_MS;
const PAGE = 200;
/** What was closed longer ago, before this was asked at all, is left in peace. */
const OLDEST_MS = 90 * DAY_MS;

/** Asks whoever is to be asked and archives what is over. Returns what was done. */
export async function askAndArchive(
  ctx: Context,
  database: Database,
): Promise<{ asked: number; archived: number }> {
  const now = ctx.clock.now().getTime();
  let [asked, archived] = [0, 0];
  for (const { round, afterMs } of ROUNDS)
    for (;;) {
      const page = await database.prisma.complaint.findMany({
        where: {
          status: '办结',
          closedAt: { lte: new Date(now - afterMs), gt: new Date(now - OLDEST_MS) },
          surveys: { none: { round } },
        },
        orderBy: { id: 'asc' },
        take: PAGE,
      });
      for (const matter of page) if (await database.transaction((tx) => ask(ctx, tx, matter, round))) asked++;
      if (page.length < PAGE) break;
    }
  const over = await database.prisma.complaint.findMany({
    where: { status: '办结', closedAt: { lte: new Date(now - ARCHIVE_MS) } },
    orderBy: { id: 'asc' },
    take: 5 * PAGE,
    select: { id: true },
  });
  for (const { id } of over) if (await database.transaction((tx) => archive(ctx, tx, id))) archived++;
  return { asked, archived };
}

/** Praise and suggestions are not surveyed, but the row says that it was considered. */
async function ask(ctx: Context, tx: Tx, matter: Complaint, round: number): Promise<boolean> {
  const { count } = await tx.complaintSurvey.createMany({
    data: [{ complaintId: matter.id, round, askedAt: ctx.clock.now() }],
    skipDuplicates: true,
  });
  const address = await ctx.vault.addressOf(tx, matter.id);
  if (count === 0 || !address || matter.class === 'G') return false;
  const head =
    round === 1
      ? `您反映的事(编号 ${matter.number})已经办结。您满意吗?`
      : `四周前办结的事(编号 ${matter.number}),现在看,办得怎么样?`;
  await ctx.outbox.enqueue(tx, [
    {
      key: keyOf(ctx, `${matter.id}:survey:${matter.reopened ? 'again:' : ''}${round}`),
      to: address,
      body: {
        t: 'text',
        text: `${head}\n发编号或查询码给我,就能评价:满意、基本满意、不满意。不满意又有新理由的,再办一次。`,
      },
    },
  ]);
  await addEvent(ctx, tx, {
    complaintId: matter.id,
    actor: 'system',
    fact: 'complaint.surveyed',
    detail: { round },
  });
  return true;
}

async function archive(ctx: Context, tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.complaint.updateMany({
    where: { id, status: '办结' },
    data: { status: '归档' },
  });
  if (count === 0) return false;
  await addEvent(ctx, tx, { complaintId: id, actor: 'system', fact: 'complaint.archived' });
  return true;
}
