/** Forms as browsers send them, read within bounds; one value a field. */
import type { Context } from 'koa';
import type { z } from 'zod';
import { readBody } from '../../kit/body.ts';
import { AppError, InputError } from '../../kit/errors.ts';

const MAX_BYTES = 256 * 1024;

export type Fields = ReadonlyMap<string, string>;

/** A file that came with a form. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

const NAME_LENGTH = 200;

/** The fields and the one file of a form that may bring one. Its name is told without any path. */
export async function readUpload(
  ctx: Context,
  maxBytes: number,
): Promise<{ fields: Fields; upload: Upload | undefined }> {
  const body = await readBody(ctx.req, maxBytes).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'too-large')
      throw new InputError(error.message, {
        tell: `文件太大,最多 ${Math.floor(maxBytes / 1024 / 1024)} MB。请分成几个文件。`,
      });
    throw error;
  });
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': ctx.get('content-type') },
  })
    .formData()
    .catch((cause: unknown) => {
      throw new InputError('The body is no form with a file.', {
        tell: '文件没有传完。请返回,再传一次。',
        cause,
      });
    });
  const fields = new Map<string, string>();
  let upload: Upload | undefined;
  for (const [name, value] of form)
    if (typeof value === 'string') fields.set(name, value);
    else if (value.size > 0)
      upload = {
        name: value.name.replace(/^.*[\\/]/, '').slice(-NAME_LENGTH),
        bytes: Buffer.from(await value.arrayBuffer()),
      };
  return { fields, upload };
}

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
