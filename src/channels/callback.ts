/**
 * The door through which a platform's callbacks come: one shape for WeCom, 微信客服 and the Official Account. What is
 * wrong with a request is written to the log; the caller gets a bare status, always below 500: only a failure of our
 * own (the store is away) is a 500, and then the platform tries again.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { readBody } from '../kit/body.ts';
import type { Clock } from '../kit/clock.ts';
import { AppError, SignatureError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { CallbackQuery } from './envelope.ts';
import { MAX_BODY_BYTES, malformed } from './fields.ts';

/** Served before Koa and its pages are asked: what comes here is many, small, and gets no page. */
export interface CallbackDoor {
  path: string;
  /** `search` is the query as it came, without its mark. Rejects only for a failure of our own, nothing yet answered. */
  handle(req: IncomingMessage, res: ServerResponse, search: string): Promise<void>;
}

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

export function createCallbackDoor(options: CallbackOptions): CallbackDoor {
  const { path, verify, read, accept, clock, log } = options;

  const check = async (res: ServerResponse, query: CallbackQuery): Promise<void> => {
    const { echo, receipt } = verify(query, clock.now());
    if (!ECHO.test(echo)) throw malformed('the echo looks like a message');
    if (!(await accept([], receipt))) throw new SignatureError('replayed', 'Let in before.');
    res.writeHead(200, TEXT).end(echo);
  };
  const receive = async (req: IncomingMessage, res: ServerResponse, query: CallbackQuery): Promise<void> => {
    const { events, receipt } = read(query, decode(await readBody(req, MAX_BODY_BYTES)), clock.now());
    if (!(await accept(events, receipt))) throw new SignatureError('replayed', 'Let in before.');
    res.writeHead(200, EMPTY).end();
  };

  return {
    path,
    async handle(req, res, search) {
      try {
        if (req.method === 'POST') await receive(req, res, parseQuery(search));
        else if (req.method === 'GET') await check(res, parseQuery(search));
        else throw new AppError('method', `Not ${req.method}.`);
      } catch (error) {
        const { status, code, why } = refusalOf(req, error);
        const from = callerOf(req);
        log.warn({ path, method: req.method, from, status, code, why }, 'callback refused');
        res.writeHead(status, EMPTY).end();
      }
    },
  };
}

const EMPTY = { 'content-length': '0' };
const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/**
 * The echo of a URL check is a row of digits. A captured message has the same signature as a check would have: without
 * this, asking for it by GET would have us decrypt it for whoever captured it.
 */
const ECHO = /^[!#-;=-z|~]{1,128}$/;

interface Refusal {
  status: number;
  code: string;
  why?: string;
}

const STATUS: Readonly<Record<string, number>> = {
  parameter: 400,
  malformed: 400,
  method: 405,
  'too-large': 413,
};

/** Throws what is no refusal but a failure of our own. */
function refusalOf(req: IncomingMessage, error: unknown): Refusal {
  // The caller hung up, or the server's time limit cut a body that trickled.
  if (req.destroyed && !req.complete) return { status: 400, code: 'broken-off' };
  if (!(error instanceof AppError)) throw error;
  const status = STATUS[error.code] ?? (error instanceof SignatureError ? 403 : undefined);
  if (status === undefined) throw error;
  return { status, code: error.code, why: error.message };
}

/** Whom the reverse proxy names, else who is at the other end. */
function callerOf(req: IncomingMessage): string | undefined {
  const forwarded = req.headers['x-forwarded-for'];
  const first = typeof forwarded === 'string' ? forwarded.split(',')[0]!.trim() : '';
  return first || req.socket.remoteAddress;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw malformed('not UTF-8');
  }
}
