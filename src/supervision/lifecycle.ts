/**
 * The life of a complaint 办理流程 as data and pure rules: 已登记 → 受理 | 不予受理 → 转办 | 交办 → 办理中 → 退回 → 办结 → 归档, and on
 * the side 并案, 撤回, 挂起, 督办. In: the state of a matter, what somebody wants to do and their right to it. Out: yes, or
 * why not, in words that stand beside a disabled button.
 */
import { formatDay, type Day } from '../kit/day.ts';
import { allows, type Access } from './conflict.ts';

export const STATUSES = [
  '已登记',
  '受理',
  '不予受理',
  '转办',
  '交办',
  '办理中',
  '退回',
  '办结',
  '归档',
  '并案',
  '撤回',
  '移送上级',
] as const;
export type Status = (typeof STATUSES)[number];

/** What staff do to a matter, by the keys of buttons. */
export const ACTIONS = {
  accept: '受理',
  decline: '不予受理',
  transfer: '转办',
  assign: '交办',
  take: '办理',
  return: '退回',
  report: '反馈',
  close: '办结',
  extend: '延期',
  suspend: '挂起',
  resume: '恢复',
  merge: '并案',
  urge: '督办',
  explain: '说明',
  ask: '补充材料',
  reply: '回复',
  summarise: '写摘要',
  claim: '认领',
} as const;
export type Action = keyof typeof ACTIONS;

