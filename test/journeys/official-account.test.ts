/** A citizen who writes to the county's Official Account is answered as one who writes to 微信客服. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

test('a question is answered in the account, and a number stands for what was offered', async () => {
  const answers = await county.ask('oFollower', '低保怎么办', 'wechat');
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.every(({ channel, to }) => channel === 'wechat' && to === 'oFollower')).toBe(true);
  expect(answers.map(({ text }) => text).join('\n')).toContain('低保');
  const next = await county.ask('oFollower', '1', 'wechat');
  expect(next.length).toBeGreaterThan(0);
  expect(next.map(({ text }) => text)).not.toEqual(answers.map(({ text }) => text));
});

test('what the closed window keeps back is told when the citizen writes again', async () => {
  const questions = ['办身份证要多少钱', '今年的预算在哪里看', '医保怎么报销'];
  for (const question of questions) expect(await county.ask('oOther', question, 'wechat')).not.toEqual([]);
  expect(await county.post('/fault', { api: 'message/custom/send', errcode: 45015 })).toMatchObject({
    status: 200,
  });
  expect(await county.ask('oOther', '低保怎么办', 'wechat')).toEqual([]);
  expect((await county.ask('oOther', '在吗', 'wechat')).length).toBeGreaterThan(1);
});
