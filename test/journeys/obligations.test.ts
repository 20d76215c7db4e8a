import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../src/kit/ids.ts';
import { openAll } from '../../src/disclosure/obligations.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { openCounty, type County } from '../helpers/county.ts';

/** 教育体育局: officer and leader. */
const OFFICER = 'jin.tangling';
const LEADER = 'xu.maitian';
const OFFICE = ['wei.guman', 'peng.muping', 'yuan.shuye'];

let county: County;
beforeAll(async () => {
  county = await openCounty();
  const { database } = county.house;
  await database.prisma.obligation.updateMany({ data: { status: 'excused' } });
});
afterAll(() => county.close());

const say = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text, 'wecom')).map((message) => message.text).join('\n');

/** Owes these by the next working morning; nothing else is owed by the unit. */
async function owe(unitCode: string, titles: readonly string[], due: string): Promise<void> {
  const { database, clock } = county.house;
  await database.prisma.obligation.updateMany({ where: { unitCode }, data: { status: 'excused' } });
  await database.transaction((tx) =>
    openAll(
      tx,
      { now: clock.now(), ids: systemIds },
      titles.map((title) => ({
        key: `test:${title}`,
        source: 'event' as const,
        title,
        unitCode,
        trigger: 'meeting_end',
        triggeredOn: '2026-11-17',
        due: { due, provisional: false, steps: [{ text: '会议结束后5个工作日内', day: due }] },
      })),
    ),
  );
}

/** After the day's digests, whatever their minute. */
const evening = (day: string): Promise<unknown> => county.post('/clock', { now: `${day}T18:00:00+08:00` });
const obligation = (title: string) =>
  county.house.database.prisma.obligation.findUniqueOrThrow({ where: { key: `test:${title}` } });
const cardsOf = async (userid: string, what: string): Promise<ShownMessage[]> =>
  (await county.messagesTo(userid)).filter(
    (message) =>
      message.kind === 'card' &&
      [message.text, message.title, ...(message.fields ?? []).map(({ value }) => value)].some((text) =>
        text?.includes(what),
      ),
  );
const cardOf = async (userid: string, what: string): Promise<ShownMessage> =>
  (await cardsOf(userid, what)).at(-1)!;
const pick = (card: ShownMessage, title: string): Record<string, string> | undefined => {
  const option = card.options?.find(({ label }) => label.startsWith(title.slice(0, 8)));
  return option && { item: option.id };
};

test('4.6.3 overdue by a day: officer and leader have a card; 已公开 with its link closes it on both, a second person looks after', async () => {
  await owe('qh-jtj', ['学区划分调整'], '2026-11-24');
  await evening('2026-11-25');
  const mine = await cardOf(OFFICER, '学区划分调整');
  const leaders = await cardOf(LEADER, '学区划分调整');
  expect(mine.text).toMatch(/已超期/);
  const replies = await county.press(mine, 'published');
  expect(replies.map(({ text }) => text).join()).toMatch(/已记为公开/);
  expect(await obligation('学区划分调整')).toMatchObject({ status: 'fulfilled', fulfilledOn: '2026-11-25' });
  expect((await cardOf(OFFICER, '学区划分调整')).settled).toMatch(/已公开 金棠苓/);
  expect((await cardOf(LEADER, leaders.title!)).settled).toMatch(/已公开 金棠苓/);

  expect(await say(OFFICER, '网址 https://www.qinghe.example/zwgk/xuequ')).toMatch(/网址已记下.*许麦田/);
  const { disclosureCode } = await obligation('学区划分调整');
  const { prisma } = county.house.database;
  const item = () => prisma.disclosure.findUniqueOrThrow({ where: { code: disclosureCode! } });
  expect(await item()).toMatchObject({
    status: '已公开',
    url: 'https://www.qinghe.example/zwgk/xuequ',
    review: { reportedBy: OFFICER, rule: expect.stringContaining('第二人') },
  });
  expect((await item()).review).not.toHaveProperty('by');
  expect((await county.ask('wmA', '学区划分调整公开了吗')).at(-1)?.text).toContain('xuequ');

  await county.press(
    await cardOf(LEADER, '补审查').then((card) => card ?? cardOf(LEADER, '学区划分')),
    'approve',
  );
  expect(await item()).toMatchObject({ review: { by: LEADER, reportedBy: OFFICER } });
});

