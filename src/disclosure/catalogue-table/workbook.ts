/**
 * An .xlsx as grids. The spreadsheet libraries at hand give values only; a catalogue also needs merged ranges, hidden
 * rows and sheets and which cells are formulas, so the sheets are read here: fflate unzips, saxes parses, both in
 * pieces, so that a large book neither blocks the process nor fills its memory.
 */
import { Unzip, UnzipInflate } from 'fflate';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InputError } from '../../kit/errors.ts';
import { breathe, LIMITS, type Cell, type Grid, type GridRow, type Range } from './grid.ts';

/** Inflates to twenty times as much, which is parsed in one go. */
const CHUNK = 32 * 1024;
/** A zip ends with its directory; a file that was cut off has none. */
const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const DIRECTORY_REACH = 66_000;

const damaged = (cause?: unknown): InputError =>
  new InputError('Excel 文件损坏,或没有传完。请重新保存或下载后再导入', { cause });

export async function readWorkbook(bytes: Buffer): Promise<Grid[]> {
  if (!bytes.subarray(-DIRECTORY_REACH).includes(END_OF_DIRECTORY)) throw damaged();
  const parts = new Map<string, (chunk: string, last: boolean) => void>();
  const book = collect();
  const relations = collect();
  const strings = sharedStrings();
  parts.set('xl/workbook.xml', book.take);
  parts.set('xl/_rels/workbook.xml.rels', relations.take);
  parts.set('xl/sharedStrings.xml', strings.take);
  await unzip(bytes, parts);
  if (book.text() === '') throw new InputError('压缩包里没有工作簿,不是 Excel 文件。请另存为 .xlsx 再导入');
  const sheets = sheetsOf(book.text(), relations.text());
  if (sheets.length > LIMITS.sheets) throw new InputError(`工作表超过上限 ${LIMITS.sheets} 张`);
  const readers = sheets.map((sheet) => ({ ...sheet, reader: sheetReader(sheet.name, strings.values) }));
  const sheetParts = new Map(
    readers.filter(({ hidden }) => !hidden).map(({ path, reader }) => [path, reader.take] as const),
  );
  await unzip(bytes, sheetParts);
  return readers.map(({ name, hidden, reader }) => ({
    sheet: name,
    hidden,
    rows: hidden ? [] : reader.rows,
    merges: reader.merges,
  }));
}

/** Feeds the wanted parts of the zip, as text, to their takers. */
async function unzip(
  bytes: Buffer,
  wanted: ReadonlyMap<string, (chunk: string, last: boolean) => void>,
): Promise<void> {
  let inflated = 0;
  let failure: unknown;
  const unzipper = new Unzip((file) => {
    const take = wanted.get(file.name);
    if (!take) return;
    const decoder = new TextDecoder('utf-8');
    file.ondata = (error, data, final) => {
      if (failure) return;
      try {
        if (error) throw error;
        inflated += data.length;
        if (inflated > LIMITS.inflatedBytes)
          throw new InputError(`文件解开后超过上限 ${LIMITS.inflatedBytes / 1024 / 1024} MB,没有导入`);
        take(decoder.decode(data, { stream: !final }), final);
      } catch (caught) {
        failure = caught;
      }
    };
    file.start();
  });
  unzipper.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length && !failure; at += CHUNK) {
      unzipper.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length);
      await breathe();
    }
  } catch (error) {
    failure ??= error;
  }
  if (failure instanceof InputError) throw failure;
  if (failure)
    throw new InputError('Excel 文件损坏,或没有传完。请重新保存或下载后再导入', { cause: failure });
}

function collect(): { take(chunk: string): void; text(): string } {
  const chunks: string[] = [];
  return { take: (chunk) => void chunks.push(chunk), text: () => chunks.join('') };
}

/** A parser that refuses document types and reports its first fault as ours. */
function xmlParser(): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new InputError('Excel 文件里有不该有的文档类型声明,没有导入');
  });
  return parser;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
const attribute = (tag: SaxesTagPlain, name: string): string | undefined => tag.attributes[name];

interface SheetEntry {
  name: string;
  hidden: boolean;
  path: string;
}

function sheetsOf(book: string, relations: string): SheetEntry[] {
  const targets = new Map<string, string>();
  const relationParser = xmlParser();
  relationParser.on('opentag', (tag) => {
    const [id, target] = [attribute(tag, 'Id'), attribute(tag, 'Target')];
    if (localName(tag.name) === 'Relationship' && id && target) targets.set(id, target);
  });
  relationParser.write(relations).close();
  const sheets: SheetEntry[] = [];
  const bookParser = xmlParser();
  bookParser.on('opentag', (tag) => {
    if (localName(tag.name) !== 'sheet') return;
    const target = targets.get(attribute(tag, 'r:id') ?? '') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    sheets.push({
      name: attribute(tag, 'name') ?? '',
      hidden: /hidden/i.test(attribute(tag, 'state') ?? ''),
      path,
    });
  });
  bookParser.write(book).close();
  return sheets;
}

