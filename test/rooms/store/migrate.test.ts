import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Prisma } from '../../../src/store/generated/client.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { readMigrations, type Migration } from '../../../src/store/migrate.ts';
import { createPostgresDatabase, databaseKind, useTestDatabase } from '../../helpers/database.ts';
import { createHash } from 'node:crypto';

const extra = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});

/** Opens one database again and again with different migrations. */
async function reopenable() {
  if (databaseKind === 'postgresql') {
    const { url, drop } = await createPostgresDatabase();
    onTestFinished(drop);
    return (migrations: readonly Migration[]) => openDatabase({ url, migrations });
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'yangguang-migrate-'));
  return (migrations: readonly Migration[]) => openDatabase({ dataDir, migrations });
}

describe('migrations', () => {
  it('make exactly the tables and columns that the Prisma schema names', async () => {
    const { prisma } = await useTestDatabase();
    const rows = await prisma.$queryRaw<{ table_name: string; column_name: string }[]>`
      select table_name, column_name from information_schema.columns
      where table_schema = 'public' and table_name <> '_prisma_migrations' order by 1, 2`;
    const stored = rows.map((row) => `${row.table_name}.${row.column_name}`);
    const snake = (text: string) => text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
    for (const model of Object.values(Prisma.ModelName)) {
      // Reads every column the schema knows: a missing one throws.
      const delegate = prisma[(model[0]!.toLowerCase() + model.slice(1)) as 'unit'];
      await expect(delegate.findFirst()).resolves.toBeNull();
      expect(
        stored.some((column) => column.startsWith(`${snake(model)}.`)),
        `table of ${model}`,
      ).toBe(true);
    }
  });

  it('are applied once, and a second start finds nothing to do', async () => {
    const open = await reopenable();
    await (await open(readMigrations())).close();
    const again = await open(readMigrations());
    expect(again.applied).toEqual([]);
    await again.close();
  });

  it('leave the database as it was when one fails, and say what to do', async () => {
    const open = await reopenable();
    await (await open(readMigrations())).close();
    const broken = extra('29990101000000_broken', 'create table half_done (id int); select * from nowhere;');
    await expect(open([...readMigrations(), broken])).rejects.toMatchObject({
      code: 'migrate',
      remedy: expect.stringContaining('as it was before'),
    });
    const after = await open(readMigrations());
    const tables = await after.prisma.$queryRaw<
      unknown[]
    >`select 1 from information_schema.tables where table_name = 'half_done'`;
    expect(tables).toEqual([]);
    await after.close();
  });

  it('are refused when one was edited after it was applied', async () => {
    const open = await reopenable();
    const first = extra('29990101000000_extra', 'create table extra_one (id int);');
    await (await open([...readMigrations(), first])).close();
    const edited = extra('29990101000000_extra', 'create table extra_two (id int);');
    await expect(open([...readMigrations(), edited])).rejects.toThrow(/29990101000000_extra was edited/);
  });

  it('are refused by a version older than the database', async () => {
    const open = await reopenable();
    await (
      await open([...readMigrations(), extra('29990101000000_later', 'create table later (id int);')])
    ).close();
    await expect(open(readMigrations())).rejects.toThrow(
      /29990101000000_later, which this version does not know/,
    );
  });

  it.runIf(databaseKind === 'postgresql')(
    'are applied once when several instances start together',
    async () => {
      const { url, drop } = await createPostgresDatabase();
      onTestFinished(drop);
      const more = extra(
        '29990101000000_together',
        'create table together (id int primary key); insert into together values (1);',
      );
      const opened = await Promise.all(
        [1, 2, 3, 4].map(() => openDatabase({ url, poolSize: 2, migrations: [...readMigrations(), more] })),
      );
      expect(opened.flatMap((database) => database.applied)).toEqual(['29990101000000_together']);
      await Promise.all(opened.map((database) => database.close()));
    },
  );
});
