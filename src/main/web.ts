/** The web role: the doors of the platforms, the pages and the health answers behind one server. */
import { Router } from '@koa/router';
import type { Config } from '../config.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { MediaKeeper } from '../inbox/media.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Model } from '../llm/model.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { Database } from '../store/database.ts';
import { createWebApp } from '../web/app.ts';
import { createAssetRouter } from '../web/assets.ts';
import { createHealth } from '../web/health.ts';
import type { Streams } from '../web/streams.ts';
import { createOpenRouter } from '../web/open.ts';
import { listen, type WebServer } from '../web/server.ts';
import { modelMetrics } from './model.ts';
import type { Platforms } from './platforms.ts';

/** What the pages, the doors and the health answers are made of. */
export interface WebParts {
  config: Config;
  database: Database;
  ids: Ids;
  log: Log;
  inbox: Inbox;
  media: MediaKeeper;
  outbox: Outbox;
  platforms: Platforms;
  simulator: Simulator | undefined;
  staffConsole: Router;
  /** Open to everybody. */
  citizenPages: readonly Router[];
  streams: Streams;
  model: Model | undefined;
}

/** The web role: its one server, or only the health answers. */
export interface Web {
  start(): Promise<() => Promise<unknown>>;
  /** For a process that has other roles: it can be asked whether it lives and works, and nothing else. */
  startHealthOnly(): Promise<() => Promise<unknown>>;
  url(): string | undefined;
}

export function createWeb(parts: WebParts): Web {
  const { config, database, ids, log, inbox, media, outbox, platforms, simulator, staffConsole } = parts;
  let server: WebServer | undefined;
  const metrics = modelMetrics(parts.model);
  const countByState = sharedWhileRunning(() => outbox.countByState());
  const health = createHealth({
    checks: [
      { name: 'database', check: async () => void (await database.prisma.$queryRaw`select 1`) },
      { name: 'inbox', check: async () => void (await inbox.countPending()) },
    ],
    gauges: [
      { name: 'inbox_pending', help: 'Events not yet worked', read: () => inbox.countPending() },
      { name: 'inbox_dead', help: 'Events given up', read: () => inbox.countDead() },
      { name: 'inbound_media_owed', help: 'Files not yet fetched', read: () => media.countPending() },
      { name: 'outbox_pending', help: 'Messages that could go now', read: () => outbox.countPending() },
      ...(['failed', 'uncertain', 'parked', 'waiting'] as const).map((state) => ({
        name: `outbox_${state}`,
        help: `Messages that are ${state}`,
        read: async () => (await countByState())[state] ?? 0,
      })),
      ...metrics.gauges,
    ],
    counters: [
      {
        name: 'outbox_alarms_total',
        help: 'Sends refused because somebody has to mend the settings',
        labelNames: ['channel', 'errcode'],
        read: () => outbox.alarms().map(({ count, ...labels }) => ({ labels, count })),
      },
      ...metrics.counters,
    ],
  });
  const home = new Router();
  home.get('/', (ctx) => ctx.redirect(simulator ? '/simulator' : '/console'));
  const routers = [
    health.router,
    createAssetRouter(simulator?.assets),
    home,
    ...parts.citizenPages,
    createOpenRouter({ database }),
    staffConsole,
    ...(simulator ? [simulator.routes] : []),
  ];
  const url = (): string | undefined => server && `http://${reachableHost(config.host)}:${server.port}`;
  return {
    url,
    async startHealthOnly() {
      const bare = await listen(
        createWebApp({ routers: [health.router], ids, log }),
        config.host,
        config.port,
      );
      return () => {
        health.drain();
        return bare.close();
      };
    },
    async start() {
      server = await listen(
        createWebApp({ routers, doors: platforms.doors, ids, log }),
        config.host,
        config.port,
      );
      simulator?.connect(url()!);
      return async () => {
        health.drain();
        simulator?.hangUp();
        parts.streams.close();
        await server?.close();
      };
    },
  };
}

/** Metrics are read side by side: those that come of one query share it. */
function sharedWhileRunning<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () =>
    (running ??= read().finally(() => {
      running = undefined;
    }));
}

const reachableHost = (host: string): string =>
  ['0.0.0.0', '::', ''].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
