import type { Tx } from '../../store/database.ts';

/** What a platform says after it had accepted a message. */
export interface LateFailure {
  channel: string;
  /** The platform's id of the message. */
  messageId: string;
  /** fail_type of msg_send_fail (document/path/94670). */
  reason: number;
}

/** The 48 hours are over, the session has ended, five have been sent: it may go when the person writes again. */
const WINDOW = new Set([4, 5, 6]);
/** The app is closed, the corp not verified, the kind of message banned. */
const SETTINGS = new Set([2, 8, 12]);

/** Takes 'sent' back; sent again it goes under `sendId`, the platform has used up the old one. Undefined: not known. */
export async function lateFailure(
  tx: Tx,
  { channel, messageId, reason }: LateFailure,
  sendId: string,
): Promise<{ id: string; alert: boolean } | undefined> {
  const known = await tx.outboxMessage.findFirst({
    where: { channel, providerId: messageId, state: 'sent' },
    select: { id: true },
  });
  if (!known) return undefined;
  const alert = SETTINGS.has(reason);
  await tx.outboxMessage.update({
    where: { id: known.id },
    data: {
      state: WINDOW.has(reason) ? 'parked' : 'failed',
      sentAt: null,
      partsSent: 0,
      sendId,
      alert,
      reason: `the platform did not deliver it, type ${reason}`,
    },
  });
  return { id: known.id, alert };
}
