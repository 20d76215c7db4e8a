/**
 * Packed postings. A segment holds some documents and never changes: its terms in order, and of each term the documents
 * that have it. One posting takes a byte or two: the distance to the document before, one bit for "more than once".
 * An index is a row of segments with the number that each document has in it.
 */

/** Documents in a segment at most. */
export const SEGMENT_SIZE = 16_384;

export interface Segment {
  /** All terms in order of their characters, one after the other. */
  terms: string;
  /** Where each term begins; one more than there are terms. */
  starts: Uint32Array;
  /** Where the postings of each term begin, first how many documents have it; one more than there are terms. */
  offsets: Uint32Array;
  postings: Uint8Array;
  /** Length of each document in terms. */
  lengths: Uint16Array;
}

export interface Part {
  segment: Segment;
  /** Number of each document in the index; NOWHERE for one that is no longer there. */
  places: Int32Array;
  /** Where some are not: how many of those that are have a term, by its number, as far as anybody asked. */
  counted?: Map<number, number>;
}
export const NOWHERE = -1;

export interface TermIndex {
  parts: readonly Part[];
  /** Documents. */
  size: number;
  meanLength: number;
}

/** Frequencies beyond this tell no more. */
const MOST = 255;

/** Packs the documents, each given as its terms. Neighbours that share terms pack best: order them by matter. */
export function buildIndex(documents: Iterable<readonly string[]>): TermIndex {
  const parts: Part[] = [];
  let first = 0;
  let writer = createWriter();
  const finish = (): void => {
    const places = Int32Array.from({ length: writer.count() }, (_, doc) => first + doc);
    first += places.length;
    parts.push({ segment: writer.finish(), places });
    writer = createWriter();
  };
  for (const terms of documents) {
    writer.add(terms);
    if (writer.count() === SEGMENT_SIZE) finish();
  }
  if (writer.count() > 0) finish();
  return indexOver(parts, first);
}

/** An index of `size` documents over these parts. */
export function indexOver(parts: readonly Part[], size: number): TermIndex {
  let total = 0;
  for (const { segment, places } of parts)
    for (const [doc, place] of places.entries()) if (place >= 0) total += segment.lengths[doc]!;
  return { parts, size, meanLength: Math.max(1, total / Math.max(1, size)) };
}

export interface Writer {
  add(terms: readonly string[]): void;
  /** Adds the documents of a segment that `keeps` says yes to, as they were packed. */
  addFrom(segment: Segment, keeps: (doc: number) => boolean): void;
  count(): number;
  finish(): Segment;
}

/** Makes one segment: a growing list of bytes for each term, joined at the end. */
export function createWriter(): Writer {
  const lists = new Map<string, Growing>();
  const lengths: number[] = [];
  const push = (term: string, doc: number, count: number): void => {
    let list = lists.get(term);
    if (!list) lists.set(term, (list = { bytes: new Uint8Array(4), used: 0, last: -1, count: 0 }));
    const often = count > 1 ? 1 : 0;
    pushNumber(list, (doc - list.last) * 2 + often);
    if (often) pushByte(list, Math.min(count, MOST));
    list.last = doc;
    list.count++;
  };
  return {
    count: () => lengths.length,
    add(terms) {
      const doc = lengths.length;
      for (const [term, count] of frequencies(terms)) push(term, doc, count);
      lengths.push(Math.min(terms.length, 65_535));
    },
    addFrom(segment, keeps) {
      const numbers = Int32Array.from(segment.lengths, (length, doc) => {
        if (!keeps(doc)) return NOWHERE;
        lengths.push(length);
        return lengths.length - 1;
      });
      for (let term = 0; term + 1 < segment.starts.length; term++) {
        const text = segment.terms.slice(segment.starts[term], segment.starts[term + 1]);
        eachPosting(segment, term, (doc, count) => {
          if (numbers[doc]! >= 0) push(text, numbers[doc]!, count);
        });
      }
    },
    finish: () => join(lists, lengths),
  };
}

function join(lists: ReadonlyMap<string, Growing>, lengths: readonly number[]): Segment {
  const terms = [...lists.keys()].sort();
  const starts = new Uint32Array(terms.length + 1);
  const offsets = new Uint32Array(terms.length + 1);
  const ordered = terms.map((term) => lists.get(term)!);
  for (const [n, { used, count }] of ordered.entries()) {
    starts[n + 1] = starts[n]! + terms[n]!.length;
    offsets[n + 1] = offsets[n]! + used + bytesFor(count);
  }
  const postings = new Uint8Array(offsets[terms.length]!);
  const head = { bytes: new Uint8Array(8), used: 0 };
  for (const [n, { bytes, used, count }] of ordered.entries()) {
    head.used = 0;
    pushNumber(head, count);
    postings.set(head.bytes.subarray(0, head.used), offsets[n]!);
    postings.set(bytes.subarray(0, used), offsets[n]! + head.used);
  }
  return { terms: terms.join(''), starts, offsets, postings, lengths: Uint16Array.from(lengths) };
}

const bytesFor = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : 3);

function frequencies(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

interface Bytes {
  bytes: Uint8Array;
  used: number;
}

interface Growing extends Bytes {
  last: number;
  count: number;
}

function pushByte(list: Bytes, byte: number): void {
  if (list.used === list.bytes.length) {
    const wider = new Uint8Array(list.bytes.length * 2);
    wider.set(list.bytes);
    list.bytes = wider;
  }
  list.bytes[list.used++] = byte;
}

/** Seven bits a byte, the lowest first; the eighth says that more follows. */
function pushNumber(list: Bytes, value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) pushByte(list, (rest % 128) + 128);
  pushByte(list, rest);
}

