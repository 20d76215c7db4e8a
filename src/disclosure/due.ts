/** Due days, each with the steps by which it was reached, so that both sides can follow the reckoning. */
import {
  addDays,
  addMonths,
  daysBetween,
  formatDay,
  lastDayOfMonth,
  monthOf,
  weekdayOf,
  yearOf,
  type Day,
} from '../kit/day.ts';
import type { Calendar } from './calendar.ts';
import type { Anchor, DeadlineMeaning, DeadlineUnit, Recurrence } from './deadline-meaning.ts';

export interface DueStep {
  text: string;
  day: Day;
}

export interface Due {
  due: Day;
  /** A year without a holiday notice took part: the day may still move. 暂定 */
  provisional: boolean;
  steps: DueStep[];
}

/** Time that is not counted: the days after `from` up to and with `until`. 暂停计时 */
export interface Pause {
  from: Day;
  until: Day;
  /** As the steps say it, e.g. 征求第三方意见. */
  why: string;
}

export interface Count {
  start: Day;
  n: number;
  unit: DeadlineUnit;
  /** Of working days only. */
  pauses?: readonly Pause[];
}

const MAX_COUNT = 3_660;

/**
 * N units after `start`. The day of the act does not count (民法典第二百零一条); working days skip days off and count
 * worked weekends; a term of calendar days, months or years that ends on a day off rolls on to the next working day
 * (第二百零三条); months end on the day of the same number, else at the month's end (第二百零二条).
 */
export function countDue({ start, n, unit, pauses = [] }: Count, calendar: Calendar): Due {
  if (!Number.isInteger(n) || n < 0 || n > MAX_COUNT)
    throw new RangeError(`${n} is not a number of days from 0 to ${MAX_COUNT}.`);
  if (unit === 'workday') return countWorkdays(start, n, joinPauses(pauses), calendar);
  return countCalendar(start, n, unit, calendar);
}

/** Stretches of counted days between holidays, each with its sum, so that the steps add up to the result. */
function countWorkdays(start: Day, n: number, pauses: readonly Pause[], calendar: Calendar): Due {
  if (n === 0) return finish(start, start, calendar, [{ text: `当日办理:${formatDay(start)}`, day: start }]);
  const steps: DueStep[] = [{ text: `${formatDay(start)} 是起算的当天,不计入,从次日算起`, day: start }];
  let day = start;
  let counted = 0;
  let stretch = { from: addDays(start, 1), n: 0, adjusted: [] as Day[] };
  const close = (to: Day): void => {
    if (stretch.n === 0) {
      if (stretch.from <= to) steps.push({ text: `${span(stretch.from, to)}:休息日,不计`, day: to });
      return;
    }
    const adjusted =
      stretch.adjusted.length > 0 ? `(含调休上班 ${stretch.adjusted.map(formatDay).join('、')})` : '';
    steps.push({
      text: `${span(stretch.from, to)}:${stretch.n} 个工作日${adjusted},累计 ${counted} 个`,
      day: to,
    });
  };
  const pausedOn = (at: Day): Pause | undefined => pauses.find(({ from, until }) => at > from && at <= until);
  /** Ends the stretch before `day` and goes on after the days left out. */
  const leaveOut = (until: Day, why: string): void => {
    close(addDays(day, -1));
    steps.push({ text: `${span(day, until)}:${why},不计`, day: until });
    day = until;
    stretch = { from: addDays(day, 1), n: 0, adjusted: [] };
  };
  while (counted < n) {
    day = addDays(day, 1);
    const pause = pausedOn(day);
    if (pause) leaveOut(pause.until, `${pause.why},暂停计时`);
    else if (calendar.isWorkday(day)) {
      counted++;
      stretch.n++;
      if (calendar.isAdjusted(day)) stretch.adjusted.push(day);
    } else if (calendar.isPublicHoliday(day)) {
      let until = day;
      for (let next = addDays(day, 1); !calendar.isWorkday(next) && !pausedOn(next); next = addDays(next, 1))
        until = next;
      leaveOut(until, '放假');
    }
  }
  close(day);
  steps.push({ text: `第 ${n} 个工作日是 ${formatDay(day)}`, day });
  return finish(start, day, calendar, steps);
}

/** In order, those that overlap or touch made one. */
function joinPauses(pauses: readonly Pause[]): Pause[] {
  const joined: Pause[] = [];
  for (const pause of pauses.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    if (pause.until <= pause.from) continue;
    const last = joined.at(-1);
    if (!last || pause.from > last.until) joined.push({ ...pause });
    else {
      if (!last.why.includes(pause.why)) last.why = `${last.why}、${pause.why}`;
      if (pause.until > last.until) last.until = pause.until;
    }
  }
  return joined;
}

