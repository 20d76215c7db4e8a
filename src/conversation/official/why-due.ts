/** 我的事项 and 为什么是这天: what the official's unit owes, and how each day was reached. */
import { dayOf, formatDay } from '../../kit/day.ts';
import { dueStepsOf } from '../../disclosure/due-steps.ts';
import { isOverdueOn, openObligations, type Obligation } from '../../disclosure/obligations.ts';
import type { Official } from '../../people/officials.ts';
import type { Db } from '../../store/database.ts';
import { withoutFlow } from '../flows/flow.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import type { OfficialDeps } from './cards.ts';

const MINE = /^(我的事项|待办|我的待办)$/;
const WHY =
  /^(?:为什么|为啥|怎么)(?:是|定在?|算出?的?)?(?:这一?天|这个日期|那天|到期日)?(?:的|呢)?(?:第?(\d{1,2})项?)?[??]?$/;
const LISTED = 15;
const STEPS = 12;

export const isMine = (word: string): boolean => MINE.test(word);

export function createWhyDue({ clock }: Pick<OfficialDeps, 'clock'>) {
  return {
    /** 我的事项 */
    async list(db: Db, official: Official, session: Session): Promise<Plan> {
      const open = await openObligations(db, official.unitCode);
      const lines = open.slice(0, LISTED).map((item, i) => `${i + 1}. ${lineOf(item)}`);
      const text =
        open.length === 0
          ? '您单位现在没有待公开的事项。'
          : `您单位有 ${open.length} 项待公开:\n${lines.join('\n')}\n要公开,回复 发布。想知道为什么是这天,回复 为什么 加序号,例如 为什么1。`;
      return plainPlan('action', 'answered', say(text), withoutFlow(session));
    },
    /** 为什么是这天, 为什么 2: undefined when it is no such question. */
    async explain(db: Db, official: Official, text: string, session: Session): Promise<Plan | undefined> {
      const match = WHY.exec(text.normalize('NFKC').replace(/\s+/g, ''));
      if (!match) return undefined;
      const open = await openObligations(db, official.unitCode);
      const number = Number(match[1] ?? 1);
      const item = open.slice(0, LISTED)[number - 1];
      const told = item
        ? stepsOf(item)
        : open.length === 0
          ? '您单位现在没有待公开的事项。'
          : `没有第 ${number} 项。回复 我的事项,看看有哪些。`;
      return plainPlan('action', 'answered', say(told), withoutFlow(session));
    },
  };

  function lineOf(item: Obligation): string {
    const late = isOverdueOn(item, dayOf(clock.now())) ? '【已超期】' : '';
    return `${late}${item.title}(${item.due ? formatDay(item.due) : '时间未定'}${item.provisional ? ',暂定' : ''})`;
  }
}

/** The phrase, the day of the event, then each step. */
function stepsOf(item: Obligation): string {
  if (!item.due) return `「${item.title}」还没有定下日期。`;
  const steps = dueStepsOf(item);
  const shown = steps.length > STEPS ? [...steps.slice(0, STEPS - 2), '……', steps.at(-1)!] : steps;
  return [
    `「${item.title}」${formatDay(item.due)} 到期${item.provisional ? '(暂定)' : ''},是这样算的:`,
    ...(item.deadlinePhrase ? [`公开时限:${item.deadlinePhrase}`] : []),
    ...(item.due === item.originalDue
      ? []
      : [`原来是 ${formatDay(item.originalDue ?? item.due)},后来批准延期`]),
    ...(shown.length > 0 ? shown.map((step, i) => `${i + 1}. ${step}`) : ['这个日期是登记时写的']),
  ].join('\n');
}
