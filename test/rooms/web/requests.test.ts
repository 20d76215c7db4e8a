/** The request desk in the console, by forms alone. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Draft } from '../../../src/outbox/outbox.ts';
import { createRequestDesk } from '../../../src/participation/request-desk.ts';
import { createRequests } from '../../../src/participation/requests.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { requestDeps } from '../../helpers/requests.ts';
import { testClock } from '../../helpers/house.ts';
import type { Visitor } from '../../helpers/visitor.ts';

let staff: TestConsole;
const sent: Draft[] = [];
const clock = testClock();
const deps = requestDeps(clock, { sent });
beforeAll(async () => {
  staff = await openConsole({ requestDesk: createRequestDesk(deps), county: clock });
});
afterAll(() => staff.close());

async function file(citizenId: string, more: object = {}): Promise<string> {
  const { number } = await staff.database.transaction((tx) =>
    createRequests(deps).file(tx, {
      citizenId,
      unitCode: 'qh-mzj',
      kind: 'information',
      name: '王建国',
      contact: '13800001111',
      description: `民政局养老机构补贴发放明细之 ${citizenId}`,
      form: '邮寄纸质',
      ...more,
    }),
  );
  return number;
}
const toCitizen = (): string => sent.findLast(({ to }) => to.channel === 'kf')!.body as unknown as string;
const textToCitizen = (): string => JSON.stringify(toCitizen());

/** The text of a .docx, its paragraphs by line. */
async function letterText(visitor: Visitor, path: string): Promise<string> {
  const response = await fetch(new URL(path, staff.url), {
    headers: { cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  expect(response.headers.get('content-type')).toContain('wordprocessingml');
  expect(response.headers.get('content-disposition')).toContain('.docx');
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const xml = new TextDecoder().decode(files['word/document.xml']);
  expect(xml).toContain('仿宋_GB2312');
  return xml
    .replaceAll('</w:p>', '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<');
}

test('3.3.6 the list shows number, state and days, never the matter or the applicant; the page of one shows both', async () => {
  const number = await file('c1');
  const officer = await staff.signIn('yang.qingman');
  const list = (await officer.get('/console/requests')).text;
  expect(list).toContain(number);
  expect(list).toMatch(/2026-12-22 还有 28 天/);
  expect(list).not.toMatch(/王建国|补贴发放/);
  const page = (await officer.get(`/console/requests/${number}`)).text;
  expect(page).toMatch(/王建国[\s\S]*13800001111/);
  expect(page).toMatch(/第 20 个工作日是 2026年12月22日/);
  expect(page).toMatch(/未留,领取时出示证件/);
  expect((await officer.get('/console')).text).toMatch(/件信息公开申请在办/);
});

test('3.3.6 another unit is told that the request is not theirs; who may not see requests is told who may', async () => {
  const number = await file('c2');
  const other = await staff.signIn('he.guman');
  expect((await other.get(`/console/requests/${number}`)).text).toContain('不由您单位办理');
  expect((await other.get('/console/requests')).text).not.toContain(number);
  const discipline = await staff.signIn('kang.maihe');
  expect(await discipline.get('/console/requests')).toMatchObject({ status: 403 });
  const office = await staff.signIn('peng.muping');
  expect((await office.get('/console/requests')).text).toContain(number);
});

test('3.3.6 what may not be done stands there with its reason; a form that says too little changes nothing', async () => {
  const number = await file('c3');
  const officer = await staff.signIn('yang.qingman');
  await officer.get(`/console/requests/${number}`);
  const thin = await officer.post(`/console/requests/${number}/answer`, {
    kind: 'withheld',
    ground: '',
    text: '不方便给人看',
  });
  expect(thin.text).toContain('写明依据');
  await officer.get(`/console/requests/${number}`);
  const posted = await officer.post(`/console/requests/${number}/supplement`, {
    text: '请写明年份和机构名称',
    days: '10',
  });
  expect(posted.status).toBe(302);
  const page = (await officer.get(`/console/requests/${number}`)).text;
  expect(page).toContain('已告知补正,申请人在 2026-12-08 前补正');
  expect(page).toMatch(/disabled[^>]*>\s*补正[\s\S]*只能一次性告知/);
  expect(page).toMatch(/disabled[^>]*>\s*延期[\s\S]*期限没有在走/);
  expect(page).toContain('未计时');
  expect(textToCitizen()).toContain('年份和机构名称');
  expect(await letterText(officer, `/console/requests/${number}/letters/supplement`)).toMatch(
    /补正告知书\n编号:SQ-[\s\S]*王建国:\n[\s\S]*第三十条[\s\S]*年份和机构名称[\s\S]*2026年12月8日前补正[\s\S]*清和县民政局\n2026年11月24日/,
  );
});

test('3.3.6 a refusal is signed by the leader on the page; the letter says reason, basis and remedy', async () => {
  const number = await file('c4');
  const officer = await staff.signIn('yang.qingman');
  await officer.get(`/console/requests/${number}`);
  await officer.post(`/console/requests/${number}/answer`, {
    kind: 'withheld',
    ground: 'process',
    text: '该方案正在讨论,没有定稿',
  });
  expect((await officer.get(`/console/requests/${number}`)).text).toMatch(/已送审签:吴景溪/);
  expect((await officer.get(`/console/requests/${number}`)).text).toMatch(
    /disabled[^>]*>同意[\s\S]*由吴景溪审签,您不能签/,
  );
  const refused = await officer.post(`/console/requests/${number}/decide`, { granted: 'yes', text: '' });
  expect(refused.text).toContain('您不能签');
  const leader = await staff.signIn('wu.jingxi');
  expect((await leader.get('/console')).text).toMatch(/件等审签/);
  expect((await leader.get(`/console/requests/${number}`)).text).toMatch(/拟答复:不予公开[\s\S]*正在讨论/);
  await leader.post(`/console/requests/${number}/decide`, { granted: 'yes', text: '' });
  expect(textToCitizen()).toMatch(/决定不予公开.*正在讨论.*第十六条第二款.*要先申请行政复议/);
  expect(await letterText(leader, `/console/requests/${number}/letters/answer`)).toMatch(
    /答复书\(不予公开\)[\s\S]*王建国:[\s\S]*正在讨论[\s\S]*第十六条第二款[\s\S]*清和县人民政府申请行政复议[\s\S]*清和县民政局/,
  );
  expect((await leader.get('/console/requests?view=done')).text).toMatch(/按期办结/);
});

test('3.3.6 an extension, a third party’s letter without the applicant’s name, delivery and the opinion', async () => {
  const number = await file('c5');
  const path = `/console/requests/${number}`;
  const leader = await staff.signIn('wu.jingxi');
  await leader.get(path);
  await leader.post(`${path}/extend`, { text: '要到档案馆调卷', days: '20' });
  expect(await letterText(leader, `${path}/letters/extension`)).toMatch(
    /因要到档案馆调卷.*第三十三条.*延长 20 个工作日/,
  );
  await leader.post(`${path}/consult`, {
    kind: 'third-party',
    unit: '',
    whom: '康宁养老公司',
    text: '合同里的报价',
  });
  const consultation = await staff.database.prisma.requestConsultation.findFirstOrThrow({
    where: { request: { number } },
  });
  const letter = await letterText(leader, `${path}/letters/consultation?id=${consultation.id}`);
  expect(letter).toMatch(/第三方意见征询书[\s\S]*康宁养老公司:[\s\S]*合同里的报价[\s\S]*15 个工作日/);
  expect(letter).not.toMatch(/王建国|13800001111/);
  await leader.get(path);
  expect((await leader.post(`${path}/delivered`, { id: consultation.id, on: '2026-12-24' })).text).toContain(
    '送达日期要在',
  );
  await leader.get(path);
  await leader.post(`${path}/delivered`, { id: consultation.id, on: '2026-11-24' });
  await leader.post(`${path}/opinion`, { id: consultation.id, opinion: 'objects', text: '是商业秘密' });
  const page = (await leader.get(path)).text;
  expect(page).toMatch(/不同意公开[\s\S]*收到意见/);
  const [other] = await staff.database.prisma.informationRequest.findMany({ where: { citizenId: 'c1' } });
  await leader.get(path);
  expect(
    (
      await leader.post(`/console/requests/${other!.number}/opinion`, {
        id: consultation.id,
        opinion: 'agrees',
        text: '',
      })
    ).text,
  ).toMatch(/不是这件申请|已经有结果/);
  expect((await leader.get(`${path}/letters/deferral`)).status).toBe(404);
  expect(await letterText(leader, `${path}/letters/receipt`)).toMatch(/1\. 2026年11月24日 双方确认/);
});

test('1.4 the figures show how fast each unit answered in time, and what is past its day', async () => {
  clock.moveTo(new Date('2026-12-31T09:00:00+08:00'));
  const office = await staff.signIn('peng.muping');
  const page = (await office.get('/console/figures')).text;
  const requests = page.slice(page.indexOf('信息公开申请 Information requests'));
  const row = requests.slice(
    requests.indexOf('清和县民政局'),
    requests.indexOf('</tr>', requests.indexOf('清和县民政局')),
  );
  const [received, answered, rate, days, overdue] = [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(
    ([, cell]) => cell!.replace(/<[^>]+>/g, '').trim(),
  );
  // One was answered on the day it came; others are past their day.
  expect([answered, rate, days]).toEqual(['1', '100%', '0']);
  expect(Number(received)).toBeGreaterThan(3);
  expect(Number(overdue)).toBeGreaterThan(1);
});
