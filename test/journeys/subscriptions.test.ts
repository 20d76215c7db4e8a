import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../src/kit/ids.ts';
import { correct, draftItem, publish, submit, type Content } from '../../src/disclosure/publication.ts';
import { findOfficial } from '../../src/people/officials.ts';
import { NOTICE_TEMPLATE } from '../../src/simulator/simulator.ts';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const say = async (from: string, text: string, channel?: 'kf' | 'wechat'): Promise<string> =>
  (await county.ask(from, text, channel)).map((message) => message.text).join('\n');
const told = async (person: string): Promise<string[]> =>
  (await county.messagesTo(person)).map(({ text }) => text).filter((text) => text.includes('您订阅的公开了'));
const idle = (): Promise<unknown> => county.post('/idle', { timeoutMs: 30_000 });

/** Written, reviewed by a second person, published; the code. */
async function publishes(
  officer: string,
  leader: string,
  category: string,
  content: Content,
): Promise<string> {
  const { database, clock } = county.house;
  const moment = { now: clock.now(), ids: systemIds };
  const [by, reviewer] = await Promise.all(
    [officer, leader].map((one) => findOfficial(database.prisma, one)),
  );
  const code = await database.transaction(async (tx) => {
    const item = await draftItem(tx, moment, by!, { ...content, category });
    await submit(tx, moment, by!, item.code, content);
    await publish(tx, moment, reviewer!, item.code);
    return item.code;
  });
  await idle();
  return code;
}
const finance = (month: string): Content => ({
  title: `柳树湾村:${month}财务收支补充公开`,
  summary: `${month}收入一万元,支出八千元,明细贴在村务公开栏。`,
  url: 'https://www.qinghe.example/zwgk/lsw',
  amount: 8_000,
});

test("a citizen asks to be told of a village's finance, is told once it is published, and only then", async () => {
  expect(await say('wmFollower', '有柳树湾村财务公开时告诉我')).toMatch(
    /记下了:柳树湾村的村组财务一公开就告诉您/,
  );
  expect(await say('wmFollower', '订阅 柳树湾村的账')).toMatch(/记下了:柳树湾村的村组财务/);
  expect(await say('wmFollower', '我的订阅')).toMatch(/订阅了 1 项/);
  expect(await told('wmFollower')).toEqual([]);
  await publishes('jiang.zhupu', 'lv.heling', 'V2', finance('六月份'));
  const [first] = await told('wmFollower');
  expect(first).toMatch(/柳树湾村:六月份财务收支补充公开/);
  expect(first).toContain('https://www.qinghe.example/zwgk/lsw');
});

test('what follows on the same day waits for one message next morning', async () => {
  const code = await publishes('jiang.zhupu', 'lv.heling', 'V2', finance('七月份'));
  await publishes('jiang.zhupu', 'lv.heling', 'V2', finance('八月份'));
  const { database, clock } = county.house;
  const officer = (await findOfficial(database.prisma, 'jiang.zhupu'))!;
  await database.transaction((tx) =>
    correct(
      tx,
      { now: clock.now(), ids: systemIds },
      officer,
      code,
      { summary: '七月份支出为七千元。' },
      '漏了一张票',
    ),
  );
  await idle();
  expect(await told('wmFollower')).toHaveLength(1);
  await county.advance('P1D');
  const [, second, ...more] = await told('wmFollower');
  expect(more).toEqual([]);
  expect(second).toMatch(/公开了 2 条\n1、柳树湾村:七月份财务收支补充公开\(已更正\)\n2、柳树湾村:八月份/);
});

test('我的订阅 lists them by number; 取消订阅 ends one, and nothing more comes', async () => {
  expect(await say('wmFollower', '订阅 清和河综合治理二期项目')).toMatch(/清和河综合治理二期工程一公开/);
  expect(await say('wmFollower', '我的订阅')).toMatch(/1 柳树湾村的村组财务\n2 清和河综合治理二期工程/);
  expect(await say('wmFollower', '取消订阅')).toMatch(/要取消哪一项/);
  expect(await say('wmFollower', '取消订阅 1')).toMatch(/取消了:柳树湾村的村组财务/);
  expect(await say('wmFollower', '我的订阅')).toMatch(/订阅了 1 项[\s\S]*1 清和河/);
  await publishes('jiang.zhupu', 'lv.heling', 'V2', finance('九月份'));
  await county.advance('P1D');
  expect(await told('wmFollower')).toHaveLength(2);
  expect(await say('wmOther', '我的订阅')).toMatch(/还没有订阅/);
});

