/** A form posted from the phones page, with a file or without. */
import type { Context } from 'koa';
import { readBody } from '../../kit/body.ts';
import { AppError } from '../../kit/errors.ts';

export interface Form {
  get(name: string): string | undefined;
  file: { name: string; bytes: Buffer } | undefined;
}

const MAX_FORM = 64 * 1024;
/** The largest file that people may send, and its form. */
const MAX_MULTIPART = 21 * 1024 * 1024;

/** Another site's page may not post here. Throws AppError `too-large`, `malformed`. */
export async function readForm(ctx: Context): Promise<Form> {
  if (!['', 'none', 'same-origin'].includes(ctx.get('sec-fetch-site')))
    throw new AppError('denied', 'Posted from another site.', { tell: '请在本页操作' });
  const type = ctx.get('content-type');
  if (!type.startsWith('multipart/form-data')) {
    const fields = new URLSearchParams((await readBody(ctx.req, MAX_FORM)).toString('utf8'));
    return { get: (name) => fields.get(name) ?? undefined, file: undefined };
  }
  const body = await readBody(ctx.req, MAX_MULTIPART);
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw new AppError('malformed', 'The form is malformed.', { cause });
    });
  const file = form.get('file');
  return {
    get(name) {
      const value = form.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    file:
      file instanceof File && file.size > 0
        ? { name: file.name, bytes: Buffer.from(await file.arrayBuffer()) }
        : undefined,
  };
}
