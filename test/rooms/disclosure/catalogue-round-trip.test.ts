import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCatalogueTable, writeCatalogueTable } from '../../../src/disclosure/catalogue-table.ts';
import type { CatalogueRow } from '../../../src/disclosure/catalogue-row.ts';
import { readDeadline } from '../../../src/disclosure/deadline-phrase.ts';
import { createUnitNames } from '../../../src/disclosure/unit-names.ts';

const units = createUnitNames([
  { code: 'water', name: '青山县水务局', aliases: ['水利局'], type: 'department' },
  { code: 'school', name: '青山县教育局', aliases: [], type: 'department' },
  { code: 'east', name: '东河镇人民政府', aliases: [], type: 'township' },
]);

const HEAD =
  '序号,领域,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级,备注';

/** What people write into such cells, and what they write by mistake. */
const nasty = fc
  .array(
    fc.constantFrom(
      ...'水质检测结果名单标准政策12３（）()、，,;；。:"“《》〈〉第条号—-/·\n\t 　%+=@√■□',
      '同上',
      '无',
      '合计',
      '共3项',
      '备注:',
      '《某某条例》第二条、',
      '国办发〔2019〕54号',
      '一级事项',
      '公开内容',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const cells = fc.tuple(
  fc.constantFrom(
    '',
    '供水',
    '教育',
    '市政服务(供水、供气、供热)与城市综合管理、城乡规划及其他公共服务领域',
    'a/b',
    "'x'",
  ),
  nasty,
  nasty,
  nasty,
  fc.oneof(nasty, fc.constantFrom('', '—', '《城市供水条例》第十条、《价格法》', '同上')),
  fc.constantFrom(
    '每月底前',
    '及时公开',
    '同上',
    '',
    '信息形成或者变更之日起20个工作日内',
    '长期公开,内容变动后及时更新',
  ),
  fc.constantFrom('县水务局', '县水务局、县教育局', '各乡镇', '', '同上'),
  fc.oneof(nasty, fc.constantFrom('', '■政府网站 □其他', '政府网站、村口大喇叭', '大喇叭、小喇叭')),
  fc.constantFrom('', '全社会', '特定群众(住户)', '特定群众', '企业(含个体工商户)'),
  fc.constantFrom('', '主动', '依申请公开'),
  fc.constantFrom('', '县级', '县级、乡级', '乡、村级'),
  nasty,
);

/** Once it came back otherwise: the list of laws breaks off in the middle of an article. */
const BROKEN: [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
] = [
  '',
  '水',
  '',
  '水',
  '《某某条例》第二条、第《某某条例》第二条、',
  '每月底前',
  '县水务局',
  '',
  '',
  '',
  '',
  '',
];

const csv = (rows: readonly (readonly string[])[]): Buffer =>
  Buffer.from(
    [
      HEAD,
      ...rows.map((row, i) =>
        [i + 1, ...row].map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(','),
      ),
    ].join('\r\n'),
  );

const read = async (bytes: Buffer, fileName: string): Promise<CatalogueRow[]> => {
  const reading = await readCatalogueTable(bytes, { fileName, units, readDeadline });
  return reading.rows;
};
/** As the database would keep it: the field by its own name, rows by their order. */
const plain = (rows: readonly CatalogueRow[]) =>
  rows.map(({ sheet, row: _row, extra, ...rest }) => {
    const { 领域: field, ...others } = extra ?? {};
    return { field: field ?? sheet ?? '目录', ...rest, extra: others };
  });

it.each([
  ['csv', 300],
  ['json', 100],
  ['xlsx', 40],
] as const)('whatever a table says, it comes back the same from an export as %s', async (format, runs) => {
  await fc.assert(
    fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 6 }), async (rows) => {
      // As export has it: one field after the other.
      const taken = plain(await read(csv(rows), '目录.csv'));
      const fields = [...new Set(taken.map(({ field }) => field))];
      const sorted = fields.flatMap((field) => taken.filter((row) => row.field === field));
      const held = sorted.map(({ field, ...row }, i) => ({ ...row, sheet: field, row: i + 1 }));
      const bytes = await writeCatalogueTable(held, format);
      const again =
        format === 'json'
          ? (JSON.parse(bytes.toString()) as CatalogueRow[])
          : await read(bytes, `x.${format}`);
      expect(plain(again)).toEqual(sorted);
    }),
    { numRuns: runs, examples: [[[BROKEN]]] },
  );
});
