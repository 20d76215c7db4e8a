import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readCatalogueTable, writeCatalogueTable } from '../../../src/disclosure/catalogue-table.ts';
import { readDeadline } from '../../../src/disclosure/deadline-phrase.ts';
import { createUnitNames } from '../../../src/disclosure/unit-names.ts';
import { makeXlsx, type SheetSpec } from '../../helpers/xlsx.ts';

const units = createUnitNames([
  { code: 'gov', name: '青山县人民政府', aliases: ['县政府'], type: 'county_gov' },
  { code: 'office', name: '青山县人民政府办公室(政务公开科)', aliases: ['县政府办'], type: 'gov_office' },
  { code: 'water', name: '青山县水务局', aliases: ['水利局'], type: 'department' },
  { code: 'school', name: '青山县教育局', aliases: [], type: 'department' },
  { code: 'east', name: '东河镇人民政府', aliases: [], type: 'township' },
  { code: 'west', name: '西山乡人民政府', aliases: [], type: 'township' },
  { code: 'v1', name: '上湾村村民委员会', aliases: ['上湾村'], type: 'village_committee' },
  { code: 'c1', name: '北门社区居民委员会', aliases: [], type: 'resident_committee' },
]);

const HEAD = [
  '序号',
  '一级事项',
  '二级事项',
  '公开内容（要素）',
  '公开依据',
  '公开时限',
  '公开主体',
  '公开渠道和载体',
  '公开对象',
  '公开方式',
  '公开层级',
];
const ROW = [
  '1',
  '供水',
  '水质',
  '每月水质检测结果',
  '《城市供水条例》',
  '每月底前',
  '县水务局',
  '政府网站、政务服务中心',
  '全社会',
  '主动公开',
  '县级',
];
const row = (changes: Record<number, string>): string[] => ROW.map((value, i) => changes[i] ?? value);

const read = (bytes: Buffer, fileName = 'table.xlsx') =>
  readCatalogueTable(bytes, { fileName, units, readDeadline });