test('another village, another class, and what is kept within the organ are not told', async () => {
  await say('wmStrict', '订阅 李家沟村财务');
  await say('wmStrict', '订阅 柳树湾村');
  await publishes('shi.guzhou', 'lu.songhe', 'V10', {
    title: '李家沟村:路灯维修安排',
    summary: '本月二十日前修好坏了的十二盏路灯。',
    url: 'https://www.qinghe.example/zwgk/ljg',
  });
  await publishes('jin.tangling', 'xu.maitian', 'I5', {
    title: '柳树湾村帮扶干部食堂安排',
    summary: '食堂周三供应面食,干部职工凭卡就餐。',
    url: 'https://www.qinghe.example/zwgk/inner',
  });
  expect(await told('wmStrict')).toEqual([]);
  const { prisma } = county.house.database;
  expect(await prisma.subscriptionNews.count({ where: { disclosureCode: { startsWith: 'I5' } } })).toBe(0);
});

test('what is not public yet offers 公开时告诉我; a village has to be named; nonsense is asked back', async () => {
  const answer = await say('wmAsker', '柳树湾村机动地重新发包方案公开了吗');
  const number = answer.split('\n').find((line) => line.includes('公开时告诉我'))![0]!;
  expect(await say('wmAsker', number)).toMatch(/记下了:「柳树湾村:机动地重新发包方案」/);
  expect(await say('wmAsker', '村里的财务公开了告诉我一声')).toMatch(/是哪个村/);
  expect(await say('wmNew', '订阅')).toMatch(/例如:订阅/);
  expect(await say('wmAsker', '订阅 政府采购')).toMatch(/记下了:政府采购/);
  const which = await say('wmAsker', '救灾款发放公开了通知我');
  const kind = which.split('\n').find((line) => line.includes('救灾'))![0]!;
  expect(await say('wmAsker', kind)).toMatch(/是哪个村/);
});

test('a window that is closed holds it until the citizen writes', async () => {
  await say('wmAway', '订阅 白杨村财务');
  await county.advance('P3D');
  await publishes('peng.qingxi', 'wei.jingchuan', 'V2', {
    ...finance('十月份'),
    title: '白杨村:十月份财务收支补充公开',
  });
  expect(await told('wmAway')).toEqual([]);
  const { prisma } = county.house.database;
  expect(
    await prisma.outboxMessage.count({ where: { key: { startsWith: 'subscription:' }, state: 'parked' } }),
  ).toBe(1);
  await say('wmAway', '你好');
  expect(await told('wmAway')).toHaveLength(1);
});

test('beyond the 48 hours a follower who agreed to notices is told by one; for who did not it waits', async () => {
  const followers = ['oAgreed', 'oSilent'];
  for (const follower of followers) await say(follower, '订阅 白杨村财务', 'wechat');
  const consent = { from: 'oAgreed', templateId: NOTICE_TEMPLATE, count: 1 };
  expect(await county.post('/consent', consent)).toMatchObject({ status: 200 });
  await county.advance('P3D');
  const title = '白杨村:十一月份财务收支公开';
  await publishes('peng.qingxi', 'wei.jingchuan', 'V2', { ...finance('十一月份'), title });
  expect((await county.messagesTo('oAgreed')).at(-1)).toMatchObject({
    kind: 'note',
    text: expect.stringContaining(title),
  });
  const { prisma } = county.house.database;
  const states = await prisma.outboxMessage.findMany({
    where: { key: { startsWith: 'subscription:' }, channel: 'wechat' },
    select: { state: true },
  });
  expect(states.map(({ state }) => state).toSorted()).toEqual(['parked', 'sent']);
  expect(await say('oSilent', '你好', 'wechat')).toContain(title);
});
