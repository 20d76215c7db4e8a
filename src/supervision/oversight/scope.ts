/** Who sees and does what of oversight: inspectors what is theirs, units what is asked of them, those over the county all of it. */
import { DeniedError, NotFoundError } from '../../kit/errors.ts';
import { seesEveryUnit, unitsAnsweredFor } from '../../disclosure/responsibility.ts';
import type { Official } from '../../people/officials.ts';
import type { Db } from '../../store/database.ts';
import { loadViewer } from '../viewers.ts';

export interface Scope {
  userid: string;
  /** Sees all of it. */
  all: boolean;
  /** Bodies in whose name they inspect: their supervision groups; office, discipline and people's congress for the county. */
  groups: readonly string[];
  /** Units for which they answer; the office for its own alone. */
  units: readonly string[];
}

/** They inspect any unit, in the name of their own. */
const INSPECT_ALL = ['gov_office', 'discipline'];
const ANSWER = ['unit_officer', 'unit_leader', 'township_admin'];

const has = (roles: readonly string[], some: readonly string[]): boolean =>
  roles.some((role) => some.includes(role));

export async function scopeOf(db: Db, official: Official): Promise<Scope> {
  const { roles, unitCode, userid } = official;
  const { groups } = await loadViewer(db, official);
  const answers = has(roles, ANSWER) && !groups.includes(unitCode);
  return {
    userid,
    all: seesEveryUnit(official),
    groups: has(roles, [...INSPECT_ALL, 'npc_presidium']) ? [...groups, unitCode] : groups,
    units: answers
      ? ((await unitsAnsweredFor(db, {
          ...official,
          roles: roles.filter((role) => role !== 'gov_office'),
        })) ?? [])
      : [],
  };
}

/** For the database. */
export const within = ({ all, groups, units }: Scope): object =>
  all ? {} : { OR: [{ groupCode: { in: [...groups] } }, { unitCode: { in: [...units] } }] };

export const unknown = (): NotFoundError =>
  new NotFoundError('No such matter for this official.', { tell: '没有找到这一件。' });

/** 回避: whoever answers for a unit does not inspect it, even where they sit in the group. */
export function mustInspectAs(
  scope: Scope,
  { groupCode, unitCode }: { groupCode: string; unitCode: string },
): void {
  if (!scope.groups.includes(groupCode))
    throw new DeniedError('Of another group.', { tell: '这一件由派出检查的监督小组来办。' });
  if (scope.units.includes(unitCode))
    throw new DeniedError('Their own unit.', { tell: '这是您自己单位的,要回避,请组里别的人来办。' });
}

export function mustAnswer(scope: Scope, unitCode: string): void {
  if (!scope.units.includes(unitCode))
    throw new DeniedError('Of another unit.', { tell: '这一件由被监督的单位来办。' });
}

/** The body in whose name an official inspects a unit; throws where they inspect none of it. */
export async function groupOver(db: Db, official: Official, unitCode: string): Promise<string> {
  const unit = await db.unit.findUnique({ where: { code: unitCode } });
  if (!unit?.active || unit.type === 'supervision_group')
    throw new NotFoundError('No such unit.', { tell: '没有这个单位。' });
  if (has(official.roles, INSPECT_ALL) && official.unitCode !== unitCode) return official.unitCode;
  const { groups } = await loadViewer(db, official);
  const own = await db.unit.findMany({ where: { code: { in: [...groups] } } });
  const over = own.find(
    ({ parentCode }) =>
      parentCode !== null &&
      (parentCode === unitCode || (unit.type.endsWith('_committee') && parentCode === unit.parentCode)),
  );
  if (!over || official.unitCode === unitCode)
    throw new DeniedError('Not over this unit.', { tell: `${unit.name}不归您所在的监督小组检查。` });
  return over.code;
}
