import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../kit/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { loadSampleCounty } from '../ground.ts';
import { loadKnowledge } from '../knowledge.ts';
import { hitsPerSecond, residentMb, withBareServer, withService } from './bench/service.ts';
import type { LoneCommand } from './command.ts';
import { understand, warmUp } from '../../conversation/understand.ts';

const ROUNDS = 3;

/** A figure and its unit; the median of the rounds. */
type Note = (name: string, unit: string, values: readonly number[]) => void;

export const bench: LoneCommand = {
  help: `npm run bench [-- --json]
测量启动、内存、吞吐、答题时间,和本机裸 node:http 同一次运行对比,取 ${ROUNDS} 轮的中位数。
Measures start, memory, throughput and answering beside bare node:http in the same run; medians of ${ROUNDS} rounds.
DATABASE_URL(可选):也测 PostgreSQL 上的内存。With DATABASE_URL set, memory on PostgreSQL too.`,
  async runAlone(io, { config }) {
    const json = io.args.includes('--json');
    const figures: Record<string, number> = {};
    const note: Note = (name, unit, values) => {
      const value = median(values);
      figures[`${name}_${unit}`] = Math.round(value * 100) / 100;
      if (!json) io.write(`${name.padEnd(26)} ${value.toFixed(2).padStart(10)} ${unit}\n`);
    };
    const { databaseUrl } = config();
    await benchService(note);
    if (databaseUrl) await benchOnPostgres(note, databaseUrl);
    await benchAnswers(note);
    if (json) io.write(`${JSON.stringify(figures)}\n`);
    return 0;
  },
};

async function benchService(note: Note): Promise<void> {
  const [fresh, again, memory, bare, ours]: number[][] = [[], [], [], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'yangguang-bench-'));
    try {
      fresh!.push(await withService({ DATA_DIR }, async () => undefined));
      again!.push(
        await withService({ DATA_DIR }, async (url, pid) => {
          bare!.push(await withBareServer(hitsPerSecond));
          ours!.push(await hitsPerSecond(`${url}/healthz`));
          memory!.push(residentMb(pid) ?? Number.NaN);
        }),
      );
    } finally {
      rmSync(DATA_DIR, { recursive: true, force: true });
    }
  }
  note('start_new_database', 'ms', fresh!);
  note('start_existing_database', 'ms', again!);
  note('memory_embedded', 'mb', memory!);
  note('bare_node_http', 'per_s', bare!);
  note('healthz', 'per_s', ours!);
  note(
    'healthz_of_bare',
    'ratio',
    ours!.map((value, round) => value / bare![round]!),
  );
}

const IDLE_MS = 5_000;

async function benchOnPostgres(note: Note, DATABASE_URL: string): Promise<void> {
  const key = (n: number): string => Buffer.alloc(32, n).toString('base64');
  const env = { DATABASE_URL, IDENTITY_KEY: key(1), CONTENT_KEY: key(2), SESSION_KEY: key(3) };
  const [memory, start]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    start!.push(
      await withService(env, async (_url, pid) => {
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
        memory!.push(residentMb(pid) ?? Number.NaN);
      }),
    );
  note('start_postgresql', 'ms', start!);
  note('memory_postgresql', 'mb', memory!);
}

/** Every procedure of the sample county asked for, understood and answered, with no model. */
async function benchAnswers(note: Note): Promise<void> {
  const database = await openDatabase({});
  try {
    await loadSampleCounty(database, systemClock);
    const knowledge = await loadKnowledge(database);
    const answers = knowledge.answers();
    warmUp(answers.matcher);
    const half: number[] = [];
    const most: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const times = knowledge.records().procedures.map(({ name }) => {
        const started = performance.now();
        const { text, fields } = understand(`${name}怎么办,要多久,要多少钱?`, answers.matcher);
        answers.answer({ text, fields, last: undefined, lookup: false, audience: 'citizen' });
        return performance.now() - started;
      });
      const sorted = times.toSorted((a, b) => a - b);
      half.push(sorted[Math.floor(sorted.length * 0.5)]!);
      most.push(sorted[Math.floor(sorted.length * 0.95)]!);
    }
    note('ask_p50', 'ms', half);
    note('ask_p95', 'ms', most);
  } finally {
    await database.close();
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
