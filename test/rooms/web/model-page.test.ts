/** 模型: what the page tells, and its switch, for those who may. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModelBooks, type ModelBooks } from '../../../src/store/model-use.ts';
import { linesOf } from '../../../src/web/pages/model.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';

let staff: TestConsole;
let books: ModelBooks;
beforeAll(async () => {
  staff = await openConsole();
  books = createModelBooks(staff.database, staff.clock);
  const none = { tokensIn: 0, tokensOut: 0, ms: 0 };
  for (let i = 0; i < 8; i++) {
    await books.settle(
      { purpose: 'rewrite', outcome: 'answered', tokensIn: 1_000, tokensOut: 500, ms: 900 },
      0,
    );
    await books.settle({ purpose: 'rewrite', outcome: i < 6 ? 'used' : 'guarded', ...none }, 0);
  }
  await books.settle({ purpose: 'rewrite', outcome: 'late', tokensIn: 0, tokensOut: 0, ms: 7_900 }, 0);
  await books.settle({ purpose: 'rewrite', outcome: 'failed', tokensIn: 0, tokensOut: 0, ms: 100 }, 0);
});
afterAll(() => staff.close());

test('it tells how often the model was of use, how long it took and what it cost', async () => {
  const admin = await staff.signIn('luo.yuanyao');
  const { text } = await admin.get('/console/model');
  for (const part of [
    '开着 on',
    'qwen3',
    '6(60%)',
    '2(20%)',
    '12000 / 1000000',
    '8000 / 4000',
    '0.01 元',
    '1.5 秒',
    '8.0 秒',
  ])
    expect(text).toContain(part);
  expect(linesOf(await books.list(1))).toMatchObject([
    { purpose: 'rewrite', calls: 10, answered: 8, used: 6, p95: 8 },
  ]);
});

test('one press switches it off for all instances, another on again; it says who did', async () => {
  const office = await staff.signIn('peng.muping');
  await office.get('/console/model');
  expect((await office.post('/console/model/turn', { on: '0' })).location).toBe('/console/model');
  expect(await books.readSwitch()).toMatchObject({ on: false, by: 'peng.muping' });
  expect((await office.get('/console/model')).text).toMatch(
    /已关闭[\s\S]*关着 off[\s\S]*peng\.muping[\s\S]*打开模型/,
  );
  await office.post('/console/model/turn', { on: '1' });
  expect(await books.isOn()).toBe(true);
});

test('others neither see it nor switch it', async () => {
  const officer = await staff.signIn('yang.qingman');
  expect((await officer.get('/console/model')).status).toBe(403);
  await officer.get('/console');
  expect((await officer.post('/console/model/turn', { on: '0' })).status).toBe(403);
  expect(await books.isOn()).toBe(true);
});
