/** `npm run audit`: what it says, for people and for programs, and its exit status. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../../src/kit/ids.ts';
import { audit } from '../../../src/main/commands/audit.ts';
import type { Database } from '../../../src/store/database.ts';
import { createAudit, type AuditVerdict } from '../../../src/supervision/audit.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { contentKey, identityKey, testClock } from '../../helpers/house.ts';

let database: Database;
const chain = createAudit({ clock: testClock(), identityKey: identityKey() });
beforeAll(async () => {
  database = await openTestDatabase();
  for (const action of ['complaint.filed', 'complaint.read', 'complaint.closed'])
    await database.transaction((tx) =>
      chain.record(tx, { actor: 'lisi', action, subjectType: 'complaint', subjectId: 'c-1' }),
    );
});
afterAll(() => database.close());

async function run(...args: string[]): Promise<{ status: number; said: string }> {
  const said: string[] = [];
  const io = {
    args,
    directory: '/',
    input: (async function* () {})(),
    write: (text: string) => void said.push(text),
    complain: () => {},
  };
  const keys = { content: contentKey(), identity: identityKey(), session: Buffer.alloc(32, 3) };
  const status = await audit.run(io, {
    database,
    keys,
    clock: testClock(),
    ids: systemIds,
    publicUrl: undefined,
  });
  return { status, said: said.join('') };
}

test('intact: in words, as JSON, and the hash noted before still stands', async () => {
  expect(await run()).toMatchObject({
    status: 0,
    said: expect.stringContaining('✔ 审计日志完好:3 条') as string,
  });
  const { said } = await run('--json');
  const verdict = JSON.parse(said) as AuditVerdict;
  expect(verdict).toMatchObject({ ok: true, entries: 3, faults: [] });
  expect((await run('--expect', verdict.head)).status).toBe(0);
  expect((await run('--expect', 'f'.repeat(32))).status).toBe(1);
});

test('a wrong argument says how it is written', async () => {
  await expect(run('--jsn')).rejects.toMatchObject({ code: 'input' });
  await expect(run('--expect', 'abc')).rejects.toMatchObject({ code: 'input' });
});

test('changed: exit status 1, with the row', async () => {
  await database.prisma.auditEntry.update({ where: { seq: 2 }, data: { actor: 'nobody' } });
  expect(await run()).toMatchObject({ status: 1, said: expect.stringContaining('第 2 条被改过') as string });
  expect(JSON.parse((await run('--json')).said)).toMatchObject({
    ok: false,
    faults: [{ seq: 2, kind: 'changed' }],
  });
});
