/**
 * The memory of answered questions: what a unit wrote or chose for a question and a second person confirmed. It is given to
 * like questions as long as the record it belongs to says what it said then. 答问记忆
 */
import { sha256 } from '../kit/seal.ts';
import type { Confirmed } from './confirmed.ts';
import type { Field } from './fields.ts';
import { readTerms } from './matcher/reading.ts';
import { bestOf, scoreAll, type TermIndex } from './ranking/postings.ts';
import type { Records } from './records.ts';

export interface Memory {
  /** What was confirmed for a question like this one, and still holds. */
  recall(question: { text: string; fields: readonly Field[] }): Confirmed | undefined;
  /** Confirmed words about a record, for the guard: they are a record themselves. */
  about(record: { type: string; id: string }): string[];
}

/** Shared words of all words that say what two questions are about. */
const ALIKE = 0.75;

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
  return {
    recall({ text, fields }) {
      const asked = tellingTerms(text);
      if (asked.size === 0) return undefined;
      const near = bestOf(scoreAll(index, new Map([...asked].map((term) => [term, 1]))), MOST_LIKE);
      return near
        .map((n) => ({ one: confirmed[n]!, like: likeness(asked, tellingTerms(confirmed[n]!.question)) }))
        .filter(({ one, like }) => like >= ALIKE && sameFields(one.fields, fields))
        .sort((a, b) => b.like - a.like)
        .find(({ one }) => holds(one))?.one;
    },
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
