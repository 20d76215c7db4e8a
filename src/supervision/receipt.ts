/** The 16-digit receipt 查询码 that opens a matter from any account, even an anonymous one. */
import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Ids } from '../kit/ids.ts';

const DIGITS = 16;
const derive = promisify<string, string, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);
/** About 60 ms of work for each guess. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export const newReceipt = (ids: Ids): string => ids.pick('0123456789', DIGITS);

/** '1234 5678 9012 3456' */
export const formatReceipt = (receipt: string): string => receipt.replace(/(\d{4})(?=\d)/g, '$1 ');

/** Slow hash under the house's own salt: the database alone does not give receipts away. */
export async function hashReceipt(receipt: string, salt: string): Promise<string> {
  return (await derive(receipt.replace(/\D/g, ''), salt, 32, COST)).toString('hex');
}
