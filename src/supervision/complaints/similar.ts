/** Matters that look the same 重复件: found among what is open, by the pairs of characters they share. Never a sealed one. */
import { formatDay, dayOf } from '../../kit/day.ts';
import type { Db } from '../../store/database.ts';
import type { Context } from './context.ts';

export interface Similar {
  id: string;
  /** '民政局·态度差,11月20日登记,办理中': never the words, never the number. */
  line: string;
}

const LOOKED_AT = 200;
const SHOWN = 2;
const WINDOW_MS = 60 * 86_400_000;
const SIMILAR = 0.3;
const SAME = 0.5;

/** Open, unsealed, about the same unit, and about nobody by name: those alone may be told of. */
export async function findSimilar(
  ctx: Context,
  db: Db,
  { text, aboutUnit }: { text: string; aboutUnit: string | undefined },
): Promise<Similar[]> {
  if (!aboutUnit) return [];
  const rows = await db.complaint.findMany({
    where: {
      sealed: false,
      closedAt: null,
      mergedInto: null,
      aboutUnit,
      accusedUserids: { isEmpty: true },
      receivedAt: { gte: new Date(ctx.clock.now().getTime() - WINDOW_MS) },
    },
    orderBy: { receivedAt: 'desc' },
    take: LOOKED_AT,
  });
  const unit = await db.unit.findUnique({ where: { code: aboutUnit }, select: { name: true } });
  return rows
    .map((row) => ({ row, share: likeness(text, ctx.content.open(row.textSealed, row.id)) }))
    .filter(({ share }) => share >= SIMILAR)
    .sort((a, b) => b.share - a.share)
    .slice(0, SHOWN)
    .map(({ row }) => ({
      id: row.id,
      line: `${unit?.name ?? ''}·${row.category},${formatDay(dayOf(row.receivedAt))}登记,${row.status}`,
    }));
}

export const sameMatter = (a: string, b: string): boolean => likeness(a, b) >= SAME;

/** Share of the shorter text's pairs of characters that stand in the other. */
export function likeness(a: string, b: string): number {
  const [mine, theirs] = [pairsOf(a), pairsOf(b)];
  if (mine.size === 0 || theirs.size === 0) return 0;
  let shared = 0;
  for (const pair of mine) if (theirs.has(pair)) shared++;
  return shared / Math.min(mine.size, theirs.size);
}

function pairsOf(text: string): Set<string> {
  const bare = text.normalize('NFKC').replace(/[^\p{Script=Han}\p{L}\d]/gu, '');
  return new Set(Array.from({ length: Math.max(0, bare.length - 1) }, (_, i) => bare.slice(i, i + 2)));
}
