/**
 * Everything that can be found, by kind, as documents of the search index, and the indexes over them. Of what is not public
 * only the title is among them, of what is kept within nothing that a citizen's question is held against. 检索库
 */
import { isPublic, type Disclosure } from '../disclosure/disclosures.ts';
import { sha256 } from '../kit/seal.ts';
import type { Unit } from '../store/generated/client.ts';
import { MATTERS } from './lexicon/matters.ts';
import { PLAIN_WORDS } from './lexicon/plain-words.ts';
import { TOPICS } from './lexicon/topics.ts';
import { namesOf as titlesOf } from './matcher/disclosures.ts';
import { passageOf } from './matcher/laws.ts';
import { nameTerms } from './matcher/names.ts';
import { namesOf } from './matcher/procedures.ts';
import { dutyTerms, withDuties } from './matcher/units.ts';
import { questionTerms } from './memory.ts';
import { passageTerms, shelve, type Shelf } from './ranking/passages.ts';
import { buildIndex, type TermIndex } from './ranking/postings.ts';
import { place, type Document, type StoredSegment } from './ranking/segments.ts';
import type { Records } from './records.ts';

/**
 * disclosure: public items; listed: titles of items that are not, of which only the state is told; internal: what units
 * keep within, for staff; question: those that staff have answered, sealed.
 */
export const CORPORA = ['law', 'procedure', 'unit', 'disclosure', 'listed', 'internal', 'question'] as const;
export type Corpus = (typeof CORPORA)[number];

/** Items a citizen may be told of are searched together. */
const SEARCHED = {
  law: ['law'],
  procedure: ['procedure'],
  unit: ['unit'],
  open: ['disclosure', 'listed'],
  internal: ['internal'],
  question: ['question'],
} as const satisfies Record<string, readonly Corpus[]>;
type Searched = keyof typeof SEARCHED;

/** Changes with the way texts become terms: what another version of the program has packed finds nothing here. */
export const READER = sha256(`1\n${MATTERS}\n${TOPICS}\n${PLAIN_WORDS}`).toString('hex').slice(0, 12);

export interface Library {
  shelf: Shelf;
  units: readonly Unit[];
  /** Public items, then those of which only the state is told. */
  open: readonly Disclosure[];
  internal: readonly Disclosure[];
  documents: Readonly<Record<Corpus, readonly Document[]>>;
}

/** Documents stand in the order of what they are made of. */
export interface Indexed extends Library {
  indexes: Readonly<Record<Searched, TermIndex>>;
}

export function libraryOf(records: Records): Library {
  const shelf = shelve(records.laws.map(passageOf));
  const units = withDuties(records.units);
  const published = records.disclosures.filter(isPublic);
  const internal = records.disclosures.filter(({ regime }) => regime === '内部');
  const listed = records.disclosures.filter((item) => item.regime !== '内部' && !isPublic(item));
  // The corpus is in the mark: an item that goes from one to another is packed anew there.
  const titled =
    (corpus: Corpus) =>
    (item: Disclosure): Document => {
      const titles = titlesOf(item);
      return {
        key: item.code,
        mark: markOf([corpus, ...titles]),
        terms: () => nameTerms(titles, 'topics'),
      };
    };
  return {
    shelf,
    units,
    open: [...published, ...listed],
    internal,
    documents: {
      law: shelf.passages.map((passage, n) => ({
        key: passage.id,
        mark: markOf([shelf.laws[shelf.lawOf[n]!]!.name, passage.section, passage.text]),
        terms: () => passageTerms(shelf, n),
      })),
      procedure: records.procedures.map((one) => ({
        key: one.code,
        mark: markOf(namesOf(one)),
        terms: () => nameTerms(namesOf(one), 'matters'),
      })),
      unit: units.map((unit) => ({
        key: unit.code,
        mark: markOf([...unit.duties, ...unit.powers]),
        terms: () => dutyTerms(unit),
      })),
      disclosure: published.map(titled('disclosure')),
      listed: listed.map(titled('listed')),
      internal: internal.map(titled('internal')),
      question: (records.confirmed ?? []).map(({ id, question }) => ({
        key: id,
        mark: '',
        terms: () => questionTerms(question),
      })),
    },
  };
}

const markOf = (texts: readonly string[]): string =>
  sha256(texts.join('\n')).toString('base64url').slice(0, 10);

/** The library over the segments of each corpus. */
export function indexed(
  library: Library,
  segmentsOf: (corpus: Corpus) => readonly StoredSegment[],
): Indexed & { missing: Map<Corpus, Document[]> } {
  const missing = new Map<Corpus, Document[]>();
  const over = (corpora: readonly Corpus[]): TermIndex => {
    const documents = corpora.flatMap((corpus) => library.documents[corpus]);
    const placed = place(documents, corpora.flatMap(segmentsOf));
    const lost = new Set(placed.missing);
    for (const corpus of corpora) {
      const own = lost.size === 0 ? [] : library.documents[corpus].filter((one) => lost.has(one));
      if (own.length > 0) missing.set(corpus, own);
    }
    return placed.index;
  };
  return { ...library, indexes: eachSearched(over), missing };
}

/** The same without a database. */
export function indexedHere(records: Records): Indexed {
  const library = libraryOf(records);
  const over = (corpora: readonly Corpus[]): TermIndex =>
    buildIndex(corpora.flatMap((corpus) => library.documents[corpus].map((one) => one.terms())));
  return { ...library, indexes: eachSearched(over) };
}

const eachSearched = (over: (corpora: readonly Corpus[]) => TermIndex): Record<Searched, TermIndex> =>
  Object.fromEntries(Object.entries(SEARCHED).map(([name, corpora]) => [name, over(corpora)])) as Record<
    Searched,
    TermIndex
  >;
