/** 投诉办理 in the browser: who sees what in list, counts and detail; what is done there; identities opened by two. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../../helpers/console.ts';

const OFFICE = 'peng.muping';
/** Of the group set over the 民政局. */
const GROUP = 'xue.lanxi';
const OFFICER = 'yang.qingman';
const LEADER = 'wu.jingxi';
const DISCIPLINE = 'kang.maihe';
const SECOND = 'yang.qiuchuan';

let staff: TestConsole;
beforeAll(async () => {
  staff = await openConsole();
});
afterAll(() => staff.close());

async function file(
  text: string,
  more: { aboutUnit?: string; reported?: boolean; name?: string } = {},
): Promise<string> {
  const { supervision, database } = staff;
  const filed = await database.transaction((tx) =>
    supervision.file(tx, {
      text,
      ...(more.aboutUnit ? { aboutUnit: more.aboutUnit } : {}),
      anonymous: more.name === undefined,
      reported: more.reported ?? false,
      source: 'chat',
      identity: more.name ? { name: more.name, contact: '13900001111' } : {},
    }),
  );
  return filed.number;
}

const flat = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

test('4.6 the group sees its matter with first words and a clock in words; the accused unit sees neither it nor a count', async () => {
  const number = await file('民政局三号窗口让我妈跑了五趟,电话13812345678,回回要的材料都不一样', {
    aboutUnit: 'qh-mzj',
  });
  const group = await staff.signIn(GROUP);
  const list = flat((await group.get('/console/complaints')).text);
  expect(list).toContain(number);
  expect(list).toMatch(/多要材料\/设障 .*民政局三号窗口让我妈跑了五趟/);
  expect(list).not.toContain('13812345678');
  expect(list).toMatch(/受理还有 3 天/);
  expect(list).toMatch(/全部在办 1/);
  const counted = (acceptTarget: string, acceptDue: string) =>
    staff.database.prisma.complaint.update({ where: { number }, data: { acceptTarget, acceptDue } });
  await counted('2026-11-24', '2026-12-09');
  expect(flat((await group.get('/console/complaints?late=soon')).text)).toMatch(/受理今天到期/);
  await counted('2026-11-23', '2026-12-09');
  expect(flat((await group.get('/console/complaints?late=target')).text)).toMatch(/受理过目标 1 天/);
  await counted('2026-11-10', '2026-11-21');
  expect(flat((await group.get('/console/complaints?late=law')).text)).toMatch(/受理超期 3 天/);

  for (const userid of [OFFICER, LEADER]) {
    const own = await staff.signIn(userid);
    const page = flat((await own.get('/console/complaints?state=all')).text);
    expect(page).not.toContain(number);
    expect(page).toMatch(/全部在办 0/);
    expect((await own.get(`/console/complaints/${number}`)).status).toBe(404);
    expect((await own.get(`/console/complaints/${number}/audit`)).status).toBe(404);
    expect(flat((await own.get(`/console/complaints?q=${number}`)).text)).not.toMatch(/多要材料/);
    expect((await own.post(`/console/complaints/${number}/accept`, {})).status).toBe(404);
  }
});

test('4.6 accepted, handed on with a unit chosen, read by the unit as a summary, reported, closed; each step in the timeline', async () => {
  const number = await file('王家沟的路修了半年,工程款给谁了没公开', {});
  const path = `/console/complaints/${number}`;
  const office = await staff.signIn(OFFICE);
  const fresh = flat((await office.get(path)).text);
  expect(fresh).toMatch(/王家沟的路修了半年/);
  expect(fresh).toMatch(/怎么算的 .*11月24日/);
  // What cannot be done stands there with its reason.
  expect(fresh).toMatch(/办结 还没有受理,不能办结。/);
  expect(fresh).toMatch(/反馈 反馈由承办单位来做。/);
  await office.post(`${path}/accept`, {});
  expect(flat((await office.get(path)).text)).toMatch(/已受理,已告诉反映人/);
  expect((await office.post(`${path}/accept`, {})).status).toBe(409);
  expect((await office.post(`${path}/transfer`, { unit: '', other: '' })).status).toBe(400);
  await office.post(`${path}/transfer`, { unit: '', other: 'qh-jtys' });

  const officer = await staff.database.prisma.person.findFirstOrThrow({
    where: { unitCode: 'qh-jtys', roles: { has: 'unit_officer' } },
  });
  const unit = await staff.signIn(officer.userid);
  const page = flat((await unit.get(path)).text);
  expect(page).not.toMatch(/王家沟|修了半年/);
  expect(page).toMatch(/这是摘要/);
  expect(page).toMatch(/不予受理 不予受理由监督组来做/);
  expect((await unit.get(`${path}/audit`)).status).toBe(404);
  await unit.post(`${path}/take`, {});
  await unit.post(`${path}/report`, { text: '合同和付款已贴在公开栏' });

  await office.get(path);
  await office.post(`${path}/close`, { outcome: '支持', text: '合同和付款已公开,可以去镇公开栏看' });
  const closed = flat((await office.get(path)).text);
  expect(closed).toMatch(/转办 清和县交通运输局/);
  expect(closed).toMatch(/承办单位反馈 .*合同和付款已贴在公开栏/);
  expect(closed).toMatch(/办结第二天自动问一次/);
  expect(flat((await office.get('/console/complaints?state=closed')).text)).toContain(number);
  expect(flat((await office.get(`${path}/audit`)).text)).toMatch(/办结/);
});

