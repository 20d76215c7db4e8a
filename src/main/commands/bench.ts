import { resolve } from 'node:path';
import { InputError } from '../../kit/errors.ts';
import { answering } from './bench/answering.ts';
import { answers } from './bench/answers.ts';
import { callbacks } from './bench/callbacks.ts';
import { exactlyOnce } from './bench/exactly-once.ts';
import { catalogue } from './bench/catalogue.ts';
import { createFigures, type Benchmark } from './bench/figures.ts';
import { injection } from './bench/injection.ts';
import { obligations } from './bench/obligations.ts';
import { queue } from './bench/queue.ts';
import { ranking } from './bench/ranking.ts';
import { service } from './bench/service.ts';
import type { LoneCommand } from './command.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  service,
  answering,
  callbacks,
  'exactly-once': exactlyOnce,
  obligations,
  catalogue,
  answers,
  ranking,
  injection,
  queue,
};

const list = Object.entries(BENCHMARKS)
  .map(
    ([name, { help, long, folder }]) =>
      `  ${`${name}${folder ? ' DIR' : ''}`.padEnd(16)} ${help}${long ? ' *' : ''}`,
  )
  .join('\n');

export const bench: LoneCommand = {
  help: `npm run bench [-- NAME…] [-- --json]
和对照物在同一次运行里比,取几轮的中位数。Measured beside its rivals in one run, medians of several rounds.
${list}
--scale=0.1:exactly-once 只跑十分之一。A tenth of its messages and kills.
* 点名才跑。Only when named. 承诺没做到,退出码 1。A promise not kept: exit status 1.
DATABASE_URL(可选)指定一台 PostgreSQL;不给时自己起一台临时的。Which PostgreSQL to use; else one is started for it.`,
  async runAlone(io, { config }) {
    const words = io.args.filter((arg) => !arg.startsWith('-'));
    const takesFolder = BENCHMARKS[words[0] ?? '']?.folder ?? false;
    const names = takesFolder ? words.slice(0, 1) : words;
    const folder = takesFolder && words[1] ? resolve(io.directory, words[1]) : undefined;
    const unknown = names.find((name) => !Object.hasOwn(BENCHMARKS, name));
    if (unknown)
      throw new InputError(`没有这个测量:${unknown}。There is no such benchmark.`, {
        remedy: `One of: ${Object.keys(BENCHMARKS).join(', ')}`,
      });
    const json = io.args.includes('--json');
    const figures = createFigures(json ? undefined : io.write);
    const scale = scaleOf(io.args);
    const { databaseUrl } = config();
    for (const [name, { run, long }] of Object.entries(BENCHMARKS)) {
      if (names.length > 0 ? !names.includes(name) : long) continue;
      figures.say(`— ${name}`);
      await run(figures, { databaseUrl, folder, scale });
    }
    const faults = figures.faults();
    if (json) io.write(`${JSON.stringify({ ...figures.all(), ...(faults.length > 0 ? { faults } : {}) })}\n`);
    return faults.length > 0 ? 1 : 0;
  },
};

/** Greater than 0, at most 1. */
function scaleOf(args: readonly string[]): number {
  const given = args.find((arg) => arg.startsWith('--scale='))?.slice('--scale='.length);
  const scale = Number(given ?? 1);
  if (scale > 0 && scale <= 1) return scale;
  throw new InputError(`--scale=${given} 看不懂。It is not a share.`, {
    remedy: 'Write a number above 0 and up to 1, e.g. --scale=0.1.',
  });
}
