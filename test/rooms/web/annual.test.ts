/** The annual report at the desk: from the live requests of a unit to the signed report and the item that publishes it. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCalendar } from '../../../src/disclosure/calendar-years.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { publish, submit } from '../../../src/disclosure/publication.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { createAnnualReports } from '../../../src/participation/annual-report.ts';
import { createRequestDesk } from '../../../src/participation/request-desk.ts';
import { createRequests } from '../../../src/participation/requests.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { testClock } from '../../helpers/house.ts';
import { requestDeps } from '../../helpers/requests.ts';
import type { Answer, Visitor } from '../../helpers/visitor.ts';

let staff: TestConsole;
const clock = testClock();
const deps = requestDeps(clock);
const UNIT = '/console/annual/2026/qh-mzj';
beforeAll(async () => {
  staff = await openConsole({
    requestDesk: createRequestDesk(deps),
    annualReports: createAnnualReports({ clock, ids: systemIds }),
    county: clock,
  });
});
afterAll(() => staff.close());

const file = (name: string): Promise<{ number: string }> =>
  staff.database.transaction((tx) =>
    createRequests(deps).file(tx, {
      citizenId: name,
      unitCode: 'qh-mzj',
      kind: 'information',
      name,
      contact: '13800001111',
      description: `养老机构补贴明细,${name}要的`,
      form: '微信',
    }),
  );
/** With the form token of the page that they are on. */
async function post(visitor: Visitor, path: string, fields: Record<string, string>): Promise<Answer> {
  await visitor.get('/console');
  return visitor.post(path, fields);
}

