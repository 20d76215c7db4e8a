/** `npm run staff`: how the first sysadmin gets in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../../src/kit/ids.ts';
import { staff } from '../../../src/main/commands/staff.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { contentKey, identityKey, testClock } from '../../helpers/house.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('county');
});
afterAll(() => database.close());

async function run(...args: string[]): Promise<string> {
  const said: string[] = [];
  const io = {
    args,
    directory: '/',
    input: (async function* () {})(),
    write: (text: string) => void said.push(text),
    complain: () => {},
  };
  const keys = { content: contentKey(), identity: identityKey(), session: Buffer.alloc(32, 3) };
  const publicUrl = 'https://zwgk.example.gov.cn';
  await staff.run(io, { database, keys, clock: testClock(), ids: systemIds, publicUrl });
  return said.join('');
}

test('a link is given once, listed as not yet used, and taken away with all sign-ins', async () => {
  expect(await run('invite', 'luo.yuanyao')).toMatch(
    /https:\/\/zwgk\.example\.gov\.cn\/console\/enrol\/\w{32}\n/,
  );
  expect(await run('list')).toContain('luo.yuanyao\t等设置');
  const at = testClock().now();
  await database.prisma.staffSession.create({
    data: { id: 's', userid: 'luo.yuanyao', how: 'local', createdAt: at, seenAt: at },
  });
  expect(await run('remove', 'luo.yuanyao')).toContain('退出了 1 处登录');
  expect(await run('list')).toBe('');
});

test('an unknown person and an unknown word are told with what to do', async () => {
  await expect(run('invite', 'nobody')).rejects.toMatchObject({
    remedy: expect.stringContaining('organisation.json'),
  });
  await expect(run('dance', 'x')).rejects.toMatchObject({ remedy: expect.stringContaining('invite USERID') });
});
