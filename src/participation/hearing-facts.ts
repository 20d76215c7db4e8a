/** A hearing as its notice announces it. */
import { dayOf, formatDay, instantOf, timeOf, type Day } from '../kit/day.ts';
import { findDisclosure, isPublic, type Disclosure } from '../disclosure/disclosures.ts';
import { noticeIn, type HearingNotice } from '../disclosure/hearing-notice.ts';
import type { Db } from '../store/database.ts';

/** A hearing as everybody may know it. */
export interface HearingFacts extends HearingNotice {
  code: string;
  title: string;
  unitCode: string;
  heldAt: Date;
}

/** The hearing that a notice announces; undefined when the item is none, or not public. */
export async function hearingFacts(db: Db, code: string): Promise<HearingFacts | undefined> {
  const item = await findDisclosure(db, code);
  return item && isPublic(item) ? readHearing(item) : undefined;
}

function readHearing(item: Disclosure): HearingFacts | undefined {
  const notice = item.stage === '听证' ? noticeIn(item.hearing) : undefined;
  if (!notice) return undefined;
  const [day, time] = notice.at.split('T') as [Day, string];
  return { ...notice, code: item.code, title: item.title, unitCode: item.unit, heldAt: instantOf(day, time) };
}

/** '听证会 2026年12月8日 09:00 在……举行。' */
export const whenAndWhere = ({ heldAt, place }: Pick<HearingFacts, 'heldAt' | 'place'>): string =>
  `时间 ${formatDay(dayOf(heldAt))} ${timeOf(heldAt)},地点 ${place}。`;
