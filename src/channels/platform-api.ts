/** Calls to a platform's HTTP API: bounded time and size, token healed once, errors by code, a pause where it is too much. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { readBody } from '../kit/body.ts';
import type { Clock } from '../kit/clock.ts';
import { AppError, ChannelError } from '../kit/errors.ts';
import type { FetchedMedia } from '../inbox/media.ts';
import type { SendResult } from '../outbox/message.ts';
import { actionFor, RATE_LIMITED } from './errcodes.ts';
import type { FetchedToken, Tokens, TokenSource } from './tokens.ts';

export interface ApiAnswer {
  errcode: number;
  errmsg: string;
  [name: string]: unknown;
}

export interface PlatformApi {
  /** POST with the token. Returns the answer whatever its errcode, but heals a refused token once. */
  post(path: string, body: unknown): Promise<ApiAnswer>;
  get(path: string, query?: Record<string, string>): Promise<ApiAnswer>;
  /** Bytes by GET, at most `maxBytes`; the answer with its errcode when the platform gives none. */
  download(path: string, query: Record<string, string>, maxBytes: number): Promise<FetchedMedia | ApiAnswer>;
}

export interface PlatformApiOptions {
  /** Names the app for the token store; holds no secret. */
  app: string;
  base: string;
  tokens: Tokens;
  clock: Clock;
  /** The path and query, or body, that fetch a token; `another` is the body that forces a new one. */
  tokenRequest: { path: string; query?: Record<string, string>; body?: unknown; another?: unknown };
}

/** The call went out and no answer came: it may have been done or not. Only what bears repeating may be repeated. */
export class UnknownOutcomeError extends ChannelError {}

/** The platforms answer within a second or two; beyond this the outcome is unknown. */
const TIMEOUT_MS = 10_000;
const MEDIA_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** How long WeCom's shortest block lasts (document/path/90312). */
const PAUSE_MS = 60_000;
/** A token that is refused again right after it was renewed is not renewed again for this long. */
const UNHEALED_MS = 60_000;

export function createPlatformApi(options: PlatformApiOptions): PlatformApi {
  const { app, base, tokens, clock, tokenRequest } = options;
  const { path: tokenPath, query: tokenQuery = {}, body: tokenBody, another } = tokenRequest;
  const source: TokenSource = {
    app,
    credentials: JSON.stringify([tokenQuery, tokenBody]),
    fetch: async () => tokenOf(app, await callJson(base, tokenPath, tokenQuery, tokenBody)),
    ...(another === undefined
      ? {}
      : { fetchAnother: async () => tokenOf(app, await callJson(base, tokenPath, tokenQuery, another)) }),
  };
  const pausedUntil = new Map<string, number>();
  let unhealedUntil = 0;
  const now = (): number => clock.now().getTime();

  const call = async <T extends FetchedMedia | ApiAnswer>(
    path: string,
    work: (token: string) => Promise<T>,
  ): Promise<T | ApiAnswer> => {
    if (now() < (pausedUntil.get(path) ?? 0))
      return { errcode: RATE_LIMITED, errmsg: 'paused after a refusal' };
    const token = await tokens.get(source);
    let answer = await work(token);
    if (needsHealing(answer) && now() >= unhealedUntil) {
      answer = await work(await tokens.renew(source, token));
      if (needsHealing(answer)) unhealedUntil = now() + UNHEALED_MS;
    }
    if (isAnswer(answer) && answer.errcode === RATE_LIMITED) pausedUntil.set(path, now() + PAUSE_MS);
    return answer;
  };
  const json = (path: string, query: Record<string, string>, body: unknown): Promise<ApiAnswer> =>
    call(path, (token) => callJson(base, path, { ...query, access_token: token }, body));

  return {
    post: (path, body) => json(path, {}, body),
    get: (path, query = {}) => json(path, query, undefined),
    download: (path, query, maxBytes) =>
      call(path, (token) => callForBytes(base, path, { ...query, access_token: token }, maxBytes)),
  };
}

export const isAnswer = (got: FetchedMedia | ApiAnswer): got is ApiAnswer => 'errcode' in got;
const needsHealing = (got: FetchedMedia | ApiAnswer): boolean =>
  isAnswer(got) && actionFor(got.errcode).do === 'heal';

function tokenOf(app: string, answer: ApiAnswer): FetchedToken {
  const token = answer.access_token;
  if (answer.errcode === 0 && typeof token === 'string' && token !== '')
    return { token, expiresInSeconds: Number(answer.expires_in) || 7_200 };
  throw new ChannelError(`${app}: no access token, errcode ${answer.errcode}.`, { errcode: answer.errcode });
}

