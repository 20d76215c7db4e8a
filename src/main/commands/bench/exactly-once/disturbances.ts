/** What is done to the service while people write. */
import type { Cluster } from '../cluster.ts';
import type { Trial } from './trial.ts';
import { pause } from './writers.ts';

export type Disturb = (trial: Trial) => Promise<void>;

const LOOK_MS = 20;
/** The last part of the messages is written in peace, so that the last kill too falls into the writing. */
const DISTURBED = 0.95;

async function reached(trial: Trial, messages: number): Promise<void> {
  while (trial.acknowledged() < messages && !trial.written()) await pause(LOOK_MS);
}

/** kill -9 to an instance by chance, so many times, at moments by chance. */
export const killInstances =
  (kills: number, messages: number): Disturb =>
  async (trial) => {
    const moments = Array.from({ length: kills }, () => trial.chance.next() * messages * DISTURBED);
    for (const moment of moments.toSorted((a, b) => a - b)) {
      await reached(trial, moment);
      await trial.instances.killOne();
    }
  };

/** The database goes away as in a crash, in the middle of the writing, and comes back. `back` is told when. */
export const stopDatabase =
  (
    cluster: Pick<Cluster, 'crash' | 'restart'>,
    awayMs: number,
    messages: number,
    back: () => void,
  ): Disturb =>
  async (trial) => {
    await reached(trial, messages / 3);
    await cluster.crash();
    await pause(awayMs);
    await cluster.restart();
    back();
  };

const SENDS = ['/cgi-bin/kf/send_msg', '/cgi-bin/message/send'] as const;

/** What the platforms do wrong, one thing after another: none of it may lose or double a message. */
const FAULTS: readonly Record<string, unknown>[] = [
  // Done, and the answer lost on the way back: sent again, the platform knows it by our key.
  { drop: true, afterEffect: true, rate: 0.2 },
  { status: 503, rate: 0.2 },
  { status: 502, afterEffect: true, rate: 0.2 },
  { errcode: -1, rate: 0.2 },
  { delayMs: 2_000, rate: 0.1 },
  { drop: true, rate: 0.2 },
  // Too often: all calls of the kind are held for a minute.
  { errcode: 45009, times: 1 },
];

export const troublePlatforms =
  (messages: number): Disturb =>
  async (trial) => {
    for (const [i, fault] of FAULTS.entries()) {
      await reached(trial, (messages * i) / FAULTS.length);
      for (const api of SENDS) await trial.platforms.control('/fault', { api, times: 100_000, ...fault });
    }
    await reached(trial, messages);
    for (const api of SENDS) await trial.platforms.control('/fault', { api, times: 0 });
  };
