/**
 * The conflict guard 回避: the one function every exit asks before it shows anything of a complaint. In: the facts of a
 * matter and a viewer with all ties loaded. Out: what that viewer may learn. The accused, their unit and whoever is tied to
 * them learn nothing; of a sealed matter only discipline learns anything at all (信访工作条例 第二十八条、第三十条).
 */
import type { Prisma } from '../store/generated/client.ts';

/** What an official may learn of a complaint, from nothing to its words; never who wrote it. */
export type Access =
  /** Not even that it exists. */
  | 'none'
  /** The summary alone. 档案、领导小组 */
  | 'summary'
  /** The summary, and answers to it. 承办单位 */
  | 'handle'
  /** The words with names and numbers of private people masked; works the queue. 监督小组、乡镇 */
  | 'supervise'
  /** The words; works the queue. 县政府办、纪检监察 */
  | 'full';

/** In the place of a queue: what belongs to the level above this county. Nobody here sees it. 上级管辖 */
export const ABOVE = 'above';
/** The ladder's last step: the leading group reads the summary. */
export const LAST_STEP = 3;

export interface GuardedMatter {
  sealed: boolean;
  /** Units complained of, those of the officials named among them. */
  accusedUnits: readonly string[];
  accusedUserids: readonly string[];
  /** The body whose queue it is in: a supervision group, the government office, discipline, a township. */
  queueUnit: string;
  /** The unit told to handle it. */
  handlingUnit: string | null;
  status: string;
  escalated: number;
}

/** An official with every tie loaded (`viewers.ts`): there is no viewer without them. */
export interface Viewer {
  userid: string;
  name: string;
  unitCode: string;
  roles: readonly string[];
  /** Own unit; of the government office what stands over it too, since it is part of that. */
  homeUnits: readonly string[];
  /** Supervision groups they sit in. */
  groups: readonly string[];
  /** Kin and others declared by either side, fellow members of a group, heads of their own unit and those over it. */
  tiedUserids: readonly string[];
  /** Units declared, and those led by somebody declared. */
  tiedUnits: readonly string[];
}

const meets = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.includes(one));

const HANDLING = ['unit_officer', 'unit_leader', 'township_admin'];
export const mayHandle = ({ roles }: Pick<Viewer, 'roles'>): boolean => meets(HANDLING, roles);

/** Pure: facts in, decision out. */
export function accessTo(matter: GuardedMatter, viewer: Viewer): Access {
  const { roles } = viewer;
  if (matter.queueUnit === ABOVE || isTied(matter, viewer)) return 'none';
  const own = meets(viewer.homeUnits, matter.accusedUnits);
  if (matter.sealed) return roles.includes('discipline') && !own ? 'full' : 'none';
  if (own) return handlesOwn(matter, viewer) ? 'handle' : 'none';
  if (roles.includes('discipline') || roles.includes('gov_office')) return 'full';
  if (viewer.groups.includes(matter.queueUnit)) return 'supervise';
  if (roles.includes('township_admin') && viewer.unitCode === matter.queueUnit) return 'supervise';
  if (matter.handlingUnit === viewer.unitCode && mayHandle(viewer)) return 'handle';
  if (roles.includes('archivist') && matter.status === '归档') return 'summary';
  return roles.includes('leading_group') && matter.escalated >= LAST_STEP ? 'summary' : 'none';
}

/** The accused in person, and those tied to the accused or to the unit complained of. */
const isTied = (matter: GuardedMatter, viewer: Viewer): boolean =>
  matter.accusedUserids.includes(viewer.userid) ||
  meets(viewer.tiedUserids, matter.accusedUserids) ||
  meets(viewer.tiedUnits, matter.accusedUnits);

/** A unit may be told to put right what is complained of it, by a summary; not where one of its people is named. */
const handlesOwn = (matter: GuardedMatter, viewer: Viewer): boolean =>
  matter.accusedUserids.length === 0 && matter.handlingUnit === viewer.unitCode && mayHandle(viewer);

/** The same as `accessTo`, for the database: exactly the matters of which the viewer may learn anything. */
export function visibleTo(viewer: Viewer): Prisma.ComplaintWhereInput {
  const { roles, unitCode } = viewer;
  const foreign = { NOT: { accusedUnits: { hasSome: [...viewer.homeUnits] } } };
  const queues = [...viewer.groups, ...(roles.includes('township_admin') ? [unitCode] : [])];
  const ways: Prisma.ComplaintWhereInput[] = [
    ...(roles.includes('discipline') ? [foreign] : []),
    ...(roles.includes('gov_office') ? [{ sealed: false, ...foreign }] : []),
    ...(queues.length > 0 ? [{ sealed: false, queueUnit: { in: queues }, ...foreign }] : []),
    ...(mayHandle(viewer)
      ? [{ sealed: false, handlingUnit: unitCode, OR: [foreign, { accusedUserids: { isEmpty: true } }] }]
      : []),
    ...(roles.includes('archivist') ? [{ sealed: false, status: '归档', ...foreign }] : []),
    ...(roles.includes('leading_group')
      ? [{ sealed: false, escalated: { gte: LAST_STEP }, ...foreign }]
      : []),
  ];
  return {
    AND: [
      { queueUnit: { not: ABOVE } },
      { NOT: { accusedUserids: { hasSome: [viewer.userid, ...viewer.tiedUserids] } } },
      { NOT: { accusedUnits: { hasSome: [...viewer.tiedUnits] } } },
      // No way in: nothing at all.
      ways.length > 0 ? { OR: ways } : { id: { in: [] } },
    ],
  };
}

const COUNTING: ReadonlySet<string> = new Set([
  'gov_office',
  'npc_presidium',
  'leading_group',
  'party_committee',
]);
const countsAll = ({ roles }: Pick<Viewer, 'roles'>): boolean => roles.some((role) => COUNTING.has(role));

/**
 * What may stand in this viewer's statistics: what they may know of; and for those who watch over the county by numbers
 * (`counts`: also who signs such numbers) every other matter that is not sealed and not about themselves, their unit or
 * whom they are tied to.
 */
export function countableBy(viewer: Viewer, counts = countsAll(viewer)): Prisma.ComplaintWhereInput {
  if (!counts) return visibleTo(viewer);
  return {
    OR: [
      visibleTo(viewer),
      {
        sealed: false,
        queueUnit: { not: ABOVE },
        AND: [
          { NOT: { accusedUnits: { hasSome: [...viewer.homeUnits, ...viewer.tiedUnits] } } },
          { NOT: { accusedUserids: { hasSome: [viewer.userid, ...viewer.tiedUserids] } } },
        ],
      },
    ],
  };
}

const RANK: Readonly<Record<Access, number>> = { none: 0, summary: 1, handle: 2, supervise: 3, full: 4 };

/** True when `access` is worth at least `wanted`. */
export const allows = (access: Access, wanted: Access): boolean => RANK[access] >= RANK[wanted];
