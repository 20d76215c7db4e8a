/** What the parts of the complaint service share: clock, seals, vault, audit, and how an event is written. */
import type { Clock } from '../../kit/clock.ts';
import type { Address } from '../../kit/conversation-id.ts';
import { dayOf, type Day } from '../../kit/day.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Calendar } from '../../disclosure/calendar.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Db, Tx } from '../../store/database.ts';
import { announce } from '../../store/queue.ts';
import { COMPLAINTS } from '../signal.ts';
import type { Audit } from '../audit.ts';
import type { Vault } from '../vault.ts';

export interface Context {
  clock: Clock;
  ids: Ids;
  content: Sealer;
  outbox: Pick<Outbox, 'enqueue' | 'withdraw'>;
  /** Where an official is reached. */
  officialAddress(userid: string): Address;
  calendar(): Calendar;
  vault: Vault;
  audit: Audit;
  /** Keeps receipts of this house apart from those of another. */
  receiptSalt: string;
}

export const todayOf = ({ clock }: Pick<Context, 'clock'>): Day => dayOf(clock.now());

/** Key of a message: whoever looks after messages learns neither that it is of a complaint nor whose. */
export const keyOf = ({ content }: Pick<Context, 'content'>, of: string): string =>
  `notice:${content.hash(`complaint:${of}`)}`;

export interface EventDraft {
  complaintId: string;
  /** userid, `citizen` or `system`. */
  actor: string;
  /** In the past tense: complaint.filed. */
  fact: string;
  /** Sealed: what was written. */
  note?: string | undefined;
  /** In the clear: never words of a person. */
  detail?: Record<string, string | number | boolean>;
}

/** Writes the event and its audit row; the id of the event keys the messages about it. */
export async function addEvent(ctx: Context, tx: Tx, draft: EventDraft): Promise<string> {
  const { complaintId, actor, fact, note, detail } = draft;
  const id = ctx.ids.next();
  await tx.complaintEvent.create({
    data: {
      id,
      complaintId,
      at: ctx.clock.now(),
      actor,
      fact,
      noteSealed: note ? ctx.content.seal(note, id) : null,
      ...(detail ? { detail } : {}),
    },
  });
  await announce(tx, COMPLAINTS);
  await ctx.audit.record(tx, {
    actor,
    action: fact,
    subjectType: 'complaint',
    subjectId: complaintId,
    ...(detail ? { detail } : {}),
  });
  return id;
}

/** The county's chosen set of clocks. */
export async function clocksName(db: Db): Promise<string> {
  const row = await db.setting.findUnique({ where: { name: 'complaint-clocks' } });
  return typeof row?.value === 'string' ? row.value : 'law';
}
