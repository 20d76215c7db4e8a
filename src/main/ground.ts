/** The ground floor: database, keys, and the sample county when the database is empty. Commands stand on it too. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Socket } from 'node:net';
import type { Config } from '../config.ts';
import type { Clock } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import { seedCalendar } from '../disclosure/calendar-years.ts';
import { importFile } from '../disclosure/import-file.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { prepareDataDir } from '../store/embedded.ts';
import { loadKeys, type Keys } from '../store/keys.ts';

export interface Ground {
  database: Database;
  keys: Keys;
}

const SAMPLE_COUNTY = fileURLToPath(new URL('../../prisma/sample-county', import.meta.url));
/** Units first: everything else names them. */
const ORDER = ['organisation.json', 'laws.jsonl', 'procedures.json', 'disclosures.json'];

export interface GroundOptions {
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'keys' | 'sampleCounty'>;
  clock: Clock;
  poolSize?: number;
  /** A database that is open already; the caller closes it. */
  database?: Database;
  onConnection?(socket: Socket): void;
}

export async function openGround({
  config,
  clock,
  poolSize,
  database: given,
  onConnection,
}: GroundOptions): Promise<Ground> {
  const embedded = config.databaseUrl === undefined && !given;
  if (embedded) prepareDataDir(config.dataDir);
  const database =
    given ??
    (await openDatabase({
      ...(config.databaseUrl === undefined ? { dataDir: config.dataDir } : { url: config.databaseUrl }),
      ...(poolSize === undefined ? {} : { poolSize }),
      ...(onConnection ? { onConnection } : {}),
    }));
  try {
    // After the directory is locked: two first starts must not make two keys.
    const keys = loadKeys(config.keys, config.dataDir);
    await database.transaction((tx) => seedCalendar(tx, clock.now()));
    if (config.sampleCounty) await alone(database, () => loadWhenEmpty(database, clock));
    return { database, keys };
  } catch (error) {
    if (!given) await database.close();
    throw error;
  }
}

async function loadWhenEmpty(database: Database, clock: Clock): Promise<void> {
  if ((await database.prisma.unit.count()) === 0) await loadSampleCounty(database, clock);
}

/** Several instances may start at once on PostgreSQL; the embedded database has one process anyway. */
async function alone(database: Database, work: () => Promise<void>): Promise<void> {
  if (database.kind === 'embedded') return work();
  await database.transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('yangguang sample county'))`;
    await work();
  });
}

/** Loads the invented county 清和县 that ships with the product. */
export async function loadSampleCounty(database: Database, clock: Clock): Promise<void> {
  const files = readdirSync(SAMPLE_COUNTY);
  for (const name of ORDER.filter((file) => files.includes(file))) {
    const report = await importFile(database, readFileSync(join(SAMPLE_COUNTY, name)), name, {
      now: clock.now(),
    });
    const [first] = report.rejected;
    if (first)
      throw new AppError(
        'sample-county',
        `The sample county does not load: ${name} row ${first.row}: ${first.reason}`,
      );
  }
}
