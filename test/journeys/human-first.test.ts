/** 微信客服 set up to send everybody to a person first (人工优先), and sessions a servicer takes without our asking. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
  await county.post('/servicer', { servicer: AGENT, do: 'on' });
});
afterAll(() => county.close());

const AGENT = 'he.maixi2';
const servicer = (customer: string, more: object) =>
  county.post('/servicer', { servicer: AGENT, customer, ...more });
const settle = () => county.post('/idle', { timeoutMs: 30_000 });

test('a session that begins with a person: the words are kept, nothing is answered or begun, until the person ends it', async () => {
  await county.post('/platform', { kfHumanFirst: true });
  const { prisma } = county.house.database;
  const complaints = await prisma.complaint.count();
  expect(await county.ask('wmFirst', '我要投诉村里的路灯坏了半年没人管')).toEqual([]);
  expect(await county.ask('wmFirst', '1')).toEqual([]);
  await county.post('/platform', { kfHumanFirst: false });
  expect(await prisma.complaint.count()).toBe(complaints);
  expect(await prisma.turn.count({ where: { outcome: 'handoff', intent: 'human' } })).toBe(2);
  // Not even tried: the platform would have said 95018.
  expect(await prisma.outboxMessage.count({ where: { channel: 'kf' } })).toBe(0);
  const [thread] = await prisma.conversation.findMany({ where: { servedBy: { not: null } } });
  expect(thread ?? (await prisma.handOff.findFirst({ where: { state: 'served' } }))).toBeTruthy();

  expect((await servicer('wmFirst', { do: 'end' })).status).toBe(200);
  await settle();
  expect((await county.ask('wmFirst', '结婚登记要多久?')).map(({ text }) => text).join()).toContain(
    '【结婚登记】',
  );
});

test('danger is answered beside the person too: whom to ring is said, and the office is told', async () => {
  await county.post('/platform', { kfHumanFirst: true });
  const { prisma } = county.house.database;
  await county.ask('wmDanger', '有人要打我,救命');
  await county.post('/platform', { kfHumanFirst: false });
  expect(await prisma.turn.count({ where: { intent: 'emergency' } })).toBe(1);
});
