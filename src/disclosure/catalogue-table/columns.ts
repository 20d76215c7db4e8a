/** Finds the header of a catalogue table and what each column holds. */
import type { Grid, GridRow, Range } from './grid.ts';
import { cellText } from './grid.ts';

/** What a column may hold; tick columns carry their value in the name. */
export type ColumnKind =
  | {
      is:
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
    }
  | { is: 'channelTick' | 'audienceTick' | 'modeTick' | 'tierTick'; value: string }
  | { is: 'extra'; name: string };

export interface Header {
  /** Index into the rows of the first row after the header. */
  firstRow: number;
  /** Number of the header's last row, for errors. */
  lastNumber: number;
  columns: ColumnKind[];
  /** The header rows squeezed, to skip their repetition after a page break. */
  signatures: string[];
}

export const CHANNELS = [
  '政府网站',
  '政府公报',
  '两微一端',
  '发布会/听证会',
  '广播电视',
  '纸质媒体',
  '公开查阅点',
  '政务服务中心',
  '便民服务站',
  '入户/现场',
  '社区/企事业单位/村公示栏(电子屏)',
  '精准推送',
  '其他',
] as const;

/** Names as people see them in an error. */
export const COLUMN_TITLES = {
  number: '序号',
  item: '公开事项',
  level1: '公开事项(一级)',
  level2: '公开事项(二级)',
  content: '公开内容',
  basis: '公开依据',
  deadline: '公开时限',
  units: '公开主体',
  channels: '公开渠道和载体',
  audience: '公开对象',
  mode: '公开方式',
  tier: '公开层级',
} as const;

const SEARCH_ROWS = 60;
const MAX_HEADER_ROWS = 3;

/** White space, brackets and what stands in them do not matter in a header. */
export const squeeze = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[((【[][^))】\]]*[))】\]]/g, '')
    .replace(/[::*]/g, '');

const REQUIRED = ['content', 'deadline', 'units'] as const;

/** A row block that names at least the matter and the content begins the table. */
export function findHeader(grid: Grid): Header | undefined {
  const rows = grid.rows.slice(0, SEARCH_ROWS);
  for (const [i, row] of rows.entries()) {
    if (!beginsHeader(row)) continue;
    const depth = headerDepth(grid, i);
    const block = grid.rows.slice(i, i + depth);
    const columns = columnsOf(block, grid.merges);
    if (columns.filter((column) => column.is !== 'extra').length < 4) continue;
    return {
      firstRow: i + depth,
      lastNumber: block.at(-1)!.number,
      columns,
      signatures: block.map(signatureOf),
    };
  }
  return undefined;
}

const beginsHeader = (row: GridRow): boolean => {
  const names = row.cells.map((cell) => squeeze(cell?.text ?? ''));
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  return (
    has(/^公开事项|^一级事项|^事项名称|^公开事项名称/) &&
    has(/^公开(内容|时限|主体|依据|对象)/) &&
    names.filter(Boolean).length >= 4
  );
};

export const signatureOf = (row: GridRow): string =>
  row.cells
    .map((cell) => squeeze(cell?.text ?? ''))
    .join('|')
    .replace(/\|+$/, '');

/** How many rows the header has: as far as its merged cells reach, or sub-names stand below. */
function headerDepth(grid: Grid, at: number): number {
  const top = grid.rows[at]!.number;
  const merged = grid.merges
    .filter((merge) => merge.top === top && merge.bottom > top)
    .map((merge) => merge.bottom - top + 1);
  let depth = Math.min(Math.max(1, ...merged), MAX_HEADER_ROWS);
  while (depth < MAX_HEADER_ROWS && grid.rows[at + depth] && isSubHeader(grid.rows[at + depth]!)) depth++;
  return depth;
}

const SUB_NAMES =
  /^(一级事项|二级事项|一级|二级|全社会|特定群众|特定群体|主动|主动公开|依申请|依申请公开|县级|乡级|镇级|村级|乡、村级|乡村级|市级|区级|省级|国家级)$/;

function isSubHeader(row: GridRow): boolean {
  const names = row.cells.map((cell) => squeeze(cell?.text ?? '')).filter(Boolean);
  const known = names.filter((name) => SUB_NAMES.test(name) || channelNamed(name) !== undefined);
  return known.length >= 2 && known.length >= names.length * 0.6;
}

