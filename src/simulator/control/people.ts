/** What people do: they write, press, tap, follow, come on duty. */
import type { Router } from '@koa/router';
import { z } from 'zod';
import { mediaKind } from '../media.ts';
import { keepSent, type Content } from '../said.ts';
import { NO_ACCOUNT, sayOn, tapMenu, type Stage } from '../stage.ts';
import { answer, read, refuse } from './body.ts';

const person = z.string().min(1).max(128);
const channel = z.enum(['kf', 'wecom', 'wechat']);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const sayBody = z.object({
  channel,
  from: person,
  text: z.string().max(10_000).optional(),
  menuId: z.string().max(64).optional(),
  media: z
    .object({
      kind: mediaKind,
      name: z.string().min(1).max(200),
      base64: z.string().regex(BASE64, '不是 base64'),
    })
    .optional(),
  location: z.object({ latitude: z.number(), longitude: z.number(), label: z.string().max(500) }).optional(),
});
const clickBody = z.object({
  from: person,
  taskId: z.string().min(1).max(128),
  key: z.string().max(1_024),
  selected: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
const menuBody = z.object({ channel, from: person, id: z.string().min(1).max(128) });
const enterBody = z.object({
  channel: channel.default('kf'),
  from: person,
  scene: z.string().max(32).optional(),
  param: z.string().max(128).optional(),
});
const followBody = z.object({
  from: person,
  do: z.enum(['follow', 'leave', 'scan']),
  scene: z.string().max(64).optional(),
});
const consentBody = z.object({
  from: person,
  templateId: z.string().min(1).max(64),
  count: z.number().int().min(1).max(1_000).default(1),
});
const servicerBody = z.union([
  z.object({ servicer: person, do: z.enum(['on', 'off']) }),
  z.object({
    servicer: person,
    customer: person,
    do: z.enum(['say', 'take', 'hand-on', 'end']),
    text: z.string().max(4_000).optional(),
    to: person.optional(),
  }),
]);
const recallBody = z.object({ from: person, eventId: z.string().min(1).max(64) });
/** Fields become elements: only names that can be ones. */
const eventBody = z.object({
  from: person,
  event: z.string().min(1).max(64),
  fields: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,40}$/), z.string().max(2_000)).default({}),
});

export function addPeople(router: Router, stage: Stage): void {
  const { kf, members, account, options } = stage;
  const isMember = async (userid: string): Promise<boolean> =>
    (await options.directory()).some((member) => member.userid === userid);

  router.post('/say', async (ctx) => {
    const body = await read(ctx, sayBody);
    if (!body) return;
    const content = contentOf(stage, body);
    if ('error' in content) return refuse(ctx, content.error);
    answer(ctx, await sayOn(stage, body.channel, body.from, content));
  });

  router.post('/click', async (ctx) => {
    const body = await read(ctx, clickBody);
    if (!body) return;
    const selected = Object.fromEntries(
      Object.entries(body.selected ?? {}).map(([key, value]) => [key, [value].flat()]),
    );
    const clicked = members.click(body.from, body.taskId, body.key, selected);
    answer(ctx, 'error' in clicked ? { ...clicked, status: 404 } : clicked);
  });

  router.post('/menu', async (ctx) => {
    const body = await read(ctx, menuBody);
    if (!body) return;
    if (body.channel === 'wechat' && !account) return refuse(ctx, NO_ACCOUNT);
    if (body.channel !== 'wecom')
      return answer(ctx, tapMenu(stage, body.channel, body.from, body.id), `没有这个菜单项:${body.id}`);
    if (!(await isMember(body.from))) return refuse(ctx, `企业微信里没有这个人:${body.from}`, 404);
    answer(ctx, members.menu(body.from, body.id));
  });

  router.post('/enter', async (ctx) => {
    const body = await read(ctx, enterBody);
    if (!body) return;
    if (body.channel === 'wechat')
      return answer(
        ctx,
        account?.followers.scan(body.from, body.scene ?? 'counter') ?? { error: NO_ACCOUNT },
      );
    if (body.channel === 'kf') return answer(ctx, kf.enter(body.from, body));
    if (!(await isMember(body.from))) return refuse(ctx, `企业微信里没有这个人:${body.from}`, 404);
    answer(ctx, members.enter(body.from));
  });

  router.post('/follow', async (ctx) => {
    const body = await read(ctx, followBody);
    if (!body) return;
    if (!account) return refuse(ctx, NO_ACCOUNT);
    const { followers } = account;
    if (body.do === 'leave') return answer(ctx, followers.leave(body.from));
    answer(
      ctx,
      body.do === 'scan'
        ? followers.scan(body.from, body.scene ?? 'counter')
        : followers.follow(body.from, body.scene),
    );
  });

  router.post('/consent', async (ctx) => {
    const body = await read(ctx, consentBody);
    if (!body) return;
    if (!account) return refuse(ctx, NO_ACCOUNT);
    account.followers.consent(body.from, body.templateId, body.count);
    ctx.body = { ok: true };
  });

  router.post('/servicer', async (ctx) => {
    const body = await read(ctx, servicerBody);
    if (!body) return;
    if ('customer' in body) return answer(ctx, kf.servicer(body));
    if (!(await isMember(body.servicer))) return refuse(ctx, `企业微信里没有这个人:${body.servicer}`, 404);
    answer(ctx, kf.duty(body.servicer, body.do === 'on'));
  });

  router.post('/recall', async (ctx) => {
    const body = await read(ctx, recallBody);
    if (body) answer(ctx, kf.recall(body.from, body.eventId));
  });

  router.post('/event', async (ctx) => {
    const body = await read(ctx, eventBody);
    if (body) answer(ctx, members.event(body.from, body.event, body.fields));
  });

  router.get('/people', async (ctx) => {
    ctx.body = await options.directory();
  });
}

function contentOf(
  stage: Stage,
  { text, menuId, media, location }: z.output<typeof sayBody>,
): Content | { error: string } {
  if (text !== undefined) return { text, ...(menuId ? { menuId } : {}) };
  if (location) return { location };
  if (!media) return { error: '没有写 text,也没有 media' };
  return keepSent(stage.media, {
    kind: media.kind,
    name: media.name,
    bytes: Buffer.from(media.base64, 'base64'),
  });
}
