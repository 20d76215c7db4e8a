/** Who is told what, as lists that a statement can join with. */
import type { Day } from '../../kit/day.ts';
import { holdersOf, responsibleFor } from '../../people/officials.ts';
import type { Db } from '../../store/database.ts';

export interface Watchers {
  /** People away today and who does their work, side by side. */
  absent: string[];
  deputies: string[];
  /** Units and the officer who helps for each, side by side. 配合单位 */
  helpingUnits: string[];
  helpers: string[];
  /** Units and the members of the supervision group over each, side by side. */
  groupUnits: string[];
  groupMembers: string[];
  gov_office: string[];
  leading_group: string[];
  discipline: string[];
}

export async function loadWatchers(db: Db, today: Day): Promise<Watchers> {
  const away = await db.person.findMany({
    where: {
      active: true,
      deputyUserid: { not: null },
      absentFrom: { lte: today },
      OR: [{ absentUntil: null }, { absentUntil: { gte: today } }],
    },
    select: { userid: true, deputyUserid: true },
  });
  const present = new Set(
    (await db.person.findMany({ where: { active: true }, select: { userid: true } })).map(
      ({ userid }) => userid,
    ),
  );
  const covered = away.filter(({ deputyUserid }) => present.has(deputyUserid!));
  const groups = await groupPairs(db);
  const helping = await helperPairs(db);
  const office = async (role: 'gov_office' | 'leading_group' | 'discipline'): Promise<string[]> =>
    (await holdersOf(db, role)).map(({ userid }) => userid);
  return {
    absent: covered.map(({ userid }) => userid),
    deputies: covered.map(({ deputyUserid }) => deputyUserid!),
    helpingUnits: helping.map(([unit]) => unit),
    helpers: helping.map(([, userid]) => userid),
    groupUnits: groups.map(([unit]) => unit),
    groupMembers: groups.map(([, userid]) => userid),
    gov_office: await office('gov_office'),
    leading_group: await office('leading_group'),
    discipline: await office('discipline'),
  };
}

async function helperPairs(db: Db): Promise<[string, string][]> {
  const units = await db.unit.findMany({ where: { active: true }, select: { code: true } });
  const responsible = await responsibleFor(
    db,
    units.map(({ code }) => code),
  );
  return [...responsible].flatMap(([unit, { officer }]): [string, string][] =>
    officer ? [[unit, officer]] : [],
  );
}

/** Each unit with the members of its group; a committee without one has that of its township. */
async function groupPairs(db: Db): Promise<[string, string][]> {
  const units = await db.unit.findMany({
    select: { code: true, parentCode: true, type: true, active: true },
  });
  const groupOver = new Map(
    units
      .filter(({ type, parentCode, active }) => type === 'supervision_group' && parentCode && active)
      .map(({ code, parentCode }) => [parentCode!, code]),
  );
  const members = new Map<string, string[]>();
  for (const { userid, unitCode } of await holdersOf(db, 'supervision_group'))
    members.set(unitCode, [...(members.get(unitCode) ?? []), userid]);
  return units.flatMap(({ code, parentCode, type }) => {
    const group =
      groupOver.get(code) ??
      (type.endsWith('_committee') && parentCode ? groupOver.get(parentCode) : undefined);
    return (members.get(group ?? '') ?? []).map((userid): [string, string] => [code, userid]);
  });
}
