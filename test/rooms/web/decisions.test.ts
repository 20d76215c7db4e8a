/** Decisions, meetings, audits and projects from a desk, and what is owed after each. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { takeSteps } from '../../../src/disclosure/reminders.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { adoptMatters } from '../../../src/participation/adopt-matters.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import type { Visitor } from '../../helpers/visitor.ts';

const HERE = '/console/decisions';
const calendar = createCalendar(seedYears());

let staff: TestConsole;
/** 水利局 and the office. */
let officer: Visitor;
let office: Visitor;
let second: Visitor;
beforeAll(async () => {
  staff = await openConsole();
  officer = await staff.signIn('zou.jingxi');
  office = await staff.signIn('peng.muping');
  second = await staff.signIn('yuan.shuye');
});
afterAll(() => staff?.close());

const db = () => staff.database.prisma;
const moment = () => ({ now: staff.clock.now(), ids: systemIds });
const owed = (title: string) => db().obligation.findFirst({ where: { title: { contains: title } } });
/** Made public without going through its review again: that is publishing's own test. */
const makePublic = (code: string) =>
  db().disclosure.update({ where: { code }, data: { status: '已公开', published: '2026-11-24' } });

test('0.4, 4.1.3 what the county file tells of is entered once, and a stage that nobody published is owed', async () => {
  const adopt = () => staff.database.transaction((tx) => adoptMatters(tx, moment(), calendar));
  await adopt();
  const count = async () => [
    await db().decision.count(),
    await db().meeting.count(),
    await db().audit.count(),
    await db().project.count(),
  ];
  const before = await count();
  expect(before.every((n) => n > 0)).toBe(true);
  await adopt();
  expect(await count()).toEqual(before);
  expect(await db().project.findUniqueOrThrow({ where: { matter: 'P-2026-02' } })).toMatchObject({
    name: '县人民医院新院区',
    stage: '施工',
  });
  expect(await owed('县人民医院新院区(招标阶段')).toMatchObject({ status: 'open', source: 'event' });
  expect(await owed('清和河综合治理二期工程(招标阶段')).toBeNull();
  const past = await db().decision.findUniqueOrThrow({ where: { matter: 'M-2026-01' } });
  expect(past).toMatchObject({ unitCode: 'qh-gov', decidedOn: '2026-09-28', disclosureCode: 'G2-2026-004' });
  const { id } = past;
  const page = (await office.get(`${HERE}/${id}`)).text;
  expect(page).toMatch(/事前[\s\S]*征求意见[\s\S]*事中[\s\S]*决定[\s\S]*事后[\s\S]*公开/);
  expect(page).toMatch(/已公开 public/);
});

test('3.3.1, 1.8, 2.3.2 a decision goes its five steps in order, each with its papers, and is owed to the public', async () => {
  await officer.get(HERE);
  const small = {
    kind: '大额资金使用',
    amount: '20000',
    on: '2026-11-02',
    draft: '水库除险加固,资金从水利专项里出。',
  };
  expect((await officer.post(HERE, { title: '白鹭水库除险加固资金', ...small })).text).toMatch(
    /大额资金标准/,
  );
  const { location } = await officer.post(HERE, {
    title: '白鹭水库除险加固资金',
    ...small,
    amount: '3600000',
  });
  const path = location!;
  expect((await officer.get(path)).text).toMatch(/下一步:征求意见/);
  const early = await officer.post(`${path}/decide`, {
    on: '2026-11-20',
    signer: '赵禾舟 县长',
    summary: '安排三百六十万元加固白鹭水库。',
    executorUnit: 'qh-slj',
  });
  expect(early.text).toMatch(/下一步是「征求意见」,不能跳过/);
  expect((await officer.post(`${path}/consult`, { on: '2026-11-05', reason: '急' })).text).toMatch(
    /编号;没有征求的,写明原因/,
  );
  await officer.post(`${path}/consult`, { on: '2026-11-05', draftCode: 'G2-2026-006' });
  expect((await officer.get(path)).text).not.toMatch(/下一步:集体讨论/);
  await officer.post(`${path}/consult`, {
    on: '2026-11-05',
    reason: '汛前必须完工,已经征求下游六个村的意见。',
  });
  const discussed = { on: '2026-11-16', legality: '县司法局审查,合法', record: '九人到会,一致同意。' };
  const wrong = await officer.post(`${path}/discuss`, { ...discussed, meeting: '专题会议' });
  expect(wrong.text).toMatch(/填得不对/);
  await officer.post(`${path}/discuss`, { ...discussed, meeting: '办公会议' });
  await officer.post(`${path}/decide`, {
    on: '2026-11-20',
    docNo: '清政发〔2026〕41号',
    signer: '赵禾舟 县长',
    summary: '安排三百六十万元加固白鹭水库,明年三月底前完工。',
    executorUnit: 'qh-slj',
    followUpOn: '2027-04-10',
  });
  const decision = await db().decision.findFirstOrThrow({ where: { title: '白鹭水库除险加固资金' } });
  expect(decision).toMatchObject({ step: '决定', decidedOn: '2026-11-20' });
  const code = decision.disclosureCode!;
  expect(await db().disclosure.findUniqueOrThrow({ where: { code } })).toMatchObject({
    status: '待公开',
    stage: '决定',
    due: '2026-12-18',
    details: { noConsultation: '汛前必须完工,已经征求下游六个村的意见。' },
  });
  expect(await owed('白鹭水库除险加固资金(执行情况)')).toMatchObject({
    due: '2027-04-10',
    unitCode: 'qh-slj',
  });
  const page = (await officer.get(path)).text;
  for (const paper of [
    '县司法局审查,合法',
    '九人到会',
    '清政发〔2026〕41号',
    '邹景溪',
    '待公开 2026-12-18 前',
  ])
    expect(page).toContain(paper);
  await planObligations(staff.database, moment(), calendar);
  expect(await db().obligation.count({ where: { disclosureCode: code } })).toBe(1);
  await makePublic(code);
  expect((await officer.get(path)).text).toMatch(/已公开 public/);
});

