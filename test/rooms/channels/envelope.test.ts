/** The strict opening against the library that seals: what sealing again would not give back does not open. */
import { createCipheriv } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEnvelope } from '../../../src/channels/envelope.ts';
import { SignatureError } from '../../../src/kit/errors.ts';
import { HOSTILE_NOW } from './hostile-letters.ts';

const keys = { token: 'token', aesKey: 'e'.repeat(43), receiveId: 'ww5a1c0de5a1c0de01' };
const keyBytes = Buffer.from(`${keys.aesKey}=`, 'base64');

/** Encrypts any whole blocks, well made or not. */
function cipher(plain: Buffer): string {
  const aes = createCipheriv('aes-256-cbc', keyBytes, keyBytes.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([aes.update(plain), aes.final()]).toString('base64');
}

/** The meaning of "strict": opened and sealed again by the library, it is the same text, for the same receiver. */
function opensByLibrary(encrypted: string): string | undefined {
  try {
    const { message, id, random } = decrypt(keys.aesKey, encrypted);
    const again = encrypt(keys.aesKey, message, id, random);
    return again === encrypted && id === keys.receiveId ? message : undefined;
  } catch {
    return undefined;
  }
}

function opens(encrypted: string): string | undefined {
  const timestamp = String(HOSTILE_NOW.getTime() / 1_000);
  const msg_signature = getSignature(keys.token, timestamp, '1', encrypted);
  const query = { msg_signature, timestamp, nonce: '1' };
  try {
    return openEnvelope(query, encrypted, keys, HOSTILE_NOW).message;
  } catch (error) {
    expect(error).toBeInstanceOf(SignatureError);
    return undefined;
  }
}

/** Mostly the usual, so that a letter has one fault and seldom several. */
const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

/** A well-made plain text with some bytes, its length, its end or its padding changed. */
const plains = fc
  .record({
    message: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    ),
    id: often(keys.receiveId, keys.receiveId.slice(1), `\ufeff${keys.receiveId}`, ''),
    longer: often(0, -1, 1, 18, 19, 2 ** 31, 2 ** 32 - 200),
    padding: often<number | undefined>(undefined, 0, 1, 16, 32, 33, 255),
    flips: fc.array(fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) }), { maxLength: 2 }),
    blocks: often(32, 16),
  })
  .map(({ message, id, longer, padding, flips, blocks }) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Math.max(0, message.length + longer) >>> 0);
    const body = Buffer.concat([Buffer.alloc(16, 3), length, message, Buffer.from(id)]);
    const n = blocks - (body.length % blocks);
    const whole = Buffer.concat([body, Buffer.alloc(n, padding ?? n)]);
    for (const { at, by } of flips) {
      const i = whole.length - 1 - (at % whole.length);
      whole[i] = (whole[i]! + by) % 256;
    }
    return whole;
  });

test('opens just what sealing again gives back', () => {
  let opened = 0;
  fc.assert(
    fc.property(plains, (plain) => {
      const encrypted = cipher(plain);
      const message = opensByLibrary(encrypted);
      if (message !== undefined) opened++;
      expect(opens(encrypted)).toBe(message);
    }),
    { numRuns: 5_000, seed: 21 },
  );
  expect(opened).toBeGreaterThan(200);
});

test('takes base64 in one spelling only', () => {
  const encrypted = encrypt(keys.aesKey, 'hello', keys.receiveId, Buffer.alloc(16, 3));
  expect(opens(encrypted)).toBe('hello');
  const last = encrypted.replace(/=*$/, '').at(-1)!;
  const next = String.fromCharCode(last.charCodeAt(0) + 1);
  for (const spelling of [
    encrypted.replace(`${last}=`, `${next}=`),
    encrypted.replace(/=+$/, ''),
    `${encrypted}=`,
    `${encrypted}\n`,
    ` ${encrypted}`,
    encrypted.replaceAll('+', '-').replaceAll('/', '_').replace('A', '*'),
    `${encrypted}AAAA`,
  ])
    expect([spelling, opens(spelling)]).toEqual([spelling, undefined]);
});
