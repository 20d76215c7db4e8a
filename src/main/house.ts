/** Builds the house from the ground up, starts the asked roles and stops them in reverse. */
import { Router } from '@koa/router';
import { ROLES, type Config, type Role } from '../config.ts';
import { systemClock, type Clock, type MovableClock } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import { systemIds, type Ids } from '../kit/ids.ts';
import { createSealer } from '../kit/seal.ts';
import { createLog, type Log } from '../kit/log.ts';
import { createInbox, type EventHandler, type Inbox } from '../inbox/inbox.ts';
import { createMediaKeeper, type MediaKeeper } from '../inbox/media.ts';
import { createOutbox, type Outbox } from '../outbox/outbox.ts';
import type { Model } from '../llm/model.ts';
import { createCitizens } from '../people/citizens.ts';
import { createSchedule, type Schedule } from '../schedule/schedule.ts';
import { createTasks } from '../schedule/tasks.ts';
import { createTelling } from './telling.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { Database } from '../store/database.ts';
import { createModelBooks } from '../store/model-use.ts';
import { openSignals, startQueue } from '../store/queue.ts';
import { createAccounts } from '../people/accounts.ts';
import { createWebApp } from '../web/app.ts';
import { createAssetRouter } from '../web/assets.ts';
import { createConsole } from '../web/console.ts';
import { createLettersRouter } from '../web/letters.ts';
import { createHealth } from '../web/health.ts';
import { listen, type WebServer } from '../web/server.ts';
import { recordFindings } from './commands/doctor-records.ts';
import { examineService } from './commands/examination.ts';
import { openGround } from './ground.ts';
import { loadKnowledge, type Knowledge } from './knowledge.ts';
import { modelMetrics, openModel } from './model.ts';
import { createPlatforms, type Platforms } from './platforms.ts';
import { serveCommand, type RunCommand } from './remote.ts';
import { createRooms } from './rooms.ts';
import { commandRunner } from './shell.ts';
import { createSimulation, openSimulatedClock } from './simulation.ts';
import { warmUpSoon } from './warm-up.ts';

export interface HouseOptions {
  config: Config;
  /** Simulation makes its own, which can be moved. */
  clock?: MovableClock;
  ids?: Ids;
  log?: Log;
  /** An open database; the caller closes it. */
  database?: Database;
}

export interface House {
  config: Config;
  database: Database;
  clock: Clock;
  knowledge: Knowledge;
  inbox: Inbox;
  outbox: Outbox;
  schedule: Schedule;
  /** Set in simulation mode. */
  simulator: Simulator | undefined;
  /** Where the pages are, once started; undefined without the web role. */
  url(): string | undefined;
  start(): Promise<void>;
  /** Ends everything in reverse order; what runs may finish, within bounds. */
  stop(): Promise<void>;
}

/** What was opened, so that it is closed in reverse, whatever fails. */
type Closer = () => Promise<unknown> | unknown;

export async function buildHouse(options: HouseOptions): Promise<House> {
  const closers: Closer[] = [];
  try {
    return await build(options, closers);
  } catch (error) {
    await closeAll(closers, options.log);
    throw error;
  }
}

