/** What the author of a matter sees and does: where it stands, two-way talk by receipt, more evidence, withdrawal, how it went. */
import { conversationId, type Address } from '../../kit/conversation-id.ts';
import { dayOf, formatDay } from '../../kit/day.ts';
import { InputError } from '../../kit/errors.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { Complaint } from '../../store/generated/client.ts';
import { isOpen, mayReopen, mayWithdraw } from '../lifecycle.ts';
import { backCard } from '../notices.ts';
import { hashReceipt, type ReceiptThrottle } from '../receipt.ts';
import { ABOVE } from '../conflict.ts';
import { addEvent, type Context } from './context.ts';
import { addMedia } from './filing.ts';
import { reopen } from './steps.ts';
import { queueOfMatter, sendCards } from './telling.ts';

/** How a matter is asked for: by number from the author's own account, by receipt from anywhere. */
export interface MatterKey {
  number?: string;
  receipt?: string;
}

/** A matter as its author may see it. */
export interface OwnMatter {
  id: string;
  number: string;
  /** Where it stands, in plain words, with what staff wrote to the author. */
  text: string;
  canWrite: boolean;
  canWithdraw: boolean;
  canJudge: boolean;
}

/** Facts whose notes are meant for the author. */
const TOLD = ['complaint.asked', 'complaint.replied', 'complaint.closed', 'complaint.declined'];
const SHOWN_NOTES = 5;
const MAX_WRITTEN = 200;

/** Undefined when there is none, or none of this person's. Throws, with what to say, after too many wrong receipts. */
export async function findOwn(
  ctx: Context,
  throttle: ReceiptThrottle,
  db: Db,
  { number, receipt }: MatterKey,
  address: Address,
): Promise<Complaint | undefined> {
  if (!receipt) {
    const complaint = number ? await db.complaint.findUnique({ where: { number } }) : null;
    return complaint && (await ctx.vault.isAuthor(db, complaint.id, address)) ? complaint : undefined;
  }
  const who = conversationId(address);
  await throttle.check(db, who);
  const receiptHash = await hashReceipt(receipt, ctx.receiptSalt);
  const complaint = await db.complaint.findUnique({ where: { receiptHash } });
  await (complaint ? throttle.clear(db, who) : throttle.miss(db, who));
  return complaint ?? undefined;
}

export async function describeOwn(ctx: Context, db: Db, own: Complaint): Promise<OwnMatter> {
  const lead = own.mergedInto ? await db.complaint.findUniqueOrThrow({ where: { id: own.mergedInto } }) : own;
  const due = lead.closeDue ?? lead.acceptDue;
  const unit = lead.handlingUnit
    ? await db.unit.findUnique({ where: { code: lead.handlingUnit }, select: { name: true } })
    : null;
  const lines = [
    `${own.number} 现在的状态:${lead.status}${own.mergedInto ? '(和同一件事合在一起办)' : ''}。`,
    ...(own.queueUnit === ABOVE ? ['这件事由上级机关管辖,这里没有保存内容。请拨打 12388。'] : []),
    ...(unit ? [`承办单位:${unit.name}。`] : []),
    ...(lead.suspendedOn ? ['现在挂起,等别的手续。'] : []),
    ...(lead.closedAt || !due ? [] : [`期限到 ${formatDay(due)}${lead.provisional ? '(暂定)' : ''}。`]),
    ...(lead.extendedDays > 0 ? [`延期过一次,${lead.extendedDays} 天。`] : []),
    ...(await notesFor(ctx, db, own, lead)),
    ...(lead.status === '办结' && REVIEWABLE.test(lead.class) ? [REVIEW] : []),
    ...(await lostOf(db, own.id)),
    ...(await openingsOf(db, own.id)),
  ];
  return {
    id: own.id,
    number: own.number,
    text: lines.join('\n'),
    canWrite: isOpen(lead.status),
    canWithdraw: own.mergedInto === null && isOpen(own.status),
    canJudge: own.status === '办结',
  };
}

