/** Words of the complaint pages: kinds, states against the clock, what happened. Colour never says anything alone. */
import { daysBetween, type Day } from '../../../kit/day.ts';
import type { Page, Queue } from '../../../supervision/queue.ts';
import type { Html } from '../layout.ts';
import { badge, type Tone } from '../parts.ts';

export type Row = Page['rows'][number];
export type Sheet = Awaited<ReturnType<Queue['read']>>;
export type Entry = Sheet['timeline'][number];

/** 九类 */
export const CLASSES: Readonly<Record<string, string>> = {
  A: '公开类',
  B: '办事类',
  C: '乡务类',
  D: '申诉求决',
  E: '检举控告',
  F: '建议意见',
  G: '表扬',
  H: '无效重复',
  I: '紧急',
};

export const SOURCES: Readonly<Record<string, string>> = {
  chat: '微信',
  phone: '来电',
  letter: '来信',
  visit: '来访',
  media: '媒体',
};

/** '11月24日' of a day this year or next. */
export const shortDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

const CLOCKS = { accept: '受理', close: '办结' } as const;

/** Where it stands against its clock, in a few words: 办结超期 3 天, 受理今天到期. */
export function paceWords(row: Row, today: Day): { tone: Tone; text: string } {
  if (row.pace === 'done') return { tone: 'good', text: row.outcome ?? '已办结' };
  if (row.pace === 'halted') return { tone: 'plain', text: '挂起,停表' };
  const next = row.target ?? row.due;
  if (!row.clock || !next) return { tone: 'plain', text: '没有期限' };
  const name = CLOCKS[row.clock];
  if (row.pace === 'overdue') return { tone: 'bad', text: `${name}超期 ${daysBetween(row.due!, today)} 天` };
  if (row.pace === 'past-target')
    return { tone: 'warn', text: `${name}过目标 ${daysBetween(row.target!, today)} 天` };
  const left = daysBetween(today, next);
  const text = left === 0 ? `${name}今天到期` : left === 1 ? `${name}明天到期` : `${name}还有 ${left} 天`;
  return { tone: row.pace === 'soon' ? 'warn' : 'plain', text };
}

export function paceBadge(row: Row, today: Day): Html {
  const { tone, text } = paceWords(row, today);
  return badge(tone, text);
}

/** 目标 12月15日 · 法定 1月23日(暂定) */
export const daysOf = (row: Row): string =>
  [
    row.target && row.target !== row.due ? `目标 ${shortDay(row.target)}` : '',
    row.due ? `${row.target === row.due ? '期限' : '法定'} ${shortDay(row.due)}` : '',
  ]
    .filter(Boolean)
    .join(' · ') + (row.due && row.provisional ? '(暂定)' : '');

const FACTS: Readonly<Record<string, string>> = {
  'complaint.filed': '登记',
  'complaint.accepted': '受理',
  'complaint.declined': '不予受理',
  'complaint.transferred': '转办',
  'complaint.assigned': '交办',
  'complaint.taken': '承办单位接收',
  'complaint.returned': '退回',
  'complaint.reported': '承办单位反馈',
  'complaint.closed': '办结',
  'complaint.extended': '延期',
  'complaint.suspended': '挂起',
  'complaint.resumed': '恢复办理',
  'complaint.merged': '并案',
  'complaint.joined': '另一件并入',
  'complaint.urged': '督办',
  'complaint.explained': '说明原因',
  'complaint.asked': '请反映人补充',
  'complaint.replied': '回复反映人',
  'complaint.summarised': '写摘要',
  'complaint.claimed': '认领',
  'complaint.recalled': '撤销刚才的办理',
  'complaint.escalated': '系统升级提醒',
  'complaint.surveyed': '回访',
  'complaint.judged': '反映人评价',
  'complaint.archived': '归档',
  'complaint.reopened': '反映人要求重办',
  'complaint.supplemented': '反映人补充',
  'complaint.evidence-added': '反映人交材料',
  'complaint.withdrawn': '反映人撤回',
  'complaint.sent-above': '移送上级',
  'complaint.read': '查看',
  'identity.asked': '申请启封身份',
  'identity.approved': '同意启封',
  'identity.refused': '不同意启封',
  'identity.opened': '看过身份',
};

export const factWord = (fact: string): string => FACTS[fact] ?? fact;

/** What stands beside the fact: the unit, the days, the outcome. */
export function detailWords({ fact, detail }: Pick<Entry, 'fact' | 'detail'>, names: Names): string {
  const of = (detail ?? {}) as Record<string, unknown>;
  const text = (key: string): string => (typeof of[key] === 'string' ? of[key] : '');
  const number = (key: string): number => (typeof of[key] === 'number' ? of[key] : 0);
  if (fact === 'complaint.transferred' || fact === 'complaint.assigned') return names.unit(text('unit'));
  if (fact === 'complaint.extended' || fact === 'complaint.resumed') return `${number('days')} 天`;
  if (fact === 'complaint.closed') return text('outcome');
  if (fact === 'complaint.claimed') return names.person(text('assignee'));
  if (fact === 'complaint.judged') return text('answer');
  if (fact === 'complaint.surveyed') return `第 ${number('round')} 次`;
  if (fact === 'complaint.escalated') return `第 ${number('level')} 级`;
  return fact === 'complaint.filed' ? (SOURCES[text('source')] ?? '') : '';
}

/** Names for codes. */
export interface Names {
  unit(code: string | null): string;
  person(userid: string | null): string;
}

/** 反映人, 系统, or the official's name. */
export const actorOf = (actor: string, names: Names): string =>
  ({ citizen: '反映人', system: '系统' })[actor] ?? names.person(actor);
