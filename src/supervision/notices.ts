/** What supervisors and authors read about a complaint: short, without its words. */
import { formatDay, formatInstant, timeOf } from '../kit/day.ts';
import type { Card } from '../outbox/message.ts';
import type { Complaint } from '../store/generated/client.ts';

/** The card of a new matter. A sealed one says nothing but that it is there. */
export function newMatterCard(complaint: Complaint, unitName: string | undefined): Card {
  const due = complaint.acceptDue ? formatDay(complaint.acceptDue) : '';
  return {
    source: '阳光·监督',
    title: complaint.sealed
      ? '收到一件密封件'
      : `${complaint.urgent ? '紧急·' : ''}新投诉:${complaint.category}`,
    text: complaint.sealed ? '内容只在监督台里看。请勿转发、谈论。' : '点按钮办理,也可以直接回复按钮上的字。',
    fields: [
      { name: '编号', value: complaint.number },
      ...(complaint.sealed || !unitName ? [] : [{ name: '涉及', value: unitName }]),
      { name: '收到', value: formatInstant(complaint.receivedAt) },
      { name: '期限', value: `${due}前告知` },
    ],
    buttons: [
      { key: 'accept', label: '受理', tone: 'primary' },
      { key: 'decline', label: '不予受理' },
      { key: 'transfer', label: '转办' },
      { key: 'urge', label: '督办', tone: 'danger' },
    ],
  };
}

/** '已受理 薛岚溪 14:32' */
export const settledText = (what: string, by: { name: string }, at: Date): string =>
  `${what} ${by.name} ${timeOf(at)}`;

/** To the author: the number and the step, never the matter itself. */
export const authorNotice = (number: string, step: string): string =>
  `您反映的事(编号 ${number})${step}\n回复编号随时可以查进度。回复 人工 找工作人员。`;
