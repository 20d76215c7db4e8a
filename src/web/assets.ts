/** The few files a page needs, from our own folders and htmx's package; no build step, no outside request. */
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Router } from '@koa/router';

const OWN: ReadonlyMap<string, URL> = new Map([
  ['house.css', new URL('./assets/house.css', import.meta.url)],
  ['queue.css', new URL('./assets/queue.css', import.meta.url)],
  ['queue.js', new URL('./assets/queue.js', import.meta.url)],
  ['htmx.js', new URL(import.meta.resolve('htmx.org/dist/htmx.min.js'))],
  ['htmx-sse.js', new URL(import.meta.resolve('htmx.org/dist/ext/hx-sse.min.js'))],
]);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Serves our files and `more` under /assets, by name; revalidated on each use. */
export function createAssetRouter(more: ReadonlyMap<string, URL> = new Map()): Router {
  const router = new Router();
  for (const [name, url] of [...OWN, ...more]) {
    const body = readFileSync(url);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
    router.get(`/assets/${name}`, (ctx) => {
      ctx.set('cache-control', 'no-cache');
      ctx.set('etag', etag);
      ctx.type = TYPES[extname(name)] ?? 'application/octet-stream';
      if (ctx.get('if-none-match') === etag) ctx.status = 304;
      else ctx.body = body;
    });
  }
  return router;
}
