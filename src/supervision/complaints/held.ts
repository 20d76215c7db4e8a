/** What is done to several matters at once is held for a minute: how it stood is kept, and its messages wait. 撤销期 */
import type { Complaint } from '../../store/generated/client.ts';
import type { Context } from './context.ts';

/** Long enough to see a slip, short enough that nobody waits. */
export const RECALL_MS = 60_000;

const RESTORED = [
  'status',
  'handlingUnit',
  'assigneeUserid',
  'closeDue',
  'closeTarget',
  'objectionDue',
  'feedbackDue',
  'provisional',
  'dueSteps',
] as const satisfies readonly (keyof Complaint)[];

/** As the matter stood, for the event that changes it. */
export const asItStood = (complaint: Complaint): string =>
  JSON.stringify(Object.fromEntries(RESTORED.map((name) => [name, complaint[name]])));

export const stoodIn = (detail: unknown): string | undefined => {
  const before = (detail as { before?: unknown } | null)?.before;
  return typeof before === 'string' ? before : undefined;
};

/** What owes messages makes them wait until it can no longer be taken back. */
export const holding = (ctx: Context): Context => {
  const notBefore = new Date(ctx.clock.now().getTime() + RECALL_MS);
  return {
    ...ctx,
    outbox: {
      ...ctx.outbox,
      enqueue: (tx, drafts) =>
        ctx.outbox.enqueue(
          tx,
          drafts.map((draft) => ({ ...draft, notBefore })),
        ),
    },
  };
};
