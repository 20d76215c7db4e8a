/** Catalogue rows as the national table. Text that a spreadsheet would run stays text. */
import writeXlsxFile from 'write-excel-file/node';
import { CHANNELS } from './columns.ts';
import { FIELD_COLUMN, type CatalogueRow } from '../catalogue-row.ts';

const TITLES = [
  '序号',
  '一级事项',
  '二级事项',
  '公开内容(要素)',
  '公开依据',
  '公开时限',
  '公开主体',
  '公开渠道和载体',
  '公开对象',
  '公开方式',
  '公开层级',
] as const;

/** The cells of a row, in the order of TITLES, then its extra columns. */
function cellsOf(row: CatalogueRow, number: number, extras: readonly string[]): string[] {
  const known = row.channels.some((channel) => (CHANNELS as readonly string[]).includes(channel));
  return [
    String(number),
    row.level1,
    row.level2,
    row.content,
    // A blank would mean what stands above.
    row.basis.join(';') || '—',
    row.deadline.phrase,
    row.units.join('、'),
    row.channels.map((channel) => (known ? `■${channel}` : channel)).join(known ? ' ' : '、'),
    row.audienceWho ? `${row.audience}(${row.audienceWho})` : row.audience,
    row.mode,
    row.tier.join('、'),
    ...extras.map((name) => row.extra?.[name] ?? ''),
  ];
}

const extrasOf = (rows: readonly CatalogueRow[]): string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row.extra ?? {}))),
];

/** A leading apostrophe-like guard would change the text; a blank before it does the same and is dropped on reading. */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? ` ${text}` : text);

/** One sheet holds all fields, so a column tells which. */
export function writeCsv(all: readonly CatalogueRow[]): Buffer {
  const rows = all.map((row) =>
    row.sheet ? { ...row, extra: { [FIELD_COLUMN]: row.sheet, ...row.extra } } : row,
  );
  const extras = extrasOf(rows);
  const lines = [[...TITLES, ...extras], ...rows.map((row, i) => cellsOf(row, i + 1, extras))];
  const quote = (text: string): string =>
    /[",\r\n]|^\s/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return Buffer.from(
    `\ufeff${lines.map((cells) => cells.map((cell) => quote(guarded(cell))).join(',')).join('\r\n')}\r\n`,
  );
}

/** One sheet for each field, numbered anew. */
export async function writeXlsx(rows: readonly CatalogueRow[]): Promise<Buffer> {
  const fields = new Map<string, CatalogueRow[]>();
  for (const row of rows) {
    const name = row.sheet ?? '目录';
    const list = fields.get(name);
    if (list) list.push(row);
    else fields.set(name, [row]);
  }
  if (fields.size === 0) fields.set('目录', []);
  const taken = new Set<string>();
  const sheets = [...fields].map(([field, rowsOfField]) => {
    const sheet = sheetName(field, taken);
    // What the name of a sheet cannot hold stands in a column.
    const list =
      sheet === field
        ? rowsOfField
        : rowsOfField.map((row) => ({ ...row, extra: { [FIELD_COLUMN]: field, ...row.extra } }));
    const extras = extrasOf(list);
    const head = [...TITLES, ...extras].map((value) => ({
      value,
      fontWeight: 'bold' as const,
      type: String,
    }));
    const body = list.map((row, i) =>
      cellsOf(row, i + 1, extras).map((value, column) =>
        column === 0
          ? { value: i + 1, type: Number }
          : { value: value || undefined, type: String, wrap: true },
      ),
    );
    return {
      sheet,
      data: [head, ...body],
      columns: TITLES.map((title) => ({
        width: title === '公开内容(要素)' || title === '公开渠道和载体' ? 40 : 16,
      })),
    };
  });
  return (await writeXlsxFile(sheets as never)).toBuffer();
}

/** At most 31 characters, none of []:*?/\, no two alike. */
function sheetName(field: string, taken: Set<string>): string {
  const name =
    field
      .replace(/[[\]:*?/\\']/g, ' ')
      .slice(0, 31)
      .trim() || '目录';
  let unique = name;
  for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name.slice(0, 27)} ${n}`;
  taken.add(unique.toLowerCase());
  return unique;
}

export const writeJson = (rows: readonly CatalogueRow[]): Buffer =>
  Buffer.from(`${JSON.stringify(rows, null, 1)}\n`);
