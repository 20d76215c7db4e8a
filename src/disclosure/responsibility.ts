/** 谁主管、谁负责: which units' disclosures an official answers for. */
import { DeniedError } from '../kit/errors.ts';
import { findUnit, homesOf, type Official } from '../people/officials.ts';
import type { Db } from '../store/database.ts';

/** 谁主管、谁负责: one's own unit, the committees of one's township, and for the office all of them. */
export async function mustAnswerFor(db: Db, by: Official, unitCode: string): Promise<void> {
  if (by.unitCode === unitCode || by.roles.includes('gov_office')) return;
  const unit = await findUnit(db, unitCode);
  if (by.roles.includes('township_admin') && unit?.parentCode === by.unitCode) return;
  throw new DeniedError('Not responsible.', { tell: '这一项不归您的单位公开。' });
}

/** Codes of all those units; undefined for the office, which answers for every one. */
export async function unitsAnsweredFor(db: Db, by: Official): Promise<string[] | undefined> {
  if (by.roles.includes('gov_office')) return undefined;
  if (!by.roles.includes('township_admin')) return [by.unitCode];
  const below = await db.unit.findMany({
    where: { parentCode: by.unitCode, active: true },
    select: { code: true },
  });
  return [by.unitCode, ...below.map(({ code }) => code)];
}

/** They watch over all units; the others see their own. */
const WATCHERS: ReadonlySet<string> = new Set([
  'gov_office',
  'leading_group',
  'party_committee',
  'npc_presidium',
  'discipline',
]);

/** Whether they look at the work of every unit. */
export const seesEveryUnit = ({ roles }: Pick<Official, 'roles'>): boolean =>
  roles.some((role) => WATCHERS.has(role));

/** Units whose work an official may look at; undefined for those who see every one. */
export async function unitsSeenBy(db: Db, staff: Official): Promise<string[] | undefined> {
  if (seesEveryUnit(staff)) return undefined;
  const answered = (await unitsAnsweredFor(db, staff)) ?? [];
  return [...new Set([...answered, ...(await homesOf(db, staff))])];
}
