/** What was sent to a citizen: the words are forgotten after a while, the record that something was sent stays. */
import type { Sealer } from '../kit/seal.ts';
import type { Db, Tx } from '../store/database.ts';
import type { MessageBody } from './message.ts';

const DAY_MS = 86_400_000;
/** A quarter: what was told can be looked up as long as one may object to it in chat. */
const MESSAGE_DAYS = 90;
const AT_ONCE = 500;
/** Nobody sends these again. */
const DONE = ['sent', 'replaced'];
const FORGOTTEN: MessageBody = { t: 'text', text: '' };

export interface MessageDataDeps {
  content: Sealer;
  /** Lanes of the citizen's addresses. */
  lanesOf(db: Db, citizenId: string): Promise<string[]>;
}

export function createMessageData({ content, lanesOf }: MessageDataDeps) {
  /** Marks them by their kind, so that none is looked at twice. */
  const forget = async (tx: Tx, rows: readonly { id: string }[]): Promise<number> => {
    for (const { id } of rows)
      await tx.outboxMessage.update({
        where: { id },
        // Without the platform's id no late failure finds it, and nothing empty goes out.
        data: {
          bodySealed: content.seal(JSON.stringify(FORGOTTEN), id),
          kind: 'forgotten',
          providerId: null,
        },
      });
    return rows.length;
  };
  const find = (tx: Tx, where: object) =>
    tx.outboxMessage.findMany({
      where: { state: { in: DONE }, kind: { not: 'forgotten' }, ...where },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
    });

  return {
    async copy(db: Db, citizenId: string): Promise<string[]> {
      const lanes = await lanesOf(db, citizenId);
      const count = await db.outboxMessage.count({
        where: { lane: { in: lanes }, kind: { not: 'forgotten' } },
      });
      return count > 0 ? [`发给您的消息:${count} 条,加密保存,内容 ${MESSAGE_DAYS} 天后自动删除`] : [];
    },
    async erase(tx: Tx, citizenId: string): Promise<{ erased: string[]; kept: string[] }> {
      const lanes = await lanesOf(tx, citizenId);
      let count = 0;
      for (let found = AT_ONCE; found === AT_ONCE;) {
        found = await forget(tx, await find(tx, { lane: { in: lanes } }));
        count += found;
      }
      return { erased: count > 0 ? [`${count} 条发给您的消息的内容`] : [], kept: [] };
    },
    async expire(tx: Tx, now: Date): Promise<number> {
      const before = new Date(now.getTime() - MESSAGE_DAYS * DAY_MS);
      return forget(tx, await find(tx, { createdAt: { lt: before } }));
    },
  };
}
