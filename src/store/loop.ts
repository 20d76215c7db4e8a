/** Work that comes in pieces of which nobody knows when: looked for when a signal says so, and now and then. */
import type { Log } from '../kit/log.ts';
import type { Signals } from './queue.ts';

export interface Loop {
  /** Looks at once; a look under way is followed by another. */
  wake(): void;
  /** Ends after the step under way. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  signals: Signals;
  /** The signal that wakes it. */
  name: string;
  /** One piece of work; whether the next may be there already. */
  step(): Promise<boolean>;
  /** How long a step that failed is left alone. */
  troubleMs?: number;
  log: Log;
}

/** Signals wake the loop; this is for one that was lost, and for work that has become due. */
const POLL_MS = 500;
const TROUBLE_MS = 1_000;

/** Runs `step` until stopped. One that fails is tried again, a second later where nothing else is said. */
export function startLoop({ signals, name, step, log, troubleMs = TROUBLE_MS }: LoopOptions): Loop {
  let stopping = false;
  let woken = false;
  let wakeNow: (() => void) | undefined;

  const wake = (): void => {
    woken = true;
    wakeNow?.();
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken || stopping) return resolve();
      const timer = setTimeout(resolve, ms);
      wakeNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      try {
        if (!(await step())) await pause(POLL_MS);
      } catch (error) {
        if (stopping) return;
        log.error({ queue: name, err: error }, 'queue cannot be read; trying again');
        woken = false;
        await pause(troubleMs);
      }
    }
  };

  const unsubscribe = signals.on(name, wake);
  const running = run();

  return {
    wake,
    async stop() {
      stopping = true;
      unsubscribe();
      wakeNow?.();
      await running;
    },
  };
}
