/**
 * Applies every prisma/migrations/NAME/migration.sql in order and keeps Prisma's own record of it (_prisma_migrations), so that
 * Prisma's tools agree. One lock for all instances, one transaction for each migration.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { AppError, messageOf } from '../kit/errors.ts';

/** One database session: statements run in order on the same connection. */
export interface SqlSession {
  /** Several statements, no parameters. */
  run(sql: string): Promise<void>;
  query<Row>(sql: string, values: unknown[]): Promise<Row[]>;
}

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

export const MIGRATIONS_DIR = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** Any number will do for pg_advisory_lock, as long as it stays this one. */
const LOCK = 0x3f_2a_9c_11;

export function readMigrations(dir: string = MIGRATIONS_DIR): Migration[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** Brings the database up to date; returns the names applied now. Waits while another instance does it. */
export async function migrate(session: SqlSession, migrations: readonly Migration[]): Promise<string[]> {
  await session.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    await session.run(RECORD_TABLE);
    const applied = await session.query<{ migration_name: string; checksum: string }>(
      'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
      [],
    );
    const pending = pendingOf(migrations, applied);
    for (const migration of pending) await apply(session, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await session.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

/** Names of migrations this program knows and the database lacks. Throws when their pasts differ. */
function pendingOf(
  migrations: readonly Migration[],
  applied: readonly { migration_name: string; checksum: string }[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.migration_name);
    if (!migration)
      throw new AppError(
        'migrate',
        `The database has migration ${row.migration_name}, which this version does not know.`,
        {
          remedy:
            'A newer version has run on this database: start that version, or restore a backup from before it.',
        },
      );
    if (migration.checksum !== row.checksum)
      throw new AppError('migrate', `Migration ${row.migration_name} was edited after it was applied.`, {
        remedy: `Put the original prisma/migrations/${row.migration_name}/migration.sql back (git checkout); changes go into a new migration.`,
      });
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter((migration) => !done.has(migration.name));
}

async function apply(session: SqlSession, migration: Migration): Promise<void> {
  await session.run('begin');
  try {
    await session.run(migration.sql);
    await session.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await session.run('commit');
  } catch (cause) {
    await session.run('rollback');
    throw new AppError(
      'migrate',
      `Migration ${migration.name} failed and was rolled back: ${messageOf(cause)}`,
      {
        remedy:
          'The database is as it was before. Start the previous version, or mend the cause and start again.',
        cause,
      },
    );
  }
}

/** As Prisma creates it. */
const RECORD_TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;
