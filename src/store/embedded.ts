/** The embedded database: PostgreSQL as a library (PGlite), one process, one connection, files under a directory. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Socket } from 'node:net';
import { AppError, ConfigError, messageOf } from '../kit/errors.ts';
import { lockDirectory, type DirectoryLock } from './lock.ts';
import type { SqlSession } from './migrate.ts';

export interface Embedded {
  pglite: PGlite;
  close(): Promise<void>;
}

/** Makes `dataDir` if need be and checks that it can be written; throws ConfigError otherwise. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigError(
      `数据目录不能写:${dataDir} (${messageOf(cause)}). The data directory cannot be written. → Give it to the user that runs the service, or set DATA_DIR to another one.`,
      { cause },
    );
  }
}

/** Thrown when another process holds the data directory. */
export class DirectoryInUseError extends AppError {
  constructor(dataDir: string) {
    super(
      'data-dir-in-use',
      `数据目录正被另一个进程使用:${dataDir}. Another process has this data directory open.`,
      {
        remedy:
          'Stop the other one first, set DATA_DIR to another directory, or use PostgreSQL (DATABASE_URL) for several instances.',
      },
    );
  }
}

export interface EmbeddedOptions {
  /** Undefined: in memory. */
  dataDir?: string | undefined;
  /** A dump of another embedded database to begin with, in place of an empty one. */
  snapshot?: Blob | undefined;
  /** Gets other processes that knock at the lock. */
  onConnection?: ((socket: Socket) => void) | undefined;
}

/** Opens the database under `dataDir`, or in memory. */
export async function openEmbedded({ dataDir, snapshot, onConnection }: EmbeddedOptions): Promise<Embedded> {
  let lock: DirectoryLock | undefined;
  if (dataDir !== undefined) {
    prepareDataDir(dataDir);
    lock = await lockDirectory(dataDir, onConnection);
    if (!lock) throw new DirectoryInUseError(dataDir);
  }
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const pglite = await PGlite.create({
      ...(dataDir === undefined ? {} : { dataDir: join(dataDir, 'pg') }),
      ...(snapshot === undefined ? {} : { loadDataDir: snapshot }),
    });
    await pglite.exec(`set timezone = 'UTC'`);
    return {
      pglite,
      async close() {
        await pglite.close();
        await lock?.release();
      },
    };
  } catch (cause) {
    await lock?.release();
    throw new AppError(
      'embedded-database',
      `内置数据库打不开 (${messageOf(cause)}). The embedded database does not open.`,
      {
        remedy: `Restore ${dataDir} from a backup, or move it away to begin with an empty one. It survives a killed process, not a power cut.`,
        cause,
      },
    );
  }
}

export const embeddedSession = (pglite: PGlite): SqlSession => ({
  run: async (sql) => {
    await pglite.exec(sql);
  },
  query: async <Row>(sql: string, values: unknown[]) => (await pglite.query<Row>(sql, values)).rows,
});
