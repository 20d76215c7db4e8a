import { beforeAll, afterAll, beforeEach, expect, test } from 'vitest';
import { createAudit, type Act } from '../../../src/supervision/audit.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { identityKey, testClock } from '../../helpers/house.ts';

let database: Database;
const clock = testClock();
const audit = createAudit({ clock, identityKey: identityKey() });
const DAY = 86_400_000;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.prisma.auditEntry.deleteMany();
  await database.prisma.setting.deleteMany();
});

const act = (n: number): Act => ({
  actor: `person-${n % 3}`,
  action: 'complaint.read',
  subjectType: 'complaint',
  subjectId: `c-${n}`,
  detail: { exit: 'page', n, b: ['x', 'y'], a: true },
});
const record = (n: number): Promise<void> => database.transaction((tx) => audit.record(tx, act(n)));
const chain = async (length: number): Promise<void> => {
  for (let n = 1; n <= length; n++) await record(n);
};
const kinds = async (): Promise<string[]> =>
  (await audit.verify(database.prisma)).faults.map(({ kind }) => kind);

test('an untouched chain holds, and tells what it covers', async () => {
  await chain(12);
  expect(await audit.verify(database.prisma)).toMatchObject({ ok: true, entries: 12, faults: [] });
});

test.each(['at', 'actor', 'action', 'subject_type', 'subject_id', 'detail', 'previous', 'hash'])(
  'a changed %s is found',
  async (column) => {
    await chain(5);
    const value =
      { at: `at + interval '1 second'`, detail: `'{"exit":"other"}'::jsonb` }[column] ?? `'forged'`;
    await database.prisma.$executeRawUnsafe(`update audit_entry set "${column}" = ${value} where seq = 3`);
    const verdict = await audit.verify(database.prisma);
    expect(verdict.ok).toBe(false);
    expect([3, 4]).toContain(verdict.faults[0]!.seq);
  },
);

test('a removed row is found: in the middle, at the beginning, at the end, all of them', async () => {
  for (const where of ['seq = 3', 'seq = 1', 'seq = 5', 'seq >= 4', 'true']) {
    await database.prisma.auditEntry.deleteMany();
    await database.prisma.setting.deleteMany();
    await chain(5);
    await database.prisma.$executeRawUnsafe(`delete from audit_entry where ${where}`);
    expect(await kinds(), where).toContain('missing');
  }
});

test('two rows that change places are found, and so is a row put in by who has no key', async () => {
  await chain(6);
  await database.prisma.$executeRaw`update audit_entry set seq = 100 where seq = 2`;
  await database.prisma.$executeRaw`update audit_entry set seq = 2 where seq = 3`;
  await database.prisma.$executeRaw`update audit_entry set seq = 3 where seq = 100`;
  expect(await kinds()).toContain('reordered');
});

test('a forged tail with a forged mark is found', async () => {
  await chain(4);
  await database.prisma.$executeRaw`delete from audit_entry where seq = 4`;
  const third = await database.prisma.auditEntry.findUniqueOrThrow({ where: { seq: 3 } });
  await database.prisma.setting.update({
    where: { name: 'audit.head' },
    data: { value: { seq: 3, hash: third.hash, sign: 'guessed' } },
  });
  expect(await kinds()).toContain('forged-mark');
});

test('a rolled back act leaves no gap', async () => {
  await record(1);
  await expect(
    database.transaction(async (tx) => {
      await audit.record(tx, act(2));
      throw new Error('broken off');
    }),
  ).rejects.toThrow('broken off');
  await record(3);
  expect(await audit.verify(database.prisma)).toMatchObject({ ok: true, entries: 2 });
});

test('forty acts at the same time make one chain', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, n) => record(n)));
  expect(await audit.verify(database.prisma)).toMatchObject({ ok: true, entries: 40 });
});

test('what is old is forgotten behind a signed mark, and the rest still holds', async () => {
  await chain(3);
  const start = clock.now();
  clock.moveTo(new Date(start.getTime() + 400 * DAY));
  await record(4);
  const forgotten = await database.transaction((tx) =>
    audit.forget(tx, new Date(clock.now().getTime() - 365 * DAY)),
  );
  expect(forgotten).toBe(3);
  expect(await audit.verify(database.prisma)).toMatchObject({ ok: true, entries: 1 });
  await database.prisma.setting.update({
    where: { name: 'audit.base' },
    data: { value: { seq: 3, hash: 'f'.repeat(32), sign: 'x' } },
  });
  expect(await kinds()).toContain('forged-mark');
  clock.moveTo(start);
});
