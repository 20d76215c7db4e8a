/** A stored file as a download: never run, never taken for something else, asked for anew each time. */
import type { Context } from 'koa';

export function sendFile(ctx: Context, file: { name: string; contentType: string; content: Buffer }): void {
  ctx.attachment(file.name);
  ctx.set('content-type', file.contentType);
  ctx.set('x-content-type-options', 'nosniff');
  ctx.set('content-security-policy', "default-src 'none'; sandbox");
  // What is withdrawn is gone at once, out of every cache too.
  ctx.set('cache-control', 'no-store');
  ctx.body = file.content;
}
