/**
 * 听证公告 (the speech, the third system): the notice is an item of disclosure. Day and place stand there at least seven days
 * before; who presides is not of the unit that examines the matter (重大行政决策程序暂行条例第十六条; 行政许可法第四十八条;
 * 行政处罚法第六十四条).
 */
import { addDays, isDay, type Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
import type { Person } from '../store/generated/client.ts';
import type { Calendar } from './calendar.ts';
import { loadCalendar } from './calendar-years.ts';
import { countBack } from './due.ts';
import type { Disclosure } from './disclosures.ts';
import type { Fault } from './publication/faults.ts';

/** 产生办法 */
export const SELECTIONS = ['先到先得', '抽签', '分组抽签'] as const;
export type Selection = (typeof SELECTIONS)[number];

/** 分组名额 */
export interface SeatGroup {
  name: string;
  seats: number;
}

/** What the notice says. */
export interface HearingNotice {
  /** County time, YYYY-MM-DDTHH:MM. */
  at: string;
  place: string;
  seats: number;
  signupFrom: Day;
  signupTo: Day;
  selection: Selection;
  groups: SeatGroup[];
  /** Name or userid of who presides. 主持人 */
  host: string | undefined;
  kind: HearingKind;
}

/** 听证种类, by which the days before are counted: 日 of a decision are days, of a licence and a penalty working days. */
export const HEARING_KINDS = ['重大决策', '行政许可', '行政处罚'] as const;
export type HearingKind = (typeof HEARING_KINDS)[number];

const NOTICE_DAYS = 7;
const LAWS: Readonly<Record<HearingKind, string>> = {
  重大决策: '重大行政决策程序暂行条例第十六条',
  行政许可: '行政许可法第四十八条',
  行政处罚: '行政处罚法第六十四条',
};
export const MOST_SEATS = 1_000;
const AT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** What an item holds under `hearing`; undefined when its day, place or seats are not there. */
export function noticeIn(held: unknown): HearingNotice | undefined {
  const given = (typeof held === 'object' && held !== null ? held : {}) as Record<string, unknown>;
  const at = typeof given.at === 'string' ? given.at : typeof given.date === 'string' ? given.date : '';
  const when = AT.test(at) ? at : isDay(at) ? `${at}T09:00` : undefined;
  const { place, seats, signupFrom, signupTo, host } = given;
  if (!when || typeof place !== 'string' || typeof seats !== 'number') return undefined;
  if (!isDay(signupFrom) || !isDay(signupTo)) return undefined;
  const groups = Array.isArray(given.groups) ? (given.groups as SeatGroup[]) : [];
  return {
    at: when,
    place,
    seats,
    signupFrom,
    signupTo,
    selection: selectionOf(String(given.selection ?? ''), groups),
    groups,
    host: typeof host === 'string' && host.trim() ? host.trim() : undefined,
    kind: HEARING_KINDS.find((one) => one === given.kind) ?? '重大决策',
  };
}

/** 报名人中抽签, 按类别分组后抽签 … as counties write it. Groups without seats of their own are drawn from all. */
function selectionOf(written: string, groups: readonly SeatGroup[]): Selection {
  if (!written.includes('抽签')) return '先到先得';
  return written.includes('分组') && groups.length > 0 ? '分组抽签' : '抽签';
}

/** Groups with their seats as an officer writes them: 消费者 10,经营者 6. */
export const readGroups = (text: string): SeatGroup[] =>
  [...text.normalize('NFKC').matchAll(/([\p{Script=Han}]{2,12}?)\s*:?\s*(\d{1,4})\s*[名个人]*/gu)].map(
    ([, name, seats]) => ({ name: name!, seats: Number(seats) }),
  );

/** The latest day on which the notice of a hearing may appear. */
export function noticeBy({ at, kind }: Pick<HearingNotice, 'at' | 'kind'>, calendar: Calendar): Day {
  const held = at.slice(0, 10);
  return kind === '重大决策'
    ? addDays(held, -NOTICE_DAYS)
    : countBack({ start: held, n: NOTICE_DAYS, unit: 'workday' }, calendar).due;
}

export interface NoticeFacts {
  /** Day on which it would appear. */
  today: Day;
  /** Unit that examines the matter. */
  unit: string;
  /** Those of the name that is given for who presides. */
  hosts: readonly Pick<Person, 'userid' | 'name' | 'unitCode'>[];
}

const fault = (reason: string): Fault => ({ field: 'hearing', reason, blocks: true });

/** Everything that is wrong with a notice. Pure. */
export function noticeFaults(
  held: unknown,
  { today, unit, hosts }: NoticeFacts,
  calendar: Calendar,
): Fault[] {
  const notice = noticeIn(held);
  if (!notice) return [fault('听证公告要写时间、地点、名额和报名起止')];
  const { at, seats, signupFrom, signupTo, selection, groups, kind } = notice;
  const last = noticeBy(notice, calendar);
  const words = kind === '重大决策' ? `${NOTICE_DAYS} 日` : `${NOTICE_DAYS} 个工作日`;
  return [
    ...(today > last
      ? [
          fault(
            `听证要提前至少 ${words}公告(${LAWS[kind]}):今天公告,听证不能早于${earliest(today, kind, calendar)}`,
          ),
        ]
      : []),
    ...(Number.isInteger(seats) && seats >= 1 && seats <= MOST_SEATS
      ? []
      : [fault(`名额写 1 到 ${MOST_SEATS} 的整数`)]),
    ...(signupFrom <= signupTo && signupTo < at.slice(0, 10) ? [] : [fault('报名要在听证那天以前截止')]),
    ...(signupTo >= today ? [] : [fault('报名截止的日子已经过了')]),
    ...(selection === '分组抽签' && groups.reduce((sum, group) => sum + group.seats, 0) !== seats
      ? [fault(`各组名额加起来要等于 ${seats}`)]
      : []),
    ...hostFaults(notice, hosts, unit),
  ];
}

/** The first day on which a hearing may be held that is announced today. */
function earliest(today: Day, kind: HearingKind, calendar: Calendar): Day {
  let day = addDays(today, NOTICE_DAYS);
  while (noticeBy({ at: `${day}T09:00`, kind }, calendar) < today) day = addDays(day, 1);
  return day;
}

/** 行政许可法第四十八条, 行政处罚法第六十四条; kept for decisions too. */
function hostFaults({ host, kind }: HearingNotice, hosts: NoticeFacts['hosts'], unit: string): Fault[] {
  if (!host) return [fault('没有写主持人')];
  if (hosts.length === 0) return [fault(`干部名单里没有主持人「${host}」`)];
  if (hosts.length > 1) return [fault(`叫「${host}」的有 ${hosts.length} 人,请写账号`)];
  const law = kind === '重大决策' ? '' : `(${LAWS[kind]})`;
  return hosts[0]!.unitCode === unit ? [fault(`主持人不能是承办单位的人${law},请换别的单位的人`)] : [];
}

/** Officials of that name, or the one with that userid. */
export const hostsNamed = (db: Db, host: string | undefined): Promise<Person[]> =>
  host
    ? db.person.findMany({
        where: { active: true, OR: [{ userid: host }, { name: host }] },
        orderBy: { userid: 'asc' },
        take: 10,
      })
    : Promise.resolve([]);

/** Of an item that is a notice and not public yet; none of another. */
export async function hearingFaults(db: Db, item: Disclosure, today: Day): Promise<Fault[]> {
  if (item.stage !== '听证' || ['已公开', '已更正', '归档'].includes(item.status)) return [];
  const hosts = await hostsNamed(db, noticeIn(item.hearing)?.host);
  return noticeFaults(item.hearing, { today, unit: item.unit, hosts }, await loadCalendar(db));
}
