import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Database } from '../../store/database.ts';
import type { OutboxMessage } from '../../store/generated/client.ts';
import { formFor } from '../form.ts';
import type { Channel, Delivery, MessageBody, SendResult } from '../message.ts';
import { paceUntil } from './pace.ts';

export interface DeliverDeps {
  database: Database;
  content: Sealer;
  clock: Clock;
  log: Log;
  channels: ReadonlyMap<string, Channel>;
}

const MAX_ATTEMPTS = 10;
const RETRY_MS = [1_000, 4_000, 16_000, 60_000, 300_000, 900_000, 3_600_000];
/** Another message of the same person is being retried: look again soon after it. */
const BEHIND_MS = 1_000;

/** Takes one message as far as it can go now. Repeating it for the same message is harmless. */
export async function deliver(id: string, deps: DeliverDeps): Promise<void> {
  const { database, clock, channels } = deps;
  const message = await database.prisma.outboxMessage.findUnique({ where: { id } });
  // 'sending' here means an instance died in between: the platform's own key makes the repeat harmless.
  if (!message || (message.state !== 'queued' && message.state !== 'sending')) return;
  const now = clock.now();
  if (message.expiresAt && message.expiresAt <= now)
    return settle(deps, message, { state: 'expired', reason: 'expired before it could go' });
  const channel = channels.get(message.channel);
  if (!channel)
    return settle(deps, message, { state: 'failed', reason: `channel ${message.channel} is not configured` });
  const until =
    (await waitBehind(deps, message, now)) ?? (await paceUntil(database, channel.limits, message, now));
  if (until) return settle(deps, message, { state: 'waiting', dueAt: until });
  await database.prisma.outboxMessage.update({
    where: { id },
    data: { state: 'sending', attempts: { increment: 1 } },
  });
  await sendParts({ ...message, attempts: message.attempts + 1 }, channel, deps);
}

/** Order within a lane: an earlier message that waits for its retry goes first. */
async function waitBehind(
  { database }: DeliverDeps,
  message: OutboxMessage,
  now: Date,
): Promise<Date | undefined> {
  const earlier = await database.prisma.outboxMessage.findFirst({
    where: { lane: message.lane, state: 'waiting', attempts: { gt: 0 }, id: { lt: message.id } },
    orderBy: { dueAt: 'desc' },
    select: { dueAt: true },
  });
  return earlier?.dueAt ? new Date(Math.max(earlier.dueAt.getTime(), now.getTime()) + BEHIND_MS) : undefined;
}

async function sendParts(message: OutboxMessage, channel: Channel, deps: DeliverDeps): Promise<void> {
  const body = JSON.parse(deps.content.open(message.bodySealed, message.id)) as MessageBody;
  const person = deps.content.open(message.toSealed, message.id);
  const parts = formFor(body, channel.limits);
  let last: SendResult = { status: 'sent' };
  for (const [i, part] of parts.entries()) {
    if (i < message.partsSent) continue;
    const responseCode =
      part.t === 'card-update' ? await responseCodeOf(deps.database, part.taskId) : undefined;
    last = await attempt(channel, {
      id: parts.length === 1 ? message.id : `${message.id}.${i}`,
      attempt: message.attempts,
      account: message.account,
      person,
      body: part,
      ...(responseCode === undefined ? {} : { responseCode }),
    });
    if (last.status !== 'sent') return record(deps, message, last);
    await deps.database.prisma.outboxMessage.update({
      where: { id: message.id },
      data: { partsSent: i + 1 },
    });
  }
  return record(deps, message, last);
}

async function attempt(channel: Channel, delivery: Delivery): Promise<SendResult> {
  try {
    return await channel.send(delivery);
  } catch (error) {
    return {
      status: 'later',
      reason: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure',
    };
  }
}

async function responseCodeOf(database: Database, taskId: string): Promise<string | undefined> {
  const card = await database.prisma.outboxMessage.findUnique({
    where: { taskId },
    select: { responseCode: true },
  });
  return card?.responseCode ?? undefined;
}

async function record(deps: DeliverDeps, message: OutboxMessage, result: SendResult): Promise<void> {
  const { clock, log } = deps;
  if (result.status === 'sent')
    return settle(deps, message, {
      state: 'sent',
      sentAt: clock.now(),
      reason: null,
      providerId: result.providerId ?? null,
      ...(result.responseCode === undefined ? {} : { responseCode: result.responseCode }),
    });
  const facts = { reason: result.reason.slice(0, 300), errcode: result.errcode ?? null };
  const level = 'alert' in result && result.alert ? 'error' : 'warn';
  log[level](
    {
      message: message.id,
      channel: message.channel,
      status: result.status,
      ...facts,
      attempt: message.attempts,
    },
    'message not sent',
  );
  if (result.status === 'parked') return settle(deps, message, { state: 'parked', ...facts });
  if (result.status === 'rejected' || message.attempts >= MAX_ATTEMPTS)
    return settle(deps, message, { state: 'failed', ...facts });
  const wait = result.afterMs ?? RETRY_MS[Math.min(message.attempts, RETRY_MS.length) - 1]!;
  return settle(deps, message, { state: 'waiting', dueAt: new Date(clock.now().getTime() + wait), ...facts });
}

type Change = Partial<
  Pick<OutboxMessage, 'state' | 'dueAt' | 'reason' | 'errcode' | 'sentAt' | 'providerId' | 'responseCode'>
>;

async function settle({ database }: DeliverDeps, message: OutboxMessage, data: Change): Promise<void> {
  await database.prisma.outboxMessage.update({ where: { id: message.id }, data });
}
