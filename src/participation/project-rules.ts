/**
 * 重点工程、重大项目: the stage line 决策 → 批准 → 招标 → 施工 → 竣工 (the speech, 2.3.5). Pure. A stage is left out only with a reason,
 * e.g. no tender where the law asks for none; each stage reached is owed to the public.
 */
import type { Day } from '../kit/day.ts';
import type { Verdict } from './decision-rules.ts';

export const PROJECT_STAGES = ['决策', '批准', '招标', '施工', '竣工'] as const;
export type ProjectStage = (typeof PROJECT_STAGES)[number];

/** What the public is told of each stage, and by when: 公开时限 from the day it was reached. */
export const STAGE_RULES: Readonly<Record<ProjectStage, { phrase: string; tells: string }>> = {
  决策: { phrase: '信息形成之日起20个工作日内', tells: '为什么要建、建在哪里、钱从哪来' },
  批准: { phrase: '信息形成之日起20个工作日内', tells: '批准文件、规模、投资' },
  招标: { phrase: '信息形成之日起20个工作日内', tells: '招标内容、中标人、中标价、质疑电话' },
  施工: { phrase: '信息形成之日起20个工作日内', tells: '进度、质量、安全、变更' },
  竣工: { phrase: '信息形成之日起20个工作日内', tells: '验收结论、决算、超概算原因' },
};

/** Only a tender can be missing lawfully. */
const MAY_BE_SKIPPED: ReadonlySet<ProjectStage> = new Set(['招标']);
export const LEAST_REASON = 8;

export interface ProjectFacts {
  /** Reached or left out, in order. */
  stages: readonly { stage: ProjectStage; on: Day }[];
}

/** The stage that comes next; undefined when the project is finished. */
export const nextStage = ({ stages }: ProjectFacts): ProjectStage | undefined =>
  PROJECT_STAGES[stages.length];

/** Whether it may go on to this stage now; `skip` is the reason why it is left out. */
export function mayReach(
  stage: ProjectStage,
  on: Day,
  today: Day,
  facts: ProjectFacts,
  skip?: string,
): Verdict {
  const next = nextStage(facts);
  if (!next) return { ok: false, why: '项目已经竣工。' };
  if (stage !== next) return { ok: false, why: `下一阶段是「${next}」,不能跳过。` };
  if (skip !== undefined && !MAY_BE_SKIPPED.has(stage)) return { ok: false, why: `「${stage}」不能免。` };
  if (skip !== undefined && skip.trim().length < LEAST_REASON)
    return { ok: false, why: `不招标要写明原因和依据(至少 ${LEAST_REASON} 个字)。` };
  if (on > today) return { ok: false, why: '日子还没有到,到了再登记。' };
  const last = facts.stages.at(-1)?.on;
  return last && on < last ? { ok: false, why: `不能早于上一阶段的日子(${last})。` } : { ok: true };
}
