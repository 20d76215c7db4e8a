/**
 * Access tokens as the platforms give them: one for each app, two hours, the same while it is valid, revoked early at
 * will. The Official Account has two doors: the old one kills the token given before, stable_token does not.
 */
import { apiError, apiOk, type ApiResult, type AppName } from './api.ts';
import type { World } from './world.ts';

export interface Accounts {
  corpId: string;
  /** Secret to app. */
  secrets: ReadonlyMap<string, 'app' | 'kf'>;
  wechat: { appId: string; secret: string } | undefined;
}

const LIFETIME_MS = 7_200_000;
const BAD_SECRETS_BEFORE_BAN = 20;
const BAN_MS = 3_600_000;
/** stable_token renews five minutes early; the token before goes on until its own end. */
const OVERLAP_MS = 5 * 60_000;
const FORCED_A_DAY = 20;
const FORCED_APART_MS = 30_000;
const DAY_MS = 86_400_000;

interface Issued {
  app: AppName;
  expires: number;
}

export interface TokenOffice {
  /** gettoken */
  fetch(corpId: string, secret: string): ApiResult;
  /** cgi-bin/token of the Official Account. */
  legacy(appId: string, secret: string): ApiResult;
  stable(appId: string, secret: string, force: boolean): ApiResult;
  /** 0 and the app, or the errcode. */
  check(token: string | undefined): { errcode: number; app?: AppName };
  /** Ends tokens before their time: unknown from now on (40014), or run out (42001). */
  end(how: 'revoke' | 'expire', app: AppName | 'all'): number;
  counts(): { fetched: Record<AppName, number>; refused: number; bannedUntil: string | null };
}

export function createTokenOffice(world: World, { corpId, secrets, wechat }: Accounts): TokenOffice {
  const issued = new Map<string, Issued>();
  const fetched: Record<AppName, number> = { app: 0, kf: 0, wechat: 0 };
  let bad = 0;
  let refused = 0;
  let bannedUntil = 0;
  const forced: number[] = [];
  const now = (): number => world.clock.now().getTime();

  const issue = (app: AppName): [string, Issued] => {
    const token = `tok-${app}-${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 40)}`;
    const entry = { app, expires: now() + LIFETIME_MS };
    issued.set(token, entry);
    return [token, entry];
  };
  const given = ([token, { expires }]: [string, Issued]): ApiResult =>
    apiOk({ access_token: token, expires_in: Math.floor((expires - now()) / 1_000) });
  const validOf = (app: AppName, forMs = 0): [string, Issued] | undefined =>
    [...issued].findLast(([, entry]) => entry.app === app && entry.expires > now() + forMs);
  const kill = (app: AppName): void => {
    for (const [token, entry] of issued) if (entry.app === app) issued.delete(token);
  };
  const refuse = (errcode: number, errmsg: string): ApiResult => {
    refused++;
    if (errcode === 40001 && ++bad >= BAD_SECRETS_BEFORE_BAN) {
      bannedUntil = now() + BAN_MS;
      bad = 0;
    }
    return apiError(errcode, errmsg);
  };
  /** What keeps a caller from a token of the Official Account. */
  const barred = (appId: string, secret: string): ApiResult | undefined => {
    if (!wechat || appId !== wechat.appId) return refuse(40013, 'invalid appid');
    if (!world.settings.wechatIpAllowed)
      return refuse(40164, 'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist');
    return secret === wechat.secret ? undefined : refuse(40125, 'invalid appsecret');
  };

  return {
    fetch(corp, secret) {
      if (now() < bannedUntil) return refuse(45009, 'api freq out of limit');
      if (corp !== corpId) return refuse(40013, 'invalid corpid');
      const app = secrets.get(secret);
      if (!app) return refuse(40001, 'invalid credential');
      fetched[app]++;
      return given(validOf(app) ?? issue(app));
    },
    legacy(appId, secret) {
      const no = barred(appId, secret);
      if (no) return no;
      fetched.wechat++;
      kill('wechat');
      return given(issue('wechat'));
    },
    stable(appId, secret, force) {
      const no = barred(appId, secret);
      if (no) return no;
      fetched.wechat++;
      if (!force) return given(validOf('wechat', OVERLAP_MS) ?? issue('wechat'));
      const today = forced.filter((at) => at > now() - DAY_MS);
      if (today.length >= FORCED_A_DAY) return refuse(45009, 'reach max api daily quota limit');
      if (now() - (today.at(-1) ?? 0) < FORCED_APART_MS) return refuse(45011, 'api minute-quota reach limit');
      forced.push(now());
      kill('wechat');
      return given(issue('wechat'));
    },
    check(token) {
      const entry = token === undefined ? undefined : issued.get(token);
      if (!entry) return { errcode: token ? 40014 : 41001 };
      return entry.expires <= now() ? { errcode: 42001, app: entry.app } : { errcode: 0, app: entry.app };
    },
    end(how, app) {
      const ended = [...issued].filter(([, entry]) => app === 'all' || entry.app === app);
      for (const [token, entry] of ended)
        if (how === 'revoke') issued.delete(token);
        else entry.expires = now();
      return ended.length;
    },
    counts: () => ({
      fetched: { ...fetched },
      refused,
      bannedUntil: bannedUntil > now() ? new Date(bannedUntil).toISOString() : null,
    }),
  };
}
