/** What a played platform API takes and answers: always HTTP 200 with an errcode, or the bytes of a file. */
import type { z } from 'zod';

export interface ApiResult {
  errcode: number;
  errmsg: string;
  [name: string]: unknown;
}

/** media/get answers with the file itself. */
export interface ApiFile {
  bytes: Buffer;
  type: string;
  name: string;
}

/** Whose token opens an API: the self-built app, 微信客服, the Official Account. */
export type AppName = 'app' | 'kf' | 'wechat';

export interface ApiRequest {
  body: unknown;
  query: URLSearchParams;
  /** The body as it came, and what it says it is; media come so. */
  bytes: Buffer;
  contentType: string;
  app: AppName;
}

export type ApiHandler = (request: ApiRequest) => ApiResult | ApiFile | Promise<ApiResult | ApiFile>;

export interface Api {
  path: string;
  /** Empty: no token is asked for. */
  apps: readonly AppName[];
  handle: ApiHandler;
}

export const apiError = (errcode: number, errmsg: string): ApiResult => ({ errcode, errmsg });
export const apiOk = (more: Record<string, unknown> = {}): ApiResult => ({
  errcode: 0,
  errmsg: 'ok',
  ...more,
});

/** A handler that sees only bodies of the right shape; others get 40058 naming the field. */
export const checked =
  <Schema extends z.ZodType>(
    schema: Schema,
    handle: (body: z.output<Schema>, request: ApiRequest) => ApiResult | Promise<ApiResult>,
  ): ApiHandler =>
  (request) => {
    const parsed = schema.safeParse(request.body);
    if (parsed.success) return handle(parsed.data, request);
    const [issue] = parsed.error.issues;
    return apiError(40058, `invalid Request Parameter: ${issue?.path.join('.') || 'body'}`);
  };