function countCalendar(start: Day, n: number, unit: DeadlineUnit, calendar: Calendar): Due {
  const steps: DueStep[] = [];
  let end: Day;
  if (unit === 'hour') {
    end = addDays(start, Math.ceil(n / 24));
    steps.push({ text: `${n} 小时内,最晚到 ${formatDay(end)}`, day: end });
    return finish(start, end, calendar, steps);
  }
  if (n > 0) steps.push({ text: `${formatDay(start)} 是起算的当天,不计入,从次日算起`, day: start });
  if (unit === 'day') end = addDays(start, n);
  else end = addMonths(start, unit === 'month' ? n : n * 12);
  steps.push({
    text:
      n === 0
        ? `当日办理:${formatDay(end)}`
        : `满 ${n} ${{ day: '日', month: '个月', year: '年' }[unit as 'day']}是 ${formatDay(end)}`,
    day: end,
  });
  if (n > 0 && calendar.isDayOff(end)) {
    while (calendar.isDayOff(end)) end = addDays(end, 1);
    steps.push({ text: `最后一天是休息日,顺延到 ${formatDay(end)}`, day: end });
  }
  return finish(start, end, calendar, steps);
}

/** The latest day that lies at least N units before `event`. */
export function countBack({ start: event, n, unit }: Count, calendar: Calendar): Due {
  let day = event;
  if (unit === 'workday') {
    for (let left = n; left > 0;) {
      day = addDays(day, -1);
      if (calendar.isWorkday(day)) left--;
    }
  } else if (unit === 'day') day = addDays(event, -n);
  else if (unit === 'hour') day = addDays(event, -Math.ceil(n / 24));
  else day = addMonths(event, -(unit === 'month' ? n : n * 12));
  if (n === 0) day = addDays(event, -1);
  const unitName = { workday: '个工作日', day: '日', month: '个月', year: '年', hour: '小时' }[unit];
  const text =
    n === 0
      ? `${formatDay(event)} 之前,最晚 ${formatDay(day)}`
      : `${formatDay(event)} 往前数 ${n} ${unitName}:最晚 ${formatDay(day)}`;
  return finish(day, event, calendar, [{ text, day }], day);
}

function finish(from: Day, to: Day, calendar: Calendar, steps: DueStep[], due: Day = to): Due {
  const missing = yearsBetween(from, to).filter((year) => !calendar.covers(year));
  if (missing.length > 0) steps.push({ text: `${missing.join('、')}年放假通知未发布,日期暂定`, day: due });
  return { due, provisional: missing.length > 0, steps };
}

const yearsBetween = (from: Day, to: Day): number[] =>
  Array.from({ length: yearOf(to) - yearOf(from) + 1 }, (_, i) => yearOf(from) + i);

const span = (from: Day, to: Day): string =>
  from === to ? formatDay(from) : `${formatDay(from)}至${formatDay(to)}`;

export interface DueFacts {
  /** The day of the trigger, where the phrase has one. */
  event?: Day | undefined;
  today: Day;
}

/** When what the phrase says falls due; undefined where it sets no day (or the trigger has not happened). */
export function dueOf(meaning: DeadlineMeaning, facts: DueFacts, calendar: Calendar): Due | undefined {
  const { event, today } = facts;
  const count = { n: meaning.amount ?? 0, unit: meaning.unit ?? 'day' };
  switch (meaning.kind) {
    case 'within_after':
    case 'immediate':
    case 'restart':
    case 'extension_max':
    case 'display_period':
    case 'min_period':
      return event && countDue({ start: event, ...count }, calendar);
    case 'at_least_before':
      return event && countBack({ start: event, ...count }, calendar);
    case 'fixed_date':
      // What was formed on a day is published on the next date after it.
      return fixedDue(meaning.anchor ?? {}, meaning.recurrence, event ? addDays(event, 1) : today, calendar);
    case 'periodic':
      return plainDue(
        periodEnd(meaning.recurrence, meaning.amount, event ?? today),
        calendar,
        '本期最后一天',
      );
    case 'periodic_after_end':
      return afterEnd(meaning, event ?? today, calendar);
    case 'compound':
      return earliest((meaning.parts ?? []).map((part) => dueOf(part as DeadlineMeaning, facts, calendar)));
    default:
      return undefined;
  }
}

const earliest = (dues: readonly (Due | undefined)[]): Due | undefined =>
  dues.filter((due) => due !== undefined).sort((a, b) => (a.due < b.due ? -1 : 1))[0];

