/** 听证签到 at the door: the four digits that somebody who came reads out. */
import type { HearingDesk } from '../../participation/hearing-desk.ts';
import type { Official } from '../../people/officials.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt } from './cards.ts';

const CHECK_IN = /^签到[::\s]*(\d{4})[。!]?$/;

/** Undefined when the message is none. */
export function checkIn(
  desk: HearingDesk,
  official: Official,
  text: string,
  session: Session,
): Plan | undefined {
  const digits = CHECK_IN.exec(text.normalize('NFKC').trim())?.[1];
  if (!digits) return undefined;
  return attempt(session, async (tx) => {
    const { code, title } = await desk.today(tx, official);
    return say(`${await desk.checkIn(tx, official, code, digits)} 签到了。《${title}》`);
  });
}
