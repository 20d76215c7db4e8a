/** Which procedure a text is about. */
import { normalise } from '../../kit/text.ts';
import type { Procedure } from '../../disclosure/procedures.ts';
import type { Match } from '../match.ts';
import type { TermIndex } from '../ranking/postings.ts';
import { createNameIndex } from './names.ts';
import { readTerms } from './reading.ts';
import { isOtherMatter, strangeIn, type Body } from './strange.ts';

/** What one village or community does for its own people, asked without its name. */
const AWAY = 0.8;
/** Candidates looked at closely. */
const TOP = 8;
/** Words of the record beyond its names, for each that the question says too. */
const BODY_WORTH = 0.22;

/** `terms` is the index over the names of the procedures, in their order. */
export function createProcedureMatcher(
  procedures: readonly Procedure[],
  terms: TermIndex,
): (text: string) => Match<Procedure>[] {
  const byCode = new Map(procedures.map((procedure) => [procedure.code, procedure]));
  const bodies = new Map<string, Body>();
  const body = (code: string): Body => {
    const own = bodies.get(code) ?? bodyOf(byCode.get(code)!);
    bodies.set(code, own);
    return own;
  };
  const index = createNameIndex(
    procedures.map((procedure) => ({ id: procedure.code, names: namesOf(procedure) })),
    terms,
  );
  return (text) => {
    const reading = readTerms(text);
    return index
      .search(reading)
      .slice(0, TOP)
      .map((hit) => {
        const own = body(hit.id);
        const strange = strangeIn(reading, own, hit.spans);
        const named = new Set(hit.spans);
        const beyond = reading.terms.reduce(
          (sum, term) =>
            term.kind !== 'pair' && !term.plain && !named.has(term) && says(own, term.key, term.kind)
              ? sum + index.weigh(term)
              : sum,
          0,
        );
        const lost = strange.filter(isOtherMatter).length;
        const elsewhere = placeOf(byCode.get(hit.id)!);
        const away = elsewhere !== undefined && !reading.text.includes(elsewhere.slice(0, 2));
        return {
          record: byCode.get(hit.id)!,
          score: (hit.score + BODY_WORTH * beyond - 1.5 * lost) * (away ? AWAY : 1),
          name: hit.name,
          said: hit.said,
          text: reading.text,
          spans: hit.spans.filter((term) => term.kind !== 'pair' && !term.plain),
          strange,
        };
      })
      .sort((a, b) => b.score - a.score || b.said - a.said);
  };
}

/** (李家沟村), (东门社区): whose matter it is. */
const placeOf = ({ name }: Procedure): string | undefined =>
  /[((]([^()()]{2,8}(?:村|社区))[))]$/.exec(name)?.[1];

const says = (body: Body, key: string, kind: string): boolean =>
  kind === 'idea' ? body.ideas.has(key) : body.text.includes(key);

/** The name, the name without what stands in brackets, what stands in them, and the everyday names. */
export const namesOf = (procedure: Procedure): string[] => [
  ...new Set([
    procedure.name,
    procedure.name.replace(/[((].*[))]/, ''),
    ...procedure.aliases,
    ...(/[((](.*)[))]/.exec(procedure.name)?.slice(1) ?? []),
  ]),
];

function bodyOf(procedure: Procedure): Body {
  const text = normalise(
    [
      procedure.name,
      ...procedure.aliases,
      ...procedure.conditions,
      ...procedure.materials.flatMap(({ name, note, form }) => [name, note, form]),
      ...procedure.steps.flatMap(({ name, who, place, limit }) => [name, who, place, limit]),
      ...procedure.basis.flatMap(({ law, gist, article }) => [law, gist, article]),
      ...(procedure.fee.items ?? []).flatMap(({ name, amount }) => [name, amount]),
      procedure.fee.note,
      procedure.fee.basis,
      procedure.result,
      procedure.where,
      ...procedure.rights,
      ...procedure.duties,
      procedure.statutoryLimit.note,
      procedure.promisedLimit.note,
    ]
      .filter(Boolean)
      .join('\n'),
  ).toLowerCase();
  const ideas = readTerms(text).terms.filter((term) => term.kind === 'idea');
  return { text, ideas: new Set(ideas.map((term) => term.key)) };
}
