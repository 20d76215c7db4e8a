/** A segment as text for the database, whose columns of bytes do not work everywhere: deflated, then base64. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StoredSegment } from './segments.ts';

type Packed = Pick<StoredSegment, 'keys' | 'marks' | 'segment'>;

/** What is known to be more is a fault of the database or a trap. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A line of JSON that tells what follows, then the arrays one after the other. */
export function pack({ keys, marks, segment }: Packed): string {
  const { terms, starts, offsets, postings, lengths } = segment;
  const words = Buffer.from(terms, 'utf8');
  const arrays = [lengths, gaps(starts), gaps(offsets)].map(bytesOf);
  const head = { keys, marks, terms: words.length, arrays: arrays.map(({ length }) => length) };
  const line = Buffer.from(`${JSON.stringify(head)}\n`, 'utf8');
  const body = Buffer.concat([line, words, ...arrays, postings]);
  return deflateRawSync(body, { level: 6 }).toString('base64');
}

export function unpack(text: string): Packed {
  const body = inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });
  const end = body.indexOf(0x0a);
  const head = JSON.parse(body.toString('utf8', 0, end)) as {
    keys: string[];
    marks: string[];
    terms: number;
    arrays: [number, number, number];
  };
  let at = end + 1;
  /** A copy of its own: the arrays need their alignment, and the rest is not to be kept for them. */
  const take = (length: number): Uint8Array => {
    const part = Uint8Array.prototype.slice.call(body, at, at + length);
    at += length;
    return part;
  };
  const terms = Buffer.from(take(head.terms)).toString('utf8');
  const [lengths, starts, offsets] = head.arrays.map((length) => take(length).buffer);
  return {
    keys: head.keys,
    marks: head.marks,
    segment: {
      terms,
      lengths: new Uint16Array(lengths!),
      starts: sums(new Uint32Array(starts!)),
      offsets: sums(new Uint32Array(offsets!)),
      postings: take(body.length - at),
    },
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Distances pack better than places. */
const gaps = (values: Uint32Array): Uint32Array =>
  values.map((value, i) => (i === 0 ? value : value - values[i - 1]!));

function sums(values: Uint32Array): Uint32Array {
  for (let i = 1; i < values.length; i++) values[i]! += values[i - 1]!;
  return values;
}
