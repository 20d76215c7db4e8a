/** What was said in conversations: kept to answer follow-ups and complaints about answers, then forgotten. */
import type { PersonalData } from '../people/personal-data.ts';

const DAY_MS = 86_400_000;
/** 半年: a citizen can still ask what was answered. */
const TURN_DAYS = 180;
/** What a conversation was about is of no use after that. */
const SESSION_DAYS = 30;
const AT_ONCE = 2_000;

export const conversationData: PersonalData = {
  async copy(db, citizenId) {
    const count = await db.turn.count({ where: { conversation: { citizenId } } });
    return count > 0 ? [`聊天记录:${count} 条,加密保存,${TURN_DAYS} 天后自动删除`] : [];
  },
  async erase(tx, citizenId) {
    const { count } = await tx.turn.deleteMany({ where: { conversation: { citizenId } } });
    const talks = await tx.conversation.findMany({ where: { citizenId }, select: { id: true } });
    await tx.handOff.deleteMany({
      where: { conversationId: { in: talks.map(({ id }) => id) }, state: 'ended' },
    });
    await tx.conversation.updateMany({ where: { citizenId }, data: { stateSealed: null } });
    return { erased: count > 0 ? [`${count} 条聊天记录`] : [], kept: [] };
  },
  async expire(tx, now) {
    const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
    const old = await tx.turn.findMany({
      where: { at: { lt: before(TURN_DAYS) } },
      select: { id: true },
      take: AT_ONCE,
    });
    await tx.turn.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
    const idle = await tx.conversation.updateMany({
      where: { stateSealed: { not: null }, lastInboundAt: { lt: before(SESSION_DAYS) } },
      data: { stateSealed: null },
    });
    await tx.handOff.deleteMany({ where: { state: 'ended', endedAt: { lt: before(TURN_DAYS) } } });
    return old.length + idle.count;
  },
};
