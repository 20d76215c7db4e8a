/**
 * Where a matter goes 分流去向. Pure: the bodies that could work it, nearest first, each with its people; the first in which
 * somebody is left whom the conflict guard lets work it. None: the level above, and only a stub stays here.
 */
import { ABOVE, accessTo, allows, type GuardedMatter, type Viewer } from './conflict.ts';
import type { Triage } from './triage.ts';

export interface Body {
  queueUnit: string;
  people: readonly Viewer[];
}

export interface Bodies {
  /** The supervision group set over the unit complained of. */
  group: Body | undefined;
  /** Of a committee: its township, which works matters of the village (村民委员会组织法). */
  township: Body | undefined;
  govOffice: Body | undefined;
  discipline: Body | undefined;
}

/** Code of the body whose queue it is, or `ABOVE`. */
export function queueOf(
  verdict: Triage,
  accused: Pick<GuardedMatter, 'accusedUnits' | 'accusedUserids'>,
  bodies: Bodies,
): string {
  if (verdict.guide === 'above') return ABOVE;
  const way = verdict.sealed
    ? [bodies.discipline]
    : verdict.class === 'I'
      ? [bodies.govOffice, bodies.discipline]
      : [bodies.township ?? bodies.group, bodies.govOffice, bodies.discipline];
  const able = way.find((body) => body && ableIn(body, verdict.sealed, accused).length > 0);
  return able?.queueUnit ?? ABOVE;
}

/** Who of a body may work such a matter. */
export const ableIn = (
  { queueUnit, people }: Body,
  sealed: boolean,
  accused: Pick<GuardedMatter, 'accusedUnits' | 'accusedUserids'>,
): Viewer[] =>
  people.filter((viewer) =>
    allows(
      accessTo({ ...accused, sealed, queueUnit, handlingUnit: null, status: '已登记', escalated: 0 }, viewer),
      'supervise',
    ),
  );
