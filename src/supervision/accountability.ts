/**
 * 责任追究: a case opens by rule, discipline looks whether it stands, decides and notes what came of it. In: what happened, by
 * whom. Out: rows, audit rows, messages owed. Every exit asks the conflict guard; a case that stands on a sealed complaint is as
 * sealed as that: the accused, their unit and whoever is tied to them never learn of it.
 */
import { formatDay, dayOf } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import type { Card } from '../outbox/message.ts';
import { holdersOf, responsibleFor, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { AccountabilityCase, Complaint, Prisma } from '../store/generated/client.ts';
import { accessTo, allows, LAST_STEP, type Access, type Viewer } from './conflict.ts';
import type { Context } from './complaints/context.ts';
import { unknown } from './oversight/scope.ts';
import { answerers, sendCard, sendLine, settle, type Subject } from './oversight/telling.ts';
import { loadViewer, loadViewers } from './viewers.ts';

export type { AccountabilityCase } from '../store/generated/client.ts';

/** The speech, 4.8.1 to 4.8.5; 拒不公开 stands for 拒不执行公开制度. */
export const GROUNDS = ['工作不力', '拒不公开', '弄虚作假', '打击报复', '侵犯民主权利'] as const;
export type Ground = (typeof GROUNDS)[number];

/** 处理方式. What goes beyond them is not decided here but by the discipline organ's own procedure. */
export const MEASURES = ['批评教育', '责令整改', '通报批评', '移送处理', '不予追究'] as const;
export type Measure = (typeof MEASURES)[number];

export const CASE_STEPS = { file: '立案', dismiss: '不予立案', decide: '作出决定', close: '落实' } as const;
export type CaseStep = keyof typeof CASE_STEPS;

const FROM: Readonly<Record<CaseStep, string>> = {
  file: '待核',
  dismiss: '待核',
  decide: '立案',
  close: '已决定',
};
const TO: Readonly<Record<CaseStep, string>> = {
  file: '立案',
  dismiss: '不予立案',
  decide: '已决定',
  close: '已落实',
};

export interface Lead {
  unitCode: string;
  ground: Ground;
  subjectType: 'recommendation' | 'obligation' | 'rectification' | 'spot-check' | 'complaint';
  subjectId: string;
  /** userid or `system` */
  openedBy: string;
  sealed?: boolean;
  /** Else the responsible leader: 追究领导责任 (4.8.6). */
  targetUserid?: string | null;
}

/** Once for a ground and what it stands on; undefined when there is one. Those of discipline who may know have a card. */
export async function openCase(ctx: Context, tx: Tx, lead: Lead): Promise<AccountabilityCase | undefined> {
  const { targetUserid, ...rest } = lead;
  const { leader = null } = (await responsibleFor(tx, [lead.unitCode])).get(lead.unitCode) ?? {};
  const id = ctx.ids.next();
  const [row] = await tx.accountabilityCase.createManyAndReturn({
    data: [
      {
        ...rest,
        id,
        number: referenceNumber('ZZ', ctx.ids),
        targetUserid: targetUserid ?? leader,
        status: '待核',
        openedAt: ctx.clock.now(),
      },
    ],
    skipDuplicates: true,
  });
  if (!row) return undefined;
  await audit(ctx, tx, lead.openedBy, 'case.opened', row);
  await sendCard(ctx, tx, subjectOf(row), `case:${row.id}`, await mayWork(tx, row), leadCard(row));
  return row;
}

/** A complaint that was found true, of a kind that is answered for (4.8.3 to 4.8.5). */
const OF_COMPLAINTS: Readonly<Record<string, Ground>> = {
  打击报复: '打击报复',
  弄虚作假: '弄虚作假',
  内容不实: '弄虚作假',
  侵犯民主权利: '侵犯民主权利',
};

/** Its number and words stay where they are: the case tells of it to nobody who may not know of it. */
export async function openFromComplaint(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  by: Official,
): Promise<void> {
  const ground = OF_COMPLAINTS[complaint.category];
  const unitCode = complaint.aboutUnit ?? complaint.accusedUnits[0];
  if (!ground || !unitCode || complaint.outcome !== '支持') return;
  await openCase(ctx, tx, {
    unitCode,
    ground,
    sealed: complaint.sealed,
    targetUserid: complaint.aboutUserid ?? complaint.accusedUserids[0] ?? null,
    subjectType: 'complaint',
    subjectId: complaint.id,
    openedBy: by.userid,
  });
}

const subjectOf = ({ id }: AccountabilityCase): Subject => ({ type: 'accountability', id });

/** A sealed one says nothing but that it is there. */
const leadCard = (row: AccountabilityCase): Card => ({
  source: '阳光·责任追究',
  title: row.sealed ? '有一件密封的追责线索' : `追责线索:${row.ground}`,
  text: '请核实。内容在监督台「监督」里看。',
  fields: [
    { name: '编号', value: row.number },
    { name: '时间', value: formatDay(dayOf(row.openedAt)) },
  ],
  buttons: [
    { key: 'file', label: '立案', tone: 'primary' },
    { key: 'dismiss', label: '不予立案' },
  ],
});

/** The facts the guard decides by; the complaint it stands on is asked about as well. */
export function accessToCase(
  row: AccountabilityCase,
  complaint: Complaint | undefined,
  viewer: Viewer,
): Access {
  const own = accessTo(
    {
      sealed: row.sealed,
      accusedUnits: [row.unitCode],
      accusedUserids: row.targetUserid ? [row.targetUserid] : [],
      queueUnit: '',
      handlingUnit: null,
      status: row.status,
      escalated: LAST_STEP,
    },
    viewer,
  );
  if (row.subjectType !== 'complaint') return own;
  const under = complaint ? accessTo(complaint, viewer) : 'none';
  return allows(under, own) ? own : under;
}

const complaintsUnder = async (
  db: Db,
  rows: readonly AccountabilityCase[],
): Promise<Map<string, Complaint>> => {
  const ids = rows.flatMap(({ subjectType, subjectId }) => (subjectType === 'complaint' ? [subjectId] : []));
  const found = await db.complaint.findMany({ where: { id: { in: ids } } });
  return new Map(found.map((complaint) => [complaint.id, complaint]));
};

async function mayWork(db: Db, row: AccountabilityCase): Promise<Viewer[]> {
  const under = await complaintsUnder(db, [row]);
  const viewers = await loadViewers(db, await holdersOf(db, 'discipline'));
  return viewers.filter((viewer) => allows(accessToCase(row, under.get(row.subjectId), viewer), 'full'));
}

const MOST = 500;

/** Those the viewer may know of, the newest first. Reading a sealed one leaves an audit row. */
export async function listCases(
  ctx: Context,
  tx: Tx,
  by: Official,
  done?: boolean,
): Promise<AccountabilityCase[]> {
  const where = done === undefined ? {} : { closedAt: done ? { not: null } : null };
  const known = await casesKnownTo(tx, by, where);
  const sealed = known.filter((row) => row.sealed).map(({ id }) => id);
  if (sealed.length > 0)
    await ctx.audit.record(tx, {
      actor: by.userid,
      action: 'case.read',
      subjectType: 'cases',
      subjectId: 'list',
      detail: { ids: sealed },
    });
  return known;
}

async function casesKnownTo(
  db: Db,
  by: Official,
  where: Prisma.AccountabilityCaseWhereInput,
): Promise<AccountabilityCase[]> {
  const rows = await db.accountabilityCase.findMany({ where, orderBy: { id: 'desc' }, take: MOST });
  const under = await complaintsUnder(db, rows);
  const viewer = await loadViewer(db, by);
  return rows.filter((row) => accessToCase(row, under.get(row.subjectId), viewer) !== 'none');
}

/** Leads that wait, of those the official may know of. */
export const countLeads = async (db: Db, by: Official): Promise<number> =>
  (await casesKnownTo(db, by, { status: '待核' })).length;

export interface CaseSheet {
  row: AccountabilityCase;
  access: Access;
  /** Number of the complaint it stands on, for whoever reads that. */
  complaint: string | undefined;
  decision: string | undefined;
  result: string | undefined;
}

/** Decision and result are for who may read the words; the others see that there is one. */
export async function readCase(ctx: Context, tx: Tx, by: Official, id: string): Promise<CaseSheet> {
  const row = await tx.accountabilityCase.findFirst({ where: { OR: [{ id }, { number: id }] } });
  const under = row ? (await complaintsUnder(tx, [row])).get(row.subjectId) : undefined;
  const access = row ? accessToCase(row, under, await loadViewer(tx, by)) : 'none';
  if (!row || access === 'none') throw unknown();
  if (row.sealed) await audit(ctx, tx, by.userid, 'case.read', row);
  const reads = allows(access, 'full');
  const open = (sealed: string | null, name: string): string | undefined =>
    sealed && reads ? ctx.content.open(sealed, `${row.id}:${name}`) : undefined;
  return {
    row,
    access,
    complaint: reads ? under?.number : undefined,
    decision: open(row.decisionSealed, 'decision'),
    result: open(row.resultSealed, 'result'),
  };
}

const SHORTEST = 4;
const LONGEST = 2_000;

/** May it be done now by somebody with this access? Else why not, for beside a disabled button. */
export function mayStep(step: CaseStep, row: AccountabilityCase, access: Access, by: Official) {
  if (!by.roles.includes('discipline') || !allows(access, 'full'))
    return { ok: false as const, why: '责任追究由纪检监察来办。Discipline does.' };
  return row.status === FROM[step]
    ? { ok: true as const }
    : { ok: false as const, why: `现在是「${row.status}」,不能${CASE_STEPS[step]}。Not in this state.` };
}

/** 立案, 不予立案, 作出决定, 落实: each with its reason, decided by discipline alone. */
export async function stepCase(
  ctx: Context,
  tx: Tx,
  by: Official,
  id: string,
  step: CaseStep,
  said: { text: string; measure?: Measure | undefined },
): Promise<AccountabilityCase> {
  const { row, access } = await readCase(ctx, tx, by, id);
  const verdict = mayStep(step, row, access, by);
  if (!verdict.ok)
    throw new (by.roles.includes('discipline') ? ConflictError : DeniedError)('Not now.', {
      tell: verdict.why,
    });
  const text = said.text.trim();
  if ((step !== 'file' && text.length < SHORTEST) || text.length > LONGEST)
    throw new InputError('No reason.', {
      tell: `请写明${step === 'close' ? '落实情况' : '理由'},${SHORTEST} 到 ${LONGEST} 个字。`,
    });
  const measure = said.measure ?? MEASURES.find((one) => text.startsWith(one));
  if (step === 'decide' && !measure)
    throw new InputError('No measure.', { tell: `请先写处理方式:${MEASURES.join('、')}。` });
  const now = ctx.clock.now();
  const seal = (name: string): string => ctx.content.seal(text, `${row.id}:${name}`);
  const [next] = await tx.accountabilityCase.updateManyAndReturn({
    where: { id: row.id, status: FROM[step] },
    data: {
      status: TO[step],
      ...(step === 'decide' ? { measure: measure!, decidedBy: by.userid, decidedAt: now } : {}),
      ...(step === 'decide' || step === 'dismiss' ? { decisionSealed: seal('decision') } : {}),
      ...(step === 'close' ? { resultSealed: seal('result') } : {}),
      ...(step === 'close' || step === 'dismiss' ? { closedAt: now } : {}),
    },
  });
  if (!next) throw new ConflictError('It has moved on.', { tell: `${row.number} 已经有人办过这一步了。` });
  const event = ctx.ids.next();
  await settle(ctx, tx, subjectOf(row), event, `${TO[step]} ${by.name}`);
  if (step === 'decide' && !row.sealed && measure !== '不予追究')
    await sendLine(
      ctx,
      tx,
      event,
      await answerers(ctx, tx, row.unitCode, true),
      `责任追究 ${row.number}(${row.ground}):决定${measure}。请按要求落实,结果报纪检监察。`,
    );
  await audit(ctx, tx, by.userid, `case.${step === 'file' ? 'filed' : TO_FACT[step]}`, row);
  return next;
}

const TO_FACT = { dismiss: 'dismissed', decide: 'decided', close: 'closed' } as const;

const audit = (
  ctx: Context,
  tx: Tx,
  actor: string,
  action: string,
  { id }: AccountabilityCase,
): Promise<void> => ctx.audit.record(tx, { actor, action, subjectType: 'case', subjectId: id });
