/** Sheets of plain cells as an .xlsx file. The library is loaded when the first one is asked for. */

export interface Sheet {
  name: string;
  head: readonly string[];
  /** Text stays text: a cell that begins like a formula is none. */
  rows: readonly (readonly (string | number)[])[];
}

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Characters of a sheet's name. */
const LONGEST_NAME = 31;
const WIDTH = 18;
const WIDE = 60;
const LONG = 20;

export async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const taken = new Set<string>();
  const pages = sheets.map(({ name, head, rows }) => ({
    sheet: sheetName(name, taken),
    data: [
      head.map((value) => ({ value, type: String, fontWeight: 'bold' as const, wrap: true })),
      ...rows.map((row) =>
        row.map((value) =>
          typeof value === 'number'
            ? { value, type: Number }
            : { value: value || undefined, type: String, wrap: true },
        ),
      ),
    ],
    columns: head.map((_, at) => ({
      width: rows.some((row) => String(row[at] ?? '').length > LONG) ? WIDE : WIDTH,
    })),
    stickyRowsCount: 1,
  }));
  return (await writeXlsxFile(pages as never)).toBuffer();
}

/** None of []:*?/\, no two alike. */
function sheetName(wanted: string, taken: Set<string>): string {
  const name = wanted.replace(/[[\]:*?/\\']/g, ' ').slice(0, LONGEST_NAME);
  let unique = name;
  for (let n = 2; taken.has(unique); n++) unique = `${name.slice(0, LONGEST_NAME - 3)} ${n}`;
  taken.add(unique);
  return unique;
}
