/** From grid rows to catalogue rows: fills what stands above, joins continuations, refuses what cannot be read. */
import type { Rejection } from '../../kit/import-report.ts';
import {
  COLUMN_TITLES,
  findHeader,
  missingColumns,
  signatureOf,
  type ColumnKind,
  type Header,
} from './columns.ts';
import { breathe, cellText, type Grid, type GridRow, type Range } from './grid.ts';
import type { CatalogueRow } from '../catalogue-row.ts';
import type { DeadlineMeaning } from '../deadline-meaning.ts';
import type { UnitNames } from '../unit-names.ts';
import {
  compact,
  isDitto,
  isReallyEmpty,
  looksLikeFormula,
  readAudience,
  readChannels,
  readMode,
  readTick,
  readTier,
  splitBasis,
  splitUnits,
  tidy,
} from './values.ts';

export interface Warning {
  sheet?: string;
  row?: number;
  reason: string;
}

export interface SheetReading {
  rows: CatalogueRow[];
  rejected: Rejection[];
  warnings: Warning[];
}

export interface RowContext {
  units: UnitNames;
  readDeadline(phrase: string): DeadlineMeaning | undefined;
  onRow?(): void;
}

const BREATHE_ROWS = 500;
/** Columns whose blank cell means what stands above. */
const RUNNING = ['level1', 'basis', 'deadline', 'units'] as const;
type Running = (typeof RUNNING)[number];
type Plain =
  | 'number'
  | 'item'
  | 'level1'
  | 'level2'
  | 'content'
  | 'basis'
  | 'deadline'
  | 'units'
  | 'channels'
  | 'audience'
  | 'mode'
  | 'tier';

/** A row's texts by what they are. */
interface Draft {
  row: GridRow;
  texts: Partial<Record<Plain, string>>;
  ticks: { kind: ColumnKind; text: string }[];
  extra: Record<string, string>;
  formula: string | undefined;
}

/** Reads one sheet; a sheet without a header is skipped with a warning. */
export async function readSheet(grid: Grid, context: RowContext): Promise<SheetReading> {
  const named = grid.sheet === undefined ? {} : { sheet: grid.sheet };
  const reading: SheetReading = { rows: [], rejected: [], warnings: [] };
  if (grid.hidden) return { ...reading, warnings: [{ ...named, reason: '隐藏的工作表未导入' }] };
  const header = findHeader(grid);
  if (!header) return { ...reading, warnings: [{ ...named, reason: '没有目录表头,未导入' }] };
  const missing = missingColumns(header);
  if (missing.length > 0) {
    const rejected = missing.map((title) => ({
      ...named,
      row: header.lastNumber,
      column: title,
      reason: `缺少必需的列“${title}”`,
    }));
    return { ...reading, rejected };
  }
  const unknown = header.columns.flatMap((column) =>
    column.is === 'extra' && column.name !== '' ? [column.name] : [],
  );
  if (unknown.length > 0)
    reading.warnings.push({ ...named, reason: `不认识的列按原样保留:${unknown.join('、')}` });
  await readRows(grid, header, context, reading, named);
  return reading;
}

async function readRows(
  grid: Grid,
  header: Header,
  context: RowContext,
  reading: SheetReading,
  named: { sheet?: string },
): Promise<void> {
  const fill = verticalMerges(grid, header);
  const above: Partial<Record<Running, string>> = {};
  const seen = { numbers: new Map<string, number>(), items: new Map<string, number>() };
  let drafts = 0;
  for (const gridRow of grid.rows.slice(header.firstRow)) {
    context.onRow?.();
    if (++drafts % BREATHE_ROWS === 0) await breathe();
    if (gridRow.hidden) {
      if (signatureOf(gridRow) !== '')
        reading.warnings.push({ ...named, row: gridRow.number, reason: '隐藏行未导入' });
      continue;
    }
    const draft = draftOf(gridRow, header, fill);
    if (header.signatures.includes(signatureOf(gridRow)) || isNoRow(draft)) continue;
    if (isContinuation(draft, fill) && reading.rows.length > 0 && appendTo(reading.rows.at(-1)!, draft))
      continue;
    takeAbove(draft, above);
    const read = finishRow(draft, context, named);
    const repeat = 'row' in read ? repeated(draft, read.row, seen) : undefined;
    if ('rejected' in read) reading.rejected.push(...read.rejected);
    else if (repeat) reading.rejected.push({ ...named, row: gridRow.number, ...repeat });
    else reading.rows.push(read.row);
  }
}

