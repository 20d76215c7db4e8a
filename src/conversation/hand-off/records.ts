/** Hand-offs in the database: asked for, taken by a servicer, ended; and who serves a conversation now. */
import { conversationId, parseConversationId, type Address } from '../../kit/conversation-id.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { HandOff } from '../../store/generated/client.ts';

export type { HandOff };
export type Mode = 'kf' | 'relay';

/** Nobody said anything for so long: the talk is over and the machine answers again. */
export const IDLE_MS = 30 * 60_000;
/** A wish for a person that nobody has taken is asked anew after so long. */
const FORGOTTEN_MS = 3 * 24 * 3_600_000;
const MOST_AT_ONCE = 9;

export const idleAt = (now: Date): Date => new Date(now.getTime() + IDLE_MS);
export const isLapsed = ({ state, until }: HandOff, now: Date): boolean =>
  state === 'served' && until !== null && until <= now;

export const addressOf = (row: HandOff, content: Sealer): Address =>
  parseConversationId(content.open(row.addressSealed, row.id));

/** The hand-off that stands, asked for or served; undefined when the machine is alone with the citizen. */
export async function findStanding(db: Db, conversation: string, now: Date): Promise<HandOff | undefined> {
  const row = await db.handOff.findFirst({
    where: { conversationId: conversation, state: { in: ['waiting', 'served'] } },
    orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
  });
  if (!row || (row.state === 'waiting' && row.askedAt.getTime() < now.getTime() - FORGOTTEN_MS))
    return undefined;
  return row;
}

/** Those a servicer talks with by relay, the one looked at last first. */
export const servedBy = (db: Db, servicer: string, now: Date): Promise<HandOff[]> =>
  db.handOff.findMany({
    where: { servicer, state: 'served', mode: 'relay', until: { gt: now } },
    orderBy: [{ focusedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
    take: MOST_AT_ONCE,
  });

export async function open(
  tx: Tx,
  deps: { ids: Ids; content: Sealer },
  asked: { address: Address; mode: Mode; servicer?: string | undefined; now: Date },
): Promise<HandOff> {
  const { address, mode, servicer, now } = asked;
  const id = deps.ids.next();
  const conversation = deps.content.hash(conversationId(address));
  const row = await tx.handOff.create({
    data: {
      id,
      conversationId: conversation,
      addressSealed: deps.content.seal(conversationId(address), id),
      mode,
      state: 'waiting',
      askedAt: now,
    },
  });
  if (!servicer) return row;
  return (await take(tx, id, servicer, now)) ?? row;
}

/** The servicer has the citizen now; undefined when somebody else has or the talk is over. */
export async function take(tx: Tx, id: string, servicer: string, now: Date): Promise<HandOff | undefined> {
  const mine = await servedBy(tx, servicer, now);
  const slot = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((n) => mine.every((row) => row.slot !== n));
  if (slot === undefined) return undefined;
  const [row] = await tx.handOff.updateManyAndReturn({
    where: { id, state: 'waiting' },
    data: { state: 'served', servicer, slot, takenAt: now, until: idleAt(now) },
  });
  if (row) await turnTo(tx, row, now);
  if (row) await markServed(tx, row.conversationId, servicer, idleAt(now));
  return row;
}

/** What the servicer types goes to this citizen from now on, and to nobody else. */
export async function turnTo(tx: Tx, { id, servicer }: HandOff, now: Date): Promise<void> {
  await tx.handOff.updateMany({ where: { servicer, state: 'served' }, data: { focusedAt: null } });
  await tx.handOff.updateMany({ where: { id, state: 'served' }, data: { focusedAt: now } });
}

/** Something was said: the talk goes on. */
export async function touch(tx: Tx, { id, conversationId: conversation }: HandOff, now: Date): Promise<void> {
  await tx.handOff.updateMany({ where: { id, state: 'served' }, data: { until: idleAt(now) } });
  await tx.conversation.updateMany({ where: { id: conversation }, data: { servedUntil: idleAt(now) } });
}

/** False when it was over already. */
export async function end(
  tx: Tx,
  { id, conversationId: conversation }: HandOff,
  by: 'citizen' | 'servicer' | 'idle',
  now: Date,
): Promise<boolean> {
  const { count } = await tx.handOff.updateMany({
    where: { id, state: { in: ['waiting', 'served'] } },
    data: { state: 'ended', endedAt: now, endedBy: by },
  });
  await markServed(tx, conversation, null, null);
  return count > 0;
}

const markServed = (tx: Tx, id: string, servicer: string | null, until: Date | null): Promise<unknown> =>
  tx.conversation.updateMany({ where: { id }, data: { servedBy: servicer, servedUntil: until } });