/** 办结方式 */
export const OUTCOMES = ['支持', '解释', '不支持', '调解'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface LifecycleFacts {
  status: string;
  handlingUnit: string | null;
  suspendedOn: string | null;
  extendedDays: number;
  objectionDue: string | null;
  reopened: boolean;
  anonymous: boolean;
}

interface Rule {
  /** In which states. */
  from: readonly Status[];
  /** What it becomes; absent: stays as it is. */
  to?: Status;
  /** Least right to it: who works the queue, or the unit that handles it. */
  right: 'supervise' | 'handle';
  /** Only the unit that handles it, not the queue. */
  unitOnly?: true;
  /** A sentence has to be written, and what for. */
  asks?: string;
  /** The author is told, in these words; the matter itself never stands in them. */
  tells?: string;
}

const OPEN: readonly Status[] = ['已登记', '受理', '转办', '交办', '办理中', '退回'];
const WORKED: readonly Status[] = ['受理', '转办', '交办', '办理中', '退回'];
const AT_UNIT: readonly Status[] = ['转办', '交办', '办理中'];

export const RULES: Readonly<Record<Action, Rule>> = {
  accept: { from: ['已登记'], to: '受理', right: 'supervise', tells: '已经受理。' },
  decline: {
    from: ['已登记'],
    to: '不予受理',
    right: 'supervise',
    asks: '不予受理的原因是什么,该找谁?请写一句,群众会看到。',
    tells: '没有受理。',
  },
  transfer: {
    from: ['已登记', '受理', '退回', '转办', '交办'],
    to: '转办',
    right: 'supervise',
    asks: '要转给哪个单位?回复数字,或写出名字。',
    tells: '已经转给有权处理的单位。',
  },
  assign: {
    from: ['受理', '退回', '转办'],
    to: '交办',
    right: 'supervise',
    asks: '要交给哪个单位,几个工作日内反馈?例如:民政局 10个工作日。',
    tells: '已经交给有权处理的单位限期办理。',
  },
  take: { from: ['转办', '交办'], to: '办理中', right: 'handle', unitOnly: true, tells: '正在办理。' },
  return: {
    from: AT_UNIT,
    to: '退回',
    right: 'handle',
    asks: '为什么退回,该归谁办?请写一句。',
  },
  report: {
    from: AT_UNIT,
    to: '办理中',
    right: 'handle',
    unitOnly: true,
    asks: '办理结果是什么?请写一句,监督组审核后告诉群众。',
  },
  close: {
    from: WORKED,
    to: '办结',
    right: 'supervise',
    asks: '办理结果是什么?请写一句,群众会看到。',
    tells: '已经办结。回复查询码可以看结果。',
  },
  extend: {
    from: WORKED,
    right: 'supervise',
    asks: '延期几天,为什么?最多 30 天,只能一次。例如:15天,等测绘结果。',
    tells: '需要多一些时间。',
  },
  suspend: {
    from: WORKED,
    right: 'supervise',
    asks: '为什么挂起(等第三方、等听证)?请写一句。',
    tells: '暂时停下来等别的手续,等到了马上接着办。',
  },
  resume: { from: WORKED, right: 'supervise', tells: '已经接着办。' },
  merge: {
    from: OPEN,
    to: '并案',
    right: 'supervise',
    asks: '并到哪一件?请写编号。',
    tells: '和同一件事合在一起办,每一步照样告诉您。',
  },
  urge: { from: OPEN, right: 'supervise', asks: '督办意见是什么?请写一句。' },
  explain: { from: OPEN, right: 'handle', asks: '请写明原因。说明会和超期一起显示,不能代替办理。' },
  ask: {
    from: OPEN,
    right: 'supervise',
    asks: '要请反映人补充什么?请写一句。',
    tells: '需要您补充情况。回复查询码就能看到要补什么、也能在那里回答。',
  },
  reply: {
    from: [...OPEN, '办结', '不予受理'],
    right: 'supervise',
    asks: '要对反映人说什么?请写一条。',
    tells: '有新的回复。回复查询码就能看到。',
  },
  summarise: { from: OPEN, right: 'supervise', asks: '给承办单位看的摘要怎么写?不要写姓名、电话、原话。' },
  claim: { from: OPEN, right: 'supervise' },
};

export type Verdict = { ok: true } | { ok: false; why: string };
const no = (why: string): Verdict => ({ ok: false, why });

/** May it be done now by somebody with this access? Else why not. */
export function verdictOn(action: Action, facts: LifecycleFacts, access: Access, today: Day): Verdict {
  const rule = RULES[action];
  const name = ACTIONS[action];
  if (!allows(access, rule.right))
    return no(access === 'handle' ? `${name}由监督组来做。` : '您不能办理这一件。');
  if (rule.unitOnly && access !== 'handle') return no(`${name}由承办单位来做。`);
  if (!(rule.from as readonly string[]).includes(facts.status)) return no(whyNotFrom(facts.status, name));
  const halted = facts.suspendedOn !== null;
  if (action === 'resume') return halted ? { ok: true } : no('这一件没有挂起。');
  if (halted && ['close', 'transfer', 'assign', 'suspend', 'extend', 'take', 'report'].includes(action))
    return no('这一件挂起了,先恢复再办。');
  if (action === 'return') return mayReturn(facts, access, today);
  if (action === 'extend' && facts.extendedDays > 0) return no('已经延期过一次,不能再延。');
  return { ok: true };
}

/** 信访工作条例第二十三条: a unit that is not competent says so within five working days, and does not hand it on itself. */
function mayReturn({ objectionDue }: LifecycleFacts, access: Access, today: Day): Verdict {
  if (access === 'handle' && objectionDue !== null && today > objectionDue)
    return no(`退回要在收到后 5 个工作日内提出,期限到 ${formatDay(objectionDue)}。`);
  return { ok: true };
}

function whyNotFrom(status: string, name: string): string {
  if (status === '已登记') return `还没有受理,不能${name}。`;
  if (['办结', '归档', '不予受理', '撤回', '并案'].includes(status))
    return `这一件已经${status},不能${name}。`;
  return `现在是「${status}」,不能${name}。`;
}

/** What can be done next, in the order of the buttons. */
export function actionsFor(facts: LifecycleFacts, access: Access, today: Day): Action[] {
  return (Object.keys(RULES) as Action[]).filter((action) => verdictOn(action, facts, access, today).ok);
}

/** 重办: once, for a reason that is new. */
export function mayReopen(
  { status, reopened }: Pick<LifecycleFacts, 'status' | 'reopened'>,
  reason: string,
  before: readonly string[],
): Verdict {
  if (status !== '办结') return no('办结以后才能要求重办。');
  if (reopened) return no('已经重办过一次。仍不满意,可以申请复查,或回复 人工。');
  const said = plain(reason);
  if (said.length < 6) return no('请写明新的理由:有什么没办到,或有什么新情况。');
  if (before.some((text) => isSame(said, plain(text)))) return no('这个理由和以前说的一样。请写新的情况。');
  return { ok: true };
}

/** 撤回 by the author, as long as it is open. */
export const mayWithdraw = ({ status }: Pick<LifecycleFacts, 'status'>): Verdict =>
  (OPEN as readonly string[]).includes(status) ? { ok: true } : no('这一件已经结束,不用撤回。');

export const isOpen = (status: string): boolean => (OPEN as readonly string[]).includes(status);

const plain = (text: string): string => text.replace(/[^\p{Script=Han}\p{L}\d]/gu, '');

/** One holds the other, or most of its pairs of characters. */
function isSame(a: string, b: string): boolean {
  if (a.length === 0 || b.length === 0) return false;
  if (a.includes(b) || b.includes(a)) return true;
  const pairs = (text: string): Set<string> =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const [mine, theirs] = [pairs(a), pairs(b)];
  const shared = [...mine].filter((pair) => theirs.has(pair)).length;
  return shared / Math.max(1, Math.min(mine.size, theirs.size)) > 0.8;
}
