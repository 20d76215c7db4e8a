/**
 * In: verified events from the channels. Out: each handed once, in order within its conversation, to the handler.
 * An event is stored before its callback is acknowledged; nothing is thought before that.
 */
import type { JobWithMetadata } from 'pg-boss';
import type { Clock } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import { describeError, type Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database, Tx } from '../store/database.ts';
import { bossDb, completeWithin, ensureQueue, type JobQueue } from '../store/queue.ts';
import { jobIdOf, laneOf, type InboundEvent } from './event.ts';
import { createGroupWriter } from './inbox/group-writer.ts';

export interface Attempt {
  /** 1 for the first. */
  number: number;
  /** Marks the event done inside the transaction that holds its effects. */
  settle(tx: Tx): Promise<void>;
}

export type EventHandler = (event: InboundEvent, attempt: Attempt) => Promise<void>;

export interface Inbox {
  /**
   * Keeps the events. `receipt` is what marks the request they came in (its signature): false when a request with
   * that receipt was let in before. Resolves once committed.
   */
  accept(events: readonly InboundEvent[], receipt?: string): Promise<boolean>;
  /** Keeps the events inside the caller's transaction. */
  acceptWithin(tx: Tx, events: readonly InboundEvent[]): Promise<void>;
  start(handler: EventHandler): Promise<void>;
  /** Lets running turns end. */
  stop(): Promise<void>;
  /** Events not yet done. */
  countPending(): Promise<number>;
  listDead(): Promise<DeadEvent[]>;
  /** Puts a dead event back to the end of its conversation. */
  replay(id: string): Promise<void>;
}

export interface DeadEvent {
  id: string;
  channel: string;
  kind: string;
  at: string;
  reason: string;
}

export interface InboxOptions {
  database: Database;
  queue: JobQueue;
  content: Sealer;
  clock: Clock;
  log: Log;
  /** Seconds before the second attempt; doubles each time. */
  retryDelaySeconds?: number;
}

interface Kept {
  sealed: string;
  /** Readable without the key, for operators. */
  channel: string;
  kind: string;
  at: string;
  reason?: string;
}

const QUEUE = 'inbox';
const DEAD = 'inbox-dead';
const MAX_ATTEMPTS = 6;
/** Platforms repeat within minutes, 微信客服 replays three days; a week is well beyond both. */
const KEEP_SECONDS = 8 * 86_400;
const WORKERS = 6;
const BATCH = 4;

