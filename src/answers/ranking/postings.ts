/**
 * Packed postings. A segment holds up to 65,536 documents and never changes; an index is a row of segments with one
 * dictionary. One posting takes a byte or two: the distance to the document before, one bit for "more than once".
 */

/** Documents in a segment at most. */
export const SEGMENT_SIZE = 65_536;

export interface Segment {
  /** Length of each document in terms. */
  lengths: Uint16Array;
  /** Where the postings of each term begin; one more than there are terms. */
  offsets: Uint32Array;
  postings: Uint8Array;
}

export interface TermIndex {
  /** Number of a term in the dictionary. */
  dictionary: Map<string, number>;
  segments: Segment[];
  /** Documents that have the term, by its number. */
  documentCounts: number[];
  size: number;
  meanLength: number;
}

/** Frequencies beyond this tell no more. */
const MOST = 255;

/** Packs the documents, each given as its terms. Neighbours that share terms pack best: order them by matter. */
export function buildIndex(documents: Iterable<readonly string[]>): TermIndex {
  const index: TermIndex = {
    dictionary: new Map(),
    segments: [],
    documentCounts: [],
    size: 0,
    meanLength: 1,
  };
  let writer = createWriter(index);
  let total = 0;
  for (const terms of documents) {
    writer.add(terms);
    total += terms.length;
    index.size++;
    if (writer.count() === SEGMENT_SIZE) {
      index.segments.push(writer.finish());
      writer = createWriter(index);
    }
  }
  if (writer.count() > 0) index.segments.push(writer.finish());
  index.meanLength = Math.max(1, total / Math.max(1, index.size));
  return index;
}

interface Writer {
  add(terms: readonly string[]): void;
  count(): number;
  finish(): Segment;
}

/** A growing list of bytes for each term, joined at the end. */
function createWriter({ dictionary, documentCounts }: TermIndex): Writer {
  const lists: (Growing | undefined)[] = [];
  const lengths: number[] = [];
  return {
    count: () => lengths.length,
    add(terms) {
      const doc = lengths.length;
      for (const [term, count] of frequencies(terms)) {
        const number = dictionary.get(term) ?? dictionary.size;
        if (number === dictionary.size) dictionary.set(term, number);
        documentCounts[number] = (documentCounts[number] ?? 0) + 1;
        const list = (lists[number] ??= { bytes: new Uint8Array(4), used: 0, last: -1 });
        const often = count > 1 ? 1 : 0;
        pushNumber(list, (doc - list.last) * 2 + often);
        if (often) pushByte(list, Math.min(count, MOST));
        list.last = doc;
      }
      lengths.push(terms.length);
    },
    finish() {
      const offsets = new Uint32Array(dictionary.size + 1);
      for (let term = 0; term < dictionary.size; term++)
        offsets[term + 1] = offsets[term]! + (lists[term]?.used ?? 0);
      const postings = new Uint8Array(offsets[dictionary.size]!);
      for (const [term, list] of lists.entries())
        if (list) postings.set(list.bytes.subarray(0, list.used), offsets[term]!);
      return { lengths: Uint16Array.from(lengths, (n) => Math.min(n, 65_535)), offsets, postings };
    },
  };
}

function frequencies(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

interface Growing {
  bytes: Uint8Array;
  used: number;
  last: number;
}

function pushByte(list: Growing, byte: number): void {
  if (list.used === list.bytes.length) {
    const wider = new Uint8Array(list.bytes.length * 2);
    wider.set(list.bytes);
    list.bytes = wider;
  }
  list.bytes[list.used++] = byte;
}

/** Seven bits a byte, the lowest first; the eighth says that more follows. */
function pushNumber(list: Growing, value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) pushByte(list, (rest % 128) + 128);
  pushByte(list, rest);
}

/** How much a term tells; one that no document has tells the most. */
export function informationOf({ dictionary, documentCounts, size }: TermIndex, term: string): number {
  const number = dictionary.get(term);
  const count = number === undefined ? 0 : documentCounts[number]!;
  return Math.log(1 + (size - count + 0.5) / (count + 0.5));
}

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
  for (const [term, weight] of terms) {
    const number = index.dictionary.get(term);
    if (number !== undefined) addTerm(index, number, weight * informationOf(index, term), b, scores);
  }
  return scores;
}

function addTerm(index: TermIndex, term: number, weight: number, b: number, scores: Float32Array): void {
  let first = 0;
  const scale = (K1 * b) / index.meanLength;
  const floor = K1 * (1 - b);
  for (const { lengths, offsets, postings } of index.segments) {
    const end = term + 1 < offsets.length ? offsets[term + 1]! : 0;
    let at = end > 0 ? offsets[term]! : 0;
    let doc = -1;
    while (at < end) {
      let byte = postings[at++]!;
      let value = byte & 127;
      for (let shift = 128; byte > 127; shift *= 128) {
        byte = postings[at++]!;
        value += (byte & 127) * shift;
      }
      doc += value >> 1;
      const count = value & 1 ? postings[at++]! : 1;
      scores[first + doc]! += (weight * count * (K1 + 1)) / (count + floor + scale * lengths[doc]!);
    }
    first += lengths.length;
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

/** Bytes the index takes: postings, offsets, lengths, and its dictionary at 64 bytes a term beside the text. */
export function bytesOf({ dictionary, segments }: TermIndex): number {
  let bytes = 0;
  for (const { lengths, offsets, postings } of segments)
    bytes += lengths.byteLength + offsets.byteLength + postings.byteLength;
  for (const term of dictionary.keys()) bytes += 64 + 2 * term.length;
  return bytes;
}
