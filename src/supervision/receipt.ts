/** The 16-digit receipt 查询码 that opens a matter from any account, even an anonymous one; and how guessing it is slowed. */
import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Db } from '../store/database.ts';

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

/** Wrong tries from one address before it has to wait, and for how long; from all addresses together in a minute. */
export const WRONG_TRIES = 5;
const WAIT_S = 15 * 60;
const LONGEST_WAIT_S = 24 * 3_600;
export const WRONG_TRIES_A_MINUTE = 30;

export interface ReceiptThrottle {
  /** Before a try: throws, with the sentence to say, when this address or all together have tried too often. */
  check(db: Db, address: string): Promise<void>;
  /** After a wrong try. */
  miss(db: Db, address: string): Promise<void>;
  /** After a right one: the address begins anew. */
  clear(db: Db, address: string): Promise<void>;
}

/**
 * Counted in the database, so that all instances agree, by the database's clock. Each further row of wrong tries doubles the
 * wait, up to a day. A guesser with many addresses meets the common limit; one's own matter opens by its number meanwhile.
 */
export function createReceiptThrottle(identityKey: Sealer): ReceiptThrottle {
  const keyOf = (address: string): string => `receipt:${identityKey.hash(`receipt:${address}`)}`;
  const ALL = 'receipt:all';
  /** Until when this process knows that all have to wait: a flood of guesses does not reach the database. */
  let closedUntil = 0;
  return {
    async check(db, address) {
      const closedFor = closedUntil - performance.now();
      if (closedFor > 0) throw tooMany(closedFor / 1_000);
      const rows = await db.$queryRaw<{ key: string; points: number; left: number }[]>`
        select key, points, ceil(extract(epoch from expire - now()))::int as left from rate_limit
        where key in (${keyOf(address)}, ${ALL}) and expire > now()`;
      for (const { key, points, left } of rows) {
        if (key !== ALL && points % WRONG_TRIES === 0) throw tooMany(left);
        if (key !== ALL || points < WRONG_TRIES_A_MINUTE) continue;
        closedUntil = performance.now() + left * 1_000;
        throw tooMany(left);
      }
    },
    async miss(db, address) {
      await db.$executeRaw`
        insert into rate_limit (key, points, expire) values (${ALL}, 1, now() + interval '1 minute')
        on conflict (key) do update set
          points = case when rate_limit.expire > now() then rate_limit.points + 1 else 1 end,
          expire = case when rate_limit.expire > now() then rate_limit.expire else excluded.expire end`;
      await db.$executeRaw`
        insert into rate_limit (key, points, expire)
        values (${keyOf(address)}, 1, now() + make_interval(secs => ${LONGEST_WAIT_S}::int))
        on conflict (key) do update set points = rate_limit.points + 1, expire = now() + make_interval(secs =>
          case when (rate_limit.points + 1) % ${WRONG_TRIES}::int <> 0 then ${LONGEST_WAIT_S}::int
          else least(${LONGEST_WAIT_S}::int,
            ${WAIT_S}::int * power(2, (rate_limit.points + 1) / ${WRONG_TRIES}::int - 1)::int) end)`;
    },
    async clear(db, address) {
      await db.$executeRaw`delete from rate_limit where key = ${keyOf(address)}`;
    },
  };
}

const tooMany = (seconds: number): AppError => {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return new AppError('too-many', 'Too many wrong receipts.', {
    tell: `查询码试错的次数太多了,请 ${minutes} 分钟后再试。用登记时的微信,发编号也能查。`,
  });
};
