/**
 * Who looks at an item before it is public: the content and secrecy review 内容审查与保密审查 (政府信息公开条例第十七条). It is
 * always a second person; where none could look before, the rule that stood in for them is on record and one is asked after.
 */
import type { Day } from '../kit/day.ts';
import { holdersOf, officialsWith, type Official } from '../people/officials.ts';
import type { Db } from '../store/database.ts';
import type { Disclosure } from './disclosures.ts';

export interface Review {
  /** Who reviewed it; absent while the rule alone stands there. */
  by?: string;
  at: Day;
  level: string;
  /** Why nobody but the author, or nobody yet, has looked at it. */
  rule?: string;
  /** Who said that it is public already. */
  reportedBy?: string;
}

const LEVEL = '内容审查与保密审查';
/** 已公开: the unit answers for what it has published itself; a second person confirms it afterwards. */
export const REPORTED = '单位已自行公开,由第二人补做审查确认';
const ALONE = '没有第二名可以审查的人,由写的人自己审查';

export const mayReview = (by: Pick<Official, 'roles'>): boolean =>
  by.roles.includes('unit_leader') || by.roles.includes('gov_office') || by.roles.includes('township_admin');

/** Who wrote it, as far as is known. */
export const authorOf = (item: Disclosure): string | undefined =>
  (item.submittedBy as string | undefined) ?? item.officer;

/** Leaders of the unit, else of the township over it, else the office that owns the catalogue; never the author. */
export async function reviewersOf(db: Db, unitCode: string, author: string): Promise<Official[]> {
  const others = (people: readonly Official[]): Official[] =>
    people.filter(({ userid }) => userid !== author);
  const own = others(await officialsWith(db, unitCode, 'unit_leader'));
  if (own.length > 0) return own;
  const unit = await db.unit.findUnique({ where: { code: unitCode }, select: { parentCode: true } });
  const above = unit?.parentCode ? others(await officialsWith(db, unit.parentCode, 'township_admin')) : [];
  return above.length > 0 ? above : others(await holdersOf(db, 'gov_office'));
}

/** The review as this person may give it; undefined when a second person has to. */
export async function reviewOf(db: Db, item: Disclosure, by: Official, at: Day): Promise<Review | undefined> {
  if (!mayReview(by)) return undefined;
  if (authorOf(item) !== by.userid) return { by: by.userid, at, level: LEVEL };
  const others = await reviewersOf(db, item.unit, by.userid);
  return others.length === 0 ? { by: by.userid, at, level: LEVEL, rule: ALONE } : undefined;
}

/** Of what the unit has published elsewhere: kept as it was reviewed before, else on the word of the unit. */
export async function reviewOfReported(db: Db, item: Disclosure, by: Official, at: Day): Promise<Review> {
  const before = item.review as Review | undefined;
  if (before) return before;
  const known = authorOf(item) === undefined ? undefined : await reviewOf(db, item, by, at);
  return known ?? { at, level: LEVEL, rule: REPORTED, reportedBy: by.userid };
}

/** Public on the word of the unit, and not yet looked at by a second person. */
export const awaitsSecondLook = (item: Pick<Disclosure, 'review'>): boolean =>
  item.review !== undefined && (item.review as unknown as Review).by === undefined && 'rule' in item.review;

/** The second person has looked at what was reported. */
export const confirmed = (item: Disclosure, by: Official, at: Day): Review => ({
  ...(item.review as unknown as Review),
  by: by.userid,
  at,
});
