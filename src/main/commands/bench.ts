import { InputError } from '../../kit/errors.ts';
import { answering } from './bench/answering.ts';
import { callbacks } from './bench/callbacks.ts';
import { createFigures, type Benchmark } from './bench/figures.ts';
import { service } from './bench/service.ts';
import type { LoneCommand } from './command.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  service,
  answering,
  callbacks,
};

const list = Object.entries(BENCHMARKS)
  .map(([name, { help, long }]) => `  ${name.padEnd(16)} ${help}${long ? ' *' : ''}`)
  .join('\n');

export const bench: LoneCommand = {
  help: `npm run bench [-- NAME…] [-- --json]
和对照物在同一次运行里比,取几轮的中位数。Measured beside its rivals in one run, medians of several rounds.
${list}
* 要几分钟,点名才跑。Takes minutes: only when named.
DATABASE_URL(可选)指定一台 PostgreSQL;不给时自己起一台临时的。Which PostgreSQL to use; else one is started for it.`,
  async runAlone(io, { config }) {
    const names = io.args.filter((arg) => !arg.startsWith('-'));
    const unknown = names.find((name) => !Object.hasOwn(BENCHMARKS, name));
    if (unknown)
      throw new InputError(`没有这个测量:${unknown}。There is no such benchmark.`, {
        remedy: `One of: ${Object.keys(BENCHMARKS).join(', ')}`,
      });
    const json = io.args.includes('--json');
    const figures = createFigures(json ? undefined : io.write);
    const { databaseUrl } = config();
    for (const [name, { run, long }] of Object.entries(BENCHMARKS)) {
      if (names.length > 0 ? !names.includes(name) : long) continue;
      figures.say(`— ${name}`);
      await run(figures, { databaseUrl, args: io.args });
    }
    if (json) io.write(`${JSON.stringify(figures.all())}\n`);
    return 0;
  },
};
