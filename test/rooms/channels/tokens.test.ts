/** Access tokens: one fetcher over all instances, renewed early, and no platform asked again and again with a wrong secret. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTokens, type Tokens, type TokenSource } from '../../../src/channels/tokens.ts';
import { ChannelError } from '../../../src/kit/errors.ts';
import { createLog } from '../../../src/kit/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { advance, contentKey, testClock } from '../../helpers/house.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
}, 240_000);
afterAll(() => database.close());

const MINUTE = 60_000;
const clock = testClock();
const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
/** An instance of the service: its own memory, the same database. */
const instance = (): Tokens => createTokens({ database, content: contentKey(), clock, log });

let app = 0;
let asked: number;
let secret: string;
let answer: () => string;
beforeEach(() => {
  app++;
  asked = 0;
  secret = 'the-secret';
  answer = () => `TOKEN-${app}-${asked}`;
});
const source = (): TokenSource => ({
  app: `app:${app}`,
  credentials: secret,
  async fetch() {
    asked++;
    const token = answer();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { token, expiresInSeconds: 7_200 };
  },
});
const refuse = (errcode: number) => () => {
  throw new ChannelError('no', { errcode });
};

test('three instances and fifty askers at once fetch one token', async () => {
  const instances = [instance(), instance(), instance()];
  const got = await Promise.all(Array.from({ length: 50 }, (_, i) => instances[i % 3]!.get(source())));
  expect(new Set(got).size).toBe(1);
  expect(asked).toBe(1);
});

test('a token is renewed ten minutes before it ends, and by one of them', async () => {
  const [a, b] = [instance(), instance()];
  const first = await a.get(source());
  advance(clock, 109 * MINUTE);
  expect(await b.get(source())).toBe(first);
  advance(clock, 2 * MINUTE);
  const [second, same] = await Promise.all([a.get(source()), b.get(source())]);
  expect(second).not.toBe(first);
  expect(same).toBe(second);
  expect(asked).toBe(2);
});

test('when many find their token refused at once, one is fetched for all', async () => {
  const [a, b] = [instance(), instance()];
  const bad = await a.get(source());
  await b.get(source());
  const renewed = await Promise.all(
    Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).renew(source(), bad)),
  );
  expect(new Set(renewed).size).toBe(1);
  expect(renewed[0]).not.toBe(bad);
  expect(asked).toBe(2);
});

test('a platform that gives the refused token once more is asked for another', async () => {
  answer = () => 'SAME';
  const tokens = instance();
  const forced = { ...source(), fetchAnother: async () => ({ token: 'OTHER', expiresInSeconds: 7_200 }) };
  expect(await tokens.get(forced)).toBe('SAME');
  expect(await tokens.renew(forced, 'SAME')).toBe('OTHER');
});

test('a wrong secret is asked with once, then after longer and longer, by whichever instance', async () => {
  answer = refuse(40001);
  const [a, b] = [instance(), instance()];
  const tries = async (): Promise<number> => {
    const before = asked;
    for (const one of [a, b, a, b])
      await expect(one.get(source())).rejects.toMatchObject({ errcode: 40001, remedy: expect.any(String) });
    return asked - before;
  };
  expect(await tries()).toBe(1);
  advance(clock, 59_000);
  expect(await tries()).toBe(0);
  advance(clock, 2_000);
  expect(await tries()).toBe(1);
  advance(clock, 110_000);
  expect(await tries()).toBe(0);
  for (let hour = 0; hour < 24 * 60; hour += 10) {
    await a.get(source()).catch(() => undefined);
    advance(clock, 10 * MINUTE);
  }
  // Twenty wrong ones within an hour bring a ban; this is one an hour.
  expect(asked).toBeLessThan(40);
  expect(
    lines.filter((line) => line.includes(`"app":"app:${app}"`)).every((line) => line.includes('"level":50')),
  ).toBe(true);
});

test('a mended secret is tried at once', async () => {
  answer = refuse(40001);
  await expect(instance().get(source())).rejects.toMatchObject({ errcode: 40001 });
  secret = 'the-right-secret';
  answer = () => 'GOOD';
  expect(await instance().get(source())).toBe('GOOD');
});

test('a platform that is busy is asked again soon, and nobody is alarmed', async () => {
  answer = refuse(-1);
  await expect(instance().get(source())).rejects.toMatchObject({ errcode: -1, remedy: undefined });
  advance(clock, 1_100);
  answer = () => 'GOOD';
  expect(await instance().get(source())).toBe('GOOD');
});

test('tokens lie sealed in the database, and neither they nor secrets stand in the log', async () => {
  answer = () => 'VERY-SECRET-TOKEN';
  await instance().get(source());
  const kept = JSON.stringify(await database.prisma.accessToken.findMany());
  for (const word of ['VERY-SECRET-TOKEN', 'the-secret', 'the-right-secret', 'GOOD']) {
    expect(kept).not.toContain(word);
    expect(lines.join('')).not.toContain(word);
  }
});
