/**
 * The web app: callbacks, staff pages, health. In: routers and callback doors of other rooms, as values. A callback goes
 * straight to its door; everything else is Koa's. An unknown fault is a 500 with an id that stands in the log.
 */
import Koa, { type Context, type Middleware, type Next } from 'koa';
import helmet from 'helmet';
import type { Router } from '@koa/router';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Visit } from './console/visit.ts';
import { errorPage } from './pages/error-page.ts';

/** Answers the requests to one path by itself, without Koa. */
export interface Door {
  path: string;
  /** `search` is the query without its mark. Rejects for a failure of our own, if nothing is answered yet. */
  handle(req: IncomingMessage, res: ServerResponse, search: string): Promise<void>;
}

export interface WebOptions {
  routers: readonly Router[];
  doors?: readonly Door[];
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
  'broken-off': 400,
};

export function createWebApp({ routers, doors = [], ids, log }: WebOptions): RequestListener {
  const pages = createPages({ routers, ids, log });
  const byPath = new Map(doors.map((door) => [door.path, door]));
  return (req, res) => {
    const url = req.url!;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const door = byPath.get(path) ?? byPath.get(path.replace(/\/$/, ''));
    if (!door) return void pages(req, res);
    door.handle(req, res, mark < 0 ? '' : url.slice(mark + 1)).catch((error: unknown) => {
      logFailure(log, ids, { path, method: req.method }, error);
      if (!res.headersSent) res.writeHead(500, { 'content-length': '0' });
      res.end();
    });
  };
}

type Pages = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

function createPages({ routers, ids, log }: Omit<WebOptions, 'doors'>): Pages {
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
  return app.callback() as Pages;
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
      const id = logFailure(log, ids, ctx, error);
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

/** Returns the id under which it stands in the log. */
function logFailure(
  log: Log,
  ids: Ids,
  { path, method }: { path: string; method: string | undefined },
  error: unknown,
): string {
  const id = ids.next();
  log.error({ id, path, method, err: error }, 'request failed');
  return id;
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
