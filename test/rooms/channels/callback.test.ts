/** The callback door under callers who are slow, leave, or come again; and when the store behind it is away. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tokens } from '../../../src/channels/tokens.ts';
import { createWecom } from '../../../src/channels/wecom.ts';
import type { InboundEvent } from '../../../src/inbox/event.ts';
import { createLog } from '../../../src/kit/log.ts';
import { createWebApp } from '../../../src/web/app.ts';
import { testClock, testIds } from '../../helpers/house.ts';
import { writeLetter } from '../../helpers/letters.ts';
import { HOSTILE_NOW } from './hostile-letters.ts';

const keys = { token: 'token', aesKey: 'd'.repeat(43), receiveId: 'ww5a1c0de5a1c0de01' };
const form = { path: '/callback/wecom', json: false };
const lines: string[] = [];
let logged = (): void => undefined;
const log = createLog('debug', {
  write(line) {
    lines.push(line);
    logged();
  },
});
const kept: InboundEvent[] = [];
let store: 'well' | 'away';
let server: Server;

beforeAll(async () => {
  const { door } = createWecom({
    settings: { ...keys, corpId: keys.receiveId, agentId: '1', secret: 's', apiBase: 'http://127.0.0.1:9' },
    tokens: {} as Tokens,
    accept: async (events) => {
      if (store === 'away') throw new Error('the database is away');
      kept.push(...events);
      return true;
    },
    clock: testClock(HOSTILE_NOW.toISOString()),
    log,
  });
  // What the product waits for twenty seconds is cut sooner here.
  const limits = { requestTimeout: 500, headersTimeout: 500, connectionsCheckingInterval: 20 };
  server = createServer(limits, createWebApp({ routers: [], doors: [door], ids: testIds(), log }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  store = 'well';
  lines.length = kept.length = 0;
  logged = () => undefined;
});

let count = 0;
const write = () => {
  const stamp = { timestamp: String(HOSTILE_NOW.getTime() / 1_000), nonce: String(++count) };
  const message = `<xml><FromUserName>li</FromUserName><CreateTime>1795571400</CreateTime><MsgType>text</MsgType><Content>hi</Content><MsgId>${count}</MsgId></xml>`;
  const { path, body } = writeLetter(form, keys, stamp, message);
  return { path, body: body as string };
};

const head = (path: string, length: number, method = 'POST'): string =>
  `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`;

async function open(): Promise<{
  socket: Socket;
  until(count: number): Promise<string[]>;
  closed: Promise<void>;
}> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  let text = '';
  const statuses = (): string[] => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!);
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => resolve()).on('error', () => undefined),
  );
  const until = (wanted: number): Promise<string[]> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (statuses().length >= wanted) resolve(statuses());
      };
      socket.on('data', look);
      look();
    });
  return { socket, until, closed };
}

const codes = (): unknown[] => lines.map((line) => (JSON.parse(line) as { code?: string }).code);

test('a body may come in pieces, and letters one after another on one line, refused ones between', async () => {
  const { socket, until } = await open();
  const { path, body } = write();
  const forged = write();
  socket.write(head(path, body.length) + body.slice(0, 10));
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(body.slice(10));
  expect(await until(1)).toEqual(['200']);
  socket.write(head(forged.path.replace(/msg_signature=./, 'msg_signature=x'), body.length) + body);
  socket.write(head(path, body.length, 'PUT') + body);
  socket.write(head(path, 200_000) + 'A'.repeat(200_000));
  const last = write();
  socket.write(head(last.path, last.body.length) + last.body);
  expect(await until(5)).toEqual(['200', '403', '405', '413', '200']);
  expect(kept).toHaveLength(2);
  socket.destroy();
});

test('a body that trickles is cut, and nothing of it is kept', async () => {
  const { socket, until, closed } = await open();
  const { path, body } = write();
  socket.write(head(path, body.length) + body.slice(0, -1));
  expect(await until(1)).toEqual(['408']);
  await closed;
  expect(kept).toEqual([]);
  expect(codes()).toEqual(['broken-off']);
});

test('a caller who leaves in the middle leaves nothing behind', async () => {
  const { socket } = await open();
  const { path, body } = write();
  const told = new Promise<void>((resolve) => {
    logged = resolve;
  });
  socket.write(head(path, body.length) + body.slice(0, 20));
  await new Promise((resolve) => server.once('request', resolve));
  socket.destroy();
  await told;
  expect(codes()).toEqual(['broken-off']);
  expect(kept).toEqual([]);
});

test('a letter that could not be kept is a 500 with an id in the log; sent again it is taken', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { path, body } = write();
  store = 'away';
  const failed = await fetch(url + path, { method: 'POST', body });
  expect([failed.status, await failed.text()]).toEqual([500, '']);
  expect(lines.join()).toMatch(/"id":"[^"]+".*the database is away.*request failed/);
  expect(lines.join()).not.toContain(path.split('?')[1]);
  store = 'well';
  expect((await fetch(url + path, { method: 'POST', body })).status).toBe(200);
  expect(kept).toHaveLength(1);
});

test('the path may end in a slash; another path is no door', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { path, body } = write();
  const at = (to: string) => fetch(url + path.replace('/callback/wecom', to), { method: 'POST', body });
  expect((await at('/callback/wecom/')).status).toBe(200);
  for (const other of ['/callback/wechat', '/callback/wecom/x', '/callback', '/callback/']) {
    const answer = await at(other);
    expect(answer.status).toBe(404);
  }
});

test('the log names the caller that the reverse proxy names', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await fetch(`${url}/callback/wecom`, {
    method: 'POST',
    headers: { 'x-forwarded-for': '203.0.113.7, 10.0.0.1' },
  });
  expect(JSON.parse(lines[0]!)).toMatchObject({ from: '203.0.113.7', code: 'malformed', status: 400 });
});
