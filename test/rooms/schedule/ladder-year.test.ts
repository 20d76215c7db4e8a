import { expect, test } from 'vitest';
import { addDays, dayOf, instantOf, timeOf, type Day } from '../../../src/kit/day.ts';
import type { Ids } from '../../../src/kit/ids.ts';
import { silentLog } from '../../../src/kit/log.ts';
import type { Calendar } from '../../../src/disclosure/calendar.ts';
import { loadCalendar, seedCalendar } from '../../../src/disclosure/calendar-years.ts';
import { importFile } from '../../../src/disclosure/import-file.ts';
import { acknowledge, openAll, type NewObligation } from '../../../src/disclosure/obligations.ts';
import {
  LEVELS,
  levelDay,
  SPEAKS_TO,
  type Audience,
  type Level,
} from '../../../src/disclosure/obligations/ladder.ts';
import { createOutbox } from '../../../src/outbox/outbox.ts';
import { findOfficial } from '../../../src/people/officials.ts';
import { createSchedule, type Schedule } from '../../../src/schedule/schedule.ts';
import { createTasks } from '../../../src/schedule/tasks.ts';
import type { Database } from '../../../src/store/database.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { contentKey, testClock, testIds } from '../../helpers/house.ts';
import { useQueue } from '../../helpers/queue.ts';

const FROM = '2026-03-02';
const DAYS = 365;
/** On this day one officer says 收到 to what is coming. */
const RECEIVED = 33;

const UNITS = ['a', 'b', 'c', 'd'];

/** Four units, each with officer, leader and supervision group, and those who watch over all. */
const organisation = {
  county: '试县',
  units: [
    ...UNITS.flatMap((code) => [
      { code, name: `试县${code}局`, type: 'bureau' },
      { code: `${code}-jd`, name: `${code}局监督小组`, type: 'supervision_group', parent: code },
    ]),
    { code: 'office', name: '试县政府办', type: 'office' },
  ],
  people: [
    ...UNITS.flatMap((code) => [
      { userid: `officer-${code}`, name: `信息员${code}`, unit: code, roles: ['unit_officer'] },
      { userid: `leader-${code}`, name: `领导${code}`, unit: code, roles: ['unit_leader'] },
      { userid: `group-${code}`, name: `监督员${code}`, unit: `${code}-jd`, roles: ['supervision_group'] },
    ]),
    { userid: 'office', name: '政务公开科', unit: 'office', roles: ['gov_office'] },
    { userid: 'top', name: '领导小组', unit: 'office', roles: ['leading_group'] },
    { userid: 'discipline', name: '纪检', unit: 'office', roles: ['discipline'] },
  ],
};

/** Something is owed every third day, days off among them. */
const owed = (): NewObligation[] =>
  Array.from({ length: Math.floor(DAYS / 3) }, (_, n) => {
    const due = addDays(FROM, 12 + n * 3);
    return {
      key: `year:${n}`,
      source: 'event',
      title: `第${n}项`,
      unitCode: UNITS[n % UNITS.length]!,
      // Every other one needs the next unit's help.
      coUnits: n % 2 === 0 ? [UNITS[(n + 1) % UNITS.length]!] : [],
      trigger: 'event',
      triggeredOn: FROM,
      due: { due, provisional: false, steps: [] },
    };
  });

test('a year of nights and mornings, three instances, restarts, misses, a clock put back: each step once, on its day, in working hours', async () => {
  const database = await useTestDatabase();
  const clock = testClock(`${FROM}T00:30:00+08:00`);
  await prepare(database, clock.now());
  const { queue, signals } = await useQueue(database);
  const content = contentKey();
  const ids = testIds();
  const outbox = await createOutbox({ database, queue, signals, content, clock, ids, log: silentLog });
  const calendar = await loadCalendar(database.prisma);
  const instance = (): Schedule =>
    createSchedule({
      database,
      clock,
      log: silentLog,
      tasks: createTasks({
        database,
        clock,
        ids,
        outbox,
        inbox: { forgetSeen: () => Promise.resolve(0) },
        calendar: () => calendar,
        officialAddress: (userid) => ({ channel: 'wecom', account: '1', person: userid }),
      }),
    });
  const instances = [instance(), instance(), instance()];
  const look = async (at: Date): Promise<void> => {
    clock.moveTo(at);
    await Promise.all(instances.map((one) => one.runDue()));
  };

  await look(clock.now());
  await database.transaction((tx) => openAll(tx, { now: clock.now(), ids }, owed()));
  for (let n = 0; n < DAYS; n++) {
    const day = addDays(FROM, n);
    // Some mornings nobody is there in time; the tick is caught up when somebody is.
    await look(instantOf(day, n % 11 === 5 ? '10:47' : '08:17'));
    if (n % 13 === 7) instances[n % 3] = instance();
    if (n % 29 === 3) await look(instantOf(day, '08:05'));
    if (n === RECEIVED) await sayReceived(database, clock.now(), ids, calendar);
  }

  await expectDigestsInWorkingHours(database, calendar);
  await expectStepsOnTheirDays(database, calendar);
}, 300_000);

