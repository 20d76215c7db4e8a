/** What a caller may do after a failure: never try again, try later, or try after so many milliseconds. */
export type Retry = 'never' | 'later' | { afterMs: number };

export interface AppErrorOptions {
  retry?: Retry;
  /** The sentence a citizen may read. Absent: only that something went wrong. */
  tell?: string;
  /** What an operator should do. */
  remedy?: string;
  cause?: unknown;
}

/** An error whose message is for operators; it never carries a secret or what a citizen said. */
export class AppError extends Error {
  readonly code: string;
  readonly retry: Retry;
  readonly tell: string | undefined;
  readonly remedy: string | undefined;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retry = options.retry ?? 'never';
    this.tell = options.tell;
    this.remedy = options.remedy;
  }
}

/** Settings that do not hold together; lists every fault at once. */
export class ConfigError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super('config', message, options);
  }
}

/** A callback that is not the platform's. */
export class SignatureError extends AppError {}

/** The person may not do this. */
export class DeniedError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super('denied', message, options);
  }
}

export class NotFoundError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super('not-found', message, options);
  }
}

/** The state has moved on since the caller looked. */
export class ConflictError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super('conflict', message, options);
  }
}

/** A platform refused or did not answer. */
export class ChannelError extends AppError {
  readonly errcode: number | undefined;
  constructor(message: string, options: AppErrorOptions & { errcode?: number } = {}) {
    super('channel', message, options);
    this.errcode = options.errcode;
  }
}

/** The language model failed; the caller goes on without it. */
export class ModelError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super('model', message, options);
  }
}

/** Input from outside that cannot be used: what, where, what to do. */
export class InputError extends AppError {
  constructor(message: string, options?: AppErrorOptions) {
    super('input', message, options);
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
