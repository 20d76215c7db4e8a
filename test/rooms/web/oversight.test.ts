/** Oversight at a desk: who sees which list, what a form changes, what is denied and why, cases behind the guard. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { fileOversight, GROUP } from '../../helpers/oversight.ts';

let staff: TestConsole;
let at: Awaited<ReturnType<typeof fileOversight>>;
beforeAll(async () => {
  staff = await openConsole();
  at = await fileOversight(staff);
});
afterAll(() => staff.close());

const BASE = '/console/oversight';
const db = () => staff.database.prisma;
const last = (path: string): string => path.split('/').at(-1)!;

test('4.1.2 the group verifies at the desk; the unit sees neither the list nor the item before', async () => {
  const member = await staff.signIn(GROUP);
  expect((await member.get('/console')).text).toMatch(/条公开信息要抽查/);
  expect((await member.get(BASE)).location).toBe(`${BASE}/checks`);
  await member.get(at.check);
  const id = last(at.check);
  expect((await member.post(`${BASE}/checks/record`, { id, result: '不实', text: '少' })).text).toMatch(
    /不实在哪里/,
  );
  expect((await member.post(`${BASE}/checks/record`, { id, result: '属实' })).location).toBe(
    `${BASE}/checks`,
  );
  expect((await member.get(`${BASE}/checks?view=done`)).text).toMatch(
    /属实 true[\s\S]*不实 untrue|不实 untrue[\s\S]*属实 true/,
  );
  const officer = await staff.signIn('yang.qingman');
  expect((await officer.get(BASE)).location).toBe(`${BASE}/rectifications`);
  expect((await officer.get(`${BASE}/checks`)).text).toContain('没有。None.');
  expect((await officer.get(at.check)).status).toBe(404);
});

test('4.3.2 a check with its points; what is written against a point has to be put right, reported and looked at again', async () => {
  const member = await staff.signIn(GROUP);
  expect((await member.get(at.inspection)).text).toMatch(/民主监督[\s\S]*监督电话打得通/);
  const id = last(at.inspection);
  expect((await member.post(`${BASE}/inspections/conclude`, { id, 'note-5': '没人' })).text).toContain(
    '4 个字以上',
  );
  await member.post(`${BASE}/inspections/conclude`, { id, 'note-5': '上班时间三次没人接' });
  const { number } = await db().rectification.findFirstOrThrow({ where: { subjectType: 'inspection' } });
  expect((await member.get(at.inspection)).text).toContain('上班时间三次没人接');

  const officer = await staff.signIn('yang.qingman');
  expect((await officer.get('/console')).text).toMatch(/项要整改/);
  const page = `${BASE}/rectifications/${number}`;
  expect((await officer.get(page)).text).toMatch(/复查通过[\s\S]*由民政局政务公开监督小组来办/);
  expect((await officer.post(`${BASE}/rectifications/recheck`, { id: number, passed: 'yes' })).status).toBe(
    403,
  );
  await officer.post(`${BASE}/rectifications/report`, { id: number, text: '换了值班表,电话有人接了' });
  await member.get(page);
  await member.post(`${BASE}/rectifications/recheck`, { id: number, passed: 'yes' });
  expect((await member.get(`${BASE}/rectifications?view=done`)).text).toContain(number);
  const stranger = await staff.signIn('zou.jingxi');
  expect((await stranger.get(page)).status).toBe(404);
});

test('4.3.4 the unit answers advice with a reason; the group urges or takes it', async () => {
  const officer = await staff.signIn('yang.qingman');
  const id = last(at.advice);
  await officer.get(at.advice);
  expect(
    (await officer.post(`${BASE}/recommendations/answer`, { id, adopts: 'no', text: '不' })).text,
  ).toContain('为什么不采纳');
  await officer.post(`${BASE}/recommendations/answer`, { id, adopts: 'no', text: '网上已经有了,不用再贴' });
  const member = await staff.signIn(GROUP);
  expect((await member.get(at.advice)).text).toContain('不采纳,等认可');
  await member.post(`${BASE}/recommendations/urge`, { id });
  expect((await officer.get(at.advice)).text).toContain('催办 1 次');
  const npc = await staff.signIn('ge.jianman');
  await npc.get(`${BASE}/recommendations`);
  const made = await npc.post(`${BASE}/recommendations/make`, {
    unit: 'qh-czj',
    source: '法律监督',
    text: '决算说明要让人看得懂',
  });
  expect(made.location).toMatch(/recommendations\/JY-/);
});

test('4.5.4, 4.8.3 cases: the accused unit and the group know of none, the office reads, discipline decides', async () => {
  for (const userid of ['wu.jingxi', 'yang.qingman', GROUP]) {
    const visitor = await staff.signIn(userid);
    expect((await visitor.get(`${BASE}/cases`)).status).toBe(403);
    expect((await visitor.get(at.case)).status).toBe(404);
    expect((await visitor.get(BASE)).text).not.toContain('责任追究');
  }
  const office = await staff.signIn('peng.muping');
  expect((await office.get(at.case)).text).toMatch(/弄虚作假[\s\S]*责任追究由纪检监察来办/);
  const id = last(at.case);
  expect((await office.post(`${BASE}/cases/step`, { id, step: 'file' })).status).toBe(403);
  const discipline = await staff.signIn('kang.maihe');
  expect((await discipline.get('/console')).text).toContain('追责线索要核实');
  await discipline.get(at.case);
  await discipline.post(`${BASE}/cases/step`, { id, step: 'file' });
  await discipline.post(`${BASE}/cases/step`, {
    id,
    step: 'decide',
    measure: '批评教育',
    text: '责任心不强,批评教育',
  });
  expect((await discipline.get(at.case)).text).toMatch(/已决定[\s\S]*批评教育[\s\S]*责任心不强/);
});

test('4.1.2 the office sets how many are drawn and the terms; nobody else, and no nonsense', async () => {
  const office = await staff.signIn('peng.muping');
  expect((await office.get(`${BASE}/checks`)).text).toContain('每月每组抽查几条');
  const terms = {
    spotChecks: '5',
    spotCheckDays: '8',
    inspectionDays: '20',
    rectifyDays: '15',
    answerDays: '10',
    urgeDays: '5',
  };
  expect((await office.post(`${BASE}/terms`, { ...terms, urgeDays: '-1' })).text).toContain('urgeDays');
  await office.post(`${BASE}/terms`, terms);
  expect((await db().setting.findUniqueOrThrow({ where: { name: 'oversight' } })).value).toMatchObject({
    spotChecks: 5,
  });
  const member = await staff.signIn(GROUP);
  await member.get(`${BASE}/recommendations`);
  expect((await member.post(`${BASE}/terms`, terms)).status).toBe(403);
});
