import { expect, test } from 'vitest';
import { silentLog } from '../../../src/kit/log.ts';
import { createSchedule } from '../../../src/schedule/schedule.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';

test('what fails at the start, the database being away, ends no service and is tried again', async () => {
  const runs: string[] = [];
  const schedule = createSchedule({
    database: await useTestDatabase(),
    clock: testClock(),
    log: silentLog,
    tasks: [
      {
        name: 'at-start',
        pattern: '13 1 * * *',
        atStart: true,
        async run() {
          runs.push('begun');
          if (runs.length < 3) throw new Error('database away');
        },
      },
    ],
  });
  await schedule.start();
  const atStart = runs.length;
  expect(atStart).toBeGreaterThan(0);
  for (let i = 0; i < 4; i++) await schedule.runDue();
  await schedule.stop();
  expect(runs).toHaveLength(3);
});
