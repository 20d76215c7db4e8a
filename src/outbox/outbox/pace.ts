import type { Database } from '../../store/database.ts';
import type { OutboxMessage } from '../../store/generated/client.ts';
import type { ChannelLimits } from '../message.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** When this message may go, if sending it now would go beyond what the platform takes for one member. */
export async function paceUntil(
  database: Database,
  { pace }: ChannelLimits,
  message: OutboxMessage,
  now: Date,
): Promise<Date | undefined> {
  if (!pace) return undefined;
  for (const [limit, span] of [
    [pace.perMinute, MINUTE_MS],
    [pace.perHour, HOUR_MS],
  ] as const) {
    const sent = await database.prisma.outboxMessage.findMany({
      where: { lane: message.lane, sentAt: { gt: new Date(now.getTime() - span) } },
      orderBy: { sentAt: 'desc' },
      take: limit,
      select: { sentAt: true },
    });
    const oldest = sent[limit - 1]?.sentAt;
    if (oldest) return new Date(oldest.getTime() + span);
  }
  return undefined;
}
