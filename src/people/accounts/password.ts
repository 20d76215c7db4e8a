/** Passwords as salted scrypt hashes that carry their own cost, so that the cost can be raised later. */
import { scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** 32 MB and about a quarter of a second a try (OWASP password storage: N=2^15, r=8, p=3). */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const MAX_MEMORY = 128 * 1024 * 1024;
const HASH_BYTES = 32;

export const SALT_BYTES = 16;

export async function hashPassword(password: string, salt: Buffer): Promise<string> {
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** False for a wrong password; takes as long when there is no hash to compare with, so that time tells nothing. */
export async function isPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = kept?.split('$') ?? [];
  if (scheme !== 'scrypt' || !salt || !hash) {
    await derive(password, Buffer.alloc(SALT_BYTES), COST);
    return false;
  }
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url'));
}

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed by another keyboard is the same.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 200;
const MIN_DIFFERENT = 5;

/** What is wrong with a new password, in a sentence; undefined when it will do. */
export function faultOfPassword(password: string, userid: string): string | undefined {
  const length = [...password].length;
  if (length < MIN_CHARACTERS)
    return `密码至少 ${MIN_CHARACTERS} 个字符,可以是一句话。At least ${MIN_CHARACTERS} characters.`;
  if (length > MAX_CHARACTERS)
    return `密码最多 ${MAX_CHARACTERS} 个字符。At most ${MAX_CHARACTERS} characters.`;
  if (password.toLowerCase().includes(userid.toLowerCase()))
    return '密码里不能有账号。It must not hold the userid.';
  if (new Set(password).size < MIN_DIFFERENT) return '密码太简单,换一句。Too simple.';
  return undefined;
}
