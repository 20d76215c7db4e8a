/** What citizens and officials read about an information request. Officials' cards name the number, never the applicant. */
import { formatDay, type Day } from '../kit/day.ts';
import type { DueStep } from '../disclosure/due.ts';
import type { Card } from '../outbox/message.ts';

export const provisionally = (provisional: boolean): string => (provisional ? '(暂定)' : '');

/** The reckoning, one step a line. */
export const stepLines = (steps: readonly DueStep[]): string =>
  steps.map(({ text }) => `· ${text}`).join('\n');

const DESK_BUTTONS = [
  { key: 'answer', label: '答复', tone: 'primary' as const },
  { key: 'supplement', label: '补正' },
  { key: 'extend', label: '延期' },
  { key: 'consult', label: '征求第三方' },
];

export interface DeskCardFacts {
  number: string;
  due: Day | null;
  provisional: boolean;
  /** e.g. 更正, 申请人需要帮助 */
  notes?: readonly string[];
}

/** The card of a request to be worked. */
export const deskCard = (title: string, { number, due, provisional, notes = [] }: DeskCardFacts): Card => ({
  source: '阳光·依申请公开',
  title,
  text: ['点按钮办理,也可以直接回复按钮上的字。内容在监督台看,或回复编号看。', ...notes].join('\n'),
  fields: [
    { name: '编号', value: number },
    { name: '期限', value: due ? `${due}${provisionally(provisional)}` : '等补正' },
  ],
  buttons: DESK_BUTTONS,
});

/** 审签 */
export const reviewCard = (facts: {
  number: string;
  what: 'answer' | 'extension';
  kind: string;
  by: string;
  text: string;
  reviewBy: Day;
}): Card => ({
  source: '阳光·审签',
  title: facts.what === 'extension' ? `${facts.by}申请延期答复` : `${facts.by}拟答复:${facts.kind}`,
  text: facts.text,
  fields: [
    { name: '编号', value: facts.number },
    { name: '请在', value: `${facts.reviewBy} 前审签` },
  ],
  buttons: [
    { key: 'grant', label: '同意', tone: 'primary' },
    { key: 'refuse', label: '不同意' },
  ],
});

/** To an organ of the county that made the information too (条例第三十四条). */
export const opinionCard = (facts: { number: string; from: string; about: string; due: Day }): Card => ({
  source: '阳光·征求意见函',
  title: `${facts.from}征求公开意见`,
  text: `涉及:${facts.about}\n到期不回复,视为同意公开(条例第三十四条)。`,
  fields: [
    { name: '编号', value: facts.number },
    { name: '请在', value: `${facts.due} 前回复` },
  ],
  buttons: [
    { key: 'agree', label: '同意公开', tone: 'primary' },
    { key: 'object', label: '不同意公开' },
  ],
});

/** 转主动公开 (条例第四十四条) */
export const publicationCard = (facts: { number: string; why: string }): Card => ({
  source: '阳光·转主动公开',
  title: '这件信息要不要主动公开',
  text: `${facts.why}\n属于主动公开范围的,应当及时公开(条例第四十四条)。`,
  fields: [{ name: '编号', value: facts.number }],
  buttons: [
    { key: 'list', label: '列入主动公开', tone: 'primary' },
    { key: 'keep', label: '不列入' },
  ],
});

/** To the officer who asked a third party: what came back. */
export const thirdPartyCard = (facts: { number: string; whom: string; due: Day }): Card => ({
  source: '阳光·征求第三方',
  title: '征求意见书请送达第三方',
  text: `第三方:${facts.whom}\n意见书在监督台下载。送达后点「已送达」,从送达起 15 个工作日;意见回来点结果。`,
  fields: [
    { name: '编号', value: facts.number },
    { name: '到期', value: facts.due },
  ],
  buttons: [
    { key: 'delivered', label: '已送达', tone: 'primary' },
    { key: 'agree', label: '第三方同意' },
    { key: 'object', label: '第三方不同意' },
  ],
});

export const receiptText = (facts: {
  number: string;
  due: Day;
  provisional: boolean;
  unit: string;
  phone: string | null;
  correction: boolean;
}): string =>
  [
    `${facts.correction ? '更正申请' : '申请'}已收到,编号 ${facts.number}。`,
    `由${facts.unit}答复${facts.phone ? `,电话 ${facts.phone}` : ''}。`,
    `今天是双方确认之日。20 个工作日,最晚 ${formatDay(facts.due)}${provisionally(facts.provisional)} 前答复您,不收费。`,
    '回复编号可以看进度和期限怎么算的。回复 我的事项 看全部,回复 人工 找工作人员。',
  ].join('\n');

export const supplementText = (facts: { number: string; text: string; by: Day }): string =>
  [
    `您的申请 ${facts.number} 要补正一次:${facts.text}`,
    `请在 ${formatDay(facts.by)} 前回复:补正 加上要补的内容。`,
    '收到补正以后,20 个工作日重新计算。没有正当理由到期不补,视为放弃申请(条例第三十条)。',
    '不会写的,回复 人工,工作人员帮您写。',
  ].join('\n');

export const extensionText = (facts: { number: string; days: number; due: Day; reason: string }): string =>
  `您的申请 ${facts.number} 延期答复:${facts.reason}\n经负责人同意,延长 ${facts.days} 个工作日,最晚 ${formatDay(facts.due)} 前答复您(条例第三十三条)。`;

export const consultationText = (facts: { number: string; what: string; due: Day | null }): string =>
  `您的申请 ${facts.number} 正在${facts.what},这段时间不算在期限里(条例第三十三条)。${facts.due ? `按现在算,最晚 ${formatDay(facts.due)} 前答复您。意见回来得早,就会早。` : ''}`;

export const reasonText = (facts: { number: string }): string =>
  `您的申请 ${facts.number}:您申请的数量、频次明显多于一般。请回复:说明 加上理由(条例第三十五条)。理由合理的照常办理。`;

export const deferralText = (facts: { number: string; until: Day; reason: string }): string =>
  `您的申请 ${facts.number}:理由合理,但按期答复不了。延迟到 ${formatDay(facts.until)} 前答复您(条例第三十五条)。${facts.reason}`;
