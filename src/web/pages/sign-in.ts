/** 登录: with WeCom, or with a local account and its second factor. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Context } from 'koa';
import { z } from 'zod';
import { AppError, InputError } from '../../kit/errors.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Accounts } from '../../people/accounts.ts';
import { findOfficial } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import { ourAddress } from '../console/address.ts';
import { clearCookie, setCookie } from '../console/cookies.ts';
import { checkFields } from '../console/form.ts';
import { SESSION_COOKIE, type Gate } from '../console/gate.ts';
import type { Sessions, SignInWay } from '../console/session.ts';
import { visitOf } from '../console/visit.ts';
import type { Throttle } from '../sign-in/throttle.ts';
import { showPage, type Html } from './layout.ts';
import { both, field } from './parts.ts';

/** How WeCom says who somebody is; undefined where there is no WeCom. */
export interface MemberSignIn {
  authorizeUrl(redirectUri: string, state: string): string;
  memberOf(code: string): Promise<string | undefined>;
}

export interface SignInDeps {
  database: Database;
  sessions: Sessions;
  gate: Gate;
  accounts: Accounts;
  throttle: Throttle;
  sealer: Sealer;
  ids: Ids;
  log: Log;
  /** Where browsers reach us; undefined: as the request says. */
  publicUrl: string | undefined;
  wecom: MemberSignIn | undefined;
}

const STATE_COOKIE = 'yg_state';
const STATE_MS = 10 * 60_000;
const STATE_ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const STATE_LENGTH = 40;
const RETURN_PATH = '/console/sign-in/wecom/return';

const text = z.string().max(300);
const localFields = z.object({
  userid: text.min(1),
  password: text.min(1),
  code: text,
  next: text.optional(),
});

export function createSignInPages(deps: SignInDeps): Router {
  const { gate, accounts, throttle, log } = deps;
  const router = new Router({ prefix: '/console/sign-in' });

  router.get('/', (ctx) => showPage(ctx, '登录', signInBody(deps, ctx, {})));

  router.post('/local', async (ctx) => {
    const given = checkFields(await gate.guestFields(ctx), localFields);
    try {
      await throttle.take(given.userid, ctx.ip);
      const userid = await accounts.verify(given);
      if (!userid) throw new InputError('Wrong userid, password or code.', { tell: WRONG });
      await throttle.clear(given.userid);
      await admit(deps, ctx, userid, 'local', given.next);
    } catch (error) {
      if (!(error instanceof AppError) || !error.tell) throw error;
      log.warn({ code: error.code, from: ctx.ip }, 'sign-in refused');
      ctx.status = error.code === 'too-many' ? 429 : 403;
      await showPage(ctx, '登录', signInBody(deps, ctx, { fault: error.tell, userid: given.userid }));
    }
  });

  router.get('/wecom', (ctx) => beginWecom(deps, ctx));
  router.get('/wecom/return', (ctx) => endWecom(deps, ctx));
  return router;
}

/** 退出; for whoever is signed in. */
export function createSignOut({ sessions }: Pick<SignInDeps, 'sessions'>): Router {
  const router = new Router();
  router.post('/console/sign-out', async (ctx) => {
    await sessions.end(visitOf(ctx).sessionId);
    clearCookie(ctx, SESSION_COOKIE);
    ctx.redirect('/console/sign-in');
  });
  return router;
}

const WRONG = '账号、密码或动态码不对。The userid, password or code is wrong.';
const LAPSED = '登录没有完成:可能放得太久,或链接是别处来的。请再点一次登录。';

/** The sign-in goes there and comes back to the browser that began it, and to no other. */
function beginWecom({ wecom, ids, sealer, publicUrl }: SignInDeps, ctx: Context): void {
  if (!wecom) throw new AppError('not-found', 'WeCom is not configured.', { tell: '没有接企业微信。' });
  const state = ids.pick(STATE_ALPHABET, STATE_LENGTH);
  const next = safeNext(ctx.query.next);
  setCookie(ctx, STATE_COOKIE, sealer.seal(JSON.stringify({ state, next }), STATE_COOKIE), STATE_MS);
  ctx.redirect(wecom.authorizeUrl(`${ourAddress(ctx, publicUrl)}${RETURN_PATH}`, state));
}

