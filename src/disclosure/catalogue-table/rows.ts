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
import { breathe, cellText, type Grid, type GridRow } from './grid.ts';
import { FIELD_COLUMN, type CatalogueRow } from '../catalogue-row.ts';
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
  /** Takes the rows as they are read, some hundred at a time; they are not kept then. */
  take?(rows: CatalogueRow[]): Promise<void>;
  /** Matters of the whole file, each with the row it stands in. */
  seen: SeenItems;
}

export type SeenItems = Map<string, number>;

/** Rows to a statement: the embedded database runs in this process and lets nothing else run meanwhile. */
const BATCH = 250;

const BREATHE_ROWS = 500;
/** Columns whose blank cell means what stands above. */
const RUNNING = ['level1', 'basis', 'deadline', 'units'] as const;
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
    column.is === 'extra' && column.name !== '' && column.name !== FIELD_COLUMN ? [column.name] : [],
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
  const above = new Map<string, string>();
  const seen = { numbers: new Map<string, number>(), items: context.seen };
  let drafts = 0;
  for (let at = header.firstRow; at < grid.rows.length; at++) {
    const gridRow = grid.rows[at]!;
    context.onRow?.();
    if (++drafts % BREATHE_ROWS === 0) await breathe();
    // The last row may go on in the next line of the table.
    if (context.take && reading.rows.length > BATCH) await context.take(reading.rows.splice(0, BATCH));
    if (gridRow.hidden) {
      if (signatureOf(gridRow) !== '')
        reading.warnings.push({ ...named, row: gridRow.number, reason: '隐藏行未导入' });
      continue;
    }
    const draft = draftOf(gridRow, header, fill);
    grid.rows[at] = { ...gridRow, cells: [] };
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
  if (context.take) await context.take(reading.rows.splice(0));
}

/** Values of cells merged downwards: by row number, by column. */
type Fill = ReadonlyMap<number, ReadonlyMap<number, string>>;

function verticalMerges(grid: Grid, header: Header): Fill {
  const byNumber = new Map(grid.rows.map((row) => [row.number, row]));
  const filled = new Map<number, Map<number, string>>();
  for (const { top, bottom, left } of grid.merges) {
    if (bottom <= top || top <= header.lastNumber) continue;
    const text = cellText(byNumber.get(top), left);
    // Only rows that are there: a range may claim a million.
    for (let number = top + 1; number <= bottom && byNumber.has(number); number++) {
      const row = filled.get(number) ?? new Map<number, string>();
      filled.set(number, row.set(left, text));
    }
  }
  return filled;
}

function draftOf(row: GridRow, header: Header, fill: Fill): Draft {
  const draft: Draft = { row, texts: {}, ticks: [], extra: {}, formula: undefined };
  for (const [column, kind] of header.columns.entries()) {
    const cell = row.cells[column];
    const text = cell?.text ?? fill.get(row.number)?.get(column) ?? '';
    if ('value' in kind) draft.ticks.push({ kind, text });
    else if (kind.is === 'extra') {
      const told = tidy(text);
      if (told !== '' && kind.name !== '') draft.extra[kind.name] = told;
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
function isContinuation(draft: Draft, fill: Fill): boolean {
  const covered = new Set(fill.get(draft.row.number)?.values());
  const own = (name: Plain): boolean => has(draft, name) && !covered.has(draft.texts[name]!);
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

/** Columns that may say 同上. */
const TEXTS = [...RUNNING, 'level2', 'content', 'channels', 'audience', 'mode', 'tier'] as const;

/** 同上 takes the value above, in some columns a blank does too; a dash is really empty. What is refused is not handed down. */
function takeAbove(draft: Draft, above: Map<string, string>): void {
  const resolve = (key: string, text: string, runs: boolean): string => {
    if (isDitto(text) || (runs && compact(text) === '')) return above.get(key) ?? '';
    const own = isReallyEmpty(text) || looksLikeFormula(text) ? '' : text;
    above.set(key, own);
    return own;
  };
  for (const name of TEXTS)
    if (draft.texts[name] !== undefined)
      draft.texts[name] = resolve(name, draft.texts[name], (RUNNING as readonly string[]).includes(name));
  for (const [name, text] of Object.entries(draft.extra)) {
    const told = isDitto(text) ? (above.get(`extra ${name}`) ?? '') : text;
    above.set(`extra ${name}`, looksLikeFormula(told) ? '' : told);
    if (told === '') delete draft.extra[name];
    else draft.extra[name] = told;
  }
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
  const finished: CatalogueRow = {
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
  };
  const formula = formulaIn(finished);
  return formula ? reject(formula, '单元格像公式,不作为文字导入') : { row: finished };
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
  seen: { numbers: Map<string, number>; items: SeenItems },
): { column: string; reason: string } | undefined {
  const number = compact(draft.texts.number ?? '').replace(/^0+(?=\d)/, '');
  const earlier = number === '' ? undefined : seen.numbers.get(number);
  if (earlier !== undefined)
    return { column: COLUMN_TITLES.number, reason: `序号${number}与第${earlier}行重复` };
  const same = repeatedItem(row, seen.items);
  if (!same && number !== '') seen.numbers.set(number, row.row);
  return same;
}

interface Fault {
  column: string;
  reason: string;
}

/** The same matter of the same field a second time; else it is remembered. */
function repeatedItem(row: CatalogueRow, seen: SeenItems): Fault | undefined {
  const item = [row.extra?.[FIELD_COLUMN] ?? row.sheet ?? '', row.level1, row.level2, row.content]
    .map(compact)
    .join('\u0000');
  const same = seen.get(item);
  if (same !== undefined) return { column: COLUMN_TITLES.item, reason: `与第${same}行是同一事项,重复` };
  seen.set(item, row.row);
  return undefined;
}

/** The column with a text that a spreadsheet would run, also where it stood behind a mark or inside a list. */
function formulaIn(row: CatalogueRow): string | undefined {
  const texts: readonly (readonly [string, string])[] = [
    [COLUMN_TITLES.level1, row.level1],
    [COLUMN_TITLES.level2, row.level2],
    [COLUMN_TITLES.content, row.content],
    ...row.basis.map((text) => [COLUMN_TITLES.basis, text] as const),
    ...row.units.map((text) => [COLUMN_TITLES.units, text] as const),
    ...row.channels.map((text) => [COLUMN_TITLES.channels, text] as const),
    ...row.tier.map((text) => [COLUMN_TITLES.tier, text] as const),
    [COLUMN_TITLES.audience, row.audience],
    [COLUMN_TITLES.audience, row.audienceWho ?? ''],
    ...Object.entries(row.extra ?? {}),
  ];
  return texts.find(([, text]) => !isReallyEmpty(text) && looksLikeFormula(text))?.[0];
}

/** What speaks against a row that did not come from a table. */
export function faultsOf(row: CatalogueRow, seen: SeenItems): Fault[] {
  const formula = formulaIn(row);
  if (formula) return [{ column: formula, reason: '像公式,不作为文字导入' }];
  const repeat = repeatedItem(row, seen);
  return repeat ? [repeat] : [];
}
