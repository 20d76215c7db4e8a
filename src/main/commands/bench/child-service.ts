/** The service in a process of its own, and a bare server to compare it with. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../kit/errors.ts';
import { freePort } from './cluster.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const READY_MS = 60_000;
const POLL_MS = 20;
const STOP_MS = 20_000;
const HITS = 3_000;
const AT_ONCE = 16;

/** The service running in a process of its own. */
export interface ServiceProcess {
  url: string;
  pid: number;
  /** Resolves when it says that it can serve; rejects when it ends before, or takes too long. */
  ready(): Promise<void>;
  alive(): boolean;
  /** Ends it like this and waits until it is gone. A gentle end that takes too long becomes a hard one. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts the service with `env` and nothing else of this process's environment. `log` gets what it says. */
export async function startService(env: Record<string, string>, log?: number): Promise<ServiceProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, startArguments(), {
    cwd: ROOT,
    env: { PORT: String(port), LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
  });
  const started = performance.now();
  const abandon = (): void => void child.kill('SIGKILL');
  process.once('exit', abandon);
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      process.off('exit', abandon);
      resolve();
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    url,
    pid: child.pid!,
    alive,
    async ready() {
      while (!(await isReady(url))) {
        if (performance.now() - started > READY_MS || !alive())
          throw new AppError('bench', '服务没有启动。The service did not start.', {
            remedy: 'Try npm start.',
          });
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    async end(signal) {
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

/** Starts the service with `env`, lets `work` use it, stops it. Returns the milliseconds until it was ready. */
export async function withService(
  env: Record<string, string>,
  work: (url: string, pid: number) => Promise<void>,
): Promise<number> {
  const started = performance.now();
  const service = await startService(env);
  try {
    await service.ready();
    const ready = performance.now() - started;
    await work(service.url, service.pid);
    return ready;
  } finally {
    await service.end('SIGTERM');
  }
}

/** What `npm start` gives to Node. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').slice(1);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** Resident memory in MB; undefined where /proc is not. */
export function residentMb(pid: number): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
}

/** Runs `work` against a server that does nothing but answer. */
export async function withBareServer(work: (url: string) => Promise<number>): Promise<number> {
  const server = createServer((_req, res) => res.end('{"ok":true}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** GET requests a second, sixteen at once on kept connections. */
export async function hitsPerSecond(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const hit = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(url, { agent }, (res) => res.resume().once('end', resolve)).once('error', reject);
    });
  let left = HITS;
  const run = async (): Promise<void> => {
    while (left-- > 0) await hit();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return HITS / seconds;
}
