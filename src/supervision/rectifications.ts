/**
 * 整改: what a spot check, an inspection or advice found has to be put right by a day; the unit reports with evidence, whoever
 * found it looks again. In: what was found, by whom. Out: rows, audit rows and cards owed, in the caller's transaction.
 */
import { formatDay, timeOf } from '../kit/day.ts';
import { ConflictError, InputError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import { headline } from '../kit/text.ts';
import type { Card } from '../outbox/message.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Rectification } from '../store/generated/client.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { mustAnswer, mustInspectAs, scopeOf, unknown, within } from './oversight/scope.ts';
import { answerers, inspectorsOf, sendCard, settle } from './oversight/telling.ts';
import { dueIn, termsOf } from './oversight-terms.ts';

export type { Rectification } from '../store/generated/client.ts';

export interface Finding {
  unitCode: string;
  groupCode: string;
  subjectType: 'spot-check' | 'inspection' | 'recommendation';
  subjectId: string;
  text: string;
  /** userid */
  by: string;
  /** Working days; the county's term where nothing is said. */
  days?: number | undefined;
}

const SHORTEST = 4;
const LONGEST = 1_000;

/** The unit's officer has a card; its leader one when the day has passed. */
export async function openRectification(ctx: Context, tx: Tx, finding: Finding): Promise<Rectification> {
  const { by, days, text, ...rest } = finding;
  const id = ctx.ids.next();
  const row = await tx.rectification.create({
    data: {
      ...rest,
      id,
      number: referenceNumber('ZG', ctx.ids),
      text: text.slice(0, LONGEST),
      openedOn: todayOf(ctx),
      ...dueIn(ctx, days ?? (await termsOf(tx)).rectifyDays),
    },
  });
  await sendCard(
    ctx,
    tx,
    { type: 'rectification', id },
    `rectification:${id}`,
    await answerers(ctx, tx, row.unitCode),
    rectificationCard(row),
  );
  await audit(ctx, tx, by, 'rectification.opened', id);
  return row;
}

/** What the unit sees; also as a reminder. */
export const rectificationCard = (row: Rectification, title = '要整改'): Card => ({
  source: '阳光·整改',
  title,
  text: `${headline(row.text, 120)}\n改好后点「已整改」,写明怎么改的。`,
  fields: [
    { name: '编号', value: row.number },
    { name: '期限', value: `${formatDay(row.dueOn)}前${row.provisional ? '(暂定)' : ''}` },
  ],
  buttons: [{ key: 'rectified', label: '已整改', tone: 'primary' }],
});

/** What those who found it see once the unit has reported. */
export const recheckCard = (row: Rectification): Card => ({
  source: '阳光·整改',
  title: '单位说已整改,请复查',
  text: `${headline(row.text, 80)}\n整改情况:${headline(row.evidence ?? '', 120)}`,
  fields: [
    { name: '编号', value: row.number },
    { name: '期限', value: `${formatDay(row.dueOn)}前` },
  ],
  buttons: [
    { key: 'passed', label: '复查通过', tone: 'primary' },
    { key: 'failed', label: '没改好' },
  ],
});

export async function findRectification(db: Db, by: Official, id: string): Promise<Rectification> {
  const row = await db.rectification.findFirst({
    where: { AND: [{ OR: [{ id }, { number: id }] }, within(await scopeOf(db, by))] },
  });
  if (!row) throw unknown();
  return row;
}

export async function reportRectified(
  ctx: Context,
  tx: Tx,
  by: Official,
  id: string,
  evidence: string,
): Promise<Rectification> {
  const row = await findRectification(tx, by, id);
  mustAnswer(await scopeOf(tx, by), row.unitCode);
  const said = evidence.trim();
  if (said.length < SHORTEST || said.length > LONGEST)
    throw new InputError('No evidence.', {
      tell: `请写明怎么改的、在哪能看到,${SHORTEST} 到 ${LONGEST} 个字。`,
    });
  const [next] = await tx.rectification.updateManyAndReturn({
    where: { id: row.id, closedOn: null, reportedOn: null },
    data: { evidence: said, reportedBy: by.userid, reportedOn: todayOf(ctx) },
  });
  if (!next) throw moved(row);
  const event = ctx.ids.next();
  const subject = { type: 'rectification' as const, id: row.id };
  await settle(ctx, tx, subject, event, `已整改 ${by.name} ${timeOf(ctx.clock.now())}`);
  await sendCard(
    ctx,
    tx,
    subject,
    `${event}:recheck`,
    await inspectorsOf(ctx, tx, row.groupCode),
    recheckCard(next),
  );
  await audit(ctx, tx, by.userid, 'rectification.reported', row.id);
  return next;
}

/** 复查. What was not put right is owed anew, within the shorter term of an urging. */
export async function recheck(
  ctx: Context,
  tx: Tx,
  by: Official,
  id: string,
  passed: boolean,
  note = '',
): Promise<Rectification> {
  const row = await findRectification(tx, by, id);
  mustInspectAs(await scopeOf(tx, by), row);
  if (!passed && note.trim().length < SHORTEST)
    throw new InputError('No reason.', { tell: '请写明哪里没改好。' });
  const again = passed ? undefined : dueIn(ctx, (await termsOf(tx)).urgeDays);
  const [next] = await tx.rectification.updateManyAndReturn({
    where: { id: row.id, closedOn: null, reportedOn: { not: null } },
    data: {
      recheckedBy: by.userid,
      ...(again
        ? {
            ...again,
            reportedOn: null,
            returned: row.returned + 1,
            text: `${row.text}\n复查:${note.trim()}`.slice(0, LONGEST),
          }
        : { closedOn: todayOf(ctx) }),
    },
  });
  if (!next) throw moved(row);
  const event = ctx.ids.next();
  const subject = { type: 'rectification' as const, id: row.id };
  const what = passed ? '复查通过' : '没改好';
  await settle(ctx, tx, subject, event, `${what} ${by.name} ${timeOf(ctx.clock.now())}`);
  if (!passed)
    await sendCard(
      ctx,
      tx,
      subject,
      `${event}:again`,
      await answerers(ctx, tx, row.unitCode, true),
      rectificationCard(next, '复查没有通过,请再改'),
    );
  await audit(ctx, tx, by.userid, passed ? 'rectification.closed' : 'rectification.returned', row.id);
  return next;
}

const moved = ({ number }: Rectification): ConflictError =>
  new ConflictError('It has moved on.', { tell: `${number} 已经有人办过这一步了。` });

const audit = (ctx: Context, tx: Tx, actor: string, action: string, id: string): Promise<void> =>
  ctx.audit.record(tx, { actor, action, subjectType: 'rectification', subjectId: id });
