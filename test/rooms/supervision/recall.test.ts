/** 撤销: what is done to several at once waits a minute with its messages, and can be taken back whole until then. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Official } from '../../../src/people/officials.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import type { Database } from '../../../src/store/database.ts';
import type { Supervision } from '../../../src/supervision/complaints.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { advance, testClock } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';

const clock = testClock();
const sent: Draft[] = [];
let database: Database;
let supervision: Supervision;
let group: Official;
let office: Official;

beforeAll(async () => {
  database = await openTestDatabase('county');
  supervision = testSupervision(clock, sent);
  const by = (userid: string) => database.prisma.person.findUniqueOrThrow({ where: { userid } });
  [group, office] = [await by('xue.lanxi'), await by('peng.muping')];
});
afterAll(() => database.close());

let authors = 0;
async function file(): Promise<string> {
  const filed = await database.transaction((tx) =>
    supervision.file(tx, {
      text: '民政局三号窗口多要材料,跑了五趟',
      aboutUnit: 'qh-mzj',
      anonymous: false,
      reported: false,
      source: 'chat',
      identity: { name: '王芳', address: { channel: 'kf', account: '1', person: `wmRecall${authors++}` } },
    }),
  );
  sent.length = 0;
  return filed.id;
}
const rowOf = (id: string) => database.prisma.complaint.findUniqueOrThrow({ where: { id } });
const hand = (id: string, by: Official) =>
  database.transaction((tx) =>
    supervision.act(tx, { id, action: 'transfer', by, unit: 'qh-mzj', held: true }),
  );

test('handed on and taken back: as it stood before, nobody told, both steps in the audit', async () => {
  const id = await file();
  const before = await rowOf(id);
  await hand(id, group);
  expect((await rowOf(id)).status).toBe('转办');
  const minute = new Date(clock.now().getTime() + 60_000);
  // To the unit's officer and to the author, and both wait.
  expect(sent.length).toBeGreaterThanOrEqual(2);
  expect(sent.every(({ notBefore }) => notBefore?.getTime() === minute.getTime())).toBe(true);

  const open = await supervision.recallable(database.prisma, group);
  expect(open).toEqual({ numbers: [before.number], until: minute });
  expect(await supervision.recallable(database.prisma, office)).toBeUndefined();
  await expect(database.transaction((tx) => supervision.recall(tx, id, office))).rejects.toThrow('No longer');

  await database.transaction((tx) => supervision.recall(tx, id, group));
  expect(sent).toEqual([]);
  expect(await rowOf(id)).toEqual(before);
  const facts = (await supervision.audit.about(database.prisma, 'complaint', id)).map(({ action }) => action);
  expect(facts).toEqual(['complaint.filed', 'complaint.transferred', 'complaint.recalled']);
  await expect(database.transaction((tx) => supervision.recall(tx, id, group))).rejects.toThrow('No longer');
});

test('an acceptance is taken back with its day; after a minute, or once the unit has it in hand, nothing is', async () => {
  const accepted = await file();
  const before = await rowOf(accepted);
  await database.transaction((tx) =>
    supervision.act(tx, { id: accepted, action: 'accept', by: group, held: true }),
  );
  expect((await rowOf(accepted)).closeDue).not.toBeNull();
  await database.transaction((tx) => supervision.recall(tx, accepted, group));
  expect(await rowOf(accepted)).toEqual(before);

  const taken = await file();
  await hand(taken, group);
  const officer = await database.prisma.person.findUniqueOrThrow({ where: { userid: 'yang.qingman' } });
  await database.transaction((tx) => supervision.act(tx, { id: taken, action: 'take', by: officer }));
  await expect(database.transaction((tx) => supervision.recall(tx, taken, group))).rejects.toThrow(
    'No longer',
  );

  const late = await file();
  await hand(late, group);
  advance(clock, 61_000);
  expect(await supervision.recallable(database.prisma, group)).toBeUndefined();
  await expect(database.transaction((tx) => supervision.recall(tx, late, group))).rejects.toThrow(
    'No longer',
  );
  expect((await rowOf(late)).status).toBe('转办');
});
