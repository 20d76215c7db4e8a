import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { importFile } from '../../../disclosure/import-file.ts';
import { exportFile } from '../../../disclosure/export-file.ts';
import { openDatabase, type Database } from '../../../store/database.ts';
import { startCluster, withFreshDatabase } from './cluster.ts';
import type { Benchmark, Figures } from './figures.ts';

const ROWS = [5_000, 50_000] as const;
const SAMPLE_MS = 20;
const NOW = new Date('2026-11-24T09:00:00+08:00');

/** Large catalogue tables in, in again, and out, on both databases. */
export const catalogue: Benchmark = {
  help: `导入导出 ${ROWS.join('、')} 行的目录  large catalogue tables in and out`,
  long: true,
  async run(figures, { databaseUrl }) {
    const cluster = databaseUrl ? undefined : await startCluster();
    const server = databaseUrl ?? cluster?.url;
    try {
      if (server)
        await withFreshDatabase(server, async (url) =>
          measure(figures, 'postgresql', await openDatabase({ url })),
        );
    } finally {
      await cluster?.remove();
    }
    const dataDir = mkdtempSync(join(tmpdir(), 'yangguang-bench-'));
    try {
      await measure(figures, 'embedded', await openDatabase({ dataDir }));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function measure(figures: Figures, kind: string, database: Database): Promise<void> {
  try {
    await database.prisma.unit.create({ data: { code: 'mz', name: '测量县民政局', type: 'department' } });
    const seconds: number[] = [];
    for (const rows of ROWS) seconds.push(await inAndOut(figures, `${kind}_${rows}`, database, rows));
    figures.ratio(`${kind}_time_at_x10`, [seconds[1]!], [seconds[0]!]);
  } finally {
    await database.close();
  }
}

async function inAndOut({ note }: Figures, name: string, database: Database, rows: number): Promise<number> {
  const file = `${rows}.csv`;
  const table = makeTable(rows);
  const take = async (bytes: Buffer, as: string, created: number): Promise<Spent> => {
    const spent = await spend(() => importFile(database, bytes, as, { now: NOW }));
    if (!spent.result.written || spent.result.created !== created || spent.result.read !== rows)
      throw new Error(`${as}: ${JSON.stringify({ ...spent.result, changes: [] }).slice(0, 500)}`);
    return spent;
  };
  const first = await take(table, file, rows);
  const again = await take(table, file, 0);
  await database.prisma.catalogueItem.deleteMany({ where: { field: { not: String(rows) } } });
  const out = await spend(() => exportFile(database.prisma, 'catalogue', 'all.xlsx'));
  const book = await take(out.result.bytes, 'all.xlsx', 0);
  note(`${name}_csv_in`, 's', [first.seconds]);
  note(`${name}_csv_in_again`, 's', [again.seconds]);
  note(`${name}_xlsx_out`, 's', [out.seconds]);
  note(`${name}_xlsx_in_again`, 's', [book.seconds]);
  note(`${name}_memory_added`, 'mb', [Math.max(first.memory, again.memory, book.memory)]);
  note(`${name}_longest_block`, 'ms', [Math.max(first.block, again.block, book.block)]);
  return first.seconds;
}

interface Spent {
  seconds: number;
  /** What the process held at most, less what it held before. */
  memory: number;
  /** How long nothing else could run. */
  block: number;
}

async function spend<T>(work: () => Promise<T>): Promise<Spent & { result: T }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const sampler = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  const started = performance.now();
  try {
    const result = await work();
    return {
      result,
      seconds: (performance.now() - started) / 1_000,
      memory: (Math.max(most, process.memoryUsage.rss()) - before) / 1024 / 1024,
      block: loop.max / 1e6,
    };
  } finally {
    loop.disable();
    clearInterval(sampler);
  }
}

const HEAD =
  '序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级';

function makeTable(rows: number): Buffer {
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      `${i + 1},第${Math.floor(i / 100) + 1}组,第${i + 1}项,第${i + 1}项的内容、对象、标准和联系电话,《政府信息公开条例》第二十条,信息形成或者变更之日起20个工作日内,民政局,政府网站,全社会,主动,县级`,
  );
  return Buffer.from([HEAD, ...lines].join('\r\n'));
}
