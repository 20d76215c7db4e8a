/**
 * The clocks of a complaint 办理时限 as data: what the law allows, what the county promises, and presets of provinces' 12345
 * rules. Counted by the calendar, each with its steps. Law: 信访工作条例 第二十二、二十三、三十四条.
 */
import type { Day } from '../kit/day.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { countDue, type Due } from '../disclosure/due.ts';
import type { ComplaintClass } from './triage.ts';

interface Span {
  n: number;
  unit: 'day' | 'workday';
}

export interface Clocks {
  name: string;
  basis: string;
  /** Told whether it is accepted. */
  accept: Span;
  /** What the county itself promises for that. 目标 */
  acceptTarget: Span;
  close: Span;
  closeTarget: Span;
  /** Most that closing may be extended by, once. */
  extension: Span;
  /** A unit that is not competent says so within this. */
  objection: Span;
}

const LAW: Clocks = {
  name: '法定',
  basis: '信访工作条例第二十三条、第三十四条',
  accept: { n: 15, unit: 'day' },
  acceptTarget: { n: 3, unit: 'workday' },
  close: { n: 60, unit: 'day' },
  closeTarget: { n: 15, unit: 'workday' },
  extension: { n: 30, unit: 'day' },
  objection: { n: 5, unit: 'workday' },
};

/** By name; a county chooses one in the setting `complaint-clocks`. */
export const PRESETS: Readonly<Record<string, Clocks>> = {
  law: LAW,
  // 山东省政务服务热线管理办法: 5 working days, 10 more at most, returned within 2.
  'hotline-sd': {
    ...LAW,
    name: '12345(5 个工作日)',
    basis: '山东省政务服务热线管理办法,本县可改',
    acceptTarget: { n: 1, unit: 'workday' },
    close: { n: 5, unit: 'workday' },
    closeTarget: { n: 5, unit: 'workday' },
    extension: { n: 10, unit: 'workday' },
    objection: { n: 2, unit: 'workday' },
  },
  // Seen in a county's letter: 3 for inquiries, 7 for calls for help, 15 for complaints, 30 for hard cases.
  'hotline-15': {
    ...LAW,
    name: '12345(15 个工作日)',
    basis: '县级热线办理规定,本县可改',
    acceptTarget: { n: 2, unit: 'workday' },
    close: { n: 15, unit: 'workday' },
    closeTarget: { n: 10, unit: 'workday' },
    extension: { n: 15, unit: 'workday' },
    objection: { n: 2, unit: 'workday' },
  },
};

export const clocksOf = (name: string): Clocks => PRESETS[name] ?? LAW;

const count = (start: Day, { n, unit }: Span, calendar: Calendar): Due =>
  countDue({ start, n, unit }, calendar);

export interface Dues {
  due: Due;
  target: Day;
  /** 暂定: either reaches into a year whose holiday notice is not out. */
  provisional: boolean;
}

function dues(from: Day, allowed: Span, promised: Span, calendar: Calendar): Dues {
  const [due, target] = [count(from, allowed, calendar), count(from, promised, calendar)];
  return { due, target: target.due, provisional: due.provisional || target.provisional };
}

/** From registration: when the author must know whether it is accepted. */
export const acceptDues = (clocks: Clocks, from: Day, calendar: Calendar): Dues =>
  dues(from, clocks.accept, clocks.acceptTarget, calendar);

/** From acceptance: when it must be done. */
export const closeDues = (clocks: Clocks, from: Day, calendar: Calendar): Dues =>
  dues(from, clocks.close, clocks.closeTarget, calendar);

/** The latest day until which a matter due on `due` may be extended. */
export const latestExtension = (clocks: Clocks, due: Day, calendar: Calendar): Day =>
  count(due, clocks.extension, calendar).due;

/** Until when a unit told on `from` may say that it is not competent. */
export const objectionDue = (clocks: Clocks, from: Day, calendar: Calendar): Day =>
  count(from, clocks.objection, calendar).due;

/** Sealed matters are handed to discipline within one working day, whatever else holds. */
export const handoffDue = (from: Day, calendar: Calendar): Day =>
  count(from, { n: 1, unit: 'workday' }, calendar).due;

/** Praise and suggestions are answered, but no clock of the law runs. */
export const hasClock = (kind: ComplaintClass): boolean => kind !== 'G' && kind !== 'H';