export async function createInbox(options: InboxOptions): Promise<Inbox> {
  const { database, queue, content, clock, log } = options;
  const retryDelay = options.retryDelaySeconds ?? 1;
  await ensureQueue(queue, { name: DEAD, retentionSeconds: 90 * 86_400 });
  await ensureQueue(queue, {
    name: QUEUE,
    policy: 'key_strict_fifo',
    notify: true,
    heartbeatSeconds: 15,
    // Our own count of attempts ends in the dead letters; the queue's limit must never be reached before it.
    retryLimit: 1_000,
    retryDelay,
    retryBackoff: retryDelay > 0,
    retryDelayMax: retryDelay > 0 ? 300 : undefined!,
    deleteAfterSeconds: KEEP_SECONDS,
    retentionSeconds: KEEP_SECONDS,
  });

  const toJob = (event: InboundEvent) => {
    const id = jobIdOf(event);
    const kept: Kept = {
      sealed: content.seal(JSON.stringify(event), id),
      channel: event.channel,
      kind: event.body.t,
      at: event.at,
    };
    return { id, data: kept, singletonKey: content.hash(laneOf(event)) };
  };

  const writer = createGroupWriter(
    async (batch: readonly { events: readonly InboundEvent[]; receipt?: string }[]) =>
      database.transaction(async (tx) => {
        const fresh = await keepReceipts(
          tx,
          batch.flatMap((entry) => entry.receipt ?? []),
          clock.now(),
        );
        const admitted = batch.map((entry) => entry.receipt === undefined || fresh.delete(entry.receipt));
        await insert(
          tx,
          batch.flatMap((entry, i) => (admitted[i] ? entry.events : [])),
        );
        return admitted;
      }),
  );

  const insert = async (tx: Tx, events: readonly InboundEvent[]): Promise<void> => {
    if (events.length > 0) await queue.insert(QUEUE, events.map(toJob), { db: bossDb(tx) });
  };

  const bury = (job: JobWithMetadata<Kept>, error: unknown): Promise<void> =>
    database.transaction(async (tx) => {
      const reason = String(describeError(error).message).slice(0, 500);
      await queue.send(DEAD, { ...job.data, reason }, { id: job.id, db: bossDb(tx) });
      await settle(tx, job);
    });

  const settle = async (tx: Tx, job: JobWithMetadata<Kept>): Promise<void> => {
    // Another instance took the event over: whatever this attempt did must not be kept.
    if (!(await completeWithin(tx, queue, QUEUE, job)))
      throw new AppError('claim-lost', 'The event was taken over by another instance.', { retry: 'later' });
  };

  const work = async (job: JobWithMetadata<Kept>, handler: EventHandler): Promise<'completed' | 'failed'> => {
    const number = job.retryCount + 1;
    try {
      const event = JSON.parse(content.open(job.data.sealed, job.id)) as InboundEvent;
      await handler(event, { number, settle: (tx) => settle(tx, job) });
      return 'completed';
    } catch (error) {
      const last = number >= MAX_ATTEMPTS || (error instanceof AppError && error.code === 'seal');
      log[last ? 'error' : 'warn'](
        { event: job.id, attempt: number, err: error },
        last ? 'turn given up' : 'turn failed',
      );
      if (!last) return 'failed';
      await bury(job, error);
      return 'completed';
    }
  };

  return {
    accept: (events, receipt) => writer.write(receipt === undefined ? { events } : { events, receipt }),
    acceptWithin: insert,
    async start(handler) {
      await queue.work(
        QUEUE,
        {
          includeMetadata: true,
          perJobResults: true,
          localConcurrency: WORKERS,
          batchSize: BATCH,
          burstWhenBatchFull: true,
          pollingIntervalSeconds: 0.5,
          notifyPollingIntervalSeconds: 2,
        },
        (jobs: JobWithMetadata<Kept>[]) =>
          Promise.all(jobs.map(async (job) => ({ id: job.id, status: await work(job, handler) }))),
      );
    },
    stop: () => queue.offWork(QUEUE, { wait: true }),
    countPending: () => countJobs(database, QUEUE),
    async listDead() {
      const jobs = await queue.findJobs<Kept>(DEAD, { queued: true, limit: 200 });
      return jobs.map(({ id, data }) => ({
        id,
        channel: data.channel,
        kind: data.kind,
        at: data.at,
        reason: data.reason ?? '',
      }));
    },
    async replay(id) {
      const [job] = await queue.findJobs<Kept>(DEAD, { id });
      if (!job) throw new AppError('not-found', `No dead event ${id}.`);
      const event = JSON.parse(content.open(job.data.sealed, id)) as InboundEvent;
      await database.transaction(async (tx) => {
        await queue.deleteJob(QUEUE, id, { db: bossDb(tx) });
        await queue.deleteJob(DEAD, id, { db: bossDb(tx) });
        await insert(tx, [event]);
      });
    },
  };
}

/** Inserts the receipts and returns those that were not there. */
async function keepReceipts(tx: Tx, receipts: readonly string[], now: Date): Promise<Set<string>> {
  if (receipts.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ signature: string }[]>`
    insert into callback_receipt (signature, at) select distinct receipt, ${now}::timestamptz
    from unnest(${[...receipts]}::text[]) as receipt on conflict do nothing returning signature`;
  return new Set(rows.map((row) => row.signature));
}

async function countJobs(database: Database, name: string): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from pgboss.job where name = ${name} and state in ('created', 'retry', 'active')`;
  return row?.n ?? 0;
}
