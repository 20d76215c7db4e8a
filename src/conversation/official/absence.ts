/** 请假, 销假, 交接, typed by the official: who gets the reminders meanwhile, or from now on. */
import { dayOf, formatDay } from '../../kit/day.ts';
import { handTo } from '../../disclosure/obligations.ts';
import { endLeave, findColleague, passOffice, takeLeave } from '../../people/absence.ts';
import { officialsWith, type Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, momentOf, refuse, tell, type OfficialDeps } from './cards.ts';
import { daysIn } from './said.ts';

const LEAVE = /^(我?(要|想)?请假|休假|出差)/;
const BACK = /^(我?(已经)?)?(销假|回来上班|上班了)[。!]?$/;
const HANDOVER = /^(把?(我的)?工作)?交接给?/;
const HELP = '请写从哪天到哪天、由谁代。例如:请假 11月26日到11月30日,由张三代。';

export function createAbsence(deps: OfficialDeps) {
  return async (db: Db, official: Official, text: string, session: Session): Promise<Plan | undefined> => {
    const said = text.trim();
    if (BACK.test(said))
      return attempt(session, async (tx) => {
        await endLeave(tx, official);
        return say('欢迎回来。从现在起,提醒还发给您。');
      });
    if (LEAVE.test(said)) return leave(db, official, said, session);
    if (HANDOVER.test(said)) return handOver(db, official, said, session);
    return undefined;
  };

  async function leave(db: Db, official: Official, text: string, session: Session): Promise<Plan> {
    const today = dayOf(deps.clock.now());
    const [from, until] = daysIn(text, today);
    const deputy = await namedIn(db, text, official);
    if (!from || !deputy) return refuse(session, HELP);
    return attempt(session, async (tx) => {
      await takeLeave(tx, official, from, until ?? from, deputy);
      return say(
        `记下了:${formatDay(from)}到${formatDay(until ?? from)}由${deputy.name}代,提醒发给${deputy.name}。提前回来,回复 销假。`,
      );
    });
  }

  async function handOver(db: Db, official: Official, text: string, session: Session): Promise<Plan> {
    const colleague = await namedIn(db, text, official);
    if (!colleague) return refuse(session, '请写交接给谁。例如:工作交接给张三。要是同一单位的同志。');
    return attempt(session, async (tx) => {
      const moved = await handAll(tx, official, colleague);
      await passOffice(tx, official, colleague);
      await tellAbout(tx, official, colleague, moved);
      return say(`已交接给${colleague.name}:${moved} 项待公开的事,以后的提醒发给${colleague.name}。`);
    });
  }

  /** The colleague, and the leader who answers for the unit. */
  async function tellAbout(tx: Tx, official: Official, colleague: Official, moved: number): Promise<void> {
    const leaders = await officialsWith(tx, official.unitCode, 'unit_leader');
    const told = new Set([colleague.userid, ...leaders.map(({ userid }) => userid)]);
    told.delete(official.userid);
    for (const userid of told) {
      const whom = userid === colleague.userid ? '您' : colleague.name;
      await tell(
        tx,
        deps,
        userid,
        `handover:${official.userid}:${userid}:${deps.ids.next()}`,
        `${official.name}把公开工作交接给${whom}:${moved} 项待公开。${whom === '您' ? '回复 待办 看全部。' : ''}`,
      );
    }
  }

  async function handAll(tx: Tx, official: Official, colleague: Official): Promise<number> {
    const open = await tx.obligation.findMany({
      where: { officerUserid: official.userid, status: 'open' },
      take: 2_000,
    });
    for (const obligation of open)
      await handTo(tx, momentOf(deps), obligation, official, colleague, '工作交接');
    await tx.disclosure.updateMany({
      where: { officerUserid: official.userid, status: { in: ['待形成', '待公开', '审核'] } },
      data: { officerUserid: colleague.userid },
    });
    return open.length;
  }
}

/** A colleague named in the text, of one's own unit. */
async function namedIn(db: Db, text: string, official: Official): Promise<Official | undefined> {
  const people = await db.person.findMany({
    where: { active: true, unitCode: official.unitCode },
    select: { name: true },
  });
  const name = people.map((person) => person.name).find((one) => one !== official.name && text.includes(one));
  return name === undefined ? undefined : findColleague(db, name, official);
}
