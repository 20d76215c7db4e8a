/** Listens for the app, with bounds on every wait. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../kit/errors.ts';

export interface WebServer {
  port: number;
  close(): Promise<void>;
}

const DEFAULT_PORT = 3000;
const TRIES = 20;
/** Callbacks are small: what has not arrived by then never will. */
const REQUEST_MS = 20_000;
const HEADERS_MS = 10_000;
const DRAIN_MS = 5_000;

/** `port` undefined: 3000, or the next free one. A given port that is taken is an error that says so. */
export async function listen(
  app: RequestListener,
  host: string,
  port: number | undefined,
): Promise<WebServer> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS, connectionsCheckingInterval: 2_000 },
    app,
  );
  const bound = port === undefined ? await firstFree(server, host) : await bind(server, host, port);
  if (bound === undefined)
    throw new AppError(
      'port-in-use',
      `端口 ${port ?? DEFAULT_PORT} 已被占用。Port ${port ?? DEFAULT_PORT} is in use.`,
      {
        remedy:
          'Stop the other program, or set PORT to a free port; with PORT unset the next free one is taken.',
      },
    );
  return { port: bound, close: () => close(server) };
}

async function firstFree(server: Server, host: string): Promise<number | undefined> {
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + TRIES; port++) {
    const bound = await bind(server, host, port);
    if (bound !== undefined) return bound;
  }
  return undefined;
}

function bind(server: Server, host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else if (error.code === 'EACCES')
        reject(
          new AppError('port-denied', `端口 ${port} 没有权限。No permission to use port ${port}.`, {
            remedy: 'Ports below 1024 need privileges: set PORT=3000 and put a reverse proxy in front.',
          }),
        );
      else reject(error);
    };
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
