import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { administer, withDatabase } from './global-setup.ts';

/** Which database this run of the suite is about. */
export const databaseKind: 'embedded' | 'postgresql' =
  process.env.TEST_DATABASE === 'postgresql' ? 'postgresql' : 'embedded';

export type Contents = 'empty' | 'county';

/** A migrated database of its own, empty or with the sample county; the caller closes it. */
export async function openTestDatabase(contents: Contents = 'empty'): Promise<Database> {
  if (databaseKind === 'embedded') {
    const snapshot = inject(contents === 'county' ? 'countySnapshot' : 'snapshot');
    return openDatabase({ snapshot: new Blob([readFileSync(snapshot)]) });
  }
  const { url, drop } = await createPostgresDatabase(contents);
  const database = await openDatabase({ url, poolSize: 8 });
  return {
    ...database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

/** A database on the PostgreSQL server of the run, copied from a template. */
export async function createPostgresDatabase(
  contents: Contents = 'empty',
): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL!;
  const name = `yangguang_test_${randomUUID().replaceAll('-', '')}`;
  await administer(
    server,
    `create database "${name}" template "${inject(contents === 'county' ? 'countyTemplate' : 'template')}"`,
  );
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

/** One with the sample county in it, closed when the running test ends. */
export async function useCounty(): Promise<Database> {
  const database = await openTestDatabase('county');
  onTestFinished(() => database.close());
  return database;
}
