/**
 * Whose reports there are, which units they are about, and who reads, makes and signs them. A supervision group reports on its
 * unit (监督小组), the office on the whole county to the leading group (领导小组), the county's and a township's government to the
 * people's congress (人大主席团; at county level its standing committee, 地方组织法).
 */
import type { Official } from '../people/officials.ts';
import type { Db } from '../store/database.ts';
import type { Unit } from '../store/generated/client.ts';
import type { Rhythm } from './report-period.ts';

export const KINDS = {
  group: { zh: '监督小组报告', en: "Supervision group's report", rhythms: ['month', 'quarter'] },
  county: { zh: '全县政务公开情况报告', en: "The county's report", rhythms: ['month', 'quarter', 'year'] },
  presidium: { zh: '向人大的报告', en: "To the people's congress", rhythms: ['quarter'] },
} as const satisfies Record<string, { zh: string; en: string; rhythms: readonly Rhythm[] }>;
export type ReportKind = keyof typeof KINDS;
export const isKind = (text: unknown): text is ReportKind => typeof text === 'string' && text in KINDS;

/** One that reports. */
export interface Body {
  kind: ReportKind;
  code: string;
  name: string;
  /** 主送 */
  to?: string;
  /** Units the report is about; all of the county when undefined. */
  units: readonly string[] | undefined;
  /** Whom it is made for: what each of them may count is counted. */
  audience: readonly Official[];
}

/** What an official may do with the reports of a body. */
export interface BodyRights {
  read: boolean;
  make: boolean;
  sign: boolean;
  /** 审议意见 */
  comment: boolean;
}

interface Directory {
  units: readonly Unit[];
  people: readonly Official[];
  seats: readonly { groupCode: string; userid: string }[];
}

/** Read once for many questions. */
export async function loadBodies(db: Db): Promise<Body[]> {
  const [units, people, seats] = await Promise.all([
    db.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } }),
    db.person.findMany({ where: { active: true }, orderBy: { userid: 'asc' } }),
    db.groupMember.findMany(),
  ]);
  const directory = { units, people, seats };
  const groups = units.filter(({ type, parentCode }) => type === 'supervision_group' && parentCode);
  const governments = units.filter(({ type }) => type === 'county_gov' || type === 'township');
  const leading = units.find(({ type }) => type === 'leading_group');
  return [
    ...(leading ? [countyBody(leading, directory)] : []),
    ...governments.flatMap((unit) => presidiumBody(unit, directory) ?? []),
    ...groups.map((group) => groupBody(group, directory)),
  ];
}

const withRole = ({ people }: Directory, ...roles: string[]): Official[] =>
  people.filter((person) => roles.some((role) => person.roles.includes(role)));

function groupBody(group: Unit, directory: Directory): Body {
  const { units, people, seats } = directory;
  const own = (unit: string): boolean =>
    units.some(({ type, parentCode }) => type === 'supervision_group' && parentCode === unit);
  const under = units.filter(
    ({ code, type, parentCode }) =>
      parentCode === group.parentCode && type !== 'supervision_group' && type !== 'department' && !own(code),
  );
  const sitting = new Set(
    seats.filter(({ groupCode }) => groupCode === group.code).map(({ userid }) => userid),
  );
  return {
    kind: 'group',
    code: group.code,
    name: group.name,
    units: [group.parentCode!, ...under.map(({ code }) => code)],
    audience: people.filter(
      ({ unitCode, userid, roles }) =>
        sitting.has(userid) || (unitCode === group.code && roles.includes('supervision_group')),
    ),
  };
}

const countyBody = ({ code, name }: Unit, directory: Directory): Body => ({
  kind: 'county',
  code,
  name,
  units: undefined,
  audience: withRole(directory, 'leading_group', 'party_committee', 'gov_office'),
});

/** Undefined where no congress hears it. */
function presidiumBody(unit: Unit, directory: Directory): Body | undefined {
  const { units } = directory;
  const congress = units.find((one) => (unit.type === 'county_gov' ? one.type === 'npc' : hears(one, unit)));
  if (!congress) return undefined;
  const committees = units.filter(
    ({ parentCode, type }) => parentCode === unit.code && type.endsWith('_committee'),
  );
  return {
    kind: 'presidium',
    code: unit.code,
    name: unit.name,
    to: congress.name,
    units: unit.type === 'county_gov' ? undefined : [unit.code, ...committees.map(({ code }) => code)],
    audience: withRole(directory, 'npc_presidium').filter(({ unitCode }) => unitCode === congress.code),
  };
}

/** 柳河镇人民代表大会主席团 hears 柳河镇人民政府. */
const hears = (presidium: Unit, township: Unit): boolean => {
  const place = /^(.{1,10}?[乡镇])/.exec(township.name)?.[1];
  return presidium.type === 'npc_presidium' && place !== undefined && presidium.name.startsWith(place);
};

const OVERSEERS = ['gov_office', 'leading_group', 'party_committee', 'discipline'];

export function rightsOn(body: Body, official: Official): BodyRights {
  const has = (...roles: string[]): boolean => roles.some((role) => official.roles.includes(role));
  const listens = body.audience.some(({ userid }) => userid === official.userid);
  const oversees = has(...OVERSEERS);
  switch (body.kind) {
    case 'group': {
      const heads = body.audience.filter(({ roles }) => roles.includes('unit_leader'));
      const head = heads.some(({ userid }) => userid === official.userid);
      return {
        read: listens || oversees,
        make: listens,
        // Without a head any member signs.
        sign: listens && (head || heads.length === 0),
        comment: false,
      };
    }
    case 'county':
      return {
        read: oversees,
        make: has('gov_office', 'leading_group'),
        sign: has('leading_group'),
        comment: false,
      };
    case 'presidium': {
      const own = official.unitCode === body.code;
      const office = body.units === undefined && has('gov_office');
      return {
        read: listens || oversees || (own && has('unit_leader', 'township_admin')),
        make: office || (own && has('township_admin', 'unit_leader')),
        sign: own && has('unit_leader'),
        comment: listens,
      };
    }
  }
}
