/**
 * In: messages owed, queued in the transaction of the fact that owes them. Out: each sent once through its channel, in
 * order for each recipient, paced, retried; what cannot be sent ends where a person sees it.
 */
import type { Clock } from '../kit/clock.ts';
import { conversationId, type Address } from '../kit/conversation-id.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database, Tx } from '../store/database.ts';
import { startDispatcher, type Dispatcher } from '../store/dispatcher.ts';
import type { OutboxMessage } from '../store/generated/client.ts';
import { announce, bossDb, ensureQueue, type JobQueue, type Signals } from '../store/queue.ts';
import type { Day } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import { deliver, type DeliverDeps } from './outbox/deliver.ts';
import { lateFailure, type LateFailure } from './outbox/late-failure.ts';
import { forgetSends } from './outbox/pace.ts';
import { releaseDue } from './outbox/release.ts';
import { forgetWindows, openWindow, type Contact } from './outbox/window.ts';
import type { Channel, MessageBody } from './message.ts';
import { quietUntil } from './quiet.ts';

export interface Draft {
  /** A second draft with the same key changes nothing. */
  key: string;
  to: Address;
  body: MessageBody;
  /** What it is about, so that a click or a question leads back to it. */
  subject?: { type: string; id: string };
  notBefore?: Date;
  expiresAt?: Date;
  /** Leaves in quiet hours too. 必达 */
  mustDeliver?: boolean;
  /** Key of the inbound event it answers. */
  inReplyTo?: string;
}

export interface Outbox {
  /** Owes the messages within the caller's transaction. */
  enqueue(tx: Tx, drafts: readonly Draft[]): Promise<void>;
  /** Takes back a message that waits for its time; nothing happens when there is none, or it has gone. */
  withdraw(tx: Tx, key: string): Promise<void>;
  /** `channels` by name. */
  start(channels: ReadonlyMap<string, Channel>): void;
  stop(): Promise<void>;
  /** Hands messages that have become due to the senders; called every second, and when time is moved. */
  release(): Promise<number>;
  /**
   * The person wrote or tapped at `at`: the platform's reply window is open, and the oldest of what was parked may go now,
   * as many as its quota bears beside an answer.
   */
  heard(tx: Tx, address: Address, contact: Contact, at: Date): Promise<void>;
  /** The platform takes back that it delivered. False when no such message is known (yet). */
  reportFailure(tx: Tx, failure: LateFailure): Promise<boolean>;
  /** Messages that could go now and have not gone. */
  countPending(): Promise<number>;
  countByState(): Promise<Record<string, number>>;
  /** Calls for help since this process began, by channel and error code. */
  alarms(): { channel: string; errcode: string; count: number }[];
  /** Messages for which an operator has to mend something first, newest first. */
  listAlerts(): Promise<MessageState[]>;
  /** Where a message stands; undefined when there is none of that id or key. */
  read(idOrKey: string): Promise<MessageState | undefined>;
  /** Tries a message again that failed, expired, is parked, or may have arrived. Throws NotFoundError when it is none of these. */
  resend(id: string): Promise<void>;
  /** Forgets calls and reply windows that no limit looks back to. */
  forgetSends(): Promise<void>;
}

/** Facts of a message without what it says or to whom. */
export type MessageState = Pick<OutboxMessage, keyof typeof STATE_COLUMNS>;

const STATE_COLUMNS = {
  id: true,
  key: true,
  channel: true,
  kind: true,
  state: true,
  reason: true,
  errcode: true,
  alert: true,
  attempts: true,
  dueAt: true,
  createdAt: true,
  sentAt: true,
} as const;

export interface OutboxOptions {
  database: Database;
  queue: JobQueue;
  signals: Signals;
  content: Sealer;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Days on which staff rest; none when absent. */
  isDayOff?(day: Day): boolean;
  /** Whether the person of a lane has said something that is not worked yet. */
  hasSpoken?(lane: string): Promise<boolean>;
  /** Another address at which the person agreed to be told what the first one does not take. */
  standInFor?(address: Address): Promise<Address | undefined>;
}

