import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedCalendar } from '../../../src/disclosure/calendar-years.ts';
import { exportFile, EXPORTS } from '../../../src/disclosure/export-file.ts';
import { importFile, type ImportReport } from '../../../src/disclosure/import-file.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';

/** The sample county, its files out and in again, and tables that change some of it. */
const now = testClock().now();
const HEAD =
  '序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级,备注';
const table = (...rows: string[]): Buffer => Buffer.from([HEAD, ...rows].join('\r\n'));
const WATER =
  '1,供水,水质,每月水质检测结果,《城市供水条例》第十条,每月底前,县民政局,政府网站,全社会,主动,县级,先行';
const STOP = '2,供水,停水,停水时间和范围,—,停水前24小时,县民政局,两微一端,特定群众(住户),主动,县级,';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('county');
  await database.transaction((tx) => seedCalendar(tx, now));
});
afterAll(() => database.close());

const take = (bytes: Buffer, file: string, more: object = {}): Promise<ImportReport> =>
  importFile(database, bytes, file, { now, ...more });

describe('a catalogue goes in', () => {
  it('a dry run says what would be created and writes nothing', async () => {
    const report = await take(table(WATER, STOP), '供水.csv', { dryRun: true });
    expect(report).toMatchObject({ written: false, created: 2, updated: 0, rejected: [] });
    expect(report.changes).toEqual([
      { what: 'created', record: '供水—水质—每月水质检测结果', fields: [] },
      { what: 'created', record: '供水—停水—停水时间和范围', fields: [] },
    ]);
    expect(await database.prisma.catalogueItem.count()).toBe(0);
  });

  it('twice, and the second time changes nothing', async () => {
    expect(await take(table(WATER, STOP), '供水.csv')).toMatchObject({ written: true, created: 2 });
    expect(await take(table(WATER, STOP), '供水.csv')).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
    });
  });

  it('a dry run of a changed table names each field, as it stands and as it would', async () => {
    const changed = table(WATER.replace('每月底前', '每季度末').replace('先行', ''), STOP);
    const report = await take(changed, '供水.csv', { dryRun: true });
    expect(report).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect(report.changes).toEqual([
      {
        what: 'updated',
        record: '供水—水质—每月水质检测结果',
        fields: [
          { field: '公开时限', from: '每月底前', to: '每季度末' },
          { field: '其他列', from: '{"备注":"先行"}', to: '' },
        ],
      },
    ]);
    const still = await database.prisma.catalogueItem.findFirstOrThrow({ where: { level2: '水质' } });
    expect(still.deadlinePhrase).toBe('每月底前');
    await take(changed, '供水.csv');
    expect(
      await database.prisma.catalogueItem.findUniqueOrThrow({
        where: { id: still.id },
        include: { units: true },
      }),
    ).toMatchObject({ deadlinePhrase: '每季度末', extra: null, units: [{ unitCode: 'qh-mzj' }] });
  });

  it('one bad row and nothing is taken; with partial the rest is', async () => {
    const bad = '3,供水,水价,水价表,无,看情况吧,县民政局,政府网站,全社会,主动,县级,';
    const good = '4,供水,水表,水表检定,无,每年一次,县民政局,政府网站,全社会,主动,县级,';
    const refused = await take(table(WATER, bad, good), '供水.csv');
    expect(refused).toMatchObject({
      written: false,
      created: 0,
      rejected: [{ row: 3, column: '公开时限', reason: '读不懂的时限:看情况吧' }],
    });
    expect(await database.prisma.catalogueItem.count()).toBe(2);
    expect(await take(table(WATER, bad, good), '供水.csv', { partial: true })).toMatchObject({
      written: true,
      created: 1,
      updated: 1,
    });
  });

  it('a partial dry run tells what the good rows would change', async () => {
    const bad = '9,供水,水塔,水塔图,无,看情况吧,县海洋局,政府网站,全社会,主动,县级,';
    const report = await take(table(WATER, bad, STOP.replace('24小时', '48小时')), '供水.csv', {
      dryRun: true,
      partial: true,
    });
    expect(report).toMatchObject({ read: 3, written: false, created: 0, updated: 1 });
    expect(report.rejected.map(({ column }) => column)).toEqual(['公开主体', '公开时限']);
  });

  it('rows that are not in the file stay, and the report says how many', async () => {
    const { warnings } = await take(table(WATER), '供水.csv', { dryRun: true });
    expect(warnings).toContainEqual(expect.stringContaining('还有 2 条不在这个文件里'));
  });

  it('records from JSON are held to the same: no formula, nothing twice, no strange unit', async () => {
    const row = (more: object) => ({
      sheet: '供水',
      level1: '供水',
      level2: '管网',
      content: '管网图',
      deadline: { phrase: '每年一次' },
      units: ['县民政局'],
      unitCodes: ['qh-mzj'],
      ...more,
    });
    const rows = [
      row({}),
      row({}),
      row({ content: '=cmd()' }),
      row({ content: '甲', extra: { 备注: '@x' } }),
      row({ content: '乙', unitCodes: ['nobody'] }),
      row({ content: '丙', deadline: { phrase: '看吧' } }),
    ];
    const { rejected } = await take(Buffer.from(JSON.stringify(rows)), 'c.json');
    expect(rejected.map(({ row, column }) => [row, column])).toEqual([
      [2, '公开事项'],
      [3, '公开内容'],
      [4, '备注'],
      [5, '公开主体'],
      [6, '公开时限'],
    ]);
  });

  it('signs that no database keeps are left out of a table and refused in JSON', async () => {
    const odd = table(WATER.replace('先行', 'a\u0001b').replace('水质检测', '水\u0000质检测'));
    expect(await take(odd, '供水.csv', { dryRun: true })).toMatchObject({ rejected: [{ row: null }] });
    const late = Buffer.concat([
      table(
        ...Array.from({ length: 120 }, (_, i) =>
          WATER.replace(/^1/, `${i + 10}`).replace('结果', `结果${i}`),
        ),
      ),
      Buffer.from(`\r\n999,供水,零,内容\u0000,无,每年一次,县民政局,政府网站,全社会,主动,县级,`),
    ]);
    expect(await take(late, '零.csv', { dryRun: true })).toMatchObject({ rejected: [], created: 121 });
    for (const text of ['a\\u0000', 'a\\ud800', '\\udc00'])
      expect(await take(Buffer.from(`[{"level1":"${text}","deadline":{}}]`), 'c.json')).toMatchObject({
        rejected: [{ row: null, reason: expect.stringContaining('不能保存的字符') }],
      });
  });
});

