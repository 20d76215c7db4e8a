import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../kit/errors.ts';
import type { LoadOrder, LoadResult } from './callbacks/load.ts';
import type { ServerKind } from './callbacks/server.ts';
import { startCluster, withFreshDatabase } from './cluster.ts';
import type { Benchmark, BenchSettings, Figures } from './figures.ts';

const SERVER = fileURLToPath(new URL('callbacks/server.ts', import.meta.url));
const LOAD = fileURLToPath(new URL('callbacks/load.ts', import.meta.url));
const ROUNDS = 3;
const CONNECTIONS = [64, 256] as const;
/** Until the compiler has done its work: services run for weeks. */
const WARM_UP = 20_000;
const REQUESTS = 10_000;
/** The rivals are slower and need no more to be told apart. */
const RIVAL_SHARE = 0.3;

/** Callbacks a second beside bare node:http and two libraries, each server and the load in a process of its own. */
export const callbacks: Benchmark = {
  help: '回调吞吐,和裸 node:http、co-wechat、node-easywechat 比  callbacks a second beside bare node:http and two libraries',
  long: true,
  async run(figures, settings) {
    await withServerUrl(settings, async (url) => {
      const load = await startChild(LOAD, []);
      try {
        await measure(figures, load.child, url);
      } finally {
        load.child.kill('SIGKILL');
      }
    });
  },
};

/** The given PostgreSQL, or one of our own; undefined where there is neither. */
async function withServerUrl(
  { databaseUrl }: BenchSettings,
  work: (url: string | undefined) => Promise<void>,
): Promise<void> {
  const cluster = databaseUrl ? undefined : await startCluster();
  try {
    await work(databaseUrl ?? cluster?.url);
  } finally {
    await cluster?.remove();
  }
}

async function measure(figures: Figures, load: ChildProcess, url: string | undefined): Promise<void> {
  const kinds: ServerKind[] = ['bare', 'co-wechat', 'node-easywechat', 'no-write'];
  figures.say(
    `每个服务一个进程,同样的真信件;发信是另一个进程,用裸 TCP 连接。${availableParallelism()} 个处理器共用,PostgreSQL 也在其中。\n` +
      `Each server is one process and gets the same kind of true letters; the load is a process of its own on plain sockets,\n` +
      `so that the server is what limits. All, PostgreSQL too, share ${availableParallelism()} processors. us_each: processor time of the server alone.`,
  );
  if (url) kinds.push('single-insert', 'durable');
  else figures.say('没有 PostgreSQL,不测落库。No PostgreSQL: the durable path is not measured.');
  await withServers(kinds, url, async (servers) => {
    for (const [kind, { port }] of servers)
      await send(load, { port, connections: 64, requests: shareOf(kind, WARM_UP) });
    for (const connections of CONNECTIONS) await throughput(figures, load, servers, connections);
    if (url) await latency(figures, load, servers);
  });
  if (url) await withServers(['hanging'], url, (servers) => whileHanging(figures, load, servers));
}

interface Server {
  port: number;
  child: ChildProcess;
}

type Servers = ReadonlyMap<ServerKind, Server>;

const shareOf = (kind: ServerKind, requests: number): number =>
  kind.includes('wechat') ? requests * RIVAL_SHARE : requests;

/** Rounds are interleaved, so that what else the machine does falls on all alike. */
async function throughput(
  { note, ratio }: Figures,
  load: ChildProcess,
  servers: Servers,
  connections: number,
): Promise<void> {
  const rates = new Map<ServerKind, number[]>([...servers.keys()].map((kind) => [kind, []]));
  const costs = new Map<ServerKind, number[]>([...servers.keys()].map((kind) => [kind, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [kind, { port, child }] of servers) {
      const requests = shareOf(kind, REQUESTS);
      const before = await processorTime(child);
      const { perSecond, refused } = await send(load, { port, connections, requests });
      if (refused > 0) throw new AppError('bench', `${kind}: ${refused} of ${requests} callbacks refused.`);
      rates.get(kind)!.push(perSecond);
      costs.get(kind)!.push(((await processorTime(child)) - before) / requests);
    }
  for (const [kind, values] of rates) {
    const name = `${kind.replaceAll('-', '_')}_${connections}`;
    note(name, 'per_s', values);
    note(name, 'us_each', costs.get(kind)!);
    if (kind !== 'bare') ratio(`${name}_of_bare`, values, rates.get('bare')!);
  }
}

/** Microseconds so far. */
async function processorTime(server: ChildProcess): Promise<number> {
  server.send({});
  return (await answerOf<{ cpu: number }>(server)).cpu;
}

const CALM = { connections: 600, requests: 1_500, rate: 300 };

async function latency({ note, ratio }: Figures, load: ChildProcess, servers: Servers): Promise<void> {
  const [single, durable]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    single!.push((await send(load, { port: servers.get('single-insert')!.port, ...CALM })).p99);
    durable!.push((await send(load, { port: servers.get('durable')!.port, ...CALM })).p99);
  }
  note('single_insert_300_per_s_p99', 'ms', single!);
  note('durable_300_per_s_p99', 'ms', durable!);
  ratio('durable_p99_of_single', durable!, single!);
}

async function whileHanging({ note }: Figures, load: ChildProcess, servers: Servers): Promise<void> {
  const { port } = servers.get('hanging')!;
  const { p50, p99 } = await send(load, { port, connections: 200, requests: 1_000, rate: 50 });
  note('ack_50_per_s_model_hangs_p50', 'ms', [p50]);
  note('ack_50_per_s_model_hangs_p99', 'ms', [p99]);
}

async function withServers(
  kinds: readonly ServerKind[],
  url: string | undefined,
  work: (servers: Servers) => Promise<void>,
): Promise<void> {
  const children: ChildProcess[] = [];
  const servers = new Map<ServerKind, Server>();
  const start = async (left: readonly ServerKind[]): Promise<void> => {
    const [kind, ...rest] = left;
    if (!kind) return work(servers);
    const startOne = async (args: readonly string[]): Promise<void> => {
      const { child, first } = await startChild(SERVER, [kind, ...args], true);
      children.push(child);
      servers.set(kind, { child, port: (first as { port: number }).port });
      await start(rest);
      child.kill('SIGTERM');
      await once(child, 'exit');
    };
    return needsDatabase(kind) ? withFreshDatabase(url!, (own) => startOne([own])) : startOne([]);
  };
  try {
    await start(kinds);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

const needsDatabase = (kind: ServerKind): boolean => ['single-insert', 'durable', 'hanging'].includes(kind);

async function startChild(
  file: string,
  args: readonly string[],
  answers = false,
): Promise<{ child: ChildProcess; first: unknown }> {
  const child = fork(file, [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return { child, first: answers ? await answerOf<unknown>(child) : undefined };
}

async function send(load: ChildProcess, order: LoadOrder): Promise<LoadResult> {
  load.send(order);
  const result = await answerOf<LoadResult | { error: string }>(load);
  if ('error' in result) throw new AppError('bench', result.error);
  return result;
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new AppError('bench', `${child.spawnfile} ended before it answered.`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve(message as T);
    });
  });
}
