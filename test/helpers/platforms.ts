/** The simulator alone, with a played product: driven over HTTP as any client would. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { openEnvelope } from '../../src/channels/envelope.ts';
import { readFields, type Fields } from '../../src/channels/fields.ts';
import type { MovableClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import type { Entry } from '../../src/simulator/control/records.ts';
import { createSimulator, type Credentials } from '../../src/simulator/simulator.ts';
import type { DroppedMessage, ShownMessage } from '../../src/simulator/world.ts';
import { advance, testClock, testIds } from './house.ts';

export interface Received {
  door: 'wecom' | 'wechat';
  /** As it came. */
  query: Record<string, string>;
  body: string;
  /** Opened; the clear body in plain mode. */
  message: string;
  fields: Fields;
}

export interface Answer {
  errcode: number;
  errmsg: string;
  [name: string]: unknown;
}

export interface Platforms {
  clock: MovableClock;
  credentials: Credentials;
  /** Callbacks the product got, in order. */
  received: Received[];
  /** How the product answers from now on; 200 and empty unless set. */
  answerWith(answer: (req: IncomingMessage, res: ServerResponse) => void): void;
  control<T = { eventId: string; error: string }>(
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }>;
  messages(to?: string): Promise<ShownMessage[]>;
  dropped(): Promise<DroppedMessage[]>;
  transcript(): Promise<Entry[]>;
  /** Calls an API with the token of an app; another may be named to call with the wrong one. */
  call(path: string, body?: unknown, app?: 'app' | 'kf' | 'wechat'): Promise<Answer>;
  /** Without a token: the address as it stands. */
  raw(path: string, init?: RequestInit): Promise<Response>;
  token(app: 'app' | 'kf' | 'wechat'): Promise<string>;
  pass(ms: number): void;
  /** Until every callback is through. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export const MEMBERS = [
  { userid: 'ZhangSan', name: '张三', unit: '民政局', title: '科员' },
  { userid: 'lisi', name: '李四', unit: '民政局' },
  { userid: 'wangwu', name: '王五', unit: '教育局' },
];

export async function openPlatforms({ wechat = true } = {}): Promise<Platforms> {
  const clock = testClock();
  const simulator = createSimulator({
    clock,
    ids: testIds(),
    log: silentLog,
    wechat,
    directory: () => Promise.resolve(MEMBERS),
    advance: (to) => Promise.resolve(clock.moveTo(to)),
    addWorkdays: (from, n) => Promise.resolve(new Date(from.getTime() + n * 86_400_000)),
    isIdle: () => Promise.resolve(true),
    explain: () => Promise.resolve(undefined),
  });
  await simulator.listen();
  const credentials = simulator.credentials();
  const product = await openProduct(credentials);
  simulator.connect(product.url);
  const app = new Koa().use(simulator.routes.routes()).listen(0, '127.0.0.1');
  await new Promise((resolve) => app.once('listening', resolve));
  const control = `http://127.0.0.1:${(app.address() as AddressInfo).port}/simulator/api`;
  const { apiBase } = credentials.wecom;

  const get = async <T>(path: string): Promise<T> => (await fetch(`${control}${path}`)).json() as Promise<T>;
  const raw = (path: string, init?: RequestInit): Promise<Response> => fetch(`${apiBase}${path}`, init);
  const json = (body: unknown): RequestInit =>
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const held = new Map<string, string>();
  const token = async (name: 'app' | 'kf' | 'wechat'): Promise<string> => {
    const { wecom, kfSecret } = credentials;
    const answer =
      name === 'wechat'
        ? await raw(
            '/cgi-bin/stable_token',
            json({
              grant_type: 'client_credential',
              appid: credentials.wechat!.appId,
              secret: credentials.wechat!.secret,
            }),
          )
        : await raw(
            `/cgi-bin/gettoken?corpid=${wecom.corpId}&corpsecret=${name === 'app' ? wecom.secret : kfSecret}`,
          );
    return ((await answer.json()) as { access_token: string }).access_token;
  };

  return {
    clock,
    credentials,
    received: product.received,
    answerWith: product.answerWith,
    async control<T>(path: string, body?: unknown) {
      const response = await fetch(`${control}${path}`, json(body));
      return { status: response.status, body: (await response.json()) as T };
    },
    messages: (to) => get(`/messages?limit=5000${to ? `&to=${to}` : ''}`),
    dropped: () => get('/dropped'),
    transcript: () => get('/transcript?limit=5000'),
    async call(path, body, name) {
      const of = name ?? (path.startsWith('/cgi-bin/kf/') ? 'kf' : 'app');
      const once = async (): Promise<Answer> => {
        if (!held.has(of)) held.set(of, await token(of));
        const joint = path.includes('?') ? '&' : '?';
        return (
          await raw(`${path}${joint}access_token=${held.get(of)}`, json(body))
        ).json() as Promise<Answer>;
      };
      const answer = await once();
      if (answer.errcode !== 42001) return answer;
      held.delete(of);
      return once();
    },
    raw,
    token,
    pass: (ms) => advance(clock, ms),
    async settle() {
      await fetch(`${control}/idle`, json({ timeoutMs: 20_000 }));
    },
    async close() {
      simulator.hangUp();
      app.closeAllConnections();
      app.close();
      product.close();
      await simulator.close();
    },
  };
}

async function openProduct({ wecom, wechat }: Credentials): Promise<{
  url: string;
  received: Received[];
  answerWith: Platforms['answerWith'];
  close(): void;
}> {
  const received: Received[] = [];
  let answer: (req: IncomingMessage, res: ServerResponse) => void = (_req, res) => void res.end();
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const url = new URL(req.url!, 'http://127.0.0.1');
      const door = url.pathname === '/callback/wechat' ? 'wechat' : 'wecom';
      const query = Object.fromEntries(url.searchParams);
      const body = Buffer.concat(chunks).toString('utf8');
      const keys =
        door === 'wecom' ? { ...wecom, receiveId: wecom.corpId } : { ...wechat!, receiveId: wechat!.appId };
      if (req.method === 'POST') {
        const outer = readFields(body);
        const sealed = outer.Encrypt ?? outer.encrypt;
        // By the callback's own time: a test may have moved the clock since.
        const at = new Date(Number(query.timestamp) * 1_000);
        const message = typeof sealed === 'string' ? openEnvelope(query, sealed, keys, at).message : body;
        received.push({ door, query, body, message, fields: readFields(message) });
      }
      answer(req, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
