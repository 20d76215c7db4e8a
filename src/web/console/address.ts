import type { Context } from 'koa';

/** Where this browser reaches us: the setting, else what it asked for. Not ctx.origin, which can be the text 'null'. */
export const ourAddress = (ctx: Context, publicUrl: string | undefined): string =>
  publicUrl ?? `${ctx.protocol}://${ctx.host}`;