const callJson = async (
  base: string,
  path: string,
  query: Record<string, string>,
  body: unknown,
): Promise<ApiAnswer> =>
  exchange(base, path, { query, body, timeoutMs: TIMEOUT_MS }, async (response) =>
    answerOf(await bytesOf(response, MAX_ANSWER_BYTES)),
  );

/** Media come as bytes; a refusal comes as JSON. The type in the header tells which. */
const callForBytes = (
  base: string,
  path: string,
  query: Record<string, string>,
  maxBytes: number,
): Promise<FetchedMedia | ApiAnswer> =>
  exchange(base, path, { query, body: undefined, timeoutMs: MEDIA_TIMEOUT_MS }, async (response) => {
    const contentType = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
    const isJson =
      /^(application|text)\/(json|plain)$/.test(contentType) && !response.headers.has('content-disposition');
    if (isJson) return answerOf(await bytesOf(response, MAX_ANSWER_BYTES));
    return {
      bytes: await bytesOf(response, maxBytes),
      contentType: contentType || 'application/octet-stream',
    };
  });

const bytesOf = async (response: Response, maxBytes: number): Promise<Buffer> =>
  response.body
    ? readBody(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), maxBytes)
    : Buffer.alloc(0);

function answerOf(bytes: Buffer): ApiAnswer {
  // An id may have more digits than a number holds.
  const answer = JSON.parse(bytes.toString('utf8'), (_name, value: unknown, context?: { source?: string }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value,
  ) as Partial<ApiAnswer>;
  return { ...answer, errcode: Number(answer.errcode ?? 0), errmsg: String(answer.errmsg ?? '') };
}

interface Call {
  query: Record<string, string>;
  /** Undefined: GET. */
  body: unknown;
  timeoutMs: number;
}

async function exchange<T>(
  base: string,
  path: string,
  { query, body, timeoutMs }: Call,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await read(response);
  } catch (cause) {
    throw failureOf(path, cause);
  }
}

/** Nothing went out: no connection was made. */
const NOT_REACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** The URL holds the token, and fetch's own words the URL: only the path and a code are told. */
function failureOf(path: string, cause: unknown): ChannelError {
  if (cause instanceof AppError && cause.code === 'too-large')
    return new ChannelError(`${path} gives more than is taken.`);
  const inner = (cause as { cause?: { code?: unknown } }).cause?.code;
  const code = typeof inner === 'string' ? inner : '';
  if (NOT_REACHED.test(code)) return new ChannelError(`${path} is not reached: ${code}.`, { retry: 'later' });
  const why =
    code || (cause instanceof Error && /^HTTP \d+$/.test(cause.message) ? cause.message : nameOf(cause));
  return new UnknownOutcomeError(`${path} did not answer: ${why}.`, { retry: 'later' });
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'failure');

/**
 * What a send came to, thrown errors too. `repeatable`: the platform knows the message by our key, so one without an
 * answer may be sent again; else somebody has to look.
 */
export async function settleSend(repeatable: boolean, send: () => Promise<SendResult>): Promise<SendResult> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const reason = error.message;
    if (error instanceof UnknownOutcomeError && !repeatable) return { status: 'uncertain', reason };
    return {
      status: 'later',
      reason,
      ...(error.errcode === undefined ? {} : { errcode: error.errcode }),
      ...(typeof error.retry === 'object' ? { afterMs: error.retry.afterMs } : {}),
      ...(error.remedy === undefined ? {} : { alert: true }),
    };
  }
}

/** The outcome of a send by its errcode; `sent` carries what the platform gave. */
export function sendResultOf(
  answer: ApiAnswer,
  given: { providerId?: string; responseCode?: string } = {},
): SendResult {
  if (answer.errcode === 0) return { status: 'sent', ...given };
  const { errcode } = answer;
  const action = actionFor(errcode);
  const reason = `errcode ${errcode}`;
  switch (action.do) {
    case 'sent':
      return { status: 'sent', ...given };
    case 'retry':
      return { status: 'later', reason, errcode, afterMs: action.afterMs };
    case 'heal':
      return { status: 'later', reason, errcode, afterMs: UNHEALED_MS, alert: true };
    case 'park':
      return { status: 'parked', reason, errcode };
    case 'reject':
      return { status: 'rejected', reason, errcode };
    case 'alert':
      return { status: 'rejected', reason, errcode, alert: true };
  }
}
