import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { administer, withDatabase } from './global-setup.ts';

/** Which database this run of the suite is about. */
export const databaseKind: 'embedded' | 'postgresql' =
  process.env.TEST_DATABASE === 'postgresql' ? 'postgresql' : 'embedded';

/** A migrated, empty database of its own; the caller closes it. */
export async function openTestDatabase(): Promise<Database> {
  if (databaseKind === 'embedded')
    return openDatabase({ snapshot: new Blob([readFileSync(inject('snapshot'))]) });
  const { url, drop } = await createPostgresDatabase();
  const database = await openDatabase({ url, poolSize: 8 });
  return {
    ...database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

/** A database on the PostgreSQL server of the run, copied from the migrated template. */
export async function createPostgresDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL!;
  const name = `yangguang_test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database "${name}" template "${inject('template')}"`);
  return {
    url: withDatabase(server, name),
    drop: () => administer(server, `drop database if exists "${name}" with (force)`),
  };
}

/** As above, closed when the running test ends. */
export async function useTestDatabase(): Promise<Database> {
  const database = await openTestDatabase();
  onTestFinished(() => database.close());
  return database;
}
