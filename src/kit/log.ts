import { pino, type Logger } from 'pino';

/** Structured log. Ids, codes and counts only: no secret, no platform id, no message text above debug. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;

const REDACTED = [
  'access_token',
  'corpsecret',
  'secret',
  'token',
  'authorization',
  'cookie',
  'password',
  'key',
  'sealed',
].flatMap((name) => [name, `*.${name}`]);

export function createLog(level: string, destination?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED, censor: '[redacted]' },
      serializers: { err: describeError },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

/** Name, code, message and stack of an error and its causes; query strings of URLs are cut, they may hold tokens. */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutQueries(String(error)) };
  const { code, errcode, cause } = error as Error & { code?: unknown; errcode?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(errcode === undefined ? {} : { errcode }),
    message: withoutQueries(error.message),
    ...(depth === 0 ? { stack: withoutQueries(error.stack ?? '') } : {}),
    ...(cause === undefined || depth > 3 ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

const withoutQueries = (text: string): string => text.replace(/(https?:\/\/[^\s?'"]+)\?[^\s'"]*/g, '$1?…');

export const silentLog: Log = pino({ level: 'silent' });
