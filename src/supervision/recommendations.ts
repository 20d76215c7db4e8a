/**
 * 监督建议: whoever supervises advises, the unit must answer by a day, 采纳 or 不采纳 with a reason. What is accepted has to be
 * done by a day as well; no answer is urged twice 催办, then discipline has it (the speech, 4.3.4, 4.8.2).
 */
import { formatDay, timeOf } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import { headline } from '../kit/text.ts';
import type { Card } from '../outbox/message.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Recommendation } from '../store/generated/client.ts';
import { openCase } from './accountability.ts';
import type { Context } from './complaints/context.ts';
import { groupOver, mustAnswer, mustInspectAs, scopeOf, unknown, within } from './oversight/scope.ts';
import { answerers, inspectorsOf, sendCard, settle, type Subject } from './oversight/telling.ts';
import { dueIn, termsOf } from './oversight-terms.ts';
import { openRectification } from './rectifications.ts';
import type { SupervisionSource } from './sources.ts';

export type { Recommendation } from '../store/generated/client.ts';

/** After so many urgings a refusal is a matter for discipline. */
export const URGINGS = 2;
const SHORTEST = 6;
const LONGEST = 1_000;

const subjectOf = ({ id }: Recommendation): Subject => ({ type: 'recommendation', id });

export async function recommend(
  ctx: Context,
  tx: Tx,
  by: Official,
  said: { unitCode: string; text: string; source?: SupervisionSource | undefined },
): Promise<Recommendation> {
  const npc = by.roles.includes('npc_presidium');
  const groupCode = npc ? by.unitCode : await groupOver(tx, by, said.unitCode);
  const text = said.text.trim();
  if (text.length < SHORTEST || text.length > LONGEST)
    throw new InputError('No advice.', { tell: `请写明建议,${SHORTEST} 到 ${LONGEST} 个字。` });
  const unit = await tx.unit.findUnique({ where: { code: said.unitCode } });
  if (!unit?.active) throw new InputError('No such unit.', { tell: '没有这个单位。' });
  const id = ctx.ids.next();
  const row = await tx.recommendation.create({
    data: {
      id,
      number: referenceNumber('JY', ctx.ids),
      groupCode,
      unitCode: unit.code,
      source: npc ? '法律监督' : (said.source ?? '内部监督'),
      text,
      by: by.userid,
      at: ctx.clock.now(),
      ...dueIn(ctx, (await termsOf(tx)).answerDays),
    },
  });
  await sendCard(
    ctx,
    tx,
    subjectOf(row),
    `recommendation:${id}`,
    await answerers(ctx, tx, unit.code),
    adviceCard(row),
  );
  await audit(ctx, tx, by.userid, 'recommendation.made', row);
  return row;
}

/** What the unit sees; also when it is urged. */
export const adviceCard = (row: Recommendation): Card => ({
  source: '阳光·监督建议',
  title: row.urged > 0 ? `催办第 ${row.urged} 次:监督建议还没有答复` : '监督建议,要答复',
  text: `${headline(row.text, 140)}\n采纳或不采纳都要写一句。催办两次不答复,移交纪检监察。`,
  fields: [
    { name: '编号', value: row.number },
    { name: '期限', value: `${formatDay(row.dueOn)}前${row.provisional ? '(暂定)' : ''}` },
  ],
  buttons: [
    { key: 'adopt', label: '采纳', tone: 'primary' },
    { key: 'reject', label: '不采纳' },
  ],
});

const refusedCard = (row: Recommendation): Card => ({
  source: '阳光·监督建议',
  title: '单位不采纳监督建议',
  text: `建议:${headline(row.text, 80)}\n理由:${headline(row.reason ?? '', 120)}`,
  fields: [{ name: '编号', value: row.number }],
  buttons: [
    { key: 'content', label: '认可理由', tone: 'primary' },
    { key: 'press', label: '催办' },
  ],
});

export async function findRecommendation(db: Db, by: Official, id: string): Promise<Recommendation> {
  const row = await db.recommendation.findFirst({
    where: { AND: [{ OR: [{ id }, { number: id }] }, within(await scopeOf(db, by))] },
  });
  if (!row) throw unknown();
  return row;
}

