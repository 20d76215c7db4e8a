/** Messages about a complaint: to its author, to the body in whose queue it is, to the unit that handles it. Each asks the guard. */
import { sha256 } from '../../kit/seal.ts';
import type { Card } from '../../outbox/message.ts';
import type { Draft } from '../../outbox/outbox.ts';
import { onDuty, type Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { Complaint } from '../../store/generated/client.ts';
import { accessTo, allows, type Access, type Viewer } from '../conflict.ts';
import { authorNotice } from '../notices.ts';
import { loadViewers } from '../viewers.ts';
import { keyOf, todayOf, type Context } from './context.ts';

/** Most people whom one matter is announced to. */
const MAX_CARDS = 200;
const MAX_PEOPLE = 40;

/** Of these people, or their deputies, those whom the guard lets have at least `wanted`. */
export async function allowedAmong(
  ctx: Context,
  db: Db,
  complaint: Complaint,
  people: readonly Official[],
  wanted: Access,
): Promise<Viewer[]> {
  const today = todayOf(ctx);
  const present = new Map<string, Official>();
  for (const person of people.slice(0, MAX_PEOPLE)) {
    const who = await onDuty(db, person, today);
    present.set(who.userid, who);
  }
  const viewers = await loadViewers(db, [...present.values()]);
  return viewers.filter((viewer) => allows(accessTo(complaint, viewer), wanted));
}

const WORKING_ROLES = ['supervision_group', 'gov_office', 'discipline', 'township_admin'];

/** Everybody of the body in whose queue it is, whatever the guard will say. */
export async function bodyOf(db: Db, queueUnit: string): Promise<Official[]> {
  const seats = await db.groupMember.findMany({ where: { groupCode: queueUnit } });
  return db.person.findMany({
    where: {
      active: true,
      OR: [
        { unitCode: queueUnit, roles: { hasSome: WORKING_ROLES } },
        { userid: { in: seats.map(({ userid }) => userid) } },
      ],
    },
    orderBy: { userid: 'asc' },
    take: MAX_PEOPLE,
  });
}

export async function queueOfMatter(ctx: Context, db: Db, complaint: Complaint): Promise<Viewer[]> {
  return allowedAmong(ctx, db, complaint, await bodyOf(db, complaint.queueUnit), 'supervise');
}

/** Who handles it in the unit it was given to. */
export async function handlersOf(ctx: Context, db: Db, complaint: Complaint): Promise<Viewer[]> {
  if (!complaint.handlingUnit) return [];
  const people = await db.person.findMany({
    where: {
      unitCode: complaint.handlingUnit,
      active: true,
      roles: { hasSome: ['unit_officer', 'township_admin', 'unit_leader'] },
    },
    orderBy: { userid: 'asc' },
    take: MAX_PEOPLE,
  });
  const officers = people.filter(({ roles }) => roles.some((role) => role !== 'unit_leader'));
  return allowedAmong(ctx, db, complaint, officers.length > 0 ? officers : people, 'handle');
}

/** A card to each; `event` keys it, so that the same event is told once. */
export async function sendCards(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  event: string,
  viewers: readonly Viewer[],
  card: Card,
): Promise<void> {
  await ctx.outbox.enqueue(
    tx,
    viewers.map(({ userid }): Draft => ({
      key: keyOf(ctx, `${event}:${userid}`),
      to: ctx.officialAddress(userid),
      body: {
        t: 'card',
        // A task id takes letters, digits and _ - @ only; a userid may hold a dot.
        taskId: `complaint-${event}@${sha256(userid).toString('hex').slice(0, 16)}`,
        card,
      },
      subject: { type: 'complaint', id: complaint.id },
      mustDeliver: complaint.urgent || complaint.category === '打击报复',
    })),
  );
}

/** To who reads and does not act: a titled note. */
export async function sendNotes(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  event: string,
  viewers: readonly Viewer[],
  title: string,
  text: string,
): Promise<void> {
  await ctx.outbox.enqueue(
    tx,
    viewers.map(({ userid }): Draft => ({
      key: keyOf(ctx, `${event}:${userid}`),
      to: ctx.officialAddress(userid),
      body: { t: 'notice', title, text },
      subject: { type: 'complaint', id: complaint.id },
    })),
  );
}

/** Everybody's earlier cards turn into the line that says who did what. */
export async function settleCards(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  event: string,
  text: string,
  /** These people's alone, which keep buttons for what is left to do. */
  left?: { card: Card; of: readonly Viewer[] },
): Promise<void> {
  const recipients = left && { recipient: { in: left.of.map(({ userid }) => ctx.content.hash(userid)) } };
  await changeCards(
    ctx,
    tx,
    { subjectType: 'complaint', subjectId: complaint.id, ...recipients },
    { key: (taskId) => `${event}:${taskId}`, text, ...(left ? { card: left.card } : {}), most: MAX_CARDS },
  );
}

/** The cards that went out turn into a line, or into `card` with what is left to do: of the newest `most`. */
export async function changeCards(
  ctx: Context,
  tx: Tx,
  which: { subjectType: string; subjectId: string; recipient?: { in: string[] } },
  change: { key(taskId: string): string; text: string; card?: Card; most: number },
): Promise<void> {
  const { key, text, card, most } = change;
  const sent = await tx.outboxMessage.findMany({
    where: { ...which, kind: 'card' },
    select: { id: true, taskId: true, toSealed: true, channel: true, account: true },
    orderBy: { id: 'desc' },
    take: most,
  });
  await ctx.outbox.enqueue(
    tx,
    sent.flatMap(({ id, taskId, toSealed, channel, account }): Draft[] =>
      taskId
        ? [
            {
              key: keyOf(ctx, key(taskId)),
              to: { channel, account, person: ctx.content.open(toSealed, id) },
              body: { t: 'card-update', taskId, text, ...(card ? { card } : {}) },
            },
          ]
        : [],
    ),
  );
}

/** The author, and the authors of what was merged into it: the number and the step, each by their own number. */
export async function tellAuthors(
  ctx: Context,
  tx: Tx,
  complaint: Complaint,
  event: string,
  step: string,
  /** False where it concerns this matter's author alone. */
  all = true,
): Promise<void> {
  const merged = await tx.complaint.findMany({
    where: { mergedInto: all ? complaint.id : '' },
    select: { id: true, number: true },
    take: 1_000,
  });
  for (const { id, number } of [complaint, ...merged]) {
    const address = await ctx.vault.addressOf(tx, id);
    if (!address) continue;
    await ctx.outbox.enqueue(tx, [
      {
        key: keyOf(ctx, `${event}:author:${id}`),
        to: address,
        body: { t: 'text', text: authorNotice(number, step) },
        subject: { type: 'complaint', id },
      },
    ]);
  }
}
