/** Oversight that binds, in WeCom: verified, inspected, advised, urged, put right, looked at again, answered for. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { recordFindings } from '../../src/main/commands/doctor-records.ts';
import { supervisionGroupOf } from '../../src/people/officials.ts';
import { openCounty, textOf, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty({ at: '2026-12-03T08:35:30+08:00' });
});
afterAll(() => county.close());
// Nobody is sent more than thirty messages a minute, and here time stands still.
beforeEach(() => county.advance('PT2M'));

const db = () => county.house.database.prisma;
const says = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text, 'wecom')).map((message) => message.text).join('\n');
const cardOf = async (userid: string, has: string | RegExp): Promise<ShownMessage> => {
  const found = (await county.messagesTo(userid)).findLast(
    ({ kind, text }) => kind === 'card' && (typeof has === 'string' ? text.includes(has) : has.test(text)),
  );
  expect(found, `card for ${userid}: ${has}`).toBeDefined();
  return found!;
};

/** 民政局: its supervision group, its officer, its leader; one of discipline. */
const GROUP = ['xue.lanxi', 'chang.jianman'] as const;
const OFFICER = 'yang.qingman';
const LEADER = 'wu.jingxi';
const DISCIPLINE = 'kang.maihe';

test('4.1.2 each month items are drawn for each group: 属实 with a tap, 不实 with what is wrong; the unit puts it right, the group looks again', async () => {
  const drawn = await db().spotCheck.findMany({ where: { groupCode: 'qh-mzj-jd' } });
  expect(drawn).toHaveLength(3);
  expect(new Set(drawn.map(({ disclosureCode }) => disclosureCode)).size).toBe(3);
  expect(
    await db().spotCheck.count({ where: { groupCode: 'qh-lh-jd', unitCode: { startsWith: 'qh-lh' } } }),
  ).toBe(3);
  const card = await cardOf(GROUP[0], '本月抽查');
  await cardOf(GROUP[1], '本月抽查');

  const [first, second] = drawn;
  expect(textOf(await county.press(card, 'true', { item: first!.id }))).toMatch(/记为属实。还有 2 条/);
  await county.press(card, 'untrue', { item: second!.id });
  expect(await says(GROUP[0], '短')).toContain('4 到 500 个字');
  await county.press(card, 'untrue', { item: second!.id });
  expect(await says(GROUP[0], '公示的人数比花名册少三户')).toMatch(/记为不实。已请单位整改,编号 ZG-/);
  // The other member's card has the last one left; the group's own word is enough.
  expect(await says(GROUP[1], '属实')).toMatch(/记为属实/);
  expect(await says(GROUP[1], '属实')).toContain('都核对过了');
  // A word of another kind of card records nothing on this one.
  expect(await says(GROUP[1], '催办')).toContain('不能这样办理');

  await county.press(await cardOf(OFFICER, '要整改'), 'rectified');
  expect(await says(OFFICER, '已补上三户,公示栏和网上都改了')).toMatch(/已报,等复查/);
  await county.press(await cardOf(GROUP[0], '请复查'), 'failed');
  expect(await says(GROUP[0], '网上改了,公示栏还是旧的')).toMatch(/已退回单位/);
  const { number } = await db().rectification.findFirstOrThrow({ where: { unitCode: 'qh-mzj' } });
  expect(await says(OFFICER, number)).toMatch(/等单位整改[\s\S]*公示栏还是旧的[\s\S]*已整改/);
  expect(await says('zou.jingxi', number)).toContain('没有找到');
  await says(OFFICER, `${number} 已整改 公示栏今天换了新的,有照片`);
  expect(await says(GROUP[1], `${number} 复查通过`)).toContain('已结');
  expect(await db().rectification.findUniqueOrThrow({ where: { number } })).toMatchObject({
    returned: 1,
    closedOn: '2026-12-03',
  });
});

test('4.8.3 不实 is a lead: discipline has it and nobody of the unit hears of it; discipline files, decides, notes the result', async () => {
  const lead = await db().accountabilityCase.findFirstOrThrow({ where: { unitCode: 'qh-mzj' } });
  expect(lead).toMatchObject({ ground: '弄虚作假', status: '待核', targetUserid: LEADER, sealed: false });
  for (const userid of [OFFICER, LEADER, ...GROUP]) {
    expect((await county.messagesTo(userid)).some(({ text }) => text.includes(lead.number))).toBe(false);
    expect(await says(userid, lead.number)).toContain('没有找到');
  }
  expect(textOf(await county.press(await cardOf(DISCIPLINE, lead.number), 'file'))).toContain('已立案');
  expect(await says(DISCIPLINE, `${lead.number} 立案`)).toContain('现在是「立案」');
});

