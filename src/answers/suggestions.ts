/**
 * What people ask and do not find, and what they ask most, by topic, for the unit that owns it: what ought to be public
 * becomes an obligation by one click. Topics are words of the field, never anybody's sentence. 公开建议
 */
import { addDays, instantOf, type Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Due } from '../disclosure/due.ts';
import { openObligation, type Moment } from '../disclosure/obligations.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { TopicSuggestion } from '../store/generated/client.ts';
import type { Citation } from './citation.ts';
import { readTerms } from './matcher/reading.ts';
import { personNames } from './person-names.ts';

export type { TopicSuggestion };

/** A question of the week, as far as it is looked at. */
export interface Ask {
  /** Conversation it came from: how many people is counted, not who. */
  from: string;
  text: string;
  /** Whom the refusal named, or whose record answered. */
  cited: Citation | undefined;
}

export interface Topic {
  /** `complained`: not asked, but complained of. 群众反映强烈的 */
  kind: 'unanswered' | 'frequent' | 'complained';
  topic: string;
  asked: number;
  people: number;
  cited: Citation | undefined;
}

/** Asked less, it is somebody's own matter. */
const UNANSWERED = { asked: 3, people: 2 };
const FREQUENT = { asked: 10, people: 5 };
const WEEK_DAYS = 7;
/** Share of a cluster that must hold the words it is called by. */
const MOST_OF_THEM = 0.6;
const LOOKED_AT = 3;
const LONGEST_TOPIC = 12;
const MOST_TURNS = 50_000;
const MOST_PER_UNIT = 9;
const UNFOUND: ReadonlySet<string> = new Set(['refuse:unknown', 'refuse:noArticle', 'refuse:guard']);

/** Unanswered questions by the word that most of them share. Pure. */
export function clusterUnanswered(asks: readonly Ask[]): Topic[] {
  const read = asks.map((ask) => ({ ask, terms: topicTerms(ask.text) }));
  const counts = new Map<string, number>();
  for (const { terms } of read) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const best = (terms: readonly string[]): string | undefined =>
    [...terms].sort((a, b) => counts.get(b)! - counts.get(a)! || b.length - a.length || (a < b ? -1 : 1))[0];
  const clusters = Map.groupBy(
    read.flatMap(({ ask, terms }) => {
      const topic = best(terms);
      return topic ? [{ ask, topic }] : [];
    }),
    ({ topic }) => topic,
  );
  return [...clusters].flatMap(([topic, members]) => {
    const asked = members.map(({ ask }) => ask);
    return countOf('unanswered', sharedStretch(topic, asked), asked, UNANSWERED);
  });
}

/** The longest stretch around the word that several people wrote alike: 养藏獒 for the 养藏 of the dictionary. */
function sharedStretch(word: string, asks: readonly Ask[]): string {
  const enough = Math.max(UNANSWERED.asked, Math.ceil(asks.length * MOST_OF_THEM));
  const isShared = (stretch: string): boolean => {
    const having = asks.filter(({ text }) => text.includes(stretch));
    return having.length >= enough && new Set(having.map(({ from }) => from)).size >= UNANSWERED.people;
  };
  let best = word;
  for (const { text } of asks.slice(0, LOOKED_AT)) {
    const at = text.indexOf(word);
    if (at < 0) continue;
    for (let from = Math.max(0, at - LONGEST_TOPIC); from <= at; from++)
      for (let to = at + word.length; to <= Math.min(text.length, from + LONGEST_TOPIC); to++) {
        const stretch = text.slice(from, to);
        if (stretch.length > best.length && /^\p{Script=Han}+$/u.test(stretch) && isShared(stretch))
          best = stretch;
      }
  }
  return best.replace(/^(我家?想|想|请问|要|的)+|(的|要|怎么|在|去)+$/g, '') || word;
}

/** What was answered often, by the record it was answered from. Pure. */
export const clusterFrequent = (asks: readonly Ask[]): Topic[] =>
  [
    ...Map.groupBy(
      asks.filter(({ cited }) => cited && cited.type !== 'unit'),
      ({ cited }) => cited!.id,
    ),
  ].flatMap(([, members]) => countOf('frequent', members[0]!.cited!.title, members, FREQUENT));

function countOf(
  kind: Topic['kind'],
  topic: string,
  asks: readonly Ask[],
  least: { asked: number; people: number },
): Topic[] {
  const people = new Set(asks.map(({ from }) => from)).size;
  if (asks.length < least.asked || people < least.people) return [];
  const cited = Map.groupBy(
    asks.flatMap(({ cited: one }) => one ?? []),
    ({ id }) => id,
  );
  const [most] = [...cited.values()].sort((a, b) => b.length - a.length);
  return [{ kind, topic, asked: asks.length, people, cited: most?.[0] }];
}

function topicTerms(text: string): string[] {
  const names = new Set(personNames(text));
  return [
    ...new Set(
      readTerms(text, 'topics').terms.flatMap(({ key, kind, plain }) =>
        kind !== 'pair' && !plain && !names.has(key) && !/\d/.test(key) && key.length <= 12 ? [key] : [],
      ),
    ),
  ];
}

