import { expect, test } from 'vitest';
import type { MovableClock } from '../../../src/kit/clock.ts';
import { openSimulatedClock } from '../../../src/main/simulation.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { advance, testClock } from '../../helpers/house.ts';

const MINUTE = 60_000;
const at = (clock: MovableClock): string => clock.now().toISOString();

test.each([
  ['in working hours it is the time of day', '2026-11-25T10:15:00+08:00', '2026-11-25T10:15:00+08:00'],
  ['at night it is the next morning', '2026-11-25T21:40:00+08:00', '2026-11-26T08:31:00+08:00'],
  ['before work it is that morning', '2026-11-25T06:00:00+08:00', '2026-11-25T08:31:00+08:00'],
  ['at the weekend it is Monday', '2026-11-28T11:00:00+08:00', '2026-11-30T08:31:00+08:00'],
])('the simulation’s time: %s', async (_name, now, expected) => {
  const database = await openTestDatabase('county');
  try {
    const clock = await openSimulatedClock(database, testClock(now));
    expect(at(clock)).toBe(new Date(expected).toISOString());
  } finally {
    await database.close();
  }
});

test('the simulation’s time goes on after a restart, and never back', async () => {
  const database = await openTestDatabase('county');
  try {
    const trueTime = testClock('2026-11-25T21:40:00+08:00');
    const evening = await openSimulatedClock(database, trueTime);
    advance(trueTime, 30 * MINUTE);
    expect(at(evening)).toBe(new Date('2026-11-26T09:01:00+08:00').toISOString());
    expect(at(await openSimulatedClock(database, trueTime))).toBe(at(evening));
    // The next noon would be night in the simulation: it moves on to its next morning.
    trueTime.moveTo(new Date('2026-11-26T12:00:00+08:00'));
    expect(at(await openSimulatedClock(database, trueTime))).toBe(
      new Date('2026-11-27T08:31:00+08:00').toISOString(),
    );
  } finally {
    await database.close();
  }
});
