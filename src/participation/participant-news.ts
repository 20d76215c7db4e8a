/** Those who came to a hearing are told when what was adopted is public. Each once, whoever runs it. */
import { dayOf } from '../kit/day.ts';
import type { Database, Db } from '../store/database.ts';
import { hearingFacts } from './hearing-facts.ts';
import { createNotices, type NoticeDeps } from './notices.ts';

/** Hearings told of at once; the next signal or morning tells the rest. */
const PAGE = 50;

const untold = (db: Db, take: number) =>
  db.$queryRaw<{ id: string; code: string }[]>`
    select h.id, h.disclosure_code as code from hearing h
    join disclosure r on r.code = h.result_code and r.status in ('已公开', '已更正', '归档')
    where h.told_on is null order by h.id limit ${take}::int`;

/** Somebody is still to be told of a result that is public. */
export const owesHearingNews = async (db: Db): Promise<boolean> => (await untold(db, 1)).length > 0;

/** Tells those who came of every hearing whose 采纳情况 is public. */
export async function tellParticipants(database: Database, deps: NoticeDeps): Promise<void> {
  const notices = createNotices(deps);
  for (const { id, code } of await untold(database.prisma, PAGE)) {
    const facts = await hearingFacts(database.prisma, code);
    await database.transaction(async (tx) => {
      const came = await tx.hearingSignup.findMany({ where: { hearingId: id, status: 'attended' } });
      for (const { id: signupId, citizenId } of facts ? came : [])
        await notices.tellCitizen(tx, citizenId, {
          key: `hearing:${signupId}:result`,
          subject: { type: 'hearing-signup', id: signupId },
          text: `您参加的听证《${facts!.title}》意见采纳情况公布了。回复 ${facts!.title.slice(0, 40)}听证意见采纳情况 可以看。`,
        });
      await tx.hearing.update({ where: { id }, data: { toldOn: dayOf(deps.clock.now()) } });
    });
  }
}
