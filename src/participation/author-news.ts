/** Those who spoke on a draft are told what was adopted once it is public. Each once, whoever runs it. */
import { dayOf } from '../kit/day.ts';
import type { Database, Db } from '../store/database.ts';
import { ADOPTIONS, type Adoption } from './comment-standing.ts';
import { createNotices, type NoticeDeps } from './notices.ts';

/** Authors to a transaction. */
const PAGE = 200;
/** Rounds told of at once; the next signal or morning tells the rest. */
const ROUNDS = 50;

/** Somebody is still to be told of a result that is public. */
export const owesNews = async (db: Db): Promise<boolean> => (await untold(db, 1)).length > 0;

const untold = (db: Db, take: number) =>
  db.$queryRaw<{ id: string; title: string }[]>`
    select c.id, d.title from consultation c
    join disclosure r on r.code = c.result_code and r.status in ('已公开', '已更正', '归档')
    join disclosure d on d.code = c.disclosure_code
    where c.told_on is null order by c.id limit ${take}::int`;

/** Tells the authors of every round whose 采纳情况 is public and was not told yet; how many were told. */
export async function tellAuthors(database: Database, deps: NoticeDeps): Promise<number> {
  const due = await untold(database.prisma, ROUNDS);
  let told = 0;
  for (const { id, title } of due) told += await tellRound(database, deps, id, title);
  return told;
}

async function tellRound(
  database: Database,
  deps: NoticeDeps,
  consultationId: string,
  title: string,
): Promise<number> {
  const notices = createNotices(deps);
  let told = 0;
  for (let after = ''; ;) {
    const rows = await database.transaction(async (tx) => {
      const page = await tx.comment.findMany({
        where: { consultationId, withdrawnOn: null, citizenId: { not: null }, id: { gt: after } },
        include: { cluster: true },
        orderBy: { id: 'asc' },
        take: PAGE,
      });
      for (const { id, number, citizenId, cluster } of page)
        await notices.tellCitizen(tx, citizenId, {
          key: `comment:${id}:result`,
          subject: { type: 'comment', id },
          text: `您对《${title}》的意见 ${number}:${ADOPTIONS[cluster.adoption as Adoption] ?? '已答复'}。理由:${(cluster.reason ?? '').replace(/。$/, '')}。全部采纳情况已经公布,回复 ${title.slice(0, 40)}意见采纳情况 可以看。`,
        });
      if (page.length < PAGE)
        await tx.consultation.update({
          where: { id: consultationId },
          data: { toldOn: dayOf(deps.clock.now()) },
        });
      return page;
    });
    told += rows.length;
    if (rows.length < PAGE) return told;
    after = rows.at(-1)!.id;
  }
}