const QUEUE = 'outbox';
const SLOTS = 16;
const RELEASE_MS = 1_000;
/** Of five messages that 微信客服 takes for one of the citizen's, the answer needs one or two. */
const UNPARKED_AT_ONCE = 3;
const MAX_ALERTS = 200;
const RESENDABLE = ['failed', 'uncertain', 'expired', 'parked'];
/** Channels of staff, who rest on days off. */
const STAFF_CHANNEL = 'wecom';

export async function createOutbox(options: OutboxOptions): Promise<Outbox> {
  const { database, queue, signals, content, clock, ids, log } = options;
  await ensureQueue(queue, {
    name: QUEUE,
    policy: 'key_strict_fifo',
    heartbeatSeconds: 15,
    // The job only says "look at this message"; what becomes of it is written in the message.
    retryLimit: 1_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    deleteAfterSeconds: 3_600,
  });
  let pump: NodeJS.Timeout | undefined;
  let dispatcher: Dispatcher | undefined;
  const alarms = new Map<string, { channel: string; errcode: string; count: number }>();

  const alarm = (channel: string, errcode: number | undefined): void => {
    const code = errcode === undefined ? 'none' : String(errcode);
    const known = alarms.get(`${channel}:${code}`) ?? { channel, errcode: code, count: 0 };
    alarms.set(`${channel}:${code}`, { ...known, count: known.count + 1 });
  };

  const quiet = (message: OutboxMessage, now: Date): Date | undefined => {
    // An answer goes to somebody who is awake; a card that changes makes no sound.
    if (message.mustDeliver || message.inReplyTo !== null || message.kind === 'card-update') return undefined;
    return quietUntil(
      now,
      message.recipient,
      message.channel === STAFF_CHANNEL ? options.isDayOff : undefined,
    );
  };

  const passOn = async (message: OutboxMessage): Promise<boolean> => {
    // Once only: a message that was passed on names another address in its key.
    if (!options.standInFor || message.key.includes(PASSED_ON) || !PASSABLE.has(message.kind)) return false;
    const { channel, account } = message;
    const person = content.open(message.toSealed, message.id);
    const to = await options.standInFor({ channel, account, person });
    if (!to) return false;
    const draft: Draft = {
      key: `${message.key}${PASSED_ON}${to.channel}`,
      to,
      body: JSON.parse(content.open(message.bodySealed, message.id)) as MessageBody,
      mustDeliver: message.mustDeliver,
      ...(message.expiresAt ? { expiresAt: message.expiresAt } : {}),
      ...(message.subjectType && message.subjectId
        ? { subject: { type: message.subjectType, id: message.subjectId } }
        : {}),
      ...(message.inReplyTo ? { inReplyTo: message.inReplyTo } : {}),
    };
    await database.transaction((tx) => outbox.enqueue(tx, [draft]));
    return true;
  };

  const send = async (tx: Tx, messages: readonly { id: string; lane: string }[]): Promise<void> => {
    if (messages.length === 0) return;
    // Ids sort in the order they are made, and so do the jobs of one commit within a lane.
    const jobs = messages.map(({ id, lane }) => ({ id: ids.next(), data: { id }, singletonKey: lane }));
    await queue.insert(QUEUE, jobs, { db: bossDb(tx) });
    await announce(tx, QUEUE);
  };

  const requeue = (message: OutboxMessage, reason: string): Promise<void> =>
    database.transaction(async (tx) => {
      // By the time those that stand behind it see that they must let it pass too.
      await tx.outboxMessage.update({ where: { id: message.id }, data: { reason, dueAt: clock.now() } });
      await send(tx, [message]);
    });

  const outbox: Outbox = {
    async enqueue(tx, drafts) {
      const now = clock.now();
      const rows = drafts.map((draft) => rowOf(draft, { content, ids, now }));
      if (rows.length === 0) return;
      const created = await tx.outboxMessage.createManyAndReturn({
        data: rows,
        skipDuplicates: true,
        select: { id: true, lane: true, state: true },
      });
      await send(
        tx,
        created.filter((row) => row.state === 'queued'),
      );
    },
    async withdraw(tx, key) {
      await tx.outboxMessage.updateMany({
        where: { key, state: 'waiting' },
        data: { state: 'replaced', reason: 'taken back' },
      });
    },
    start(channels) {
      const deps: DeliverDeps = {
        database,
        content,
        clock,
        log,
        channels,
        quietUntil: quiet,
        passOn,
        hasSpoken: options.hasSpoken ?? (() => Promise.resolve(false)),
        requeue,
        alarm,
      };
      dispatcher = startDispatcher<{ id: string }>({
        queue,
        signals,
        name: QUEUE,
        slots: SLOTS,
        run: (job) => deliver(job.data.id, deps),
        log,
      });
      pump = setInterval(() => {
        outbox.release().catch((error: unknown) => log.error({ err: error }, 'release failed'));
      }, RELEASE_MS);
      pump.unref();
    },
    async stop() {
      clearInterval(pump);
      await dispatcher?.stop();
    },
    release: () => releaseDue({ database, now: clock.now(), send }),
    async heard(tx, address, contact, at) {
      const lane = content.hash(conversationId(address));
      await openWindow(tx, lane, contact, at);
      const parked = await tx.outboxMessage.findMany({
        where: { lane, state: 'parked' },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: UNPARKED_AT_ONCE,
        select: { id: true, lane: true },
      });
      await tx.outboxMessage.updateMany({
        where: { id: { in: parked.map(({ id }) => id) }, state: 'parked' },
        data: { state: 'queued', dueAt: null },
      });
      await send(tx, parked);
    },
    async reportFailure(tx, failure) {
      const failed = await lateFailure(tx, failure, ids.next());
      if (!failed) return false;
      const { id, alert } = failed;
      log[alert ? 'error' : 'warn']({ message: id, ...failure }, 'the platform did not deliver');
      if (alert) alarm(failure.channel, undefined);
      return true;
    },
    async countPending() {
      const now = clock.now();
      return database.prisma.outboxMessage.count({
        where: { OR: [{ state: { in: ['queued', 'sending'] } }, { state: 'waiting', dueAt: { lte: now } }] },
      });
    },
    async countByState() {
      const rows = await database.prisma.outboxMessage.groupBy({ by: ['state'], _count: true });
      return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
    },
    alarms: () => [...alarms.values()],
    listAlerts: () =>
      database.prisma.outboxMessage.findMany({
        where: { alert: true },
        orderBy: { id: 'desc' },
        take: MAX_ALERTS,
        select: STATE_COLUMNS,
      }),
    async read(idOrKey) {
      const where = { OR: [{ id: idOrKey }, { key: idOrKey }] };
      return (await database.prisma.outboxMessage.findFirst({ where, select: STATE_COLUMNS })) ?? undefined;
    },
    resend: (id) =>
      database.transaction(async (tx) => {
        const rows = await tx.outboxMessage.updateManyAndReturn({
          where: { id, state: { in: RESENDABLE } },
          data: { state: 'queued', dueAt: null, expiresAt: null, attempts: 0, reason: null, alert: false },
          select: { id: true, lane: true },
        });
        if (rows.length === 0)
          throw new NotFoundError('No such message, or it is on its way.', {
            tell: '没有这条消息,或者它已经在发送。',
          });
        await send(tx, rows);
      }),
    async forgetSends() {
      await forgetSends(database, clock.now());
      await forgetWindows(database, clock.now());
    },
  };
  return outbox;
}

/** In the key of a message that goes to another address. */
const PASSED_ON = '→';
/** What says the same on another channel. */
const PASSABLE: ReadonlySet<string> = new Set(['text', 'menu', 'notice']);

function rowOf(draft: Draft, deps: { content: Sealer; ids: Ids; now: Date }) {
  const { content, ids, now } = deps;
  const id = ids.next();
  const waits = draft.notBefore !== undefined && draft.notBefore > now;
  return {
    id,
    key: draft.key,
    lane: content.hash(conversationId(draft.to)),
    channel: draft.to.channel,
    account: draft.to.account,
    recipient: content.hash(draft.to.person),
    toSealed: content.seal(draft.to.person, id),
    kind: draft.body.t,
    bodySealed: content.seal(JSON.stringify(draft.body), id),
    state: waits ? 'waiting' : 'queued',
    dueAt: waits ? draft.notBefore : null,
    expiresAt: draft.expiresAt ?? null,
    mustDeliver: draft.mustDeliver ?? false,
    taskId: draft.body.t === 'card' ? draft.body.taskId : null,
    subjectType: draft.subject?.type ?? null,
    subjectId: draft.subject?.id ?? null,
    inReplyTo: draft.inReplyTo ?? null,
    createdAt: now,
  };
}
