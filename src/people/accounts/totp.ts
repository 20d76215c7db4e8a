/** Time-based one-time passwords, RFC 6238 over RFC 4226: SHA-1, six digits, 30 seconds, as every authenticator app has. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SECRET_BYTES = 20;
const STEP_MS = 30_000;
const DIGITS = 6;
/** A clock may be a step off either way. */
const DRIFT = [0, -1, 1];
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

export function codeFor(secret: Buffer, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac[mac.length - 1]! & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

/** The step the code belongs to, if it is one of now and later than `lastStep`. */
export function stepOfCode(secret: Buffer, code: string, now: Date, lastStep: number): number | undefined {
  const given = Buffer.from(code.replace(/\s/g, ''));
  if (given.length !== DIGITS) return undefined;
  return DRIFT.map((drift) => stepAt(now) + drift).find(
    (step) => step > lastStep && timingSafeEqual(given, Buffer.from(codeFor(secret, step))),
  );
}

/** RFC 4648, without padding: how people and apps write a secret. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

/** What the QR code of an enrolment holds (the otpauth scheme of authenticator apps). */
export function otpauthUri(secret: Buffer, userid: string): string {
  const issuer = encodeURIComponent('阳光');
  return `otpauth://totp/${issuer}:${encodeURIComponent(userid)}?secret=${base32(secret)}&issuer=${issuer}&digits=${DIGITS}&period=30`;
}
