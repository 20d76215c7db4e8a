/** Working days counted from a day, forward and back. */
import { addDays, type Day } from '../kit/day.ts';
import type { Calendar } from './calendar.ts';

/** The day that lies `offset` working days from `day`; 0 is the day itself, or the working day before it. */
export function workdaysFrom(day: Day, offset: number, calendar: Calendar): Day {
  const step = offset > 0 ? 1 : -1;
  let at = day;
  let left = Math.abs(offset);
  // A due day on a day off is reminded of on the last working day before it.
  while (left > 0 || (offset <= 0 && !calendar.isWorkday(at))) {
    at = addDays(at, step);
    if (calendar.isWorkday(at) && left > 0) left--;
  }
  return at;
}
