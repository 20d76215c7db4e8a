/**
 * Which segments hold which documents. A segment is never changed: what has changed stands in a newer one, and of the
 * older one the document counts no more. Pure; the database is the search index's.
 */
import { createWriter, indexOver, NOWHERE, SEGMENT_SIZE, type Segment, type TermIndex } from './postings.ts';

/** What can be found, as its terms. */
export interface Document {
  key: string;
  /** Changes with the terms. */
  mark: string;
  terms(): string[];
}

export interface StoredSegment {
  /** Rises; a document that stands in two segments counts in the one with the higher number. */
  number: number;
  /** Key and mark of each document. */
  keys: readonly string[];
  marks: readonly string[];
  segment: Segment;
}

/** Segments with few documents or many dead ones: more than this, and they are made one. */
const MOST_SMALL = 8;
const SMALL = SEGMENT_SIZE / 2;

export interface Placed {
  /** Numbers as in `documents`; those that no segment holds are found by nothing. */
  index: TermIndex;
  missing: Document[];
}

/** The documents in the segments that hold them. */
export function place(documents: readonly Document[], segments: readonly StoredSegment[]): Placed {
  const numbers = new Map(documents.map(({ key }, n) => [key, n]));
  const found = new Uint8Array(documents.length);
  const parts = segments
    .toSorted((a, b) => b.number - a.number)
    .map(({ keys, marks, segment }) => {
      const places = new Int32Array(keys.length).fill(NOWHERE);
      for (const [doc, key] of keys.entries()) {
        const n = numbers.get(key);
        if (n === undefined || found[n] || documents[n]!.mark !== marks[doc]) continue;
        found[n] = 1;
        places[doc] = n;
      }
      return places.includes(NOWHERE)
        ? { segment, places, counted: new Map<number, number>() }
        : { segment, places };
    })
    .filter(({ places }) => places.some((n) => n >= 0));
  return { index: indexOver(parts, documents.length), missing: documents.filter((_, n) => !found[n]) };
}

export interface Making {
  /** Of the first segment. */
  number: number;
  /** Called now and then, so that others of the process have their turn. */
  breathe(): Promise<unknown>;
}

/** New segments for these documents. */
export async function segmentsOf(
  documents: readonly Document[],
  { number, breathe }: Making,
): Promise<StoredSegment[]> {
  const made: StoredSegment[] = [];
  for (let from = 0; from < documents.length; from += SEGMENT_SIZE) {
    const own = documents.slice(from, from + SEGMENT_SIZE);
    const writer = createWriter();
    for (const [n, document] of own.entries()) {
      writer.add(document.terms());
      if (n % A_BREATH === A_BREATH - 1) await breathe();
    }
    made.push({
      number: number + made.length,
      keys: own.map(({ key }) => key),
      marks: own.map(({ mark }) => mark),
      segment: writer.finish(),
    });
  }
  return made;
}

/** Documents, some twenty milliseconds. */
const A_BREATH = 100;

/** What is to be merged: too many small segments, those in which little is left among them; else none. */
export function toMerge(
  documents: readonly Document[],
  segments: readonly StoredSegment[],
): { merged: StoredSegment[]; alive(segment: StoredSegment, doc: number): boolean } {
  const holder = new Map<string, number>();
  const marks = new Map(documents.map(({ key, mark }) => [key, mark]));
  const holds = ({ keys, marks: own }: StoredSegment, doc: number): boolean =>
    marks.get(keys[doc]!) === own[doc];
  for (const one of segments.toSorted((a, b) => b.number - a.number))
    for (const [doc, key] of one.keys.entries())
      if (holds(one, doc) && !holder.has(key)) holder.set(key, one.number);
  const alive = (one: StoredSegment, doc: number): boolean =>
    holder.get(one.keys[doc]!) === one.number && holds(one, doc);
  const livingIn = (one: StoredSegment): number =>
    one.keys.reduce((sum, _, doc) => sum + Number(alive(one, doc)), 0);
  const small = segments.filter((one) => {
    const living = livingIn(one);
    return living < SMALL || living * 2 < one.keys.length;
  });
  const empty = small.filter((one) => livingIn(one) === 0);
  return { merged: small.length > MOST_SMALL ? small : empty, alive };
}

/** One segment of what is alive in several, or as many as it takes. */
export async function merge(
  segments: readonly StoredSegment[],
  alive: (segment: StoredSegment, doc: number) => boolean,
  { number, breathe }: Making,
): Promise<StoredSegment[]> {
  const made: StoredSegment[] = [];
  let [writer, keys, marks] = [createWriter(), [] as string[], [] as string[]];
  const finish = (): void => {
    if (keys.length > 0) made.push({ number: number + made.length, keys, marks, segment: writer.finish() });
    [writer, keys, marks] = [createWriter(), [], []];
  };
  for (const one of segments.toSorted((a, b) => a.number - b.number)) {
    const kept = one.keys.flatMap((_, doc) => (alive(one, doc) ? [doc] : []));
    if (keys.length + kept.length > SEGMENT_SIZE) finish();
    const keeps = new Set(kept);
    writer.addFrom(one.segment, (doc) => keeps.has(doc));
    await breathe();
    for (const doc of kept) {
      keys.push(one.keys[doc]!);
      marks.push(one.marks[doc]!);
    }
  }
  finish();
  return made;
}
