import { createServer, connect, type Server, type Socket } from 'node:net';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { sha256 } from '../kit/seal.ts';

/**
 * One process at a time in a data directory. The lock is a listening local socket: the operating system closes it with
 * the process, so what `kill -9` leaves behind is only a file that nobody answers at.
 */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** sun_path holds 108 bytes on Linux, 104 elsewhere. */
const MAX_SOCKET_PATH = 100;
const PROBE_MS = 1_000;

/** Takes the lock, or returns undefined when a living process holds it. */
export async function lockDirectory(
  dir: string,
  onConnection?: (socket: Socket) => void,
): Promise<DirectoryLock | undefined> {
  const path = socketPath(dir);
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = await listen(path, onConnection);
    if (server) return { release: () => closeServer(server) };
    if (await answers(path)) return undefined;
    rmSync(path, { force: true });
  }
  return undefined;
}

/** Where the process that holds `dir` listens. */
export function socketPath(dir: string): string {
  const name = `yangguang-${sha256(dir).toString('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(dir, 'lock.sock');
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH ? path : join(tmpdir(), `${name}.sock`);
}

function listen(path: string, onConnection?: (socket: Socket) => void): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => (onConnection ? onConnection(socket) : socket.destroy()));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(PROBE_MS, () => end(true));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()));
