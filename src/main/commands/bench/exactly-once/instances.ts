/** Instances of the service, real processes over one database, of which some are killed and started again. */
import type { Chance } from '../../../../simulator/chance.ts';
import { startService, type ServiceProcess } from '../child-service.ts';

export interface Instances {
  /** Where a request may go, by chance; undefined while none stands. */
  pick(): string | undefined;
  /** kill -9 to one by chance, without a word; it is started again at once, as a supervisor would. */
  killOne(): Promise<void>;
  killed(): number;
  /** Those that ended without being told to. */
  crashed(): number;
  stop(): Promise<void>;
}

interface Slot {
  env: Record<string, string>;
  process: ServiceProcess;
  standing: boolean;
}

const LOOK_MS = 500;

/** Starts one instance for each `env`; resolves when all can serve. */
export async function startInstances(
  envs: readonly Record<string, string>[],
  chance: Chance,
  log?: number,
): Promise<Instances> {
  const slots: Slot[] = [];
  let killed = 0;
  let crashed = 0;
  let stopping = false;

  const raise = async (slot: Slot): Promise<void> => {
    slot.process = await startService(slot.env, log);
    await slot.process.ready();
    slot.standing = true;
  };
  const raiseAgain = (slot: Slot): void => {
    slot.standing = false;
    raise(slot).catch(() => {
      // It could not start (the database is away): the supervisor tries again.
      if (!stopping) setTimeout(() => raiseAgain(slot), LOOK_MS).unref();
    });
  };
  // One after the other: the first migrates.
  for (const env of envs) {
    const slot: Slot = { env, process: await startService(env, log), standing: false };
    slots.push(slot);
    await slot.process.ready();
    slot.standing = true;
  }
  const supervisor = setInterval(() => {
    for (const slot of slots)
      if (slot.standing && !slot.process.alive()) {
        crashed++;
        raiseAgain(slot);
      }
  }, LOOK_MS);

  const oneOf = (list: readonly Slot[]): Slot | undefined => list[Math.floor(chance.next() * list.length)];
  const doors = (): Slot[] =>
    slots.filter(({ env, standing }) => standing && (env.ROLES ?? 'web').includes('web'));

  return {
    pick: () => oneOf(doors())?.process.url,
    async killOne() {
      const slot = oneOf(slots.filter(({ standing }) => standing));
      if (!slot) return;
      killed++;
      slot.standing = false;
      await slot.process.end('SIGKILL');
      raiseAgain(slot);
    },
    killed: () => killed,
    crashed: () => crashed,
    async stop() {
      stopping = true;
      clearInterval(supervisor);
      await Promise.all(slots.map(({ process }) => process.end('SIGTERM')));
    },
  };
}
