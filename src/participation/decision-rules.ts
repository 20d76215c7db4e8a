/**
 * 重大事项集体讨论决定 (the first system): how a major matter is decided. Pure: facts in, what may be done next or why not.
 * 草案 → 征求意见 → 集体讨论 → 决定 → 公开, none left out (重大行政决策程序暂行条例 第十四条至第三十二条).
 */
import type { Day } from '../kit/day.ts';

export const DECISION_KINDS = ['重大决策', '重要项目安排', '大额资金使用'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

export const DECISION_STEPS = ['草案', '征求意见', '集体讨论', '决定', '公开'] as const;
export type DecisionStep = (typeof DECISION_STEPS)[number];

/** 事前、事中、事后 */
export type Phase = '事前' | '事中' | '事后';
export const PHASE_OF: Readonly<Record<DecisionStep, Phase>> = {
  草案: '事前',
  征求意见: '事前',
  集体讨论: '事中',
  决定: '事中',
  公开: '事后',
};

/** Where a matter is discussed; a major one in the full or the standing meeting only (第三十条). */
export const DISCUSSED_IN: Readonly<Record<DecisionKind, readonly string[]>> = {
  重大决策: ['常务会议', '全体会议'],
  重要项目安排: ['常务会议', '全体会议', '办公会议'],
  大额资金使用: ['常务会议', '全体会议', '办公会议'],
};

/** A sum from which a use of money is decided together, in 元, where the county has set none. 大额资金标准 */
export const LARGE_FUNDS = 1_000_000;
/** A reason is a sentence. */
export const LEAST_REASON = 8;

/** A round of comments or a hearing about the draft, as its items tell. */
export interface Round {
  code: string;
  title: string;
  /** Its last day is over. */
  closed: boolean;
  /** What became of the comments is public. 采纳情况已公布 */
  answered: boolean;
}

export interface DecisionFacts {
  kind: DecisionKind;
  amount: number | null;
  step: Exclude<DecisionStep, '公开'>;
  rounds: readonly Round[];
  noCommentReason: string | null;
  /** The day of the step before. */
  lastOn: Day;
  /** The decision's item is public. */
  published: boolean;
}

export type Verdict = { ok: true; why?: undefined } | { ok: false; why: string };
const YES: Verdict = { ok: true };
const no = (why: string): Verdict => ({ ok: false, why });

/** Where it stands: the last step is what the public can see. */
export const stepOf = ({ step, published }: Pick<DecisionFacts, 'step' | 'published'>): DecisionStep =>
  step === '决定' && published ? '公开' : step;

export const nextStep = (step: DecisionStep): DecisionStep | undefined =>
  DECISION_STEPS[DECISION_STEPS.indexOf(step) + 1];

/** Whether this step is the next one, and what it wants is there. */
export function mayTake(step: DecisionStep, facts: DecisionFacts): Verdict {
  const next = nextStep(facts.step);
  if (step !== next)
    return no(
      DECISION_STEPS.indexOf(step) <= DECISION_STEPS.indexOf(facts.step)
        ? `「${step}」已经做过了。`
        : `下一步是「${next}」,不能跳过。`,
    );
  return step === '集体讨论' ? mayDiscuss(facts) : YES;
}

/** The public was heard and told what became of it, or it is on record why not. */
function mayDiscuss({ rounds, noCommentReason }: DecisionFacts): Verdict {
  if (noCommentReason) return YES;
  if (rounds.length === 0) return no('还没有征求意见;没有征求的,要写明原因。');
  const open = rounds.find(({ closed }) => !closed);
  if (open) return no(`「${open.title}」还没有截止。`);
  const silent = rounds.find(({ answered }) => !answered);
  return silent ? no(`「${silent.title}」的采纳情况还没有公布。`) : YES;
}

/** 大额资金使用 begins at the county's sum. */
export function fundsVerdict(kind: DecisionKind, amount: number | null, threshold: number): Verdict {
  if (kind !== '大额资金使用') return YES;
  if (amount === null) return no('大额资金使用要写金额。');
  return amount < threshold ? no(`不到本县大额资金标准(${threshold / 10_000} 万元),不用走这个程序。`) : YES;
}

/** A later step is not of an earlier day, and none is of tomorrow. */
export function dayVerdict(on: Day, lastOn: Day, today: Day): Verdict {
  if (on > today) return no('日子还没有到,办了再登记。');
  return on < lastOn ? no(`不能早于上一步的日子(${lastOn})。`) : YES;
}
