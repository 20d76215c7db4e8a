import type { Database } from '../../store/database.ts';
import type { OutboxMessage } from '../../store/generated/client.ts';
import type { ChannelLimits } from '../message.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** The platforms' limit is 10,000 a minute for a corp and an API (document/path/90312); other programs send too. */
const API_PER_MINUTE = 6_000;

type Sending = Pick<OutboxMessage, 'lane' | 'channel' | 'account' | 'kind'>;

/** What the platform counts together: one app's calls to one of its APIs. */
const apiOf = ({ channel, account, kind }: Sending): string =>
  [channel, account, ['card-update', 'welcome'].includes(kind) ? kind : 'send'].join(':');

/**
 * When a call for this message may go out, if now would be beyond what the platform takes for the member or the app;
 * undefined: it may go, and is counted. A lane is worked by one instance at a time, so a member is never overrun.
 */
export async function paceUntil(
  { prisma }: Database,
  limits: ChannelLimits,
  message: Sending,
  now: Date,
): Promise<Date | undefined> {
  const until =
    (await memberUntil(prisma, limits, message.lane, now)) ?? (await apiUntil(prisma, apiOf(message), now));
  if (until) return until;
  if (limits.pace) await prisma.memberSend.create({ data: { lane: message.lane, at: now } });
  return undefined;
}

/** The platform wants no more calls of this app to this API until then. */
export async function holdApi({ prisma }: Database, message: Sending, heldUntil: Date): Promise<void> {
  const api = apiOf(message);
  await prisma.apiPace.upsert({
    where: { api },
    create: { api, minute: heldUntil, sends: 0, heldUntil },
    update: { heldUntil },
  });
}

async function memberUntil(
  prisma: Database['prisma'],
  { pace }: ChannelLimits,
  lane: string,
  now: Date,
): Promise<Date | undefined> {
  if (!pace) return undefined;
  const lastHour = await prisma.memberSend.count({
    where: { lane, at: { gt: new Date(now.getTime() - HOUR_MS) } },
  });
  if (lastHour < Math.min(pace.perMinute, pace.perHour)) return undefined;
  const oldestOf = async (limit: number, span: number): Promise<Date | undefined> => {
    const [row] = await prisma.memberSend.findMany({
      where: { lane, at: { gt: new Date(now.getTime() - span) } },
      orderBy: { at: 'desc' },
      skip: limit - 1,
      take: 1,
      select: { at: true },
    });
    return row && new Date(row.at.getTime() + span);
  };
  return (await oldestOf(pace.perMinute, MINUTE_MS)) ?? (await oldestOf(pace.perHour, HOUR_MS));
}

/** Counts the call, or says when the next minute or the end of the hold is. One statement, so that instances agree. */
async function apiUntil(prisma: Database['prisma'], api: string, now: Date): Promise<Date | undefined> {
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const counted = await prisma.$queryRaw<unknown[]>`
    insert into api_pace (api, minute, sends) values (${api}, ${minute}::timestamptz, 1)
    on conflict (api) do update set minute = excluded.minute,
      sends = case when api_pace.minute = excluded.minute then api_pace.sends + 1 else 1 end
    where (api_pace.minute <> excluded.minute or api_pace.sends < ${API_PER_MINUTE})
      and (api_pace.held_until is null or api_pace.held_until <= ${now}::timestamptz)
    returning api`;
  if (counted.length > 0) return undefined;
  const row = await prisma.apiPace.findUnique({ where: { api } });
  const next = minute.getTime() + MINUTE_MS;
  return row?.heldUntil && row.heldUntil > now ? row.heldUntil : new Date(next);
}

/** Forgets calls that no limit looks back to. */
export async function forgetSends({ prisma }: Database, now: Date): Promise<void> {
  await prisma.memberSend.deleteMany({ where: { at: { lt: new Date(now.getTime() - 2 * HOUR_MS) } } });
}
