/**
 * What an officer asks about an obligation: more time 申请延期, another unit 转交, not ours 不属于我单位. Nothing changes until the
 * office that owns the catalogue has decided; each request is decided once. All in the caller's transaction.
 */
import { formatDay, yearOf, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import { responsibleFor, type Official } from '../people/officials.ts';
import type { Tx } from '../store/database.ts';
import type { ObligationRequest } from '../store/generated/client.ts';
import type { Calendar } from './calendar.ts';
import { addEvent, mustBeOpen, passLadder, type Moment, type Obligation } from './obligations.ts';

export type { ObligationRequest } from '../store/generated/client.ts';

export type RequestKind = 'extension' | 'transfer' | 'dispute';

const FACTS: Readonly<Record<RequestKind, string>> = {
  extension: 'obligation.extension_asked',
  transfer: 'obligation.transfer_asked',
  dispute: 'obligation.disputed',
};

export interface Asked {
  kind: RequestKind;
  reason: string;
  until?: Day;
  toUnit?: string;
}

/** Notes the request; the clock goes on. */
export async function askAbout(
  tx: Tx,
  moment: Moment,
  obligation: Obligation,
  by: Official,
  asked: Asked,
): Promise<ObligationRequest> {
  mustBeOpen(obligation);
  const pending = await tx.obligationRequest.findFirst({
    where: { obligationId: obligation.id, decision: null },
  });
  if (pending)
    throw new ConflictError('A request is pending.', {
      tell: `「${obligation.title}」已经有一个申请在等县政府办决定。`,
    });
  if (asked.until && obligation.due && asked.until <= obligation.due)
    throw new InputError('Not later than the due day.', {
      tell: `现在的期限是 ${formatDay(obligation.due)},要延到它以后的日子。`,
    });
  const request = await tx.obligationRequest.create({
    data: {
      id: moment.ids.next(),
      obligationId: obligation.id,
      kind: asked.kind,
      reason: asked.reason,
      until: asked.until ?? null,
      toUnit: asked.toUnit ?? null,
      askedBy: by.userid,
      askedAt: moment.now,
    },
  });
  await addEvent(tx, moment, obligation.id, by.userid, FACTS[asked.kind], { reason: asked.reason });
  return request;
}

/** 同意 or 不同意, by the office alone. `toUnit` names the unit when the request did not. */
export async function decide(
  tx: Tx,
  moment: Moment,
  id: string,
  by: Official,
  decision: 'granted' | 'refused',
  calendar: Calendar,
  toUnit?: string,
): Promise<{ request: ObligationRequest; obligation: Obligation }> {
  if (!by.roles.includes('gov_office'))
    throw new DeniedError('May not decide.', { tell: '延期和改派由县政府办决定。' });
  const found = await tx.obligationRequest.findUnique({ where: { id }, include: { obligation: true } });
  if (!found) throw new NotFoundError('No such request.', { tell: '没有找到这个申请。' });
  const { obligation, ...request } = found;
  if (request.decision)
    throw new ConflictError('Decided.', {
      tell: `这个申请已经${request.decision === 'granted' ? '同意' : '不同意'}了。`,
    });
  mustBeOpen(obligation);
  if (decision === 'granted') await grant(tx, moment, request, obligation, by, calendar, toUnit);
  else
    await addEvent(tx, moment, obligation.id, by.userid, 'obligation.request_refused', {
      kind: request.kind,
    });
  const decided = await tx.obligationRequest.update({
    where: { id },
    data: { decision, decidedBy: by.userid, decidedAt: moment.now },
  });
  return {
    request: decided,
    obligation: await tx.obligation.findUniqueOrThrow({ where: { id: obligation.id } }),
  };
}

async function grant(
  tx: Tx,
  moment: Moment,
  request: ObligationRequest,
  obligation: Obligation,
  by: Official,
  calendar: Calendar,
  toUnit: string | undefined,
): Promise<void> {
  const fresh = { acknowledgedAt: null, acknowledgedBy: null, quietUntil: null };
  if (request.kind === 'extension') {
    const until = request.until;
    if (!until) throw new InputError('No day.', { tell: '申请里没有写延到哪一天,请对方重新申请。' });
    const step = { text: `经${by.name}同意,延到 ${formatDay(until)}`, day: until };
    await tx.obligation.update({
      where: { id: obligation.id },
      data: {
        ...fresh,
        due: until,
        provisional: !calendar.covers(yearOf(until)),
        dueSteps: [...(obligation.dueSteps as object[]), step],
      },
    });
    return addEvent(tx, moment, obligation.id, by.userid, 'obligation.extended', {
      from: obligation.due,
      until,
    });
  }
  const unitCode = toUnit ?? request.toUnit;
  if (!unitCode) throw new InputError('No unit.', { tell: '请写明改派给哪个单位。' });
  const responsible = (await responsibleFor(tx, [unitCode])).get(unitCode);
  await tx.obligation.update({
    where: { id: obligation.id },
    data: {
      ...fresh,
      unitCode,
      coUnits: obligation.coUnits.filter((unit) => unit !== unitCode),
      officerUserid: responsible?.officer ?? null,
      leaderUserid: responsible?.leader ?? null,
    },
  });
  await passLadder(tx, obligation.id, ['officer', 'leader']);
  await addEvent(tx, moment, obligation.id, by.userid, 'obligation.transferred', {
    from: obligation.unitCode,
    to: unitCode,
  });
}
