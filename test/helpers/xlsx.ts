/** Small .xlsx files made of XML, with what spreadsheet programs put in: merged cells, hidden rows and sheets, formulas. */
import { strToU8, zipSync } from 'fflate';

export interface SheetSpec {
  name: string;
  rows: (string | { formula: string; value: string } | { runs: string[] } | undefined)[][];
  merges?: string[];
  hiddenRows?: number[];
  state?: 'visible' | 'hidden' | 'veryHidden';
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const letter = (column: number): string => String.fromCharCode(65 + column);

function cellXml(cell: SheetSpec['rows'][number][number], ref: string): string {
  if (cell === undefined) return `<c r="${ref}"/>`;
  if (typeof cell === 'string')
    return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`;
  if ('formula' in cell) return `<c r="${ref}"><f>${escape(cell.formula)}</f><v>${cell.value}</v></c>`;
  return `<c r="${ref}" t="inlineStr"><is>${cell.runs.map((run) => `<r><t>${escape(run)}</t></r>`).join('')}</is></c>`;
}

function sheetXml({ rows, merges = [], hiddenRows = [] }: SheetSpec): string {
  const body = rows
    .map(
      (cells, i) =>
        `<row r="${i + 1}"${hiddenRows.includes(i + 1) ? ' hidden="1"' : ''}>${cells.map((cell, column) => cellXml(cell, `${letter(column)}${i + 1}`)).join('')}</row>`,
    )
    .join('');
  const merged =
    merges.length > 0
      ? `<mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
      : '';
  return `<?xml version="1.0"?><worksheet><sheetData>${body}</sheetData>${merged}</worksheet>`;
}

export function makeXlsx(sheets: readonly SheetSpec[]): Buffer {
  const book = sheets
    .map(
      (sheet, i) =>
        `<sheet name="${sheet.name}" sheetId="${i + 1}" state="${sheet.state ?? 'visible'}" r:id="rId${i + 1}"/>`,
    )
    .join('');
  const relations = sheets
    .map((_sheet, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`)
    .join('');
  const files: Record<string, Uint8Array> = {
    'xl/workbook.xml': strToU8(
      `<?xml version="1.0"?><workbook xmlns:r="r"><sheets>${book}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(`<?xml version="1.0"?><Relationships>${relations}</Relationships>`),
  };
  for (const [i, sheet] of sheets.entries())
    files[`xl/worksheets/sheet${i + 1}.xml`] = strToU8(sheetXml(sheet));
  return Buffer.from(zipSync(files));
}