test('0.6, 3.3.6 the report counts live requests, opens each number, is signed when the year is over, and then published', async () => {
  const officer = await staff.signIn('yang.qingman');
  const company = await file('清和县丰收农机有限公司');
  const person = await file('王建国');
  await post(officer, `/console/requests/${company.number}/answer`, {
    kind: 'disclosed',
    ground: '',
    text: '补贴明细见附件,共三页。',
  });
  const page = (await officer.get(UNIT)).text;
  expect(page).toContain('数字平衡');
  expect(page).toMatch(/href="\/console\/annual\/2026\/qh-mzj\/requests\/new\/total">2</);
  expect((await officer.get(`${UNIT}/requests/disclosed/company`)).text).toContain(company.number);
  const forward = (await officer.get(`${UNIT}/requests/forward/person`)).text;
  expect(forward).toContain(person.number);
  expect(forward).not.toContain(company.number);
  expect((await officer.get('/console/annual/2026/qh-lyj')).text).toContain('别的单位');
  expect(await officer.get(`${UNIT}/requests/nothing/person`)).toMatchObject({ status: 404 });

  // An appeal, its result, and the applicant's kind set right.
  const request = `/console/requests/${company.number}`;
  await post(officer, `${request}/appeal`, { kind: 'reconsideration', on: '2026-11-24' });
  const open = (await officer.get(request)).text;
  expect(open).toMatch(/行政复议[\s\S]*尚未审结/);
  const [, id] = /name="id" value="([^"]+)"/.exec(open)!;
  await post(officer, `${request}/appeal-result`, { id: id!, result: 'corrected', on: '2026-11-24' });
  await post(officer, `${request}/applicant-kind`, { kind: 'charity' });
  const appealed = (await officer.get(UNIT)).text;
  expect(appealed).toMatch(/appeals\/reconsideration\/corrected">1</);
  expect(appealed).toMatch(/requests\/new\/charity">1</);

  // The leader may not sign before the year is over, nor without a word on problems.
  const leader = await staff.signIn('wu.jingxi');
  expect((await post(leader, `${UNIT}/sign`, {})).text).toContain('还没有过完');
  clock.moveTo(new Date('2027-01-05T10:00:00+08:00'));
  const { database } = staff;
  await planObligations(database, { now: clock.now(), ids: systemIds }, await loadCalendar(database.prisma));
  expect((await post(leader, `${UNIT}/sign`, {})).text).toContain('都要写');
  const numbers = Object.fromEntries(
    'rulesMade rulesAbolished rulesValid normsMade normsAbolished normsValid permits penalties coercions fees'
      .split(' ')
      .map((key, i) => [key, String(i)]),
  );
  expect(
    (
      await post(officer, `${UNIT}/save`, {
        ...numbers,
        permits: '-1',
        overview: 'x',
        problems: '',
        other: '',
      })
    ).text,
  ).toContain('填得不对');
  await post(officer, `${UNIT}/save`, {
    ...numbers,
    overview: '本年公开及时。',
    problems: '目录更新慢,明年每季度核对一次。',
    other: '没有收取信息处理费。',
  });
  const denied = (await officer.get(UNIT)).text;
  expect(denied).toMatch(/disabled[\s\S]{0,40}签发[\s\S]*签发信息公开年度报告要由单位领导/);
  await post(leader, `${UNIT}/sign`, {});
  const signed = (await leader.get(UNIT)).text;
  const [code] = /D5-2027-\d{3}/.exec(signed)!;
  expect(signed).toContain('2027年1月5日签发');
  expect(
    (await post(officer, `${UNIT}/save`, { ...numbers, overview: 'x', problems: '', other: '' })).text,
  ).toContain('已经签发');

  // What changes later does not change what was signed.
  await post(officer, `/console/requests/${person.number}/applicant-kind`, { kind: 'legal' });
  expect((await officer.get(UNIT)).text).toMatch(/requests\/new\/person">1</);

  // The item holds the report, hangs on the obligation of article 49, and fulfils it when it is public.
  const item = await database.prisma.disclosure.findUniqueOrThrow({ where: { code } });
  expect(item.body).toMatch(/一、本年新收政府信息公开申请数量:.*总计 2/);
  const owed = await database.prisma.obligation.findFirstOrThrow({ where: { disclosureCode: code } });
  expect(owed).toMatchObject({ due: '2027-01-31', status: 'open' });
  const moment = { now: clock.now(), ids: systemIds };
  const writer = await database.prisma.person.findUniqueOrThrow({ where: { userid: 'yang.qingman' } });
  const reviewer = await database.prisma.person.findUniqueOrThrow({ where: { userid: 'wu.jingxi' } });
  const { title, summary } = item;
  const body = item.body!;
  await database.transaction((tx) => submit(tx, moment, writer, code!, { title, summary: summary!, body }));
  await database.transaction((tx) => publish(tx, moment, reviewer, code!));
  const { status } = await database.prisma.obligation.findUniqueOrThrow({ where: { id: owed.id } });
  expect(status).toBe('fulfilled');

  const response = await fetch(new URL(`${UNIT}/report.docx`, staff.url), {
    headers: { cookie: [...leader.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const text = new TextDecoder().decode(files['word/document.xml']).replace(/<[^>]+>/g, '');
  expect(text).toMatch(/2026年政府信息公开工作年度报告[\s\S]*五、存在的主要问题及改进情况目录更新慢/);
});

test("0.6 the county's report sums up what the units entered, and shows who has not signed", async () => {
  const office = await staff.signIn('peng.muping');
  const page = (await office.get('/console/annual/2026/qh-zfb')).text;
  expect(page).toContain('本级政府2026年政府信息公开工作年度报告');
  expect(page).toMatch(/entered\/permits">6</);
  const entered = (await office.get('/console/annual/2026/qh-zfb/entered/permits')).text;
  expect(entered).toMatch(/民政局[\s\S]{0,200}6[\s\S]{0,200}已签发/);
  expect(entered).toContain('未签发');
  const list = (await office.get('/console/annual')).text;
  expect(list.indexOf('全县(本级政府)')).toBeLessThan(list.indexOf('民政局'));
  const watcher = await staff.signIn('kang.maihe');
  expect((await watcher.get('/console/annual/2026/qh-zfb')).text).toMatch(/填信息公开年度报告要由/);
});
