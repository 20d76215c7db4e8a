/** A table sent up from a desk, looked over, taken; then looked up: as a browser without JavaScript would. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importCalendar, seedCalendar } from '../../../src/disclosure/calendar-years.ts';
import { loadCalendar } from '../../../src/disclosure/calendar-years.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import type { Visitor } from '../../helpers/visitor.ts';

const HERE = '/console/import';
const HEAD =
  '序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级';
const WATER =
  '1,供水,水质,每月水质检测结果,《城市供水条例》第十条,每月底前,县民政局,政府网站,全社会,主动,县级';
const PRICE = '2,供水,水价,居民水价,《价格法》,及时公开,县教育局,政府网站,全社会,主动,县级';
const table = (...rows: string[]): Buffer => Buffer.from([HEAD, ...rows].join('\r\n'));

let staff: TestConsole;
let office: Visitor;
let officer: Visitor;
beforeAll(async () => {
  staff = await openConsole();
  await staff.database.transaction((tx) => seedCalendar(tx, staff.clock.now()));
  office = await staff.signIn('peng.muping');
  officer = await staff.signIn('jin.tangling');
});
afterAll(() => staff?.close());

/** Sends the file up and goes to what would change. */
async function send(visitor: Visitor, name: string, bytes: Buffer) {
  await visitor.get(HERE);
  const { location } = await visitor.upload(HERE, name, bytes);
  return { path: location!, page: await visitor.get(location!) };
}

test('the office sends a table up, sees what would change, and takes it', async () => {
  const { path, page } = await send(office, '供水.csv', table(WATER, PRICE));
  expect(page.text.replace(/\s+/g, ' ')).toContain('新增 2,更新 0,没有变化 0');
  expect(page.text).toContain('供水—水质—每月水质检测结果');
  expect(await staff.database.prisma.catalogueItem.count()).toBe(0);
  expect((await office.post(`${path}/take`, {})).location).toBe('/console/catalogue');
  expect((await office.get('/console/catalogue')).text).toContain('已导入公开事项目录:新增 2');
  expect(await staff.database.prisma.catalogueItem.count()).toBe(2);
  // Taken once: the file is gone.
  expect((await office.post(`${path}/take`, {})).status).toBe(404);
});

test('while a large table is checked the page shows how far it is, without JavaScript', async () => {
  const rows = Array.from({ length: 1_500 }, (_, n) =>
    WATER.replace('1,供水,水质', `${n + 1},供水,水质${n}`),
  );
  const { path, page } = await send(office, '大表.csv', table(...rows));
  const said = page.text.replace(/\s+/g, ' ');
  expect(said).toMatch(/class="steps">.*正在检查.*<progress max="100" value="\d+"><\/progress>/);
  expect(said).toMatch(/<p hidden><\/p><\/div><div class="done">.*新增 1500,.*<\/html>/);
  await office.post(`${path}/drop`, {});
});

test('a changed table shows old and new of each field; not taken, nothing changes', async () => {
  const { path, page } = await send(office, '供水.csv', table(WATER.replace('每月底前', '每季度末'), PRICE));
  expect(page.text.replace(/\s+/g, '')).toContain('公开时限:<del>每月底前</del>→<ins>每季度末</ins>');
  await office.post(`${path}/drop`, {});
  expect((await office.get(path)).status).toBe(404);
  expect(
    (await staff.database.prisma.catalogueItem.findFirstOrThrow({ where: { level2: '水质' } }))
      .deadlinePhrase,
  ).toBe('每月底前');
});

test('faults stand by row and column; the rest is taken only when somebody says so', async () => {
  const bad = '3,供水,停水,停水通知,无,看着办,县海洋局,政府网站,全社会,主动,县级';
  const good = '4,供水,水表,水表检定,无,每年一次,县民政局,政府网站,全社会,主动,县级';
  const { path, page } = await send(office, '供水.csv', table(WATER, PRICE, bad, good));
  expect(page.text).toContain('没有这个单位:县海洋局');
  expect(page.text).toContain('读不懂的时限:看着办');
  expect((await office.post(`${path}/take`, {})).location).toBe(path);
  expect(await staff.database.prisma.catalogueItem.count()).toBe(2);
  await office.get(path);
  await office.post(`${path}/take`, { partial: '1' });
  expect(await staff.database.prisma.catalogueItem.count()).toBe(3);
});

