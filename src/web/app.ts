/**
 * The Koa app: callbacks, staff pages, health. In: routers of other rooms, as values. One catcher for everything: an
 * unknown fault is a 500 with an id that stands in the log.
 */
import Koa, { type Context, type Middleware, type Next } from 'koa';
import helmet from 'helmet';
import type { Router } from '@koa/router';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Visit } from './console/visit.ts';
import { errorPage } from './pages/error-page.ts';

export interface WebOptions {
  routers: readonly Router[];
  ids: Ids;
  log: Log;
}

const STATUS: Readonly<Record<string, number>> = {
  denied: 403,
  'not-found': 404,
  conflict: 409,
  input: 400,
  'signed-out': 401,
  'too-many': 429,
  'too-large': 413,
};

export function createWebApp({ routers, ids, log }: WebOptions): Koa {
  const app = new Koa({ proxy: true });
  app.silent = true;
  app.use(securityHeaders());
  app.use(catchErrors(ids, log));
  for (const router of routers) {
    app.use(router.routes());
    app.use(router.allowedMethods());
  }
  app.use(async (ctx) => {
    ctx.status = 404;
    await answerError(ctx, 404, '没有这个页面', 'There is no such page.');
  });
  return app;
}

function securityHeaders(): Middleware {
  const apply = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        // A county intranet often has no TLS inside; the reverse proxy decides.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  }) as (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
  return async (ctx, next) => {
    await new Promise<void>((resolve, reject) => {
      apply(ctx.req, ctx.res, (error) => (error ? reject(error as Error) : resolve()));
    });
    await next();
  };
}

function catchErrors(ids: Ids, log: Log): Middleware {
  return async (ctx: Context, next: Next) => {
    try {
      await next();
    } catch (error) {
      const known = error instanceof AppError ? STATUS[error.code] : undefined;
      const http = (error as { status?: unknown }).status;
      const status = known ?? (typeof http === 'number' && http >= 400 && http < 500 ? http : 500);
      if (status < 500)
        return answerError(
          ctx,
          status,
          (error instanceof AppError && error.tell) || '这个操作不能做',
          String((error as Error).message),
        );
      const id = ids.next();
      log.error({ id, path: ctx.path, method: ctx.method, err: error }, 'request failed');
      await answerError(
        ctx,
        500,
        `出了问题,已经记下。编号 ${id}`,
        `Something went wrong and was recorded, id ${id}.`,
        `E500-${id.slice(-8)}`,
      );
    }
  };
}

/** JSON to programs, an empty body to platforms, a page to people. */
async function answerError(
  ctx: Context,
  status: number,
  zh: string,
  en: string,
  code = `E${status}`,
): Promise<void> {
  ctx.status = status;
  if (ctx.path.startsWith('/callback/')) {
    ctx.body = '';
    return;
  }
  if (ctx.path.includes('/api/') || !ctx.accepts('html')) {
    ctx.body = { error: zh, detail: en };
    return;
  }
  ctx.type = 'html';
  ctx.body = String(await errorPage({ status, code, zh, en }, ctx.state.visit as Visit | undefined));
}
