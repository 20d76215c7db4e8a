import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Database } from '../../store/database.ts';
import type { OutboxMessage } from '../../store/generated/client.ts';
import { formFor } from '../form.ts';
import type { Channel, Delivery, MessageBody, SendResult } from '../message.ts';
import { holdApi, paceUntil } from './pace.ts';
import { closedBy, countReply } from './window.ts';

export interface DeliverDeps {
  database: Database;
  content: Sealer;
  clock: Clock;
  log: Log;
  channels: ReadonlyMap<string, Channel>;
  /** When the recipient may be disturbed; undefined: now. */
  quietUntil(message: OutboxMessage, now: Date): Date | undefined;
  /** The person has said something that is not worked yet. */
  hasSpoken(lane: string): Promise<boolean>;
  /** Owes the message to another address of the recipient; false when there is none. */
  passOn(message: OutboxMessage): Promise<boolean>;
  /** Puts the message to the end of its lane. */
  requeue(message: OutboxMessage, reason: string): Promise<void>;
  /** An operator has to mend something. */
  alarm(channel: string, errcode: number | undefined): void;
}

const MAX_ATTEMPTS = 10;
const RETRY_MS = [1_000, 4_000, 16_000, 60_000, 300_000, 900_000, 3_600_000];
/** An earlier message of the same person waits: look again soon after it. */
const BEHIND_MS = 1_000;
/** What waits for the morning holds nothing up that may go at night. */
const QUIET = 'quiet hours';
const LETS_PASS = 'lets another pass';

/** Takes one message as far as it can go now. Repeating it for the same message is harmless. */
export async function deliver(id: string, deps: DeliverDeps): Promise<void> {
  const { database, clock, channels } = deps;
  const message = await database.prisma.outboxMessage.findUnique({ where: { id } });
  if (!message || (message.state !== 'queued' && message.state !== 'sending')) return;
  const now = clock.now();
  const channel = channels.get(message.channel);
  // 'sending' here means that an instance died in between: where the platform knows our key a repeat is harmless.
  if (message.state === 'sending' && channel?.limits.unrepeatable)
    return settle(deps, message, { state: 'uncertain', reason: 'broken off while sending' });
  if (message.expiresAt && message.expiresAt <= now)
    return settle(deps, message, { state: 'expired', reason: 'expired before it could go' });
  if (!channel)
    return settle(deps, message, { state: 'failed', reason: `channel ${message.channel} is not configured` });
  const quiet = deps.quietUntil(message, now);
  if (quiet) return settle(deps, message, { state: 'waiting', dueAt: quiet, reason: QUIET });
  const behind = await waitBehind(deps, message, now);
  if (behind) return settle(deps, message, { state: 'waiting', dueAt: behind, reason: 'behind another' });
  if (await overtakes(deps, message)) return letPass(deps, message, now);
  await sendParts(message, channel, deps);
}

/**
 * Order within a lane: an earlier message that is held back goes first. One told to wait from the start is not in the way,
 * nor one that was parked: the answer goes before it.
 */
async function waitBehind(
  { database }: DeliverDeps,
  message: OutboxMessage,
  now: Date,
): Promise<Date | undefined> {
  const earlier = await database.prisma.outboxMessage.findFirst({
    where: {
      lane: message.lane,
      state: 'waiting',
      reason: { notIn: [QUIET] },
      id: { lt: message.id },
    },
    orderBy: { dueAt: 'desc' },
    select: { dueAt: true },
  });
  return earlier?.dueAt ? new Date(Math.max(earlier.dueAt.getTime(), now.getTime()) + BEHIND_MS) : undefined;
}

/** The time of an earlier message has just come (a queued one that was due at a time): its job stands behind ours. */
async function overtakes({ database }: DeliverDeps, { id, lane }: OutboxMessage): Promise<boolean> {
  const earlier = await database.prisma.outboxMessage.count({
    where: { lane, state: 'queued', dueAt: { not: null }, id: { lt: id } },
    take: 1,
  });
  return earlier > 0;
}

/** To the end of the lane; a second time only after a moment, lest it run in circles. */
function letPass(deps: DeliverDeps, message: OutboxMessage, now: Date): Promise<void> {
  if (message.reason !== LETS_PASS) return deps.requeue(message, LETS_PASS);
  const dueAt = new Date(now.getTime() + BEHIND_MS);
  return settle(deps, message, { state: 'waiting', dueAt, reason: 'behind another' });
}

async function sendParts(message: OutboxMessage, channel: Channel, deps: DeliverDeps): Promise<void> {
  const { database, clock, content } = deps;
  const body = JSON.parse(content.open(message.bodySealed, message.id)) as MessageBody;
  const person = content.open(message.toSealed, message.id);
  const parts = formFor(body, channel.limits);
  const sendId = message.sendId ?? message.id;
  const attempts = message.attempts + 1;
  let last: SendResult = { status: 'sent' };
  for (let i = message.partsSent; i < parts.length; i++) {
    const part = parts[i]!;
    // A greeting has a code of its own for it.
    const closed = part.t === 'welcome' ? undefined : await closedBy(deps, channel.limits, message.lane);
    if (closed)
      return beyondWindow(deps, channel, { ...message, partsSent: i }, body, {
        status: 'parked',
        reason: closed,
      });
    const dueAt = await paceUntil(database, channel.limits, message, clock.now());
    if (dueAt) return settle(deps, message, { state: 'waiting', dueAt, reason: 'pace', partsSent: i });
    if (!(await claim(deps, message, { attempts, partsSent: i, first: i === message.partsSent }))) return;
    const responseCode = part.t === 'card-update' ? await responseCodeOf(database, part.taskId) : undefined;
    const begun = clock.now();
    last = await attempt(channel, {
      id: parts.length === 1 ? sendId : `${sendId}.${i}`,
      attempt: attempts,
      account: message.account,
      person,
      body: part,
      ...(responseCode === undefined ? {} : { responseCode }),
    });
    // A repeat may have arrived before the person's newest words: the platform knows better, and is asked.
    const counts = channel.limits.replies && attempts === 1 && part.t !== 'welcome';
    if (counts && ['sent', 'uncertain'].includes(last.status))
      await countReply(database, message.lane, begun);
    if (last.status === 'parked')
      return beyondWindow(deps, channel, { ...message, attempts, partsSent: i }, body, last);
    if (last.status !== 'sent') return record(deps, { ...message, attempts, partsSent: i }, last);
  }
  return record(deps, { ...message, attempts, partsSent: parts.length }, last);
}

