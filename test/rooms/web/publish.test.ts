/** Publishing from a desk: every form posted as a browser without JavaScript would. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import type { Visitor } from '../../helpers/visitor.ts';

const HERE = '/console/publish';
const DRAFT = {
  title: '2026年秋季校车路线和停靠点',
  summary: '全县开通校车路线九条,停靠点四十一个,学生凭卡免费乘坐。',
  url: 'https://www.qinghe.example/zwgk/bus',
  body: '',
};

let staff: TestConsole;
let officer: Visitor;
let leader: Visitor;
let office: Visitor;
let head: Visitor;
const asked: string[] = [];
const settled: string[] = [];
beforeAll(async () => {
  staff = await openConsole({
    reviews: {
      ask: async (_tx, item) => {
        asked.push(item.code);
        return '许麦田';
      },
      settle: async (_tx, { item, approved }) => void settled.push(`${item.code} ${approved}`),
    },
  });
  officer = await staff.signIn('jin.tangling');
  leader = await staff.signIn('xu.maitian');
  office = await staff.signIn('peng.muping');
  head = await staff.signIn('wei.guman');
});
afterAll(() => staff?.close());

const read = (code: string) =>
  staff.database.prisma.disclosure.findUniqueOrThrow({ where: { code }, include: { versions: true } });
let code = '';

test('a draft is written, shown as citizens will see it, and sent to a second person', async () => {
  await officer.get(`${HERE}/new?category=D5`);
  const tooLong = await officer.post(HERE, { ...DRAFT, category: 'D5', summary: '字'.repeat(201) });
  expect(tooLong.status).toBe(400);
  expect(tooLong.text).toMatch(/201 个字/);
  expect((await officer.post(HERE, { ...DRAFT, category: 'D5', url: 'ftp://x' })).text).toMatch(/填得不对/);
  const { status, location } = await officer.post(HERE, { ...DRAFT, category: 'D5' });
  expect(status).toBe(302);
  code = location!.split('/').at(-1)!;
  const page = await officer.get(location!);
  expect(page.text).toMatch(/class="seen">【2026年秋季校车路线和停靠点】\s+全县开通校车路线九条/);
  expect(await read(code)).toMatchObject({ status: '待公开', officerUserid: 'jin.tangling' });
  await officer.post(`${HERE}/${code}/submit`, {});
  expect(await read(code)).toMatchObject({ status: '审核' });
  expect(asked).toEqual([code]);
});

test('who wrote it cannot approve it; another unit does not even see it; its leader publishes', async () => {
  expect((await officer.get(`${HERE}/${code}`)).text).toMatch(/disabled>审查通过,公开<[\s\S]*要由单位领导/);
  expect((await officer.post(`${HERE}/${code}/approve`, {})).status).toBe(403);
  const stranger = await staff.signIn('zou.jingxi');
  expect((await stranger.get(`${HERE}/${code}`)).status).toBe(403);
  expect((await leader.get('/console')).text).toMatch(/条等内容审查和保密审查/);
  await leader.get(`${HERE}/${code}`);
  await leader.post(`${HERE}/${code}/approve`, {});
  expect(await read(code)).toMatchObject({ status: '已公开', review: { by: 'xu.maitian' } });
  expect(settled).toEqual([`${code} true`]);
});

test('a correction keeps the old version on the page; a withdrawal leaves the reason alone', async () => {
  await officer.get(`${HERE}/${code}`);
  await officer.post(`${HERE}/${code}/correct`, {
    summary: '全县开通校车路线八条,停靠点三十九个,学生凭卡免费乘坐。',
    url: DRAFT.url,
    reason: '一条路线停运',
  });
  expect((await officer.get(`${HERE}/${code}`)).text).toMatch(
    /已更正:一条路线停运[\s\S]*路线九条[\s\S]*金棠苓/,
  );
  expect((await officer.post(`${HERE}/${code}/withdraw`, { reason: '路线还没有定' })).status).toBe(403);
  await leader.get(`${HERE}/${code}`);
  await leader.post(`${HERE}/${code}/withdraw`, { reason: '路线还没有定' });
  const page = await officer.get(`${HERE}/${code}`);
  expect(page.text).toMatch(/已撤回。原因:路线还没有定/);
  expect((await read(code)).versions).toHaveLength(2);
});

test('sent back: the reason stands on the page, the officer mends it and sends it again', async () => {
  await officer.get(`${HERE}/new?category=D7`);
  const { location } = await officer.post(HERE, { ...DRAFT, title: '首问负责制度', category: 'D7' });
  await officer.get(location!);
  await officer.post(`${location}/submit`, {});
  await leader.get(location!);
  await leader.post(`${location}/return`, { reason: '请写明投诉电话' });
  expect((await officer.get(location!)).text).toMatch(/被退回:请写明投诉电话/);
  await officer.get(`${location}/edit`);
  await officer.post(`${location}/edit`, {
    ...DRAFT,
    title: '首问负责制度',
    summary: '第一个接待的人负责到底,投诉电话见正文。',
  });
  await officer.post(`${location}/submit`, {});
  expect(await read(location!.split('/').at(-1)!)).toMatchObject({ status: '审核' });
});

test('2.2.5 keeping back takes the office, a ground of the law and a reason; what touches people closely only its head', async () => {
  const { prisma } = staff.database;
  const plain = await prisma.disclosure.findFirstOrThrow({
    where: { mustDisclose: false, status: '待公开', regime: '政务', mode: '主动' },
  });
  const close = await prisma.disclosure.findFirstOrThrow({
    where: { mustDisclose: true, status: '待公开', regime: '政务' },
  });
  const to = { mode: '依申请', ground: '政府信息公开条例第十五条', reason: '有企业的商业秘密' };
  await officer.get(HERE);
  expect((await officer.post(`${HERE}/${plain.code}/restrict`, to)).status).toBe(403);
  await office.get(`${HERE}/${plain.code}`);
  expect((await office.post(`${HERE}/${plain.code}/restrict`, { ...to, ground: '不方便' })).text).toMatch(
    /法律依据/,
  );
  await office.post(`${HERE}/${plain.code}/restrict`, to);
  expect(await read(plain.code)).toMatchObject({ ...to, approvedBy: 'peng.muping' });

  const refused = await office.post(`${HERE}/${close.code}/restrict`, to);
  expect(refused.text).toMatch(/只有县政府办负责人能批准/);
  expect(await read(close.code)).toMatchObject({ mode: '主动' });
  await head.get(`${HERE}/${close.code}`);
  await head.post(`${HERE}/${close.code}/restrict`, to);
  expect(await read(close.code)).toMatchObject({ mode: '依申请', approvedBy: 'wei.guman' });
});

test('1.3 every class asks for its own particulars in the same form; a number that is none is refused', async () => {
  const town = await staff.signIn('shen.songhe');
  const form = await town.get(`${HERE}/new?category=V9&unit=qh-lh-lsw`);
  expect(form.text).toMatch(/name="amount"[\s\S]*name="masked"[\s\S]*name="opens"/);
  const village = { ...DRAFT, title: '柳树湾村:冰雹受灾补助', category: 'V9', unit: 'qh-lh-lsw' };
  expect((await town.post(HERE, { ...village, amount: '三万' })).text).toMatch(/金额/);
  const { location } = await town.post(HERE, {
    ...village,
    amount: '36,000',
    masked: '1',
    opens: '2026-11-25',
    closes: '2026-12-02',
  });
  expect(await read(location!.split('/').at(-1)!)).toMatchObject({
    unitCode: 'qh-lh-lsw',
    details: { masked: true, notice: { opens: '2026-11-25', closes: '2026-12-02' } },
  });
  expect((await town.post(HERE, { ...village, unit: 'qh-sp-xh', amount: '1' })).status).toBe(403);
});

test('2.2.1 a file is attached on the page, cleaned, seen in the preview; public with its item, changed with a correction, gone with a withdrawal', async () => {
  const list = Buffer.from('姓名,金额\n王大娘,600');
  await officer.get(`${HERE}/new?category=D5`);
  const made = await officer.post(HERE, { ...DRAFT, title: '助学金发放名单公布', category: 'D5', url: '' });
  const item = made.location!.split('/').at(-1)!;
  const at = `${HERE}/${item}`;
  expect((await officer.get(at)).text).toMatch(/没有全文:请给网址、附件或正文/);
  expect((await officer.upload(`${at}/files`, '程序.exe', Buffer.from([0x4d, 0x5a, 0, 1]))).text).toMatch(
    /类型不对/,
  );
  expect((await officer.upload(`${at}/files`, '名单.csv', list)).status).toBe(302);
  const page = (await officer.get(at)).text;
  expect(page).toMatch(/class="seen">[^<]*附件:名单\.csv/);
  expect(page).not.toMatch(/没有全文/);
  const [file] = (await fileList(item)) as [{ id: string }];
  const open = `/open/${item}`;
  // Not public yet: to nobody but those who answer for it.
  const anybody = staff.visitor();
  expect((await anybody.get(open)).status).toBe(404);
  expect((await anybody.get(`${open}/files/${file.id}`)).status).toBe(404);
  expect((await officer.get(`${at}/files/${file.id}`)).text).toBe(list.toString());
  const other = await staff.signIn('he.guman');
  expect((await other.get(`${at}/files/${file.id}`)).status).toBe(403);

  await officer.get(at);
  await officer.post(`${at}/submit`, {});
  await leader.get(at);
  await leader.post(`${at}/approve`, {});
  expect((await anybody.get(open)).text).toMatch(
    /助学金发放名单公布[\s\S]*href="\/open\/[^"]+"[^>]*>名单\.csv</,
  );
  const got = await anybody.get(`${open}/files/${file.id}`);
  expect(got.text).toBe(list.toString());
  expect(Object.fromEntries(got.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': expect.stringMatching(/^attachment; .*%E5%90%8D%E5%8D%95\.csv/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  });
  expect((await anybody.get(`${open}/files/other`)).status).toBe(404);

  await officer.get(at);
  const correction = { summary: DRAFT.summary, url: '', amount: '', reason: '漏了一户' };
  await officer.upload(`${at}/correct`, '新名单.csv', Buffer.from('姓名,金额\n王大娘,700'), correction);
  const [now] = (await fileList(item)) as [{ id: string; name: string }];
  expect(now.name).toBe('新名单.csv');
  expect((await anybody.get(`${open}/files/${now.id}`)).text).toContain('700');
  expect((await anybody.get(`${open}/files/${file.id}`)).status).toBe(404);
  expect((await officer.get(at)).text).toMatch(/以前的内容[\s\S]*名单\.csv/);
  expect((await officer.get(`${at}/files/${file.id}`)).text).toBe(list.toString());

  await leader.get(at);
  await leader.post(`${at}/withdraw`, { reason: '名单有误,重新核对' });
  const gone = await anybody.get(open);
  expect(gone).toMatchObject({ status: 410, text: expect.stringMatching(/已撤回。原因:名单有误/) });
  expect(gone.text).not.toMatch(/新名单|九条/);
  expect((await anybody.get(`${open}/files/${now.id}`)).status).toBe(404);
});

test('an internal item has no page outside; a file is taken off a draft again', async () => {
  await officer.get(`${HERE}/new?category=I5`);
  const made = await officer.post(HERE, { ...DRAFT, title: '食堂采购说明给本局看', category: 'I5' });
  const at = made.location!;
  const item = at.split('/').at(-1)!;
  await officer.get(at);
  await officer.upload(`${at}/files`, '说明.txt', Buffer.from('食堂的菜从哪里来'));
  await officer.upload(`${at}/files`, '价格.txt', Buffer.from('白菜一斤一元'));
  const [first, second] = (await fileList(item)) as [{ id: string }, { id: string }];
  await officer.get(at);
  await officer.post(`${at}/files/${second.id}/drop`, {});
  expect(await staff.database.prisma.disclosureFile.count({ where: { code: item } })).toBe(1);
  await officer.post(`${at}/submit`, {});
  await leader.get(at);
  await leader.post(`${at}/approve`, {});
  expect(await read(item)).toMatchObject({ status: '已公开', regime: '内部' });
  const anybody = staff.visitor();
  expect((await anybody.get(`/open/${item}`)).status).toBe(404);
  expect((await anybody.get(`/open/${item}/files/${first.id}`)).status).toBe(404);
});

const fileList = async (item: string) => ((await read(item)).details as { files?: object[] }).files;
