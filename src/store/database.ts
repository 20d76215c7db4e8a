/**
 * Opens the one database of the house: the embedded one or PostgreSQL, migrated, with a Prisma client and the job
 * queue over it. Rooms get `Db` (the client, or a transaction of it) as an argument.
 */
import type { PGlite } from '@electric-sql/pglite';
import { Client, Pool } from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Socket } from 'node:net';
import { AppError, messageOf } from '../kit/errors.ts';
import { sha256 } from '../kit/seal.ts';
import { embeddedSession, openEmbedded } from './embedded.ts';
import { migrate, readMigrations, type Migration, type SqlSession } from './migrate.ts';
import { PrismaClient, type Prisma } from './generated/client.ts';

/** A transaction. */
export type Tx = Prisma.TransactionClient;
/** The client or a transaction: what a query needs. */
export type Db = PrismaClient | Tx;

export interface Database {
  kind: 'embedded' | 'postgresql';
  prisma: PrismaClient;
  /** The embedded engine, for the job queue to share. */
  pglite: PGlite | undefined;
  url: string | undefined;
  /** Migrations applied by this opening. */
  applied: string[];
  /** Runs `work` in one transaction: all of it happens, or nothing. It may take 30 seconds, or as long as is said. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { timeoutMs?: number }): Promise<T>;
  /**
   * One statement that is run very often, outside any transaction: the server keeps its plan, and Prisma is left out.
   * At most ten seconds.
   */
  runOften<Row>(sql: string, values: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL. Undefined: embedded. */
  url?: string | undefined;
  /** Undefined with no `url`: embedded, in memory. */
  dataDir?: string | undefined;
  migrations?: readonly Migration[];
  /** Connections to PostgreSQL. */
  poolSize?: number;
  /** Embedded: a dump to begin with. */
  snapshot?: Blob;
  /** Called for another process that knocks at the locked data directory. */
  onConnection?: (socket: Socket) => void;
}

/** The embedded engine has one connection: a transaction may have to wait for those before it. */
const TRANSACTION = { maxWait: 30_000, timeout: 30_000 };
const OFTEN_MS = 10_000;

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const migrations = options.migrations ?? readMigrations();
  return options.url === undefined
    ? openOnPglite(options, migrations)
    : openOnPostgres(options.url, options.poolSize ?? 10, migrations);
}

async function openOnPglite(options: DatabaseOptions, migrations: readonly Migration[]): Promise<Database> {
  const embedded = await openEmbedded(options);
  try {
    const applied = await migrate(embeddedSession(embedded.pglite), migrations);
    const prisma = new PrismaClient({ adapter: new PrismaPGlite(embedded.pglite) });
    return {
      kind: 'embedded',
      prisma,
      pglite: embedded.pglite,
      url: undefined,
      applied,
      transaction: (work, { timeoutMs = TRANSACTION.timeout } = {}) =>
        prisma.$transaction(work, { ...TRANSACTION, timeout: timeoutMs }),
      runOften: async <Row>(sql: string, values: readonly unknown[]) =>
        (await embedded.pglite.query<Row>(sql, [...values])).rows,
      async close() {
        await prisma.$disconnect();
        await embedded.close();
      },
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function openOnPostgres(
  url: string,
  poolSize: number,
  migrations: readonly Migration[],
): Promise<Database> {
  const applied = await migratePostgres(url, migrations);
  const pool = new Pool({ connectionString: url, max: poolSize, options: '-c timezone=UTC' });
  // An idle connection that the server drops must not end the process; the next query opens another.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    kind: 'postgresql',
    prisma,
    pglite: undefined,
    url,
    applied,
    transaction: (work, { timeoutMs = TRANSACTION.timeout } = {}) =>
      prisma.$transaction(work, { ...TRANSACTION, timeout: timeoutMs }),
    async runOften<Row>(sql: string, values: readonly unknown[]) {
      const query = { name: planNameOf(sql), text: sql, values: [...values], query_timeout: OFTEN_MS };
      return (await pool.query(query)).rows as Row[];
    },
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

const planNames = new Map<string, string>();

function planNameOf(sql: string): string {
  const known = planNames.get(sql) ?? sha256(sql).toString('hex').slice(0, 16);
  planNames.set(sql, known);
  return known;
}

async function migratePostgres(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
  } catch (cause) {
    throw new AppError('database', `数据库连不上 (${messageOf(cause)}). The database cannot be reached.`, {
      retry: 'later',
      remedy:
        'Check DATABASE_URL, that the server runs, that the database exists and that this machine may connect.',
      cause,
    });
  }
  try {
    return await migrate(postgresSession(client), migrations);
  } finally {
    await client.end();
  }
}

const postgresSession = (client: Client): SqlSession => ({
  run: async (sql) => {
    await client.query(sql);
  },
  query: async <Row>(sql: string, values: unknown[]) => (await client.query(sql, values)).rows as Row[],
});