function plainDue(day: Day | undefined, calendar: Calendar, what: string): Due | undefined {
  return day && finish(day, day, calendar, [{ text: `${what}:${formatDay(day)}`, day }]);
}

/** The last day of the period that holds `day`. */
function periodEnd(recurrence: Recurrence, amount: number | null, day: Day): Day | undefined {
  const [year, month] = [yearOf(day), monthOf(day)];
  switch (recurrence) {
    case 'weekly':
      return addDays(day, 7 - weekdayOf(day));
    case 'monthly':
      return lastDayOfMonth(year, month);
    case 'quarterly':
      return lastDayOfMonth(year, Math.ceil(month / 3) * 3);
    case 'half_yearly':
      return lastDayOfMonth(year, month <= 6 ? 6 : 12);
    case 'yearly':
      return `${year}-12-31`;
    case 'every_n_years':
      return `${year + (amount ?? 1) - 1}-12-31`;
    default:
      return undefined;
  }
}

/** First and last day of the period that holds `day`; undefined for what is no period of the calendar. */
export function periodOf(recurrence: Recurrence, day: Day): { start: Day; end: Day } | undefined {
  const end = periodEnd(recurrence, null, day);
  return end && { start: startOfPeriod(recurrence, day), end };
}

/** N after the end of the period before `day`, unless that is over: then of the period that holds it. */
function afterEnd(meaning: DeadlineMeaning, day: Day, calendar: Calendar): Due | undefined {
  const current = periodEnd(meaning.recurrence, null, day);
  if (!current) return undefined;
  const previous = periodEnd(meaning.recurrence, null, startOfPeriod(meaning.recurrence, day));
  const before = previous && addDays(startOfPeriod(meaning.recurrence, day), -1);
  for (const end of [before, current]) {
    if (!end) continue;
    const due = countDue({ start: end, n: meaning.amount ?? 0, unit: meaning.unit ?? 'day' }, calendar);
    if (due.due >= day) return due;
  }
  return undefined;
}

function startOfPeriod(recurrence: Recurrence, day: Day): Day {
  const [year, month] = [yearOf(day), monthOf(day)];
  const first = {
    monthly: month,
    quarterly: Math.floor((month - 1) / 3) * 3 + 1,
    half_yearly: month <= 6 ? 1 : 7,
    yearly: 1,
  }[recurrence as 'monthly'];
  if (recurrence === 'weekly') return addDays(day, 1 - weekdayOf(day));
  return `${year}-${String(first ?? 1).padStart(2, '0')}-01`;
}

/** The next day, from `day` on, that fits the anchor. */
function fixedDue(anchor: Anchor, recurrence: Recurrence, day: Day, calendar: Calendar): Due | undefined {
  if (anchor.date) return plainDue(anchor.date, calendar, '规定日期');
  for (let i = 0; i <= MAX_LOOK_AHEAD; i++) {
    const candidate = addDays(day, i);
    if (fits(anchor, recurrence, candidate)) return plainDue(candidate, calendar, '规定日期');
  }
  return undefined;
}

/** Four years and a day: 29 February comes round within them. */
const MAX_LOOK_AHEAD = 1_462;

function fits(anchor: Anchor, recurrence: Recurrence, day: Day): boolean {
  const [year, month, date] = [yearOf(day), monthOf(day), Number(day.slice(8))];
  const last = Number(lastDayOfMonth(year, month).slice(8));
  const isDate =
    anchor.day === undefined || date === (anchor.day === 'last' ? last : Math.min(anchor.day, last));
  if (anchor.weekday !== undefined) return weekdayOf(day) === anchor.weekday;
  if (anchor.month !== undefined) return month === anchor.month && isDate;
  if (anchor.monthOfQuarter !== undefined) return ((month - 1) % 3) + 1 === anchor.monthOfQuarter && isDate;
  // A week ends on its Sunday; the first is the one that holds the first day.
  if (anchor.weekOfMonth !== undefined)
    return weekdayOf(day) === 7 && weekIn(`${day.slice(0, 8)}01`, day) === anchor.weekOfMonth;
  if (anchor.weekOfQuarter !== undefined)
    return weekdayOf(day) === 7 && weekIn(startOfPeriod('quarterly', day), day) === anchor.weekOfQuarter;
  return recurrence === 'monthly' && anchor.day !== undefined && isDate;
}

const weekIn = (first: Day, day: Day): number => Math.ceil((daysBetween(first, day) + weekdayOf(first)) / 7);

/** 政府信息公开条例第二十六条: what holds where a phrase sets no number. Shown as the default it is, never in silence. */
export const statutoryDefault = (formed: Day, calendar: Calendar): Due =>
  countDue({ start: formed, n: 20, unit: 'workday' }, calendar);
