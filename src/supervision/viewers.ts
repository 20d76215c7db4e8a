/** Officials with every tie that may keep them out of a matter: what the conflict guard needs to know of them. 回避关系 */
import type { Official } from '../people/officials.ts';
import type { Db } from '../store/database.ts';
import type { Viewer } from './conflict.ts';

/** One official as the guard sees them. */
export async function loadViewer(db: Db, official: Official): Promise<Viewer> {
  return (await loadViewers(db, [official]))[0]!;
}

/** Many at once, in a handful of queries; in the order given. */
export async function loadViewers(db: Db, officials: readonly Official[]): Promise<Viewer[]> {
  if (officials.length === 0) return [];
  const userids = officials.map(({ userid }) => userid);
  const ties = await db.tieDeclaration.findMany({
    where: { OR: [{ userid: { in: userids } }, { relatedUserid: { in: userids } }] },
    select: { userid: true, relatedUserid: true, relatedUnit: true },
  });
  const parents = new Map(
    (await db.unit.findMany({ select: { code: true, parentCode: true } })).map((unit) => [
      unit.code,
      unit.parentCode,
    ]),
  );
  const people = await db.person.findMany({
    where: { active: true, roles: { hasSome: ['unit_leader', 'supervision_group'] } },
    select: { userid: true, unitCode: true, roles: true },
  });
  const sitting = await db.groupMember.findMany();
  const heads = people.filter(({ roles }) => roles.includes('unit_leader'));

  return officials.map((official) => {
    const { userid, unitCode, roles, name } = official;
    const over = ancestors(unitCode, parents);
    const groups = unique([
      ...(roles.includes('supervision_group') ? [unitCode] : []),
      ...sitting.filter((row) => row.userid === userid).map((row) => row.groupCode),
    ]);
    const declared = ties.flatMap((tie) =>
      tie.userid === userid ? [tie.relatedUserid] : tie.relatedUserid === userid ? [tie.userid] : [],
    );
    const kin = declared.filter((one): one is string => one !== null);
    const fellows = [
      ...people.filter((one) => one.roles.includes('supervision_group') && groups.includes(one.unitCode)),
      ...sitting.filter((row) => groups.includes(row.groupCode)),
    ].map((one) => one.userid);
    const superiors = heads.filter((head) => [unitCode, ...over].includes(head.unitCode));
    return {
      userid,
      name,
      unitCode,
      roles,
      homeUnits: roles.includes('gov_office') ? [unitCode, ...over] : [unitCode],
      groups,
      tiedUserids: unique([...kin, ...fellows, ...superiors.map((head) => head.userid)]).filter(
        (one) => one !== userid,
      ),
      tiedUnits: unique([
        ...ties.flatMap((tie) => (tie.userid === userid && tie.relatedUnit ? [tie.relatedUnit] : [])),
        ...heads.filter((head) => kin.includes(head.userid)).map((head) => head.unitCode),
      ]),
    };
  });
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];

/** Units over a unit, nearest first; a circle in the records ends it. */
function ancestors(code: string, parents: ReadonlyMap<string, string | null>): string[] {
  const found: string[] = [];
  for (let at = parents.get(code); at && at !== code && !found.includes(at); at = parents.get(at))
    found.push(at);
  return found;
}
