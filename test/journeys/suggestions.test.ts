/** 2.2.6, 2.2.7: what many ask and nobody can answer, or many complain of, is suggested to the unit, and owed by one click. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterFrequent, clusterUnanswered, type Ask } from '../../src/answers/suggestions.ts';
import { openCounty, type County } from '../helpers/county.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
  // What the Monday brings besides: five complaints of one kind about one unit, four about another.
  const at = county.clock.now();
  const rows = ['qh-slj', 'qh-slj', 'qh-slj', 'qh-slj', 'qh-slj', 'qh-lyj', 'qh-lyj', 'qh-lyj', 'qh-lyj'];
  await county.house.database.prisma.complaint.createMany({
    data: rows.map((unit, n) => ({
      id: `plaint${n}`,
      number: `TS-PLNT-000${n}`,
      receiptHash: `plaint${n}`,
      category: '态度差',
      class: 'B',
      textSealed: 'sealed',
      aboutUnit: unit,
      accusedUnits: [unit],
      anonymous: true,
      source: 'chat',
      status: '归档',
      queueUnit: 'qh-zfb',
      receivedAt: at,
      closedAt: at,
    })),
  });
});
afterAll(() => county.close());

const OFFICER = 'yuan.shuye';
const cardsTo = async (userid: string): Promise<ShownMessage[]> =>
  (await county.messagesTo(userid)).filter(
    ({ taskId, kind }) => kind === 'card' && taskId?.startsWith('suggestions'),
  );

test('asked by several and not found: on Monday one card to the owner; 列入公开 makes it owed, once', async () => {
  const asked = [
    '养藏獒的许可证在哪里办',
    '养藏獒的许可证要多少钱',
    '我家想养藏獒,许可证要多久',
    '养藏獒的许可证找哪个部门',
  ];
  for (const [i, text] of asked.entries()) {
    const said = (await county.ask(`wmS${i % 3}`, text)).map((message) => message.text).join('\n');
    expect(said, text).toMatch(/没有查到|没有十足把握/);
  }
  await county.post('/clock', { now: '2026-11-30T09:10:00+08:00' });
  const [card, ...more] = await cardsTo(OFFICER);
  expect(more).toEqual([]);
  expect(card!.text).toContain('藏獒');
  expect(card!.text).not.toContain('我家想养');
  expect(card!.buttons?.map(({ label }) => label)).toEqual(['列入公开', '不用公开']);

  const { prisma } = county.house.database;
  const said = (
    await county.press(card!, 'accept', card!.options?.[0] ? { item: card!.options[0].id } : undefined)
  )
    .map(({ text }) => text)
    .join('\n');
  expect(said).toMatch(/已列入应公开事项,2026年12月28日 前公开/);
  const owed = await prisma.obligation.findMany({ where: { key: { startsWith: 'suggestion:' } } });
  expect(owed).toHaveLength(1);
  expect(owed[0]!.title).toContain('藏獒');
  expect(await prisma.topicSuggestion.findFirst({ where: { obligationId: owed[0]!.id } })).toMatchObject({
    status: 'accepted',
    decidedBy: OFFICER,
  });
});

test('the same week is told once, whoever runs it again', async () => {
  const { database, schedule } = county.house;
  await database.prisma.tick.deleteMany({ where: { name: 'topic-digests' } });
  await schedule.runDue();
  await county.advance('PT1H');
  expect(await cardsTo(OFFICER)).toHaveLength(1);
});

test('2.2.7 five complaints of one kind about one unit are a task for it: counted, never quoted, once a month', async () => {
  const { prisma } = county.house.database;
  const officerOf = (unitCode: string) =>
    prisma.person.findFirstOrThrow({
      where: { unitCode, active: true, roles: { has: 'unit_officer' } },
      orderBy: { userid: 'asc' },
    });
  const water = (await officerOf('qh-slj')).userid;
  const [card] = await cardsTo(water);
  expect(card!.text).toContain('态度差(反映了5件)');
  expect(card!.text).not.toMatch(/爱答不理|TS-/);
  // Four are not yet many.
  expect(await cardsTo((await officerOf('qh-lyj')).userid)).toEqual([]);
  await county.press(card!, 'accept', card!.options?.[0] ? { item: card!.options[0].id } : undefined);
  const owed = { key: { startsWith: 'suggestion:' }, unitCode: 'qh-slj' };
  expect(await prisma.obligation.findFirstOrThrow({ where: owed })).toMatchObject({
    title: '就“态度差”公开说明办理和整改情况(群众一个月反映了5件)',
    status: 'open',
  });
  // As if that had been a week ago.
  await prisma.topicSuggestion.updateMany({
    where: { kind: 'complained' },
    data: { week: '2026-11-23', key: 'a week ago' },
  });
  await prisma.tick.deleteMany({ where: { name: 'topic-digests' } });
  await county.house.schedule.runDue();
  await county.post('/idle', { timeoutMs: 30_000 });
  expect(await cardsTo(water)).toHaveLength(1);
});

const ask = (from: string, text: string): Ask => ({
  from,
  text,
  cited: { type: 'unit', id: 'u', title: 'U' },
});

test('one person who asks ten times, and a matter asked twice, make no topic; names are no topic', () => {
  const own = Array.from({ length: 10 }, () => ask('a', '孵化基地怎么入驻'));
  expect(clusterUnanswered(own)).toEqual([]);
  expect(clusterUnanswered([ask('a', '孵化基地怎么入驻'), ask('b', '孵化基地在哪')])).toEqual([]);
  const named = ['a', 'b', 'c'].map((from) => ask(from, '王建国的房子批了没'));
  expect(
    clusterUnanswered(named)
      .map(({ topic }) => topic)
      .join(),
  ).not.toContain('王建国');
});

test('many people at one record: frequent, by its title, whoever owns it', () => {
  const cited = { type: 'procedure' as const, id: 'P', title: '某事项' };
  const asks = Array.from({ length: 12 }, (_, i) => ({ from: `p${i % 6}`, text: '', cited }));
  expect(clusterFrequent(asks)).toEqual([{ kind: 'frequent', topic: '某事项', asked: 12, people: 6, cited }]);
});
