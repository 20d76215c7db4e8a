/**
 * 公开信息 for everybody, without a sign-in: one item as it is public now, with its text and its files. What is withdrawn says
 * that and why; of everything else nobody learns here that it exists.
 */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import { findDisclosure, isPublic, type Disclosure, type ItemFile } from '../disclosure/disclosures.ts';
import { readPublicFile } from '../disclosure/files.ts';
import { formatDay } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import { formatAmount } from '../kit/text.ts';
import { lawId } from '../disclosure/laws.ts';
import type { Database, Db } from '../store/database.ts';
import { showPage, type Html } from './pages/layout.ts';
import { badge, both } from './pages/parts.ts';
import { sendFile } from './send-file.ts';

const PATH = '/open';
export const openPath = (code: string): string => `${PATH}/${encodeURIComponent(code)}`;

const missing = (): NotFoundError =>
  new NotFoundError('No such public item.', {
    tell: '没有这条公开信息,或者已经不公开了。请在聊天里再问一次,或回复 人工。',
  });

export function createOpenRouter({ database: { prisma } }: { database: Database }): Router {
  const router = new Router({ prefix: PATH });

  router.get('/:code', async (ctx) => {
    const item = await findDisclosure(prisma, ctx.params.code!);
    const withdrawn = item?.status === '已撤回' && item.regime !== '内部' && item.mode === '主动';
    if (!item || !(isPublic(item) || withdrawn)) throw missing();
    ctx.set('cache-control', 'no-store');
    if (withdrawn) ctx.status = 410;
    const unit = await prisma.unit.findUnique({ where: { code: item.unit } });
    const body = withdrawn ? withdrawnBody(item) : openBody(item, unit, await basisOf(prisma, item));
    await showPage(ctx, item.title, body);
  });

  router.get('/:code/files/:id', async (ctx) => {
    const file = await readPublicFile(prisma, ctx.params.code!, ctx.params.id!);
    if (!file) throw missing();
    sendFile(ctx, file);
  });
  return router;
}

const withdrawnBody = (item: Disclosure): Html => {
  const { reason } = (item.withdrawn ?? {}) as { reason?: string };
  return html`<div class="narrow">
    <h1>${item.title}</h1>
    <p class="note warn">这条信息已撤回。原因:${reason ?? '未注明'}。Withdrawn.</p>
  </div>`;
};

/** An article that nobody has held against the law's text is not shown, the law alone is. */
async function basisOf(db: Db, { basis }: Disclosure): Promise<string> {
  const ids = basis.map(({ law, article }) => lawId(law, article));
  const rows = await db.lawArticle.findMany({
    where: { id: { in: ids }, verified: true },
    select: { id: true },
  });
  const verified = new Set(rows.map(({ id }) => id));
  return basis
    .map(({ law, article }) => `《${law}》${article && verified.has(lawId(law, article)) ? article : ''}`)
    .join('、');
}

interface Publisher {
  name: string;
  phone: string | null;
  supervisionPhone: string | null;
}

function openBody(item: Disclosure, unit: Publisher | null, basis: string): Html {
  const correction = item.correction as { at?: string; reason?: string } | undefined;
  return html`<article class="narrow">
    <h1>${item.title}</h1>
    <p class="soft">
      ${unit?.name ?? ''} ${item.published ? html`· ${formatDay(item.published)} 公开` : ''} ·
      <span class="code">${item.code}</span>
    </p>
    ${
      correction?.reason
        ? html`<p class="note warn">
            ${badge('warn', '已更正 corrected')} ${correction.at ? formatDay(correction.at) : ''}
            ${correction.reason}
          </p>`
        : ''
    }
    <p class="seen">${item.summary}</p>
    ${item.amount === undefined ? '' : html`<p>金额:${formatAmount(item.amount)}</p>`}
    ${item.body ? html`<p class="seen">${item.body}</p>` : ''}
    ${
      item.url
        ? html`<p>
            <a class="button" href="${item.url}" rel="noreferrer">看原文 <span lang="en">Source</span></a>
          </p>`
        : ''
    }
    ${fileList(item)} ${basis ? html`<p class="soft">公开依据:${basis}</p>` : ''}
    <p class="soft">
      ${unit?.phone ? html`电话:${unit.phone}。` : ''}${unit?.supervisionPhone ? html`监督电话:${unit.supervisionPhone}。` : ''}
      内容不实、看不懂,请在聊天里告诉我们。
    </p>
  </article>`;
}

function fileList({ code, files = [] }: Disclosure): Html {
  if (files.length === 0) return html``;
  return html`<h2>${both('附件', 'Files')}</h2>
    <ul class="files">
      ${files.map((file) => fileLine(file, `${openPath(code)}/files/${file.id}`))}
    </ul>`;
}

/** A link to fetch it, what can be done with it; a picture is shown as well. */
export const fileLine = ({ name, contentType, bytes }: ItemFile, href: string, more?: Html): Html =>
  html`<li>
    <a class="button" href="${href}" download>${name}</a>
    <span class="soft">${sizeOf(bytes)}</span> ${more ?? ''}
    ${contentType.startsWith('image/') ? html`<img src="${href}" alt="${name}" loading="lazy" />` : ''}
  </li>`;

const KB = 1024;
const sizeOf = (bytes: number): string =>
  bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`;