/** 采纳: what it will do is owed as a 整改. 不采纳: the reason goes back; after two urgings discipline has it. */
export async function answerRecommendation(
  ctx: Context,
  tx: Tx,
  by: Official,
  id: string,
  adopts: boolean,
  reason: string,
): Promise<Recommendation> {
  const row = await findRecommendation(tx, by, id);
  mustAnswer(await scopeOf(tx, by), row.unitCode);
  const why = reason.trim();
  if (why.length < SHORTEST || why.length > LONGEST)
    throw new InputError('No reason.', {
      tell: adopts ? '打算怎么做、什么时候做完?请写一句。' : `为什么不采纳?请写 ${SHORTEST} 个字以上。`,
    });
  const final = adopts || row.urged >= URGINGS;
  const now = ctx.clock.now();
  const [next] = await tx.recommendation.updateManyAndReturn({
    where: { id: row.id, answer: null, closedAt: null },
    data: {
      answer: adopts ? 'accepted' : 'rejected',
      reason: why,
      answeredBy: by.userid,
      answeredAt: now,
      ...(final ? { closedAt: now } : {}),
    },
  });
  if (!next) throw moved(row);
  const event = ctx.ids.next();
  await settle(ctx, tx, subjectOf(row), event, `${adopts ? '采纳' : '不采纳'} ${by.name} ${timeOf(now)}`);
  if (adopts)
    await openRectification(ctx, tx, {
      unitCode: row.unitCode,
      groupCode: row.groupCode,
      subjectType: 'recommendation',
      subjectId: row.id,
      text: `采纳建议 ${row.number}:${row.text}\n单位答复:${why}`,
      by: by.userid,
    });
  else if (final) await refuse(ctx, tx, row, by.userid);
  else
    await sendCard(
      ctx,
      tx,
      subjectOf(row),
      `${event}:refused`,
      await inspectorsOf(ctx, tx, row.groupCode),
      refusedCard(next),
    );
  await audit(ctx, tx, by.userid, `recommendation.${adopts ? 'accepted' : 'rejected'}`, row);
  return next;
}

/** 认可理由. */
export async function takeReason(ctx: Context, tx: Tx, by: Official, id: string): Promise<Recommendation> {
  const row = await findRecommendation(tx, by, id);
  mustInspectAs(await scopeOf(tx, by), row);
  const [next] = await tx.recommendation.updateManyAndReturn({
    where: { id: row.id, answer: 'rejected', closedAt: null },
    data: { closedAt: ctx.clock.now() },
  });
  if (!next) throw moved(row);
  await settle(ctx, tx, subjectOf(row), ctx.ids.next(), `认可理由 ${by.name}`);
  await audit(ctx, tx, by.userid, 'recommendation.closed', row);
  return next;
}

/** 催办 by whoever advised: once its day has passed, or when the reason does not convince them. */
export async function urge(ctx: Context, tx: Tx, by: Official, id: string): Promise<Recommendation> {
  const row = await findRecommendation(tx, by, id);
  mustInspectAs(await scopeOf(tx, by), row);
  if (row.urged >= URGINGS)
    throw new DeniedError('Urged twice.', {
      tell: `${row.number} 已经催办 ${URGINGS} 次,再不答复就移交纪检监察。`,
    });
  const next = await urgeOnce(ctx, tx, row, by.userid);
  if (!next) throw moved(row);
  return next;
}

/** One more urging, with a new day; undefined when somebody was quicker. */
export async function urgeOnce(
  ctx: Context,
  tx: Tx,
  row: Recommendation,
  by: string,
): Promise<Recommendation | undefined> {
  const [next] = await tx.recommendation.updateManyAndReturn({
    where: { id: row.id, closedAt: null, urged: row.urged, OR: [{ answer: null }, { answer: 'rejected' }] },
    data: {
      urged: row.urged + 1,
      answer: null,
      reason: null,
      answeredAt: null,
      answeredBy: null,
      ...dueIn(ctx, (await termsOf(tx)).urgeDays),
    },
  });
  if (!next) return undefined;
  const event = ctx.ids.next();
  await settle(ctx, tx, subjectOf(row), event, `已催办第 ${next.urged} 次`);
  // The second urging reaches the leader too.
  const people = await answerers(ctx, tx, row.unitCode, next.urged >= URGINGS);
  await sendCard(ctx, tx, subjectOf(row), `${event}:urged`, people, adviceCard(next));
  await audit(ctx, tx, by, 'recommendation.urged', row);
  return next;
}

/** Refused, or not answered, after the last urging: closed here, open with discipline. */
export async function refuse(ctx: Context, tx: Tx, row: Recommendation, by: string): Promise<void> {
  await tx.recommendation.updateMany({
    where: { id: row.id, closedAt: null },
    data: { closedAt: ctx.clock.now() },
  });
  await settle(ctx, tx, subjectOf(row), ctx.ids.next(), '已移交纪检监察');
  await openCase(ctx, tx, {
    unitCode: row.unitCode,
    ground: '拒不公开',
    subjectType: 'recommendation',
    subjectId: row.id,
    openedBy: by,
  });
  await audit(ctx, tx, by, 'recommendation.refused', row);
}

const moved = ({ number }: Recommendation): ConflictError =>
  new ConflictError('It has moved on.', { tell: `${number} 已经有人办过这一步了。` });

const audit = (ctx: Context, tx: Tx, actor: string, action: string, { id }: Recommendation): Promise<void> =>
  ctx.audit.record(tx, { actor, action, subjectType: 'recommendation', subjectId: id });