async function prepare(database: Database, now: Date): Promise<void> {
  await database.transaction((tx) => seedCalendar(tx, now));
  const file = Buffer.from(JSON.stringify(organisation));
  const report = await importFile(database, file, 'organisation.json', { now });
  expect(report.rejected).toEqual([]);
}

async function sayReceived(database: Database, now: Date, ids: Ids, calendar: Calendar): Promise<void> {
  const open = await database.prisma.obligation.findMany({
    where: { status: 'open', due: { gt: dayOf(now) }, officerUserid: 'officer-a' },
    orderBy: { due: 'asc' },
    take: 2,
  });
  expect(open).toHaveLength(2);
  const by = (await findOfficial(database.prisma, 'officer-a'))!;
  for (const obligation of open)
    await database.transaction((tx) => acknowledge(tx, { now, ids }, obligation, by, calendar));
}

async function expectDigestsInWorkingHours({ prisma }: Database, calendar: Calendar): Promise<void> {
  const digests = await prisma.outboxMessage.findMany({ where: { subjectType: 'digest' } });
  expect(digests.length).toBeGreaterThan(500);
  expect(new Set(digests.map(({ subjectId }) => subjectId)).size).toBe(digests.length);
  const times = digests.map(({ dueAt, createdAt, subjectId }) => {
    const at = dueAt ?? createdAt;
    expect(calendar.isWorkday(dayOf(at)), subjectId!).toBe(true);
    expect(subjectId!.startsWith(dayOf(at)), subjectId!).toBe(true);
    return timeOf(at);
  });
  expect(times.filter((time) => time < '08:31' || time > '17:29' || /:(00|30)$/.test(time))).toEqual([]);
  // Not everybody at once.
  expect(new Set(times).size).toBeGreaterThan(30);
}

/**
 * Each level on its day. After 收到 officer and leader hear nothing until the day the ladder resumes; what was reached meanwhile
 * is told then, once, by its highest level.
 */
function stepsOf(
  audience: Audience,
  facts: { due: Day; acknowledgedAt: Date | null; quietUntil: Day | null },
  calendar: Calendar,
): [Level, Day][] {
  const { due, acknowledgedAt, quietUntil } = facts;
  const steps = LEVELS.filter((level) => SPEAKS_TO[level].includes(audience)).map((level): [Level, Day] => [
    level,
    levelDay(due, level, calendar),
  ]);
  if (!acknowledgedAt || !quietUntil || !['officer', 'leader', 'co_officer'].includes(audience)) return steps;
  const quiet = steps.filter(([, day]) => day > dayOf(acknowledgedAt) && day < quietUntil);
  const spoken = steps.filter((step) => !quiet.includes(step));
  const resumed = spoken.some(([, day]) => day === quietUntil) ? undefined : quiet.at(-1);
  return resumed ? [...spoken, [resumed[0], quietUntil]] : spoken;
}

/** Every step of every obligation, beside the day on which the ladder puts it. */
async function expectStepsOnTheirDays({ prisma }: Database, calendar: Calendar): Promise<void> {
  const obligations = await prisma.obligation.findMany({
    include: { reminders: true },
    orderBy: { due: 'asc' },
  });
  const whole = obligations.filter(({ due }) => levelDay(due!, 'T+10', calendar) < addDays(FROM, DAYS));
  expect(whole.length).toBeGreaterThan(100);
  for (const { title, due, reminders, unitCode, coUnits, acknowledgedAt, quietUntil } of whole) {
    const people = {
      officer: `officer-${unitCode}`,
      leader: `leader-${unitCode}`,
      ...(coUnits[0] ? { co_officer: `officer-${coUnits[0]}` } : {}),
      supervision_group: `group-${unitCode}`,
      gov_office: 'office',
      leading_group: 'top',
      discipline: 'discipline',
    };
    const expected = Object.entries(people).flatMap(([audience, userid]) =>
      stepsOf(audience as Audience, { due: due!, acknowledgedAt, quietUntil }, calendar).map(
        ([level, day]) => `${audience} ${level} ${userid} ${day}`,
      ),
    );
    const told = reminders.map(({ audience, level, userid, day }) => `${audience} ${level} ${userid} ${day}`);
    expect(told.toSorted(), `${title} due ${due}`).toEqual(expected.toSorted());
  }
  const received = whole.filter(({ acknowledgedAt }) => acknowledgedAt);
  expect(received).toHaveLength(2);
  for (const { reminders } of received) expect(reminders.some(({ level }) => level === 'T+3')).toBe(true);
}
