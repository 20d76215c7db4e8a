/**
 * The phones page: what a citizen, an official and a supervisor see, side by side and live. In: what is typed and
 * pressed there, with or without JavaScript. Out: HTML, and changes by server-sent events.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { readBody } from '../kit/body.ts';
import { AppError } from '../kit/errors.ts';
import { createLive } from './phones/live.ts';
import { phonesPage, whyPage } from './phones/page.ts';
import { PHONE_KINDS, phonesFor, type Chosen } from './phones/people.ts';
import { whyPanel } from './phones/why.ts';
import { afterDuration, tapMenu, type Stage } from './stage.ts';

/** Served under /assets by the web room. */
export const PHONE_ASSETS: ReadonlyMap<string, URL> = new Map([
  ['phones.css', new URL('./phones/phones.css', import.meta.url)],
  ['phones.js', new URL('./phones/phones.js', import.meta.url)],
]);

const MAX_FORM = 64 * 1024;
const MAX_TEXT = 2_000;
const MAX_ADVANCE_MS = 400 * 86_400_000;

export interface Phones {
  routes: Router;
  /** Ends the live streams. */
  close(): void;
}

export function createPhones(stage: Stage): Phones {
  const { world, kf, members, options } = stage;
  const live = createLive(stage, options.log);
  const router = new Router({ prefix: '/simulator' });

  router.get('/', async (ctx) => {
    const chosen = chosenOf(ctx);
    ctx.type = 'html';
    ctx.body = String(await phonesPage(await phonesFor(stage, chosen), world, chosen));
  });

  router.get('/live', (ctx) => {
    const stream = live.open(chosenOf(ctx));
    if (!stream) {
      ctx.status = 503;
      return;
    }
    ctx.type = 'text/event-stream';
    ctx.set('cache-control', 'no-store');
    ctx.req.socket.setTimeout(0);
    ctx.body = stream;
  });

  router.get('/why', async (ctx) => {
    const message = world.shown.find(({ id }) => id === ctx.query.id);
    if (!message) throw new AppError('not-found', 'No such message.', { tell: '这条消息已经不在了' });
    const why = await options.explain(message.providerId);
    const panel = whyPanel(message, why, message.channel === 'kf' ? kf.quotaLeft(message.to) : undefined);
    ctx.type = 'html';
    ctx.body = String(ctx.get('hx-request') ? await panel : await whyPage(panel));
  });

  router.post('/say', async (ctx) => {
    const form = await readForm(ctx);
    const [from, text] = [form.get('from') ?? '', (form.get('text') ?? '').trim()];
    if (!text) return refuse(ctx, '先写点什么');
    if (text.length > MAX_TEXT) return refuse(ctx, `太长了,最多 ${MAX_TEXT} 字`);
    if (form.get('channel') === 'kf') kf.say(from, { text });
    else if ((await options.directory()).some(({ userid }) => userid === from)) members.say(from, text);
    else return refuse(ctx, '企业微信里没有这个人');
    done(ctx);
  });

  router.post('/click', async (ctx) => {
    const form = await readForm(ctx);
    const [question, option] = [form.get('question'), form.get('option')];
    const clicked = members.click(
      form.get('from') ?? '',
      form.get('taskId') ?? '',
      form.get('key') ?? '',
      question && option ? { [question]: [option] } : {},
    );
    if ('error' in clicked) return refuse(ctx, clicked.error);
    done(ctx);
  });

  router.post('/menu', async (ctx) => {
    const form = await readForm(ctx);
    const tapped = tapMenu(stage, form.get('from') ?? '', form.get('id') ?? '');
    if (!tapped) return refuse(ctx, '这个选项已经不在了');
    done(ctx);
  });

  router.post('/clock', async (ctx) => {
    const to = await afterDuration(stage, (await readForm(ctx)).get('advance') ?? '');
    if (!to || to.getTime() - options.clock.now().getTime() > MAX_ADVANCE_MS)
      return refuse(ctx, '时间要写成 P1D、P20WD 或 PT3H,一次最多 400 天');
    await options.advance(to);
    world.touch();
    done(ctx);
  });

  return { routes: router, close: () => live.close() };
}

function chosenOf(ctx: Context): Chosen {
  return Object.fromEntries(
    PHONE_KINDS.flatMap((kind) => {
      const value = ctx.query[kind];
      return typeof value === 'string' && value !== '' && value.length <= 128 ? [[kind, value]] : [];
    }),
  );
}

/** The fields of a posted form; another site's page may not post here. */
async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (!['', 'none', 'same-origin'].includes(ctx.get('sec-fetch-site')))
    throw new AppError('denied', 'Posted from another site.', { tell: '请在本页操作' });
  return new URLSearchParams((await readBody(ctx.req, MAX_FORM)).toString('utf8'));
}

/** Back to the page; with JavaScript the page stays and the live stream brings what changed. */
function done(ctx: Context): void {
  if (ctx.get('hx-request')) {
    ctx.type = 'html';
    ctx.body = '';
    ctx.status = 200;
    return;
  }
  const search = /\?[^#]*/.exec(ctx.get('referer'))?.[0] ?? '';
  ctx.status = 303;
  ctx.redirect(`/simulator${search}`);
}

function refuse(ctx: Context, why: string): void {
  ctx.status = 400;
  ctx.type = ctx.get('hx-request') ? 'html' : 'text';
  ctx.body = why.replace(/[<>&]/g, '');
}
