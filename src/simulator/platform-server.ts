/** The platforms' own server on the loopback: the APIs the product calls and the page where members sign in, over HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../kit/body.ts';
import { apiError, type Api, type ApiFile, type ApiRequest, type ApiResult, type AppName } from './api.ts';
import type { TokenOffice } from './tokens.ts';
import { takeFault, type Fault, type World } from './world.ts';

/** A page of the platform for a browser; undefined when the path is none. */
export type Page = (url: URL) => Promise<{ status: number; html?: string; location?: string } | undefined>;

export interface PlatformServer {
  /** http://127.0.0.1:port */
  url(): string;
  listen(): Promise<void>;
  close(): Promise<void>;
}

const MAX_BODY = 25 * 1024 * 1024;

export function createPlatformServer(deps: {
  world: World;
  tokens: TokenOffice;
  apis: readonly Api[];
  page: Page;
}): PlatformServer {
  const { world, tokens, page } = deps;
  const apis = new Map<string, Api[]>();
  for (const api of deps.apis) apis.set(api.path, [...(apis.get(api.path) ?? []), api]);
  let server: Server | undefined;
  let port = 0;

  const answer = async (path: string, request: Omit<ApiRequest, 'app'>): Promise<ApiResult | ApiFile> => {
    const known = apis.get(path);
    if (!known) return apiError(40066, 'invalid url');
    const open = known.find((api) => api.apps.length === 0);
    if (open) return open.handle({ ...request, app: 'app' });
    const { errcode, app } = tokens.check(request.query.get('access_token') ?? undefined);
    if (errcode !== 0) return tokenError(errcode, known);
    const barred = barredBy(world, app!);
    if (barred) return barred;
    const api = known.find(({ apps }) => apps.includes(app!));
    if (!api) return wrongApp(app!);
    return api.handle({ ...request, app: app! });
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://127.0.0.1');
    const shown = req.method === 'GET' ? await page(url) : undefined;
    if (shown) return showPage(res, shown);
    const fault = takeFault(world, url.pathname);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.drop && !fault.afterEffect) return void req.socket.destroy();
    const bytes = await readBody(req, MAX_BODY);
    const contentType = req.headers['content-type'] ?? '';
    const request = { body: parseJson(bytes), query: url.searchParams, bytes, contentType };
    const happens = !fault || fault.afterEffect || isOnlySlow(fault);
    const result = happens ? await answer(url.pathname, request) : undefined;
    if (fault?.drop) return void req.socket.destroy();
    if (fault && !isOnlySlow(fault)) return send(res, faultResult(world, fault), fault.status);
    send(res, result!);
  };

  return {
    url: () => `http://127.0.0.1:${port}`,
    listen: () =>
      new Promise((resolve) => {
        server = createServer((req, res) => {
          serve(req, res).catch(() => {
            if (!res.headersSent) res.writeHead(500);
            res.end();
          });
        });
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

const isOnlySlow = ({ errcode, status, drop }: Fault): boolean =>
  errcode === undefined && status === undefined && !drop;

const faultResult = (world: World, { errcode }: Fault): ApiResult =>
  apiError(errcode ?? -1, `simulated, hint: [${world.nextId('h')}], from ip: 127.0.0.1`);

/** The Official Account says 40001 of a token it does not know, WeCom 40014. */
const tokenError = (errcode: number, known: readonly Api[]): ApiResult =>
  errcode === 40014 && known.every(({ apps }) => apps.includes('wechat'))
    ? apiError(40001, 'invalid credential, access_token is invalid or not latest')
    : apiError(errcode, 'access_token invalid, missing or expired');

const wrongApp = (app: AppName): ApiResult =>
  app === 'wechat'
    ? apiError(48001, 'api unauthorized')
    : apiError(301002, 'not allow operate another agent with this accesstoken');

/** What the console forbids all calls of a corp's apps. */
function barredBy({ settings }: World, app: AppName): ApiResult | undefined {
  if (app === 'wechat') return undefined;
  if (!settings.trustedIp)
    return apiError(
      60020,
      'not allow to access from your ip, hint: [1700000000], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=60020',
    );
  if (app === 'app' && !settings.appEnabled) return apiError(50003, 'app disabled');
  return undefined;
}

function send(res: ServerResponse, result: ApiResult | ApiFile, status = 200): void {
  if ('bytes' in result) {
    const file = result as ApiFile;
    res.writeHead(status, {
      'content-type': file.type,
      'content-length': file.bytes.length,
      'content-disposition': `attachment; filename="${encodeURIComponent(file.name)}"`,
    });
    res.end(file.bytes);
    return;
  }
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(result));
}

function showPage(res: ServerResponse, page: { status: number; html?: string; location?: string }): void {
  res.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...(page.location ? { location: page.location } : {}),
  });
  res.end(page.html ?? '');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
