/** Real processes on PostgreSQL, killed and cut off while people write: `npm run bench -- exactly-once` in small. */
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import { startCluster, withFreshDatabase } from '../../../src/main/commands/bench/cluster.ts';
import { killInstances, stopDatabase } from '../../../src/main/commands/bench/exactly-once/disturbances.ts';
import { faultsIn } from '../../../src/main/commands/bench/exactly-once/tally.ts';
import { runTrial, type TrialOptions } from '../../../src/main/commands/bench/exactly-once/trial.ts';
import { createPostgresDatabase, databaseKind } from '../../helpers/database.ts';

const USUAL = {
  perPerson: 6,
  atOnce: 40,
  outstanding: 150,
  patienceMs: 60_000,
  seed: 3,
} satisfies Partial<TrialOptions>;

async function onPostgres(
  finished: TestContext['onTestFinished'],
  options: Omit<TrialOptions, 'databaseUrl'>,
) {
  const { url, drop } = await createPostgresDatabase('county');
  finished(drop);
  return runTrial({ ...options, databaseUrl: url });
}

// Most of their time is waiting for the heartbeat of a killed instance to run out: they wait together.
describe
  .runIf(databaseKind === 'postgresql')
  .concurrent('each message is answered once, in its person’s order', () => {
    test(
      'two instances, 300 messages delivered up to three times, three kill -9',
      { timeout: 240_000 },
      async ({ onTestFinished: finished }) => {
        const result = await onPostgres(finished, {
          ...USUAL,
          messages: 300,
          disturb: killInstances(3, 300),
        });
        expect(faultsIn(result)).toEqual([]);
        expect(result).toMatchObject({ written: 300, killed: 3, crashed: 0 });
        expect(result.deliveries).toBeGreaterThan(200);
        expect(result.answered).toBeGreaterThanOrEqual(result.acknowledged);
      },
    );

    test(
      'each role in a process of its own, any of them killed',
      { timeout: 240_000 },
      async ({ onTestFinished: finished }) => {
        const roles = ['web', 'inbox', 'outbox', 'schedule'];
        const result = await onPostgres(finished, {
          ...USUAL,
          messages: 60,
          roles,
          disturb: killInstances(2, 60),
        });
        expect(faultsIn(result)).toEqual([]);
        expect(result).toMatchObject({ killed: 2, crashed: 0 });
      },
    );
  });

test.runIf(databaseKind === 'postgresql')(
  'the database crashes under load and comes back: nothing acknowledged is lost, nobody starts the service again',
  { timeout: 240_000 },
  async ({ skip }) => {
    const cluster = await startCluster();
    if (!cluster) return skip('no PostgreSQL server is installed here');
    onTestFinished(() => cluster.remove());
    const result = await withFreshDatabase(cluster.url, (databaseUrl) =>
      runTrial({
        ...USUAL,
        databaseUrl,
        messages: 120,
        disturb: stopDatabase(cluster, 4_000, 120, () => undefined),
      }),
    );
    expect(faultsIn(result)).toEqual([]);
    expect(result.crashed).toBe(0);
  },
);