async function notesFor(ctx: Context, db: Db, own: Complaint, lead: Complaint): Promise<string[]> {
  const events = await db.complaintEvent.findMany({
    where: {
      OR: [
        { complaintId: own.id, fact: { in: TOLD } },
        // Of the matter it was merged into only the end concerns all.
        { complaintId: lead.id, fact: 'complaint.closed' },
      ],
      noteSealed: { not: null },
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: SHOWN_NOTES,
  });
  return events
    .reverse()
    .map(
      ({ id, at, fact, noteSealed }) =>
        `${formatDay(dayOf(at))} ${LABELS[fact] ?? '回复'}:${ctx.content.open(noteSealed!, id)}`,
    );
}

/** Grievances; what was reported to discipline has its own ways. */
const REVIEWABLE = /[A-D]/;
const REVIEW = '对结果不服,可以从收到答复之日起 30 日内请求复查(信访工作条例第三十五条)。';

const LABELS: Readonly<Record<string, string>> = {
  'complaint.asked': '请您补充',
  'complaint.closed': '办理结果',
  'complaint.declined': '不予受理的原因',
};

/** What was sent and could not be taken is said, so that nobody counts on it. */
async function lostOf(db: Db, complaintId: string): Promise<string[]> {
  const sent = await db.complaintAttachment.findMany({ where: { complaintId }, select: { mediaId: true } });
  const failed = await db.inboundMedia.count({
    where: { id: { in: sent.flatMap(({ mediaId }) => mediaId ?? []) }, state: 'failed' },
  });
  if (failed === 0) return [];
  return [`您发的材料有 ${failed} 份没有收下(类型不能收,或已过期)。请换成照片、PDF 再发。`];
}

/** The author can know when and how often their name was looked at. */
async function openingsOf(db: Db, complaintId: string): Promise<string[]> {
  const opened = await db.identityOpening.findMany({
    where: { complaintId, openedAt: { not: null } },
    orderBy: { openedAt: 'asc' },
    take: 20,
  });
  return opened.map(
    ({ openedAt }) => `${formatDay(dayOf(openedAt!))} 因办案需要,经纪检两人同意,查看过您的身份信息。`,
  );
}

const leadOf = async (db: Db, own: Complaint): Promise<Complaint> =>
  own.mergedInto ? db.complaint.findUniqueOrThrow({ where: { id: own.mergedInto } }) : own;

/** The author writes: sealed, and whoever works it is told that something came. */
export async function write(ctx: Context, tx: Tx, id: string, text: string): Promise<void> {
  const own = await tx.complaint.findUniqueOrThrow({ where: { id } });
  const lead = await leadOf(tx, own);
  if (!isOpen(lead.status)) throw new InputError('Closed.', { tell: '这一件已经结束,不能再补充。' });
  const written = await tx.complaintEvent.count({
    where: { complaintId: id, fact: 'complaint.supplemented' },
  });
  if (written >= MAX_WRITTEN) throw new InputError('Too much.', { tell: '补充得太多了,请回复 人工。' });
  const event = await addEvent(ctx, tx, {
    complaintId: id,
    actor: 'citizen',
    fact: 'complaint.supplemented',
    note: text,
  });
  await tellWorkers(ctx, tx, lead, event, '反映人补充了情况', '请到监督台查看,可以回复。');
}

export async function addEvidence(
  ctx: Context,
  tx: Tx,
  id: string,
  media: { id: string; kind: string; name?: string | undefined },
): Promise<void> {
  const own = await tx.complaint.findUniqueOrThrow({ where: { id } });
  if (own.queueUnit === ABOVE) throw new InputError('Kept above.', { tell: '这件事请直接交给上级机关。' });
  const count = await tx.complaintAttachment.count({ where: { complaintId: id } });
  if (count >= MAX_EVIDENCE)
    throw new InputError('Too many.', { tell: `一件最多 ${MAX_EVIDENCE} 份材料,多的请寄信或当面交。` });
  await addMedia(ctx, tx, id, { mediaId: media.id, kind: media.kind, name: media.name });
  await addEvent(ctx, tx, {
    complaintId: id,
    actor: 'citizen',
    fact: 'complaint.evidence-added',
    detail: { kind: media.kind },
  });
}
export const MAX_EVIDENCE = 20;

/** 撤回: ends it; who handles it is told. */
export async function withdraw(ctx: Context, tx: Tx, id: string): Promise<void> {
  const own = await tx.complaint.findUniqueOrThrow({ where: { id } });
  const verdict = mayWithdraw(own);
  if (!verdict.ok) throw new InputError('Closed.', { tell: verdict.why });
  await tx.complaint.update({
    where: { id },
    data: { status: '撤回', outcome: '撤回', closedAt: ctx.clock.now() },
  });
  const event = await addEvent(ctx, tx, { complaintId: id, actor: 'citizen', fact: 'complaint.withdrawn' });
  await tellWorkers(ctx, tx, own, event, '反映人撤回了', '不用再办。发现确有问题的,依职责另行处理。');
}

async function tellWorkers(
  ctx: Context,
  tx: Tx,
  lead: Complaint,
  event: string,
  title: string,
  text: string,
): Promise<void> {
  const queue = await queueOfMatter(ctx, tx, lead);
  const own = queue.filter(({ userid }) => userid === lead.assigneeUserid);
  await sendCards(ctx, tx, lead, event, own.length > 0 ? own : queue, backCard(lead, title, text));
}

export const ANSWERS = ['满意', '基本满意', '不满意'] as const;
export type SurveyAnswer = (typeof ANSWERS)[number];

/** Keeps what the author says of how it went; the latest answer counts. */
export async function judge(ctx: Context, tx: Tx, id: string, answer: SurveyAnswer): Promise<void> {
  const own = await tx.complaint.findUniqueOrThrow({ where: { id } });
  if (own.status !== '办结') throw new InputError('Not closed.', { tell: '办结以后再评价。' });
  const last = await tx.complaintSurvey.findFirst({ where: { complaintId: id }, orderBy: { round: 'desc' } });
  const round = last?.round ?? 1;
  const now = ctx.clock.now();
  await tx.complaintSurvey.upsert({
    where: { complaintId_round: { complaintId: id, round } },
    create: { complaintId: id, round, askedAt: now, answer, answeredAt: now },
    update: { answer, answeredAt: now },
  });
  await tx.complaint.update({ where: { id }, data: { satisfaction: answer } });
  await addEvent(ctx, tx, {
    complaintId: id,
    actor: 'citizen',
    fact: 'complaint.judged',
    detail: { answer },
  });
}

/** 不满意 with a reason that is new: heard again, once. */
export async function askAgain(ctx: Context, tx: Tx, id: string, reason: string): Promise<void> {
  const own = await tx.complaint.findUniqueOrThrow({ where: { id } });
  const said = await tx.complaintEvent.findMany({
    where: {
      complaintId: id,
      fact: { in: ['complaint.supplemented', 'complaint.reopened'] },
      noteSealed: { not: null },
    },
    take: MAX_WRITTEN,
  });
  const before = [
    ctx.content.open(own.textSealed, own.id),
    ...said.map((event) => ctx.content.open(event.noteSealed!, event.id)),
  ];
  const verdict = mayReopen(own, reason, before);
  if (!verdict.ok) throw new InputError('Not reopened.', { tell: verdict.why });
  await reopen(ctx, tx, own, reason);
}
