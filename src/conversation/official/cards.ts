/** Cards that officials act on: which one is meant, what a button still asks for, and how cards change for everyone who has them. */
import type { Address } from '../../kit/conversation-id.ts';
import { AppError } from '../../kit/errors.ts';
import type { Card as ShownCard, MessageBody } from '../../outbox/message.ts';
import type { Draft, Outbox } from '../../outbox/outbox.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import { sha256 } from '../../kit/seal.ts';
import type { Calendar } from '../../disclosure/calendar.ts';
import type { Moment } from '../../disclosure/obligations.ts';
import { nextWorkingTime } from '../../disclosure/quiet-hours.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow } from '../flows/flow.ts';
import type { Session } from '../session.ts';

/** What the matters of an official's turn need. */
export interface OfficialDeps {
  clock: Clock;
  ids: Ids;
  outbox: Pick<Outbox, 'enqueue'>;
  calendar(): Calendar;
  officialAddress(userid: string): Address;
  /** Where the console is reached; undefined where nobody outside reaches us. */
  address?: (() => string | undefined) | undefined;
}

export const momentOf = ({ clock, ids }: OfficialDeps): Moment => ({ now: clock.now(), ids });

/** A card that was sent, and what it is about. */
export interface Card {
  taskId: string;
  type: string;
  id: string;
}

/** Name of the flow in which a button's sentence is awaited. */
export const TEXT_FLOW = 'official-text';

export interface TextState {
  /** The button, or `which:` and the button. */
  key: string;
  subject: { type: string; id: string };
  taskId: string | undefined;
  obligationId?: string;
  /** Sent meanwhile, for a correction. */
  files?: { key: string; name: string }[];
}

export async function findCard(
  db: Db,
  where: { taskId: string } | { recipient: string; about?: readonly string[] },
): Promise<Card | undefined> {
  const row =
    'taskId' in where
      ? await db.outboxMessage.findUnique({ where: { taskId: where.taskId } })
      : await db.outboxMessage.findFirst({
          where: {
            kind: 'card',
            recipient: where.recipient,
            ...(where.about ? { subjectType: { in: [...where.about] } } : {}),
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        });
  return row?.taskId && row.subjectType && row.subjectId
    ? { taskId: row.taskId, type: row.subjectType, id: row.subjectId }
    : undefined;
}

export const refuse = (session: Session, text: string): Plan =>
  plainPlan('action', 'action', say(text), withoutFlow(session));

/** Remembers the button and asks for its sentence. */
export const awaitText = (
  session: Session,
  key: string,
  card: Card,
  question: string,
  obligationId?: string,
): Plan =>
  plainPlan(
    'action',
    'action',
    say(question),
    withFlow(session, TEXT_FLOW, textState(key, card, obligationId)),
  );

export const textState = (key: string, card: Card, obligationId?: string): TextState => ({
  key,
  subject: { type: card.type, id: card.id },
  taskId: card.taskId,
  ...(obligationId ? { obligationId } : {}),
});

/** Domain refusals carry the sentence the official may read; the turn then says it instead of failing. */
export const attempt = (
  session: Session,
  work: (tx: Tx) => Promise<MessageBody[]>,
  next: Session = withoutFlow(session),
): Plan =>
  plainPlan('action', 'action', [], next, {
    async apply(tx) {
      try {
        return await work(tx);
      } catch (error) {
        if (error instanceof AppError && error.tell) return say(error.tell);
        throw error;
      }
    },
  });

/** A card may be changed for so long after it was sent (document/path/94888). */
const CHANGEABLE_MS = 71 * 3_600_000;

/**
 * Changes the cards about a subject for everyone who has one: the buttons give way to a line that says who did what. `except`
 * is the card of the one who acted, who is answered directly.
 */
export async function changeCards(
  tx: Tx,
  deps: OfficialDeps,
  subject: { type: string; ids: readonly string[] },
  text: string,
  except?: string,
): Promise<void> {
  const now = deps.clock.now();
  const cards = await tx.outboxMessage.findMany({
    where: {
      kind: 'card',
      subjectType: subject.type,
      OR: subject.ids.map((id) => ({ subjectId: id.includes(':') ? id : { startsWith: `${id}:` } })),
      state: 'sent',
      sentAt: { gt: new Date(now.getTime() - CHANGEABLE_MS) },
      NOT: { taskId: except ?? '' },
    },
    select: { taskId: true, subjectId: true },
    take: 200,
  });
  const drafts = cards.flatMap(({ taskId, subjectId }): Draft[] => {
    const userid = subjectId?.split(':')[1];
    return taskId && userid
      ? [
          {
            key: `card-update:${taskId}:${deps.ids.next()}`,
            to: deps.officialAddress(userid),
            body: { t: 'card-update', taskId, text },
          },
        ]
      : [];
  });
  await deps.outbox.enqueue(tx, drafts);
}

/** Sends a card to each of these people, in working hours, not before `earliest`. What each has is known by `id:userid`. */
export async function sendCards(
  tx: Tx,
  deps: OfficialDeps,
  subject: { type: string; id: string },
  people: readonly Pick<Official, 'userid'>[],
  card: ShownCard,
  earliest = deps.clock.now(),
): Promise<void> {
  const now = deps.clock.now();
  const at = nextWorkingTime(earliest, deps.calendar());
  await deps.outbox.enqueue(
    tx,
    people.map(({ userid }) => ({
      key: `${subject.type}:${subject.id}:${userid}:${now.getTime()}`,
      to: deps.officialAddress(userid),
      subject: { type: subject.type, id: `${subject.id}:${userid}` },
      body: {
        t: 'card',
        // A task id takes letters, digits and _ - @ only; a userid may hold a dot.
        taskId: `${subject.type}-${subject.id}-${now.getTime()}@${sha256(userid).toString('hex').slice(0, 16)}`,
        card,
      },
      ...(at > now ? { notBefore: at } : {}),
    })),
  );
}

/** A line of text to one official, in working hours. */
export async function tell(
  tx: Tx,
  deps: OfficialDeps,
  userid: string,
  key: string,
  text: string,
): Promise<void> {
  const now = deps.clock.now();
  const at = nextWorkingTime(now, deps.calendar());
  await deps.outbox.enqueue(tx, [
    {
      key,
      to: deps.officialAddress(userid),
      body: { t: 'text', text },
      ...(at > now ? { notBefore: at } : {}),
    },
  ]);
}