/** The window is closed: a note goes by the person's consent where the platform has that; all else waits for their words. */
async function beyondWindow(
  deps: DeliverDeps,
  channel: Channel,
  message: OutboxMessage,
  body: MessageBody,
  parked: Extract<SendResult, { status: 'parked' }>,
): Promise<void> {
  if (body.t !== 'notice' || !channel.limits.consents || message.partsSent > 0)
    return record(deps, message, parked);
  const attempts = message.attempts + 1;
  if (!(await claim(deps, message, { attempts, partsSent: 0, first: true }))) return;
  const result = await attempt(channel, {
    id: message.sendId ?? message.id,
    attempt: attempts,
    account: message.account,
    person: deps.content.open(message.toSealed, message.id),
    body,
    consented: true,
  });
  return record(deps, { ...message, attempts, partsSent: result.status === 'sent' ? 1 : 0 }, result);
}

/** False when another instance, which thought this one dead, is at the message too. */
async function claim(
  { database }: DeliverDeps,
  { id, attempts: before }: OutboxMessage,
  { attempts, partsSent, first }: { attempts: number; partsSent: number; first: boolean },
): Promise<boolean> {
  const { count } = await database.prisma.outboxMessage.updateMany({
    where: { id, attempts: first ? before : attempts, state: { in: ['queued', 'sending'] } },
    data: { state: 'sending', attempts, partsSent },
  });
  return count > 0;
}

async function attempt(channel: Channel, delivery: Delivery): Promise<SendResult> {
  try {
    return await channel.send(delivery);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure';
    return { status: channel.limits.unrepeatable ? 'uncertain' : 'later', reason };
  }
}

async function responseCodeOf(database: Database, taskId: string): Promise<string | undefined> {
  const card = await database.prisma.outboxMessage.findUnique({
    where: { taskId },
    select: { responseCode: true },
  });
  return card?.responseCode ?? undefined;
}

/** Writes down what became of the message. */
async function record(deps: DeliverDeps, message: OutboxMessage, result: SendResult): Promise<void> {
  const { clock, database } = deps;
  const { partsSent } = message;
  if (result.status === 'sent')
    return settle(deps, message, {
      state: 'sent',
      sentAt: clock.now(),
      reason: null,
      errcode: null,
      alert: false,
      partsSent,
      providerId: result.providerId ?? null,
      ...(result.responseCode === undefined ? {} : { responseCode: result.responseCode }),
    });
  // What went wrong says nothing when another instance has begun anew since.
  const anew = await database.prisma.outboxMessage.count({
    where: { id: message.id, attempts: { gt: message.attempts } },
  });
  if (anew > 0) return;
  const alert = 'alert' in result && result.alert === true;
  const errcode = ('errcode' in result ? result.errcode : undefined) ?? null;
  const facts = { reason: result.reason.slice(0, 300), errcode, alert, partsSent };
  tell(deps, message, result.status, facts);
  if (result.status === 'parked') {
    await settle(deps, message, { state: 'parked', ...facts });
    if (await deps.passOn(message)) await settle(deps, message, { state: 'replaced', ...facts });
    return;
  }
  if (result.status === 'uncertain') return settle(deps, message, { state: 'uncertain', ...facts });
  if (result.status === 'rejected' || message.attempts >= MAX_ATTEMPTS)
    return settle(deps, message, { state: 'failed', ...facts });
  const wait = result.afterMs ?? RETRY_MS[Math.min(message.attempts, RETRY_MS.length) - 1]!;
  const dueAt = new Date(clock.now().getTime() + wait);
  if (result.holdAll) await holdApi(deps.database, message, dueAt);
  return settle(deps, message, { state: 'waiting', dueAt, ...facts });
}

function tell(
  { log, alarm }: DeliverDeps,
  { id, channel, attempts }: OutboxMessage,
  status: string,
  facts: { reason: string; errcode: number | null; alert: boolean },
): void {
  if (facts.alert) alarm(channel, facts.errcode ?? undefined);
  const { reason, errcode, alert } = facts;
  log[alert ? 'error' : 'warn'](
    { message: id, channel, status, reason, errcode, attempt: attempts },
    alert ? 'message not sent: somebody has to mend the settings' : 'message not sent',
  );
}

type Change = Partial<Omit<OutboxMessage, 'id' | 'key'>>;

async function settle({ database }: DeliverDeps, message: OutboxMessage, data: Change): Promise<void> {
  await database.prisma.outboxMessage.update({ where: { id: message.id }, data });
}
