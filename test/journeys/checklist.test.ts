/** Parts 0 to 2 of the mission's checklist as people meet them: what they ask, say and are told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../src/kit/ids.ts';
import { loadCalendar } from '../../src/disclosure/calendar-years.ts';
import { suggestHotTopics } from '../../src/disclosure/hot-topics.ts';
import { planObligations } from '../../src/disclosure/planning.ts';
import { reportPublished } from '../../src/disclosure/publication.ts';
import { findOfficial } from '../../src/people/officials.ts';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty({ at: '2026-12-04T09:20:00+08:00' });
});
afterAll(() => county.close());

const asks = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text)).map((message) => message.text).join('\n');
const says = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text, 'wecom')).map((message) => message.text).join('\n');
const db = () => county.house.database.prisma;
const NUMBER = /TS-[0-9A-Z]{4}-[0-9A-Z]{4}/;

test.for([
  ['0.1', '作风', '水利局的人上班打牌,去办事没人理,作风太差了', '作风散漫'],
  ['0.1', '效能', '自然资源局办个证拖了三个月,天天推来推去', '推诿扯皮'],
])('%s a complaint of %s is taken, numbered and has its class', async ([, , text, category]) => {
  await asks('wmStyle', '我要投诉');
  await asks('wmStyle', text!);
  const said = await asks('wmStyle', '1');
  const { aboutUnit, ...complaint } = await db().complaint.findUniqueOrThrow({
    where: { number: NUMBER.exec(said)![0] },
  });
  expect(complaint).toMatchObject({ class: 'B', category });
  expect(aboutUnit).toMatch(/qh-(slj|zrj)/);
});

test('0.2 any citizen may speak on a draft and make a suggestion, and is told that it was kept', async () => {
  const offered = await asks('wmVoice', '对草案提意见');
  expect(offered).toMatch(/可以提意见|正在征求意见/);
  const before = await db().comment.count();
  await asks('wmVoice', '1');
  expect(await asks('wmVoice', '建议把夜间停车改成免费')).toMatch(/YJ-|收到/);
  expect(await db().comment.count()).toBe(before + 1);
  expect(await asks('wmVoice2', '我建议在东门社区多装几盏路灯')).toMatch(/建议|收到|谢谢/);
});

test('0.4 a stage of a matter that is not public is owed, and closes when it is', async () => {
  const open = await db().disclosure.findMany({
    where: { matter: { not: null }, stage: { not: null }, status: '待公开', regime: '政务' },
    orderBy: { code: 'asc' },
  });
  const stages = await db().disclosure.findMany({ where: { status: { in: ['已公开', '归档'] } } });
  const staged = open.find(({ matter }) => stages.some((other) => other.matter === matter))!;
  const owed = () => db().obligation.findFirstOrThrow({ where: { disclosureCode: staged.code } });
  expect((await owed()).status).toBe('open');
  const { database, clock } = county.house;
  const moment = { now: clock.now(), ids: systemIds };
  const officer = (await findOfficial(database.prisma, (await owed()).officerUserid!))!;
  await database.transaction((tx) => reportPublished(tx, moment, officer, staged.code));
  expect((await owed()).status).toBe('fulfilled');
});

test('0.5, 1.1 the account says what it is and on what law it stands; a person is a word away', async () => {
  const about = await asks('wmNew', '你们是干什么的');
  expect(about).toMatch(/清和县政务公开[\s\S]*《政府信息公开条例》/);
  expect(await asks('wmNew', '人工')).toMatch(/电话|打|同志|工作人员/);
  expect(await asks('wmNew2', '你好')).toMatch(/政务公开[\s\S]*转人工/);
});

test("0.6 the yearly report of the county's government is owed by its office before 31 March, its units' before 31 January", async () => {
  const { database } = county.house;
  const calendar = await loadCalendar(database.prisma);
  for (const at of ['2027-01-05', '2027-03-01'])
    await planObligations(database, { now: new Date(`${at}T02:00:00+08:00`), ids: systemIds }, calendar);
  const reports = await db().obligation.findMany({
    where: { title: { contains: '政府信息公开工作年度报告' } },
  });
  const own = reports.filter(({ unitCode }) => unitCode === 'qh-zfb');
  expect(own.map(({ due }) => due)).toContain('2027-03-31');
  expect(reports.filter(({ due }) => due?.startsWith('2027-01-31')).length).toBeGreaterThan(25);
});

test('1.2 the unit complained of cannot close the complaint against itself', async () => {
  await asks('wmAgainst', '我要投诉');
  await asks('wmAgainst', '林业局收了材料不给回执,问了三次都不理');
  const said = await asks('wmAgainst', '1');
  const number = NUMBER.exec(said)![0];
  const complaint = await db().complaint.findUniqueOrThrow({ where: { number } });
  expect(complaint.aboutUnit).toBe('qh-lyj');
  expect(complaint.queueUnit).not.toBe('qh-lyj');
  for (const accused of ['sun.songxi', 'chang.zhuchuan']) {
    expect((await county.messagesTo(accused)).some(({ text }) => text.includes(number))).toBe(false);
    expect(await says(accused, '办结')).not.toContain(number);
  }
  expect((await db().complaint.findUniqueOrThrow({ where: { number } })).status).toBe(complaint.status);
});

test('1.5 which systems the county keeps: all seven, each with the newest thing it brought', async () => {
  const said = await asks('wmRules', '有什么制度');
  for (const system of [
    '重大事项集体讨论决定',
    '会议公开',
    '听证',
    '定期审计',
    '预公开',
    '信息获取',
    '案卷管理',
  ])
    expect(said).toContain(system);
  expect(said).toMatch(/最近公开:/);
  const title = /听证:.*?最近公开:(.+)/.exec(said)![1]!;
  expect(await asks('wmRules', title)).toContain(title.slice(0, 10));
});

test('1.9 a report of corruption reaches discipline alone', async () => {
  await asks('wmSecret', '我要举报');
  await asks('wmSecret', '举报水利局长收了承包商二十万,把工程给他侄子');
  const number = NUMBER.exec(await asks('wmSecret', '1'))![0];
  expect(await db().complaint.findUniqueOrThrow({ where: { number } })).toMatchObject({
    sealed: true,
    class: 'E',
  });
  const people = await db().person.findMany({ where: { active: true } });
  const told = await Promise.all(
    people.map(async ({ userid, roles }) =>
      (await county.messagesTo(userid)).some(({ text }) => text.includes(number)) ? [roles] : [],
    ),
  );
  expect(told.flat().length).toBeGreaterThan(0);
  expect(told.flat().every((roles) => roles.includes('discipline'))).toBe(true);
});

test('1.6 a citizen offers to supervise, is asked to look at items once a month, reports one untrue, and may leave', async () => {
  expect(await asks('wmHelper', '我想当监督员')).toMatch(/您现在是政务公开监督员/);
  await county.post('/clock', { now: '2026-12-06T10:30:00+08:00' });
  // The window of 48 hours has closed: what is owed comes with the next word.
  await asks('wmHelper', '你好');
  const task = (await county.messagesTo('wmHelper')).find(({ text }) => text.startsWith('监督员,'))!;
  const code = /\(([A-Z]\d{1,2}-\d{4}-\d{3})\)/.exec(task.text)![1]!;
  expect(await asks('wmHelper', `不实 ${code} 数字和村里贴的不一样`)).toMatch(/怎么报|实名|匿名/);
  const filed = await asks('wmHelper', '1');
  expect(filed).toMatch(NUMBER);
  const { class: kind } = await db().complaint.findUniqueOrThrow({
    where: { number: NUMBER.exec(filed)![0] },
  });
  expect(['A', 'C', 'E']).toContain(kind);
  expect(await asks('wmHelper', '不当监督员了')).toMatch(/不再是监督员/);
  expect(await db().citizenSupervisor.count({ where: { endedAt: null } })).toBe(0);
});

test('1.7 what a body of supervision passes on keeps which one it was; what the media report is a lead like any other', async () => {
  const entered = async (text: string) => {
    const number = NUMBER.exec(await says('peng.muping', text))![0];
    return db().complaint.findUniqueOrThrow({ where: { number } });
  };
  const media = await entered('登记 媒体 市晚报报道东门社区垃圾三天没人清运 https://news.example.com/a/1');
  expect(media).toMatchObject({ source: 'media', supervision: '舆论监督', status: '已登记' });
  expect(media.acceptDue).not.toBeNull();
  expect(await entered('登记 人大 代表视察时反映柳河镇水厂停水没有提前通知')).toMatchObject({
    source: 'letter',
    supervision: '法律监督',
  });
  expect(await entered('登记 检察院 检察建议:河道旁堆放建筑垃圾没人清理')).toMatchObject({
    supervision: '司法监督',
  });
  expect(await entered('登记 政协 委员反映南关小学门口没有斑马线')).toMatchObject({
    supervision: '民主监督',
  });
  expect(await entered('登记 审计 审计发现福利院采购没有公示')).toMatchObject({ supervision: '内部监督' });
  expect((await entered('登记 来电 供水公司停水三天没有通知')).supervision).toBeNull();
});

test.for([
  ['1.10 a person', '低保怎么办', /最低生活保障/],
  ['1.10 a firm', '公司注册要什么材料', /设立登记|公司/],
  ['1.10 a builder', '施工许可证怎么办', /施工许可/],
])('%s finds the way to do it', async ([, question, found]) => {
  expect(await asks('wmFinder', question as string)).toMatch(found as RegExp);
});

test('1.11, 2.4.6 promised and statutory limit stand side by side; a promise not kept is shown and becomes a complaint', async () => {
  expect(await asks('wmLimit', '低保要多久能办好')).toMatch(
    /20\s*个工作日[\s\S]*30\s*个工作日|30\s*个工作日[\s\S]*20\s*个工作日/,
  );
  const late = await asks('wmLate', '我9月1日交的最低生活保障审核确认材料,到现在还没办下来');
  expect(late).toMatch(/承诺 20 个工作日办完[\s\S]*2026年9月1日交的[\s\S]*已经超过承诺期限/);
  const filed = await asks('wmLate', '1');
  const complaint = await db().complaint.findUniqueOrThrow({ where: { number: NUMBER.exec(filed)![0] } });
  const told = await db().outboxMessage.count({
    where: { kind: 'card', subjectId: { startsWith: complaint.id } },
  });
  expect(told).toBeGreaterThan(0);
  expect(await asks('wmFresh', '我12月1日交的最低生活保障审核确认材料,还没办下来')).not.toMatch(/超过承诺/);
});

test('2.2.6 what five citizens ask for and is not public is suggested to its unit, once a month, and marked', async () => {
  const title = '柳树湾村:机动地重新发包方案';
  for (let n = 0; n < 5; n++)
    expect(await asks(`wmMany${n}`, '柳树湾村机动地重新发包方案公开了吗')).toContain('还没有公开');
  await county.post('/clock', { now: '2026-12-07T12:00:00+08:00' });
  const suggested = async () =>
    (await county.messagesTo('jiang.zhupu')).filter(
      ({ text }) => text.includes('位群众问到') && text.includes(title),
    );
  expect(await suggested()).toHaveLength(1);
  expect((await suggested())[0]?.text).toMatch(/有 5 位群众问到/);
  expect(await db().disclosure.findFirstOrThrow({ where: { title } })).toMatchObject({ hotTopic: true });
  const { database, outbox, clock } = county.house;
  const officialAddress = (person: string) => ({ channel: 'wecom', account: '1', person });
  expect(await suggestHotTopics({ database, outbox, officialAddress }, clock.now())).toBeGreaterThan(0);
  await county.post('/idle', { timeoutMs: 30_000 });
  expect(await suggested()).toHaveLength(1);
});

test('2.2.9 办事双方的权利、义务 are told when asked', async () => {
  expect(await asks('wmRights', '办低保我有什么权利和义务')).toMatch(/您的权利:[\s\S]*您的义务:/);
});

test("2.2.10 怎么办, 办到哪了, 结果: the way, the state of one's own matter, the result that is public", async () => {
  expect(await asks('wmWay', '低保怎么办')).toMatch(/1[.、 ]|第一步|申请/);
  await asks('wmWay', '我要投诉');
  await asks('wmWay', '供水公司多收水费不退,问了好几次');
  const number = NUMBER.exec(await asks('wmWay', '1'))![0];
  expect(await asks('wmWay', number)).toContain(number);
  expect(await asks('wmStranger', number)).toMatch(/没有查到/);
  expect(await asks('wmWay', '十月新增低保多少户')).toMatch(/37/);
});

test.for([
  ['2.4.1 whose matter it is', '低保归谁管', /民政局/],
  ['2.4.2 what a unit handles', '民政局办理事项清单', /民政局/],
  ['2.4.3 the law it rests on', '低保的法律依据是什么', /《.+》/],
  ['2.4.3b where laws are looked up for free', '哪里可以免费查法律政策', /法律政策查询处/],
  ['2.4.4 the steps', '低保办理流程', /审核|公示|申请/],
  ['2.4.7 the telephone for complaints', '民政局监督电话多少', /0000-\d{7}/],
])('%s', async ([, question, found]) => {
  expect(await asks('wmDepartment', question as string)).toMatch(found as RegExp);
});

test('2.4.2 every approval, fee and penalty of a unit can be found by its name; nothing is hidden without a ground', async () => {
  const procedures = await db().procedure.findMany({ where: { kind: { in: ['审批', '收费', '处罚'] } } });
  expect(procedures.length).toBeGreaterThan(20);
  const { matcher } = county.house.knowledge.answers();
  const lost = procedures.filter(({ code, name }) => matcher.procedures(name)[0]?.record.code !== code);
  expect(lost.map(({ name }) => name)).toEqual([]);
});

test('2.4.5 what concerns one person is told to that person alone', async () => {
  expect(await asks('wmNosy', '王大娘的低保批了没有')).not.toMatch(/王大娘.*(批准|通过|已办结)/);
  expect(await asks('wmNosy', '十月低保新增和退出多少户')).toMatch(/37/);
});

test('2.4.7 every complaint is answered with whom to ring besides', async () => {
  const said = await asks('wmRing', '怎么投诉民政局');
  expect(said).toMatch(/0000-\d{7}|12345|监督电话/);
});

test('2.5.5 staff ask about what is within their organ in WeCom and are answered; a colleague of another unit is not', async () => {
  const officer = await findOfficial(county.house.database.prisma, 'yang.qingman');
  expect(officer?.unitCode).toBe('qh-mzj');
  expect(await says('yang.qingman', '民政局职工食堂与体检情况')).toMatch(/内部公开,不对外/);
  expect(await says('zou.jingxi', '民政局职工食堂与体检情况')).not.toMatch(/内部公开,不对外/);
  expect(await asks('wmOutside', '民政局职工食堂与体检情况')).not.toMatch(/食堂与体检】|内部公开,不对外/);
});

test('0.5 whoever complained is asked after the closing whether they are satisfied, and their answer is kept', async () => {
  await asks('wmSatisfied', '我要投诉');
  await asks('wmSatisfied', '水利局水费窗口态度差,问什么都不理');
  const number = NUMBER.exec(await asks('wmSatisfied', '1'))![0];
  const matter = await db().complaint.findUniqueOrThrow({ where: { number } });
  await db().complaint.update({
    where: { id: matter.id },
    data: { status: '办结', closedAt: county.house.clock.now(), outcome: '支持' },
  });
  await county.advance('P2D');
  expect(await county.messagesTo('wmSatisfied')).toContainEqual(
    expect.objectContaining({ text: expect.stringMatching(/已经办结。您满意吗/) }),
  );
  await asks('wmSatisfied', number);
  await asks('wmSatisfied', '满意');
  expect((await db().complaint.findUniqueOrThrow({ where: { number } })).satisfaction).toBe('满意');
});

test('2.3.5, 3.3.7 how far a project is, stage by stage, of what is public alone; a file that anybody may look up', async () => {
  const said = await asks('wmBuilder', '城东污水处理厂扩建到哪一步了');
  expect(said).toMatch(/各阶段:[\s\S]*决策:2026年7月22日公开 https[\s\S]*施工:还没到/);
  expect(said).toMatch(/批准:还没有公开,应在2026年/);
  await county.advance('P1D');
  const found = await asks('wmBuilder', '查案卷 供水价格');
  expect(found).toMatch(/案卷号 AJ-2026-[\s\S]*办结,保管永久[\s\S]*https/);
  expect(await asks('wmBuilder', '查案卷 没有这回事')).toMatch(/没有找到/);
});
