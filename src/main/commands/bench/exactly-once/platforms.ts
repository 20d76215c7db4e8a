/** The platforms of a trial: the simulator, every phone watched, and who has one. */
import Koa from 'koa';
import type { AddressInfo } from 'node:net';
import { createMovableClock } from '../../../../kit/clock.ts';
import { AppError } from '../../../../kit/errors.ts';
import { systemIds } from '../../../../kit/ids.ts';
import { silentLog } from '../../../../kit/log.ts';
import { createSimulator, type Credentials } from '../../../../simulator/simulator.ts';
import type { ShownMessage } from '../../../../simulator/world.ts';

export interface TrialPlatforms {
  credentials: Credentials;
  /** What each person's phone showed, in order; nothing is forgotten. */
  phones: ReadonlyMap<string, readonly ShownMessage[]>;
  shown(): number;
  /** Messages that vanished: a member got too many, or a platform lost them. */
  dropped(): number;
  connect(productUrl: string): void;
  /** One call of the simulator's control API. */
  control(path: string, body: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function openTrialPlatforms(members: readonly string[]): Promise<TrialPlatforms> {
  const simulator = createSimulator({
    clock: createMovableClock(),
    ids: systemIds,
    log: silentLog,
    wechat: false,
    directory: () => Promise.resolve(members.map((userid) => ({ userid, name: userid, unit: '' }))),
    advance: () => Promise.resolve(),
    addWorkdays: (from) => Promise.resolve(from),
    isIdle: () => Promise.resolve(true),
    explain: () => Promise.resolve(undefined),
  });
  await simulator.listen();
  const phones = new Map<string, ShownMessage[]>();
  const { world } = simulator;
  let shown = 0;
  let dropped = 0;
  let last = 0;
  // The simulator remembers the newest few thousand; it tells of each as it comes.
  world.changed.add(() => {
    const message = world.shown.at(-1);
    if (message && message.order > last && message.kind !== 'card') {
      phones.set(message.to, [...(phones.get(message.to) ?? []), message]);
      shown++;
    }
    const lost = world.dropped.at(-1);
    if (lost && lost.order > last) dropped++;
    last = Math.max(last, message?.order ?? 0, lost?.order ?? 0);
  });
  const server = new Koa().use(simulator.routes.routes()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const control = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simulator/api`;
  return {
    credentials: simulator.credentials(),
    phones,
    shown: () => shown,
    dropped: () => dropped,
    connect: (url) => simulator.connect(url),
    async control(path, body) {
      const answer = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) throw new AppError('bench', `${path}: ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    async close() {
      simulator.hangUp();
      server.closeAllConnections();
      server.close();
      await simulator.close();
    },
  };
}
