import { expect, test } from 'vitest';
import { createFairShare } from '../../../src/conversation/fair-share.ts';
import { advance, testClock } from '../../helpers/house.ts';

const person = (n: number) => ({ channel: 'kf', account: 'wk', person: `wm${n}` });

test('one person has the model asked thirty times an hour, others are not held back by it', () => {
  const clock = testClock();
  const share = createFairShare(clock);
  const taken = Array.from({ length: 40 }, () => share.take(person(1)));
  expect(taken.filter(Boolean)).toHaveLength(30);
  expect(share.take(person(2))).toBe(true);
  expect(share.take(undefined)).toBe(true);
  advance(clock, 3_600_000);
  expect(share.take(person(1))).toBe(true);
});

test('however many people there are, it remembers a bounded number, those before first forgotten', () => {
  const share = createFairShare(testClock());
  for (let i = 0; i < 31; i++) share.take(person(0));
  for (let i = 1; i <= 20_000; i++) share.take(person(i));
  expect(share.take(person(0))).toBe(true);
});
