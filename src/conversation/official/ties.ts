/** 申报回避 赵禾舟 配偶 · 我的回避: an official declares whom and what they must keep out of. */
import type { Official } from '../../people/officials.ts';
import type { Db } from '../../store/database.ts';
import type { Supervision } from '../../supervision/complaints.ts';
import { declareTie, tiesOf } from '../../supervision/ties.ts';
import { withoutFlow } from '../flows/flow.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, type OfficialDeps } from './cards.ts';

/** Undefined where something else was said. */
export async function ties(
  db: Db,
  deps: Pick<OfficialDeps, 'clock' | 'ids'> & { supervision: Supervision },
  official: Official,
  text: string,
  session: Session,
): Promise<Plan | undefined> {
  const word = text.trim();
  if (/^我的回避[。!]?$/.test(word)) {
    const list = await tiesOf(db, official);
    const lines = list.map(({ to, relation }) => `${to}(${relation})`).join('\n');
    const said =
      list.length > 0
        ? `您申报了:\n${lines}\n要改,联系纪检。`
        : '您没有申报回避。要申报,写:申报回避 姓名或单位 关系';
    return plainPlan('action', 'answered', say(said), withoutFlow(session));
  }
  const said = /^(?:申报回避|回避申报)[::\s]*([\s\S]*)$/.exec(word)?.[1];
  if (said === undefined) return undefined;
  return attempt(session, async (tx) => {
    const { to, relation } = await declareTie(tx, { ...deps, audit: deps.supervision.audit }, official, said);
    return say(`已申报:${to}(${relation})。有关的投诉举报您不再看到,也不经您办理。`);
  });
}
