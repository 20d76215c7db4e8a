/** A platform that fails, is slow or wants fewer calls: nothing lost, nothing doubled, nobody gets more than the platform shows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const QUESTIONS = [
  ['结婚登记要多久?', '【结婚登记】'],
  ['法律援助申请要多久?', '【法律援助申请】'],
  ['出生登记要多久?', '【出生登记】'],
] as const;

/** What a platform does wrong with the next calls that send. */
const TROUBLE: Readonly<Record<string, object>> = {
  'takes the message and loses the answer': { drop: true, afterEffect: true, times: 2 },
  'takes the message and says 502': { status: 502, afterEffect: true, times: 2 },
  'hangs up': { drop: true, times: 2 },
  'says 503': { status: 503, times: 3 },
  'is busy': { errcode: -1, times: 3 },
  'wants fewer calls': { errcode: 45009, times: 2 },
  'does not know the token any more': { errcode: 42001, times: 1 },
  'is slow': { delayMs: 300, times: 3 },
};

const SENDERS = [
  { channel: 'kf', api: 'kf/send_msg' },
  { channel: 'wecom', api: 'message/send' },
] as const;

describe.each(Object.entries(TROUBLE))('a platform that %s', (what, fault) => {
  test.each(SENDERS)('$channel', async ({ channel, api }) => {
    const at = Object.keys(TROUBLE).indexOf(what);
    const writers = await writersOf(channel, at);
    expect(await county.post('/fault', { api, ...fault })).toMatchObject({ status: 200 });
    for (const [question] of QUESTIONS)
      for (const writer of writers) await county.ask(writer, question, channel);
    for (let i = 0; i < 4; i++) await county.advance('PT3M');
    for (const writer of writers) {
      const answers = (await county.messagesTo(writer)).filter(({ kind }) => kind !== 'card');
      expect(answers.map(({ text }) => /【.+?】/.exec(text)?.[0])).toEqual(QUESTIONS.map(([, name]) => name));
    }
  });
});

const membersOf = async ({ url }: County): Promise<string[]> => {
  const people = (await (await fetch(`${url}/simulator/api/people`)).json()) as { userid: string }[];
  return people.map(({ userid }) => userid);
};

/** Two people who have not written before. */
const writersOf = async (channel: 'kf' | 'wecom', at: number): Promise<string[]> =>
  channel === 'kf'
    ? [`wmTrouble${at}a`, `wmTrouble${at}b`]
    : (await membersOf(county)).slice(at * 2, at * 2 + 2);

test('a member who asks faster than WeCom shows answers gets every one of them, later', async () => {
  const writer = (await membersOf(county)).at(-1)!;
  for (let i = 0; i < 40; i++)
    await county.post('/say', {
      channel: 'wecom',
      from: writer,
      text: `${i % 2 ? '结婚' : '出生'}登记要多久?`,
    });
  await county.post('/idle', { timeoutMs: 30_000 });
  const atOnce = await county.messagesTo(writer);
  expect(atOnce.length).toBeGreaterThan(20);
  expect(atOnce.length).toBeLessThanOrEqual(25);
  for (let i = 0; i < 3; i++) await county.advance('PT1M');
  expect(await county.messagesTo(writer)).toHaveLength(40);
  const dropped = (await (await fetch(`${county.url}/simulator/api/dropped`)).json()) as unknown[];
  expect(dropped).toEqual([]);
});
