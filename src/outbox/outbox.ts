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
import { announce, bossDb, ensureQueue, type JobQueue, type Signals } from '../store/queue.ts';
import { deliver, type DeliverDeps } from './outbox/deliver.ts';
import { releaseDue } from './outbox/release.ts';
import type { Channel, MessageBody } from './message.ts';

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
  /** `channels` by name. */
  start(channels: ReadonlyMap<string, Channel>): void;
  stop(): Promise<void>;
  /** Hands messages that have become due to the senders; called every second, and when time is moved. */
  release(): Promise<number>;
  /** The person wrote: what was parked may go now. */
  unpark(tx: Tx, address: Address): Promise<void>;
  /** Messages that could go now and have not gone. */
  countPending(): Promise<number>;
  /** Tries a failed message again. */
  resend(id: string): Promise<void>;
}

export interface OutboxOptions {
  database: Database;
  queue: JobQueue;
  signals: Signals;
  content: Sealer;
  clock: Clock;
  ids: Ids;
  log: Log;
}

const QUEUE = 'outbox';
const SLOTS = 16;
const RELEASE_MS = 1_000;

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

  const send = async (tx: Tx, messages: readonly { id: string; lane: string }[]): Promise<void> => {
    if (messages.length === 0) return;
    // Ids sort in the order they are made, and so do the jobs of one commit within a lane.
    const jobs = messages.map(({ id, lane }) => ({ id: ids.next(), data: { id }, singletonKey: lane }));
    await queue.insert(QUEUE, jobs, { db: bossDb(tx) });
    await announce(tx, QUEUE);
  };

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
    start(channels) {
      const deps: DeliverDeps = { database, content, clock, log, channels };
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
    async unpark(tx, address) {
      const rows = await tx.outboxMessage.updateManyAndReturn({
        where: { lane: content.hash(conversationId(address)), state: 'parked' },
        data: { state: 'queued', dueAt: null },
        select: { id: true, lane: true, createdAt: true },
      });
      await send(
        tx,
        rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)),
      );
    },
    async countPending() {
      const now = clock.now();
      return database.prisma.outboxMessage.count({
        where: { OR: [{ state: { in: ['queued', 'sending'] } }, { state: 'waiting', dueAt: { lte: now } }] },
      });
    },
    resend: (id) =>
      database.transaction(async (tx) => {
        const rows = await tx.outboxMessage.updateManyAndReturn({
          where: { id, state: { in: ['failed', 'expired', 'parked'] } },
          data: { state: 'queued', dueAt: null, attempts: 0, reason: null },
          select: { id: true, lane: true },
        });
        await send(tx, rows);
      }),
  };
  return outbox;
}

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