test('what the second person does not confirm is out of the answers and owed again', async () => {
  await owe('qh-jtj', ['中考加分名单'], '2026-11-25');
  await evening('2026-11-26');
  await county.press(await cardOf(OFFICER, '中考加分名单'), 'published');
  await say(OFFICER, 'https://www.qinghe.example/zwgk/zhongkao');
  const card = (await county.messagesTo(LEADER)).findLast(({ source }) => source?.includes('补审查'))!;
  await county.press(card, 'return');
  await say(LEADER, '名单里有学生身份证号');
  expect(await obligation('中考加分名单')).toMatchObject({ status: 'open', fulfilledOn: null });
  expect((await county.messagesTo(OFFICER)).at(-1)?.text).toMatch(/被退回:名单里有学生身份证号/);
  expect((await county.ask('wmA', '中考加分名单公开了吗')).at(-1)?.text).not.toContain('zhongkao');
});

test('收到 leaves officer and leader in peace and changes the card; typed it does the same', async () => {
  await owe('qh-mzj', ['低保标准调整'], '2026-12-01');
  await evening('2026-11-27');
  const card = await cardOf('yang.qingman', '低保标准调整');
  await county.press(card, 'acknowledge');
  expect(await obligation('低保标准调整')).toMatchObject({
    acknowledgedBy: 'yang.qingman',
    quietUntil: '2026-12-04',
  });
  expect((await cardOf('yang.qingman', '低保标准调整')).settled).toMatch(/已收到 杨清满/);

  await owe('qh-czj', ['三公经费明细'], '2026-12-01');
  await evening('2026-11-30');
  expect(await say('he.guman', '收到')).toMatch(/请在到期前公开:三公经费明细/);
  expect(await obligation('三公经费明细')).toMatchObject({ acknowledgedBy: 'he.guman' });
});

test('申请延期: the office alone decides; the day moves, the steps say why, the officer is told, every card changes', async () => {
  await owe('qh-slj', ['水库安全鉴定'], '2026-12-03');
  await evening('2026-12-01');
  const card = await cardOf('zou.jingxi', '水库安全鉴定');
  expect((await county.press(card, 'extend')).at(-1)?.text).toMatch(/延到哪一天/);
  expect(await say('zou.jingxi', '再等等')).toMatch(/没有看到日期/);
  await say('zou.jingxi', '申请延期');
  expect(await say('zou.jingxi', '延到12月18日,等市里批复')).toMatch(/批准以前,期限不变:2026年12月3日/);
  expect(await obligation('水库安全鉴定')).toMatchObject({ due: '2026-12-03' });

  const [first, second] = await Promise.all([
    cardOf(OFFICE[0]!, '水库安全鉴定'),
    cardOf(OFFICE[1]!, '水库安全鉴定'),
  ]);
  expect(second.fields).toContainEqual({ name: '延到', value: '2026年12月18日' });
  await county.press(first, 'grant');
  const extended = await obligation('水库安全鉴定');
  expect(extended).toMatchObject({ due: '2026-12-18', originalDue: '2026-12-03', status: 'open' });
  expect(JSON.stringify(extended.dueSteps)).toMatch(/经魏谷满同意,延到 2026年12月18日/);
  for (const userid of OFFICE)
    expect((await cardOf(userid, '水库安全鉴定')).settled).toMatch(/已同意 魏谷满/);
  expect((await county.messagesTo('zou.jingxi')).at(-1)?.text).toMatch(/同意延到 2026年12月18日/);
});

