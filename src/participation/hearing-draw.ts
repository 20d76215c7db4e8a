/** 抽签: who has a seat, from a seed that anybody can draw again from. Pure. */
import { sha256 } from '../kit/seal.ts';
import type { SeatGroup } from '../disclosure/hearing-notice.ts';

/** The order of a draw: anybody who has the seed and the numbers comes to the same. Pure. */
export const drawOrder = (seed: string, numbers: readonly string[]): string[] =>
  [...numbers]
    .map((number) => ({ number, lot: sha256(`${seed}|${number}`).toString('hex') }))
    .sort((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0))
    .map(({ number }) => number);

export interface Entrant {
  number: string;
  group: string | null;
}

/**
 * Who has a seat after the draw, in the order drawn. With groups each has its own seats first; what a group leaves free goes on
 * in the order of the draw. Pure.
 */
export function seatedBy(
  order: readonly Entrant[],
  seats: number,
  groups: readonly SeatGroup[],
): ReadonlySet<string> {
  const left = new Map(groups.map((group) => [group.name, group.seats]));
  const seated = new Set<string>();
  for (const { number, group } of order) {
    const free = left.get(group ?? '') ?? 0;
    if (free === 0 || seated.size >= seats) continue;
    left.set(group!, free - 1);
    seated.add(number);
  }
  for (const { number } of order) if (seated.size < seats) seated.add(number);
  return seated;
}