const csv = (rows: readonly (readonly string[])[], delimiter = ',', newline = '\r\n'): Buffer =>
  Buffer.from(
    rows
      .map((cells) =>
        cells
          .map((cell) => (/[",\t;\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
          .join(delimiter),
      )
      .join(newline),
  );
const sheet = (rows: SheetSpec['rows'], more: Partial<SheetSpec> = {}): Buffer =>
  makeXlsx([{ name: '供水', rows, ...more }]);

describe('a catalogue table', () => {
  it('is read with a title above, a two-row header, groups and ticks', async () => {
    const top = [
      '序号',
      '公开事项',
      undefined,
      '公开内容（要素）',
      '公开依据',
      '公开时限',
      '公开主体',
      '公开渠道和载体',
      '公开对象',
      undefined,
      '公开方式',
      undefined,
      '公开层级',
      undefined,
    ];
    const low = [
      undefined,
      '一级事项',
      '二级事项',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      '全社会',
      '特定群众',
      '主动',
      '依申请',
      '县级',
      '乡、村级',
    ];
    const marks = '■政府网站 □政府公报 ■入户/现场 □社区/企事业单位/村公示栏(电子屏)';
    const { rows, rejected } = await read(
      sheet(
        [
          ['青山县供水领域目录'],
          top,
          low,
          [
            '1',
            '供水',
            '水质',
            '检测结果',
            '《城市供水条例》',
            '每月底前',
            '县水务局',
            marks,
            '√',
            '',
            '√',
            '',
            '√',
            '√',
          ],
          [
            '2',
            '供水',
            '停水',
            '停水通知',
            '《城市供水条例》',
            '即时公开',
            '县水务局',
            marks,
            '',
            '√（停水小区住户）',
            '',
            '√',
            '',
            '√',
          ],
        ],
        {
          merges: [
            'A1:N1',
            'B2:C2',
            'I2:J2',
            'K2:L2',
            'M2:N2',
            'A2:A3',
            'D2:D3',
            'E2:E3',
            'F2:F3',
            'G2:G3',
            'H2:H3',
          ],
        },
      ),
    );
    expect(rejected).toEqual([]);
    expect(rows[0]).toMatchObject({
      row: 4,
      sheet: '供水',
      level1: '供水',
      level2: '水质',
      channels: ['政府网站', '入户/现场'],
      audience: '全社会',
      mode: '主动',
      tier: ['县级', '乡级'],
    });
    expect(rows[1]).toMatchObject({
      audience: '特定群众',
      audienceWho: '停水小区住户',
      mode: '依申请',
      tier: ['乡级'],
    });
  });

  it('finds columns by name, in any order, keeps strange ones aside and says so once', async () => {
    const { rows, warnings } = await read(
      csv([
        ['公开主体', '备 注', '公开时限', '公开事项', '公开内容', '公开依据'],
        ['水利局', '试行', '20个工作日', '供水——水质', '检测结果', '《城市供水条例》第七条'],
      ]),
      'a.csv',
    );
    expect(rows[0]).toMatchObject({
      row: 2,
      level1: '供水',
      level2: '水质',
      unitCodes: ['water'],
      extra: { 备注: '试行' },
    });
    expect(warnings).toEqual([{ reason: '不认识的列按原样保留:备注' }]);
  });

  it('fills blanks and 同上 from above, and takes a dash as empty', async () => {
    const { rows } = await read(
      csv([
        HEAD,
        ROW,
        row({ 0: '2', 1: '', 2: '停水', 4: '', 5: '同上', 6: '〃' }),
        row({ 0: '3', 1: '污水', 2: '收费', 4: '—' }),
        row({ 0: '4', 1: '', 2: '处理', 4: '' }),
      ]),
      'a.csv',
    );
    expect(
      rows.map(({ level1, basis, deadline, unitCodes }) => [
        level1,
        basis.length,
        deadline.phrase,
        unitCodes[0],
      ]),
    ).toEqual([
      ['供水', 1, '每月底前', 'water'],
      ['供水', 1, '每月底前', 'water'],
      ['污水', 0, '每月底前', 'water'],
      ['污水', 0, '每月底前', 'water'],
    ]);
  });

  it('takes a value merged downwards for every row it covers', async () => {
    const { rows } = await read(
      sheet(
        [
          HEAD,
          ROW,
          [...row({ 0: '2', 2: '停水' })].map((value, i) => (i === 1 || i === 5 ? undefined : value)),
        ],
        { merges: ['B2:B3', 'F2:F3'] },
      ),
    );
    expect(rows[1]).toMatchObject({ level1: '供水', deadline: { phrase: '每月底前' } });
  });

  it('joins a continuation row to the row above, and leaves out blanks, sums, notes and a repeated header', async () => {
    const blank = ROW.map(() => '');
    const { rows, rejected } = await read(
      csv([
        HEAD,
        ROW,
        blank.map((_, i) => (i === 3 ? '和超标处理情况' : '')),
        blank,
        HEAD,
        row({ 0: '2', 2: '停水' }),
        ['合计', '2项', ...blank.slice(2)],
        ['注:本目录每年调整', ...blank.slice(1)],
      ]),
      'a.csv',
    );
    expect(rejected).toEqual([]);
    expect(rows.map(({ content }) => content)).toEqual([
      '每月水质检测结果和超标处理情况',
      '每月水质检测结果',
    ]);
  });

  it('mends broken words, full-width digits and rich text', async () => {
    const { rows } = await read(
      sheet([
        HEAD,
        [
          ...row({ 0: '１', 5: '信息形成之 日起 ２０ 个工作日内' }).slice(0, 3),
          { runs: ['每月 水质', '\n检测'] },
          ...row({ 5: '信息形成之 日起 ２０ 个工作日内' }).slice(4),
        ],
      ]),
    );
    expect(rows[0]).toMatchObject({
      content: '每月水质检测',
      deadline: { meaning: { amount: 20, unit: 'workday' } },
    });
  });

  it('keeps laws with their articles and document numbers, and names units one by one or as a group', async () => {
    const { rows } = await read(
      csv([
        HEAD,
        row({
          4: '《城市供水条例》第七条、第九条、《水法》；《关于供水的意见》（青政发〔2024〕3号）及相关规定',
          6: '县水务局、县教育局',
        }),
        row({ 0: '2', 2: 'b', 6: '各乡镇人民政府' }),
        row({ 0: '3', 2: 'c', 6: '各村（居）民委员会' }),
      ]),
      'a.csv',
    );
    expect(rows[0]!.basis).toEqual([
      '《城市供水条例》第七条、第九条',
      '《水法》',
      '《关于供水的意见》(青政发〔2024〕3号)',
    ]);
    expect(rows.map((one) => one.unitCodes)).toEqual([
      ['water', 'school'],
      ['east', 'west'],
      ['v1', 'c1'],
    ]);
  });

  it('does not import hidden rows and sheets, and reports them; a sheet without a header is skipped', async () => {
    const { rows, warnings } = await read(
      makeXlsx([
        { name: '说明', rows: [['请如实填写']] },
        { name: '供水', rows: [HEAD, ROW, row({ 0: '2', 2: '停用' })], hiddenRows: [3] },
        { name: '旧', rows: [HEAD, ROW], state: 'veryHidden' },
      ]),
    );
    expect(rows).toHaveLength(1);
    expect(warnings).toEqual([
      { sheet: '说明', reason: '没有目录表头,未导入' },
      { sheet: '供水', row: 3, reason: '隐藏行未导入' },
      { sheet: '旧', reason: '隐藏的工作表未导入' },
    ]);
  });

  it.each([
    ['UTF-8 with BOM and LF', Buffer.concat([Buffer.from('\ufeff'), csv([HEAD, ROW], ',', '\n')])],
    ['tabs', csv([HEAD, ROW], '\t')],
    ['semicolons', csv([HEAD, ROW], ';')],
    ['GB18030', encodeGb18030()],
  ])('is read as CSV: %s', async (_name, bytes) => {
    const { rows, rejected } = await read(bytes, 'a.csv');
    expect(rejected).toEqual([]);
    expect(rows[0]).toMatchObject({ level2: '水质', unitCodes: ['water'] });
  });

  it.each([
    ['a unit the county does not have', { 6: '县海事局' }, '公开主体', '没有这个单位:县海事局'],
    ['a deadline nobody can read', { 5: '再说吧' }, '公开时限', '读不懂的时限:再说吧'],
    ['a day that does not exist', { 5: '每年2月30日前' }, '公开时限', '2月30日'],
    ['a formula in the text', { 3: '=1+1' }, '公开内容', '公式'],
    ['a formula in disguise', { 2: '  @SUM(A1)' }, '公开事项(二级)', '公式'],
    ['no content', { 3: '' }, '公开内容', '没有写公开内容'],
  ])('refuses %s by row and column', async (_name, changes, column, reason) => {
    const { rows, rejected } = await read(csv([HEAD, ROW, row({ 0: '2', 2: '停水', ...changes })]), 'a.csv');
    expect(rows).toHaveLength(1);
    expect(rejected).toEqual([{ row: 3, column, reason: expect.stringContaining(reason) }]);
  });

  it('takes the cached value of a formula as running number, and refuses one elsewhere', async () => {
    const withFormula = await read(sheet([HEAD, [{ formula: 'ROW()-1', value: '1' }, ...ROW.slice(1)]]));
    expect(withFormula).toMatchObject({ rows: [{ level2: '水质' }], rejected: [] });
    const bad = await read(sheet([HEAD, ['1', '供水', { formula: 'A1', value: '水质' }, ...ROW.slice(3)]]));
    expect(bad.rejected).toEqual([
      { sheet: '供水', row: 2, column: '公开事项(二级)', reason: '单元格像公式,不作为文字导入' },
    ]);
  });

  it('refuses the second of two equal numbers and of two equal matters, and names the first', async () => {
    const { rejected } = await read(csv([HEAD, ROW, row({ 2: '停水' }), row({ 0: '3' })]), 'a.csv');
    expect(rejected).toEqual([
      { row: 3, column: '序号', reason: '序号1与第2行重复' },
      { row: 4, column: '公开事项', reason: '与第2行是同一事项,重复' },
    ]);
  });

  it('names a column that is missing', async () => {
    const { rejected } = await read(
      csv([
        ['序号', '一级事项', '公开内容', '公开依据', '公开主体'],
        ['1', 'a', 'b', 'c', '县政府'],
      ]),
      'a.csv',
    );
    expect(rejected).toEqual([{ row: 1, column: '公开时限', reason: '缺少必需的列“公开时限”' }]);
  });

  it.each([
    ['an old or encrypted workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0]), '旧版 .xls'],
    ['a web page', Buffer.from('<html><table></table></html>'), '网页'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'PDF'],
    ['something else', Buffer.from([0, 1, 2, 3, 4, 5]), '无法识别'],
    ['a zip that is no workbook', Buffer.from(zipSync({ 'a.txt': strToU8('hello') })), '不是 Excel'],
    ['a workbook cut off', makeXlsx([{ name: '供水', rows: [HEAD, ROW] }]).subarray(0, 300), '损坏'],
  ])('says what the file is when it is %s', async (_name, bytes, why) => {
    await expect(read(bytes)).rejects.toThrow(why);
  });

  it('reads a CSV under the wrong name, with a warning', async () => {
    const { rows, warnings } = await read(csv([HEAD, ROW]), '目录.xlsx');
    expect(rows).toHaveLength(1);
    expect(warnings[0]!.reason).toContain('扩展名');
  });

  it('comes back the same after export, as xlsx and as csv, and guards what looks like a formula', async () => {
    const { rows } = await read(
      csv([
        [...HEAD, '备注'],
        [...ROW, '先行'],
        [
          ...row({
            0: '2',
            2: '停水',
            8: '特定群众(住户)',
            7: '村口大喇叭',
            9: '依申请公开',
            10: '县级、乡级',
          }),
          '',
        ],
      ]),
      'a.csv',
    );
    for (const format of ['xlsx', 'csv'] as const) {
      const again = await read(await writeCatalogueTable(rows, format), `b.${format}`);
      expect(again.rejected).toEqual([]);
      expect(again.rows.map(({ sheet: _sheet, row: _row, ...rest }) => rest)).toEqual(
        rows.map(({ row: _row, ...rest }) => rest),
      );
    }
    const risky = (await writeCatalogueTable([{ ...rows[0]!, content: '=cmd()' }], 'csv')).toString();
    expect(risky).toContain('" =cmd()"');
    expect(JSON.parse((await writeCatalogueTable(rows, 'json')).toString())).toEqual(rows);
  });
});

/** The header and row above in GB18030; written out because Node encodes UTF-8 only. */
function encodeGb18030(): Buffer {
  const table = new Map<string, Buffer>();
  const decoder = new TextDecoder('gb18030');
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low]);
      const char = decoder.decode(bytes);
      if (char.length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, bytes);
    }
  return Buffer.concat(
    [...csv([HEAD, ROW]).toString()].map((char) =>
      char.charCodeAt(0) < 0x80 ? Buffer.from(char) : table.get(char)!,
    ),
  );
}
