/**
 * A page that is sent while the work goes on: a bar that grows, then what came of it. It needs no JavaScript: each step is
 * written after the last and covers it.
 */
import { PassThrough } from 'node:stream';
import { html } from 'hono/html';
import type { Context } from 'koa';
import { AppError } from '../../kit/errors.ts';
import type { Log } from '../../kit/log.ts';
import { noticesOf } from '../console/notices.ts';
import type { Visit } from '../console/visit.ts';
import { layout, type Html } from './layout.ts';

/** Of a hundred. */
const STEP = 2;

/** `work` tells how far it is, and gives the page's body. What fails is said on the page, since its head is out already. */
export async function showWhile(
  ctx: Context,
  log: Log,
  { title, waiting }: { title: string; waiting: Html },
  work: (onProgress: (done: number, total: number) => void) => Promise<Html>,
): Promise<void> {
  const visit = ctx.state.visit as Visit | undefined;
  const body = html`<div class="steps">${waiting}</div>`;
  const page = String(await layout({ title, body, visit, path: ctx.path, notices: noticesOf(ctx) }));
  const at = page.lastIndexOf('</div>');
  const stream = new PassThrough();
  const write = (text: string): void => void (stream.destroyed || stream.write(text));
  ctx.type = 'html';
  ctx.set('x-accel-buffering', 'no');
  ctx.body = stream;
  write(page.slice(0, at));
  let told = 0;
  void work((done, total) => {
    const percent = Math.floor((100 * done) / Math.max(1, total));
    if (percent < told + STEP) return;
    told = percent;
    write(
      `<p aria-hidden="true"><progress max="100" value="${percent}"></progress> ${percent}% (${done} / ${total})</p>`,
    );
  })
    .catch((error: unknown) => {
      const tell = error instanceof AppError ? error.tell : undefined;
      if (tell === undefined) log.error({ path: ctx.path, err: error }, 'a page broke off');
      return html`<p class="note bad" role="alert">
        ${tell ?? '出了问题,已经记下。请再试一次。Something went wrong.'}
      </p>`;
    })
    .then(async (done) =>
      write(
        `<p hidden></p></div><div class="done">${String(await done)}</div>${page.slice(at + '</div>'.length)}`,
      ),
    )
    .finally(() => stream.end());
}
