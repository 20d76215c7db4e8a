/**
 * Hands the jobs of a queue to a handler: as many at once as there are slots, each settled on its own, the next one
 * fetched as soon as a slot is free.
 *
 * 2026-11-24: pg-boss's own worker fetches in batches and sleeps after each. With one job for each key at a time, the
 * next message of a conversation then waited for the poll (2 s measured); with this loop it is taken at once.
 */
import type { JobWithMetadata } from 'pg-boss';
import { AppError } from '../kit/errors.ts';
import { describeError, type Log } from '../kit/log.ts';
import { within } from '../kit/time-limit.ts';
import { startLoop } from './loop.ts';
import type { JobQueue, Signals } from './queue.ts';

export interface Dispatcher {
  /** Waits for what is running; bounded. */
  stop(): Promise<void>;
}

export interface DispatcherOptions<Data> {
  queue: JobQueue;
  signals: Signals;
  name: string;
  /** Jobs begun at once. One that takes long gives its slot up, so that slow ones hold nobody up. */
  slots: number;
  /** Jobs under way at once, the slow ones included. */
  most?: number;
  /** A job that takes longer has failed: whatever it does afterwards is not kept. */
  limitMs?: number;
  /** Resolves when the job is settled or may be marked done; rejects to have it tried again. */
  run(job: JobWithMetadata<Data>): Promise<void>;
  log: Log;
}

const MAX_BATCH = 16;
const MOST = 400;
const SLOW_MS = 2_000;
const LIMIT_MS = 180_000;
const HEARTBEAT_MS = 5_000;
const STOP_MS = 10_000;

export function startDispatcher<Data>({
  queue,
  signals,
  name,
  slots,
  most = MOST,
  limitMs = LIMIT_MS,
  run,
  log,
}: DispatcherOptions<Data>): Dispatcher {
  const active = new Map<string, { job: JobWithMetadata<Data>; done: Promise<void> }>();
  let slow = 0;

  const work = async (job: JobWithMetadata<Data>): Promise<void> => {
    const attempt = { id: job.id, retryCount: job.retryCount };
    try {
      await within(limitMs, run(job), () => {
        throw new AppError('too-slow', `Not done within ${limitMs / 1_000} seconds.`, { retry: 'later' });
      });
      await queue.complete(name, attempt);
    } catch (error) {
      await queue.fail(name, attempt, describeError(error)).catch((failure: unknown) => {
        // The database is away: the heartbeat runs out and the job comes back by itself.
        log.warn({ queue: name, job: job.id, err: failure }, 'job could not be handed back');
      });
    }
  };

  const begin = (job: JobWithMetadata<Data>): void => {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      slow++;
      loop.wake();
    }, SLOW_MS);
    const done = work(job).finally(() => {
      clearTimeout(timer);
      if (isSlow) slow--;
      active.delete(job.id);
      loop.wake();
    });
    active.set(job.id, { job, done });
  };

  const room = (): number =>
    Math.max(0, Math.min(slots - (active.size - slow), most - active.size, MAX_BATCH));

  const step = async (): Promise<boolean> => {
    const batchSize = room();
    if (batchSize === 0) return false;
    const jobs = await queue.fetch<Data>(name, { batchSize, includeMetadata: true });
    jobs.forEach(begin);
    return jobs.length === batchSize;
  };

  const beat = setInterval(() => {
    const attempts = [...active.values()].map(({ job }) => ({ id: job.id, retryCount: job.retryCount }));
    if (attempts.length > 0)
      queue
        .touch(name, attempts)
        .catch((error: unknown) => log.warn({ queue: name, err: error }, 'heartbeat failed'));
  }, HEARTBEAT_MS);
  beat.unref();

  const loop = startLoop({ signals, name, step, log });

  return {
    async stop() {
      await loop.stop();
      const under = Promise.all([...active.values()].map(({ done }) => done));
      await within(STOP_MS, under, () => undefined);
      clearInterval(beat);
    },
  };
}