/** Number of a term in the segment; -1 where it has none such. */
function findTerm({ terms, starts }: Segment, term: string): number {
  let low = 0;
  let high = starts.length - 2;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(terms, starts[middle]!, starts[middle + 1]!, term);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The stretch of `text` beside the term, by their characters. */
function compare(text: string, from: number, to: number, term: string): number {
  const shared = Math.min(to - from, term.length);
  for (let i = 0; i < shared; i++) {
    const difference = text.charCodeAt(from + i) - term.charCodeAt(i);
    if (difference !== 0) return difference;
  }
  return to - from - term.length;
}

/** How many documents of the part have the term of this number. */
function countOf({ segment, places, counted }: Part, term: number): number {
  if (!counted) return packedCount(segment, term);
  let count = counted.get(term);
  if (count === undefined) {
    count = 0;
    eachPosting(segment, term, (doc) => {
      if (places[doc]! >= 0) count!++;
    });
    counted.set(term, count);
  }
  return count;
}

function packedCount({ offsets, postings }: Segment, term: number): number {
  let at = offsets[term]!;
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = postings[at++]!;
    value += (byte & 127) * shift;
    if (byte < 128) return value;
  }
}

function eachPosting(segment: Segment, term: number, take: (doc: number, count: number) => void): void {
  const { offsets, postings } = segment;
  const end = offsets[term + 1]!;
  let at = offsets[term]!;
  while (postings[at]! > 127) at++;
  at++;
  let doc = -1;
  while (at < end) {
    let byte = postings[at++]!;
    let value = byte & 127;
    for (let shift = 128; byte > 127; shift *= 128) {
      byte = postings[at++]!;
      value += (byte & 127) * shift;
    }
    doc += value >> 1;
    take(doc, value & 1 ? postings[at++]! : 1);
  }
}

/** How many documents have the term. */
export function documentsWith({ parts }: TermIndex, term: string): number {
  let sum = 0;
  for (const part of parts) {
    const number = findTerm(part.segment, term);
    if (number >= 0) sum += countOf(part, number);
  }
  return sum;
}

/** How much a term tells; one that no document has tells the most. */
export const informationOf = (index: TermIndex, term: string): number =>
  information(index.size, documentsWith(index, term));

const information = (size: number, count: number): number =>
  Math.log(1 + (size - count + 0.5) / (count + 0.5));

const K1 = 1.2;

export interface ScoreOptions {
  /** How much long documents pay for their length, 0 to 1. */
  b?: number;
  /** Filled instead of a new array. */
  into?: Float32Array;
}

/** BM25 of every document for the weighted terms, by number of document. */
export function scoreAll(
  index: TermIndex,
  terms: ReadonlyMap<string, number>,
  { b = 0.4, into }: ScoreOptions = {},
): Float32Array {
  const scores = into ?? new Float32Array(index.size);
  if (into) scores.fill(0);
  const numbers = new Int32Array(index.parts.length);
  for (const [term, weight] of terms) {
    let count = 0;
    for (const [k, part] of index.parts.entries()) {
      const number = (numbers[k] = findTerm(part.segment, term));
      if (number >= 0) count += countOf(part, number);
    }
    if (count === 0) continue;
    const worth = weight * information(index.size, count) * (K1 + 1);
    for (const [k, part] of index.parts.entries())
      if (numbers[k]! >= 0) addTerm(part, numbers[k]!, { worth, b, mean: index.meanLength }, scores);
  }
  return scores;
}

function addTerm(
  { segment, places }: Part,
  term: number,
  { worth, b, mean }: { worth: number; b: number; mean: number },
  scores: Float32Array,
): void {
  const { offsets, postings, lengths } = segment;
  const scale = (K1 * b) / mean;
  const floor = K1 * (1 - b);
  const end = offsets[term + 1]!;
  let at = offsets[term]!;
  while (postings[at]! > 127) at++;
  at++;
  let doc = -1;
  // Written out rather than by eachPosting: most of the time of a search is spent here.
  while (at < end) {
    let byte = postings[at++]!;
    let value = byte & 127;
    for (let shift = 128; byte > 127; shift *= 128) {
      byte = postings[at++]!;
      value += (byte & 127) * shift;
    }
    doc += value >> 1;
    const count = value & 1 ? postings[at++]! : 1;
    const place = places[doc]!;
    if (place >= 0) scores[place]! += (worth * count) / (count + floor + scale * lengths[doc]!);
  }
}

/** Numbers of the `limit` best documents, best first; of equal ones the earlier first. None without a score. */
export function bestOf(scores: Float32Array, limit: number): number[] {
  let best = 0;
  for (const score of scores) if (score > best) best = score;
  if (best === 0) return [];
  // Only a small share comes near the best: look higher up first, so that little is sorted.
  for (let floor = best / 2; ; floor *= 0.7) {
    const found: number[] = [];
    const last = floor < best / 50;
    for (let doc = 0; doc < scores.length; doc++) if (scores[doc]! > (last ? 0 : floor)) found.push(doc);
    if (found.length >= limit || last)
      return found.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, limit);
  }
}

/** Bytes the index takes in memory. */
export function bytesOf({ parts }: TermIndex): number {
  let bytes = 0;
  for (const { segment, places } of parts) {
    const { terms, starts, offsets, postings, lengths } = segment;
    bytes += 2 * terms.length + places.byteLength;
    for (const array of [starts, offsets, postings, lengths]) bytes += array.byteLength;
  }
  return bytes;
}
