/**
 * The conflict guard 回避: the one function every exit asks before it shows anything of a complaint. The accused, their
 * unit and whoever is tied to them learn nothing; of a sealed matter only discipline learns anything at all.
 */

/** What an official may learn of a complaint. */
export type Access =
  /** Not even that it exists. */
  | 'none'
  /** Redacted: the summary, never the words or the author. 承办单位 */
  | 'redacted'
  | 'full';

export interface GuardedMatter {
  sealed: boolean;
  aboutUnit: string | null;
  aboutUserid: string | null;
  /** The body whose queue it is in: a supervision group, the government office, discipline, a township. */
  queueUnit: string;
  /** The unit told to handle it. */
  handlingUnit: string | null;
}

export interface GuardedOfficial {
  userid: string;
  unitCode: string;
  roles: readonly string[];
  /** People and units the official has declared a tie with, or is kin to. */
  tiedUserids?: readonly string[];
  tiedUnits?: readonly string[];
}

/** Pure: facts in, decision out. */
export function accessTo(matter: GuardedMatter, official: GuardedOfficial): Access {
  if (isBarred(matter, official)) return 'none';
  if (matter.sealed)
    return official.roles.includes('discipline') && official.unitCode !== matter.aboutUnit ? 'full' : 'none';
  if (official.roles.includes('discipline') && official.unitCode === matter.queueUnit) return 'full';
  if (official.unitCode === matter.queueUnit) return 'full';
  if (official.roles.includes('gov_office')) return official.unitCode === matter.aboutUnit ? 'none' : 'full';
  if (matter.handlingUnit !== null && official.unitCode === matter.handlingUnit) return 'redacted';
  return 'none';
}

/** The accused, and those tied to the accused. */
function isBarred(matter: GuardedMatter, official: GuardedOfficial): boolean {
  const accused = matter.aboutUserid;
  if (accused !== null && (accused === official.userid || official.tiedUserids?.includes(accused)))
    return true;
  return matter.aboutUnit !== null && (official.tiedUnits?.includes(matter.aboutUnit) ?? false);
}
