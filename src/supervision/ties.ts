/** 回避申报: what an official declares of kin and other ties, so that the conflict guard keeps them out of what concerns those. */
import type { Clock } from '../kit/clock.ts';
import { InputError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import { findColleague } from '../people/absence.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { unitNamed } from './complaints/handing.ts';
import type { Audit } from './audit.ts';

export interface Tie {
  /** 赵禾舟 or 清和县民政局 */
  to: string;
  relation: string;
}

const MOST = 50;
const RELATION =
  /配偶|夫妻|父母|父亲|母亲|子女|儿子|女儿|兄弟|姐妹|兄妹|姐弟|亲属|亲戚|姻亲|岳父|岳母|女婿|儿媳|叔|姑|舅|姨|同学|战友|老部下|借贷|合伙|原单位|其他/;

/** From 「赵禾舟 配偶」 or 「民政局 原单位」. Throws, with what to write, when neither a colleague nor a unit is meant. */
export async function declareTie(
  tx: Tx,
  { clock, ids, audit }: { clock: Clock; ids: Ids; audit: Audit },
  official: Official,
  said: string,
): Promise<Tie> {
  const relation = RELATION.exec(said)?.[0];
  const about = said.replace(relation ?? '', '').replace(/[\s,,。;;::和与跟是的]/g, '');
  if (!relation || about.length < 2) throw notUnderstood();
  const person = await findColleague(tx, about, official);
  const unit = person ? undefined : await unitNamed(tx, about);
  if (!person && !unit) throw notUnderstood();
  if ((await tx.tieDeclaration.count({ where: { userid: official.userid } })) >= MOST)
    throw new InputError('Too many.', { tell: `最多申报 ${MOST} 条,请联系纪检。` });
  const id = ids.next();
  await tx.tieDeclaration.create({
    data: {
      id,
      userid: official.userid,
      relatedUserid: person?.userid ?? null,
      relatedUnit: unit?.code ?? null,
      relation,
      declaredAt: clock.now(),
    },
  });
  await audit.record(tx, {
    actor: official.userid,
    action: 'tie.declared',
    subjectType: 'tie',
    subjectId: id,
  });
  return { to: person?.name ?? unit!.name, relation };
}

export async function tiesOf(db: Db, official: Official): Promise<Tie[]> {
  const rows = await db.tieDeclaration.findMany({
    where: { userid: official.userid },
    orderBy: { id: 'asc' },
    take: MOST,
  });
  const people = await db.person.findMany({
    where: { userid: { in: rows.flatMap(({ relatedUserid }) => relatedUserid ?? []) } },
    select: { userid: true, name: true },
  });
  const units = await db.unit.findMany({
    where: { code: { in: rows.flatMap(({ relatedUnit }) => relatedUnit ?? []) } },
    select: { code: true, name: true },
  });
  return rows.map(({ relatedUserid, relatedUnit, relation }) => ({
    to:
      people.find(({ userid }) => userid === relatedUserid)?.name ??
      units.find(({ code }) => code === relatedUnit)?.name ??
      '(已不在名单)',
    relation,
  }));
}

const notUnderstood = (): InputError =>
  new InputError('Not a tie.', {
    tell: '请这样写:申报回避 赵禾舟 配偶,或 申报回避 民政局 原单位。名字要在干部名单里;亲属不是干部的,写他的单位。',
  });
