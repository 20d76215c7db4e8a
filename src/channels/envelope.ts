/**
 * The platforms' encrypted envelope, shared by WeCom, 微信客服 and the Official Account in safe mode
 * (developer.work.weixin.qq.com/document/path/90968). @wecom/crypto seals. Opening is done here, with a key prepared
 * once and with what that library does not check: signature, freshness, base64, padding, lengths, UTF-8, the receiver's
 * id.
 */
import { isUtf8 } from 'node:buffer';
import { createDecipheriv, hash, timingSafeEqual, type Decipheriv } from 'node:crypto';
import { encrypt } from '@wecom/crypto';
import { SignatureError } from '../kit/errors.ts';

export interface EnvelopeKeys {
  token: string;
  /** 43 characters. */
  aesKey: string;
  /** Still taken while the console's change of key travels. */
  previousAesKey?: string | undefined;
  /** Corp id, or app id of an Official Account. */
  receiveId: string;
}

/** The query of a callback as it arrived; a repeated parameter is an array and therefore refused. */
export type CallbackQuery = Record<string, string | string[] | undefined>;

export interface Opened {
  message: string;
  /** What identifies this very request, for the replay check. */
  signature: string;
  /** The key that opened it: an answer is sealed with the same. */
  aesKey: string;
}

/** How old or how early a request may be. */
export const FRESH_MS = 5 * 60_000;

const BLOCK = 16;
/** PKCS#7 fills up to this many bytes: each envelope is a whole number of them. */
const PADDED = 32;
/** Random bytes and the length of the message stand before it. */
const LENGTH_AT = 16;
const MESSAGE_AT = 20;

/** One parameter that must be there once and not be empty. */
export function singleParameter(query: CallbackQuery, name: string): string {
  const value = query[name];
  if (typeof value !== 'string' || value === '')
    throw new SignatureError('parameter', `Parameter ${name} is missing, empty or repeated.`);
  return value;
}

/** Opens `encrypted`, which the query signs. Throws SignatureError with a code for the log; the caller learns nothing. */
export function openEnvelope(query: CallbackQuery, encrypted: string, keys: EnvelopeKeys, now: Date): Opened {
  const signature = checkSignature(query, 'msg_signature', [encrypted], keys.token);
  checkFresh(query, now);
  const sealed = decodeBase64(encrypted);
  let failure: SignatureError | undefined;
  for (const { aesKey, decipher } of preparedKeys(keys)) {
    const opened = decrypt(sealed, decipher);
    if (opened?.receiver.equals(Buffer.from(keys.receiveId)))
      return { message: opened.message, signature, aesKey };
    failure ??= opened
      ? new SignatureError('receiver', 'The envelope is for another receiver.')
      : new SignatureError('cipher', 'The envelope does not open: another AES key, or altered.');
  }
  throw failure!;
}

interface PreparedKey {
  aesKey: string;
  /**
   * One for all letters, as if they were one long text: what stood before changes only the first block of the next, and
   * that one holds nothing but the platform's random bytes. Making it anew costs several times what a letter does.
   */
  decipher: Decipheriv;
}

const prepared = new WeakMap<EnvelopeKeys, readonly PreparedKey[]>();

function preparedKeys(keys: EnvelopeKeys): readonly PreparedKey[] {
  const known = prepared.get(keys);
  if (known) return known;
  const made = [keys.aesKey, keys.previousAesKey]
    .filter((aesKey) => aesKey !== undefined)
    .map((aesKey) => {
      const key = Buffer.from(`${aesKey}=`, 'base64');
      const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, BLOCK)).setAutoPadding(false);
      return { aesKey, decipher };
    });
  prepared.set(keys, made);
  return made;
}

/** Checks a signature over token, timestamp, nonce and `parts` in constant time; returns it. */
export function checkSignature(
  query: CallbackQuery,
  name: string,
  parts: readonly string[],
  token: string,
): string {
  const given = singleParameter(query, name);
  const timestamp = singleParameter(query, 'timestamp');
  const nonce = singleParameter(query, 'nonce');
  const expected = sign(token, timestamp, nonce, parts[0] ?? '');
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  if (a.length !== b.length || !timingSafeEqual(a, b))
    throw new SignatureError('signature', 'The signature does not fit.');
  return expected;
}

/** SHA-1 of the parts in the order of their letters, in hex. */
const sign = (...parts: readonly string[]): string => hash('sha1', parts.toSorted().join(''));

/** Refuses a request that is more than five minutes old or early. */
export function checkFresh(query: CallbackQuery, now: Date): void {
  const timestamp = singleParameter(query, 'timestamp');
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(seconds * 1_000 - now.getTime()) <= FRESH_MS))
    throw new SignatureError(
      'stale',
      'The timestamp is more than five minutes away from the clock of this machine.',
    );
}

/** What does not come out the same when written again is not base64 as the platform writes it. */
function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new SignatureError('base64', 'Not base64.');
  if (bytes.length === 0 || bytes.length % PADDED !== 0)
    throw new SignatureError('length', 'Not whole cipher blocks.');
  return bytes;
}

/** Undefined unless sealing what comes out would give `sealed` again, byte for byte. `sealed` is whole blocks. */
function decrypt(sealed: Buffer, decipher: Decipheriv): { message: string; receiver: Buffer } | undefined {
  // Without padding of its own the cipher gives all whole blocks at once and keeps nothing for the end.
  const plain = decipher.update(sealed);
  const padding = plain.at(-1)!;
  const end = plain.length - padding;
  if (padding < 1 || padding > PADDED || end < MESSAGE_AT) return undefined;
  for (let i = end; i < plain.length; i++) if (plain[i] !== padding) return undefined;
  const messageEnd = MESSAGE_AT + plain.readUInt32BE(LENGTH_AT);
  if (messageEnd > end) return undefined;
  const message = plain.subarray(MESSAGE_AT, messageEnd);
  if (!isUtf8(message)) return undefined;
  return { message: message.toString('utf8'), receiver: plain.subarray(messageEnd, end) };
}

export interface Sealed {
  encrypt: string;
  signature: string;
}

/** Seals a message the way the platform does (the simulator's direction, and passive replies). */
export function sealEnvelope(
  message: string,
  keys: EnvelopeKeys,
  stamp: { timestamp: string; nonce: string; random: Buffer },
): Sealed {
  const encrypted = encrypt(keys.aesKey, message, keys.receiveId, stamp.random);
  return { encrypt: encrypted, signature: sign(keys.token, stamp.timestamp, stamp.nonce, encrypted) };
}
