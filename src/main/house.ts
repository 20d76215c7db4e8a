/** Builds the house from the ground up, starts the asked roles and stops them in reverse. */
import { ROLES, type Config, type Role } from '../config.ts';
import { systemClock, type Clock, type MovableClock } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import { systemIds, type Ids } from '../kit/ids.ts';
import { createSealer } from '../kit/seal.ts';
import { createLog, type Log } from '../kit/log.ts';
import { createSearchIndex } from '../answers/search-index.ts';
import { createInbox, type EventHandler, type Inbox } from '../inbox/inbox.ts';
import { createMediaKeeper } from '../inbox/media.ts';
import { createOutbox, type Outbox } from '../outbox/outbox.ts';
import { createCitizens } from '../people/citizens.ts';
import { createSchedule, type Schedule } from '../schedule/schedule.ts';
import { createTasks } from '../schedule/tasks.ts';
import { createTelling } from './telling.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { Database } from '../store/database.ts';
import { createModelBooks } from '../store/model-use.ts';
import { openSignals, startQueue } from '../store/queue.ts';
import { createAccounts } from '../people/accounts.ts';
import { createConsole } from '../web/console.ts';
import { createLedgerRouter } from '../web/ledger.ts';
import { createStreams } from '../web/streams.ts';
import { createLettersRouter } from '../web/letters.ts';
import { openPath } from '../web/open.ts';
import { recordFindings } from './commands/doctor-records.ts';
import { examineService } from './commands/examination.ts';
import { openGround } from './ground.ts';
import { loadKnowledge, type Knowledge } from './knowledge.ts';
import { openModel } from './model.ts';
import { createPlatforms } from './platforms.ts';
import { serveCommand, type RunCommand } from './remote.ts';
import { createRooms } from './rooms.ts';
import { commandRunner } from './shell.ts';
import { createSimulation, openSimulatedClock } from './simulation.ts';
import { warmUpSoon } from './warm-up.ts';
import { createWeb, type Web } from './web.ts';

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
  const index = createSearchIndex(stores);
  // Without an address the simulation's own is one that its phones reach.
  const address = (): string | undefined => config.publicUrl ?? (simulated ? late.web?.url() : undefined);
  const pageOf = (code: string): string | undefined => address() && `${address()}${openPath(code)}`;
  const knowledge = await loadKnowledge(database, { content: keys.content, index, pageOf });
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
    address,
  });
  const calendar = (): ReturnType<Knowledge['calendar']> => knowledge.calendar();
  const subscribers = createTelling({
    ...stores,
    outbox,
    signals,
    addressOf: citizens.addressOf,
    tellResults: rooms.tellResults,
    pageOf,
  });
  const tasks = [
    ...createTasks({ database, clock, ids, inbox, outbox, calendar, officialAddress }),
    ...rooms.tasks,
    ...subscribers.tasks,
  ];
  const schedule = createSchedule({ database, clock, log, tasks });
  late.schedule = schedule;

  const handler: EventHandler = async (event, attempt) => {
    const pull = platforms.pullerOf(event);
    if (pull) return pull(event, attempt);
    await knowledge.catchUp(log);
    return rooms.conversation.handle(event, attempt);
  };
  // Sign-ins live in true time, even where the simulator moves the county's.
  const staffClock = options.clock ?? systemClock;
  const streams = createStreams({ signals, log });
  const staffConsole = createConsole({
    database,
    inbox,
    outbox,
    accounts: createAccounts({ database, content: keys.content, clock: staffClock, ids }),
    sessionKey: keys.session,
    clock: staffClock,
    county: clock,
    requestDesk: rooms.requests,
    annualReports: rooms.annualReports,
    supervision: rooms.supervision,
    oversight: rooms.oversight,
    commentDesk: rooms.commentDesk,
    hearingDesk: rooms.hearingDesk,
    streams,
    ids,
    log,
    publicUrl: config.publicUrl,
    wecom: platforms.signIn,
    reviews: rooms.reviews,
    complaintQueue: rooms.supervision.queue,
    pageOf,
    answerPages: rooms.answerPages,
    ...rooms.matterPages,
    reports: rooms.reports,
    assessments: rooms.assessments,
    model: { books, settings: config.model },
    examine: () => examineService(config, () => recordFindings(database, clock.now())),
  });
  const web = createWeb({
    config,
    database,
    ids,
    log,
    inbox,
    media,
    outbox,
    platforms,
    simulator,
    staffConsole,
    streams,
    citizenPages: [
      createLettersRouter({
        database,
        sealer: createSealer(keys.session),
        links: rooms.letterLinks,
        requestDesk: rooms.requests,
      }),
      createLedgerRouter({ database, ledger: rooms.supervision.ledger, county: clock }),
    ],
    model,
  });
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