/** Values of cells merged downwards, by row number and column. */
function verticalMerges(grid: Grid, header: Header): Map<string, string> {
  const byNumber = new Map(grid.rows.map((row) => [row.number, row]));
  const filled = new Map<string, string>();
  for (const merge of grid.merges.filter(
    (range: Range) => range.bottom > range.top && range.top > header.lastNumber,
  )) {
    const text = cellText(byNumber.get(merge.top), merge.left);
    for (let number = merge.top + 1; number <= merge.bottom; number++)
      filled.set(`${number}:${merge.left}`, text);
  }
  return filled;
}

function draftOf(row: GridRow, header: Header, fill: ReadonlyMap<string, string>): Draft {
  const draft: Draft = { row, texts: {}, ticks: [], extra: {}, formula: undefined };
  for (const [column, kind] of header.columns.entries()) {
    const cell = row.cells[column];
    const text = cell?.text ?? fill.get(`${row.number}:${column}`) ?? '';
    if ('value' in kind) draft.ticks.push({ kind, text });
    else if (kind.is === 'extra') {
      if (text !== '' && kind.name !== '') draft.extra[kind.name] = tidy(text);
    } else draft.texts[kind.is] = text;
    // A cached value of a formula is fine as a running number, never as text.
    if ((cell?.formula || looksLikeFormula(text)) && kind.is !== 'number')
      draft.formula ??= titleOf(kind, header);
  }
  return draft;
}

function titleOf(kind: ColumnKind, header: Header): string {
  if (kind.is === 'extra') return kind.name;
  if ('value' in kind) return kind.value;
  return kind.is === 'level1' && !header.columns.some((column) => column.is === 'level2')
    ? COLUMN_TITLES.item
    : COLUMN_TITLES[kind.is];
}

const has = (draft: Draft, name: Plain): boolean => compact(draft.texts[name] ?? '') !== '';
const CLOSING = /^(合计|共\d*|备注|注|说明|填表)/;

/** Blank, a sum, or a note at the end. */
function isNoRow(draft: Draft): boolean {
  const own = draft.row.cells.map((cell) => compact(cell?.text ?? '')).filter(Boolean);
  if (own.length === 0) return true;
  if (own.length <= 2 && own.some((text) => CLOSING.test(text)) && !has(draft, 'content')) return true;
  return own.length === 1 && CLOSING.test(own[0]!);
}

/** No number, no second-level matter of its own, only more text of the row above. */
function isContinuation(draft: Draft, fill: ReadonlyMap<string, string>): boolean {
  const own = (name: Plain): boolean =>
    has(draft, name) &&
    ![...fill].some(([key, value]) => key.startsWith(`${draft.row.number}:`) && value === draft.texts[name]);
  const filled = (
    ['number', 'item', 'level1', 'level2', 'deadline', 'units', 'mode', 'audience'] as const
  ).filter(own);
  return (
    filled.length === 0 &&
    (own('content') || own('basis') || own('channels')) &&
    !draft.ticks.some(({ text }) => readTick(text).yes)
  );
}

function appendTo(row: CatalogueRow, draft: Draft): boolean {
  if (draft.formula) return false;
  if (has(draft, 'content')) row.content += tidy(draft.texts.content!);
  if (has(draft, 'basis'))
    row.basis.push(...splitBasis(draft.texts.basis!).filter((entry) => !row.basis.includes(entry)));
  if (has(draft, 'channels'))
    row.channels.push(
      ...readChannels(draft.texts.channels!).filter((entry) => !row.channels.includes(entry)),
    );
  return true;
}

/** 同上 and blanks take the value above; a dash is really empty. */
function takeAbove(draft: Draft, above: Partial<Record<Running, string>>): void {
  for (const name of RUNNING) {
    if (draft.texts[name] === undefined) continue;
    const text = draft.texts[name];
    if (isDitto(text) || compact(text) === '') draft.texts[name] = above[name] ?? '';
    else above[name] = isReallyEmpty(text) ? '' : text;
    if (isReallyEmpty(draft.texts[name])) draft.texts[name] = '';
  }
  for (const name of ['level2', 'content', 'channels', 'audience', 'mode', 'tier'] as const)
    if (isReallyEmpty(draft.texts[name] ?? '')) draft.texts[name] = '';
}

type Finished = { row: CatalogueRow } | { rejected: Rejection[] };

