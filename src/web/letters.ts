/**
 * The written answer for the applicant, outside the console: the link comes by chat, the page asks for the last four digits
 * of the telephone in the form, and gives the .docx. Tries are counted.
 */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Context } from 'koa';
import { z } from 'zod';
import { DOCX_TYPE, officialDocx } from '../kit/official-docx.ts';
import { sha256, type Sealer } from '../kit/seal.ts';
import type { LetterLinks } from '../participation/letter-links.ts';
import type { RequestDesk } from '../participation/request-desk.ts';
import type { Database } from '../store/database.ts';
import { checkFields, readFields } from './console/form.ts';
import { showPage, type Html } from './pages/layout.ts';
import { both, field } from './pages/parts.ts';
import { createThrottle } from './sign-in/throttle.ts';

export interface LettersDeps {
  database: Database;
  /** For the keys under which tries are counted. */
  sealer: Sealer;
  links: Pick<LetterLinks, 'open'>;
  requestDesk: Pick<RequestDesk, 'answerLetter'>;
}

const fieldsSchema = z.object({ digits: z.string().trim().max(20) });

export function createLettersRouter({ database, sealer, links, requestDesk }: LettersDeps): Router {
  const router = new Router();
  const throttle = createThrottle({ database, sealer });
  const found = (ctx: Context): string => {
    // Leads nowhere else: the address holds the token.
    ctx.set('referrer-policy', 'no-referrer');
    ctx.set('cache-control', 'no-store');
    return links.open(ctx.params.token!);
  };

  router.get('/letters/:token', async (ctx) => {
    found(ctx);
    await showPage(ctx, '信息公开答复书', body(ctx.path));
  });

  router.post('/letters/:token', async (ctx) => {
    const requestId = found(ctx);
    const { digits } = checkFields(await readFields(ctx), fieldsSchema);
    await throttle.take(`letter:${sha256(requestId).toString('hex')}`, ctx.ip);
    const letter = await requestDesk.answerLetter(database.prisma, requestId, digits.normalize('NFKC'));
    if (!letter) {
      ctx.status = 400;
      return showPage(ctx, '信息公开答复书', body(ctx.path, true));
    }
    ctx.attachment(`${letter.title}.docx`);
    ctx.type = DOCX_TYPE;
    ctx.body = await officialDocx(letter);
  });
  return router;
}

const body = (path: string, wrong = false): Html =>
  html`<div class="narrow">
    <h1>${both('信息公开答复书', 'The written answer')}</h1>
    ${wrong ? html`<p class="note bad" role="alert">号码不对。请填申请时留的电话的后四位。Not the number.</p>` : ''}
    <p>为了不让别人看到,请填申请时留的电话的后四位。</p>
    <form method="post" action="${path}">
      ${field({ name: 'digits', label: '电话后四位 Last four digits', digits: true })}
      <p>
        <button class="primary">下载 <span lang="en">Download</span></button>
      </p>
    </form>
    <p>打不开、看不懂,请在聊天里回复 人工。</p>
  </div>`;
