/** A PostgreSQL server of our own, under a temporary directory: it is gone afterwards. */
import { execFile, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

export interface Cluster {
  url: string;
  /** Stops it as a crash would: nothing is finished, every connection breaks. */
  crash(): Promise<void>;
  /** Starts it again after that. */
  restart(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const endNow = (): never => process.exit(130);
const PLACES = '/usr/lib/postgresql';

/** Undefined where no PostgreSQL server is installed. */
export async function startCluster(): Promise<Cluster | undefined> {
  const bin = binaries();
  if (!bin) return undefined;
  const owner = serverUser();
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-pg-'));
  if (owner) chownSync(dir, owner.uid, owner.gid);
  const data = join(dir, 'data');
  const port = await freePort();
  const call = (program: string, args: readonly string[]) =>
    run(join(bin, program), [...args], { cwd: dir, ...owner });
  const options = `-p ${port} -k ${dir} -c listen_addresses=127.0.0.1 -c max_connections=100`;
  const start = async (): Promise<void> => {
    await call('pg_ctl', ['start', '-w', '-D', data, '-l', join(dir, 'log'), '-o', options]);
  };
  const stop = async (): Promise<void> => {
    await call('pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data]);
  };
  try {
    await call('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']);
    await start();
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
  // The server is no child of ours: who breaks the benchmark off must not find it running afterwards.
  const abandon = (): void => {
    spawnSync(join(bin, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', data], { cwd: dir, ...owner });
    rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  for (const signal of SIGNALS) process.once(signal, endNow);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    crash: stop,
    restart: start,
    async remove() {
      process.off('exit', abandon);
      for (const signal of SIGNALS) process.off(signal, endNow);
      await stop().catch(() => undefined);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function binaries(): string | undefined {
  const versions = existsSync(PLACES) ? readdirSync(PLACES) : [];
  return versions
    .filter((version) => Number(version) >= 15)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(PLACES, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

/** The server refuses to run as root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

let count = 0;

/** Runs `work` with a fresh database on the server, dropped afterwards. */
export async function withFreshDatabase<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `yangguang_bench_${process.pid}_${++count}`;
  await administer(serverUrl, `create database "${name}"`);
  try {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await administer(serverUrl, `drop database if exists "${name}" with (force)`);
  }
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
