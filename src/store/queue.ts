/** The job queue (pg-boss) that inbox and outbox stand on, in the same database as the facts. */
import { PgBoss, fromPglite, fromPrisma, type Db as BossDb, type Queue } from 'pg-boss';
import type { Log } from '../kit/log.ts';
import type { Database, Tx } from './database.ts';

export type JobQueue = PgBoss;

/** Starts pg-boss on the database. The caller stops it before closing the database. */
export async function startQueue(database: Database, log: Log): Promise<JobQueue> {
  const boss = new PgBoss({
    ...(database.pglite
      ? { db: fromPglite(database.pglite), backend: 'pglite' as const }
      : { connectionString: database.url!, max: 4 }),
    // Our own clock decides what is due (schedule); pg-boss only carries what is due now.
    schedule: false,
    registerInstance: false,
    // How soon the jobs of an instance that died are handed out again, after its heartbeat has run out.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', (error) => log.error({ err: error }, 'queue error'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'queue warning'));
  await boss.start();
  return boss;
}

/** Makes the queue, or brings its settings up to date. */
export async function ensureQueue(boss: JobQueue, queue: Queue): Promise<void> {
  await boss.createQueue(queue.name, queue);
}

/** Lets pg-boss write inside a Prisma transaction. */
export const bossDb = (tx: Tx): BossDb => fromPrisma(tx);

/** Marks a fetched job done inside `tx`; false when the claim has lapsed and another attempt holds the job. */
export async function completeWithin(
  tx: Tx,
  boss: JobQueue,
  name: string,
  job: { id: string; retryCount: number },
): Promise<boolean> {
  const response = await boss.complete(name, { id: job.id, retryCount: job.retryCount }, null, {
    db: bossDb(tx),
  });
  return (response as { affected: number }).affected > 0;
}

/** Wakes those who wait for something, in this process and in others. A lost signal costs a moment, never a fact. */
export interface Signals {
  /** Calls `wake` for every signal of that name; returns how to end it. */
  on(name: string, wake: () => void): () => void;
  close(): Promise<void>;
}

/** What `Signals` listens to; the payload is the name. */
export const SIGNAL_CHANNEL = 'yangguang';

/** Wakes the listeners of `name`, here and in other processes, when `tx` commits. */
export async function announce(tx: Tx, name: string): Promise<void> {
  await tx.$queryRaw`select pg_notify(${SIGNAL_CHANNEL}, ${name})::text`;
}

export async function openSignals(boss: JobQueue): Promise<Signals> {
  const listeners = new Map<string, Set<() => void>>();
  const wakeAll = (): void => {
    for (const set of listeners.values()) for (const wake of set) wake();
  };
  const handle = await boss.getDb().listen?.(
    SIGNAL_CHANNEL,
    (name) => {
      for (const wake of listeners.get(name) ?? []) wake();
    },
    wakeAll,
  );
  return {
    on(name, wake) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(wake));
      return () => set.delete(wake);
    },
    close: async () => handle?.close(),
  };
}
