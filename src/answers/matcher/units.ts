/** Units named in a text, and units whose duties speak of what it speaks of. 单位, 归谁管 */
import { normalise } from '../../kit/text.ts';
import type { Unit } from '../../store/generated/client.ts';
import type { Span } from '../match.ts';
import { bestOf, scoreAll, type TermIndex } from '../ranking/postings.ts';
import { nameTerms } from './names.ts';
import { isPlain, isPlainWord, readTerms } from './reading.ts';
import { explains } from './strange.ts';

export interface NamedUnit extends Span {
  record: Unit;
  /** As it stands in the text. */
  name: string;
}

/** Names people use: the full one, without the county, without what stands in brackets, and the everyday ones. */
const namesOf = (unit: Unit): string[] => [
  unit.name,
  unit.name.replace(/^.{2,4}?[县市区](?=.{2})/, '').replace(/\(.*\)$/, ''),
  ...unit.aliases,
];

/** The units named, the longest name first; a shorter name inside a longer one found is not counted. */
export function unitsIn(text: string, units: readonly Unit[]): NamedUnit[] {
  const plain = normalise(text).toLowerCase();
  const found = units
    .flatMap((record) =>
      namesOf(record)
        .map((name) => normalise(name).toLowerCase())
        .filter((name) => name.length >= 2 && !isPlainWord(name) && plain.includes(name))
        .map((name) => ({ record, name, from: plain.indexOf(name), to: plain.indexOf(name) + name.length })),
    )
    .sort(
      (a, b) => b.name.length - a.name.length || a.from - b.from || (a.record.code < b.record.code ? -1 : 1),
    );
  const chosen: NamedUnit[] = [];
  for (const unit of found)
    if (!chosen.some((other) => unit.from < other.to && other.from < unit.to)) chosen.push(unit);
  return chosen;
}

/** Units that have duties of their own; who supervises has those of all. */
export const withDuties = (units: readonly Unit[]): Unit[] =>
  units.filter((unit) => unit.duties.length + unit.powers.length > 0 && unit.type !== 'supervision_group');

/** What a unit is found by: the ideas and words of what it does. */
export const dutyTerms = (unit: Unit): string[] => nameTerms([...unit.duties, ...unit.powers], 'matters');

/** Units looked at closely for one text. */
const MOST_UNITS = 60;

/**
 * Finds the unit whose duties speak of what the text speaks of; undefined when two do alike, or when `whole` is wanted and
 * something said is in none of its duties. `units` are those with duties, `index` is over their `dutyTerms`.
 */
export function createUnitByDuty(
  units: readonly Unit[],
  index: TermIndex,
): (text: string, whole?: boolean) => Unit | undefined {
  const read: (Duties | undefined)[] = [];
  const dutiesOf = (n: number): Duties => (read[n] ??= readDuties(units[n]!));
  return (text, whole = false) => {
    const asked = readTerms(text).terms.filter(
      (term) => term.kind === 'idea' || (term.kind === 'word' && !isPlain(term.key)),
    );
    if (asked.length === 0) return undefined;
    const terms = new Map(nameTerms([text], 'matters').map((term) => [term, 1]));
    const [first, next] = bestOf(scoreAll(index, terms), MOST_UNITS)
      .map((n) => {
        const { body, ideas } = dutiesOf(n);
        const shared = asked.filter(({ kind, key }) =>
          kind === 'idea' ? ideas.has(key) : explains(body, key),
        );
        const score = shared.reduce((sum, term) => sum + (term.kind === 'idea' ? 2 : 1), 0);
        return { unit: units[n]!, score, complete: shared.length === asked.length };
      })
      .filter(({ score, complete }) => score > 0 && (complete || !whole))
      .sort((a, b) => b.score - a.score);
    return first && first.score > (next?.score ?? 0) ? first.unit : undefined;
  };
}

interface Duties {
  body: string;
  ideas: ReadonlySet<string>;
}

function readDuties({ duties, powers }: Unit): Duties {
  const body = normalise([...duties, ...powers].join('\n')).toLowerCase();
  const ideas = readTerms(body).terms.flatMap(({ kind, key }) => (kind === 'idea' ? [key] : []));
  return { body, ideas: new Set(ideas) };
}
