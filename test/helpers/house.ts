/** Parts of the house for tests: stopped clock, counted ids, known keys. */
import { createStoppedClock, type MovableClock } from '../../src/kit/clock.ts';
import type { Ids } from '../../src/kit/ids.ts';
import { createSealer, type Sealer } from '../../src/kit/seal.ts';

/** A Tuesday in working hours. */
export const MORNING = '2026-11-24T09:20:00+08:00';

export const testClock = (at: string = MORNING): MovableClock => createStoppedClock(at);

/** Ids that count up and picks that repeat. */
export function testIds(): Ids {
  let count = 0;
  let seed = 42;
  return {
    next: () => `00000000-0000-7000-8000-${(++count).toString(16).padStart(12, '0')}`,
    pick: (alphabet, n) =>
      Array.from({ length: n }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return alphabet[seed % alphabet.length];
      }).join(''),
    bytes: (n) => Buffer.alloc(n, 7),
  };
}

export const contentKey = (): Sealer => createSealer(Buffer.alloc(32, 1));
export const identityKey = (): Sealer => createSealer(Buffer.alloc(32, 2));

export const advance = (clock: MovableClock, ms: number): void =>
  clock.moveTo(new Date(clock.now().getTime() + ms));
