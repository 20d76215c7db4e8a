/** 附件 of an item: shown, fetched by who answers for it, added to a draft, taken off it again, exchanged in a correction. */
import type { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Context } from 'koa';
import type { Disclosure, ItemFile } from '../../../disclosure/disclosures.ts';
import {
  attachFile,
  checkFile,
  dropFile,
  keepFile,
  readAnyFile,
  TAKEN_ENDINGS,
  TAKEN_WORDS,
} from '../../../disclosure/files.ts';
import type { Moment } from '../../../disclosure/obligations.ts';
import { InputError, NotFoundError } from '../../../kit/errors.ts';
import type { Official } from '../../../people/officials.ts';
import type { Db, Tx } from '../../../store/database.ts';
import type { Fields, Upload } from '../../console/form.ts';
import { visitOf } from '../../console/visit.ts';
import { fileLine } from '../../open.ts';
import { sendFile } from '../../send-file.ts';
import type { Html } from '../layout.ts';
import { both, postButton, tick } from '../parts.ts';

export const PUBLISH_PATH = '/console/publish';
export interface FileRoutes {
  db: Db;
  router: Router;
  /** The item of the address, if the visitor answers for it. */
  itemOf(ctx: Context): Promise<Disclosure>;
  act(ctx: Context, said: string, work: (tx: Tx, code: string) => Promise<unknown>): Promise<void>;
  moment(): Moment;
}

export function addFileRoutes({ db, router, itemOf, act, moment }: FileRoutes): void {
  const idOf = (ctx: Context): string => String((ctx.params as Record<string, string>).id);

  router.get('/:code/files/:id', async (ctx) => {
    const { code } = await itemOf(ctx);
    const file = await readAnyFile(db, code, idOf(ctx));
    if (!file) throw new NotFoundError('No such file.', { tell: '没有这个附件,可能已经去掉了。' });
    sendFile(ctx, file);
  });

  router.post('/:code/files', async (ctx) => {
    const { staff, upload } = visitOf(ctx);
    if (!upload) throw new InputError('No file.', { tell: '没有选文件。请返回,选一个文件再上传。' });
    await act(ctx, '附件加上了。The file was added.', (tx, code) =>
      attachFile(tx, moment(), staff, code, upload),
    );
  });

  router.post('/:code/files/:id/drop', (ctx) =>
    act(ctx, '附件去掉了。The file was taken off.', (tx, code) =>
      dropFile(tx, moment(), visitOf(ctx).staff, code, idOf(ctx)),
    ),
  );
}

/** Those that stay, and the new one: what a correction puts in place of the files. Undefined: they stay as they are. */
export async function correctedFiles(
  tx: Tx,
  moment: Moment,
  by: Official,
  item: Disclosure,
  { fields, upload }: { fields: Fields; upload: Upload | undefined },
): Promise<ItemFile[] | undefined> {
  const before = item.files ?? [];
  const stay = before.filter(({ id }) => fields.get(`keep-${id}`) === '1');
  if (stay.length === before.length && !upload) return undefined;
  return upload ? [...stay, await keepFile(tx, moment, by, item.code, checkFile(upload))] : stay;
}

export const filePath = (code: string, id: string): string => `${PUBLISH_PATH}/${code}/files/${id}`;

/** The files of the item, and of a draft the form for one more. */
export const filesPart = (item: Disclosure, csrf: string, open: boolean): Html => {
  const { code, files = [] } = item;
  if (files.length === 0 && !open) return html``;
  return html`<h2>${both('附件', 'Files')}</h2>
    ${files.length === 0 ? html`<p class="empty">还没有。None yet.</p>` : ''}
    <ul class="files">
      ${files.map((file) => fileLine(file, filePath(code, file.id), open ? dropButton(code, file, csrf) : undefined))}
    </ul>
    ${open ? addForm(code, csrf) : ''}`;
};

const dropButton = (code: string, { id, name }: ItemFile, csrf: string): Html =>
  postButton({ action: `${filePath(code, id)}/drop`, label: `去掉 ${name}`, csrf });

const addForm = (code: string, csrf: string): Html =>
  html`<form method="post" action="${PUBLISH_PATH}/${code}/files" enctype="multipart/form-data">
    <input type="hidden" name="_csrf" value="${csrf}" />
    ${fileField('加一个附件 Add a file', true)}
    <p>
      <button>上传 <span lang="en">Upload</span></button>
    </p>
  </form>`;

/** In the form of a correction: which stay, and one more. */
export const correctFileFields = ({ files = [] }: Disclosure): Html =>
  html`${files.map(({ id, name }) => tick({ name: `keep-${id}`, label: `留着附件 ${name}`, checked: true }))}
  ${fileField('新的附件 New file', false)}`;

const fileField = (label: string, required: boolean): Html =>
  html`<p class="field">
    <label for="f-upload">${label}</label>
    <span class="hint" id="h-upload">${TAKEN_WORDS},最多 20 MB;作者、位置等信息会自动去掉</span>
    <input
      id="f-upload"
      name="file"
      type="file"
      accept="${TAKEN_ENDINGS.join(',')}"
      aria-describedby="h-upload"
      ${required ? html`required` : ''}
    />
  </p>`;
