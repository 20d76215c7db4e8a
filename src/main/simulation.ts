/** Simulation: no credentials are set, so the platforms are played here; the house is connected to them as to real ones. */
import type { Clock, MovableClock } from '../kit/clock.ts';
import { createMovableClock, systemClock } from '../kit/clock.ts';
import { dayOf, instantOf, timeOf } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Citation } from '../answers/citation.ts';
import { loadCalendar } from '../disclosure/calendar-years.ts';
import { countDue } from '../disclosure/due.ts';
import { nextWorkingTime } from '../disclosure/quiet-hours.ts';
import { hasNews } from '../disclosure/subscription-news.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { owesHearingNews } from '../participation/participant-news.ts';
import { owesNews } from '../participation/author-news.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { createSimulator, type Simulator } from '../simulator/simulator.ts';
import type { Member } from '../simulator/member.ts';
import type { Explanation } from '../simulator/stage.ts';
import type { Database } from '../store/database.ts';
import type { Knowledge } from './knowledge.ts';

/** What is known only once the house stands; asked for at use. */
export interface Running {
  inbox: Inbox;
  outbox: Outbox;
  schedule: Schedule;
  knowledge: Knowledge;
}

const OFFSET = 'simulation-offset';
const SETTLE_MS = 30_000;
/** Three tasks a day for more than a year, and what they send. */
const MAX_STOPS = 20_000;

/**
 * A clock that goes on from where a former run was moved to. At night and on days off it begins with the next working
 * morning: officials are not written to then, and whoever tries it in the evening would see nothing happen.
 */
export async function openSimulatedClock(
  database: Database,
  trueTime: Clock = systemClock,
): Promise<MovableClock> {
  const row = await database.prisma.setting.findUnique({ where: { name: OFFSET } });
  const clock = createMovableClock(trueTime);
  if (typeof row?.value === 'number' && row.value > 0)
    clock.moveTo(new Date(trueTime.now().getTime() + row.value));
  const start = nextWorkingTime(clock.now(), await loadCalendar(database.prisma));
  if (start > clock.now()) {
    clock.moveTo(start);
    await keepOffset(database, clock, trueTime);
  }
  return clock;
}

export function createSimulation(deps: {
  database: Database;
  clock: MovableClock;
  ids: Ids;
  log: Log;
  running(): Running;
}): Simulator {
  const { database, clock, ids, log, running } = deps;

  const isIdle = async (): Promise<boolean> => {
    const { inbox, outbox, knowledge } = running();
    return (
      (await inbox.countPending()) === 0 &&
      (await outbox.countPending()) === 0 &&
      (await knowledge.isCurrent()) &&
      !(await hasNews(database.prisma, clock.now())) &&
      !(await owesNews(database.prisma)) &&
      !(await owesHearingNews(database.prisma))
    );
  };

  const settle = async (): Promise<void> => {
    const end = performance.now() + SETTLE_MS;
    await running().outbox.release();
    while (!(await isIdle()) && performance.now() < end) await new Promise((done) => setTimeout(done, 5));
  };

  const nextStop = async (to: Date): Promise<Date | undefined> => {
    const message = await database.prisma.outboxMessage.findFirst({
      where: { state: 'waiting', dueAt: { gt: clock.now(), lte: to } },
      orderBy: { dueAt: 'asc' },
      select: { dueAt: true },
    });
    const stops = [message?.dueAt, running().schedule.nextDue(to)].flatMap((at) =>
      at ? [at.getTime()] : [],
    );
    return stops.length > 0 ? new Date(Math.min(...stops)) : undefined;
  };

  const advance = async (to: Date): Promise<void> => {
    for (let stops = 0; stops < MAX_STOPS; stops++) {
      const stop = await nextStop(to);
      if (!stop) break;
      clock.moveTo(stop);
      await running().schedule.runDue();
      await settle();
    }
    clock.moveTo(to);
    await running().schedule.runDue();
    await settle();
    await keepOffset(database, clock, systemClock);
  };

  return createSimulator({
    clock,
    ids,
    log,
    wechat: true,
    directory: () => directoryOf(database),
    advance,
    addWorkdays: async (from, n) => addWorkdays(running().knowledge, from, n),
    isIdle,
    explain: (providerId) => explain(database, providerId),
  });
}

async function keepOffset(database: Database, clock: Clock, trueTime: Clock): Promise<void> {
  const changed = { value: clock.now().getTime() - trueTime.now().getTime(), changedAt: clock.now() };
  await database.prisma.setting.upsert({
    where: { name: OFFSET },
    create: { name: OFFSET, ...changed },
    update: changed,
  });
}

function addWorkdays(knowledge: Knowledge, from: Date, n: number): Date {
  const { due } = countDue({ start: dayOf(from), n, unit: 'workday' }, knowledge.calendar());
  return instantOf(due, timeOf(from));
}

async function directoryOf(database: Database): Promise<Member[]> {
  const people = await database.prisma.person.findMany({
    where: { active: true },
    include: { unit: { select: { name: true, type: true } } },
    orderBy: { userid: 'asc' },
  });
  return people.map(({ userid, name, title, unit, roles }) => ({
    userid,
    name,
    ...(title ? { title } : {}),
    unit: unit.name,
    roles,
  }));
}

async function explain(database: Database, providerId: string): Promise<Explanation | undefined> {
  const message = await database.prisma.outboxMessage.findFirst({ where: { providerId } });
  if (!message) return undefined;
  const turn = message.inReplyTo
    ? await database.prisma.turn.findUnique({ where: { eventKey: message.inReplyTo } })
    : null;
  if (!turn)
    return { intent: '', intents: [], outcome: '', records: [], how: message.key.split(':')[0] ?? '' };
  const evidence = turn.evidence as {
    rule?: string;
    citations?: Citation[];
    strange?: string[];
    reason?: string;
    fields?: string[];
  };
  return {
    intent: turn.intent,
    intents: turn.intents,
    outcome: turn.outcome,
    records: evidence.citations ?? [],
    how: evidence.rule ?? '',
    details: [
      ...(evidence.fields?.length ? [`问的是:${evidence.fields.join('、')}`] : []),
      ...(evidence.strange?.length ? [`记录里没有的词:${evidence.strange.join('、')}`] : []),
      ...(evidence.reason ? [`原因:${evidence.reason}`] : []),
    ],
  };
}
