import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../../src/conversation/plan.ts';
import { readFollowUp } from '../../../src/conversation/understand/follow-up.ts';
import { openAsker, type Asker } from '../../helpers/asker.ts';

let asker: Asker;
beforeAll(async () => {
  asker = await openAsker();
});
afterAll(() => asker.close());

const textOf = ({ say }: Plan): string =>
  say.map((body) => (body.t === 'menu' ? body.head : 'text' in body ? body.text : '')).join('\n');

test.each([
  ['换个说法', 'rephrase'],
  ['没听懂你讲的', 'rephrase'],
  ['说简单点嘛', 'rephrase'],
  ['再说一遍', 'rephrase'],
  ['答得不对', 'wrong'],
  ['不对吧', 'wrong'],
  ['这号码是空号', 'wrong'],
  ['你们写的地址不对,早搬了', 'wrong'],
  ['我问的不是这个', 'wrong'],
  ['要是我没有户口簿呢', 'supposes'],
  ['如果人在外地咋办', 'supposes'],
  ['那离婚呢', 'other-matter'],
  ['电话打不通,我要投诉', undefined],
  ['护照怎么办', undefined],
  ['窗口的人态度不对', undefined],
])('%s → %s', (said, kind) => {
  expect(readFollowUp(said)).toBe(kind);
});

test('in other words: the few things one needs, without the rest', async () => {
  const say = asker.thread();
  const long = textOf(await say('低保怎么申请'));
  const short = textOf(await say('换个说法,没看懂'));
  expect(short.length).toBeLessThan(long.length);
  for (const part of ['要带:', '在哪办:', '0000-7213103']) expect(short).toContain(part);
});

test('another matter, the same thing asked', async () => {
  const say = asker.thread();
  await say('结婚登记要带什么');
  const plan = await say('那离婚呢');
  expect(textOf(plan)).toMatch(/^【离婚登记】\n要带/);
});

test('a condition the record does not speak of is not judged: what holds, and whom to ask', async () => {
  const say = asker.thread();
  await say('居住证怎么办');
  const text = textOf(await say('要是我没有租房合同呢'));
  expect(text).toMatch(/居住证.*请先问窗口:0000-\d{7}/s);
});

test('two matters in one message, each with what was asked of it', async () => {
  const text = textOf(await asker.thread()('身份证补办多少钱,护照多少天'));
  expect(text).toMatch(/【居民身份证[^】]*】\n收费:.*【普通护照签发】\n多久办好:/s);
  expect([...text].length).toBeLessThanOrEqual(600);
});

test('a question and a complaint in one message: answered, and begun', async () => {
  const plan = await asker.thread()('低保咋办,还有我要投诉民政局窗口的人骂我');
  expect(plan.outcome).toBe('flow');
  expect(plan.intents).toEqual(expect.arrayContaining(['complaint', 'procedure']));
  expect(textOf(plan)).toMatch(/最低生活保障.*匿名|最低生活保障.*您想怎么报/s);
  expect(plan.session.flow?.name).toBe('complaint');
});

test('asked back twice, a person takes over; an answer begins anew', async () => {
  const say = asker.thread();
  const first = await say('我想问问补贴');
  expect(first.say[0]).toMatchObject({ t: 'menu' });
  expect(first.session.choices!.length).toBeGreaterThanOrEqual(2);
  expect((await say('补贴')).outcome).toBe('answered');
  expect((await say('就是补贴')).outcome).toBe('handoff');

  const other = asker.thread();
  await other('补贴');
  expect((await other('1')).citations[0]?.type).toBe('procedure');
  expect((await other('补贴')).outcome).toBe('answered');
});

test('a choice may be called by its name', async () => {
  const say = asker.thread();
  const { session } = await say('补贴');
  const label = session.choices!.find((choice) => choice.label.includes('农机'))!.label;
  expect(textOf(await say('农机的那个'))).toContain(label);
});

test('what nobody can read is asked back twice, then a person is called', async () => {
  const say = asker.thread();
  expect((await say('...')).outcome).toBe('answered');
  expect((await say('zzzz')).outcome).toBe('answered');
  expect((await say('%%%')).outcome).toBe('handoff');
});
