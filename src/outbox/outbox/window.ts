/** The platforms' reply windows, from our own records: what they would refuse is not even tried. */
import type { Clock } from '../../kit/clock.ts';
import type { Database, Tx } from '../../store/database.ts';
import type { ChannelLimits } from '../message.ts';

/** How somebody made themselves heard: by words, or by a tap (a menu, a scanned code, following). */
export type Contact = 'wrote' | 'tapped';

/** Longer than any window. */
const FORGET_MS = 3 * 86_400_000;

/** Opens the window anew. Older news than what is known changes nothing. */
export async function openWindow(tx: Tx, lane: string, contact: Contact, at: Date): Promise<void> {
  const known = await tx.replyWindow.findUnique({ where: { lane } });
  const before = contact === 'wrote' ? known?.wroteAt : known?.tappedAt;
  if (before && before > at) return;
  const facts = { ...(contact === 'wrote' ? { wroteAt: at } : { tappedAt: at }), sent: 0 };
  await tx.replyWindow.upsert({ where: { lane }, create: { lane, ...facts }, update: facts });
}

/**
 * Why nothing may go to this person now; undefined: it may. The platform is asked of somebody we know nothing of, and of
 * one whose newest words we have not come to yet: by them the window is open.
 */
export async function closedBy(
  deps: { database: Database; clock: Clock; hasSpoken(lane: string): Promise<boolean> },
  { replies }: ChannelLimits,
  lane: string,
): Promise<string | undefined> {
  if (!replies) return undefined;
  const known = await deps.database.prisma.replyWindow.findUnique({ where: { lane } });
  if (!known) return undefined;
  const now = deps.clock.now().getTime();
  const { afterTap } = replies;
  const within = (at: Date | null, ms: number): boolean => at !== null && now - at.getTime() < ms;
  const wrote = within(known.wroteAt, replies.withinMs);
  const tapped = afterTap !== undefined && within(known.tappedAt, afterTap.withinMs);
  if ((wrote && known.sent < replies.messages) || (tapped && known.sent < afterTap.messages))
    return undefined;
  if (await deps.hasSpoken(lane)) return undefined;
  return wrote || tapped ? `${known.sent} messages since the person wrote` : 'the reply window is over';
}

/** One more has gone. What went before the person was heard again counts no more: `begun` is when the call went out. */
export async function countReply({ prisma }: Database, lane: string, begun: Date): Promise<void> {
  await prisma.replyWindow.updateMany({
    where: {
      lane,
      AND: [
        { OR: [{ wroteAt: null }, { wroteAt: { lte: begun } }] },
        { OR: [{ tappedAt: null }, { tappedAt: { lte: begun } }] },
      ],
    },
    data: { sent: { increment: 1 } },
  });
}

/** Forgets those who have long been silent: every window of theirs is over. */
export async function forgetWindows({ prisma }: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - FORGET_MS);
  await prisma.replyWindow.deleteMany({
    where: {
      AND: [
        { OR: [{ wroteAt: null }, { wroteAt: { lt: before } }] },
        { OR: [{ tappedAt: null }, { tappedAt: { lt: before } }] },
      ],
    },
  });
}
