/** Units named in a text. 单位 */
import { normalise } from '../../kit/text.ts';
import type { Unit } from '../../store/generated/client.ts';
import type { Span } from '../match.ts';
import { isPlainWord } from './reading.ts';

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