test('不属于我单位, typed: the office assigns it to another unit, whose officer has it from then on', async () => {
  await owe('qh-lyj', ['渔业补助发放'], '2026-12-04');
  await evening('2026-12-02');
  await cardOf('sun.songxi', '渔业补助发放');
  expect(await say('sun.songxi', '不属于我单位')).toMatch(/为什么不属于/);
  await say('sun.songxi', '渔业不归林业局管,请问问别的单位');
  const card = await cardOf(OFFICE[1]!, '渔业补助发放');
  expect(card.buttons?.map(({ label }) => label)).toEqual(['改派', '不同意', '免除']);
  await county.press(card, 'assign');
  expect(await say(OFFICE[1]!, '改派给农业农村局')).toMatch(/已改派/);
  expect(await obligation('渔业补助发放')).toMatchObject({ unitCode: 'qh-nyj', officerUserid: 'xue.hezhou' });
  expect((await county.messagesTo('sun.songxi')).at(-1)?.text).toMatch(/已改由清和县农业农村局公开/);
  expect((await county.messagesTo('xue.hezhou')).at(-1)?.text).toMatch(/改由您单位公开,2026年12月4日前/);
  await evening('2026-12-03');
  expect(await cardOf('xue.hezhou', '渔业补助发放')).toBeDefined();
});

test('转交 to a colleague needs nobody; to another unit the office agrees; 免除 needs its reason', async () => {
  await owe('qh-cg', ['环卫路段承包'], '2026-12-08');
  await evening('2026-12-04');
  await county.press(await cardOf('yu.heling', '环卫路段承包'), 'transfer');
  expect(await say('yu.heling', '转给雷清田,他主办的')).toMatch(/已转交给雷清田/);
  expect(await obligation('环卫路段承包')).toMatchObject({ officerUserid: 'lei.qingtian', status: 'open' });
  expect((await cardOf('yu.heling', '环卫路段承包')).settled).toMatch(/已转交 于禾苓/);
  expect((await county.messagesTo('lei.qingtian')).at(-1)?.text).toMatch(/于禾苓把「环卫路段承包」转给您/);

  await owe('qh-swj', ['成品油网点规划'], '2026-12-09');
  await evening('2026-12-07');
  await county.press(await cardOf('zhang.muping', '成品油网点规划'), 'transfer');
  await say('zhang.muping', '转给发展和改革局,规划是他们编的');
  const card = await cardOf(OFFICE[2]!, '成品油网点规划');
  expect(card.buttons?.map(({ label }) => label)).toContain('同意');
  await county.press(card, 'excuse');
  await say(OFFICE[2]!, '规划还在修编,没有形成');
  expect(await obligation('成品油网点规划')).toMatchObject({
    status: 'excused',
    excuse: '规划还在修编,没有形成',
  });
  expect((await county.messagesTo('zhang.muping')).at(-1)?.text).toMatch(/不用公开了。原因:规划还在修编/);
});

test('several on one card: one is chosen, the card goes on with the rest; a stranger cannot act on them', async () => {
  await owe('qh-wlj', ['文物点名单', '景区票价'], '2026-12-10');
  await evening('2026-12-08');
  const card = await cardOf('wei.yuanyao', '文物点名单');
  expect(card.options).toHaveLength(2);
  await county.press(card, 'published', pick(card, '文物点名单'));
  expect(await obligation('文物点名单')).toMatchObject({ status: 'fulfilled' });
  expect(await obligation('景区票价')).toMatchObject({ status: 'open' });
  await say('wei.yuanyao', '无');
  expect(await say('wei.yuanyao', '我的事项')).toMatch(/1 项待公开[\s\S]*景区票价/);
  expect(await say('wei.yuanyao', '为什么是这天?')).toMatch(/景区票价[\s\S]*是这样算的[\s\S]*1\. /);
  expect(await say('wei.yuanyao', '为什么 9')).toContain('没有第 9 项');
  await say('wei.yuanyao', '已公开');
  expect(await obligation('景区票价')).toMatchObject({ status: 'fulfilled' });
  expect(await say('zou.muchuan', '已公开')).not.toMatch(/已记为公开/);
});
