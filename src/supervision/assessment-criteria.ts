/**
 * The annual assessment 年度考核 as data: what is looked at, what each weighs, what is taken off, which total is which grade. The
 * weights below are the county's to change (they are kept as a setting); no law sets them. Pure.
 */
import { z } from 'zod';
import type { Db } from '../store/database.ts';

/** Reckoned from the records, or entered by the office that assesses. */
export type PartKey =
  | 'group'
  | 'officer'
  | 'leader'
  | 'complete'
  | 'timely'
  | 'substance'
  | 'basics'
  | 'participation'
  | 'requests'
  | 'response'
  | 'villages'
  | 'closedInTime'
  | 'satisfaction'
  | 'rectified'
  | 'platform';

export interface Part {
  key: PartKey;
  zh: string;
  weight: number;
  /** Entered by a person: records do not tell it. */
  entered?: true;
}

export const CRITERIA: readonly { zh: string; en: string; parts: readonly Part[] }[] = [
  {
    zh: '组织保障与制度',
    en: 'Organisation',
    parts: [
      { key: 'group', zh: '有监督小组', weight: 4 },
      { key: 'officer', zh: '有专人', weight: 3 },
      { key: 'leader', zh: '有分管领导', weight: 3 },
    ],
  },
  {
    zh: '主动公开',
    en: 'Disclosure',
    parts: [
      { key: 'complete', zh: '完整:该有的类别都有', weight: 12 },
      { key: 'timely', zh: '及时(迟的算一半,没到期的不算)', weight: 15 },
      { key: 'substance', zh: '质量:有摘要、有正文或全文', weight: 8 },
      { key: 'basics', zh: '目录、指南、年报', weight: 5, entered: true },
    ],
  },
  {
    zh: '决策公开与公众参与',
    en: 'Participation',
    parts: [{ key: 'participation', zh: '意见有答复', weight: 10 }],
  },
  { zh: '依申请公开', en: 'Requests', parts: [{ key: 'requests', zh: '按期答复', weight: 10 }] },
  {
    zh: '政策解读与回应',
    en: 'Response',
    parts: [{ key: 'response', zh: '解读和回应', weight: 8, entered: true }],
  },
  { zh: '乡(居)务公开', en: 'Villages', parts: [{ key: 'villages', zh: '村(居)委会及时率', weight: 7 }] },
  {
    zh: '监督投诉办理',
    en: 'Complaints',
    parts: [
      { key: 'closedInTime', zh: '按期办结', weight: 4 },
      { key: 'satisfaction', zh: '满意', weight: 3 },
      { key: 'rectified', zh: '整改', weight: 3 },
    ],
  },
  {
    zh: '平台与档案',
    en: 'Platform and files',
    parts: [{ key: 'platform', zh: '平台与档案', weight: 5, entered: true }],
  },
];

export const PARTS: readonly Part[] = CRITERIA.flatMap(({ parts }) => parts);
export const ENTERED: readonly Part[] = PARTS.filter(({ entered }) => entered);

/** Points taken off. */
export const DEDUCTIONS = {
  /** For each late or overdue item, up to the cap. */
  late: { zh: '迟公开和超期,每项', points: 0.5, cap: 10 },
  /** For each case decided: 弄虚作假, and never 优秀. */
  falsified: { zh: '弄虚作假,每件', points: 20 },
  /** For each case decided. */
  refused: { zh: '拒不公开,每件', points: 10 },
} as const;
/** 加减分, with a reason. */
export const MOST_BONUS = 5;

export const GRADES = ['优秀', '良好', '合格', '不合格'] as const;
export type Grade = (typeof GRADES)[number];
const BANDS = [90, 80, 60] as const;

const weight = z.coerce.number().min(0).max(100);
export const weightsSchema = z
  .record(z.string(), weight)
  .refine(
    (weights) => PARTS.reduce((sum, { key, weight: own }) => sum + (weights[key] ?? own), 0) === 100,
    '各项权重加起来要等于 100',
  );
export type Weights = Readonly<Record<string, number>>;
/** Of the row in the settings. */
export const WEIGHTS = 'assessment-weights';

export async function weightsOf(db: Db): Promise<Weights> {
  const row = await db.setting.findUnique({ where: { name: WEIGHTS } });
  const parsed = weightsSchema.safeParse(row?.value ?? {});
  const own = parsed.success ? parsed.data : {};
  return Object.fromEntries(PARTS.map(({ key, weight: standard }) => [key, own[key] ?? standard]));
}

/** What is known of a unit: shares from 0 to 1; what does not concern it, or is not entered yet, is absent. */
export interface Known {
  shares: Partial<Record<PartKey, number>>;
  lateOrOverdue: number;
  falsified: number;
  refused: number;
  /** 打击报复、泄露举报人: 不合格 whatever the total. 一票否决 */
  vetoed: boolean;
  bonus: number;
}

export interface Scored {
  points: Partial<Record<PartKey, number>>;
  deducted: { late: number; falsified: number; refused: number };
  total: number;
  grade: Grade;
}

const tenth = (n: number): number => Math.round(n * 10) / 10;

/** A part that nothing is known of counts for nothing and takes nothing: the others stand for the hundred. */
export function score(known: Known, weights: Weights): Scored {
  const points: Partial<Record<PartKey, number>> = {};
  let [sum, possible] = [0, 0];
  for (const { key } of PARTS) {
    const share = known.shares[key];
    const worth = weights[key] ?? 0;
    if (share === undefined) continue;
    points[key] = tenth(worth * share);
    sum += worth * share;
    possible += worth;
  }
  const deducted = {
    late: Math.min(DEDUCTIONS.late.cap, known.lateOrOverdue * DEDUCTIONS.late.points),
    falsified: known.falsified * DEDUCTIONS.falsified.points,
    refused: known.refused * DEDUCTIONS.refused.points,
  };
  const taken = deducted.late + deducted.falsified + deducted.refused;
  const full = possible === 0 ? 0 : (100 * sum) / possible;
  const total = tenth(Math.max(0, Math.min(100 + MOST_BONUS, full - taken + known.bonus)));
  return { points, deducted, total, grade: gradeOf(total, known) };
}

function gradeOf(total: number, { vetoed, falsified }: Known): Grade {
  if (vetoed || total < BANDS[2]) return '不合格';
  if (total >= BANDS[0] && falsified === 0) return '优秀';
  return total >= BANDS[1] ? '良好' : '合格';
}