/** The channel a heading names. */
const channelNamed = (name: string): string | undefined =>
  CHANNELS.find((channel) => squeeze(channel) === name || channel === name);

function columnsOf(block: readonly GridRow[], merges: readonly Range[]): ColumnKind[] {
  const width = Math.max(...block.map((row) => row.cells.length));
  const groups = groupNames(block[0]!, width, merges, block.length > 1);
  return Array.from({ length: width }, (_, column) => {
    const names = block.map((row) => squeeze(cellText(row, column)));
    const lowest = names.findLast(Boolean) ?? '';
    const middle = names.slice(1, -1).filter(Boolean);
    return kindOf(
      lowest,
      [groups[column] ?? '', ...middle].filter((name) => name !== lowest),
    );
  });
}

/** The name above each column; a blank one belongs to the group on its left, where the header has more rows than one. */
function groupNames(row: GridRow, width: number, merges: readonly Range[], spread: boolean): string[] {
  const names: string[] = [];
  for (let column = 0; column < width; column++) {
    const own = squeeze(cellText(row, column));
    const merge = merges.find(
      (range) => range.top === row.number && range.left < column && column <= range.right,
    );
    names.push(
      own || (merge ? names[merge.left]! : spread && merges.length === 0 ? (names[column - 1] ?? '') : ''),
    );
  }
  return names;
}

function kindOf(name: string, groups: readonly string[]): ColumnKind {
  const inGroup = (pattern: RegExp): boolean => groups.some((group) => pattern.test(group));
  if (/^(序号|编号|序)$/.test(name)) return { is: 'number' };
  if (/^(一级事项|一级|一级公开事项|一级目录)$/.test(name)) return { is: 'level1' };
  if (/^(二级事项|二级|二级公开事项|二级目录|子项)$/.test(name)) return { is: 'level2' };
  if (/^(公开事项|公开事项名称|事项名称)$/.test(name)) return { is: 'item' };
  if (/^公开内容/.test(name)) return { is: 'content' };
  if (/^公开依据|^法律依据|^依据$/.test(name)) return { is: 'basis' };
  if (/^公开时限|^公开时间$|^公开期限/.test(name)) return { is: 'deadline' };
  if (/^公开主体|^责任单位|^公开责任/.test(name)) return { is: 'units' };
  if (/^全社会$|^特定群(众|体)$|^特定对象$/.test(name))
    return { is: 'audienceTick', value: name === '全社会' ? '全社会' : '特定群众' };
  if (/^主动(公开)?$/.test(name) && !inGroup(/公开事项/)) return { is: 'modeTick', value: '主动' };
  if (/^依申请(公开)?$/.test(name)) return { is: 'modeTick', value: '依申请' };
  if (/^(县|区|市|省|乡|镇|村|国家|乡、村|乡村|街道)级?$/.test(name) && (inGroup(/层级/) || /级$/.test(name)))
    return { is: 'tierTick', value: tierName(name) };
  const channel = channelNamed(name);
  if (channel && (inGroup(/渠道|载体/) || channel !== '其他')) return { is: 'channelTick', value: channel };
  if (/^公开渠道|^渠道|^公开载体|渠道和载体/.test(name)) return { is: 'channels' };
  if (/^公开对象/.test(name)) return { is: 'audience' };
  if (/^公开方式/.test(name)) return { is: 'mode' };
  if (/^公开层级|^层级$/.test(name)) return { is: 'tier' };
  return { is: 'extra', name };
}

/** 乡、村级 and 镇级 are 乡级. */
export function tierName(text: string): string {
  const name = text.replace(/[、\s]/g, '');
  if (/^(乡|镇|村|街道|乡村|乡镇|镇村)/.test(name)) return '乡级';
  return name.endsWith('级') ? name : `${name}级`;
}

/** Titles of columns a table cannot do without and this one lacks. */
export function missingColumns(header: Header): string[] {
  const kinds = new Set(header.columns.map((column) => column.is));
  const missing: string[] = REQUIRED.filter((kind) => !kinds.has(kind)).map((kind) => COLUMN_TITLES[kind]);
  if (!kinds.has('item') && !kinds.has('level1')) missing.unshift(COLUMN_TITLES.item);
  return missing;
}
