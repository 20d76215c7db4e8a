/** Records by their names: how much of a name stands in a text, weighed by how few records share it. */
import { bestOf, informationOf, scoreAll, type TermIndex } from '../ranking/postings.ts';
import { readTerms, type Lexicon, type Reading, type Term } from './reading.ts';

/** A record as this index sees it. */
export interface Named {
  id: string;
  names: readonly string[];
}

export interface NameHit {
  id: string;
  score: number;
  /** The name that fits best. */
  name: string;
  /** Share of that name said, 0 to 1. */
  said: number;
  /** Where in the text what was recognised stands. */
  spans: Term[];
}

export interface NameIndex {
  search(reading: Reading): NameHit[];
  /** How few records a term names; high is telling. */
  weigh(term: Pick<Term, 'key' | 'kind' | 'plain'>): number;
}

interface Name {
  id: string;
  text: string;
  terms: ReadonlyMap<string, number>;
  total: number;
}

const KIND_WEIGHT = { idea: 2, word: 1, pair: 0.35 } as const;
/** A plain word only breaks ties. */
const PLAIN_WEIGHT = 0.25;
/** What a name's other half costs: half said counts a little less than half. */
const PART = 0.45;
/** A short name said whole counts as said from this score on. */
const TELLING = 3;
/** Terms of the record's other names count a little. */
const OTHER_NAMES = 0.4;

const keyOf = (term: Pick<Term, 'key' | 'kind'>): string =>
  term.kind === 'idea' ? `#${term.key}` : term.kind === 'pair' ? `~${term.key}` : term.key;

/** What a record is found by: every idea, word and pair of characters of its names, once. */
export const nameTerms = (names: readonly string[], lexicon: Lexicon): string[] => [
  ...new Set(names.flatMap((name) => readTerms(name, lexicon).terms.map(keyOf))),
];

/** Records looked at closely for one text. */
const MOST_CANDIDATES = 300;

/** `index` holds the `nameTerms` of each record, in their order; names are read when their record is a candidate. */
export function createNameIndex(
  records: readonly Named[],
  index: TermIndex,
  lexicon: Lexicon = 'matters',
): NameIndex {
  const weights = new Map<string, number>();
  const weigh: NameIndex['weigh'] = (term) => {
    const key = keyOf(term);
    const rarity = weights.get(key) ?? informationOf(index, key);
    weights.set(key, rarity);
    if (weights.size > MOST_WEIGHTS) weights.clear();
    return rarity * worthOf(term);
  };
  const read: (readonly Name[] | undefined)[] = [];
  const namesOf = (n: number): readonly Name[] =>
    (read[n] ??= records[n]!.names.map((text) =>
      weighedName(records[n]!.id, readTerms(text, lexicon), weigh),
    ));
  return {
    weigh,
    search(reading) {
      const asked = new Map(reading.terms.map((term) => [keyOf(term), term]));
      const worth = new Map([...asked].map(([key, term]) => [key, worthOf(term)]));
      const candidates = bestOf(scoreAll(index, worth, { b: 0 }), MOST_CANDIDATES);
      return candidates
        .map((n) => bestHit(namesOf(n), asked, reading.text))
        .sort((a, b) => b.score - a.score || b.said - a.said || (a.id < b.id ? -1 : 1));
    },
  };
}

const MOST_WEIGHTS = 50_000;
const worthOf = ({ kind, plain }: Pick<Term, 'kind' | 'plain'>): number =>
  KIND_WEIGHT[kind] * (plain ? PLAIN_WEIGHT : 1);

/** The hit of the name that fits best; the record's other names add to it. */
function bestHit(names: readonly Name[], asked: ReadonlyMap<string, Term>, text: string): NameHit {
  let best: NameHit | undefined;
  let whole = 0;
  const said = new Map<string, number>();
  for (const name of names) {
    const hit = hitOf(name, asked, text);
    if (hit.score >= TELLING) whole = Math.max(whole, hit.said);
    if (!best || hit.score > best.score) best = hit;
    for (const [key, weight] of name.terms) if (asked.has(key)) said.set(key, weight);
  }
  return withOtherNames({ ...best!, said: whole }, said, asked);
}

function weighedName(id: string, reading: Reading, weigh: NameIndex['weigh']): Name {
  const terms = new Map(reading.terms.map((term) => [keyOf(term), weigh(term)]));
  return {
    id,
    text: reading.text,
    terms,
    total: [...terms.values()].reduce((sum, weight) => sum + weight, 0) || 1,
  };
}

function hitOf(name: Name, asked: ReadonlyMap<string, Term>, text: string): NameHit {
  const at = text.indexOf(name.text);
  const spans: Term[] = [];
  let matched = 0;
  for (const [key, weight] of name.terms) {
    const term = asked.get(key);
    if (!term) continue;
    matched += weight;
    spans.push(term);
  }
  if (at >= 0) {
    matched = name.total;
    spans.push({ key: name.text, kind: 'word', plain: false, from: at, to: at + name.text.length });
  }
  const said = matched / name.total;
  return { id: name.id, name: name.text, said, score: matched * (PART + (1 - PART) * said), spans };
}

function withOtherNames(
  hit: NameHit,
  own: ReadonlyMap<string, number>,
  asked: ReadonlyMap<string, Term>,
): NameHit {
  const used = new Set(hit.spans.map(keyOf));
  let more = 0;
  const spans = [...hit.spans];
  for (const [key, weight] of own)
    if (!used.has(key)) {
      more += weight;
      spans.push(asked.get(key)!);
    }
  return { ...hit, score: hit.score + OTHER_NAMES * more, spans };
}
