/** When a cron pattern is due, in the county's time; node-cron reads the pattern. */
import { parse } from 'node-cron';
import { addDays, dayOf, instantOf, monthOf, weekdayOf, type Day } from '../kit/day.ts';

/** No more than this many days are looked through at once. */
const MAX_DAYS = 800;

/** Instants at which `pattern` (minute hour day month weekday) is due, after `from` and up to `to`, in order. */
export function* occurrences(pattern: string, from: Date, to: Date): Generator<Date> {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = parse(pattern);
  const fits = (day: Day): boolean =>
    month.includes(monthOf(day)) &&
    dayOfMonth.some((one) => Number(one) === Number(day.slice(8))) &&
    dayOfWeek.some((one) => Number(one) % 7 === weekdayOf(day) % 7);
  const last = dayOf(to);
  let day = dayOf(from);
  for (let i = 0; i < MAX_DAYS && day <= last; i++, day = addDays(day, 1)) {
    if (!fits(day)) continue;
    for (const h of hour)
      for (const m of minute) {
        const at = instantOf(day, `${pad(h)}:${pad(m)}`);
        if (at > from && at <= to) yield at;
      }
  }
}

const pad = (n: number): string => String(n).padStart(2, '0');
