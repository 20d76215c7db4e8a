/**
 * What must be public, class by class: G1–G8 of the county government, D1–D8 of its departments, I1–I5 within an organ,
 * V1–V10 of the fifteen committees (the speech, chapter 2). Each names the particulars without which an item of its class is
 * not complete. A county adds classes of its own in the database: several lists of the speech end with 等.
 */
import { z } from 'zod';
import { writeDifferences, type ImportCounts } from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';
import { REGIMES } from './disclosures.ts';

/** Particulars an item can have. `a|b`: one of them is enough. */
export const PARTICULARS = {
  amount: '金额',
  stage: '阶段',
  matter: '所属事项',
  meeting: '会议',
  project: '项目',
  procedure: '办事事项',
  source: '上级文号',
  recurrence: '公开周期',
  zeroReport: '零报告',
  landMu: '征地面积',
  notice: '公示期',
  masked: '证件号和账号已隐去',
  body: '明细',
  url: '全文链接',
} as const;

export interface Category {
  code: string;
  regime: (typeof REGIMES)[number];
  name: string;
  /** Particulars asked for on publication. */
  required: readonly string[];
  /** The list of the speech is open here. */
  open?: boolean;
}

const of =
  (regime: Category['regime']) =>
  (code: string, name: string, required: readonly string[] = [], open = false): Category => ({
    code,
    regime,
    name,
    required,
    ...(open ? { open } : {}),
  });
const government = of('政务');
const within = of('内部');
const village = of('乡务');

export const CATEGORIES: readonly Category[] = [
  government('G1', '经济社会发展计划、重要工作部署及进展'),
  government('G2', '群众普遍关注的决策、重大改革举措、重要事项的办理落实', ['stage']),
  government('G3', '全体、常务、办公、专题会议议定事项的落实', ['meeting']),
  government('G4', '财政预算、决算', ['amount|stage']),
  government('G5', '重点工程、重大项目的决策和实施', ['stage', 'matter|project', 'amount']),
  government('G6', '政府采购', ['stage', 'amount']),
  government('G7', '政府权限内的人事任免和奖惩'),
  government('G8', '大型工程招投标、社会公益事业建设等', ['amount'], true),
  government('D1', '职责权限'),
  government('D2', '办理事项'),
  government('D3', '办事依据'),
  government('D4', '办事程序', ['procedure|stage']),
  government('D5', '办事结果'),
  government('D6', '办事期限', ['procedure']),
  government('D7', '办事纪律'),
  government('D8', '上级明确要求公开的其他事项', ['source'], true),
  within('I1a', '领导干部廉洁自律:车辆购置使用', ['recurrence']),
  within('I1b', '领导干部廉洁自律:外出考察'),
  within('I1c', '领导干部廉洁自律:在职培训学习'),
  within('I1d', '领导干部廉洁自律:离职和退(离)休后从业'),
  within('I1e', '领导干部廉洁自律:配偶、子女从业规定执行'),
  within('I2', '机关内部财务收支', ['recurrence']),
  within('I3', '招待费、差旅费、电话费等支出', ['recurrence']),
  within('I4a', '中层干部选拔任用', ['notice']),
  within('I4b', '干部交流(轮岗)'),
  within('I4c', '考核、奖惩'),
  within('I4d', '专业技术人员职称评聘'),
  within('I5', '干部职工关心的其他重要事项', [], true),
  village('V1', '农村政策'),
  village('V2', '村组财务', ['amount|zeroReport|stage']),
  village('V3', '土地征用', ['zeroReport|stage']),
  village('V4', '工程承包', ['amount|zeroReport']),
  village('V5', '资产拍卖', ['amount|zeroReport']),
  village('V6', '社保发放', ['amount|zeroReport', 'masked', 'body']),
  village('V7', '税费征收'),
  village('V8', '涉农收费'),
  village('V9', '救灾、社救、减免资金', ['amount|zeroReport', 'masked', 'notice']),
  village('V10', '群众关注的热点问题', [], true),
];

const BUILT_IN = new Map(CATEGORIES.map((category) => [category.code, category]));

const particular = z
  .string()
  .refine(
    (text) => text.split('|').every((name) => name in PARTICULARS),
    `要素只能是 ${Object.keys(PARTICULARS).join('、')}`,
  );

/** A class of the county's own, as import takes it. */
export const categorySchema = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Z]\d{1,2}[a-e]?$/, '编号写成一个大写字母加数字,例如 G9')
    .refine((code) => !BUILT_IN.has(code), '这个编号已经有了,不能改'),
  regime: z.enum(REGIMES),
  name: z.string().min(2).max(80),
  required: z.array(particular).max(10).default([]),
});

/** Takes the classes a county adds. */
export async function importCategories(
  tx: Tx,
  categories: readonly z.output<typeof categorySchema>[],
): Promise<ImportCounts> {
  const existing = await tx.disclosureCategory.findMany({ omit: { active: true } });
  return writeDifferences({
    rows: categories,
    existing: existing as unknown as typeof categories,
    keyOf: (category) => category.code,
    create: (data) => tx.disclosureCategory.createMany({ data }),
    update: ({ code, ...data }) => tx.disclosureCategory.update({ where: { code }, data }),
  });
}

export const findCategory = async (db: Db, code: string): Promise<Category | undefined> =>
  BUILT_IN.get(code) ?? (await loadCategories(db)).find((category) => category.code === code);

/** The classes of the speech and those the county added. */
export async function loadCategories(db: Db): Promise<Category[]> {
  const added = await db.disclosureCategory.findMany({
    where: { active: true },
    omit: { active: true },
    orderBy: { code: 'asc' },
  });
  return [...CATEGORIES, ...(added as unknown as Category[])];
}
