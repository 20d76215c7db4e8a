/** Records by their names: how much of a name stands in a text, weighed by how few records share it. */
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

/** `records` are indexed once; building is linear in their names. */
export function createNameIndex(records: readonly Named[], lexicon: Lexicon = 'matters'): NameIndex {
  const shared = countSharing(records, lexicon);
  const weigh: NameIndex['weigh'] = (term) => {
    const df = shared.get(keyOf(term)) ?? 0;
    const rarity = Math.log(1 + (records.length - df + 0.5) / (df + 0.5));
    return rarity * KIND_WEIGHT[term.kind] * (term.plain ? PLAIN_WEIGHT : 1);
  };
  const names = records.flatMap(({ id, names }) =>
    names.map((text) => weighedName(id, readTerms(text, lexicon), weigh)),
  );
  const postings = new Map<string, Name[]>();
  for (const name of names)
    for (const key of name.terms.keys()) postings.set(key, [...(postings.get(key) ?? []), name]);
  return {
    weigh,
    search(reading) {
      const asked = new Map(reading.terms.map((term) => [keyOf(term), term]));
      const candidates = new Set([...asked.keys()].flatMap((key) => postings.get(key) ?? []));
      const best = new Map<string, NameHit>();
      const said = new Map<string, Map<string, number>>();
      for (const name of candidates) {
        const hit = hitOf(name, asked, reading.text);
        const before = best.get(name.id);
        const whole = Math.max(before?.said ?? 0, hit.score >= TELLING ? hit.said : 0);
        best.set(name.id, { ...(before && before.score >= hit.score ? before : hit), said: whole });
        const own = said.get(name.id) ?? new Map<string, number>();
        for (const [key, weight] of name.terms) if (asked.has(key)) own.set(key, weight);
        said.set(name.id, own);
      }
      return [...best.values()]
        .map((hit) => withOtherNames(hit, said.get(hit.id)!, asked))
        .sort((a, b) => b.score - a.score || b.said - a.said || (a.id < b.id ? -1 : 1));
    },
  };
}

function countSharing(records: readonly Named[], lexicon: Lexicon): Map<string, number> {
  const shared = new Map<string, number>();
  for (const { names } of records) {
    const keys = new Set(names.flatMap((name) => readTerms(name, lexicon).terms.map(keyOf)));
    for (const key of keys) shared.set(key, (shared.get(key) ?? 0) + 1);
  }
  return shared;
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