async function build(options: HouseOptions, closers: Closer[]): Promise<House> {
  const { config, ids = systemIds } = options;
  const log = options.log ?? createLog(config.logLevel);
  const simulated = isSimulated(config);
  if (simulated && config.roles.length < ROLES.length)
    throw new AppError('config', '没有平台账号时不能只开部分角色。ROLES needs platform credentials.', {
      remedy: 'Unset ROLES to try the simulation, or set the WECOM_ or WECHAT_ variables.',
    });
  const late: { schedule?: Schedule; runCommand?: RunCommand; web?: Web } = {};
  const { database, keys } = await openGround({
    config,
    clock: options.clock ?? systemClock,
    ...(options.database ? { database: options.database } : {}),
    onConnection: (socket) => void serveCommand(socket, (name, io) => late.runCommand!(name, io)),
  });
  late.runCommand = commandRunner({
    database,
    keys,
    clock: options.clock ?? systemClock,
    ids,
    publicUrl: config.publicUrl,
  });
  if (!options.database) closers.push(() => database.close());
  const movable = simulated ? (options.clock ?? (await openSimulatedClock(database))) : undefined;
  const clock: Clock = movable ?? options.clock ?? systemClock;
  const queue = await startQueue(database, log);
  closers.push(() => queue.stop({ graceful: false }));
  const signals = await openSignals(queue);
  closers.push(() => signals.close());
  const stores = { database, queue, signals, content: keys.content, clock, ids, log };
  const media = await createMediaKeeper(stores);
  const inbox = await createInbox({ ...stores, media });
  const knowledge = await loadKnowledge(database, keys.content);
  const citizens = createCitizens(stores);
  const outbox = await createOutbox({
    ...stores,
    isDayOff: (day) => knowledge.calendar().isDayOff(day),
    hasSpoken: (lane) => inbox.isPending(lane),
    standInFor: (address) => citizens.standInFor(database.prisma, address),
  });
  knowledge.follow(signals, log);
  closers.push(() => knowledge.stop());

  const simulator = movable
    ? createSimulation({
        database,
        clock: movable,
        ids,
        log,
        running: () => ({ inbox, outbox, schedule: late.schedule!, knowledge }),
      })
    : undefined;
  if (simulator) {
    await simulator.listen();
    closers.push(() => simulator.close());
  }
  const platforms = createPlatforms(simulator?.credentials() ?? config, {
    database,
    keys,
    inbox,
    clock,
    log,
    dataDir: config.dataDir,
  });
  const { officialAddress } = platforms;
  const books = createModelBooks(database, clock);
  const model = openModel(config, books, log);
  const rooms = createRooms({
    database,
    keys,
    clock,
    ids,
    log,
    outbox,
    knowledge,
    officialAddress,
    desk: platforms.sessions,
    model,
    media,
    // Without an address the simulation's own is one that its phones reach.
    address: () => config.publicUrl ?? (simulated ? late.web?.url() : undefined),
  });
  const calendar = (): ReturnType<Knowledge['calendar']> => knowledge.calendar();
  const subscribers = createTelling({ database, outbox, addressOf: citizens.addressOf, clock, signals, log });
  const tasks = [
    ...createTasks({ database, clock, ids, inbox, outbox, calendar, officialAddress }),
    ...rooms.tasks,
    ...subscribers.tasks,
  ];
  const schedule = createSchedule({ database, clock, log, tasks });
  late.schedule = schedule;

  const handler: EventHandler = (event, attempt) =>
    (platforms.pullerOf(event) ?? rooms.conversation.handle)(event, attempt);
  // Sign-ins live in true time, even where the simulator moves the county's.
  const staffClock = options.clock ?? systemClock;
  const staffConsole = createConsole({
    database,
    inbox,
    outbox,
    accounts: createAccounts({ database, content: keys.content, clock: staffClock, ids }),
    sessionKey: keys.session,
    clock: staffClock,
    county: clock,
    requestDesk: rooms.requests,
    ids,
    log,
    publicUrl: config.publicUrl,
    wecom: platforms.signIn,
    reviews: rooms.reviews,
    answerPages: rooms.answerPages,
    model: { books, settings: config.model },
    examine: () => examineService(config, () => recordFindings(database, clock.now())),
  });
  const parts: Parts = {
    config,
    database,
    ids,
    log,
    inbox,
    media,
    outbox,
    schedule,
    platforms,
    simulator,
    staffConsole,
    letters: createLettersRouter({
      database,
      sealer: createSealer(keys.session),
      links: rooms.letterLinks,
      requestDesk: rooms.requests,
    }),
    model,
  };
  const web = createWeb(parts);
  late.web = web;
  const begin: Record<Role, () => Promise<Closer>> = {
    inbox: async () => {
      media.start(platforms.fetchMedia);
      inbox.start(handler);
      const stopLooking = platforms.lookNowAndThen();
      return () => {
        stopLooking();
        return Promise.all([inbox.stop(), media.stop()]);
      };
    },
    outbox: async () => {
      await platforms.connect();
      outbox.start(platforms.channels);
      return async () => {
        await outbox.stop();
        await platforms.disconnect();
      };
    },
    web: () => web.start(),
    schedule: async () => {
      const unfollow = subscribers.follow();
      await schedule.start();
      return async () => {
        await unfollow();
        await schedule.stop();
      };
    },
  };
  return {
    config,
    database,
    clock,
    knowledge,
    inbox,
    outbox,
    schedule,
    simulator,
    url: web.url,
    async start() {
      try {
        // Workers stand before the door opens; the schedule comes last, it sends.
        for (const role of ['inbox', 'outbox', 'web', 'schedule'] as const)
          if (config.roles.includes(role)) closers.push(await begin[role]());
        if (!config.roles.includes('web') && config.port !== undefined)
          closers.push(await web.startHealthOnly());
        if (config.roles.includes('inbox')) closers.push(warmUpSoon(knowledge));
      } catch (error) {
        await closeAll(closers, log);
        throw error;
      }
    },
    stop: () => closeAll(closers, log),
  };
}

const isSimulated = ({ wecom, wechat, wechatyPuppet }: Config): boolean =>
  wecom === undefined && wechat === undefined && wechatyPuppet === undefined;

/** Closes in reverse order. What cannot be closed is told and does not keep the rest open. */
async function closeAll(closers: Closer[], log: Log | undefined): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop())
    try {
      await close();
    } catch (error) {
      log?.error({ err: error }, 'could not be closed');
    }
}

interface Parts {
  config: Config;
  database: Database;
  ids: Ids;
  log: Log;
  inbox: Inbox;
  media: MediaKeeper;
  outbox: Outbox;
  schedule: Schedule;
  platforms: Platforms;
  simulator: Simulator | undefined;
  staffConsole: Router;
  letters: Router;
  model: Model | undefined;
}

interface Web {
  start(): Promise<Closer>;
  /** For a process that has other roles: it can be asked whether it lives and works, and nothing else. */
  startHealthOnly(): Promise<Closer>;
  url(): string | undefined;
}

function createWeb(parts: Parts): Web {
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
    parts.letters,
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