describe('what goes out comes in again and changes nothing', () => {
  const files = Object.entries(EXPORTS).flatMap(([what, { formats }]) =>
    formats.map((format) => [what, `out.${format}`] as const),
  );

  it.each(files)('%s as %s', async (what, file) => {
    const { bytes, count } = await exportFile(database.prisma, what, file);
    expect(count).toBeGreaterThan(0);
    expect(await take(bytes, file)).toMatchObject({
      kind: what,
      read: count,
      created: 0,
      updated: 0,
      unchanged: count,
      rejected: [],
    });
  });

  it('into an empty county as well, whatever its order', async () => {
    const other = await openTestDatabase('empty');
    try {
      for (const what of ['organisation', 'procedures', 'disclosures', 'laws', 'calendar', 'catalogue']) {
        const name = `out.${EXPORTS[what]!.formats.at(-1)}`;
        const { bytes } = await exportFile(database.prisma, what, name);
        expect(await importFile(other, bytes, name, { now })).toMatchObject({ rejected: [], written: true });
        expect((await exportFile(other.prisma, what, name)).bytes.equals(bytes)).toBe(true);
      }
    } finally {
      await other.close();
    }
  });

  it('says what can be exported to what', () => {
    expect(() => exportFile(database.prisma, 'people', 'a.json')).toThrow('可以导出');
    expect(() => exportFile(database.prisma, 'laws', 'a.xlsx')).toThrow('.jsonl');
  });
});

describe('an organisation', () => {
  const file = (units: object[]): Buffer => Buffer.from(JSON.stringify({ units }));

  it('may name a unit before its superior, and refuses two of one name', async () => {
    const units = [
      ...Array.from({ length: 600 }, (_, i) => ({
        code: `v${i}`,
        name: `第${i}村村民委员会`,
        type: 'village_committee',
        parent: 'new-town',
      })),
      { code: 'new-town', name: '新镇人民政府', type: 'township' },
    ];
    expect(await take(file(units), 'o.json', { dryRun: true })).toMatchObject({ created: 601, rejected: [] });
    const twins = [
      { code: 'a1', name: '县某某局', type: 'department' },
      { code: 'a2', name: '县某某局', type: 'department' },
      { code: 'a3', name: '清和县民政局', type: 'department' },
    ];
    expect((await take(file(twins), 'o.json')).rejected).toEqual([
      { sheet: 'units', row: 2, column: 'name', reason: '和 a1 重名:县某某局' },
      { sheet: 'units', row: 3, column: 'name', reason: '和 qh-mzj 重名:清和县民政局' },
    ]);
  });
});
