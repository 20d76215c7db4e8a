/**
 * The platforms' encrypted envelope, shared by WeCom, 微信客服 and the Official Account in safe mode
 * (developer.work.weixin.qq.com/document/path/90968). @wecom/crypto does the cipher; what it does not
 * check is checked here: signature, freshness, base64, padding, lengths, UTF-8, the receiver's id.
 */
import { timingSafeEqual } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
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
/** 16 random bytes, 4 of length, a receiver's id, padding. */
const SMALLEST = 32;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

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
  checkBase64(encrypted);
  const candidates = [keys.aesKey, keys.previousAesKey].filter((key) => key !== undefined);
  let failure: unknown;
  for (const aesKey of candidates) {
    try {
      return { message: decryptStrictly(encrypted, aesKey, keys.receiveId), signature, aesKey };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
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
  const expected = getSignature(token, timestamp, nonce, parts[0] ?? '');
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  if (a.length !== b.length || !timingSafeEqual(a, b))
    throw new SignatureError('signature', 'The signature does not fit.');
  return expected;
}

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

function checkBase64(text: string): void {
  if (!BASE64.test(text)) throw new SignatureError('base64', 'Not base64.');
  const bytes = Buffer.byteLength(text, 'base64');
  if (bytes < SMALLEST || bytes % BLOCK !== 0) throw new SignatureError('length', 'Not whole cipher blocks.');
}

function decryptStrictly(encrypted: string, aesKey: string, receiveId: string): string {
  let opened: ReturnType<typeof decrypt>;
  try {
    opened = decrypt(aesKey, encrypted);
    // Sealed again with the same random bytes it must come out the same, letter for letter. That refuses broken
    // padding, a length beyond the envelope and bytes that are not UTF-8, all of which the library lets pass.
    if (encrypt(aesKey, opened.message, opened.id, opened.random) !== encrypted)
      throw new Error('not canonical');
  } catch {
    throw new SignatureError('cipher', 'The envelope does not open: another AES key, or altered.');
  }
  if (opened.id !== receiveId) throw new SignatureError('receiver', 'The envelope is for another receiver.');
  return opened.message;
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
  return { encrypt: encrypted, signature: getSignature(keys.token, stamp.timestamp, stamp.nonce, encrypted) };
}
