/** What staff do to a matter: one way in for buttons, typed words and pages. The guard first, then the rules, then the change. */
import { addDays, daysBetween, formatDay, type Day } from '../../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../../kit/errors.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { Complaint, Prisma } from '../../store/generated/client.ts';
import { openFromComplaint } from '../accountability.ts';
import { countDue } from '../../disclosure/due.ts';
import { acceptDues, clocksOf, closeDues, latestExtension } from '../clocks.ts';
import { accessTo, allows, type Access, type Viewer } from '../conflict.ts';
import { ACTIONS, OUTCOMES, RULES, verdictOn, type Action } from '../lifecycle.ts';
import { backCard, handlingCard, settledText } from '../notices.ts';
import { loadViewer, loadViewers } from '../viewers.ts';
import type { Act, Done } from './act.ts';
import { addEvent, todayOf, type Context } from './context.ts';
import { asItStood, holding } from './held.ts';
import { sendUnit, summaryOf, writeSummary } from './handing.ts';
import { handlersOf, queueOfMatter, sendCards, settleCards, tellAuthors } from './telling.ts';

/** The matter, by id or number, and what this official may do with it; one that may not be known of looks as if it did not exist. */
export async function guarded(
  db: Db,
  id: string,
  official: Official,
): Promise<{ complaint: Complaint; viewer: Viewer; access: Access }> {
  const complaint = await db.complaint.findFirst({ where: { OR: [{ id }, { number: id }] } });
  const viewer = await loadViewer(db, official);
  const access = complaint ? accessTo(complaint, viewer) : 'none';
  if (!complaint || access === 'none')
    throw new NotFoundError('No such complaint for this official.', { tell: '没有找到这一件。' });
  return { complaint, viewer, access };
}

const PAST: Readonly<Record<Action, string>> = {
  accept: 'accepted',
  decline: 'declined',
  transfer: 'transferred',
  assign: 'assigned',
  take: 'taken',
  return: 'returned',
  report: 'reported',
  close: 'closed',
  extend: 'extended',
  suspend: 'suspended',
  resume: 'resumed',
  merge: 'merged',
  urge: 'urged',
  explain: 'explained',
  ask: 'asked',
  reply: 'replied',
  summarise: 'summarised',
  claim: 'claimed',
};

interface Change {
  data?: Prisma.ComplaintUncheckedUpdateManyInput;
  /** Added to what the rule tells the author. */
  tells?: string;
  detail?: Record<string, string | number | boolean>;
  tell?: string;
}

export async function act(ctx: Context, tx: Tx, input: Act): Promise<Done> {
  const { complaint, viewer, access } = await guarded(tx, input.id, input.by);
  const rule = RULES[input.action];
  const verdict = verdictOn(input.action, complaint, access, todayOf(ctx));
  if (!verdict.ok) {
    const tell = allows(access, rule.right) ? `${complaint.number}:${verdict.why}` : verdict.why;
    throw new (allows(access, rule.right) ? ConflictError : DeniedError)('Not possible now.', { tell });
  }
  const text = input.text?.trim() ?? '';
  const needsText = rule.asks && !['transfer', 'assign', 'merge'].includes(input.action);
  if (needsText && text.length < 2) throw new InputError('A sentence is missing.', { tell: rule.asks! });
  if (text.length > 2_000) throw new InputError('Too long.', { tell: '太长了,请写在 2000 字以内。' });

  const owing = input.held ? holding(ctx) : ctx;
  const change = await CHANGES[input.action](ctx, tx, { ...input, text }, complaint, viewer);
  const next = await save(
    tx,
    complaint,
    { ...(rule.to ? { status: rule.to } : {}), ...change.data },
    rule.from,
  );
  const event = await addEvent(ctx, tx, {
    complaintId: complaint.id,
    actor: input.by.userid,
    fact: `complaint.${PAST[input.action]}`,
    ...(text ? { note: text } : {}),
    ...(change.detail || input.held
      ? { detail: { ...change.detail, ...(input.held ? { before: asItStood(complaint) } : {}) } }
      : {}),
  });
  await tellEverybody(owing, tx, input, next, event);
  if (input.action === 'close') await openFromComplaint(ctx, tx, next, input.by);
  if (rule.tells) await tellAuthors(owing, tx, next, event, rule.tells + (change.tells ?? ''));
  return { number: next.number, tell: change.tell ?? `${next.number} ${ACTIONS[input.action]}已记下。` };
}

/** What an act with this fact owes, for whoever takes it back. */
export async function owedFor(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  event: { id: string; fact: string },
  by: Official,
): Promise<void> {
  const action = (Object.keys(PAST) as Action[]).find((one) => `complaint.${PAST[one]}` === event.fact);
  if (!action) return;
  await tellEverybody(ctx, tx, { id: complaint.id, action, by }, complaint, event.id);
  if (RULES[action].tells) await tellAuthors(ctx, tx, complaint, event.id, RULES[action].tells);
}

