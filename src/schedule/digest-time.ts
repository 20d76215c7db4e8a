/** When a person's digest leaves: in working hours, at a minute of their own, never when the platform is crowded. */
import { instantOf, timeOf, type Day } from '../kit/day.ts';
import { sha256 } from '../kit/seal.ts';

/** Cards go out from here on … */
const FIRST_MINUTE = 8 * 60 + 31;
/** … spread over this many minutes. */
const MINUTES = 58;
/** After this nobody is sent a digest for the day any more. */
const LAST_MINUTE = 17 * 60 + 29;

/** True while a digest of today can still leave in working hours. */
export const inTime = (now: Date): boolean => minuteOf(now) < LAST_MINUTE - 1;

const minuteOf = (at: Date): number => {
  const [hour, minute] = timeOf(at).split(':').map(Number);
  return hour! * 60 + minute!;
};

/**
 * The same minute for the same person and day, never :00 or :30 (document/path/90236). A run that is caught up late spreads what
 * is left over the minutes that follow.
 */
export function digestTime(userid: string, day: Day, now: Date): Date {
  const first = now >= instantOf(day) ? Math.max(FIRST_MINUTE, minuteOf(now) + 1) : FIRST_MINUTE;
  const minutes = Array.from({ length: MINUTES + 3 }, (_, i) => first + i)
    .filter((minute) => minute % 30 !== 0 && minute <= LAST_MINUTE)
    .slice(0, MINUTES);
  const minute = minutes[sha256(`${userid}|${day}`).readUInt16BE(0) % minutes.length] ?? LAST_MINUTE;
  const clock = (n: number): string => String(n).padStart(2, '0');
  return instantOf(day, `${clock(Math.floor(minute / 60))}:${clock(minute % 60)}`);
}
