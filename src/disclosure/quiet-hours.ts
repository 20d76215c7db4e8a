/** 免打扰: when officials may be written to. Only what must be delivered leaves at other times. */
import { addDays, dayOf, instantOf, timeOf } from '../kit/day.ts';
import type { Calendar } from './calendar.ts';

const FROM = '08:00';
const TO = '20:00';
/** Not on the hour, when the platform is crowded. */
const MORNING = '08:31';

/** `now`, when it is between 08:00 and 20:00 of a working day; else the next working morning. */
export function nextWorkingTime(now: Date, calendar: Calendar): Date {
  const time = timeOf(now);
  let day = dayOf(now);
  if (calendar.isWorkday(day) && time >= FROM && time < TO) return now;
  if (time >= FROM || !calendar.isWorkday(day)) day = addDays(day, 1);
  while (!calendar.isWorkday(day)) day = addDays(day, 1);
  return instantOf(day, MORNING);
}
