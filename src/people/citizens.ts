/** Citizens, known by the addresses they write from; looked up by keyed hash, never stored in the clear. */
import type { Clock } from '../kit/clock.ts';
import { conversationId, parseConversationId, type Address } from '../kit/conversation-id.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Db, Tx } from '../store/database.ts';

export interface Citizens {
  /** The citizen behind the address, made known if new. */
  greet(tx: Tx, address: Address): Promise<{ citizenId: string; isNew: boolean }>;
  /** Where the citizen wrote from last; undefined when nothing is known. */
  addressOf(db: Db, citizenId: string): Promise<Address | undefined>;
  /** The outbox's lanes to the citizen: keyed hashes of their addresses. */
  lanesOf(db: Db, citizenId: string): Promise<string[]>;
  /** Another address of the same citizen, at which the citizen agreed to be told what this one does not take. */
  standInFor(db: Db, address: Address): Promise<Address | undefined>;
}

export function createCitizens({
  content,
  ids,
  clock,
}: {
  content: Sealer;
  ids: Ids;
  clock: Clock;
}): Citizens {
  return {
    async greet(tx, address) {
      const id = conversationId(address);
      const hash = content.hash(id);
      const now = clock.now();
      const known = await tx.citizenAddress.findUnique({ where: { hash }, select: { citizenId: true } });
      if (known) {
        await tx.citizenAddress.update({
          where: { hash },
          data: { lastInboundAt: now, blockedAt: null },
        });
        return { citizenId: known.citizenId, isNew: false };
      }
      const citizenId = ids.next();
      await tx.citizen.create({ data: { id: citizenId, createdAt: now } });
      await tx.citizenAddress.create({
        data: {
          hash,
          citizenId,
          channel: address.channel,
          account: address.account,
          sealed: content.seal(id, hash),
          lastInboundAt: now,
        },
      });
      return { citizenId, isNew: true };
    },
    async addressOf(db, citizenId) {
      const row = await db.citizenAddress.findFirst({
        where: { citizenId, blockedAt: null },
        orderBy: { lastInboundAt: { sort: 'desc', nulls: 'last' } },
      });
      return row ? parseConversationId(content.open(row.sealed, row.hash)) : undefined;
    },
    async lanesOf(db, citizenId) {
      const rows = await db.citizenAddress.findMany({ where: { citizenId }, select: { hash: true } });
      return rows.map(({ hash }) => hash);
    },
    async standInFor(db, address) {
      const hash = content.hash(conversationId(address));
      const known = await db.citizenAddress.findUnique({ where: { hash }, select: { citizenId: true } });
      if (!known) return undefined;
      const row = await db.citizenAddress.findFirst({
        where: { citizenId: known.citizenId, hash: { not: hash }, standIn: true, blockedAt: null },
        orderBy: { lastInboundAt: { sort: 'desc', nulls: 'last' } },
      });
      return row ? parseConversationId(content.open(row.sealed, row.hash)) : undefined;
    },
  };
}
