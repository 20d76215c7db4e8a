/** Takes the steps of the ladder that are due: each once, each to people whom the guard lets know. */
import { dayOf, formatDay } from '../../kit/day.ts';
import { holdersOf } from '../../people/officials.ts';
import type { Database, Db, Tx } from '../../store/database.ts';
import type { Complaint } from '../../store/generated/client.ts';
import { allows, accessTo, type Viewer } from '../conflict.ts';
import { stepsDue, type Audience, type Step } from '../escalation.ts';
import { backCard, handlingCard } from '../notices.ts';
import { addEvent, todayOf, type Context } from './context.ts';
import { summaryOf } from './handing.ts';
import { allowedAmong, handlersOf, queueOfMatter, sendCards, sendNotes } from './telling.ts';

const PAGE = 200;

/** Goes through everything open; breaking off and running again loses and doubles nothing. Returns how many steps were taken. */
export async function climb(ctx: Context, database: Database): Promise<number> {
  let taken = 0;
  for (let after = ''; ;) {
    const page = await database.prisma.complaint.findMany({
      where: { closedAt: null, suspendedOn: null, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: PAGE,
      include: { escalations: true },
    });
    if (page.length === 0) return taken;
    after = page.at(-1)!.id;
    for (const { escalations, ...matter } of page) {
      const facts = { ...matter, receivedOn: dayOf(matter.receivedAt) };
      for (const step of stepsDue(facts, escalations, todayOf(ctx), ctx.calendar()))
        if (await database.transaction((tx) => take(ctx, tx, matter.id, step))) taken++;
    }
  }
}

/** False when another instance took it. */
async function take(
  ctx: Context,
  tx: Tx,
  id: string,
  { clock, level, due, audience }: Step,
): Promise<boolean> {
  const { count } = await tx.complaintEscalation.createMany({
    data: [{ complaintId: id, clock, level, due, at: ctx.clock.now() }],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  const before = await tx.complaint.findUniqueOrThrow({ where: { id } });
  // From the second step on it is urged 督办.
  const matter = await tx.complaint.update({
    where: { id },
    data: {
      escalated: Math.max(before.escalated, level),
      ...(level === 2 ? { urged: before.urged + 1 } : {}),
    },
  });
  const event = await addEvent(ctx, tx, {
    complaintId: id,
    actor: 'system',
    fact: 'complaint.escalated',
    detail: { clock, level, due },
  });
  await tell(ctx, tx, matter, event, { clock, level, due, audience });
  return true;
}

type Told = Pick<Step, 'clock' | 'level' | 'due' | 'audience'>;

async function tell(ctx: Context, tx: Tx, matter: Complaint, event: string, step: Told): Promise<void> {
  const told = new Set<string>();
  const fresh = (viewers: readonly Viewer[]): Viewer[] =>
    viewers.filter(({ userid }) => !told.has(userid) && told.add(userid));
  const handlers = step.audience.includes('workers') ? fresh(await handlersOf(ctx, tx, matter)) : [];
  const title = titleOf(step);
  const summary = `${title}\n${await summaryOf(ctx, tx, matter)}`;
  await sendCards(ctx, tx, matter, event, handlers, handlingCard(matter, summary));
  const others: Viewer[] = [];
  for (const audience of step.audience) others.push(...fresh(await peopleOf(ctx, tx, matter, audience)));
  const works = others.filter((viewer) => allows(accessTo(matter, viewer), 'supervise'));
  await sendCards(
    ctx,
    tx,
    matter,
    event,
    works,
    backCard(matter, title, '请督促办理。原因可以在监督台里说明,说明不停表。'),
  );
  const reads = others.filter((viewer) => !works.includes(viewer));
  await sendNotes(ctx, tx, matter, event, reads, title, `编号 ${matter.number}\n${summary}`);
}

async function peopleOf(ctx: Context, db: Db, matter: Complaint, audience: Audience): Promise<Viewer[]> {
  switch (audience) {
    case 'workers':
      return queueOfMatter(ctx, db, matter);
    case 'office':
      return [
        ...(await queueOfMatter(ctx, db, matter)),
        ...(await allowedAmong(ctx, db, matter, await holdersOf(db, 'gov_office'), 'supervise')),
      ];
    case 'leading_group':
      return allowedAmong(ctx, db, matter, await holdersOf(db, 'leading_group'), 'summary');
    case 'discipline':
      return allowedAmong(ctx, db, matter, await holdersOf(db, 'discipline'), 'supervise');
  }
}

const NAMES = { accept: '受理', handoff: '接收密封件', close: '办结', feedback: '反馈' } as const;

function titleOf({ clock, level, due }: Told): string {
  const name = NAMES[clock];
  if (level === 1) return clock === 'close' ? `快到期:${formatDay(due)}前${name}` : `还没有${name}`;
  return level === 2 ? `督办:${name}已超期` : `通报:${name}超期,报领导小组`;
}
