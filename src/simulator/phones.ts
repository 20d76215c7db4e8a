/**
 * The phones page: what a citizen, an official and a supervisor see, side by side and live. In: what is typed and
 * pressed there, with or without JavaScript. Out: HTML, and changes by server-sent events.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { AppError } from '../kit/errors.ts';
import { readForm, type Form } from './phones/form.ts';
import { createLive } from './phones/live.ts';
import { phonesPage, whyPage } from './phones/page.ts';
import { PHONE_KINDS, phonesFor, type Chosen } from './phones/people.ts';
import { whyPanel } from './phones/why.ts';
import { kindOf, keepSent, type Content } from './said.ts';
import { afterDuration, sayOn, tapMenu, type Stage } from './stage.ts';
import type { ChannelName } from './world.ts';

/** Served under /assets by the web room. */
export const PHONE_ASSETS: ReadonlyMap<string, URL> = new Map([
  ['phones.css', new URL('./phones/phones.css', import.meta.url)],
  ['phones.js', new URL('./phones/phones.js', import.meta.url)],
]);

const MAX_TEXT = 2_000;
const MAX_ADVANCE_MS = 400 * 86_400_000;

export interface Phones {
  routes: Router;
  /** Ends the live streams. */
  close(): void;
}

export function createPhones(stage: Stage): Phones {
  const { world, kf, members, account, options } = stage;
  const live = createLive(stage, options.log);
  const router = new Router({ prefix: '/simulator' });

  router.get('/', async (ctx) => {
    const chosen = chosenOf(ctx);
    ctx.type = 'html';
    // Without JavaScript a form leads back to the same phones: this page, and no other site, is told the address.
    ctx.set('referrer-policy', 'same-origin');
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
    const left = { kf: kf.quotaLeft, wechat: account?.followers.quotaLeft, wecom: undefined };
    const panel = whyPanel(message, why, left[message.channel]?.(message.to));
    ctx.type = 'html';
    ctx.body = String(ctx.get('hx-request') ? await panel : await whyPage(panel));
  });

  router.post('/say', async (ctx) => {
    const form = await readForm(ctx);
    const [from, channel] = [form.get('from'), channelOf(form)];
    if (!from || !channel) return refuse(ctx, '不知道是谁在哪里说的,请刷新页面再试');
    const contents = contentsOf(stage, form);
    if ('error' in contents) return refuse(ctx, contents.error);
    for (const content of contents.said) {
      const said = await sayOn(stage, channel, from, content);
      if ('error' in said) return refuse(ctx, said.error);
    }
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
    const tapped = tapMenu(stage, channelOf(form) ?? 'kf', form.get('from') ?? '', form.get('id') ?? '');
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
    ([...PHONE_KINDS, 'channel'] as const).flatMap((kind) => {
      const value = ctx.query[kind];
      return typeof value === 'string' && value !== '' && value.length <= 128 ? [[kind, value]] : [];
    }),
  );
}

const channelOf = (form: Form): ChannelName | undefined =>
  (['kf', 'wechat', 'wecom'] as const).find((channel) => channel === form.get('channel'));

/** The text, then the file; or what is wrong with them. */
function contentsOf({ media }: Stage, form: Form): { said: Content[] } | { error: string } {
  const text = (form.get('text') ?? '').trim();
  if (text.length > MAX_TEXT) return { error: `太长了,最多 ${MAX_TEXT} 字` };
  const said: Content[] = text ? [{ text }] : [];
  if (form.file) {
    const kept = keepSent(media, { ...form.file, kind: kindOf(form.file.name) });
    if ('error' in kept) return kept;
    said.push(kept);
  }
  return said.length > 0 ? { said } : { error: '先写点什么' };
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
