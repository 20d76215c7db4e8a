/** Migrates once; every test file begins with a copy. The embedded copy is a dump, PostgreSQL's a template database. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { loadSampleCounty } from '../../src/main/ground.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { testClock } from './house.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Migrated and empty. */
    snapshot: string;
    template: string;
    /** With the sample county in it. */
    countySnapshot: string;
    countyTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'yangguang-test-'));
  const database = await openDatabase({});
  project.provide('snapshot', await dumpTo(database, join(dir, 'empty.tar')));
  await loadSampleCounty(database, testClock());
  project.provide('countySnapshot', await dumpTo(database, join(dir, 'county.tar')));
  await database.close();
  const server = process.env.TEST_DATABASE_URL;
  const templates = server ? await makeTemplates(server) : { empty: '', county: '' };
  project.provide('template', templates.empty);
  project.provide('countyTemplate', templates.county);
  return async () => {
    rmSync(dir, { recursive: true, force: true });
    for (const name of Object.values(templates))
      if (server && name) await administer(server, `drop database if exists "${name}" with (force)`);
  };
}

async function dumpTo(database: Database, path: string): Promise<string> {
  const dump = await database.pglite!.dumpDataDir('none');
  writeFileSync(path, Buffer.from(await dump.arrayBuffer()));
  return path;
}

async function makeTemplates(server: string): Promise<{ empty: string; county: string }> {
  const empty = `yangguang_template_${process.pid}`;
  const county = `${empty}_county`;
  await administer(server, `create database "${empty}"`);
  await (await openDatabase({ url: withDatabase(server, empty) })).close();
  await administer(server, `create database "${county}" template "${empty}"`);
  const database = await openDatabase({ url: withDatabase(server, county) });
  await loadSampleCounty(database, testClock());
  await database.close();
  return { empty, county };
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
