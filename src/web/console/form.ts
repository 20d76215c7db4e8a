/** Forms as browsers send them, read within bounds; one value a field. */
import type { Context } from 'koa';
import type { z } from 'zod';
import { readBody } from '../../kit/body.ts';
import { InputError } from '../../kit/errors.ts';

const MAX_BYTES = 256 * 1024;

export type Fields = ReadonlyMap<string, string>;

/** The fields of a urlencoded body. Of a field that is there twice the last one counts, as with a checkbox after a hidden field. */
export async function readFields(ctx: Context): Promise<Fields> {
  if (!ctx.is('application/x-www-form-urlencoded'))
    throw new InputError('The body is not a form.', { tell: '这不是表单。请从页面上提交。' });
  const body = await readBody(ctx.req, MAX_BYTES);
  return new Map(new URLSearchParams(body.toString('utf8')));
}

/** The fields as the schema wants them; else an InputError that names the field in words. */
export function checkFields<T>(fields: Fields, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new InputError(`${where}: ${issue?.message}`, { tell: `「${where}」填得不对,请改一下再提交。` });
}
