import { onTestFinished } from 'vitest';
import { silentLog } from '../../src/kit/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openSignals, startQueue, type JobQueue, type Signals } from '../../src/store/queue.ts';

export async function useQueue(database: Database): Promise<{ queue: JobQueue; signals: Signals }> {
  const queue = await startQueue(database, silentLog);
  const signals = await openSignals(queue);
  onTestFinished(async () => {
    await signals.close();
    await queue.stop({ graceful: false });
  });
  return { queue, signals };
}

/** Waits for a condition that background work brings about; bounded, and says what it waited for. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 20_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