function finishRow(draft: Draft, context: RowContext, named: { sheet?: string }): Finished {
  const { texts, row } = draft;
  const reject = (column: string, reason: string): Finished => ({
    rejected: [{ ...named, row: row.number, column, reason }],
  });
  if (draft.formula) return reject(draft.formula, '单元格像公式,不作为文字导入');
  const [level1, level2] = levels(texts);
  if (!level1) return reject(COLUMN_TITLES.item, '没有写公开事项');
  if (!has(draft, 'content')) return reject(COLUMN_TITLES.content, '没有写公开内容');
  const rejected: Rejection[] = [];
  const units = splitUnits(texts.units ?? '');
  const codes = units.map((unit) => context.units.resolve(unit));
  const stranger = units.find((_unit, i) => codes[i] === undefined);
  if (stranger !== undefined)
    rejected.push({
      ...named,
      row: row.number,
      column: COLUMN_TITLES.units,
      reason: `没有这个单位:${stranger}`,
    });
  else if (units.length === 0)
    rejected.push({ ...named, row: row.number, column: COLUMN_TITLES.units, reason: '没有写公开主体' });
  const phrase = tidy(texts.deadline ?? '');
  const meaning = phrase === '' ? undefined : context.readDeadline(phrase);
  if (meaning === undefined)
    rejected.push({
      ...named,
      row: row.number,
      column: COLUMN_TITLES.deadline,
      reason: phrase === '' ? '没有写公开时限' : `读不懂的时限:${phrase}`,
    });
  if (rejected.length > 0 || meaning === undefined) return { rejected };
  return {
    row: {
      ...named,
      row: row.number,
      level1,
      level2,
      content: tidy(texts.content!),
      basis: splitBasis(texts.basis ?? ''),
      deadline: { phrase, meaning },
      units,
      unitCodes: [...new Set(codes.flatMap((list) => list ?? []))],
      ...marks(draft),
      ...(Object.keys(draft.extra).length > 0 ? { extra: draft.extra } : {}),
    },
  };
}

/** One column "一级——二级", or two of them. */
function levels(texts: Draft['texts']): [string, string] {
  if (texts.item === undefined || texts.level1 !== undefined)
    return [tidy(texts.level1 ?? ''), tidy(texts.level2 ?? '')];
  const item = tidy(texts.item);
  const match = /^(.+?)(?:——|—|--|-|\/)(.+)$/.exec(item);
  return match ? [match[1]!, match[2]!] : [item, ''];
}

/** What the tick columns and their one-column twins say. */
function marks(draft: Draft): Pick<CatalogueRow, 'channels' | 'audience' | 'audienceWho' | 'mode' | 'tier'> {
  const ticked = (is: ColumnKind['is']) =>
    draft.ticks.flatMap(({ kind, text }) => {
      const tick = readTick(text);
      return kind.is === is && 'value' in kind && tick.yes ? [{ value: kind.value, who: tick.who }] : [];
    });
  const audiences = ticked('audienceTick');
  const special = audiences.find(({ value }) => value === '特定群众');
  const fromTicks = special
    ? { audience: '特定群众', ...(special.who ? { audienceWho: special.who } : {}) }
    : { audience: audiences[0]?.value ?? '' };
  const written = draft.texts.audience === undefined ? undefined : readAudience(draft.texts.audience);
  return {
    channels:
      draft.texts.channels === undefined
        ? ticked('channelTick').map(({ value }) => value)
        : readChannels(draft.texts.channels),
    ...(audiences.length > 0 ? fromTicks : (written ?? fromTicks)),
    mode: ticked('modeTick')[0]?.value ?? readMode(draft.texts.mode ?? ''),
    tier:
      draft.texts.tier === undefined
        ? [...new Set(ticked('tierTick').map(({ value }) => value))]
        : readTier(draft.texts.tier),
  };
}

/** The same number twice, or the same matter twice: the second is refused and names the first. */
function repeated(
  draft: Draft,
  row: CatalogueRow,
  seen: { numbers: Map<string, number>; items: Map<string, number> },
): { column: string; reason: string } | undefined {
  const number = compact(draft.texts.number ?? '').replace(/^0+(?=\d)/, '');
  const earlier = number === '' ? undefined : seen.numbers.get(number);
  if (earlier !== undefined)
    return { column: COLUMN_TITLES.number, reason: `序号${number}与第${earlier}行重复` };
  const item = [row.level1, row.level2, row.content].map(compact).join('\u0000');
  const same = seen.items.get(item);
  if (same !== undefined) return { column: COLUMN_TITLES.item, reason: `与第${same}行是同一事项,重复` };
  if (number !== '') seen.numbers.set(number, row.row);
  seen.items.set(item, row.row);
  return undefined;
}
