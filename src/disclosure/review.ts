/** One verdict on what waits for its second person: what was sent for review, and what the unit had published itself. */
import type { Official } from '../people/officials.ts';
import type { Tx } from '../store/database.ts';
import { findDisclosure, type Disclosure } from './disclosures.ts';
import type { Moment } from './obligations.ts';
import { confirmReported, publish, sendBack, takeBackReported } from './publication.ts';
import { authorOf, awaitsSecondLook, type Review } from './second-look.ts';

export interface Verdict {
  item: Disclosure;
  approved: boolean;
  /** Why it was sent back. */
  reason: string;
  /** It was public already when it was looked at. */
  reported: boolean;
  /** Who wrote or reported it. */
  author: string | undefined;
}

/** 同意公开 or 退回; refuses like the functions of publication. */
export async function giveVerdict(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  { approved, reason }: { approved: boolean; reason: string },
): Promise<Verdict> {
  const before = await findDisclosure(tx, code);
  const reported = before !== undefined && awaitsSecondLook(before);
  const author = before && ((before.review as Review | undefined)?.reportedBy ?? authorOf(before));
  const item = reported
    ? await (approved
        ? confirmReported(tx, moment, by, code)
        : takeBackReported(tx, moment, by, code, reason))
    : await (approved ? publish(tx, moment, by, code) : sendBack(tx, moment, by, code, reason));
  return { item, approved, reason, reported, author };
}
