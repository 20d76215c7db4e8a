/** One of the servers compared, in a process of its own. `server.ts KIND [DATABASE_URL]`; its port goes to the parent. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import Koa from 'koa';
import { Pool } from 'pg';
import { createWecom } from '../../../../channels/wecom.ts';
import { laneOf, type InboundEvent } from '../../../../inbox/event.ts';
import { createInbox } from '../../../../inbox/inbox.ts';
import { systemClock } from '../../../../kit/clock.ts';
import { systemIds } from '../../../../kit/ids.ts';
import { silentLog } from '../../../../kit/log.ts';
import { createSealer } from '../../../../kit/seal.ts';
import { openDatabase } from '../../../../store/database.ts';
import { ensureQueue, openSignals, startQueue } from '../../../../store/queue.ts';
import { createWebApp } from '../../../../web/app.ts';
import { createHealth } from '../../../../web/health.ts';
import { SETTINGS } from './letters.ts';

export type ServerKind =
  'bare' | 'co-wechat' | 'node-easywechat' | 'no-write' | 'single-insert' | 'durable' | 'hanging';

type Accept = (events: readonly InboundEvent[], receipt?: string) => Promise<boolean>;

/** The rivals are development dependencies without types. */
const require = createRequire(import.meta.url);

/** Reads the whole body, as all others must, and does nothing with it. */
const bare: RequestListener = (req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.once('end', () => {
    Buffer.concat(chunks);
    res.writeHead(200, { 'content-length': '0' }).end();
  });
};

function coWechat(): RequestListener {
  interface Wechat {
    middleware(handle: () => Promise<string>): Koa.Middleware;
  }
  const wechat = require('co-wechat') as (config: Record<string, string>) => Wechat;
  const app = new Koa();
  app.use(
    wechat({
      token: SETTINGS.token,
      appid: SETTINGS.corpId,
      encodingAESKey: SETTINGS.aesKey,
    }).middleware(async () => ''),
  );
  return app.callback() as unknown as RequestListener;
}

function easyWechat(): RequestListener {
  interface Work {
    setRequest(request: unknown): void;
    getServer(): { serve(): Promise<{ getBody(): unknown }> };
  }
  const { Work, ServerRequest } = require('node-easywechat') as {
    Work: new (config: object) => Work;
    ServerRequest: { createFromIncomingMessage(request: unknown): Promise<unknown> };
  };
  return (req, res) => {
    void (async () => {
      const app = new Work({
        corp_id: SETTINGS.corpId,
        secret: SETTINGS.secret,
        token: SETTINGS.token,
        aes_key: SETTINGS.aesKey,
      });
      app.setRequest(await ServerRequest.createFromIncomingMessage(req));
      const response = await app.getServer().serve();
      res.end(String(response.getBody()));
    })().catch((error: unknown) => {
      res.statusCode = 500;
      res.end(String(error));
    });
  };
}

function ours(accept: Accept): RequestListener {
  const wecom = createWecom({
    settings: { ...SETTINGS, apiBase: 'http://127.0.0.1:1' },
    tokens: { get: async () => '', renew: async () => '' },
    accept,
    clock: systemClock,
    log: silentLog,
  });
  const health = createHealth({ checks: [], gauges: [] });
  return createWebApp({ routers: [health.router], doors: [wecom.door], ids: systemIds, log: silentLog });
}

/** The same job in the same table, each by a statement of its own: the queue's ordinary insert, on ten connections. */
async function singleInsert(url: string): Promise<RequestListener> {
  const database = await openDatabase({ url });
  const queue = await startQueue(database, silentLog);
  await ensureQueue(queue, { name: 'single', policy: 'key_strict_fifo', heartbeatSeconds: 15 });
  const pool = new Pool({ connectionString: url, max: 10 });
  pool.on('error', () => undefined);
  const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) };
  const seal = createSealer(Buffer.alloc(32, 1));
  return ours(async ([event]) => {
    const id = systemIds.next();
    const sealed = seal.seal(JSON.stringify(event), id);
    const data = { sealed, channel: event!.channel, kind: event!.body.t, at: event!.at };
    await queue.insert('single', [{ id, data, singletonKey: seal.hash(laneOf(event!)) }], { db });
    return true;
  });
}

/** As the role web alone: what arrives is kept, and waits for the role inbox. `hanging` is both in one process. */
async function durable(url: string, hanging: boolean): Promise<RequestListener> {
  const database = await openDatabase({ url });
  const queue = await startQueue(database, silentLog);
  const inbox = await createInbox({
    database,
    queue,
    signals: await openSignals(queue),
    content: createSealer(Buffer.alloc(32, 1)),
    clock: systemClock,
    ids: systemIds,
    log: silentLog,
  });
  // A model that does not answer: every turn that is begun stays.
  if (hanging) inbox.start(() => new Promise(() => undefined));
  return ours((events, receipt) => inbox.accept(events, receipt));
}

function listenerOf(kind: ServerKind, url: string): RequestListener | Promise<RequestListener> {
  switch (kind) {
    case 'bare':
      return bare;
    case 'co-wechat':
      return coWechat();
    case 'node-easywechat':
      return easyWechat();
    case 'no-write':
      return ours(async () => true);
    case 'single-insert':
      return singleInsert(url);
    case 'durable':
      return durable(url, false);
    case 'hanging':
      return durable(url, true);
  }
}

const [kind, url = ''] = process.argv.slice(2);
// A calm load leaves most of its connections unused for longer than the five seconds Node keeps them.
const server = createServer({ keepAliveTimeout: 120_000 }, await listenerOf(kind as ServerKind, url));
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
/** Any message is answered with the microseconds of processor used so far. */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send!({ cpu: user + system });
});
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
