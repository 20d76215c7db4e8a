/** What supervisors, units and authors read about a complaint: short, without its words. */
import { formatDay, formatInstant, timeOf, type Day } from '../kit/day.ts';
import type { Card, CardButton } from '../outbox/message.ts';
import type { Complaint } from '../store/generated/client.ts';

const SOURCE = '阳光·监督';

const field = (name: string, value: string): { name: string; value: string } => ({ name, value });

/** The card of a new matter. A sealed one says nothing but that it is there. */
export function newMatterCard(complaint: Complaint, unitName: string | undefined): Card {
  const due = complaint.acceptDue ? `${formatDay(complaint.acceptDue)}前告知` : '尽快答复';
  return {
    source: SOURCE,
    title: complaint.sealed
      ? '收到一件密封件'
      : `${complaint.urgent ? '紧急·' : ''}${TITLES[complaint.class] ?? '新投诉'}:${complaint.category}`,
    text: complaint.sealed ? '内容只在监督台里看。请勿转发、谈论。' : '点按钮办理,也可以直接回复按钮上的字。',
    fields: [
      field('编号', complaint.number),
      ...(complaint.sealed || !unitName ? [] : [field('涉及', unitName)]),
      field('收到', formatInstant(complaint.receivedAt)),
      field('期限', due),
    ],
    buttons: [
      { key: 'accept', label: '受理', tone: 'primary' },
      { key: 'decline', label: '不予受理' },
      ...(complaint.sealed ? [] : [{ key: 'transfer', label: '转办' }]),
      { key: 'urge', label: '督办', tone: 'danger' },
    ],
  };
}

const TITLES: Readonly<Record<string, string>> = { F: '群众建议', G: '群众表扬', I: '紧急求助' };

/** To the unit that is to handle it: the summary in place of the words. */
export function handlingCard(complaint: Complaint, summary: string): Card {
  return {
    source: SOURCE,
    title: `${complaint.status}:${complaint.category}`,
    text: `${summary}\n不要打听是谁反映的。不归您单位,5 个工作日内退回。`,
    fields: [
      field('编号', complaint.number),
      ...(complaint.feedbackDue ? [field('反馈', `${formatDay(complaint.feedbackDue)}前`)] : []),
      ...(complaint.closeDue ? [field('期限', `${formatDay(complaint.closeDue)}前办结`)] : []),
    ],
    buttons: [
      { key: 'take', label: '办理', tone: 'primary' },
      { key: 'return', label: '退回' },
      { key: 'report', label: '办结' },
    ],
  };
}

const WORKING: CardButton[] = [
  { key: 'close', label: '办结', tone: 'primary' },
  { key: 'transfer', label: '转办' },
  { key: 'urge', label: '督办', tone: 'danger' },
];

/** Back in the queue: returned, reported, written to, urged, overdue. The number and what happened, no words. */
export function backCard(complaint: Complaint, title: string, text: string): Card {
  return {
    source: SOURCE,
    title,
    text,
    fields: [
      field('编号', complaint.number),
      field('状态', complaint.status),
      ...(complaint.closeDue ? [field('期限', `${formatDay(complaint.closeDue)}前办结`)] : []),
    ],
    buttons: complaint.sealed ? WORKING.filter(({ key }) => key !== 'transfer') : WORKING,
  };
}

/** '已受理 薛岚溪 14:32' */
export const settledText = (what: string, by: { name: string }, at: Date): string =>
  `${what} ${by.name} ${timeOf(at)}`;

/** To the author: the number and the step, never the matter itself. */
export const authorNotice = (number: string, step: string): string =>
  `您反映的事(编号 ${number})${step}\n回复编号随时可以查进度。回复 人工 找工作人员。`;

/** For the unit, when nobody has written one: the kind, whom it concerns, when; no word of the author's. 摘要 */
export function plainSummary(
  complaint: Pick<Complaint, 'category' | 'occurred' | 'receivedAt'>,
  unitName: string | undefined,
  received: Day,
): string {
  const about = unitName ? `涉及${unitName}` : '涉及单位待核';
  return `群众反映:${complaint.category}。${about}。${formatDay(received)}收到。请核实情况,依法处理。`;
}
