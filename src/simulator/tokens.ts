/** Access tokens as the platforms give them: one for each app, two hours, the same while it is valid, early revocation. */
import type { World } from './world.ts';

export interface Apps {
  /** Secret to app name. */
  secrets: ReadonlyMap<string, string>;
  corpId: string;
}

const LIFETIME_S = 7_200;
const BAD_SECRETS_BEFORE_BAN = 20;

export interface TokenOffice {
  fetch(
    corpId: string,
    secret: string,
  ): { errcode: number; errmsg: string; access_token?: string; expires_in?: number };
  /** 0 and the app, or the errcode. */
  check(token: string | undefined): { errcode: number; app?: string };
  revokeAll(): void;
  fetched: number;
}

export function createTokenOffice(world: World, apps: Apps): TokenOffice {
  const issued = new Map<string, { app: string; expires: number }>();
  let bad = 0;
  const office: TokenOffice = {
    fetched: 0,
    fetch(corpId, secret) {
      office.fetched++;
      if (bad >= BAD_SECRETS_BEFORE_BAN) return { errcode: 45009, errmsg: 'api freq out of limit' };
      if (corpId !== apps.corpId) return { errcode: 40013, errmsg: 'invalid corpid' };
      const app = apps.secrets.get(secret);
      if (!app) {
        bad++;
        return { errcode: 40001, errmsg: 'invalid credential' };
      }
      const now = world.clock.now().getTime();
      const valid = [...issued].find(([, entry]) => entry.app === app && entry.expires > now);
      const token = valid?.[0] ?? `tok-${app}-${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 40)}`;
      if (!valid) issued.set(token, { app, expires: now + LIFETIME_S * 1_000 });
      return {
        errcode: 0,
        errmsg: 'ok',
        access_token: token,
        expires_in: valid ? Math.floor((valid[1].expires - now) / 1_000) : LIFETIME_S,
      };
    },
    check(token) {
      const entry = token === undefined ? undefined : issued.get(token);
      if (!entry) return { errcode: token ? 40014 : 41001 };
      if (entry.expires <= world.clock.now().getTime()) return { errcode: 42001 };
      return { errcode: 0, app: entry.app };
    },
    revokeAll: () => issued.clear(),
  };
  return office;
}
