/** Migrates once; every test file begins with a copy. The embedded copy is a dump, PostgreSQL's a template database. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/store/database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    snapshot: string;
    template: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-test-'));
  const snapshot = join(dir, 'snapshot.tar');
  const database = await openDatabase({});
  const dump = await database.pglite!.dumpDataDir('none');
  writeFileSync(snapshot, Buffer.from(await dump.arrayBuffer()));
  await database.close();
  project.provide('snapshot', snapshot);
  const template = await makeTemplate(process.env.TEST_DATABASE_URL);
  project.provide('template', template);
  return async () => {
    rmSync(dir, { recursive: true, force: true });
    if (template)
      await administer(process.env.TEST_DATABASE_URL!, `drop database if exists "${template}" with (force)`);
  };
}

async function makeTemplate(url: string | undefined): Promise<string> {
  if (!url) return '';
  const template = `yangguang_template_${process.pid}`;
  await administer(url, `create database "${template}"`);
  const database = await openDatabase({ url: withDatabase(url, template) });
  await database.close();
  return template;
}

/** Runs a statement in the database the URL names. */
export async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
