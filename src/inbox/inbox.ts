/**
 * In: verified events from the channels. Out: each handed once, in order within its conversation, to the handler.
 * An event is stored before its callback is acknowledged; nothing is thought before that.
 */
import type { JobWithMetadata } from 'pg-boss';
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import { AppError, NotFoundError } from '../kit/errors.ts';
import { describeError, type Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database, Tx } from '../store/database.ts';
import { startDispatcher, type Dispatcher } from '../store/dispatcher.ts';
import type { Loop } from '../store/loop.ts';
import {
  announce,
  bossDb,
  completeWithin,
  ensureQueue,
  type JobQueue,
  type Signals,
} from '../store/queue.ts';
import { laneOf, type InboundEvent } from './event.ts';
import type { MediaKeeper } from './media.ts';
import { createArrivals, type ArrivalRow } from './inbox/arrivals.ts';
import { keepJobs } from './inbox/keep.ts';
import { startMover } from './inbox/mover.ts';

export interface Attempt {
  /** 1 for the first. */
  number: number;
  /** Marks the event done inside the transaction that holds its effects; those `alike` with it. */
  settle(tx: Tx, alike?: readonly string[]): Promise<void>;
  /** What waits in the lane now and is of the same kind: what is done after this may be done for them too. */
  alike(): Promise<string[]>;
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
  start(handler: EventHandler): void;
  /** Lets running turns end. */
  stop(): Promise<void>;
  /** Events not yet done. One that came twice counts twice until that is seen. */
  countPending(): Promise<number>;
  /** Whether something of the lane (hashed) is not yet done. */
  isPending(lane: string): Promise<boolean>;
  /** The newest events given up, without what they say. */
  listDead(): Promise<DeadEvent[]>;
  countDead(): Promise<number>;
  /** Puts a dead event back to the end of its conversation, once. */
  replay(id: string): Promise<void>;
  /** Forgets what was seen so long ago that nothing repeats it any more. Returns how many. */
  forgetSeen(): Promise<number>;
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
  signals: Signals;
  content: Sealer;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Fetches what events bring along. */
  media?: Pick<MediaKeeper, 'owe'>;
  /** Seconds before the second attempt; doubles each time. */
  retryDelaySeconds?: number;
}

interface JobData {
  sealed: string;
  /** Readable without the key, for operators. */
  channel: string;
  kind: string;
  at: string;
  reason?: string;
}

const QUEUE = 'inbox';
const DEAD = 'inbox-dead';
/** The kind of a dead letter that is a row of arrivals, not yet taken apart. */
const ROW = 'arrivals';
const MAX_ATTEMPTS = 6;
/** A finished event is of no more use; what was seen is kept apart, for longer. */
const KEEP_SECONDS = 3_600;
const WAIT_SECONDS = 30 * 86_400;
/** Platforms repeat within minutes, 微信客服 replays three days; this is well beyond both. */
const SEEN_MS = 8 * 86_400_000;
/** Conversations worked at once; most of a slow turn is waiting for a model. */
const SLOTS = 24;

