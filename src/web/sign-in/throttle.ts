/** Slows down who guesses passwords, counted in the database so that all instances agree. */
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../kit/errors.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Database } from '../../store/database.ts';

/** Tries with one userid, and from one address, within the window. */
const PER_PERSON = 8;
const PER_ADDRESS = 60;
const WINDOW_S = 15 * 60;

export interface Throttle {
  /** Counts a try; throws when there were too many. */
  take(userid: string, address: string): Promise<void>;
  /** A right answer: the person's count begins anew. */
  clear(userid: string): Promise<void>;
}

export function createThrottle({ database, sealer }: { database: Database; sealer: Sealer }): Throttle {
  const limiter = (keyPrefix: string, points: number): RateLimiterPrisma =>
    new RateLimiterPrisma({
      storeClient: database.prisma,
      tableName: 'rateLimit',
      keyPrefix,
      points,
      duration: WINDOW_S,
      clearExpiredByTimeout: false,
    });
  const people = limiter('sign-in', PER_PERSON);
  const addresses = limiter('sign-in-from', PER_ADDRESS);
  // Who tried is nobody's business: the database knows a hash.
  const keyOf = (text: string): string => sealer.hash(text.toLowerCase());

  return {
    async take(userid, address) {
      await forget(database);
      await consume(addresses, keyOf(address));
      await consume(people, keyOf(userid));
    },
    async clear(userid) {
      await people.delete(keyOf(userid));
    },
  };
}

async function consume(limiter: RateLimiterPrisma, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const minutes = Math.ceil(error.msBeforeNext / 60_000);
    throw new AppError('too-many', 'Too many tries to sign in.', {
      tell: `试得太多了,请 ${minutes} 分钟后再试。Too many tries: wait ${minutes} minutes.`,
      retry: { afterMs: error.msBeforeNext },
    });
  }
}

const forget = (database: Database): Promise<unknown> =>
  database.prisma.$executeRaw`delete from rate_limit where expire < now() - interval '1 hour'`;
