/** Whom a complaint is about, who is tied to them, and where it therefore goes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importOrganisation, organisationFileSchema } from '../../../src/people/organisation.ts';
import { accusedIn, loadDirectory, type Directory } from '../../../src/supervision/accused.ts';
import { createAudit } from '../../../src/supervision/audit.ts';
import { declareTie, tiesOf } from '../../../src/supervision/ties.ts';
import { loadViewer } from '../../../src/supervision/viewers.ts';
import type { Official } from '../../../src/people/officials.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { identityKey, testClock, testIds } from '../../helpers/house.ts';

let database: Database;
let directory: Directory;
const clock = testClock();
const deps = { clock, ids: testIds(), audit: createAudit({ clock, identityKey: identityKey() }) };
beforeAll(async () => {
  database = await openTestDatabase('county');
  directory = await loadDirectory(database.prisma);
});
afterAll(() => database.close());
const official = (userid: string): Promise<Official> =>
  database.prisma.person.findUniqueOrThrow({ where: { userid } });

describe('named by unit, by title, by name', () => {
  test.each([
    ['教体局的人不理我', ['qh-jtj'], []],
    ['民政局局长收钱', ['qh-mzj'], ['wu.jingxi']],
    ['民政局的吴景溪收了两条烟', ['qh-mzj'], ['wu.jingxi']],
    ['沈松禾拿了回扣', ['qh-lh'], ['shen.songhe']],
    ['李家沟村的主任把树卖了', ['qh-lh-ljg'], ['shi.guzhou', 'lu.songhe']],
    // Turned to, not accused.
    ['我去县纪委反映过,没有回音', [], []],
    ['我向县政府办申请公开,农业农村局不给', ['qh-nyj'], []],
    ['纪委的干部收了他的礼', ['qh-jw'], []],
    ['县政府办政务公开科的人态度恶劣', ['qh-zfb'], []],
    ['隔壁老王不是东西', [], []],
  ] as const)('%s', (text, units, userids) => {
    const found = accusedIn(text, undefined, directory);
    expect(found.units.toSorted()).toEqual(units.toSorted());
    // The head of a village may bear either name in the records.
    for (const userid of found.userids) expect(userids as readonly string[]).toContain(userid);
    expect(found.userids.length > 0).toBe(userids.length > 0);
  });

  test('heads of the county are managed by the level above; heads of its departments are not', () => {
    expect(accusedIn('举报赵禾舟', undefined, directory).higher).toBe(true);
    expect(accusedIn('举报吴景溪', undefined, directory).higher).toBe(false);
    expect(accusedIn('举报严禾舟', undefined, directory).higher).toBe(false);
  });
});

test('回避申报 by name and by unit: kept out of what concerns them, from either side', async () => {
  const officer = await official('xue.lanxi');
  const declare = (said: string) => database.transaction((tx) => declareTie(tx, deps, officer, said));
  expect(await declare('吴景溪 配偶')).toEqual({ to: '吴景溪', relation: '配偶' });
  expect(await declare('教育局 原单位')).toEqual({ to: '清和县教育体育局', relation: '原单位' });
  await expect(declare('谁也不是')).rejects.toMatchObject({ tell: /请这样写/ });
  expect(await tiesOf(database.prisma, officer)).toHaveLength(2);
  const viewer = await loadViewer(database.prisma, officer);
  expect(viewer.tiedUserids).toContain('wu.jingxi');
  // The unit that the kin leads, too.
  expect(viewer.tiedUnits.toSorted()).toEqual(['qh-jtj', 'qh-mzj']);
  expect((await loadViewer(database.prisma, await official('wu.jingxi'))).tiedUserids).toContain('xue.lanxi');
});

test('members of a group beside their own post come by import; fellows are tied to each other', async () => {
  const file = organisationFileSchema.parse({
    units: [
      {
        code: 'qh-slj-jd',
        name: '水利局政务公开监督小组',
        type: 'supervision_group',
        parent: 'qh-slj',
        members: ['zhao.yanzhou', 'nobody'],
      },
    ],
  });
  await database.transaction((tx) => importOrganisation(tx, file));
  const member = await loadViewer(database.prisma, await official('zhao.yanzhou'));
  expect(member.groups).toEqual(['qh-slj-jd']);
  expect(member.tiedUserids).toEqual(expect.arrayContaining(['zhao.zhuchuan', 'feng.songxi']));
  // Taken out again.
  const without = { ...file, units: [{ ...(file.units[0] as object), members: [] }] };
  await database.transaction((tx) => importOrganisation(tx, without));
  expect((await loadViewer(database.prisma, await official('zhao.yanzhou'))).groups).toEqual([]);
});