/** The topics of the seven days before `monday`, by unit. What a unit is not to see of a complaint is no question. */
export async function topicsOfWeek(
  db: Db,
  content: Sealer,
  monday: Day,
): Promise<ReadonlyMap<string, Topic[]>> {
  const rows = await db.turn.findMany({
    where: {
      at: { gte: instantOf(addDays(monday, -WEEK_DAYS)), lt: instantOf(monday) },
      outcome: { in: ['answered', 'refused'] },
    },
    orderBy: { at: 'desc' },
    take: MOST_TURNS,
    select: { id: true, conversationId: true, textSealed: true, outcome: true, evidence: true },
  });
  const unanswered: Ask[] = [];
  const frequent: Ask[] = [];
  for (const row of rows) {
    const { citations = [], rule = '' } = row.evidence as { citations?: Citation[]; rule?: string };
    const cited = citations[0];
    const ask = (): Ask => ({ from: row.conversationId, text: content.open(row.textSealed, row.id), cited });
    if (row.outcome === 'answered') frequent.push({ from: row.conversationId, text: '', cited });
    else if (UNFOUND.has(rule)) unanswered.push(ask());
  }
  const owners = await ownersOf(db);
  const topics = [...clusterUnanswered(unanswered), ...clusterFrequent(frequent)];
  const byUnit = Map.groupBy(topics, ({ cited }) => owners(cited));
  byUnit.delete('');
  return new Map(
    [...byUnit].map(([unit, list]) => [
      unit,
      list
        .sort((a, b) => Number(a.kind === 'frequent') - Number(b.kind === 'frequent') || b.asked - a.asked)
        .slice(0, MOST_PER_UNIT),
    ]),
  );
}

/** Whoever owns the record; what belongs to nobody, and what only the look-up desk was named for, is the office's. */
async function ownersOf(db: Db): Promise<(cited: Citation | undefined) => string> {
  const units = await db.unit.findMany({ where: { active: true }, select: { code: true, type: true } });
  const office = units.find(({ type }) => type === 'gov_office')?.code ?? '';
  const types = new Map(units.map(({ code, type }) => [code, type]));
  const rows = [
    ...(await db.procedure.findMany({ select: { code: true, unitCode: true } })),
    ...(await db.disclosure.findMany({ select: { code: true, unitCode: true } })),
  ];
  const owner = new Map(rows.map(({ code, unitCode }) => [code, unitCode]));
  return (cited) => {
    const unit = cited?.type === 'unit' ? cited.id : (cited && owner.get(cited.id)) || office;
    return types.get(unit) === 'service_point' || !types.has(unit) ? office : unit;
  };
}

/** Writes what is new of the week for one unit; a second run writes nothing. */
export async function keepSuggestions(
  tx: Tx,
  { ids, now }: Moment,
  week: Day,
  unitCode: string,
  topics: readonly Topic[],
): Promise<TopicSuggestion[]> {
  return tx.topicSuggestion.createManyAndReturn({
    data: topics.map(({ kind, topic, asked, people, cited }) => ({
      id: ids.next(),
      key: `${week}:${unitCode}:${kind}:${topic}`.slice(0, 250),
      week,
      unitCode,
      kind,
      topic,
      asked,
      people,
      recordType: cited?.type ?? null,
      recordId: cited?.id ?? null,
      createdAt: now,
    })),
    skipDuplicates: true,
  });
}

const DECIDED = new InputError('Decided already.', { tell: '这一条已经办过了。' });

/** It ought to be public: from now on the unit owes it. 该公开的 */
export async function acceptSuggestion(
  tx: Tx,
  moment: Moment,
  id: string,
  by: Official,
  due: Due,
  today: Day,
): Promise<TopicSuggestion> {
  const row = await decide(tx, moment, id, by, 'accepted');
  await openObligation(tx, moment, {
    key: `suggestion:${id}`,
    source: 'order',
    title: titleOf(row).slice(0, 160),
    unitCode: row.unitCode,
    trigger: 'order',
    triggeredOn: today,
    due,
  });
  const obligation = await tx.obligation.findUnique({ where: { key: `suggestion:${id}` } });
  return tx.topicSuggestion.update({ where: { id }, data: { obligationId: obligation?.id ?? null } });
}

const titleOf = ({ kind, topic, asked }: TopicSuggestion): string =>
  kind === 'complained'
    ? `就“${topic}”公开说明办理和整改情况(群众一个月反映了${asked}件)`
    : `公开“${topic}”的有关信息(群众一周问了${asked}次)`;

export const dismissSuggestion = (
  tx: Tx,
  moment: Moment,
  id: string,
  by: Official,
  reason: string,
): Promise<TopicSuggestion> => decide(tx, moment, id, by, 'dismissed', reason);

async function decide(
  tx: Tx,
  { now }: { now: Date; ids: Ids },
  id: string,
  by: Official,
  status: string,
  reason?: string,
): Promise<TopicSuggestion> {
  const row = await tx.topicSuggestion.findUnique({ where: { id } });
  if (!row) throw new InputError('No such suggestion.', { tell: '没有这一条。' });
  if (row.unitCode !== by.unitCode && !by.roles.includes('gov_office'))
    throw new InputError('Another unit’s.', { tell: '这一条归别的单位。' });
  const { count } = await tx.topicSuggestion.updateMany({
    where: { id, status: 'open' },
    data: { status, decidedBy: by.userid, decidedAt: now, reason: reason?.slice(0, 300) ?? null },
  });
  if (count === 0) throw DECIDED;
  return { ...row, status };
}
