/** Windows and quotas of the platforms, kept from our own records; and what is done when a platform does not answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const ACCOUNT = 'wkSimulated0001';

async function owe(person: string, n: number, from = 0): Promise<void> {
  const { outbox, database } = county.house;
  const drafts = Array.from({ length: n }, (_, i) => ({
    key: `news:${person}:${from + i}`,
    to: { channel: 'kf', account: ACCOUNT, person },
    body: { t: 'text' as const, text: `通知 ${from + i + 1}` },
    mustDeliver: true,
  }));
  await database.transaction((tx) => outbox.enqueue(tx, drafts));
  await county.post('/idle', { timeoutMs: 30_000 });
}

const states = async (person: string): Promise<(string | number | null)[][]> => {
  const { prisma } = county.house.database;
  const rows = await prisma.outboxMessage.findMany({
    where: { key: { startsWith: `news:${person}:` } },
    orderBy: { id: 'asc' },
    select: { state: true, errcode: true },
  });
  return rows.map(({ state, errcode }) => [state, errcode]);
};

test('微信客服 takes five messages for one of the citizen’s: the others wait for their next words, unasked', async () => {
  const citizen = 'wmWindow1';
  expect(await county.ask(citizen, '结婚登记要多久?')).toHaveLength(1);
  await owe(citizen, 6);
  expect((await states(citizen)).map(([state]) => state)).toEqual([
    ...Array.from({ length: 4 }, () => 'sent'),
    'parked',
    'parked',
  ]);
  // The platform was not asked: it would have said 95001.
  expect((await states(citizen)).every(([, errcode]) => errcode === null)).toBe(true);
  const next = await county.ask(citizen, '出生登记要多久?');
  expect(next.map(({ text }) => text.split('\n')[0])).toEqual(['【出生登记】', '通知 5', '通知 6']);
});

test('two days after their last words nothing is sent; the next words bring it', async () => {
  const citizen = 'wmWindow2';
  await county.ask(citizen, '结婚登记要多久?');
  await county.advance('P2D');
  await owe(citizen, 1);
  expect(await states(citizen)).toEqual([['parked', null]]);
  expect((await county.ask(citizen, '出生登记要多久?')).map(({ text }) => text)).toContain('通知 1');
});

test('who opens the chat again is left in peace, and opens no window by it', async () => {
  const citizen = 'wmWindow3';
  await county.ask(citizen, '结婚登记要多久?');
  const before = (await county.messagesTo(citizen)).length;
  expect(await county.post('/enter', { channel: 'kf', from: citizen })).toMatchObject({ status: 200 });
  await county.post('/idle', { timeoutMs: 30_000 });
  expect(await county.messagesTo(citizen)).toHaveLength(before);
  await county.advance('P2D');
  await county.post('/enter', { channel: 'kf', from: citizen });
  await county.post('/idle', { timeoutMs: 30_000 });
  await owe(citizen, 1);
  expect(await states(citizen)).toEqual([['parked', null]]);
});

test('an Official Account that does not answer: it may have arrived, and only a person sends it again', async () => {
  const { outbox, database } = county.house;
  await county.ask('oUncertain', '结婚登记要多久?', 'wechat');
  await county.post('/fault', { api: 'message/custom/send', drop: true, afterEffect: true });
  expect(await county.ask('oUncertain', '出生登记要多久?', 'wechat')).toHaveLength(1);
  const [row] = await database.prisma.outboxMessage.findMany({ where: { state: 'uncertain' } });
  expect(row).toMatchObject({ channel: 'wechat', alert: false });
  await county.advance('PT2H');
  expect(await county.messagesTo('oUncertain')).toHaveLength(2);
  await outbox.resend(row!.id);
  await county.post('/idle', { timeoutMs: 30_000 });
  expect(await county.messagesTo('oUncertain')).toHaveLength(3);
  expect((await outbox.read(row!.id))!.state).toBe('sent');
});
