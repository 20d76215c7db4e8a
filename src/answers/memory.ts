/**
 * The memory of answered questions: what a unit wrote or chose for a question and a second person confirmed. It is given to
 * like questions as long as the record it belongs to says what it said then. 答问记忆
 */
import { sha256 } from '../kit/seal.ts';
import type { Confirmed } from './confirmed.ts';
import type { Field } from './fields.ts';
import { readTerms } from './matcher/reading.ts';
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

export function createMemory(records: Records): Memory {
  const holding = (records.confirmed ?? []).filter(
    ({ record, version }) => version !== '' && markOf(record, records) === version,
  );
  const known = holding.map((one) => ({ one, terms: tellingTerms(one.question) }));
  return {
    recall({ text, fields }) {
      const asked = tellingTerms(text);
      if (asked.size === 0) return undefined;
      const [best] = known
        .filter(({ one }) => sameFields(one.fields, fields))
        .map(({ one, terms }) => ({ one, like: likeness(asked, terms) }))
        .filter(({ like }) => like >= ALIKE)
        .sort((a, b) => b.like - a.like);
      return best?.one;
    },
    about: ({ type, id }) =>
      holding.flatMap(({ record, text, by }) =>
        record.type === type && record.id === id && text ? [text, by] : [],
      ),
  };
}

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
