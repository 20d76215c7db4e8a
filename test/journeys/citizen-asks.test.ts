import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, textOf, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

test('低保 in one message: how, how long, by what law, what it costs, where, whom to call, what next', async () => {
  const got = await county.ask('wmA', '低保怎么申请?多久能办好?哪条法律规定的?要多少钱?去哪办,打哪个电话?');
  expect(got).toHaveLength(1);
  const { text, bytes, cut } = got[0]!;
  for (const part of [
    '最低生活保障',
    '承诺20个工作日',
    '法定30个工作日',
    '《社会救助暂行办法》第',
    '不收费',
    '南门街15号',
    '0000-7213103',
    '1 ',
  ])
    expect(text).toContain(part);
  expect(bytes).toBeLessThanOrEqual(2_048);
  expect(cut).toBe(false);
});

test('a follow-up points back, and a number stands for what was offered', async () => {
  await county.ask('wmB', '低保怎么申请');
  expect(textOf(await county.ask('wmB', '那要带什么材料'))).toContain('户口簿');
  const offered = await county.ask('wmB', '多久能办好');
  const choice = /^(\d) 怎么投诉/m.exec(textOf(offered))?.[1];
  expect(textOf(await county.ask('wmB', choice!))).toMatch(/哪个单位/);
});

test('what the database does not know is refused, naming whom to ask', async () => {
  const text = textOf(await county.ask('wmC', '养藏獒的许可证在哪里办'));
  expect(text).toMatch(/没有|查不到/);
  expect(text).toMatch(/0000-\d{7}/);
});

test('人工 works anywhere, also within a complaint begun', async () => {
  await county.ask('wmD', '我要投诉');
  expect(textOf(await county.ask('wmD', '人工'))).toMatch(/0000-\d{7}/);
  expect(textOf(await county.ask('wmD', '低保怎么申请'))).toContain('最低生活保障');
});

test('someone in danger is first told whom to ring, and the office is told at once', async () => {
  const text = textOf(await county.ask('wmE', '快来人啊着火了有人困在里面'));
  expect(text).toMatch(/119/);
  const told = await county.house.database.prisma.complaint.findFirst({ where: { class: 'I' } });
  expect(told?.urgent).toBe(true);
});

test('a whole burst is answered, in order, nothing lost', async () => {
  const said = ['低保怎么申请', '多久', '要钱吗', '去哪办', '打什么电话'];
  await Promise.all(said.map((text) => county.post('/say', { channel: 'kf', from: 'wmF', text })));
  await county.post('/idle', { timeoutMs: 30_000 });
  expect(await county.messagesTo('wmF')).toHaveLength(said.length);
});

test('a picture alone is answered with what to do', async () => {
  await county.post('/say', {
    channel: 'kf',
    from: 'wmG',
    media: { kind: 'image', name: 'a.jpg', base64: 'aGk=' },
  });
  await county.post('/idle', { timeoutMs: 30_000 });
  expect((await county.messagesTo('wmG'))[0]?.text).toMatch(/文字/);
});

test('a poke that is worked hours late still brings the message', async () => {
  await county.post('/fault', { api: 'kf/sync_msg', errcode: 95007, times: 1 });
  expect(textOf(await county.ask('wmH', '低保怎么申请'))).toContain('最低生活保障');
});
