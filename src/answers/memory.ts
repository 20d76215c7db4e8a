/**
 * The memory of answered questions: what a unit wrote or chose for a question and a second person confirmed. It is given to
 * like questions as long as the record it belongs to says what it said then. 答问记忆
 */
import { sha256 } from '../kit/seal.ts';
import type { Confirmed } from './confirmed.ts';
import type { Field } from './fields.ts';
import { readTerms } from './matcher/reading.ts';
import { bestOf, scoreAll, type TermIndex } from './ranking/postings.ts';
import type { AnsweredQuestion } from './passage.ts';
import type { Records } from './records.ts';

/** What was confirmed for a question somewhat like the one asked. */
export interface Remembered {
  one: Confirmed;
  /** 0 to 1. */
  like: number;
}

export interface Memory {
  /** What was confirmed for a question like this one, and still holds. */
  recall(question: { text: string; fields: readonly Field[] }): Confirmed | undefined;
  /** What was confirmed for questions somewhat like this one and still holds, the likest first. */
  near(text: string): Remembered[];
  /** One that still holds, by its id. */
  find(id: string): Confirmed | undefined;
  /** Questions that articles of laws have answered. */
  aboutLaws(): AnsweredQuestion[];
  /** Confirmed words about a record, for the guard: they are a record themselves. */
  about(record: { type: string; id: string }): string[];
}

/** Shared words of all words that say what two questions are about: the same is asked; it may be the same. */
const ALIKE = 0.75;
const SOMEWHAT_ALIKE = 0.4;
const MOST_ABOUT_LAWS = 2_000;

/** What the record says now, in a mark that changes with it; undefined when it is no longer there. */
export function markOf(
  record: { type: string; id: string },
  { procedures, disclosures, units, laws }: Omit<Records, 'confirmed'>,
): string | undefined {
  const found =
    record.type === 'procedure'
      ? procedures.find(({ code }) => code === record.id)
      : record.type === 'disclosure'
        ? disclosures.find(({ code }) => code === record.id)
        : record.type === 'unit'
          ? units.find(({ code }) => code === record.id)
          : laws.filter(({ id, law }) => id === record.id || law === record.id);
  if (!found || (Array.isArray(found) && found.length === 0)) return undefined;
  return sha256(JSON.stringify(found)).toString('hex').slice(0, 16);
}

/** Questions looked at closely for one. */
const MOST_LIKE = 50;

/** `index` is over the `questionTerms` of what is confirmed, in its order. */
export function createMemory(records: Records, index: TermIndex): Memory {
  const confirmed = records.confirmed ?? [];
  const byRecord = Map.groupBy(confirmed, ({ record }) => `${record.type} ${record.id}`);
  const holds = ({ record, version }: Confirmed): boolean =>
    version !== '' && markOf(record, records) === version;
  const byId = new Map(confirmed.map((one) => [one.id, one]));
  const near = (text: string): Remembered[] => {
    const asked = tellingTerms(text);
    if (asked.size === 0 || confirmed.length === 0) return [];
    return bestOf(scoreAll(index, new Map([...asked].map((term) => [term, 1]))), MOST_LIKE)
      .map((n) => ({ one: confirmed[n]!, like: likeness(asked, tellingTerms(confirmed[n]!.question)) }))
      .filter(({ one, like }) => like >= SOMEWHAT_ALIKE && holds(one))
      .sort((a, b) => b.like - a.like);
  };
  return {
    near,
    recall: ({ text, fields }) =>
      near(text).find(({ one, like }) => like >= ALIKE && sameFields(one.fields, fields))?.one,
    find(id) {
      const one = byId.get(id);
      return one && holds(one) ? one : undefined;
    },
    aboutLaws: () =>
      confirmed
        .filter((one) => one.record.type === 'law' && holds(one))
        .slice(0, MOST_ABOUT_LAWS)
        .map(({ id, question, text, record }) => ({
          id,
          text: question,
          ...(text ? { answer: text } : {}),
          passages: [record.id],
        })),
    about: ({ type, id }) =>
      (byRecord.get(`${type} ${id}`) ?? []).flatMap((one) =>
        one.text && holds(one) ? [one.text, one.by] : [],
      ),
  };
}

/** What a question is found by. */
export const questionTerms = (text: string): string[] => [...tellingTerms(text)];

const tellingTerms = (text: string): ReadonlySet<string> =>
  new Set(
    readTerms(text, 'topics').terms.flatMap(({ key, kind, plain }) =>
      kind !== 'pair' && !plain ? [`${kind}:${key}`] : [],
    ),
  );

const sameFields = (a: readonly Field[], b: readonly Field[]): boolean =>
  a.length === 0 || b.length === 0
    ? a.length === b.length
    : a.every((field) => b.includes(field)) && b.every((field) => a.includes(field));

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((term) => b.has(term)).length;
  return shared / (a.size + b.size - shared || 1);
}
