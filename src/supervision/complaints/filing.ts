/** 登记: from what somebody said to a numbered matter in the right queue, or a stub where it belongs above. */
import { dayOf, type Day } from '../../kit/day.ts';
import { referenceNumber } from '../../kit/ids.ts';
import { holdersOf, supervisionGroupOf, type Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { Complaint } from '../../store/generated/client.ts';
import { accusedIn, loadDirectory, type Accused } from '../accused.ts';
import { acceptDues, clocksOf, handoffDue, hasClock } from '../clocks.ts';
import { ABOVE, accessTo, type Viewer } from '../conflict.ts';
import { newMatterCard } from '../notices.ts';
import { hashReceipt, newReceipt } from '../receipt.ts';
import type { SupervisionSource } from '../sources.ts';
import { queueOf, type Bodies, type Body } from '../routing.ts';
import { triage, type Triage, type TriageFacts } from '../triage.ts';
import type { ComplainantIdentity } from '../vault.ts';
import { loadViewers } from '../viewers.ts';
import { addEvent, clocksName, keyOf, type Context } from './context.ts';
import { findSimilar, sameMatter, type Similar } from './similar.ts';
import { bodyOf, queueOfMatter, sendCards } from './telling.ts';

export interface ComplaintDraft {
  text: string;
  /** What or whom it is about, in the author's words. */
  about?: string;
  aboutUnit?: string;
  occurred?: string;
  anonymous: boolean;
  /** The author came to report wrongdoing 检举控告. */
  reported: boolean;
  /** 建议, 表扬 and calls for help are heard and numbered like the rest. */
  kind?: TriageFacts['kind'];
  source: 'chat' | 'phone' | 'letter' | 'visit' | 'media';
  /** The body that brought it exercises this supervision; absent: a citizen did. */
  supervision?: SupervisionSource;
  identity: ComplainantIdentity;
  /** The author saw that this open matter is the same and joins it. 并案 */
  joins?: string;
  /** Media that came before: ids under which the inbox keeps them. */
  media?: readonly { id: string; kind: string; name?: string }[];
  /** Who entered it, when it came by phone, letter or visit. */
  enteredBy?: string;
}

export interface Filed {
  id: string;
  number: string;
  /** 16 digits, shown once, kept only as a slow hash. */
  receipt: string;
  triage: Triage;
  acceptDue: Day | null;
  provisional: boolean;
  /** It belongs to the level above: nothing of it was kept. 上级管辖 */
  above: boolean;
  /** Number of the author's own or the chosen matter that it was merged into. 并案 */
  mergedInto: string | undefined;
}

/** What is known before anything is kept. */
export interface Preview {
  triage: Triage;
  /** It belongs to the level above: the words must not be kept. */
  above: boolean;
  /** Open matters that look the same; never a sealed one, never one about a named person. */
  similar: Similar[];
}

/** The same person and matter within this many days is the same matter (D: 60 天). */
const SAME_AUTHOR_MS = 60 * 86_400_000;

interface Sorted {
  verdict: Triage;
  accused: Accused;
  queueUnit: string;
}

async function sort(
  db: Db,
  draft: Pick<ComplaintDraft, 'text' | 'about' | 'aboutUnit' | 'kind' | 'reported'>,
): Promise<Sorted> {
  const said = [draft.text, draft.about].filter(Boolean).join('\n');
  const accused = accusedIn(said, draft.aboutUnit, await loadDirectory(db));
  const verdict = triage(said, {
    reported: draft.reported,
    namesOfficial: accused.userids.length > 0,
    namesHigher: accused.higher,
    ...(draft.kind ? { kind: draft.kind } : {}),
  });
  const facts = { accusedUnits: accused.units, accusedUserids: accused.userids };
  const aboutUnit = draft.aboutUnit ?? accused.units[0];
  return { verdict, accused, queueUnit: queueOf(verdict, facts, await bodiesFor(db, aboutUnit)) };
}

export async function preview(
  ctx: Context,
  db: Db,
  draft: Pick<ComplaintDraft, 'text' | 'aboutUnit' | 'kind' | 'reported'>,
): Promise<Preview> {
  const { verdict, accused, queueUnit } = await sort(db, draft);
  const above = queueUnit === ABOVE;
  const shows = !verdict.sealed && !above && accused.userids.length === 0;
  const aboutUnit = draft.aboutUnit ?? accused.units[0];
  return {
    triage: verdict,
    above,
    similar: shows ? await findSimilar(ctx, db, { text: draft.text, aboutUnit }) : [],
  };
}

export async function file(ctx: Context, tx: Tx, draft: ComplaintDraft): Promise<Filed> {
  const sorted = await sort(tx, draft);
  const receipt = newReceipt(ctx.ids);
  const receiptHash = await hashReceipt(receipt, ctx.receiptSalt);
  if (sorted.queueUnit === ABOVE) return fileStub(ctx, tx, draft, sorted.verdict, receipt, receiptHash);
  const complaint = await create(ctx, tx, draft, sorted, receiptHash);
  const { id } = complaint;
  await ctx.vault.keep(tx, id, draft.identity);
  for (const { id: mediaId, kind, name } of draft.media ?? [])
    await addMedia(ctx, tx, id, { mediaId, kind, name });
  const event = await addEvent(ctx, tx, {
    complaintId: id,
    actor: draft.enteredBy ?? 'citizen',
    fact: 'complaint.filed',
    detail: { class: complaint.class, source: complaint.source },
  });
  const lead = await leadOf(ctx, tx, draft, complaint);
  if (lead) await mergeInto(ctx, tx, complaint, lead);
  else await announce(ctx, tx, complaint, event);
  return {
    id,
    number: complaint.number,
    receipt,
    triage: sorted.verdict,
    acceptDue: complaint.acceptDue,
    provisional: complaint.provisional,
    above: false,
    mergedInto: lead?.number,
  };
}

async function create(
  ctx: Context,
  tx: Tx,
  draft: ComplaintDraft,
  { verdict, accused, queueUnit }: Sorted,
  receiptHash: string,
): Promise<Complaint> {
  const { ids, content, clock } = ctx;
  const now = clock.now();
  const id = ids.next();
  const clocks = await clocksName(tx);
  const dues = hasClock(verdict.class) ? acceptDues(clocksOf(clocks), dayOf(now), ctx.calendar()) : undefined;
  return tx.complaint.create({
    data: {
      id,
      number: referenceNumber('TS', ids),
      receiptHash,
      category: verdict.category,
      class: verdict.class,
      urgent: verdict.urgent,
      sealed: verdict.sealed,
      textSealed: content.seal(draft.text, id),
      aboutUnit: draft.aboutUnit ?? accused.units[0] ?? null,
      aboutUserid: accused.userids[0] ?? null,
      aboutSealed: draft.about ? content.seal(draft.about, id) : null,
      accusedUnits: accused.units,
      accusedUserids: accused.userids,
      occurred: draft.occurred ?? null,
      anonymous: draft.anonymous,
      source: draft.source,
      supervision: draft.supervision ?? null,
      status: '已登记',
      queueUnit,
      receivedAt: now,
      clocks,
      acceptDue: dues?.due.due ?? null,
      acceptTarget: verdict.sealed ? handoffDue(dayOf(now), ctx.calendar()) : (dues?.target ?? null),
      provisional: dues?.provisional ?? false,
      ...(dues ? { dueSteps: dues.due.steps as object[] } : {}),
    },
  });
}

/** 规则第十五条: that somebody came and was sent on, and nothing else. */
async function fileStub(
  ctx: Context,
  tx: Tx,
  draft: ComplaintDraft,
  verdict: Triage,
  receipt: string,
  receiptHash: string,
): Promise<Filed> {
  const now = ctx.clock.now();
  const id = ctx.ids.next();
  const number = referenceNumber('TS', ctx.ids);
  await tx.complaint.create({
    data: {
      id,
      number,
      receiptHash,
      category: '属上级管辖',
      class: 'E',
      sealed: true,
      textSealed: ctx.content.seal('', id),
      accusedUnits: [],
      accusedUserids: [],
      anonymous: true,
      source: draft.source,
      status: '移送上级',
      queueUnit: ABOVE,
      receivedAt: now,
      closedAt: now,
    },
  });
  await addEvent(ctx, tx, {
    complaintId: id,
    actor: draft.enteredBy ?? 'citizen',
    fact: 'complaint.sent-above',
  });
  const triaged: Triage = { ...verdict, guide: 'above' };
  return {
    id,
    number,
    receipt,
    triage: triaged,
    acceptDue: null,
    provisional: false,
    above: true,
    mergedInto: undefined,
  };
}

export async function addMedia(
  ctx: Context,
  tx: Tx,
  complaintId: string,
  { mediaId, kind, name }: { mediaId: string; kind: string; name?: string | undefined },
): Promise<void> {
  const id = ctx.ids.next();
  const nameSealed = ctx.content.seal(name ?? kind, id);
  await tx.complaintAttachment.createMany({
    data: [{ id, complaintId, kind, nameSealed, bytes: 0, mediaId, at: ctx.clock.now() }],
    skipDuplicates: true,
  });
}

/** The matter this one is the same as: chosen by the author, or their own of the last days about the same. */
async function leadOf(
  ctx: Context,
  tx: Tx,
  draft: ComplaintDraft,
  complaint: Complaint,
): Promise<Complaint | undefined> {
  const open = { mergedInto: null, closedAt: null, sealed: complaint.sealed, id: { not: complaint.id } };
  if (draft.joins) {
    const chosen = await tx.complaint.findFirst({ where: { ...open, id: draft.joins, sealed: false } });
    if (chosen && !complaint.sealed) return chosen;
  }
  if (!draft.identity.address) return undefined;
  const since = new Date(complaint.receivedAt.getTime() - SAME_AUTHOR_MS);
  const own = await ctx.vault.mattersOf(tx, draft.identity.address, since);
  const found = await tx.complaint.findMany({
    where: { AND: [open, { id: { in: own } }], aboutUnit: complaint.aboutUnit },
    orderBy: { receivedAt: 'asc' },
    take: 20,
  });
  return found.find((other) => sameMatter(draft.text, ctx.content.open(other.textSealed, other.id)));
}

async function mergeInto(ctx: Context, tx: Tx, complaint: Complaint, lead: Complaint): Promise<void> {
  await tx.complaint.update({
    where: { id: complaint.id },
    data: { status: '并案', mergedInto: lead.id, closedAt: ctx.clock.now() },
  });
  await addEvent(ctx, tx, { complaintId: complaint.id, actor: 'system', fact: 'complaint.merged' });
  await addEvent(ctx, tx, { complaintId: lead.id, actor: 'system', fact: 'complaint.joined' });
}

async function announce(ctx: Context, tx: Tx, complaint: Complaint, event: string): Promise<void> {
  const unit = complaint.aboutUnit
    ? await tx.unit.findUnique({ where: { code: complaint.aboutUnit }, select: { name: true } })
    : null;
  const people = await queueOfMatter(ctx, tx, complaint);
  await sendCards(ctx, tx, complaint, event, people, newMatterCard(complaint, unit?.name));
  if (complaint.urgent) await alertDuty(ctx, tx, complaint, event);
}

/** Danger is told to whoever is on duty, at any hour. Of a sealed matter they learn the danger and nothing else. */
async function alertDuty(ctx: Context, tx: Tx, complaint: Complaint, event: string): Promise<void> {
  const office = await holdersOf(tx, 'gov_office');
  const county = await tx.person.findMany({
    where: { active: true, unit: { type: 'county_gov' }, roles: { has: 'unit_officer' } },
    orderBy: { userid: 'asc' },
  });
  const told = new Set((await queueOfMatter(ctx, tx, complaint)).map(({ userid }) => userid));
  const viewers = await loadViewers(tx, [...office, ...county]);
  const accused = new Set(complaint.accusedUserids);
  const open = viewers.filter(
    ({ userid, tiedUserids }) => !accused.has(userid) && !tiedUserids.some((tied) => accused.has(tied)),
  );
  const textFor = (viewer: Viewer): string => {
    const number = accessTo(complaint, viewer) === 'none' ? '' : `编号 ${complaint.number}。`;
    return `【紧急】刚有群众在聊天里说有人身危险,已请对方马上打 110、119 或 120。${number}请立即与 110 指挥中心核对。`;
  };
  await ctx.outbox.enqueue(
    tx,
    open
      .filter(({ userid }) => !told.has(userid))
      .map((viewer) => ({
        key: keyOf(ctx, `${event}:duty:${viewer.userid}`),
        to: ctx.officialAddress(viewer.userid),
        body: { t: 'text' as const, text: textFor(viewer) },
        mustDeliver: true,
      })),
  );
}

/** The bodies that could work a matter about this unit. */
async function bodiesFor(db: Db, aboutUnit: string | undefined): Promise<Bodies> {
  const unit = aboutUnit ? await db.unit.findUnique({ where: { code: aboutUnit } }) : null;
  const committee = unit?.type.endsWith('_committee') ? unit : undefined;
  const group = unit && !committee ? await supervisionGroupOf(db, unit.code) : null;
  return {
    group: group ? await bodyWith(db, group.code) : undefined,
    township: committee?.parentCode ? await bodyWith(db, committee.parentCode) : undefined,
    govOffice: await bodyHolding(db, await holdersOf(db, 'gov_office')),
    discipline: await bodyHolding(db, await holdersOf(db, 'discipline')),
  };
}

async function bodyWith(db: Db, queueUnit: string): Promise<Body> {
  return { queueUnit, people: await loadViewers(db, await bodyOf(db, queueUnit)) };
}

const bodyHolding = async (db: Db, holders: readonly Official[]): Promise<Body | undefined> =>
  holders[0] ? { queueUnit: holders[0].unitCode, people: await loadViewers(db, holders) } : undefined;
