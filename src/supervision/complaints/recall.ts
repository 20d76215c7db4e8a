/**
 * 撤销: what was done to several matters at once can be taken back for a minute by whoever did it, as long as nothing else has
 * happened to them. Until then nobody has been told: the messages wait, and are withdrawn with it. Both steps stay in the audit.
 */
import { ConflictError } from '../../kit/errors.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { Prisma } from '../../store/generated/client.ts';
import { accessTo, allows } from '../conflict.ts';
import { loadViewer } from '../viewers.ts';
import type { Done } from './act.ts';
import { addEvent, type Context } from './context.ts';
import { RECALL_MS, stoodIn } from './held.ts';
import { guarded, owedFor } from './steps.ts';

const MOST = 200;

/** What would owe messages takes them back: the same drafts have the same keys. */
const withdrawing = (ctx: Context): Context => ({
  ...ctx,
  outbox: {
    ...ctx.outbox,
    enqueue: async (tx, drafts) => {
      for (const { key } of drafts) await ctx.outbox.withdraw(tx, key);
    },
  },
});

export async function recall(ctx: Context, tx: Tx, id: string, by: Official): Promise<Done> {
  const { complaint, access } = await guarded(tx, id, by);
  const last = await tx.complaintEvent.findFirst({
    where: { complaintId: complaint.id },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const before = stoodIn(last?.detail);
  const now = ctx.clock.now();
  const mayStill = last && before && last.actor === by.userid && allows(access, 'supervise');
  if (!mayStill || now.getTime() - last.at.getTime() > RECALL_MS)
    throw new ConflictError('No longer to be taken back.', {
      tell: `${complaint.number}:过了一分钟,或后来又有进展,不能撤销。要改,请另转单位。`,
    });
  await owedFor(withdrawing(ctx), tx, complaint, last, by);
  const { dueSteps, ...data } = JSON.parse(before) as Prisma.ComplaintUncheckedUpdateManyInput;
  const { count } = await tx.complaint.updateMany({
    where: { id: complaint.id, status: complaint.status, handlingUnit: complaint.handlingUnit },
    data: { ...data, dueSteps: dueSteps ?? Prisma.DbNull },
  });
  if (count === 0)
    throw new ConflictError('The complaint has moved on.', {
      tell: `${complaint.number} 已经有人处理过了,请看最新状态。`,
    });
  await addEvent(ctx, tx, {
    complaintId: complaint.id,
    actor: by.userid,
    fact: 'complaint.recalled',
    detail: { of: last.fact },
  });
  return { number: complaint.number, tell: `${complaint.number} 已撤销,没有发出任何消息。` };
}

export interface Recallable {
  numbers: string[];
  /** The first of them can be taken back until then. */
  until: Date;
}

/** What this official has just done to several and may still take back. */
export async function recallable(ctx: Context, db: Db, by: Official): Promise<Recallable | undefined> {
  const now = ctx.clock.now();
  const recent = await db.complaintEvent.findMany({
    where: { at: { gte: new Date(now.getTime() - RECALL_MS) }, actor: by.userid },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: MOST,
    include: { complaint: true },
  });
  const viewer = await loadViewer(db, by);
  const lastOf = new Map<string, (typeof recent)[number]>();
  for (const event of recent) if (!lastOf.has(event.complaintId)) lastOf.set(event.complaintId, event);
  const held = [...lastOf.values()].filter(
    ({ detail, complaint }) => stoodIn(detail) && allows(accessTo(complaint, viewer), 'supervise'),
  );
  const oldest = held.at(-1);
  return (
    oldest && {
      numbers: held.map(({ complaint }) => complaint.number),
      until: new Date(oldest.at.getTime() + RECALL_MS),
    }
  );
}