/** Writes what changes, if the matter still stands where it stood. */
async function save(
  tx: Tx,
  complaint: Complaint,
  data: Prisma.ComplaintUncheckedUpdateManyInput,
  from: readonly string[],
): Promise<Complaint> {
  if (Object.keys(data).length === 0) return complaint;
  const [next] = await tx.complaint.updateManyAndReturn({
    where: { id: complaint.id, status: { in: [...from] }, suspendedOn: complaint.suspendedOn },
    data,
  });
  if (!next)
    throw new ConflictError('The complaint has moved on.', {
      tell: `${complaint.number} 已经有人处理过了,请看最新状态。`,
    });
  return next;
}

type Changer = (
  ctx: Context,
  tx: Tx,
  input: Act & { text: string },
  complaint: Complaint,
  viewer: Viewer,
) => Promise<Change> | Change;

const closing = (ctx: Context, complaint: Complaint) => {
  const { due, target, provisional } = closeDues(clocksOf(complaint.clocks), todayOf(ctx), ctx.calendar());
  return {
    closeDue: due.due,
    closeTarget: target,
    provisional,
    dueSteps: due.steps as object[],
  };
};

const CHANGES: Readonly<Record<Action, Changer>> = {
  accept(ctx, _tx, { by }, complaint) {
    const dues = closing(ctx, complaint);
    return {
      data: { ...dues, assigneeUserid: by.userid },
      tells: `最晚 ${formatDay(dues.closeDue)} 前办完${dues.provisional ? '(暂定)' : ''},办完会告诉您。`,
      tell: `${complaint.number} 已受理,已告诉反映人。办完后回复「办结」并写明结果。`,
    };
  },
  decline: (ctx, _tx, { text }) => ({
    data: { outcome: '不予受理', closedAt: ctx.clock.now() },
    tells: `原因:${text}`,
  }),
  transfer: (ctx, tx, input, complaint) => sendUnit(ctx, tx, input, complaint),
  assign: (ctx, tx, input, complaint) => sendUnit(ctx, tx, input, complaint),
  take: () => ({ data: {} }),
  return: () => ({ data: { handlingUnit: null, objectionDue: null, feedbackDue: null } }),
  report: () => ({ tell: '已反馈给监督组,审核后告诉群众。' }),
  close(ctx, _tx, { outcome, text }) {
    const said = outcome ?? OUTCOMES.find((one) => text.startsWith(one)) ?? '办结';
    return { data: { outcome: said, closedAt: ctx.clock.now() }, detail: { outcome: said } };
  },
  extend(ctx, _tx, { days, text }, complaint) {
    const n = days ?? Number(/(\d{1,2})\s*天/.exec(text)?.[1] ?? Number.NaN);
    if (!complaint.closeDue || !Number.isInteger(n) || n < 1)
      throw new InputError('No number of days.', { tell: RULES.extend.asks! });
    const latest = latestExtension(clocksOf(complaint.clocks), complaint.closeDue, ctx.calendar());
    const closeDue = addDays(complaint.closeDue, n);
    const { provisional } = countDue({ start: complaint.closeDue, n, unit: 'day' }, ctx.calendar());
    if (closeDue > latest)
      throw new InputError('Too long.', { tell: `最多延到 ${formatDay(latest)},请重写。` });
    return {
      data: {
        closeDue,
        closeTarget: closeDue,
        extendedDays: n,
        provisional: complaint.provisional || provisional,
      },
      tells: `办理期限延到 ${formatDay(closeDue)}${provisional ? '(暂定)' : ''}。`,
      detail: { days: n },
    };
  },
  suspend: (ctx) => ({ data: { suspendedOn: todayOf(ctx) } }),
  resume(ctx, _tx, _input, complaint) {
    const days = daysBetween(complaint.suspendedOn!, todayOf(ctx));
    const later = (day: Day | null): Day | null => day && addDays(day, days);
    return {
      data: {
        suspendedOn: null,
        suspendedDays: complaint.suspendedDays + days,
        closeDue: later(complaint.closeDue),
        closeTarget: later(complaint.closeTarget),
        feedbackDue: later(complaint.feedbackDue),
      },
      detail: { days },
    };
  },
  async merge(ctx, tx, { into, text }, complaint, viewer) {
    const number = (into ?? /TS-[0-9A-Z]{4}-[0-9A-Z]{4}/i.exec(text)?.[0] ?? '').toUpperCase();
    const lead = await tx.complaint.findUnique({ where: { number } });
    const fits =
      lead &&
      lead.id !== complaint.id &&
      allows(accessTo(lead, viewer), 'supervise') &&
      lead.closedAt === null &&
      lead.mergedInto === null &&
      lead.sealed === complaint.sealed;
    if (!fits) throw new InputError('No such matter.', { tell: '没有找到可以并入的那一件。请核对编号。' });
    await tx.complaint.updateMany({ where: { mergedInto: complaint.id }, data: { mergedInto: lead.id } });
    await addEvent(ctx, tx, { complaintId: lead.id, actor: viewer.userid, fact: 'complaint.joined' });
    return { data: { mergedInto: lead.id, closedAt: ctx.clock.now() } };
  },
  urge: (_ctx, _tx, _input, complaint) => ({ data: { urged: complaint.urged + 1 } }),
  explain: () => ({}),
  ask: () => ({}),
  reply: () => ({}),
  summarise: (ctx, tx, { text }, complaint) => writeSummary(ctx, tx, complaint, text),
  async claim(_ctx, tx, { assignee, by }, complaint) {
    const userid = assignee ?? by.userid;
    const person = await tx.person.findFirst({ where: { userid, active: true } });
    const [other] = person ? await loadViewers(tx, [person]) : [];
    if (!other || !allows(accessTo(complaint, other), 'supervise'))
      throw new InputError('Not somebody who may work it.', { tell: '不能派给这个人:他看不到这一件。' });
    return { data: { assigneeUserid: userid }, detail: { assignee: userid } };
  },
};

