/**
 * 五公开 and 事前、事中、事后 (the speech, 0.4 and 4.1.3): which of them each stage of a decision or project makes public, and what
 * is public of a matter so far. Read from the disclosure database; nothing is set by hand.
 */
import { isPublic } from '../disclosure/disclosures.ts';
import type { Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
import type { Phase } from './decision-rules.ts';

export const ASPECTS = ['决策', '管理', '执行', '服务', '结果'] as const;
export type Aspect = (typeof ASPECTS)[number];

interface Kind {
  aspect: Aspect;
  phase: Phase;
}

const kind = (aspect: Aspect, phase: Phase): Kind => ({ aspect, phase });

/** Stages as items name them. */
const STAGES: Readonly<Record<string, Kind>> = {
  决策: kind('决策', '事前'),
  草案: kind('决策', '事前'),
  预公告: kind('决策', '事前'),
  征求意见: kind('决策', '事前'),
  听证: kind('决策', '事前'),
  意见采纳: kind('决策', '事前'),
  批准: kind('管理', '事前'),
  集体讨论: kind('决策', '事中'),
  议定: kind('决策', '事中'),
  决定: kind('决策', '事中'),
  招标: kind('管理', '事中'),
  合同: kind('管理', '事中'),
  施工: kind('执行', '事中'),
  执行: kind('执行', '事中'),
  服务: kind('服务', '事中'),
  公开: kind('决策', '事后'),
  落实: kind('执行', '事后'),
  竣工: kind('结果', '事后'),
  结果: kind('结果', '事后'),
};

export const kindOf = (stage: string): Kind => STAGES[stage] ?? kind('结果', '事后');

/** An item of a matter, as the line shows it. */
export interface MatterItem {
  code: string;
  title: string;
  stage: string;
  status: string;
  due: Day | null;
  published: Day | null;
  url: string | null;
  public: boolean;
  details: object;
}

const MOST = 2_000;

/** What the disclosure database has of each matter, the earliest first; nothing internal, nothing withdrawn. */
export async function itemsOf(
  db: Db,
  matters: readonly string[],
): Promise<ReadonlyMap<string, readonly MatterItem[]>> {
  const rows = await db.disclosure.findMany({
    where: {
      matter: { in: [...matters] },
      stage: { not: null },
      regime: { not: '内部' },
      status: { not: '已撤回' },
    },
    orderBy: [{ formed: { sort: 'asc', nulls: 'last' } }, { code: 'asc' }],
    take: MOST,
  });
  return Map.groupBy(
    rows.map((row) => ({
      code: row.code,
      title: row.title,
      stage: row.stage!,
      status: row.status,
      due: row.due,
      published: row.published,
      url: row.url,
      public: isPublic(row as Parameters<typeof isPublic>[0]),
      details: row.details as object,
      matter: row.matter!,
    })),
    ({ matter }) => matter,
  );
}

/** Of each of the five what is public, and what is owed and is not. */
export const opennessOf = (items: readonly MatterItem[]): Record<Aspect, { open: number; owed: number }> =>
  Object.fromEntries(
    ASPECTS.map((aspect) => {
      const own = items.filter(({ stage }) => kindOf(stage).aspect === aspect);
      const open = own.filter((item) => item.public).length;
      return [aspect, { open, owed: own.filter((item) => !item.public && item.status !== '待形成').length }];
    }),
  ) as Record<Aspect, { open: number; owed: number }>;