async function endWecom(deps: SignInDeps, ctx: Context): Promise<void> {
  const { wecom, sealer, log } = deps;
  const kept = openState(sealer, ctx.cookies.get(STATE_COOKIE));
  clearCookie(ctx, STATE_COOKIE);
  const { code, state } = ctx.query;
  if (!wecom || !kept || state !== kept.state || typeof code !== 'string' || code.length > 512)
    throw new AppError('denied', 'The sign-in is not the one that was begun.', { tell: LAPSED });
  const userid = await wecom.memberOf(code);
  if (!userid) {
    log.warn({ from: ctx.ip }, 'sign-in refused: not a member, or the code is used');
    throw new AppError('denied', 'WeCom does not name a member.', { tell: LAPSED });
  }
  await admit(deps, ctx, userid, 'wecom', kept.next);
}

function openState(sealer: Sealer, cookie: string | undefined): { state: string; next: string } | undefined {
  try {
    return cookie
      ? (JSON.parse(sealer.open(cookie, STATE_COOKIE)) as { state: string; next: string })
      : undefined;
  } catch {
    return undefined;
  }
}

async function admit(
  { database, sessions, log }: SignInDeps,
  ctx: Context,
  userid: string,
  how: SignInWay,
  next: unknown,
): Promise<void> {
  const person = await findOfficial(database.prisma, userid);
  if (!person)
    throw new AppError('denied', 'The member is not in the organisation file.', {
      tell: '名单里没有您,请让系统管理员把您加进 organisation.json 再导入。',
    });
  // Always a new token: one that somebody planted in the browser gains nothing.
  setCookie(ctx, SESSION_COOKIE, await sessions.open(person.userid, how));
  log.info({ how }, 'signed in');
  ctx.redirect(safeNext(next));
}

/** Only to our own pages. */
const safeNext = (next: unknown): string =>
  typeof next === 'string' && /^\/console(?:[/?#][\x21-\x7e]*)?$/.test(next) ? next : '/console';

function signInBody(
  { gate, wecom }: SignInDeps,
  ctx: Context,
  said: { fault?: string; userid?: string },
): Html {
  const next = safeNext(ctx.query.next);
  return html`<div class="narrow">
    <h1>${both('登录监督台', 'Sign in')}</h1>
    ${said.fault ? html`<p class="note bad" role="alert">${said.fault}</p>` : ''}
    ${
      wecom
        ? html`<p>
              <a class="button primary" href="/console/sign-in/wecom?next=${encodeURIComponent(next)}"
                >用企业微信登录 <span lang="en">With WeCom</span></a
              >
            </p>
            <p class="hint">在手机企业微信里打开本页最方便。</p>`
        : ''
    }
    <h2>${both('本地账号', 'Local account')}</h2>
    <form method="post" action="/console/sign-in/local">
      <input type="hidden" name="_csrf" value="${gate.guestToken(ctx)}" />
      <input type="hidden" name="next" value="${next}" />
      ${field({ name: 'userid', label: '账号 Userid', autocomplete: 'username', value: said.userid ?? '' })}
      ${field({ name: 'password', label: '密码 Password', type: 'password', autocomplete: 'current-password' })}
      ${field({
        name: 'code',
        label: '动态码 Code',
        hint: '手机验证器上的 6 位数字',
        digits: true,
        autocomplete: 'one-time-code',
      })}
      <p>
        <button class="primary">登录 <span lang="en">Sign in</span></button>
      </p>
    </form>
    <p class="hint">没有账号?请找本单位系统管理员要一个一次性链接。</p>
  </div>`;
}
