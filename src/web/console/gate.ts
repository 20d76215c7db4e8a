/** The gate before every console page: who it is, and that a POST came from our own form. */
import { timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { AppError, DeniedError } from '../../kit/errors.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import { clearCookie, setCookie } from './cookies.ts';
import { readFields, readUpload, type Fields, type Upload } from './form.ts';
import type { Sessions } from './session.ts';
import type { Visit } from './visit.ts';

export const SESSION_COOKIE = 'yg_staff';
const FLASH_COOKIE = 'yg_flash';
const GUEST_COOKIE = 'yg_guest';
const FLASH_MS = 60_000;
const GUEST_BYTES = 18;
const NO_FIELDS: Fields = new Map();

type Uploads = (path: string) => number | undefined;

export interface Gate {
  /** Lets staff through with their Visit; sends others to the sign-in page, or tells a program 401. */
  staff: Middleware;
  /** For pages before sign-in: gives a form its `_csrf`, and checks it on a POST. */
  guestToken(ctx: Context): string;
  guestFields(ctx: Context): Promise<Fields>;
}

export function createGate({
  sessions,
  sealer,
  ids,
  quiet = new Set(),
  uploads = () => undefined,
}: {
  sessions: Sessions;
  sealer: Sealer;
  ids: Ids;
  /** Paths that open pages ask by themselves. */
  quiet?: ReadonlySet<string>;
  /** How many bytes a form of this path may bring with a file; undefined: it takes none. */
  uploads?: Uploads;
}): Gate {
  const tokenOf = (of: string): string => sealer.hash(`csrf:${of}`);

  const takeFlash = (ctx: Context): string | undefined => {
    const sealed = ctx.cookies.get(FLASH_COOKIE);
    if (!sealed) return undefined;
    clearCookie(ctx, FLASH_COOKIE);
    try {
      return sealer.open(sealed, FLASH_COOKIE);
    } catch {
      return undefined;
    }
  };

  return {
    async staff(ctx, next) {
      const session = await sessions.find(ctx.cookies.get(SESSION_COOKIE), quiet.has(ctx.path));
      if (!session) return turnAway(ctx);
      const csrf = tokenOf(session.id);
      const { fields, upload } = changes(ctx)
        ? await checkedForm(ctx, csrf, uploads)
        : { fields: NO_FIELDS, upload: undefined };
      ctx.set('cache-control', 'no-store');
      ctx.state.visit = {
        staff: session.staff,
        how: session.how,
        sessionId: session.id,
        csrf,
        fields,
        upload,
        flash: changes(ctx) || quiet.has(ctx.path) ? undefined : takeFlash(ctx),
        say: (text) => setCookie(ctx, FLASH_COOKIE, sealer.seal(text, FLASH_COOKIE), FLASH_MS),
      } satisfies Visit;
      await next();
    },
    guestToken(ctx) {
      const known = ctx.cookies.get(GUEST_COOKIE);
      const guest = known ?? ids.bytes(GUEST_BYTES).toString('base64url');
      if (!known) setCookie(ctx, GUEST_COOKIE, guest);
      ctx.set('cache-control', 'no-store');
      return tokenOf(`guest:${guest}`);
    },
    guestFields: async (ctx) =>
      (await checkedForm(ctx, tokenOf(`guest:${ctx.cookies.get(GUEST_COOKIE) ?? ''}`), () => undefined))
        .fields,
  };
}

const changes = ({ method }: Context): boolean => method !== 'GET' && method !== 'HEAD';

async function checkedForm(
  ctx: Context,
  token: string,
  uploads: Uploads,
): Promise<{ fields: Fields; upload: Upload | undefined }> {
  // Browsers say where a request comes from; a form of another site ends here, whatever it knows.
  const site = ctx.get('sec-fetch-site');
  const most = ctx.is('multipart/form-data') ? uploads(ctx.path) : undefined;
  const form =
    most === undefined ? { fields: await readFields(ctx), upload: undefined } : await readUpload(ctx, most);
  const fields = new Map(form.fields);
  const given = Buffer.from(fields.get('_csrf') ?? '');
  fields.delete('_csrf');
  const ours = given.length === token.length && timingSafeEqual(given, Buffer.from(token));
  if (!ours || (site !== '' && site !== 'same-origin' && site !== 'none'))
    throw new DeniedError('The form is not of this page or of this sign-in.', {
      tell: '页面放太久了或不是从本页提交的。请返回、刷新页面,再提交一次。',
    });
  return { fields, upload: form.upload };
}

function turnAway(ctx: Context): void {
  if (!changes(ctx) && ctx.get('hx-request') === '')
    return ctx.redirect(`/console/sign-in?next=${encodeURIComponent(ctx.url)}`);
  // htmx goes there; a plain form gets the error page with a link.
  ctx.set('HX-Redirect', '/console/sign-in');
  throw new AppError('signed-out', 'Signed out.', {
    tell: '登录已过期,请重新登录,再做一次。',
  });
}
