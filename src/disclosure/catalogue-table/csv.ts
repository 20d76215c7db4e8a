/** A CSV as a grid: UTF-8 with or without BOM, or GB18030; comma, tab or semicolon. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { InputError, messageOf } from '../../kit/errors.ts';
import { breathe, LIMITS, type Grid, type GridRow } from './grid.ts';

const DELIMITERS = [',', '\t', ';'] as const;
const SAMPLE = 20_000;
const PIECE = 64 * 1024;

/** Reads the records; `looksRight` tells which delimiter gives the header. */
export async function readCsv(bytes: Buffer, looksRight: (grid: Grid) => boolean): Promise<Grid> {
  const text = decode(bytes);
  const sample = text.slice(0, SAMPLE);
  const cut = sample.length < text.length ? sample.slice(0, sample.lastIndexOf('\n') + 1) : sample;
  for (const delimiter of DELIMITERS) {
    const head = await records(cut, delimiter, true);
    if (looksRight(head)) return records(text, delimiter, false);
  }
  return records(text, mostFrequent(cut), false);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    try {
      return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    } catch {
      throw new InputError(
        '文字编码认不出来:既不是 UTF-8,也不是 GB18030。请在 Excel 或 WPS 里另存为“CSV UTF-8”再导入',
      );
    }
  }
}

const mostFrequent = (sample: string): string =>
  [...DELIMITERS].sort((a, b) => sample.split(b).length - sample.split(a).length)[0]!;

/** Given whole, the text would be parsed in one go, and nothing else would run meanwhile. */
async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    yield bytes.subarray(at, at + PIECE);
    await breathe();
  }
}

async function records(text: string, delimiter: string, lenient: boolean): Promise<Grid> {
  const rows: GridRow[] = [];
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
  });
  Readable.from(pieces(Buffer.from(text))).pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (rows.length >= LIMITS.rows) throw new InputError(`行数超过上限 ${LIMITS.rows}。请分成几个文件导入`);
      if (record.length > LIMITS.columns)
        throw new InputError(`第 ${rows.length + 1} 行的列数超过上限 ${LIMITS.columns}`);
      rows.push({
        number: rows.length + 1,
        hidden: false,
        cells: record.map((value) => (value === '' ? undefined : { text: value })),
      });
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    // A sample may end inside a quoted field.
    if (!lenient)
      throw new InputError(
        `CSV 第 ${rows.length + 1} 条记录读不下去,多半是引号没有成对(${messageOf(error)})`,
      );
  }
  return { sheet: undefined, hidden: false, rows, merges: [] };
}
