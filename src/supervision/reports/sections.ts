/** The sections of reports, each made from what was counted. Pure. */
import { formatDay } from '../../kit/day.ts';
import type { KeptBack, PublicItem } from '../../disclosure/figures.ts';
import { FEW, FEW_KEY, type Counter, type Section } from '../report-content.ts';

/** What the sections are made from. */
export interface Material {
  counter: Counter;
  /** Units the report is about, in order. */
  units: readonly { code: string; name: string }[];
  /** Classes of items by code. */
  categories: ReadonlyMap<string, string>;
  keptBack: readonly KeptBack[];
  /** Published in the period. */
  published: readonly PublicItem[];
}

const FEW_NAME = `其他(每类不足 ${FEW} 件)`;
const FEW_UNITS = `其他单位(每个不足 ${FEW} 件)`;
const ALL = '合计';
const OWED = ['items.due', 'items.onTime', 'items.late', 'items.overdue', 'items.ahead'] as const;
const OWED_HEAD = ['到期', '按时', '迟', '超期', '未到期', '按时率'];
const KEPT_SHOWN = 100;
/** From so many overdue items on a unit is named. 点名 */
const NAMED_FROM = 3;

const owedCells = ({ counter }: Material, narrow: { unit?: string; category?: string } = {}) => [
  ...OWED.map((of) => counter.count(of, narrow)),
  counter.rate('items.onTime', 'items.due', narrow),
];

/** 应公开事项, by unit. */
export function itemsByUnit(material: Material): Section {
  const { counter, units } = material;
  const owing = units.filter(({ code }) => counter.count('items.due', { unit: code }).n > 0);
  return {
    key: 'items',
    zh: '应公开事项,按单位',
    en: 'Items due, by unit',
    head: ['单位', ...OWED_HEAD],
    rows: [
      [ALL, ...owedCells(material)],
      ...owing.map(({ code, name }) => [name, ...owedCells(material, { unit: code })]),
    ],
    chart: [2, 3, 4],
  };
}

export function itemsByCategory(material: Material): Section {
  const { counter, categories } = material;
  return {
    key: 'categories',
    zh: '应公开事项,按类别',
    en: 'Items due, by class',
    head: ['类别', ...OWED_HEAD],
    rows: counter
      .groups('items', 'category')
      .map((category) => [categories.get(category) ?? category, ...owedCells(material, { category })]),
  };
}

/** 不公开和依申请公开, each with its reason. */
export function keptBack({ counter, keptBack: items, units }: Material): Section {
  const names = new Map(units.map(({ code, name }) => [code, name]));
  return {
    key: 'kept-back',
    zh: '不公开和依申请公开的',
    en: 'Kept back',
    head: ['事项', '单位', '方式', '原因', '依据', '批准人'],
    rows: [
      [`${ALL}`, '', counter.count('keptBack.all'), '', '', ''],
      ...items
        .slice(0, KEPT_SHOWN)
        .map((item) => [
          item.title,
          names.get(item.unit) ?? item.unit,
          item.mode,
          item.reason,
          item.ground || '—',
          item.approvedBy,
        ]),
    ],
  };
}

/** 点名: units, never people. */
export function namedUnits({ counter, units }: Material): Section {
  const found = units
    .map(({ code, name }) => ({ name, count: counter.count('items.overdue', { unit: code }) }))
    .filter(({ count }) => count.n >= NAMED_FROM)
    .sort((a, b) => b.count.n - a.count.n);
  return {
    key: 'named',
    zh: `超期 ${NAMED_FROM} 项以上的单位`,
    en: 'Units named',
    head: ['单位', '超期未公开'],
    rows: found.map(({ name, count }) => [name, count]),
  };
}

/** 投诉: what came, what was done, what is left. No word of any. */
export function mattersFlow({ counter }: Material): Section {
  const count = (state: string) => counter.count(`matters.${state}`);
  return {
    key: 'matters',
    zh: '群众投诉的办理',
    en: 'Complaints',
    head: ['上期结转', '收到', '办结', '其他了结', '期末在办', '在办中超期'],
    rows: [
      [count('carried'), count('received'), count('closed'), count('ended'), count('open'), count('overdue')],
    ],
    note: '上期结转 + 收到 = 办结 + 其他了结 + 期末在办。密封件只有纪检监察知道,别人的数里没有。',
  };
}