test('1.8 a round that is open, or whose comments nobody answered, holds the meeting up', async () => {
  const { location } = await office.post(HERE, {
    title: '城乡公交线路和票价调整',
    kind: '重大决策',
    unit: 'qh-jtj',
    on: '2026-11-01',
    draft: '调整十二条线路,票价不变,老人免费。',
  });
  await office.get(location!);
  const item = await db().disclosure.findUniqueOrThrow({ where: { code: 'G2-2026-006' } });
  await db().disclosure.update({ where: { code: item.code }, data: { matter: null } });
  await office.post(`${location}/consult`, { on: '2026-11-11', draftCode: item.code });
  expect((await office.get(location!)).text).toMatch(/还没有截止/);
  const { matter } = await db().decision.findFirstOrThrow({ where: { title: '城乡公交线路和票价调整' } });
  expect((await db().disclosure.findUniqueOrThrow({ where: { code: item.code } })).matter).toBe(matter);
  await db().disclosure.update({
    where: { code: item.code },
    data: { details: { commentRound: { opens: '2026-10-10', closes: '2026-11-12' } } },
  });
  expect((await office.get(location!)).text).toMatch(/采纳情况还没有公布/);
  await db().disclosure.update({ where: { code: 'G2-2026-007' }, data: { matter } });
  await makePublic('G2-2026-007');
  expect((await office.get(location!)).text).toMatch(/name="legality"/);
});

test('3.3.2, 2.3.3 a meeting ends: it is owed to everybody, each thing decided is followed up by who carries it out', async () => {
  await office.get(`${HERE}/meetings`);
  const given = {
    type: '常务会议',
    title: '县政府第29次常务会议议定事项',
    heldOn: '2026-11-20',
    unit: 'qh-gov',
    scope: '全社会',
    matters: '县水利局:加固清和河北堤(2027-03-31前)\n新建城东小学',
  };
  await office.post(`${HERE}/meetings`, given);
  expect((await office.post(`${HERE}/meetings`, given)).text).toMatch(/已经登记过/);
  const meeting = await db().meeting.findFirstOrThrow({
    where: { title: given.title },
    include: { matters: { orderBy: { position: 'asc' } } },
  });
  expect(await db().obligation.findUniqueOrThrow({ where: { id: meeting.obligationId! } })).toMatchObject({
    due: '2026-11-27',
    disclosureCode: meeting.disclosureCode,
  });
  expect(await db().disclosure.findUniqueOrThrow({ where: { code: meeting.disclosureCode! } })).toMatchObject(
    {
      category: 'G3',
      system: '会议公开',
      stage: '议定',
    },
  );
  expect(await owed('加固清和河北堤(落实情况)')).toMatchObject({ due: '2027-03-31', unitCode: 'qh-slj' });
  expect(await owed('新建城东小学(落实情况)')).toMatchObject({ unitCode: 'qh-gov', trigger: 'meeting_end' });
  expect(meeting.matters.map(({ obligationId }) => obligationId)).not.toContain(null);
});