/** Who has to know of it among staff, by cards; those to whom it says something new get a fresh one. */
async function tellEverybody(
  ctx: Context,
  tx: Tx,
  input: Act,
  complaint: Complaint,
  event: string,
): Promise<void> {
  const { action, by } = input;
  const settles: Partial<Record<Action, string>> = {
    accept: '已受理',
    decline: '不予受理',
    close: '已办结',
    merge: '已并案',
    transfer: '已转办',
    assign: '已交办',
    return: '已退回',
  };
  const settled = settles[action];
  if (settled) await settleCards(ctx, tx, complaint, event, settledText(settled, by, ctx.clock.now()));
  if (action === 'take') {
    const card = handlingCard(complaint, await summaryOf(ctx, tx, complaint));
    const buttons = card.buttons.filter(({ key }) => key !== 'take');
    await settleCards(ctx, tx, complaint, event, settledText('已接收', by, ctx.clock.now()), {
      card: { ...card, buttons },
      of: await handlersOf(ctx, tx, complaint),
    });
  }
  if (action === 'transfer' || action === 'assign') {
    const summary = await summaryOf(ctx, tx, complaint);
    await sendCards(
      ctx,
      tx,
      complaint,
      event,
      await handlersOf(ctx, tx, complaint),
      handlingCard(complaint, summary),
    );
  }
  const back: Partial<Record<Action, [string, string]>> = {
    return: ['承办单位退回', '请另转单位或自己办理。理由在监督台里看,或回复 编号 查看。'],
    report: ['承办单位已反馈', '请审核:满意就办结,不满意再转办或督办。'],
  };
  const [title, text] = back[action] ?? [];
  if (title && text)
    await sendCards(
      ctx,
      tx,
      complaint,
      event,
      await others(ctx, tx, complaint, by),
      backCard(complaint, title, text),
    );
  if (action === 'urge') await urgeThem(ctx, tx, complaint, event, by, input.text ?? '');
}

const others = async (ctx: Context, tx: Tx, complaint: Complaint, by: Official): Promise<Viewer[]> =>
  (await queueOfMatter(ctx, tx, complaint)).filter(({ userid }) => userid !== by.userid);

/** 督办: to the unit that has it, else to the queue. */
async function urgeThem(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  event: string,
  by: Official,
  text: string,
): Promise<void> {
  const handlers = await handlersOf(ctx, tx, complaint);
  if (handlers.length > 0) {
    const summary = `督办第 ${complaint.urged} 次:${text}\n${await summaryOf(ctx, tx, complaint)}`;
    return sendCards(ctx, tx, complaint, event, handlers, handlingCard(complaint, summary));
  }
  const card = backCard(
    complaint,
    `督办:${complaint.sealed ? '密封件' : complaint.category}`,
    '请尽快办理。',
  );
  await sendCards(ctx, tx, complaint, event, await others(ctx, tx, complaint, by), card);
}

/** A matter heard again: registered anew, its clocks run from today. 重办 */
export async function reopen(ctx: Context, tx: Tx, complaint: Complaint, reason: string): Promise<void> {
  const { due, target, provisional } = acceptDues(clocksOf(complaint.clocks), todayOf(ctx), ctx.calendar());
  const [next] = await tx.complaint.updateManyAndReturn({
    where: { id: complaint.id, status: '办结', reopened: false },
    data: {
      status: '已登记',
      reopened: true,
      closedAt: null,
      outcome: null,
      handlingUnit: null,
      acceptDue: due.due,
      acceptTarget: target,
      provisional,
      closeDue: null,
      closeTarget: null,
      objectionDue: null,
      feedbackDue: null,
      extendedDays: 0,
      suspendedDays: 0,
      escalated: 0,
    },
  });
  if (!next) throw new ConflictError('Already reopened.', { tell: '已经重办过一次。' });
  await tx.complaintSurvey.deleteMany({ where: { complaintId: complaint.id } });
  const event = await addEvent(ctx, tx, {
    complaintId: complaint.id,
    actor: 'citizen',
    fact: 'complaint.reopened',
    note: reason,
  });
  const card = backCard(next, '不满意,要求重办', '反映人有新的理由。请重新受理;原因在监督台里看。');
  await sendCards(ctx, tx, next, event, await queueOfMatter(ctx, tx, next), {
    ...card,
    buttons: [{ key: 'accept', label: '受理', tone: 'primary' }, ...card.buttons.slice(1)],
  });
}
