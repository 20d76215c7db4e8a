import type { Database, Tx } from '../../store/database.ts';

const MAX_RELEASED = 500;

/** Hands messages whose time has come to the senders, oldest first. Safe on several instances. Returns how many. */
export function releaseDue(deps: {
  database: Database;
  now: Date;
  send(tx: Tx, messages: readonly { id: string; lane: string }[]): Promise<void>;
}): Promise<number> {
  return deps.database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; lane: string }[]>`
      select id, lane from outbox_message where state = 'waiting' and due_at <= ${deps.now}::timestamptz
      order by created_at, id limit ${MAX_RELEASED} for update skip locked`;
    if (rows.length === 0) return 0;
    await tx.outboxMessage.updateMany({
      where: { id: { in: rows.map((row) => row.id) } },
      // When it was due stays: a newer message sees by it that this one goes first.
      data: { state: 'queued' },
    });
    await deps.send(tx, rows);
    return rows.length;
  });
}
