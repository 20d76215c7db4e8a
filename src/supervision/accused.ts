/**
 * Whom a complaint is about, as far as its words say: officials named, heads named by their title (民政局局长), and the units of
 * all of them. Rather one too many than one too few: who is found here is kept out of the matter.
 */
import type { Db } from '../store/database.ts';

export interface Accused {
  units: string[];
  userids: string[];
  /** One of them is managed by a higher level. 上级管理干部 */
  higher: boolean;
}

export interface Directory {
  units: readonly {
    code: string;
    name: string;
    aliases: readonly string[];
    type: string;
    parentCode: string | null;
  }[];
  people: readonly {
    userid: string;
    name: string;
    title: string | null;
    unitCode: string;
    roles: readonly string[];
  }[];
  seats: readonly { groupCode: string; userid: string }[];
}

export async function loadDirectory(db: Db): Promise<Directory> {
  return {
    units: await db.unit.findMany({
      where: { active: true },
      select: { code: true, name: true, aliases: true, type: true, parentCode: true },
    }),
    people: await db.person.findMany({
      where: { active: true },
      select: { userid: true, name: true, title: true, unitCode: true, roles: true },
    }),
    seats: await db.groupMember.findMany(),
  };
}

/** Bodies whose heads the level above manages. */
const HIGHER_TYPES = ['county_gov', 'discipline', 'leading_group', 'npc'];
/** Bodies that people turn to: naming one accuses it only where its people are spoken of. */
const TURNED_TO_TYPES: ReadonlySet<string> = new Set([
  ...HIGHER_TYPES,
  'gov_office',
  'supervision_group',
  'npc_presidium',
]);
const ITS_PEOPLE = /^.{0,6}(的人|干部|工作人员|主任|书记|领导|科长|组长|成员|包庇|泄|压着|不管|不查|收)/;
const HEAD =
  /^的?(一把手|负责人|主要领导|领导|头头|正副)?(局?长|主任|书记|支书|镇长|乡长|村长|县长|院长|校长|队长|经理|站长|所长)/;

/** Pure. `aboutUnit`: the unit the author named as the one complained of. */
export function accusedIn(text: string, aboutUnit: string | undefined, directory: Directory): Accused {
  const said = text.normalize('NFKC').replace(/\s+/g, '');
  const units = new Set<string>();
  const userids = new Set<string>();
  for (const { unit, after } of mentions(said, directory)) {
    const turnedTo = TURNED_TO_TYPES.has(unit.type);
    if (!turnedTo || ITS_PEOPLE.test(after)) units.add(unit.code);
    if (HEAD.test(after)) for (const head of headsOf(unit.code, directory)) userids.add(head);
  }
  if (aboutUnit && directory.units.some(({ code }) => code === aboutUnit)) units.add(aboutUnit);
  for (const { userid, name } of directory.people)
    if (name.length > 1 && said.includes(name)) userids.add(userid);
  for (const { userid, unitCode } of directory.people) if (userids.has(userid)) units.add(unitCode);
  for (const { groupCode, userid } of directory.seats) if (userids.has(userid)) units.add(groupCode);
  return { units: [...units], userids: [...userids], higher: [...userids].some(isHigher(directory)) };
}

const headsOf = (code: string, { people }: Directory): string[] =>
  people
    .filter((one) => one.unitCode === code && one.roles.includes('unit_leader'))
    .map(({ userid }) => userid);

const isHigher =
  ({ units, people }: Directory) =>
  (userid: string): boolean => {
    const person = people.find((one) => one.userid === userid);
    const type = units.find(({ code }) => code === person?.unitCode)?.type;
    return person !== undefined && person.roles.includes('unit_leader') && HIGHER_TYPES.includes(type ?? '');
  };

/** Units by their names and everyday names, the longest first; what a longer name covers is not read again. */
function mentions(said: string, { units }: Directory): { unit: Directory['units'][number]; after: string }[] {
  const names = units
    .flatMap((unit) => namesOf(unit).map((name) => ({ name, unit })))
    .sort((a, b) => b.name.length - a.name.length);
  const found: { unit: Directory['units'][number]; after: string }[] = [];
  let rest = said;
  for (const { name, unit } of names)
    for (let at = rest.indexOf(name); at >= 0; at = rest.indexOf(name, at + name.length)) {
      found.push({ unit, after: said.slice(at + name.length, at + name.length + 16) });
      rest = rest.slice(0, at) + '\0'.repeat(name.length) + rest.slice(at + name.length);
    }
  return found;
}

/** 清和县民政局, 民政局, 民政; a name of one character says nothing. */
function namesOf({ name, aliases }: Directory['units'][number]): string[] {
  const short = name
    .replace(/^.{2,4}县(?=.{2})/, '')
    .replace(/(村民|居民)委员会$/, '')
    .replace(/人民政府$/, '');
  return [...new Set([name, short, ...aliases])].filter((one) => one.length > 1 && one !== '县里');
}
