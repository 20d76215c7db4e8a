/** Where the files stand that came with a matter: kept, still to be fetched, or not to be had. */
import type { Db } from '../../store/database.ts';

export type MediaStand = 'kept' | 'owed' | 'failed';

export async function mediaStates(
  db: Db,
  attachments: readonly { mediaId: string | null }[],
): Promise<ReadonlyMap<string, MediaStand>> {
  const ids = attachments.flatMap(({ mediaId }) => mediaId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db.inboundMedia.findMany({
    where: { id: { in: ids } },
    select: { id: true, state: true },
  });
  return new Map(rows.map(({ id, state }) => [id, state as MediaStand]));
}
