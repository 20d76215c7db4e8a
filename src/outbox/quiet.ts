/** 免打扰: nobody is disturbed between 20:00 and 08:00; staff not on days off either. */
import { addDays, dayOf, instantOf, timeOf, type Day } from '../kit/day.ts';
import { sha256 } from '../kit/seal.ts';

const FROM = '20:00';
const UNTIL = '08:00';
/** What waited for the morning leaves spread over this, and not at :00 or :30, when the platform is crowded. */
const FIRST_MINUTE = 2;
const MINUTES = 25;
/** No row of days off is longer. */
const MAX_DAYS = 30;

/** When the recipient may be disturbed; undefined: now. `isDayOff` is given for recipients who rest on days off. */
export function quietUntil(
  now: Date,
  recipient: string,
  isDayOff: (day: Day) => boolean = () => false,
): Date | undefined {
  const today = dayOf(now);
  const time = timeOf(now);
  if (time >= UNTIL && time < FROM && !isDayOff(today)) return undefined;
  let day = time >= UNTIL ? addDays(today, 1) : today;
  for (let i = 0; i < MAX_DAYS && isDayOff(day); i++) day = addDays(day, 1);
  const minute = FIRST_MINUTE + (sha256(`${recipient}|${day}`).readUInt16BE(0) % MINUTES);
  return instantOf(day, `08:${String(minute).padStart(2, '0')}`);
}
