/** 请假 and 交接: who does the work of an official who is away or has left their post. */
import type { Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Official } from './officials.ts';

/** The colleague meant by a name: of the same unit first, then the only one of that name in the county. */
export async function findColleague(db: Db, name: string, near: Official): Promise<Official | undefined> {
  const found = await db.person.findMany({
    where: { active: true, name, NOT: { userid: near.userid } },
    orderBy: { userid: 'asc' },
  });
  const own = found.filter((person) => person.unitCode === near.unitCode);
  if (own.length > 0) return own[0];
  return found.length === 1 ? found[0] : undefined;
}

/** Away from `from` to `until`, both inclusive; `deputy` gets what the person would have got. */
export async function takeLeave(
  tx: Tx,
  person: Official,
  from: Day,
  until: Day,
  deputy: Official,
): Promise<void> {
  if (until < from) throw new InputError('Ends before it begins.', { tell: '结束的日子在开始之前,请重写。' });
  await tx.person.update({
    where: { userid: person.userid },
    data: { absentFrom: from, absentUntil: until, deputyUserid: deputy.userid },
  });
}

/** 销假 */
export async function endLeave(tx: Tx, person: Official): Promise<void> {
  await tx.person.update({
    where: { userid: person.userid },
    data: { absentFrom: null, absentUntil: null, deputyUserid: null },
  });
}

/** 交接: the colleague is the unit's contact officer from now on, in the place of `from`. */
export async function passOffice(tx: Tx, from: Official, to: Official): Promise<void> {
  if (!from.roles.includes('unit_officer')) return;
  await tx.person.update({
    where: { userid: from.userid },
    data: { roles: from.roles.filter((role) => role !== 'unit_officer') },
  });
  await tx.person.update({
    where: { userid: to.userid },
    data: { roles: [...new Set([...to.roles, 'unit_officer'])] },
  });
}
