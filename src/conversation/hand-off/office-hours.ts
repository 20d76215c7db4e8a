/** When servicers are there, read from the hours of their unit as the county writes them. 工作时间 */
import type { Calendar } from '../../disclosure/calendar.ts';
import { addDays, dayOf, formatDay, instantOf, timeOf, weekdayOf } from '../../kit/day.ts';

export interface Period {
  /** 'HH:MM' */
  from: string;
  to: string;
}

const USUAL: readonly Period[] = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
];
/** Nobody is on duty as servicer outside these, whatever a hotline writes (24小时). */
const [EARLIEST, LATEST] = ['08:00', '20:00'];
/** No row of days off is longer. */
const MAX_DAYS = 30;

/** '周一至周五 8:30-12:00、14:00-17:30' as its periods; the usual ones when it names none. */
export function periodsOf(hours: string | null | undefined): Period[] {
  const found = [
    ...(hours ?? '').normalize('NFKC').matchAll(/(\d{1,2}):(\d{2})\s*[-–—~至到]+\s*(\d{1,2}):(\d{2})/g),
  ].map(([, h1, m1, h2, m2]) => ({ from: clockTime(h1!, m1!), to: clockTime(h2!, m2!) }));
  const periods = found
    .map(({ from, to }) => ({ from: from < EARLIEST ? EARLIEST : from, to: to > LATEST ? LATEST : to }))
    .filter(({ from, to }) => from < to);
  return periods.length > 0 ? periods : [...USUAL];
}

const clockTime = (hour: string, minute: string): string => `${hour.padStart(2, '0')}:${minute}`;

export function isOpen(now: Date, periods: readonly Period[], calendar: Calendar): boolean {
  const time = timeOf(now);
  return calendar.isWorkday(dayOf(now)) && periods.some(({ from, to }) => time >= from && time < to);
}

/** The next beginning of a period on a working day. */
export function opensAt(now: Date, periods: readonly Period[], calendar: Calendar): Date {
  const starts = periods.map(({ from }) => from).sort();
  const today = dayOf(now);
  const later = calendar.isWorkday(today) ? starts.find((start) => start > timeOf(now)) : undefined;
  if (later) return instantOf(today, later);
  let day = addDays(today, 1);
  for (let i = 0; i < MAX_DAYS && !calendar.isWorkday(day); i++) day = addDays(day, 1);
  return instantOf(day, starts[0]);
}

/** 今天 14:00, 11月26日(周四)8:30 */
export function sayWhen(at: Date, now: Date): string {
  const day = dayOf(at);
  const time = timeOf(at).replace(/^0/, '');
  if (day === dayOf(now)) return `今天 ${time}`;
  return `${formatDay(day).replace(/^\d+年/, '')}(周${'一二三四五六日'[weekdayOf(day) - 1]})${time}`;
}
