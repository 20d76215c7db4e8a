/** What the pages of oversight know of their visitor and of the county. */
import type { Day } from '../../../kit/day.ts';
import type { Official } from '../../../people/officials.ts';
import type { Unit } from '../../../store/generated/client.ts';
import type { Oversight } from '../../../supervision/oversight.ts';

export const BASE = '/console/oversight';

export interface OversightFacts {
  staff: Official;
  csrf: string;
  scope: Awaited<ReturnType<Oversight['scopeOf']>>;
  units: readonly Unit[];
  unitNames: ReadonlyMap<string, string>;
  /** Officials' names by userid. */
  names: ReadonlyMap<string, string>;
  today: Day;
}
