import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

test('what falls due is shown to its officer in one card in working hours; 已公开 closes it and the card changes', async () => {
  await county.advance('P1D');
  const cards = await cardsOfAll();
  expect(cards.length).toBeGreaterThan(0);
  const perPerson = new Map<string, number>();
  for (const card of cards) perPerson.set(card.to, (perPerson.get(card.to) ?? 0) + 1);
  expect([...perPerson.values()].every((count) => count === 1)).toBe(true);
  for (const { at } of cards) {
    const hour = new Date(new Date(at).getTime() + 8 * 3_600_000).getUTCHours();
    expect(hour).toBeGreaterThanOrEqual(8);
    expect(hour).toBeLessThan(18);
  }

  const card = cards.find((one) => (one.options?.length ?? 0) === 0) ?? cards[0]!;
  expect(card.buttons?.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['收到', '已公开', '申请延期', '转交', '不属于我单位']),
  );
  const { prisma } = county.house.database;
  const before = await prisma.obligation.count({ where: { status: 'open' } });
  const selected = card.options?.[0] ? { item: card.options[0].id } : undefined;
  const replies = await county.press(card, 'published', selected);
  expect(replies.at(-1)?.text).toMatch(/已记为公开/);
  expect(await prisma.obligation.count({ where: { status: 'open' } })).toBe(before - 1);
  await county.ask(card.to, 'https://www.example.gov.cn/a.html', 'wecom');
});

test('nobody is disturbed on a day off', async () => {
  const before = (await cardsOfAll()).length;
  await county.post('/clock', { now: '2026-11-27T23:00:00+08:00' });
  const friday = (await cardsOfAll()).length;
  await county.post('/clock', { now: '2026-11-29T23:00:00+08:00' });
  expect((await cardsOfAll()).length).toBe(friday);
  expect(friday).toBeGreaterThanOrEqual(before);
});

async function cardsOfAll() {
  const response = await fetch(`${county.url}/simulator/api/messages?limit=5000`);
  const all = (await response.json()) as Awaited<ReturnType<County['messagesTo']>>;
  return all.filter(({ kind, taskId }) => kind === 'card' && !taskId?.startsWith('complaint'));
}
