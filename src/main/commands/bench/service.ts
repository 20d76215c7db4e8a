import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hitsPerSecond, residentMb, withBareServer, withService } from './child-service.ts';
import type { Benchmark, Figures } from './figures.ts';

const ROUNDS = 3;
const IDLE_MS = 5_000;

/** Start, memory and requests a second of the whole service, in a process of its own. */
export const service: Benchmark = {
  help: '启动、内存、健康检查吞吐  start, memory and requests a second (with DATABASE_URL also on PostgreSQL)',
  async run(figures, { databaseUrl }) {
    await onEmbedded(figures);
    if (databaseUrl) await onPostgres(figures, databaseUrl);
  },
};

async function onEmbedded({ note, ratio }: Figures): Promise<void> {
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
  ratio('healthz_of_bare', ours!, bare!);
}

async function onPostgres({ note }: Figures, DATABASE_URL: string): Promise<void> {
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