export function mattersByCategory({ counter }: Material): Section {
  const states = ['received', 'closed', 'open', 'overdue'];
  return {
    key: 'matter-categories',
    zh: '群众投诉,按类别',
    en: 'Complaints, by class',
    head: ['类别', '收到', '办结', '在办', '超期'],
    rows: counter
      .groups('matters', 'category')
      .map((category) => [
        category === FEW_KEY ? FEW_NAME : category,
        ...states.map((state) => counter.count(`matters.${state}`, { category })),
      ]),
    chart: [1],
  };
}

/** By the unit that was told to handle them. 承办单位 */
export function mattersByUnit({ counter, units }: Material): Section {
  const names = new Map(units.map(({ code, name }) => [code, name]));
  return {
    key: 'matter-units',
    zh: '群众投诉,按承办单位',
    en: 'Complaints, by the unit that handles them',
    head: ['承办单位', '办结', '在办', '超期', '按期办结率', '满意率'],
    rows: counter
      .groups('matters', 'unit')
      .map((unit) => [
        unit === FEW_KEY ? FEW_UNITS : (names.get(unit) ?? unit),
        counter.count('matters.closed', { unit }),
        counter.count('matters.open', { unit }),
        counter.count('matters.overdue', { unit }),
        counter.rate('matters.inTime', 'matters.timed', { unit }),
        counter.rate('matters.satisfied', 'matters.judged', { unit }),
      ]),
  };
}

export function mattersQuality({ counter }: Material): Section {
  return {
    key: 'quality',
    zh: '办理的质量',
    en: 'How they were handled',
    head: ['按期办结率', '满意率', '重复反映', '意见和建议'],
    rows: [
      [
        counter.rate('matters.inTime', 'matters.timed'),
        counter.rate('matters.satisfied', 'matters.judged'),
        counter.count('matters.repeated'),
        counter.count('matters.suggestions'),
      ],
    ],
  };
}

/** The matters of the county a people's congress hears of, each with its classes. 向人大主席团报告 */
const SUBJECTS: readonly { zh: string; category: string }[] = [
  { zh: '计划和重要工作的进展', category: 'G1' },
  { zh: '财政预算、决算', category: 'G4' },
  { zh: '重大决策和改革', category: 'G2' },
  { zh: '会议议定事项的落实', category: 'G3' },
  { zh: '重点工程、重大项目', category: 'G5' },
  { zh: '招投标、公益事业', category: 'G8' },
  { zh: '政府采购', category: 'G6' },
  { zh: '人事任免和奖惩', category: 'G7' },
  { zh: '土地征用', category: 'V3' },
];
const TITLES_SHOWN = 10;

export function subjects({ counter, published }: Material): Section {
  const rows = SUBJECTS.map(({ zh, category }) => {
    const items = published.filter((item) => item.category === category);
    const titles = items
      .slice(0, TITLES_SHOWN)
      .map(
        ({ title, approved, published: on }) =>
          `${title}(${approved ? `${formatDay(approved)}批准,` : ''}${on ? `${formatDay(on)}公开` : ''})`,
      );
    const rest = items.length - titles.length;
    return [
      zh,
      counter.count('public.published', { category }),
      [...titles, ...(rest > 0 ? [`另有 ${rest} 项`] : [])].join(';') || '本期没有',
    ];
  });
  return {
    key: 'subjects',
    zh: '重要内容的公开',
    en: 'What was published',
    head: ['内容', '本期公开', '各项'],
    rows,
  };
}

/** 乡务: the committees, each with what it owed. */
export function committees(material: Material, codes: ReadonlySet<string>): Section {
  return {
    key: 'committees',
    zh: '乡(居)务公开,按村(居)委会',
    en: 'Village and neighbourhood affairs',
    head: ['村(居)委会', ...OWED_HEAD],
    rows: material.units
      .filter(({ code }) => codes.has(code))
      .map(({ code, name }) => [name, ...owedCells(material, { unit: code })]),
    chart: [2, 3, 4],
  };
}