test('4.5.2 a sealed matter is discipline’s alone, no word of it in the list, each look in the audit; an identity takes two', async () => {
  const number = await file('民政局吴静溪收了红包,低保给了自己侄子', {
    aboutUnit: 'qh-mzj',
    reported: true,
    name: '周大山',
  });
  const path = `/console/complaints/${number}`;
  for (const userid of [OFFICE, GROUP, OFFICER]) {
    const other = await staff.signIn(userid);
    expect((await other.get(path)).status).toBe(404);
    expect((await other.get('/console/complaints?state=all')).text).not.toContain(number);
  }
  const first = await staff.signIn(DISCIPLINE);
  const list = (await first.get('/console/complaints?class=E')).text;
  expect(list).toContain(number);
  expect(list).not.toContain('红包');
  expect((await first.get(path)).text).toContain('红包');
  expect((await first.post(`${path}/identity`, { text: '短' })).status).toBe(400);
  await first.post(`${path}/identity`, { text: '要当面核实送钱的经过和时间' });
  const asked = flat((await first.get(path)).text);
  expect(asked).toMatch(/自己申请的,要由纪检另一个人同意/);
  const opening = await staff.database.prisma.identityOpening.findFirstOrThrow();
  const at = `${path}/identity/${opening.id}`;
  expect((await first.post(`${at}/approve`, {})).status).toBe(403);
  expect((await first.post(`${at}/read`, {})).status).toBe(409);

  const second = await staff.signIn(SECOND);
  await second.get(path);
  await second.post(`${at}/approve`, {});
  await first.get(path);
  const identity = await first.post(`${at}/read`, {});
  expect(identity.text).toContain('周大山');
  expect(identity.headers.get('cache-control')).toBe('no-store');
  expect((await first.post(`${at}/read`, {})).status).toBe(409);
  expect(flat((await second.get(`${path}/audit`)).text)).toMatch(
    /康麦禾 查看 · 详情 .*申请启封身份 .*同意启封 .*看过身份 .*杨秋川 查看 · 本记录/,
  );
});

test('4.5.4 evidence comes out through the guard, as a picture or a file to keep, never as a page', async () => {
  const { database } = staff;
  const number = await file('民政局窗口让交两次材料,有回执照片', { aboutUnit: 'qh-mzj' });
  const { id } = await database.prisma.complaint.findUniqueOrThrow({ where: { number } });
  const content = staff.supervision.context.content;
  await database.prisma.complaintAttachment.create({
    data: {
      id: 'evidence',
      complaintId: id,
      kind: 'file',
      nameSealed: content.seal('回执.html', 'evidence'),
      bytes: 3,
      sealed: content.seal(Buffer.from('<script>').toString('base64'), 'evidence'),
      at: staff.clock.now(),
    },
  });
  const path = `/console/complaints/${number}`;
  const group = await staff.signIn(GROUP);
  expect((await group.get(path)).text).toContain(`${path}/files/evidence`);
  const got = await group.get(`${path}/files/evidence`);
  expect(got.headers.get('content-type')).toContain('application/octet-stream');
  expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
  const own = await staff.signIn(OFFICER);
  expect((await own.get(`${path}/files/evidence`)).status).toBe(404);
});

test('a broken filter in an old address is left out; who has nothing to do with complaints is told why', async () => {
  const office = await staff.signIn(OFFICE);
  const page = await office.get('/console/complaints?status=nonsense&late=no&class=Z&after=');
  expect(page.status).toBe(200);
  const sysadmin = await staff.signIn('luo.yuanyao');
  const denied = await sysadmin.get('/console/complaints');
  expect([denied.status, flat(denied.text).includes('办理投诉要由')]).toEqual([403, true]);
});

test('4.1.1 what came by telephone is entered, numbered, its receipt shown once; the sheet that is exported has no word of it', async () => {
  const office = await staff.signIn(OFFICE);
  await office.get('/console/complaints/new');
  const entry = { source: 'phone', kind: 'complaint', unit: 'qh-jtj', occurred: '上周', supervision: '' };
  const short = await office.post('/console/complaints/new', { ...entry, text: '不好' });
  expect(short.status).toBe(400);
  const words = '学校食堂收费没有公开,问了也不说';
  await office.post('/console/complaints/new', {
    ...entry,
    text: words,
    name: '王芳',
    contact: '13900001111',
  });
  const said = flat((await office.get('/console/complaints/new')).text);
  const number = /编号 (TS-\S{4}-\S{4}),查询码 \d{4} \d{4} \d{4} \d{4}/.exec(said)?.[1];
  expect(number).toBeDefined();
  expect((await office.get('/console/complaints/new')).text).not.toContain('查询码');
  const page = flat((await office.get(`/console/complaints/${number}`)).text);
  expect(page).toMatch(/来源 来电.*反映人 留了姓名,密封保存.*什么时候 上周/);
  expect(page).not.toMatch(/王芳|13900001111/);

  const sheet = await office.get('/console/complaints/export.xlsx');
  expect(sheet.headers.get('content-type')).toContain('spreadsheetml');
  const agent = await staff.signIn('he.maixi2');
  expect((await agent.get('/console/complaints/new')).status).toBe(200);
  expect((await agent.get(`/console/complaints/${number}`)).status).toBe(404);
  const officer = await staff.signIn(OFFICER);
  expect((await officer.get('/console/complaints/new')).status).toBe(403);
});