test('3.1.2 内容不实 said by a citizen of an answer is verified by the group, once', async () => {
  await county.ask('wmUntrue', '十月新增低保多少户');
  await county.ask('wmUntrue', '答得不对');
  expect(textOf(await county.ask('wmUntrue', '4'))).toContain('监督小组也会去核对');
  const check = await db().spotCheck.findFirstOrThrow({ where: { source: 'report' } });
  expect(check.groupCode).toBe('qh-mzj-jd');
  await cardOf(GROUP[0], '群众说不实');
  await county.ask('wmUntrue2', '十月新增低保多少户');
  await county.ask('wmUntrue2', '答得不对');
  await county.ask('wmUntrue2', '4');
  expect(await db().spotCheck.count({ where: { disclosureCode: check.disclosureCode, result: null } })).toBe(
    1,
  );
});

test('4.3.4 advice must be answered: a refusal is urged twice, then discipline has it', async () => {
  expect(await says(GROUP[0], '监督建议 水利局 汛期值班电话要贴在村口')).toMatch(/不归您所在的监督小组/);
  expect(await says(GROUP[0], '监督建议 民政局 低保公示要贴到每个村口')).toMatch(/建议 JY-.*前必须答复/);
  const { number } = await db().recommendation.findFirstOrThrow();
  await county.press(await cardOf(OFFICER, '监督建议'), 'reject');
  expect(await says(OFFICER, '网上已经公开了,没有必要')).toMatch(/理由已送监督小组/);
  expect(textOf(await county.press(await cardOf(GROUP[0], '单位不采纳'), 'press'))).toContain('催办第 1 次');
  await says(OFFICER, `${number} 不采纳 还是没有必要再贴一遍`);
  expect(await says(GROUP[0], `${number} 催办`)).toContain('催办第 2 次');
  await cardOf(LEADER, '催办第 2 次');
  expect(await says(OFFICER, `${number} 不采纳 不贴,网上能看到`)).toContain('已移交纪检监察');
  expect(
    await db().accountabilityCase.findFirstOrThrow({ where: { subjectType: 'recommendation' } }),
  ).toMatchObject({ ground: '拒不公开', unitCode: 'qh-mzj', status: '待核' });
});

test('4.3.2 a check at any time: faults by number have to be put right; what is in order is done with a tap', async () => {
  expect(await says(GROUP[1], '监督检查 民政局')).toMatch(/不定期检查 JC-.*已开始/);
  await county.press(await cardOf(GROUP[0], '不定期检查'), 'faults');
  expect(await says(GROUP[0], '都挺好')).toContain('第几条、什么问题');
  const { number } = await db().inspection.findFirstOrThrow({ where: { rhythm: '不定期' } });
  const said = await says(GROUP[0], `${number} 有问题 3 公示栏数字和账上对不上\n5 监督电话没人接`);
  expect(said).toMatch(/请单位整改:ZG-.*、ZG-/);
  expect(await says(OFFICER, number)).toMatch(/5 监督电话打得通.*:监督电话没人接/);
  await says(GROUP[0], '监督检查 民政局');
  expect(await says(GROUP[1], '全部合格')).toContain('记为全部合格');
});

test('4.1.1 every department, township and committee is under a supervision group; the doctor warns where one is missing', async () => {
  const units = await db().unit.findMany({
    where: { type: { in: ['department', 'township', 'village_committee', 'resident_committee'] } },
  });
  for (const { code, name } of units) expect(await supervisionGroupOf(db(), code), name).not.toBeNull();
  const warned = async () =>
    (await recordFindings(county.house.database, county.clock.now())).filter(
      ({ what }) => what === 'supervision-groups',
    );
  expect(await warned()).toEqual([]);
  await db().unit.update({ where: { code: 'qh-sp-jd' }, data: { active: false } });
  expect((await warned())[0]?.why).toContain('石坪乡');
});

test.for([
  ['4.4.1 the telephone to report by', '举报电话是多少', /0000-7290116|12388|12345/],
  ['4.4.2 the letter box', '监督信箱在哪里', /清河大道1号|信箱/],
])('%s', async ([, question, found]) => {
  expect(textOf(await county.ask('wmChannels', question as string))).toMatch(found as RegExp);
});

test('4.9 an official is told what the app is for, in the words of their part', async () => {
  expect(await says(OFFICER, '帮助')).toMatch(/每个工作日合成一张卡片[\s\S]*发布[\s\S]*可以匿名/);
  expect(await says(OFFICER, '帮助')).not.toContain('监督检查 单位');
  expect(await says(GROUP[0], '帮助')).toContain('监督检查 单位');
});