/** The shared strings: runs of rich text joined, phonetic readings left out. */
function sharedStrings(): { take(chunk: string, last: boolean): void; values: string[] } {
  const values: string[] = [];
  const parser = xmlParser();
  let current: string | undefined;
  let inText = false;
  let inPhonetic = false;
  parser.on('opentag', (tag) => {
    const name = localName(tag.name);
    if (name === 'si') current = '';
    else if (name === 'rPh') inPhonetic = true;
    else if (name === 't') inText = !inPhonetic;
  });
  parser.on('text', (text) => {
    if (inText && current !== undefined && current.length < LIMITS.cellLength) current += text;
  });
  parser.on('closetag', (tag) => {
    const name = localName(tag.name);
    if (name === 't') inText = false;
    else if (name === 'rPh') inPhonetic = false;
    else if (name === 'si' && current !== undefined) values.push(current);
  });
  return {
    values,
    take(chunk, last) {
      parser.write(chunk);
      if (last) parser.close();
    },
  };
}

interface OpenCell {
  column: number;
  type: string;
  value: string;
  formula: boolean;
}

function sheetReader(sheet: string, strings: readonly string[]) {
  const rows: GridRow[] = [];
  const merges: Range[] = [];
  const parser = xmlParser();
  let row: GridRow | undefined;
  let cell: OpenCell | undefined;
  let reading: 'v' | 't' | undefined;

  parser.on('opentag', (tag) => {
    switch (localName(tag.name)) {
      case 'row':
        row = {
          number: Number(attribute(tag, 'r')) || (rows.at(-1)?.number ?? 0) + 1,
          hidden: attribute(tag, 'hidden') === '1' || attribute(tag, 'hidden') === 'true',
          cells: [],
        };
        break;
      case 'c':
        cell = {
          column: columnOf(attribute(tag, 'r'), row),
          type: attribute(tag, 't') ?? 'n',
          value: '',
          formula: false,
        };
        break;
      case 'f':
        if (cell) cell.formula = true;
        break;
      case 'v':
        reading = 'v';
        break;
      case 't':
        reading = cell?.type === 'inlineStr' ? 't' : undefined;
        break;
      case 'mergeCell':
        merges.push(rangeOf(attribute(tag, 'ref') ?? ''));
        break;
    }
  });
  parser.on('text', (text) => {
    if (reading && cell && cell.value.length < LIMITS.cellLength) cell.value += text;
  });
  parser.on('closetag', (tag) => {
    switch (localName(tag.name)) {
      case 'v':
      case 't':
        reading = undefined;
        break;
      case 'c':
        if (row && cell) keepCell(row, cell, strings);
        cell = undefined;
        break;
      case 'row':
        if (rows.length >= LIMITS.rows)
          throw new InputError(`工作表“${sheet}”行数超过上限 ${LIMITS.rows}。请分成几个文件导入`);
        if (row) rows.push(row);
        row = undefined;
        break;
    }
  });
  return {
    rows,
    merges,
    take(chunk: string, last: boolean) {
      parser.write(chunk);
      if (last) parser.close();
    },
  };
}

function keepCell(
  row: GridRow,
  { column, type, value, formula }: OpenCell,
  strings: readonly string[],
): void {
  if (column >= LIMITS.columns) return;
  const text =
    type === 's' ? (strings[Number(value)] ?? '') : type === 'b' ? (value === '1' ? '是' : '否') : value;
  if (text !== '' || formula) row.cells[column] = { text, ...(formula ? { formula } : {}) } satisfies Cell;
}

function columnOf(reference: string | undefined, row: GridRow | undefined): number {
  const letters = /^[A-Z]+/.exec(reference ?? '')?.[0];
  if (!letters) return row?.cells.length ?? 0;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function rangeOf(reference: string): Range {
  const [from, to] = reference.split(':');
  const rowOf = (ref: string | undefined): number => Number(/\d+$/.exec(ref ?? '')?.[0] ?? 0);
  return {
    top: rowOf(from),
    left: columnOf(from, undefined),
    bottom: rowOf(to ?? from),
    right: columnOf(to ?? from, undefined),
  };
}
