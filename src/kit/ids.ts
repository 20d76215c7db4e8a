import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Identity and chance, injected so that tests repeat. */
export interface Ids {
  /** A new id; later ids sort after earlier ones. */
  next(): string;
  /** `n` characters drawn from `alphabet`. */
  pick(alphabet: string, n: number): string;
  bytes(n: number): Buffer;
}

/** Digits and letters without those that are misread (0 O, 1 I L, U V). */
const READABLE = '23456789ABCDEFGHJKMNPQRSTWXYZ';

export const systemIds: Ids = {
  next: uuidv7,
  pick: (alphabet, n) => Array.from({ length: n }, () => alphabet[randomInt(alphabet.length)]).join(''),
  bytes: randomBytes,
};

let lastMs = 0;
let sequence = 0;

/**
 * RFC 9562 version 7: milliseconds first, then a counter within the millisecond, so that ids of one process sort in the
 * order they were made.
 */
function uuidv7(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMs++;
    sequence = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const count = sequence.toString(16).padStart(3, '0');
  // The last two groups of a version 4 uuid are the variant and 62 random bits, as here.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${randomUUID().slice(19)}`;
}

/**
 * A reference people can read out, e.g. TS-7K3F-9QXM. Random, never counted up: neither a gap nor a rise in numbers
 * may tell anybody that a matter exists.
 */
export const referenceNumber = (prefix: string, ids: Ids): string =>
  `${prefix}-${ids.pick(READABLE, 4)}-${ids.pick(READABLE, 4)}`;