test('people and roles, and items that need a review, do not come in this way', async () => {
  const organisation = { units: [{ code: 'x', name: '某某局', type: 'department' }], people: [] };
  const people = await send(office, 'o.json', Buffer.from(JSON.stringify(organisation)));
  expect(people.page.text).toContain('这个文件是「机构和人员」,不能从这里导入');
  await office.post(`${people.path}/take`, { partial: '1' });
  expect(await staff.database.prisma.unit.findUnique({ where: { code: 'x' } })).toBeNull();
});

test('a file that is none, and no file, are refused in words; what is another person’s is not there', async () => {
  const { page } = await send(office, '目录.xlsx', Buffer.from('%PDF-1.7 …'));
  expect(page.text).toContain('PDF');
  await office.get(HERE);
  expect((await office.upload(HERE, 'empty.csv', Buffer.alloc(0))).text).toContain('没有选文件');
  const { path } = await send(office, '供水.csv', table(WATER));
  expect((await (await staff.signIn('wei.guman')).get(path)).status).not.toBe(200);
  expect((await office.post('/console/catalogue', {})).status).toBe(405);
});

test('only the office may import; a form of another page is turned away', async () => {
  expect((await officer.get(HERE)).status).toBe(403);
  expect((await officer.upload(HERE, 'a.csv', table(WATER))).status).toBe(403);
  await office.get(HERE);
  expect((await office.upload(HERE, 'a.csv', table(WATER), { _csrf: 'x' })).status).toBe(403);
});

test('what is exported from the page is the catalogue, and comes back without a change', async () => {
  const { text, headers } = await office.get(`${HERE}/export/catalogue.csv`);
  expect(headers.get('content-disposition')).toContain('catalogue.csv');
  const { page } = await send(office, 'catalogue.csv', Buffer.from(text));
  expect(page.text.replace(/\s+/g, ' ')).toContain('新增 0,更新 0,没有变化 3');
  expect((await office.get(`${HERE}/export/organisation.json`)).status).toBe(400);
});

test('the catalogue is searched by words and field; an officer sees what the own unit owes', async () => {
  const all = await office.get(`/console/catalogue?${new URLSearchParams({ q: '水 价格法' }).toString()}`);
  expect(all.text).toContain('供水—水价');
  expect(all.text).not.toContain('供水—水质');
  expect(
    (await office.get(`/console/catalogue?${new URLSearchParams({ q: '%' }).toString()}`)).text,
  ).toContain('没有找到');
  const unit = (await staff.database.prisma.person.findUniqueOrThrow({ where: { userid: 'jin.tangling' } }))
    .unitCode;
  const mine = await officer.get('/console/catalogue');
  expect(mine.text.includes('供水—水质')).toBe(unit === 'qh-mzj');
});

test('an item says how it was understood and why its day is that day', async () => {
  const { database, clock } = staff;
  await planObligations(database, { now: clock.now(), ids: systemIds }, await loadCalendar(database.prisma));
  const { id } = await database.prisma.catalogueItem.findFirstOrThrow({ where: { level2: '水质' } });
  const page = await office.get(`/console/catalogue/${id}`);
  expect(page.text).toMatch(/系统的理解[^]*每月\s*最后一天前/);
  expect(page.text).toContain('为什么是这天');
  expect(page.text).toMatch(/规定日期:\d+/);
  const vague = await database.prisma.catalogueItem.findFirstOrThrow({ where: { level2: '水价' } });
  expect((await office.get(`/console/catalogue/${vague.id}`)).text).toContain('最长 20 个工作日');
  expect((await office.get('/console/catalogue/none')).status).toBe(404);
});

test('until the holiday notice of the year to come is imported, every page says that its days are provisional', async () => {
  expect((await officer.get('/console')).text).toContain('2027 年放假安排');
  const notice = { year: 2027, notice: '测试用的放假通知', holidays: ['2027-01-01'], workdays: [] };
  const { path, page } = await send(office, 'calendar.json', Buffer.from(JSON.stringify(notice)));
  expect(page.text).toContain('放假安排');
  await office.post(`${path}/take`, {});
  expect((await officer.get('/console')).text).not.toContain('2027 年放假安排');
  await staff.database.transaction((tx) => importCalendar(tx, [], staff.clock.now()));
});