export async function createInbox(options: InboxOptions): Promise<Inbox> {
  const { database, queue, signals, content, clock, ids, log } = options;
  const retryDelay = options.retryDelaySeconds ?? 1;
  await ensureQueue(queue, { name: DEAD, retentionSeconds: 90 * 86_400 });
  await ensureQueue(queue, {
    name: QUEUE,
    policy: 'key_strict_fifo',
    heartbeatSeconds: 15,
    // Our own count of attempts ends in the dead letters; the queue's limit must never be reached before it.
    retryLimit: 1_000,
    retryDelay,
    ...(retryDelay > 0 ? { retryBackoff: true, retryDelayMax: 300 } : {}),
    deleteAfterSeconds: KEEP_SECONDS,
    retentionSeconds: WAIT_SECONDS,
  });

  const toJob = (event: InboundEvent) => {
    // Ids sort in the order they are made: that is the order within a lane of what one commit brings.
    const id = ids.next();
    const data: JobData = {
      sealed: content.seal(JSON.stringify(event), id),
      channel: event.channel,
      kind: event.body.t,
      at: event.at,
    };
    return { id, data, singletonKey: content.hash(laneOf(event)) };
  };

  /** Makes jobs of those that are new, with what they bring along. */
  const keepWithin = async (tx: Tx, events: readonly InboundEvent[]): Promise<void> => {
    const byMark = new Map<string, InboundEvent>();
    for (const event of events) {
      const mark = `e:${content.hash(event.key)}`;
      if (!byMark.has(mark)) byMark.set(mark, event);
    }
    if (byMark.size === 0) return;
    const arrived = [...byMark].map(([mark, event]) => ({ mark, job: toJob(event) }));
    const news = await keepJobs({ tx, queue, name: QUEUE, now: clock.now() }, arrived);
    await options.media?.owe(
      tx,
      [...byMark].flatMap(([mark, event]) => (news.has(mark) ? event : [])),
    );
  };

  const arrivals = createArrivals({ database, content, clock, ids });

  const bury = (job: JobWithMetadata<JobData>, error: unknown): Promise<void> =>
    database.transaction(async (tx) => {
      const reason = String(describeError(error).message).slice(0, 500);
      await queue.send(DEAD, { ...job.data, reason }, { id: job.id, db: bossDb(tx) });
      await settle(tx, job);
    });

  const settle = async (
    tx: Tx,
    job: JobWithMetadata<JobData>,
    alike: readonly string[] = [],
  ): Promise<void> => {
    // Another instance took the event over: whatever this attempt did must not be kept.
    if (!(await completeWithin(tx, queue, QUEUE, job)))
      throw new AppError('claim-lost', 'The event was taken over by another instance.', { retry: 'later' });
    if (alike.length > 0) await queue.deleteJob(QUEUE, [...alike], { db: bossDb(tx) });
  };

  const work = async (job: JobWithMetadata<JobData>, handler: EventHandler): Promise<void> => {
    const number = job.retryCount + 1;
    try {
      await handler(eventOf(job), {
        number,
        settle: (tx, alike) => settle(tx, job, alike),
        alike: () => listAlike(database, job),
      });
    } catch (error) {
      const last = number >= MAX_ATTEMPTS || (error instanceof AppError && error.code === 'seal');
      log[last ? 'error' : 'warn'](
        { event: job.id, attempt: number, err: error },
        last ? 'turn given up' : 'turn failed',
      );
      if (!last) throw error;
      await bury(job, error);
    }
  };

  /** What does not open, or cannot be kept, is not looked into: it may hold what many people wrote. */
  const buryRow = async (tx: Tx, { id, sealed }: ArrivalRow, error: unknown): Promise<void> => {
    const reason = String(describeError(error).message).slice(0, 500);
    const data: JobData = { sealed, channel: '', kind: ROW, at: clock.now().toISOString(), reason };
    await queue.send(DEAD, data, { id, db: bossDb(tx) });
  };

  let mover: Loop | undefined;
  let dispatcher: Dispatcher | undefined;

  const deadJob = async (id: string): Promise<JobWithMetadata<JobData>> => {
    const [job] = UUID.test(id) ? await queue.findJobs<JobData>(DEAD, { id }) : [];
    if (!job) throw noSuchDead(id);
    return job;
  };
  const eventOf = (job: JobWithMetadata<JobData>): InboundEvent =>
    JSON.parse(content.open(job.data.sealed, job.id)) as InboundEvent;

  return {
    accept: (events, receipt) => arrivals.keep(events, receipt),
    acceptWithin: keepWithin,
    start(handler) {
      mover = startMover({
        database,
        signals,
        arrivals,
        keep: keepWithin,
        bury: buryRow,
        retryMs: retryDelay * 1_000,
        log,
      });
      dispatcher = startDispatcher<JobData>({
        queue,
        signals,
        name: QUEUE,
        slots: SLOTS,
        run: (job) => work(job, handler),
        log,
      });
    },
    async stop() {
      await mover?.stop();
      await dispatcher?.stop();
    },
    async countPending() {
      const [row] = await database.prisma.$queryRaw<{ n: number }[]>`
        select (
          (select count(*) from pgboss.job where name = ${QUEUE} and state in ('created', 'retry', 'active'))
          + (select coalesce(sum(cardinality(lanes)), 0) from arrival)
        )::int as n`;
      return row?.n ?? 0;
    },
    async isPending(lane) {
      const rows = await database.prisma.$queryRaw<unknown[]>`
        select 1 from pgboss.job where name = ${QUEUE} and singleton_key = ${lane}
          and state in ('created', 'retry', 'active')
        union all select 1 from arrival where ${lane} = any(lanes) limit 1`;
      return rows.length > 0;
    },
    async forgetSeen() {
      await arrivals.forgetReceipts();
      const { count } = await database.prisma.seen.deleteMany({
        where: { at: { lt: new Date(clock.now().getTime() - SEEN_MS) } },
      });
      return count;
    },
    async listDead() {
      const jobs = await queue.findJobs<JobData>(DEAD, { queued: true, limit: 200 });
      return jobs.map(({ id, data }) => ({
        id,
        channel: data.channel,
        kind: data.kind,
        at: data.at,
        reason: data.reason ?? '',
      }));
    },
    async countDead() {
      const [row] = await database.prisma.$queryRaw<{ n: number }[]>`
        select count(*)::int as n from pgboss.job
        where name = ${DEAD} and state in ('created', 'retry', 'active')`;
      return row?.n ?? 0;
    },
    async replay(id) {
      const job = await deadJob(id);
      await database.transaction(async (tx) => {
        // Two people may press the button at once.
        const { affected } = (await queue.deleteJob(DEAD, id, { db: bossDb(tx) })) as { affected: number };
        if (affected === 0) throw noSuchDead(id);
        if (job.data.kind === ROW)
          return keepWithin(tx, arrivals.eventsIn({ ...job.data, id, refused: [], number: 0n }));
        const event = eventOf(job);
        await queue.insert(QUEUE, [toJob(event)], { db: bossDb(tx) });
        await options.media?.owe(tx, [event]);
        await announce(tx, QUEUE);
      });
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const noSuchDead = (id: string): NotFoundError =>
  new NotFoundError(`No dead event ${id}.`, { tell: '没有这条,或者已经重放过了。' });

/** A few hundred at once: what is left is found the next time. */
const MOST_ALIKE = 500;

async function listAlike(database: Database, job: JobWithMetadata<JobData>): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ id: string }[]>`
    select id::text from pgboss.job where name = ${QUEUE} and singleton_key = ${job.singletonKey}
      and state in ('created', 'retry') and data->>'kind' = ${job.data.kind} limit ${MOST_ALIKE}::int`;
  return rows.map(({ id }) => id);
}
