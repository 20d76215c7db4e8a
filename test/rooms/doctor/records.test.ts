/** What the doctor finds in the database itself, each fault seeded in a real one. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayOf } from '../../../src/kit/day.ts';
import { seedCalendar } from '../../../src/disclosure/calendar-years.ts';
import type { Finding } from '../../../src/kit/finding.ts';
import { recordFindings, versionFinding } from '../../../src/main/commands/doctor-records.ts';
import { openDatabase, type Database } from '../../../src/store/database.ts';
import { readMigrations } from '../../../src/store/migrate.ts';
import { createPostgresDatabase, databaseKind, openTestDatabase } from '../../helpers/database.ts';
import { MORNING } from '../../helpers/house.ts';

let database: Database;
const now = new Date(MORNING);
beforeEach(async () => {
  database = await openTestDatabase('county');
  await database.transaction((tx) => seedCalendar(tx, now));
});
afterEach(() => database.close());

const find = async (level: Finding['level'], what: string, at = now): Promise<Finding[]> =>
  (await recordFindings(database, at)).filter((one) => one.what === what && one.level === level);

test('a year without calendar, units without officer, nobody for the operation, unverified articles, letters given up', async () => {
  const { prisma } = database;
  const [next] = await find('warning', 'calendar');
  expect(next?.why).toContain('2027');
  expect(next?.remedy).toContain('calendar.json');
  const [now2027] = await find('fault', 'calendar', new Date('2027-03-01T09:00:00+08:00'));
  expect(now2027?.why).toContain('没有 2027 年');
  expect(dayOf(now)).toBe('2026-11-24');

  expect(await find('warning', 'officers')).toEqual([]);
  await prisma.person.update({ where: { userid: 'yang.qingman' }, data: { active: false } });
  const [officers] = await find('warning', 'officers');
  expect(officers?.why).toContain('民政局');
  expect(officers?.remedy).toContain('unit_officer');

  // 4.1.1: a unit without a supervision group, and one whose group nobody sits in.
  expect(await find('warning', 'supervision-groups')).toEqual([]);
  await prisma.person.updateMany({ where: { unitCode: 'qh-slj-jd' }, data: { active: false } });
  await prisma.unit.update({ where: { code: 'qh-lyj-jd' }, data: { active: false } });
  const [groups] = await find('warning', 'supervision-groups');
  expect(groups?.why).toMatch(/^2 个单位.*(水利局|林业局).*(水利局|林业局)/);

  expect(await find('warning', 'sysadmin')).toEqual([]);
  await prisma.person.update({ where: { userid: 'luo.yuanyao' }, data: { active: false } });
  expect(await find('warning', 'sysadmin')).toHaveLength(1);

  await prisma.lawArticle.updateMany({ data: { verified: false } });
  const [laws] = await find('warning', 'laws');
  expect(laws?.why).toMatch(/(\d+) 条法规里有 \1 条没有核对/);

  const message = {
    lane: 'l',
    account: 'a',
    recipient: 'r',
    toSealed: 'v1.x',
    kind: 'text',
    bodySealed: 'v1.x',
    createdAt: now,
  };
  await prisma.outboxMessage.createMany({
    data: [
      { ...message, id: '1', key: '1', channel: 'wecom', state: 'failed', reason: 'errcode 60020' },
      { ...message, id: '2', key: '2', channel: 'kf', state: 'parked', errcode: 95_018 },
    ],
  });
  const [outbox] = await find('warning', 'outbox');
  expect(outbox?.why).toContain('1 条消息没有发出去');
  const [kf] = await find('fault', 'kf');
  expect(kf?.why).toMatch(/95018.*人工/);
  expect(kf?.remedy).toContain('智能助手优先');
});

test('a database without units, and a migration that another tool left half done', async () => {
  const { prisma } = database;
  await prisma.$executeRaw`
    insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'y', '20990101000000_half')`;
  const [half] = await find('fault', 'migrations');
  expect(half?.why).toContain('20990101000000_half');
  expect(half?.remedy).toContain('migrate resolve');
  await prisma.person.deleteMany();
  await prisma.unit.deleteMany();
  const [units] = await find('fault', 'units');
  expect(units?.remedy).toContain('organisation.json');
});

test('PostgreSQL before 15 is too old', () => {
  expect(versionFinding(140_011)).toMatchObject({
    level: 'fault',
    why: expect.stringContaining('PostgreSQL 14'),
  });
  expect(versionFinding(150_004).level).toBe('fine');
});

test.runIf(databaseKind === 'postgresql')(
  'a migration edited after it was applied stops with its name',
  async () => {
    const { url, drop } = await createPostgresDatabase();
    const edited = readMigrations().map((one, i) => (i === 0 ? { ...one, checksum: 'other' } : one));
    await expect(openDatabase({ url, migrations: edited })).rejects.toMatchObject({
      message: expect.stringContaining(edited[0]!.name),
      remedy: expect.stringContaining('git checkout'),
    });
    await drop();
  },
);

test.runIf(databaseKind === 'postgresql')('a clock that differs from the database’s by minutes', async () => {
  const [clock] = await find('fault', 'clock', new Date(Date.now() + 6 * 60_000));
  expect(clock?.why).toMatch(/差 3[56]\d 秒/);
});
