/** Calls to a platform's HTTP API: bounded time, token healed once, errors by code. */
import { ChannelError } from '../kit/errors.ts';
import type { SendResult } from '../outbox/message.ts';
import { actionFor } from './errcodes.ts';
import type { FetchedToken, Tokens } from './tokens.ts';

export interface ApiAnswer {
  errcode: number;
  errmsg: string;
  [name: string]: unknown;
}

export interface PlatformApi {
  /** POST with the token. Returns the answer whatever its errcode, but heals a refused token once. */
  post(path: string, body: unknown): Promise<ApiAnswer>;
  get(path: string, query?: Record<string, string>): Promise<ApiAnswer>;
}

export interface PlatformApiOptions {
  /** Names the app for the token store; holds no secret. */
  app: string;
  base: string;
  tokens: Tokens;
  /** The path and query, or body, that fetch a token. */
  tokenRequest: { path: string; query?: Record<string, string>; body?: unknown };
}

/** The platforms answer within a second or two; beyond this the outcome is unknown. */
const TIMEOUT_MS = 10_000;

export function createPlatformApi({ app, base, tokens, tokenRequest }: PlatformApiOptions): PlatformApi {
  const fetchToken = async (): Promise<FetchedToken> => {
    const answer = await request(base, tokenRequest.path, tokenRequest.query ?? {}, tokenRequest.body);
    const token = answer.access_token;
    if (answer.errcode !== 0 || typeof token !== 'string' || token === '')
      throw new ChannelError(`${app}: no access token, errcode ${answer.errcode}.`, {
        errcode: answer.errcode,
        retry: { afterMs: 60_000 },
      });
    return { token, expiresInSeconds: Number(answer.expires_in) || 7_200 };
  };

  const call = async (path: string, query: Record<string, string>, body: unknown): Promise<ApiAnswer> => {
    const token = await tokens.get(app, fetchToken);
    const answer = await request(base, path, { ...query, access_token: token }, body);
    if (actionFor(answer.errcode).do !== 'heal') return answer;
    await tokens.invalidate(app, token);
    const renewed = await tokens.get(app, fetchToken);
    return request(base, path, { ...query, access_token: renewed }, body);
  };

  return {
    post: (path, body) => call(path, {}, body),
    get: (path, query = {}) => call(path, query, undefined),
  };
}

async function request(
  base: string,
  path: string,
  query: Record<string, string>,
  body: unknown,
): Promise<ApiAnswer> {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  let response: Response;
  try {
    response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const answer = (await response.json()) as Partial<ApiAnswer>;
    return { ...answer, errcode: Number(answer.errcode ?? 0), errmsg: String(answer.errmsg ?? '') };
  } catch (cause) {
    // The URL holds the token: name the path only.
    throw new ChannelError(`${path} did not answer: ${cause instanceof Error ? cause.name : 'failure'}.`, {
      retry: 'later',
    });
  }
}

/** The outcome of a send by its errcode; `sent` carries what the platform gave. */
export function sendResultOf(
  answer: ApiAnswer,
  given: { providerId?: string; responseCode?: string } = {},
): SendResult {
  if (answer.errcode === 0) return { status: 'sent', ...given };
  const action = actionFor(answer.errcode);
  const reason = `errcode ${answer.errcode}`;
  switch (action.do) {
    case 'sent':
      return { status: 'sent', ...given };
    case 'retry':
      return { status: 'later', reason, errcode: answer.errcode, afterMs: action.afterMs };
    case 'heal':
      return { status: 'later', reason, errcode: answer.errcode, afterMs: 60_000, alert: true };
    case 'park':
      return { status: 'parked', reason, errcode: answer.errcode };
    case 'reject':
      return { status: 'rejected', reason, errcode: answer.errcode };
    case 'alert':
      return { status: 'rejected', reason, errcode: answer.errcode, alert: true };
  }
}
