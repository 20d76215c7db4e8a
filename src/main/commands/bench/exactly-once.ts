/** The promise of inbox and outbox, tried on real processes: nothing acknowledged is lost, nothing is done twice. */
import { AppError } from '../../../kit/errors.ts';
import { startCluster, withFreshDatabase, type Cluster } from './cluster.ts';
import { killInstances, stopDatabase, troublePlatforms } from './exactly-once/disturbances.ts';
import { faultsIn } from './exactly-once/tally.ts';
import { runTrial, type TrialOptions, type TrialResult } from './exactly-once/trial.ts';
import type { Benchmark, Figures } from './figures.ts';

const MESSAGES = 10_000;
const KILLS = 20;
const SMALLER = 2_000;
const AWAY_MS = 30_000;
/** The backlog of the time away is gone so long after the database's return. */
const CAUGHT_UP_S = 60;

const USUAL = {
  perPerson: 10,
  atOnce: 200,
  outstanding: 400,
  // A killed instance is replaced within a minute; a platform's "too often" lasts one.
  patienceMs: 90_000,
  seed: 20_261_125,
} satisfies Partial<TrialOptions>;

/** Two instances, ten thousand messages, twenty kills; then the database away, the platforms in trouble, roles apart. */
export const exactlyOnce: Benchmark = {
  help: '每条消息恰好答一次:20 次 kill -9、数据库停 30 秒、平台出错、角色分开  each message answered once: 20 kills, the database away, platforms in trouble, roles apart',
  long: true,
  async run(figures, { databaseUrl, scale }) {
    const messages = Math.ceil(MESSAGES * scale);
    const smaller = Math.ceil(SMALLER * scale);
    const usual = { ...USUAL, messages: smaller };
    const cluster = await startCluster();
    const url = cluster?.url ?? databaseUrl;
    if (!url)
      throw new AppError('bench', '没有 PostgreSQL。There is no PostgreSQL.', {
        remedy: 'Install a PostgreSQL server (15 or newer), or name one with DATABASE_URL.',
      });
    try {
      await trial(figures, url, 'kills', {
        ...usual,
        messages,
        disturb: killInstances(Math.ceil(KILLS * scale), messages),
      });
      if (cluster) await whileDatabaseIsAway(figures, cluster, usual);
      else figures.say('没有自己的 PostgreSQL,不停它。Not our own PostgreSQL: it is not stopped.');
      await trial(figures, url, 'platforms', { ...usual, disturb: troublePlatforms(smaller) });
      const roles = ['web', 'inbox', 'inbox', 'outbox', 'outbox', 'schedule'];
      await trial(figures, url, 'roles', {
        ...usual,
        roles,
        disturb: killInstances(Math.ceil(6 * scale), smaller),
      });
    } finally {
      await cluster?.remove();
    }
  },
};

async function whileDatabaseIsAway(
  figures: Figures,
  cluster: Cluster,
  usual: Omit<TrialOptions, 'databaseUrl' | 'disturb'>,
): Promise<void> {
  let back = Number.NaN;
  const disturb = stopDatabase(cluster, AWAY_MS, usual.messages, () => {
    back = performance.now();
  });
  const { caughtUp } = await trial(figures, cluster.url, 'outage', { ...usual, disturb });
  const seconds = (caughtUp - back) / 1_000;
  figures.note('outage_caught_up', 's', [seconds]);
  if (!(seconds <= CAUGHT_UP_S)) figures.fault(`outage: caught up only after ${Math.round(seconds)} s`);
}

async function trial(
  figures: Figures,
  serverUrl: string,
  name: string,
  options: Omit<TrialOptions, 'databaseUrl'>,
): Promise<TrialResult> {
  const result = await withFreshDatabase(serverUrl, (databaseUrl) => runTrial({ ...options, databaseUrl }));
  const { caughtUp: _, seconds, ...counts } = result;
  for (const [what, n] of Object.entries(counts)) figures.note(`${name}_${what}`, 'n', [n]);
  figures.note(`${name}_took`, 's', [seconds]);
  for (const fault of faultsIn(result)) figures.fault(`${name}: ${fault}`);
  return result;
}
