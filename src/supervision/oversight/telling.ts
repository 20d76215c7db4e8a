/** Cards and lines about oversight: to whom they go, and how they change for everybody once somebody has acted. */
import { sha256 } from '../../kit/seal.ts';
import { nextWorkingTime } from '../../disclosure/quiet-hours.ts';
import type { Card } from '../../outbox/message.ts';
import type { Draft } from '../../outbox/outbox.ts';
import { onDuty, responsibleFor, type Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { keyOf, todayOf, type Context } from '../complaints/context.ts';
import { changeCards } from '../complaints/telling.ts';

/** What a card is about; the conversation finds the way back by it. */
export type SubjectType = 'spot-check' | 'inspection' | 'rectification' | 'recommendation' | 'accountability';
export interface Subject {
  type: SubjectType;
  id: string;
}

const MAX_PEOPLE = 40;
const MAX_CARDS = 100;

/** The people of a body that inspects: a supervision group with those who sit in it, the office, discipline, the people's congress. */
export async function inspectorsOf(ctx: Context, db: Db, groupCode: string): Promise<Official[]> {
  const seats = await db.groupMember.findMany({ where: { groupCode }, take: MAX_PEOPLE });
  const people = await db.person.findMany({
    where: {
      active: true,
      OR: [
        {
          unitCode: groupCode,
          roles: { hasSome: ['supervision_group', 'gov_office', 'discipline', 'npc_presidium'] },
        },
        { userid: { in: seats.map(({ userid }) => userid) } },
      ],
    },
    orderBy: { userid: 'asc' },
    take: MAX_PEOPLE,
  });
  return present(ctx, db, people);
}

/** Who answers for a unit: its officer, and its leader too when `leader`. 谁主管、谁负责 */
export async function answerers(ctx: Context, db: Db, unitCode: string, leader = false): Promise<Official[]> {
  const found = (await responsibleFor(db, [unitCode])).get(unitCode);
  const userids = [found?.officer, leader ? found?.leader : null].filter((one) => typeof one === 'string');
  return present(ctx, db, await db.person.findMany({ where: { userid: { in: userids }, active: true } }));
}

async function present(ctx: Context, db: Db, people: readonly Official[]): Promise<Official[]> {
  const there = new Map<string, Official>();
  for (const person of people) {
    const one = await onDuty(db, person, todayOf(ctx));
    there.set(one.userid, one);
  }
  return [...there.values()];
}

/** In working hours alone. `event` keys it, so that the same event is told once. */
function draft(ctx: Context, event: string, userid: string, rest: Pick<Draft, 'body' | 'subject'>): Draft {
  const now = ctx.clock.now();
  const at = nextWorkingTime(now, ctx.calendar());
  return {
    key: keyOf(ctx, `${event}:${userid}`),
    to: ctx.officialAddress(userid),
    ...rest,
    ...(at > now ? { notBefore: at } : {}),
  };
}

export const sendCard = (
  ctx: Context,
  tx: Tx,
  subject: Subject,
  event: string,
  people: readonly Pick<Official, 'userid'>[],
  card: Card,
): Promise<unknown> =>
  ctx.outbox.enqueue(
    tx,
    people.map(({ userid }) =>
      draft(ctx, event, userid, {
        subject,
        body: {
          t: 'card',
          // A task id takes letters, digits and _ - @ only; a userid may hold a dot.
          taskId: `${subject.type}-${sha256(event).toString('hex').slice(0, 24)}@${sha256(userid).toString('hex').slice(0, 16)}`,
          card,
        },
      }),
    ),
  );

export const sendLine = (
  ctx: Context,
  tx: Tx,
  event: string,
  people: readonly Pick<Official, 'userid'>[],
  text: string,
): Promise<unknown> =>
  ctx.outbox.enqueue(
    tx,
    people.map(({ userid }) => draft(ctx, event, userid, { body: { t: 'text', text } })),
  );

/** Everybody's cards about it give way to a line that says who did what, or to `card` with what is left to do. */
export async function settle(
  ctx: Context,
  tx: Tx,
  subject: Subject,
  event: string,
  text: string,
  card?: Card,
): Promise<void> {
  await changeCards(
    ctx,
    tx,
    { subjectType: subject.type, subjectId: subject.id },
    {
      // A card ends once; the platform takes no second change of it.
      key: (taskId) => (card ? `${event}:${taskId}` : `settled:${taskId}`),
      text,
      ...(card ? { card } : {}),
      most: MAX_CARDS,
    },
  );
}
