/** Subscribers are told as soon as something they wait for is published; what a signal missed, the schedule catches up. */
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { askSupervisors } from '../disclosure/citizen-supervisors.ts';
import { tellSubscribers, type TellDeps } from '../disclosure/subscription-news.ts';
import { NEWS } from '../disclosure/subscriptions.ts';
import type { Task } from '../schedule/schedule.ts';
import { RECORDS } from '../store/generation.ts';
import type { Signals } from '../store/queue.ts';

export interface Telling {
  /** What was published after a citizen's message of the day, and what a signal missed; the month's questions to supervisors. */
  tasks: Task[];
  /** Tells whenever there is news, until what it returns is called. */
  follow(): () => Promise<void>;
}

export function createTelling(
  deps: TellDeps & {
    clock: Clock;
    signals: Signals;
    log: Log;
    /** Those whom a result concerns hear of it when it is published. */
    tellResults(): Promise<unknown>;
  },
): Telling {
  let telling: Promise<unknown> = Promise.resolve();
  const tell = (): Promise<number> => tellSubscribers(deps, deps.clock.now());
  return {
    tasks: [
      {
        name: 'tell-subscribers',
        pattern: '29 8 * * *',
        atStart: true,
        run: async () => void (await tell()),
      },
      {
        name: 'ask-supervisors',
        pattern: '37 9 6 * *',
        run: async () => void (await askSupervisors(deps, deps.clock.now())),
      },
    ],
    follow() {
      const follow = (signal: string, work: () => Promise<unknown>): (() => void) =>
        deps.signals.on(signal, () => {
          telling = telling.then(work).catch((error: unknown) => {
            deps.log.error({ err: error }, 'not told yet; the schedule tries again');
          });
        });
      const ends = [follow(NEWS, tell), follow(RECORDS, deps.tellResults)];
      return async () => {
        for (const end of ends) end();
        await telling;
      };
    },
  };
}
