/** The weekly digest of what people asked and did not find, one card to each unit that owns some of it. 公开建议 */
import {
  acceptSuggestion,
  dismissSuggestion,
  keepSuggestions,
  topicsOfWeek,
  type Topic,
  type TopicSuggestion,
} from '../answers/suggestions.ts';
import { addDays, dayOf, formatDay, instantOf, weekdayOf, type Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';
import type { Sealer } from '../kit/seal.ts';
import { countDue, type Due } from '../disclosure/due.ts';
import type { MessageBody } from '../outbox/message.ts';
import { holdersOf, responsibleFor, type Official } from '../people/officials.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Queue } from '../supervision/queue.ts';
import { attempt, awaitText, momentOf, sendCards, type Card, type OfficialDeps } from './official/cards.ts';
import { say, type Plan } from './plan.ts';
import type { Session } from './session.ts';

/** 政府信息公开条例第二十六条: within 20 working days. */
const WITHIN_WORKDAYS = 20;
export const SUGGESTION_WORDS: Readonly<Record<string, string>> = { 列入公开: 'accept', 不用公开: 'dismiss' };

export type SuggestionDesk = ReturnType<typeof createSuggestionDesk>;

export interface SuggestionDeps extends OfficialDeps {
  database: Database;
  content: Sealer;
  /** What many complain of at one unit. */
  clusters: Queue['clusters'];
}

/** 群众反映强烈的: so many complaints of one kind about one unit within so many days. */
const MANY_COMPLAINTS = 5;
const COMPLAINT_DAYS = 30;

export function createSuggestionDesk(deps: SuggestionDeps) {
  const { database, content, clock } = deps;

  const dueFrom = (today: Day): Due =>
    countDue({ start: today, n: WITHIN_WORKDAYS, unit: 'workday' }, deps.calendar());

  /** Run each Monday for the week before; once for each unit, whatever instances run it how often. */
  const sendDigests = async (): Promise<void> => {
    const today = dayOf(clock.now());
    const monday = addDays(today, 1 - weekdayOf(today));
    for (const [unitCode, topics] of await allTopics(monday))
      await database.transaction(async (tx) => {
        const fresh = await keepSuggestions(tx, momentOf(deps), monday, unitCode, topics);
        if (fresh.length === 0) return;
        const officer = (await responsibleFor(tx, [unitCode])).get(unitCode)?.officer;
        const people = officer ? [{ userid: officer }] : await holdersOf(tx, 'gov_office');
        await sendCards(tx, deps, { type: 'suggestions', id: fresh[0]!.id }, people, cardOf(fresh));
      });
  };

  /** What was asked in the week, and what was complained of within the month and not told to the unit in it. */
  const allTopics = async (monday: Day): Promise<ReadonlyMap<string, Topic[]>> => {
    const topics = new Map(await topicsOfWeek(database.prisma, content, monday));
    const month = addDays(monday, -COMPLAINT_DAYS);
    const told = await database.prisma.topicSuggestion.findMany({
      where: { kind: 'complained', week: { gt: month, lt: monday } },
      select: { unitCode: true, topic: true },
    });
    for (const { unit, category, count } of await deps.clusters(
      database.prisma,
      instantOf(month),
      MANY_COMPLAINTS,
    )) {
      if (told.some(({ unitCode, topic }) => unitCode === unit && topic === category)) continue;
      const topic: Topic = {
        kind: 'complained',
        topic: category,
        asked: count,
        people: count,
        cited: undefined,
      };
      topics.set(unit, [topic, ...(topics.get(unit) ?? [])]);
    }
    return topics;
  };

  const cardOf = (list: readonly TopicSuggestion[]) => ({
    source: '阳光·群众在问',
    title: `群众问得多、反映多的 ${list.length} 件事`,
    text: list.map(lineOf).join(';'),
    ...(list.length > 1
      ? {
          select: {
            key: 'item',
            title: '选一件',
            options: list.map((one) => ({ id: one.id, label: lineOf(one).slice(0, 28) })),
          },
        }
      : {}),
    buttons: [
      { key: 'accept', label: '列入公开', tone: 'primary' as const },
      { key: 'dismiss', label: '不用公开' },
    ],
  });

  const openOf = async (tx: Tx, card: Card, chosen: string | undefined): Promise<TopicSuggestion> => {
    const first = await tx.topicSuggestion.findUnique({ where: { id: card.id.split(':')[0]! } });
    const { week, unitCode } = first ?? { week: '', unitCode: '' };
    const open = await tx.topicSuggestion.findMany({
      where: { week, unitCode, status: 'open', ...(chosen ? { id: chosen } : {}) },
      orderBy: [{ kind: 'desc' }, { asked: 'desc' }],
    });
    if (open.length === 0) throw new InputError('None open.', { tell: '这一条已经办过了。' });
    return open[0]!;
  };

  const accept = async (tx: Tx, official: Official, id: string): Promise<MessageBody[]> => {
    const today = dayOf(clock.now());
    const due = dueFrom(today);
    const row = await acceptSuggestion(tx, momentOf(deps), id, official, due, today);
    return say(
      `“${row.topic}”已列入应公开事项,${formatDay(due.due)} 前公开${due.provisional ? '(暂定)' : ''}。要写内容,回复 发布。`,
    );
  };

  const press = (
    session: Session,
    official: Official,
    card: Card,
    key: string,
    chosen?: string,
    text?: string,
  ): Plan => {
    if (key.startsWith('dismiss') && text === undefined)
      return awaitText(
        session,
        chosen ? `dismiss:${chosen}` : 'dismiss',
        card,
        '为什么不用公开?请写一句,会留记录。',
      );
    return attempt(session, async (tx) => {
      const row = await openOf(tx, card, chosen ?? key.split(':')[1]);
      if (key === 'accept') return accept(tx, official, row.id);
      await dismissSuggestion(tx, momentOf(deps), row.id, official, text ?? '');
      return say(`“${row.topic}”记为不用公开。`);
    });
  };

  const dismiss = async (tx: Tx, official: Official, id: string, reason: string): Promise<void> =>
    void (await dismissSuggestion(tx, momentOf(deps), id, official, reason));

  return { sendDigests, press, accept, dismiss };
}

const lineOf = ({ topic, asked, kind }: TopicSuggestion): string =>
  kind === 'unanswered'
    ? `${topic}(${asked}次没答上)`
    : kind === 'complained'
      ? `${topic}(反映了${asked}件)`
      : `${topic}(问了${asked}次)`;
