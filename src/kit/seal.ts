import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
} from 'node:crypto';
import { AppError } from './errors.ts';

/**
 * Seals text with AES-256-GCM under one key. `context` is bound into the seal (the id of the record it belongs to), so
 * that a sealed value copied to another record does not open there. Form: v1.<base64url of nonce|tag|ciphertext>.
 */
export interface Sealer {
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
  /** Keyed hash of an identifier, for look-up without storing it. 32 hex characters. */
  hash(identifier: string): string;
}

export const KEY_BYTES = 32;

export function createSealer(keyBytes: Buffer): Sealer {
  if (keyBytes.length !== KEY_BYTES)
    throw new AppError('key', `A sealing key has ${KEY_BYTES} bytes, this one ${keyBytes.length}.`);
  // Made ready once: bytes would be made ready again for every call, which costs more than the call.
  const key = createSecretKey(keyBytes);
  const lookup = hkdfSync('sha256', keyBytes, Buffer.alloc(0), 'yangguang/lookup', KEY_BYTES);
  const hashKey = createSecretKey(Buffer.from(lookup));
  return {
    seal(text, context) {
      const nonce = takeNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const body = cipher.update(text, 'utf8');
      // This mode gives every byte at once; the end only makes the tag.
      cipher.final();
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.slice(3), 'base64url');
      if (!sealed.startsWith('v1.') || bytes.length < 28) throw new AppError('seal', 'Not a sealed value.');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(
        Buffer.from(context),
      );
      decipher.setAuthTag(bytes.subarray(12, 28));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('seal', 'A sealed value does not open: another key, another record, or altered.', {
          cause,
        });
      }
    },
    hash: (identifier) => createHmac('sha256', hashKey).update(identifier).digest('hex').slice(0, 32),
  };
}

const NONCE_BYTES = 12;
/** Random bytes for many nonces at once; each is used once. */
const nonces = Buffer.alloc(NONCE_BYTES * 256);
let used = nonces.length;

function takeNonce(): Buffer {
  if (used === nonces.length) {
    randomFillSync(nonces);
    used = 0;
  }
  used += NONCE_BYTES;
  return Buffer.from(nonces.subarray(used - NONCE_BYTES, used));
}

export const sha256 = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();
