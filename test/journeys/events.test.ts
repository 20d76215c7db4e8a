import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../src/kit/ids.ts';
import { draftItem, submit } from '../../src/disclosure/publication.ts';
import { findOfficial } from '../../src/people/officials.ts';
import { openCounty, type County } from '../helpers/county.ts';

const OFFICE = 'peng.muping';
const FINANCE = 'he.guman';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const say = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text, 'wecom')).map((message) => message.text).join('\n');
const owed = (title: string) =>
  county.house.database.prisma.obligation.findMany({
    where: { title: { contains: title } },
    orderBy: { title: 'asc' },
  });

test('2.3.3 a meeting ended: what it decided is owed in five working days, each thing decided is followed up', async () => {
  const said = await say(
    OFFICE,
    '登记 会议结束 第28次常务会议议定事项 11月24日\n1. 新建城东小学\n2、老旧小区加装电梯补贴办法\n三、清淤资金追加',
  );
  expect(said).toMatch(/已登记:「第28次常务会议议定事项\(会议结束,应公开\)」.*2026年12月1日 前/);
  expect(said).toMatch(/不计入/);
  const [meeting] = await owed('第28次常务会议议定事项');
  expect(meeting).toMatchObject({
    source: 'event',
    trigger: 'meeting_end',
    due: '2026-12-01',
    triggeredOn: '2026-11-24',
  });
  const followed = await owed('落实情况');
  expect(followed.map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      '新建城东小学(落实情况)',
      '老旧小区加装电梯补贴办法(落实情况)',
      '清淤资金追加(落实情况)',
    ]),
  );
  const record = await county.house.database.prisma.meeting.findFirstOrThrow({
    where: { heldOn: '2026-11-24' },
    include: { matters: true },
  });
  expect(record).toMatchObject({
    type: '常务会议',
    scope: '全社会',
    disclosureCode: meeting!.disclosureCode,
  });
  expect(record.matters).toHaveLength(3);
  expect(await say(OFFICE, '登记 会议结束 第28次常务会议议定事项 11月24日')).toMatch(/已经登记过了/);
  expect(await say(OFFICE, '登记 会议结束 防汛调度会 11月24日')).toMatch(/请写明是 全体会议/);
});

test('2.4.8, 4.6.2 an order of the upper level: its number, its day, the lead unit and those that help, all told', async () => {
  const said = await say(
    OFFICE,
    '登记 上级要求 清政办函〔2026〕30号 公布防汛责任人名单 县应急管理局、县水利局 12月10日前',
  );
  expect(said).toMatch(/「公布防汛责任人名单」由清和县应急管理局公开,清和县水利局配合,2026年12月10日 前/);
  const [order] = await owed('公布防汛责任人名单');
  expect(order).toMatchObject({
    source: 'order',
    orderDocNo: '清政办函〔2026〕30号',
    unitCode: 'qh-yjj',
    coUnits: ['qh-slj'],
    due: '2026-12-10',
    officerUserid: 'jiang.lanhe',
    leaderUserid: 'lv.qiupu',
  });
  expect((await county.messagesTo('jiang.lanhe')).at(-1)?.text).toMatch(
    /由您单位公开,2026年12月10日前。依据:清政办函〔2026〕30号/,
  );
  expect((await county.messagesTo('zou.jingxi')).at(-1)?.text).toMatch(/由清和县应急管理局公开,您单位配合/);
  expect(await say('zou.jingxi', '待办')).toMatch(/公布防汛责任人名单/);
});

test("2.3.4, 4.2.3 a budget is blocked until the people's congress has approved it; the approval starts its twenty days", async () => {
  const { database, clock } = county.house;
  const moment = { now: clock.now(), ids: systemIds };
  const officer = (await findOfficial(database.prisma, FINANCE))!;
  const content = {
    title: '清和县2027年本级财政预算',
    summary: '收入三十五亿元,支出五十二亿元,“三公”经费比上年下降百分之三。',
    url: 'https://www.qinghe.example/zwgk/budget',
    amount: 5_200_000_000,
  };
  const { code } = await database.transaction(async (tx) => {
    const item = await draftItem(tx, moment, officer, { ...content, category: 'G4' });
    const { faults } = await submit(tx, moment, officer, item.code, content);
    expect(faults.map(({ reason }) => reason)).toEqual(['要先经人代会审议通过,再公开']);
    return item;
  });
  expect(await say('fang.songxi', '登记 人大批准 清和县2027年本级财政预算 11月30日')).toMatch(/还没有到/);
  expect(await say('fang.songxi', '登记 人大批准 清和县2027年本级财政预算 11月20日')).toMatch(
    /2026年11月20日经人大批准,现在可以公开,2026年12月10日 前要公开/,
  );
  const { prisma } = county.house.database;
  expect(await prisma.disclosure.findUniqueOrThrow({ where: { code } })).toMatchObject({
    due: '2026-12-10',
    formed: '2026-11-20',
    details: { npcApproval: '2026-11-20', needsNpcApproval: true },
  });
  await county.advance('P1D');
  const [obligation] = await prisma.obligation.findMany({ where: { disclosureCode: code } });
  expect(obligation).toMatchObject({ due: '2026-12-10', trigger: 'npc_approval', unitCode: 'qh-czj' });
});

test('2.3.6, 2.3.8 the supplier decided, the contract signed, the report on the bids received: days as the law sets them', async () => {
  const due: [string, string, string][] = [
    ['供应商确定 校园安防设备采购 11月24日', '校园安防设备采购', '2026-11-26'],
    ['合同签订 校园安防设备采购 11月24日', '校园安防设备采购(合同签订', '2026-11-26'],
    ['收到评标报告 城东大桥施工招标 11月24日', '城东大桥施工招标', '2026-11-27'],
  ];
  for (const [text, title, day] of due) {
    expect(await say(OFFICE, `登记 ${text}`)).toMatch(/已登记/);
    expect((await owed(title)).at(-1), text).toMatchObject({ due: day });
  }
});

test('what cannot be read is asked for with examples; an officer records for their own unit only', async () => {
  expect(await say(OFFICE, '登记 一件事')).toMatch(/请这样写[\s\S]*会议结束[\s\S]*上级要求/);
  expect(
    await say('zou.jingxi', '登记 上级要求 清政办函〔2026〕31号 公布校车路线 县教育体育局 12月10日前'),
  ).toMatch(/不归您的单位/);
  expect(await owed('公布校车路线')).toEqual([]);
  expect(await say('zou.jingxi', '登记 文件印发 河道管理办法 11月24日')).toMatch(/由清和县水利局公开/);
});
