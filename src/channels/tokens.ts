/**
 * Access tokens, one for each app, shared by all instances through the database: one fetcher at a time, renewed early,
 * sealed at rest, never logged. Credentials that were refused are not tried again at once: the platforms ban an address
 * that keeps asking with a wrong secret.
 */
import type { Clock } from '../kit/clock.ts';
import { ChannelError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database } from '../store/database.ts';
import { actionFor } from './errcodes.ts';

export interface FetchedToken {
  token: string;
  expiresInSeconds: number;
}

/** How one app gets its token. */
export interface TokenSource {
  /** Names the app, without its secret. */
  app: string;
  /** Another text when the credentials change; only its keyed hash is kept. */
  credentials: string;
  /** Asks the platform; throws ChannelError, with an errcode when it was refused. */
  fetch(): Promise<FetchedToken>;
  /** Asks for another token although the platform thinks the present one good. */
  fetchAnother?(): Promise<FetchedToken>;
}

export interface Tokens {
  /** A token that is good for a while yet. */
  get(source: TokenSource): Promise<string>;
  /** The platform refused `bad`: brings another one, fetched by whoever comes first. */
  renew(source: TokenSource, bad: string): Promise<string>;
}

const RENEW_BEFORE_MS = 10 * 60_000;
/** Longer than a call may take. */
const LEASE_MS = 15_000;
const WAIT_MS = 100;
const MAX_WAITS = 200;
/** After the first refusal; doubles with each. WeCom bans for an hour. */
const REFUSED_MS = 60_000;
const MAX_REFUSED_MS = 60 * 60_000;

export function createTokens(deps: { database: Database; content: Sealer; clock: Clock; log: Log }): Tokens {
  const { database, content, clock, log } = deps;
  const rows = database.prisma.accessToken;
  const running = new Map<string, Promise<string>>();
  /** Saves a look into the database; a token that was renewed elsewhere stays good until the platform refuses it. */
  const known = new Map<string, { token: string; until: number }>();

  const remember = (app: string, token: string, expiresAt: Date): string => {
    known.set(app, { token, until: expiresAt.getTime() - RENEW_BEFORE_MS });
    return token;
  };

  const read = async (source: TokenSource): Promise<string | undefined> => {
    const { app } = source;
    const row = await rows.findUnique({ where: { app } });
    const now = clock.now().getTime();
    if (row?.sealed && row.expiresAt && row.expiresAt.getTime() - RENEW_BEFORE_MS > now)
      return remember(app, content.open(row.sealed, `token:${app}`), row.expiresAt);
    if (row?.refusedUntil && row.refusedUntil.getTime() > now && row.refusedMark === markOf(source))
      throw refusal(app, row.refusedErrcode ?? 0, row.refusedUntil.getTime() - now);
    return undefined;
  };

  const markOf = ({ app, credentials }: TokenSource): string => content.hash(`${app}\n${credentials}`);

  /** Leases run by the database's own clock: it is the only one that instances share. */
  const lease = async (app: string): Promise<boolean> => {
    const taken = await database.prisma.$queryRaw<unknown[]>`
      insert into access_token (app, lease_until) values (${app}, now() + make_interval(secs => ${LEASE_MS / 1_000}))
      on conflict (app) do update set lease_until = excluded.lease_until
      where access_token.lease_until is null or access_token.lease_until < now() returning app`;
    return taken.length > 0;
  };

  const release = (app: string): Promise<unknown> =>
    rows.updateMany({ where: { app }, data: { leaseUntil: null } });

  const keep = async (app: string, { token, expiresInSeconds }: FetchedToken): Promise<string> => {
    const expiresAt = new Date(clock.now().getTime() + expiresInSeconds * 1_000);
    const sealed = content.seal(token, `token:${app}`);
    const clear = { refusals: 0, refusedUntil: null, refusedMark: null, refusedErrcode: null };
    await rows.update({ where: { app }, data: { sealed, expiresAt, leaseUntil: null, ...clear } });
    return remember(app, token, expiresAt);
  };

  const fetchAndKeep = async (source: TokenSource, bad: string | undefined): Promise<string> => {
    // Between the look and the lease another one may have fetched it.
    const good = await read(source);
    if (good !== undefined && good !== bad) {
      await release(source.app);
      return good;
    }
    const fetched = await source.fetch();
    return keep(
      source.app,
      fetched.token === bad && source.fetchAnother ? await source.fetchAnother() : fetched,
    );
  };

  /** Nobody asks again before that: a platform that is too busy is left alone, one that refuses us for longer and longer. */
  const hold = async (source: TokenSource, errcode: number): Promise<ChannelError> => {
    const { app } = source;
    const action = actionFor(errcode);
    const { refusals } = await rows.update({
      where: { app },
      data: { refusals: { increment: action.do === 'retry' ? 0 : 1 } },
      select: { refusals: true },
    });
    const wait =
      action.do === 'retry'
        ? action.afterMs
        : Math.min(REFUSED_MS * 2 ** Math.min(refusals - 1, 10), MAX_REFUSED_MS);
    const refusedUntil = new Date(clock.now().getTime() + wait);
    await rows.update({
      where: { app },
      data: { refusedUntil, refusedMark: markOf(source), refusedErrcode: errcode },
    });
    log[action.do === 'retry' ? 'warn' : 'error'](
      { app, errcode, notBefore: refusedUntil },
      'no access token; not asking again before that',
    );
    return refusal(app, errcode, wait);
  };

  const obtain = async (source: TokenSource, bad: string | undefined): Promise<string> => {
    const { app } = source;
    for (let waits = 0; waits < MAX_WAITS; waits++) {
      const good = await read(source);
      if (good !== undefined && good !== bad) return good;
      if (await lease(app)) {
        try {
          return await fetchAndKeep(source, bad);
        } catch (error) {
          await release(app);
          throw error instanceof ChannelError && error.errcode !== undefined
            ? await hold(source, error.errcode)
            : error;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    throw new ChannelError(`No access token for ${app}: another instance holds the lease.`, {
      retry: 'later',
    });
  };

  /** One at a time within this process, whoever asks. */
  const alone = (source: TokenSource, bad?: string): Promise<string> => {
    const inFlight = running.get(source.app);
    if (inFlight) return inFlight;
    const started = obtain(source, bad).finally(() => running.delete(source.app));
    running.set(source.app, started);
    return started;
  };

  return {
    async get(source) {
      const held = known.get(source.app);
      return held && held.until > clock.now().getTime() ? held.token : alone(source);
    },
    async renew(source, bad) {
      const { app } = source;
      if (known.get(app)?.token === bad) known.delete(app);
      const row = await rows.findUnique({ where: { app } });
      // Another instance may have renewed it already; then its token stays.
      if (row?.sealed && content.open(row.sealed, `token:${app}`) === bad)
        await rows.updateMany({
          where: { app, sealed: row.sealed },
          data: { sealed: null, expiresAt: null },
        });
      return alone(source, bad);
    },
  };
}

const refusal = (app: string, errcode: number, afterMs: number): ChannelError =>
  new ChannelError(`${app}: no access token, errcode ${errcode}.`, {
    errcode,
    retry: { afterMs },
    ...(actionFor(errcode).do === 'retry'
      ? {}
      : { remedy: 'Copy id and secret of this app from the console again and check its trusted IPs.' }),
  });
