/**
 * The door through which a platform's callbacks come: one shape for WeCom, 微信客服 and the Official Account. What is
 * wrong with a request is written to the log; the caller gets a bare status, always below 500: only a failure of our
 * own (the store is away) is a 500, and then the platform tries again.
 */
import type { IncomingMessage } from 'node:http';
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { readBody } from '../kit/body.ts';
import type { Clock } from '../kit/clock.ts';
import { AppError, SignatureError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { CallbackQuery } from './envelope.ts';
import { MAX_BODY_BYTES, malformed } from './fields.ts';

/** What a channel makes of a request that is truly the platform's. */
export interface Reading {
  events: InboundEvent[];
  /** Marks the request, so that the same one is not let in twice. */
  receipt: string;
}

/** The platform's check of the URL: what to echo, and what marks the request. */
export interface Verification {
  echo: string;
  receipt: string;
}

export interface CallbackOptions {
  path: string;
  verify(query: CallbackQuery, now: Date): Verification;
  read(query: CallbackQuery, body: string, now: Date): Reading;
  accept(events: readonly InboundEvent[], receipt: string): Promise<boolean>;
  clock: Clock;
  log: Log;
}

export function createCallbackRouter(options: CallbackOptions): Router {
  const { path, verify, read, accept, clock, log } = options;
  const router = new Router();

  router.get(path, async (ctx) => {
    const verification = await guard(ctx, log, () => {
      const { echo, receipt } = verify(ctx.query, clock.now());
      if (!ECHO.test(echo)) throw malformed('the echo looks like a message');
      return { echo, receipt };
    });
    if (!verification) return;
    if (!(await accept([], verification.receipt))) return refuse(ctx, log, 403, 'replayed');
    ctx.type = 'text/plain';
    ctx.body = verification.echo;
  });

  router.post(path, async (ctx) => {
    const reading = await guard(ctx, log, async () => read(ctx.query, await readText(ctx.req), clock.now()));
    if (!reading) return;
    if (!(await accept(reading.events, reading.receipt))) return refuse(ctx, log, 403, 'replayed');
    ctx.status = 200;
    ctx.body = '';
  });

  router.all(path, (ctx) => refuse(ctx, log, 405, 'method'));
  return router;
}

/**
 * The echo of a URL check is a row of digits. A captured message has the same signature as a check would have: without
 * this, asking for it by GET would have us decrypt it for whoever captured it.
 */
const ECHO = /^[!#-;=-z|~]{1,128}$/;

async function guard<T>(ctx: Context, log: Log, work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    refuseFor(ctx, log, error);
    return undefined;
  }
}

function refuseFor(ctx: Context, log: Log, error: unknown): void {
  // The caller hung up, or the server's time limit cut a body that trickled.
  if (ctx.req.destroyed && !ctx.req.complete) return refuse(ctx, log, 400, 'broken-off');
  if (!(error instanceof AppError)) throw error;
  if (error instanceof SignatureError)
    return refuse(ctx, log, error.code === 'parameter' ? 400 : 403, error.code, error.message);
  if (error.code === 'malformed') return refuse(ctx, log, 400, error.code, error.message);
  if (error.code === 'too-large') return refuse(ctx, log, 413, error.code);
  throw error;
}

function refuse(ctx: Context, log: Log, status: number, code: string, why?: string): void {
  log.warn({ path: ctx.path, method: ctx.method, from: ctx.ip, status, code, why }, 'callback refused');
  ctx.status = status;
  ctx.type = 'text/plain';
  ctx.body = '';
}

/** The whole body as UTF-8 text, at most MAX_BODY_BYTES. The server's request time-out ends one that trickles. */
async function readText(req: IncomingMessage): Promise<string> {
  const body = await readBody(req, MAX_BODY_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw malformed('not UTF-8');
  }
}
