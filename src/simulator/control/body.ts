/** Bodies of the control API: checked, or refused with what is wrong and where. */
import type { Context } from 'koa';
import type { z } from 'zod';
import { readBody } from '../../kit/body.ts';
import { AppError } from '../../kit/errors.ts';

const MAX_BODY = 30 * 1024 * 1024;

/** The body as checked JSON; answers 400 with what is wrong otherwise. */
export async function read<Schema extends z.ZodType>(
  ctx: Context,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  let value: unknown;
  try {
    value = JSON.parse((await readBody(ctx.req, MAX_BODY)).toString('utf8') || '{}') as unknown;
  } catch (error) {
    if (error instanceof AppError) refuse(ctx, '内容太大', 413);
    else refuse(ctx, '不是 JSON');
    return undefined;
  }
  return check(ctx, schema, value);
}

/** A query or body by its schema; answers 400 otherwise. */
export function check<Schema extends z.ZodType>(
  ctx: Context,
  schema: Schema,
  value: unknown,
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  refuse(
    ctx,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
  );
  return undefined;
}

export function refuse(ctx: Context, error: string, status = 400): void {
  ctx.status = status;
  ctx.body = { error };
}

/** Answers with what was done, or refuses with why it cannot be. */
export function answer(
  ctx: Context,
  done: { eventId: string } | { error: string; status?: number } | undefined,
  missing = '没有这一项',
): void {
  if (!done) refuse(ctx, missing, 404);
  else if ('error' in done) refuse(ctx, done.error, done.status ?? 400);
  else ctx.body = { eventId: done.eventId };
}
