/** The console's cookies: out of reach of scripts, not sent from other sites' forms, Secure where the request was. */
import type { Context } from 'koa';

const PATH = '/console';

export function setCookie(ctx: Context, name: string, value: string, maxAgeMs?: number): void {
  ctx.cookies.set(name, value, {
    path: PATH,
    httpOnly: true,
    sameSite: 'lax',
    // From the request, not from a setting: on a county intranet without TLS a Secure cookie would be lost in silence.
    secure: ctx.secure,
    ...(maxAgeMs === undefined ? {} : { maxAge: maxAgeMs }),
  });
}

export const clearCookie = (ctx: Context, name: string): void => {
  ctx.cookies.set(name, null, { path: PATH, httpOnly: true, sameSite: 'lax', secure: ctx.secure });
};
