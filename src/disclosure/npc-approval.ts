/**
 * 当年计划、财政预决算经人代会审议通过后公开 (the speech, 4.2.3; 预算法第十四条): until the approval is on record the item cannot be
 * public, from then on twenty days run.
 */
import type { Day } from '../kit/day.ts';
import { ConflictError } from '../kit/errors.ts';
import type { Db, Tx } from '../store/database.ts';
import { recordsChanged } from '../store/generation.ts';
import type { Calendar } from './calendar.ts';
import { findDisclosure, saveDisclosure, type Disclosure } from './disclosures.ts';
import { EVENTS, reckonEvent } from './events.ts';

const APPROVAL = EVENTS.find(({ trigger }) => trigger === 'npc_approval')!;

/** Plans and budgets of the county itself; those of a department follow the finance bureau's reply instead. */
export const needsApproval = (category: string, title: string): boolean =>
  category === 'G4'
    ? /预算|决算/.test(title) && !/部门|单位|执行|月|季度|说明|绩效|债务/.test(title)
    : category === 'G1' && /国民经济和社会发展计划|年度计划/.test(title) && !/执行|进展|编制说明/.test(title);

/** Items that wait for it, of these units (all when undefined). */
export async function awaitingApproval(db: Db, units?: readonly string[]): Promise<Disclosure[]> {
  const rows = await db.$queryRaw<{ code: string }[]>`
    select code from disclosure
    where details->>'needsNpcApproval' = 'true' and details->>'npcApproval' is null
      and status in ('待形成', '待公开', '审核') and (${units === undefined} or unit_code = any(${[...(units ?? [])]}::text[]))
    order by code limit 200`;
  const items = await Promise.all(rows.map(({ code }) => findDisclosure(db, code)));
  return items.filter((item) => item !== undefined);
}

/** Notes the day; the item has been formed and its clock runs. */
export async function recordApproval(
  tx: Tx,
  now: Date,
  item: Disclosure,
  day: Day,
  calendar: Calendar,
): Promise<Disclosure> {
  if (item.npcApproval)
    throw new ConflictError('Approved.', { tell: `「${item.title}」的人大批准已经登记过了。` });
  const due = reckonEvent(APPROVAL, day, calendar);
  const approved: Disclosure = {
    ...item,
    npcApproval: day,
    formed: day,
    due: due.due,
    provisional: due.provisional,
    deadline: APPROVAL.phrase,
    status: item.status === '审核' ? '审核' : '待公开',
  };
  await saveDisclosure(tx, approved, now);
  await recordsChanged(tx, now);
  return approved;
}
