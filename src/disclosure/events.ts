/** Events after which something is owed, the 公开时限 each brings, and where the law says so. 触发公开的事件 */
import { formatDay, yearOf, type Day } from '../kit/day.ts';
import type { Calendar } from './calendar.ts';
import type { Due } from './due.ts';
import type { NewObligation } from './obligations.ts';
import { reckonDue } from './reckon.ts';

export interface DisclosureEvent {
  /** A trigger of the deadline phrases. */
  trigger: string;
  name: string;
  words: RegExp;
  phrase: string;
  basis: string;
}

const event = (
  trigger: string,
  name: string,
  words: RegExp,
  phrase: string,
  basis: string,
): DisclosureEvent => ({
  trigger,
  name,
  words,
  phrase,
  basis,
});

/** The more particular first. */
export const EVENTS: readonly DisclosureEvent[] = [
  event(
    'npc_approval',
    '人大批准',
    /(人大|人代会|人民代表大会)(常委会)?(审议)?(批准|通过)/,
    '人大批准后20日内',
    '预算法 第十四条',
  ),
  event('finance_reply', '财政批复', /财政(部门)?批复/, '财政部门批复后20日内', '预算法 第十四条'),
  event(
    'supplier_decided',
    '供应商确定',
    /(供应商|中标|成交)(已)?确定/,
    '供应商确定之日起2个工作日内',
    '政府采购法实施条例 第四十三条',
  ),
  event(
    'contract_signed',
    '合同签订',
    /(采购)?合同签订/,
    '采购合同签订之日起2个工作日内',
    '政府采购法实施条例 第五十条',
  ),
  event(
    'evaluation_report_received',
    '收到评标报告',
    /收到评标报告/,
    '收到评标报告之日起3日内',
    '招标投标法实施条例 第五十四条',
  ),
  event('meeting_end', '会议结束', /会议结束|开完会|散会/, '会议结束后5个工作日内', '本县会议公开制度'),
  event(
    'audit_report_final',
    '审计定稿',
    /审计(报告)?(定稿|结束|完成)/,
    '审计报告定稿之日起20个工作日内',
    '政府信息公开条例 第二十六条',
  ),
  event('comment_end', '征求意见结束', /征求意见(结束|截止)/, '征求意见结束后15个工作日内', '本县预公开制度'),
  event(
    'decision_made',
    '决定作出',
    /(处罚|许可)?决定(已)?作出|作出(处罚|许可)?决定/,
    '作出决定之日起7个工作日内',
    '行政执法公示制度',
  ),
  event(
    'application_received',
    '收到申请',
    /收到(信息公开)?申请/,
    '收到申请之日起20个工作日内',
    '政府信息公开条例 第三十三条',
  ),
  event(
    'document_issued',
    '文件印发',
    /(文件|任免)(已)?印发/,
    '文件印发之日起5个工作日内',
    '本县政府信息公开目录',
  ),
  event(
    'village_meeting_end',
    '村民会议结束',
    /村民(代表)?会议(结束)?/,
    '村民会议结束后5日内',
    '村民委员会组织法 第三十条',
  ),
  event(
    'info_formed_or_changed',
    '信息形成',
    /(信息)?(形成|变更|制作完成)/,
    '信息形成或者变更之日起20个工作日内',
    '政府信息公开条例 第二十六条',
  ),
];

/** When it is due; every phrase above can be reckoned. */
export function reckonEvent({ phrase }: DisclosureEvent, day: Day, calendar: Calendar): Due {
  const due = reckonDue(phrase, day, calendar);
  if (!due) throw new RangeError(`No due day: ${phrase}`);
  return due;
}

/** What happened, as staff record it. */
export interface Happened {
  event: DisclosureEvent;
  title: string;
  day: Day;
  /** 牵头单位 and 配合单位 */
  unit: string;
  coUnits?: readonly string[];
  /** Matters decided at a meeting, each followed up 落实情况 by whoever carries it out. */
  items?: readonly { title: string; unit?: string | undefined; due?: Day | undefined }[];
}

const KEY_LENGTH = 250;
const TITLE_LENGTH = 160;
/** How what was decided is carried out is told of within a quarter. */
const FOLLOW_UP = '会议结束后3个月内';

/** What is owed after it: the matter itself, and of a meeting how each thing decided is carried out. */
export function owedAfter(happened: Happened, calendar: Calendar): NewObligation[] {
  const { event, title, day, unit, coUnits = [], items = [] } = happened;
  const facts = (
    key: string,
    name: string,
    rest: Pick<NewObligation, 'unitCode' | 'due'>,
  ): NewObligation => ({
    key: `event:${event.trigger}:${unit}:${day}:${key}`.slice(0, KEY_LENGTH),
    source: 'event',
    title: name.slice(0, TITLE_LENGTH),
    trigger: event.trigger,
    triggeredOn: day,
    ...rest,
  });
  const own = {
    unitCode: unit,
    coUnits,
    deadlinePhrase: event.phrase,
    due: reckonEvent(event, day, calendar),
  };
  return [
    facts(title, `${title}(${event.name},应公开)`, own),
    ...items.map((item) =>
      facts(`${title}:${item.title}`, `${item.title}(落实情况)`, {
        unitCode: item.unit ?? unit,
        ...followUp(day, item.due, calendar),
      }),
    ),
  ];
}

/** By the day that was set, else within a quarter. */
function followUp(
  day: Day,
  set: Day | undefined,
  calendar: Calendar,
): Pick<NewObligation, 'due' | 'deadlinePhrase'> {
  if (set) {
    const provisional = !calendar.covers(yearOf(set));
    return { due: { due: set, provisional, steps: [{ text: '会上定的日子', day: set }] } };
  }
  const due = reckonDue(FOLLOW_UP, day, calendar);
  if (!due) throw new RangeError(`No due day: ${FOLLOW_UP}`);
  return { due, deadlinePhrase: FOLLOW_UP };
}

/** 上级要求: a document of the upper level that sets the day itself. */
export interface Order {
  /** 文号 */
  docNo: string;
  title: string;
  due: Day;
  unit: string;
  coUnits?: readonly string[];
}

/** 清政办函〔2026〕30号 */
export const DOC_NO = /[\p{Script=Han}]{1,12}[〔[(]\d{4}[〕\])]\d{1,5}号/u;

export const owedByOrder = (order: Order, today: Day, calendar: Calendar): NewObligation => ({
  key: `order:${order.docNo}:${order.unit}:${order.title}`.slice(0, KEY_LENGTH),
  source: 'order',
  title: order.title.slice(0, TITLE_LENGTH),
  unitCode: order.unit,
  coUnits: order.coUnits ?? [],
  trigger: 'order',
  triggeredOn: today,
  orderDocNo: order.docNo,
  due: {
    due: order.due,
    provisional: !calendar.covers(yearOf(order.due)),
    steps: [{ text: `${order.docNo} 要求 ${formatDay(order.due)} 前公开`, day: order.due }],
  },
});
