import { expect, test } from 'vitest';
import { createModelBooks } from '../../../src/store/model-use.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { advance, testClock } from '../../helpers/house.ts';

const DAY_MS = 86_400_000;
const use = { purpose: 'rewrite', outcome: 'answered', tokensIn: 900, tokensOut: 100, ms: 700 };

test('however many instances ask at once, a day never has more tokens set aside than it may', async () => {
  const database = await useTestDatabase();
  const clock = testClock();
  const instances = Array.from({ length: 4 }, () => createModelBooks(database, clock));
  const asked = await Promise.all(
    Array.from({ length: 40 }, (_, i) => instances[i % 4]!.reserve(300, 3_000)),
  );
  expect(asked.filter(Boolean)).toHaveLength(10);
  expect(await instances[0]!.tokensToday()).toBe(3_000);
  // What was not used is given back.
  await instances[1]!.settle({ ...use, tokensIn: 100, tokensOut: 0 }, 300);
  expect(await instances[2]!.reserve(200, 3_000)).toBe(true);
  expect(await instances[2]!.reserve(1, 3_000)).toBe(false);
  advance(clock, DAY_MS);
  expect(await instances[3]!.reserve(3_000, 3_000)).toBe(true);
  expect(await instances[3]!.reserve(3_001, 3_000)).toBe(false);
});

test('calls are counted by day, purpose, outcome and how long they took; old days are forgotten', async () => {
  const database = await useTestDatabase();
  const clock = testClock();
  const books = createModelBooks(database, clock);
  await Promise.all(
    [use, use, { ...use, ms: 2_500 }, { ...use, outcome: 'used', tokensIn: 0, tokensOut: 0, ms: 0 }].map(
      (one) => books.settle(one, 0),
    ),
  );
  expect(await books.list(7)).toMatchObject([
    { outcome: 'answered', withinMs: 1_000, calls: 2, tokensIn: 1_800, ms: 1_400 },
    { outcome: 'answered', withinMs: 4_000, calls: 1 },
    { outcome: 'used', withinMs: 0, calls: 1, tokensIn: 0 },
  ]);
  advance(clock, 401 * DAY_MS);
  await books.reserve(10, 100);
  expect(await database.prisma.modelUse.count()).toBe(0);
});

test('it is on until somebody switches it off; every instance knows at once, and who it was', async () => {
  const database = await useTestDatabase();
  const [one, other] = [createModelBooks(database, testClock()), createModelBooks(database, testClock())];
  expect(await one.isOn()).toBe(true);
  await one.turn(false, 'admin');
  expect(await other.readSwitch()).toMatchObject({ on: false, by: 'admin' });
  await other.turn(true, 'admin');
  expect(await one.isOn()).toBe(true);
});
