/** The platforms' own server on the loopback: the API the product calls, over HTTP, token and all. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../kit/body.ts';
import { apiError, type ApiResult } from './wecom/api.ts';
import type { TokenOffice } from './tokens.ts';
import { takeFault, type World } from './world.ts';

export type ApiHandler = (body: unknown, query: URLSearchParams) => ApiResult | Promise<ApiResult>;

export interface PlatformServer {
  /** http://127.0.0.1:port */
  url(): string;
  listen(): Promise<void>;
  close(): Promise<void>;
}

const MAX_BODY = 25 * 1024 * 1024;

/** `open` needs no token; `guarded` checks it and that it belongs to one of the apps. */
export function createPlatformServer(deps: {
  world: World;
  tokens: TokenOffice;
  open: ReadonlyMap<string, ApiHandler>;
  guarded: ReadonlyMap<string, { app: string; handle: ApiHandler }>;
}): PlatformServer {
  const { world, tokens, open, guarded } = deps;
  let server: Server | undefined;
  let port = 0;

  const answer = async (path: string, query: URLSearchParams, body: unknown): Promise<ApiResult> => {
    const free = open.get(path);
    if (free) return free(body, query);
    const known = guarded.get(path);
    if (!known) return apiError(40066, 'invalid url');
    const { errcode, app } = tokens.check(query.get('access_token') ?? undefined);
    if (errcode !== 0) return apiError(errcode, 'access_token invalid or expired');
    if (app !== known.app) return apiError(301002, 'not allow operate another agent with this accesstoken');
    return known.handle(body, query);
  };

  const start = (): Server =>
    createServer((req, res) => {
      void (async () => {
        const url = new URL(req.url ?? '/', 'http://127.0.0.1');
        const fault =
          takeFault(world, url.pathname) ?? takeFault(world, url.pathname.split('/').slice(-2).join('/'));
        if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
        if (fault?.drop) return void req.socket.destroy();
        const body = await readJson(req);
        const result =
          fault?.errcode === undefined
            ? await answer(url.pathname, url.searchParams, body)
            : apiError(fault.errcode, `simulated, from ip: 127.0.0.1, hint: [${world.nextId('h')}]`);
        res.writeHead(fault?.status ?? 200, { 'content-type': 'application/json; charset=utf-8' });
        res.end(JSON.stringify(result));
      })().catch(() => {
        if (!res.headersSent) res.writeHead(500);
        res.end();
      });
    });

  return {
    url: () => `http://127.0.0.1:${port}`,
    listen: () =>
      new Promise((resolve) => {
        server = start();
        server.listen(0, '127.0.0.1', () => {
          port = (server!.address() as AddressInfo).port;
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server?.closeAllConnections();
        if (server) server.close(() => resolve());
        else resolve();
      }),
  };
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const body = await readBody(req, MAX_BODY);
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
