/**
 * The door through which a platform's callbacks come: one shape for WeCom, 微信客服 and the Official Account. What is
 * wrong with a request is written to the log; the caller gets a bare status.
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
import { MAX_BODY_BYTES } from './fields.ts';

/** What a channel makes of a request that is truly the platform's. */
export interface Reading {
  events: InboundEvent[];
  /** Marks the request, so that the same one is not let in twice. */
  receipt: string;
}

export interface CallbackOptions {
  path: string;
  /** Answers the platform's check of the URL with the plain echo. */
  verify(query: CallbackQuery, now: Date): string;
  read(query: CallbackQuery, body: string, now: Date): Reading;
  accept(events: readonly InboundEvent[], receipt: string): Promise<boolean>;
  clock: Clock;
  log: Log;
}

export function createCallbackRouter(options: CallbackOptions): Router {
  const { path, verify, read, accept, clock, log } = options;
  const router = new Router();

  router.get(path, (ctx) => {
    guard(ctx, log, () => {
      ctx.type = 'text/plain';
      ctx.body = verify(ctx.query, clock.now());
    });
  });

  router.post(path, async (ctx) => {
    const reading = await guardAsync(ctx, log, async () =>
      read(ctx.query, await readText(ctx.req), clock.now()),
    );
    if (!reading) return;
    // A failure to store must not look like a refusal: the platform then tries again.
    const admitted = await accept(reading.events, reading.receipt);
    if (!admitted) return refuse(ctx, log, 403, 'replayed');
    ctx.status = 200;
    ctx.body = '';
  });
  return router;
}

function guard(ctx: Context, log: Log, work: () => void): void {
  try {
    work();
  } catch (error) {
    refuseFor(ctx, log, error);
  }
}

async function guardAsync<T>(ctx: Context, log: Log, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    refuseFor(ctx, log, error);
    return undefined;
  }
}

function refuseFor(ctx: Context, log: Log, error: unknown): void {
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
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new AppError('malformed', 'The body is malformed: not UTF-8.');
  }
}
