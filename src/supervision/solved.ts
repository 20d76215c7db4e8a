/** 办结通报 (the speech, 4.4.4): each month what was solved, to the staff of all units, with thanks; kinds and counts, nobody's matter. */
import { addDays, monthOf } from '../kit/day.ts';
import type { Database } from '../store/database.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { sendLine } from './oversight/telling.ts';
import type { Ledger } from './ledger.ts';

const LISTED = 6;
const PAGE = 200;

/** Once a month whatever instances run it; none in a month without any. Returns how many were solved. */
export async function broadcastSolved(
  ctx: Context,
  database: Database,
  ledger: Ledger['lines'],
): Promise<number> {
  const until = addDays(`${todayOf(ctx).slice(0, 7)}-01`, -1);
  const from = `${until.slice(0, 7)}-01`;
  const solved = await ledger(database.prisma, from, until);
  if (solved.length === 0) return 0;
  const byCategory = Map.groupBy(solved, ({ category }) => category);
  const lines = [...byCategory]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, LISTED)
    .map(([category, list]) => `${category} ${list.length} 件`);
  const text = `${monthOf(until)}月群众反映的事办结 ${solved.length} 件:${lines.join('、')}。谢谢反映的群众,谢谢办理的同志。您知道的问题也可以说:我要举报,可以匿名。`;
  for (let after = ''; ;) {
    const people = await database.prisma.person.findMany({
      where: {
        active: true,
        userid: { gt: after },
        roles: { hasSome: ['unit_officer', 'unit_leader', 'supervision_group', 'gov_office'] },
      },
      orderBy: { userid: 'asc' },
      take: PAGE,
    });
    if (people.length === 0) return solved.length;
    after = people.at(-1)!.userid;
    await database.transaction((tx) => sendLine(ctx, tx, `solved:${from}`, people, text));
  }
}
