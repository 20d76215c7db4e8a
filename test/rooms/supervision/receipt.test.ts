import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Supervision } from '../../../src/supervision/complaints.ts';
import { WRONG_TRIES, WRONG_TRIES_A_MINUTE } from '../../../src/supervision/receipt.ts';
import { AppError } from '../../../src/kit/errors.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import type { Database } from '../../../src/store/database.ts';
import { databaseKind, openTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';

let database: Database;
let supervision: Supervision;
beforeAll(async () => {
  database = await openTestDatabase('county');
  supervision = testSupervision(testClock());
});
afterAll(() => database.close());
beforeEach(() => database.prisma.rateLimit.deleteMany());

const at = (person: string) => ({ channel: 'kf', account: 'k', person });
const tryReceipt = (receipt: string, person: string) =>
  database.transaction((tx) => supervision.own(tx, { receipt }, at(person)));
const file = () =>
  database.transaction((tx) =>
    supervision.file(tx, {
      text: '民政局窗口态度差,让我跑了四趟',
      anonymous: true,
      reported: false,
      source: 'chat',
      identity: { address: at('wmAuthor') },
    }),
  );

test('the right receipt opens the matter from any account; five wrong tries, then one waits, and is told how long', async () => {
  const { receipt, number } = await file();
  expect((await tryReceipt(receipt, 'wmElsewhere'))?.number).toBe(number);
  for (let i = 0; i < WRONG_TRIES; i++)
    expect(await tryReceipt(`000000000000000${i}`, 'wmGuess')).toBeUndefined();
  const refused = tryReceipt(receipt, 'wmGuess');
  await expect(refused).rejects.toThrow(AppError);
  await expect(refused).rejects.toMatchObject({
    code: 'too-many',
    tell: expect.stringMatching(/15 分钟后再试/) as string,
  });
  // Others are not held up, and the author's own account needs no receipt.
  expect((await tryReceipt(receipt, 'wmOther'))?.number).toBe(number);
  expect(await database.transaction((tx) => supervision.own(tx, { number }, at('wmAuthor')))).toMatchObject({
    number,
  });
});

test('each further row of wrong tries doubles the wait', async () => {
  const waits: number[] = [];
  for (let row = 0; row < 3; row++) {
    for (let i = 0; i < WRONG_TRIES; i++) await tryReceipt(`111111111111111${i}`, 'wmStubborn');
    const error = await tryReceipt('1'.repeat(16), 'wmStubborn').catch((thrown: AppError) => thrown);
    waits.push(Number(/请 (\d+) 分钟/.exec((error as AppError).tell ?? '')?.[1]));
    // The wait is over: as if its time had passed.
    await database.prisma.$executeRaw`update rate_limit set expire = now() - interval '1 second'`;
  }
  expect(waits).toEqual([15, 30, 60]);
});

test.runIf(databaseKind === 'postgresql')(
  '4.8.4 100,000 guesses from ten thousand accounts: none found, all but a handful refused before any hash is made',
  async () => {
    for (let i = 0; i < 20; i++) await file();
    await database.prisma.rateLimit.deleteMany();
    let [found, refused, hashed] = [0, 0, 0];
    const guesses = 100_000;
    const guess = async (i: number): Promise<void> => {
      const receipt = systemIds.pick('0123456789', 16);
      try {
        // Without a transaction, as fast as a guesser could wish.
        const own = await supervision.own(database.prisma, { receipt }, at(`wmBot${i % 10_000}`));
        hashed++;
        if (own) found++;
      } catch (error) {
        if ((error as AppError).code !== 'too-many') throw error;
        refused++;
      }
    };
    for (let i = 0; i < guesses; i += 20)
      await Promise.all(Array.from({ length: 20 }, (_, n) => guess(i + n)));
    expect(found).toBe(0);
    expect(hashed + refused).toBe(guesses);
    // Thirty a minute and what was under way at the same time: not one in a hundred.
    expect(hashed).toBeGreaterThanOrEqual(WRONG_TRIES_A_MINUTE);
    expect(hashed).toBeLessThan(guesses / 100);
  },
  120_000,
);
