/** The few files a page needs, from our own folder; no build step, no outside request. */
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Router } from '@koa/router';

const FILES: Readonly<Record<string, { url: URL; type: string }>> = {
  'house.css': { url: new URL('./assets/house.css', import.meta.url), type: 'text/css; charset=utf-8' },
};

export function createAssetRouter(): Router {
  const router = new Router();
  for (const [name, { url, type }] of Object.entries(FILES)) {
    const body = readFileSync(url);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
    router.get(`/assets/${name}`, (ctx) => {
      ctx.set('cache-control', 'no-cache');
      ctx.set('etag', etag);
      ctx.type = type;
      if (ctx.get('if-none-match') === etag) ctx.status = 304;
      else ctx.body = body;
    });
  }
  return router;
}