test('3.3.2 less than everybody: with a reason, approved by another of the office, and owed to all until then', async () => {
  await office.get(`${HERE}/meetings`);
  const secret = {
    type: '专题会议',
    title: '招商谈判底价专题会议',
    heldOn: '2026-11-19',
    unit: 'qh-gov',
    scope: '不公开',
    matters: '',
  };
  expect((await office.post(`${HERE}/meetings`, { ...secret, reason: '保密' })).text).toMatch(/写明原因/);
  await office.post(`${HERE}/meetings`, { ...secret, reason: '涉及没有公布的招商谈判底价' });
  const { id, obligationId } = await db().meeting.findFirstOrThrow({ where: { title: secret.title } });
  const obligation = () => db().obligation.findUniqueOrThrow({ where: { id: obligationId! } });
  expect((await obligation()).status).toBe('open');
  await office.get(`${HERE}/meetings/${id}`);
  expect((await office.get(`${HERE}/meetings/${id}`)).text).toMatch(/disabled>批准</);
  expect((await office.post(`${HERE}/meetings/${id}/approve`, {})).text).toMatch(/另一位同志批准/);
  expect((await officer.get(`${HERE}/meetings/${id}`)).status).toBe(404);
  await second.get(`${HERE}/meetings/${id}`);
  await second.post(`${HERE}/meetings/${id}/approve`, {});
  expect(await obligation()).toMatchObject({
    status: 'excused',
    excuse: '不公开:涉及没有公布的招商谈判底价',
  });

  await office.get(`${HERE}/meetings`);
  await office.post(`${HERE}/meetings`, {
    ...secret,
    title: '移民安置分配专题会议',
    scope: '一定范围',
    audience: '柳树湾村移民安置户',
    reason: '只涉及安置户的分配方案',
  });
  const small = await db().meeting.findFirstOrThrow({ where: { title: '移民安置分配专题会议' } });
  expect(small.disclosureCode).toBeNull();
  await second.get(`${HERE}/meetings/${small.id}`);
  await second.post(`${HERE}/meetings/${small.id}/widen`, {});
  const wide = await db().meeting.findUniqueOrThrow({ where: { id: small.id } });
  expect(wide.scope).toBe('全社会');
  expect(wide.disclosureCode).toMatch(/^G3-2026-/);
});

test('3.3.4 an audit is owed from its plan on, its result twenty working days after the report, and late ones climb', async () => {
  const auditor = await staff.signIn('shi.zechuan');
  await auditor.get(`${HERE}/audits`);
  await auditor.post(`${HERE}/audits`, {
    period: '2026年上半年',
    subject: '防汛资金',
    unit: 'qh-slj',
    auditorUnit: 'qh-sjj',
    plannedFor: '2026-10-20',
  });
  const audit = () => db().audit.findFirstOrThrow({ where: { subject: '防汛资金' } });
  expect(await owed('防汛资金审计结果')).toMatchObject({ due: '2026-11-17', unitCode: 'qh-sjj' });
  expect((await auditor.get(`${HERE}/audits`)).text).toMatch(/超期,结果应 2026-11-17 前公开/);
  await takeSteps(staff.database, '2026-11-24', staff.clock.now(), calendar);
  const reminded = await db().obligationReminder.findMany({
    where: { obligationId: (await audit()).obligationId! },
  });
  expect(reminded.map(({ level }) => level)).toContain('T+3');
  await auditor.post(`${HERE}/audits/${(await audit()).id}/finish`, {
    on: '2026-11-23',
    result: '抽查四个乡镇,发现挪用一笔三万元,已经退回。',
  });
  const { disclosureCode, resultOn } = await audit();
  expect(resultOn).toBe('2026-11-23');
  expect(await owed('防汛资金审计结果')).toMatchObject({ due: '2026-12-21', disclosureCode });
  await makePublic(disclosureCode!);
  expect((await auditor.get(`${HERE}/audits`)).text).toMatch(/结果已公开 2026-11-24/);
});

test('2.3.5, 0.4 a project goes its stages; each is owed, and so is whom to ask while it is built', async () => {
  await officer.get(`${HERE}/projects`);
  const { location } = await officer.post(`${HERE}/projects`, {
    name: '城东灌区改造',
    amount: '8600000',
    on: '2026-06-01',
    summary: '灌溉一万二千亩,资金来自中央水利发展资金。',
  });
  const path = location!;
  await officer.get(path);
  const advance = (stage: string, on: string, more: Record<string, string> = {}) =>
    officer.post(`${path}/advance`, { stage, on, summary: `${stage}:内容见批准文件和合同。`, ...more });
  expect((await advance('施工', '2026-08-01')).text).toMatch(/下一阶段是「批准」/);
  await advance('批准', '2026-07-01');
  await advance('招标', '2026-08-01', { skip: '1', summary: '以工代赈项目,按规定可以不招标。' });
  await advance('施工', '2026-09-01');
  expect(await owed('城东灌区改造(施工阶段)')).toMatchObject({ trigger: 'stage_completed', status: 'open' });
  expect(await owed('城东灌区改造(招标')).toBeNull();
  expect(await owed('城东灌区改造(施工期间找谁')).not.toBeNull();
  const page = (await officer.get(path)).text;
  expect(page).toMatch(/不适用 left out[\s\S]*以工代赈/);
  expect(page).toMatch(/执行公开[\s\S]{0,200}待公开 1/);
});
