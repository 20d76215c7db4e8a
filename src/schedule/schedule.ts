/**
 * What time starts. In: the house's clock, looked at every minute. Out: each task run once for each of its times,
 * whichever instance claims it; times that were missed are caught up by the latest of them.
 */
import { schedule as everyMinute, type ScheduledTask } from 'node-cron';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { Database } from '../store/database.ts';
import { occurrences } from './cron.ts';

export interface Task {
  name: string;
  /** minute hour day month weekday, in Asia/Shanghai; never at :00 or :30, when the platforms are crowded. */
  pattern: string;
  /** Also once when the service starts. */
  atStart?: boolean;
  /** Must bear being run twice for the same time. */
  run(at: Date): Promise<void>;
}

export interface Schedule {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Runs what has become due since it was last looked at. */
  runDue(): Promise<void>;
  /** The next instant at which something is due, up to `to`. */
  nextDue(to: Date): Date | undefined;
}

/** A claim is renewed while its task runs; an instance that dies is replaced after this. */
const CLAIM_LAPSES_SECONDS = 40;
const RENEW_MS = 10_000;
const MAX_ATTEMPTS = 5;
/** Older misses are not worth catching up. */
const CATCH_UP_MS = 3 * 86_400_000;

export function createSchedule(deps: {
  database: Database;
  clock: Clock;
  log: Log;
  tasks: readonly Task[];
}): Schedule {
  const { database, clock, log, tasks } = deps;
  /** Up to when each task has been looked at by this instance. */
  const seen = new Map<string, Date>();
  const owedAtStart = new Set<Task>();
  let heartbeat: ScheduledTask | undefined;
  let running: Promise<void> = Promise.resolve();

  const claim = async (name: string, at: Date): Promise<boolean> => {
    const rows = await database.prisma.$queryRaw<unknown[]>`
      insert into tick (name, at, claimed_at, attempts) values (${name}, ${at}::timestamptz, now(), 1)
      on conflict (name, at) do update set claimed_at = now(), attempts = tick.attempts + 1
      where tick.done is null and tick.attempts < ${MAX_ATTEMPTS}
        and (tick.claimed_at is null or tick.claimed_at < now() - make_interval(secs => ${CLAIM_LAPSES_SECONDS}::int))
      returning name`;
    return rows.length > 0;
  };

  const fire = async (task: Task, at: Date): Promise<void> => {
    if (!(await claim(task.name, at))) return;
    const renewal = setInterval(() => {
      renew(task.name, at).catch((error: unknown) =>
        log.warn({ task: task.name, err: error }, 'claim not renewed'),
      );
    }, RENEW_MS);
    try {
      await task.run(at);
      await database.prisma.tick.update({
        where: { name_at: { name: task.name, at } },
        data: { done: clock.now() },
      });
    } catch (error) {
      log.error({ task: task.name, at, err: error }, 'scheduled task failed; it is tried again');
      await database.prisma.tick.update({
        where: { name_at: { name: task.name, at } },
        data: { claimedAt: null },
      });
    } finally {
      clearInterval(renewal);
    }
  };

  const renew = (name: string, at: Date): Promise<number> =>
    database.prisma.$executeRaw`update tick set claimed_at = now()
      where name = ${name} and at = ${at}::timestamptz and done is null`;

  /** What was begun and not finished: it failed, or the instance that had it died. */
  const takeOver = async (task: Task, now: Date): Promise<void> => {
    const left = await database.prisma.tick.findMany({
      where: {
        name: task.name,
        done: null,
        attempts: { lt: MAX_ATTEMPTS },
        at: { gt: new Date(now.getTime() - CATCH_UP_MS), lte: now },
      },
      orderBy: { at: 'asc' },
    });
    for (const { at } of left) await fire(task, at);
  };

  const runTask = async (task: Task, now: Date): Promise<void> => {
    const from = seen.get(task.name) ?? (await lastDone(task.name)) ?? now;
    // After a jump of the clock into the past everything from there on has been done: the claims say so.
    const after = from > now ? now : new Date(Math.max(from.getTime(), now.getTime() - CATCH_UP_MS));
    const due = [...occurrences(task.pattern, after, now)].at(-1);
    seen.set(task.name, now);
    await takeOver(task, now);
    if (due) await fire(task, due);
  };

  const lastDone = async (name: string): Promise<Date | undefined> => {
    const row = await database.prisma.tick.findFirst({
      where: { name, done: { not: null } },
      orderBy: { at: 'desc' },
    });
    return row?.at;
  };

  /** The database may go away just then: that ends no service, the next minute tries again. */
  const runOwedAtStart = async (now: Date): Promise<void> => {
    for (const task of owedAtStart)
      try {
        await task.run(now);
        owedAtStart.delete(task);
      } catch (error) {
        log.error({ task: task.name, err: error }, 'task at the start failed; it is tried again');
      }
  };

  const runDue = async (): Promise<void> => {
    const now = clock.now();
    await runOwedAtStart(now);
    for (const task of tasks) await runTask(task, now);
  };

  const schedule: Schedule = {
    async start() {
      const now = clock.now();
      for (const task of tasks) if (task.atStart) owedAtStart.add(task);
      await runOwedAtStart(now);
      await schedule.runDue();
      heartbeat = everyMinute('* * * * *', () => schedule.runDue(), {
        noOverlap: true,
        suppressMissedWarning: true,
      });
    },
    async stop() {
      await heartbeat?.destroy();
      await running;
    },
    runDue() {
      running = running
        .then(runDue)
        .catch((error: unknown) => log.error({ err: error }, 'schedule broke off'));
      return running;
    },
    nextDue(to) {
      const now = clock.now();
      const next = tasks.flatMap(({ pattern }) => {
        const { value } = occurrences(pattern, now, to).next();
        return value ? [value.getTime()] : [];
      });
      return next.length > 0 ? new Date(Math.min(...next)) : undefined;
    },
  };
  return schedule;
}
