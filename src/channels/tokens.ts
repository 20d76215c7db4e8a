/**
 * Access tokens, one for each app, shared by all instances through the database: one fetcher at a time, renewed early,
 * sealed at rest, never logged.
 */
import type { Clock } from '../kit/clock.ts';
import { ChannelError } from '../kit/errors.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database } from '../store/database.ts';

export interface FetchedToken {
  token: string;
  expiresInSeconds: number;
}

export interface Tokens {
  /** A token that is good for a while yet. `app` names the app without its secret. */
  get(app: string, fetchToken: () => Promise<FetchedToken>): Promise<string>;
  /** The platform refused `bad`: the next get brings another one. */
  invalidate(app: string, bad: string): Promise<void>;
}

const RENEW_BEFORE_MS = 10 * 60_000;
const LEASE_MS = 15_000;
const WAIT_MS = 100;
const MAX_WAITS = 200;

export function createTokens({
  database,
  content,
  clock,
}: {
  database: Database;
  content: Sealer;
  clock: Clock;
}): Tokens {
  const running = new Map<string, Promise<string>>();

  const read = async (app: string): Promise<string | undefined> => {
    const row = await database.prisma.accessToken.findUnique({ where: { app } });
    const good =
      row?.sealed && row.expiresAt && row.expiresAt.getTime() - RENEW_BEFORE_MS > clock.now().getTime();
    return good ? content.open(row.sealed!, `token:${app}`) : undefined;
  };

  /** Leases run by the database's own clock: it is the only one that instances share. */
  const lease = async (app: string): Promise<boolean> => {
    const rows = await database.prisma.$queryRaw<unknown[]>`
      insert into access_token (app, lease_until) values (${app}, now() + make_interval(secs => ${LEASE_MS / 1_000}))
      on conflict (app) do update set lease_until = excluded.lease_until
      where access_token.lease_until is null or access_token.lease_until < now() returning app`;
    return rows.length > 0;
  };

  const keep = async (app: string, { token, expiresInSeconds }: FetchedToken): Promise<void> => {
    await database.prisma.accessToken.update({
      where: { app },
      data: {
        sealed: content.seal(token, `token:${app}`),
        expiresAt: new Date(clock.now().getTime() + expiresInSeconds * 1_000),
        leaseUntil: null,
      },
    });
  };

  const obtain = async (app: string, fetchToken: () => Promise<FetchedToken>): Promise<string> => {
    for (let waits = 0; waits < MAX_WAITS; waits++) {
      const known = await read(app);
      if (known) return known;
      if (await lease(app)) {
        try {
          const fetched = await fetchToken();
          await keep(app, fetched);
          return fetched.token;
        } catch (error) {
          await database.prisma.accessToken.updateMany({ where: { app }, data: { leaseUntil: null } });
          throw error;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    throw new ChannelError(`No access token for ${app}: another instance holds the lease.`, {
      retry: 'later',
    });
  };

  return {
    get(app, fetchToken) {
      const inFlight = running.get(app);
      if (inFlight) return inFlight;
      const started = obtain(app, fetchToken).finally(() => running.delete(app));
      running.set(app, started);
      return started;
    },
    async invalidate(app, bad) {
      const row = await database.prisma.accessToken.findUnique({ where: { app } });
      // Another instance may have renewed it already; then its token stays.
      if (row?.sealed && content.open(row.sealed, `token:${app}`) === bad)
        await database.prisma.accessToken.updateMany({
          where: { app, sealed: row.sealed },
          data: { sealed: null, expiresAt: null },
        });
    },
  };
}
