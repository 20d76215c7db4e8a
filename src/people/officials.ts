/** Who answers for what: officials by unit and role. 谁主管、谁负责 */
import type { Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
import type { Person, Unit } from '../store/generated/client.ts';
import type { Role } from './organisation.ts';

export type Official = Person;

/** The active official with this WeCom userid (WeCom does not tell upper from lower case). */
export const findOfficial = (db: Db, userid: string): Promise<Official | null> =>
  db.person.findFirst({ where: { userid: { equals: userid, mode: 'insensitive' }, active: true } });

export const findUnit = (db: Db, code: string): Promise<Unit | null> =>
  db.unit.findUnique({ where: { code } });

/** Names of units by their codes; of all units without `codes`. */
export async function unitNames(db: Db, codes?: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const units = await db.unit.findMany({
    ...(codes ? { where: { code: { in: [...codes] } } } : {}),
    select: { code: true, name: true },
  });
  return new Map(units.map(({ code, name }) => [code, name]));
}

/** Names of people by their userids. */
export async function personNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const people = await db.person.findMany({ select: { userid: true, name: true } });
  return new Map(people.map(({ userid, name }) => [userid, name]));
}

/** People of a unit with a role, in a stable order. */
export const officialsWith = (db: Db, unitCode: string, role: Role): Promise<Official[]> =>
  db.person.findMany({ where: { unitCode, active: true, roles: { has: role } }, orderBy: { userid: 'asc' } });

/** The unit whose staff the official is; a member of a supervision group belongs to the unit it is set over. */
export async function homesOf(db: Db, official: Official): Promise<string[]> {
  const unit = await findUnit(db, official.unitCode);
  return unit?.type === 'supervision_group' && unit.parentCode
    ? [official.unitCode, unit.parentCode]
    : [official.unitCode];
}

export interface Responsible {
  /** 信息员, or who does their work */
  officer: string | null;
  /** 分管领导 */
  leader: string | null;
}

/**
 * 谁主管、谁负责: contact officer and responsible leader of each unit. A unit without an officer is served by its leader, one
 * without either (a committee) by those of the township over it.
 */
export async function responsibleFor(
  db: Db,
  unitCodes: readonly string[],
): Promise<ReadonlyMap<string, Responsible>> {
  const units = await db.unit.findMany({ select: { code: true, parentCode: true } });
  const parents = new Map(units.map(({ code, parentCode }) => [code, parentCode]));
  const people = await db.person.findMany({
    where: { active: true, roles: { hasSome: ['unit_officer', 'unit_leader', 'township_admin'] } },
    select: { userid: true, unitCode: true, roles: true },
    orderBy: { userid: 'asc' },
  });
  const first = new Map<string, string>();
  for (const { userid, unitCode, roles } of people)
    for (const role of roles) if (!first.has(`${role} ${unitCode}`)) first.set(`${role} ${unitCode}`, userid);
  const of = (code: string): Responsible => {
    const leader = first.get(`unit_leader ${code}`) ?? null;
    return {
      officer: first.get(`unit_officer ${code}`) ?? first.get(`township_admin ${code}`) ?? leader,
      leader,
    };
  };
  return new Map(
    unitCodes.map((code) => {
      const own = of(code);
      const parent = parents.get(code);
      return [code, own.officer || !parent ? own : of(parent)];
    }),
  );
}

/** Everybody who has a role, whatever their unit. */
export const holdersOf = (db: Db, role: Role): Promise<Official[]> =>
  db.person.findMany({ where: { active: true, roles: { has: role } }, orderBy: { userid: 'asc' } });

/** The supervision group set over a unit; of a committee without one, that of its township. 监督小组 */
export async function supervisionGroupOf(db: Db, unitCode: string): Promise<Unit | null> {
  const group = await db.unit.findFirst({
    where: { parentCode: unitCode, type: 'supervision_group', active: true },
  });
  if (group) return group;
  const unit = await findUnit(db, unitCode);
  return unit?.parentCode && unit.type.endsWith('_committee')
    ? supervisionGroupOf(db, unit.parentCode)
    : null;
}

/** The person, or on days of absence the deputy named (one step: a deputy's deputy is not asked). */
export async function onDuty(db: Db, person: Official, day: Day): Promise<Official> {
  const absent =
    person.absentFrom !== null && person.absentFrom <= day && (person.absentUntil ?? '9999') >= day;
  if (!absent || !person.deputyUserid) return person;
  return (await findOfficial(db, person.deputyUserid)) ?? person;
}
