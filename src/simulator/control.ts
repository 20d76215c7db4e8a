/** The simulator's JSON API, by which tests and the phones page act. */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { readBody } from '../kit/body.ts';
import { AppError } from '../kit/errors.ts';
import { afterDuration, tapMenu, waitIdle, type Stage } from './stage.ts';

const MAX_BODY = 30 * 1024 * 1024;
const MAX_ADVANCE_MS = 400 * 86_400_000;

const person = z.string().min(1).max(128);
const sayBody = z.object({
  channel: z.enum(['kf', 'wecom']),
  from: person,
  text: z.string().max(10_000).optional(),
  menuId: z.string().max(64).optional(),
  media: z
    .object({
      kind: z.enum(['image', 'voice', 'video', 'file']),
      name: z.string().max(200),
      base64: z.string(),
    })
    .optional(),
});
const clickBody = z.object({
  from: person,
  taskId: z.string().min(1).max(128),
  key: z.string().max(1_024),
  selected: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
const menuBody = z.object({ channel: z.enum(['wecom', 'kf']), from: person, id: z.string().min(1).max(128) });
const clockBody = z.union([
  z.object({ now: z.iso.datetime({ offset: true }) }),
  z.object({ advance: z.string().max(40) }),
]);
const idleBody = z.object({ timeoutMs: z.number().int().min(1).max(600_000).default(30_000) });
const faultBody = z.object({
  api: z.string().min(1).max(200),
  errcode: z.number().int().optional(),
  status: z.number().int().min(200).max(599).optional(),
  delayMs: z.number().int().min(0).max(120_000).optional(),
  drop: z.boolean().optional(),
  times: z.number().int().min(1).max(100_000).default(1),
});

export function createControlRouter(stage: Stage): Router {
  const { world, kf, members, options } = stage;
  const router = new Router({ prefix: '/simulator/api' });

  router.post('/say', async (ctx) => {
    const body = await read(ctx, sayBody);
    if (!body) return;
    if (body.text === undefined && !body.media) return refuse(ctx, '没有写 text,也没有 media');
    if (body.channel === 'wecom') {
      if (!(await options.directory()).some((member) => member.userid === body.from))
        return refuse(ctx, `企业微信里没有这个人:${body.from}`, 404);
      ctx.body = { eventId: members.say(body.from, body.text ?? '[media]').eventId };
      return;
    }
    const content =
      body.text !== undefined
        ? { text: body.text, ...(body.menuId ? { menuId: body.menuId } : {}) }
        : { media: { kind: body.media!.kind, mediaId: world.nextId('media') } };
    ctx.body = { eventId: kf.say(body.from, content).eventId };
  });

  router.post('/click', async (ctx) => {
    const body = await read(ctx, clickBody);
    if (!body) return;
    const selected = Object.fromEntries(
      Object.entries(body.selected ?? {}).map(([key, value]) => [
        key,
        Array.isArray(value) ? value : [value],
      ]),
    );
    const clicked = members.click(body.from, body.taskId, body.key, selected);
    if ('error' in clicked) return refuse(ctx, clicked.error, 404);
    ctx.body = { eventId: clicked.eventId };
  });

  router.post('/menu', async (ctx) => {
    const body = await read(ctx, menuBody);
    if (!body) return;
    if (body.channel === 'wecom') ctx.body = { eventId: members.menu(body.from, body.id).eventId };
    else {
      const tapped = tapMenu(stage, body.from, body.id);
      if (!tapped) return refuse(ctx, `没有这个菜单项:${body.id}`, 404);
      ctx.body = { eventId: tapped.eventId };
    }
  });

  router.post('/enter', async (ctx) => {
    const body = await read(ctx, z.object({ from: person }));
    if (body) ctx.body = { eventId: kf.enter(body.from).eventId };
  });

  router.get('/messages', (ctx) => {
    const { to, after, limit } = ctx.query;
    const from = typeof after === 'string' ? world.shown.findIndex((message) => message.id === after) + 1 : 0;
    const most = Math.min(Number(limit) || 200, 5_000);
    ctx.body = world.shown
      .slice(from)
      .filter((message) => typeof to !== 'string' || message.to === to)
      .slice(0, most);
  });
  router.get('/dropped', (ctx) => {
    ctx.body = world.dropped;
  });
  router.get('/people', async (ctx) => {
    ctx.body = await options.directory();
  });

  router.get('/clock', (ctx) => {
    ctx.body = { now: options.clock.now().toISOString() };
  });
  router.post('/clock', async (ctx) => {
    const body = await read(ctx, clockBody);
    if (!body) return;
    const to = 'now' in body ? new Date(body.now) : await afterDuration(stage, body.advance);
    if (!to) return refuse(ctx, 'advance 应写成 P1D、P20WD 或 PT3H');
    if (to.getTime() - options.clock.now().getTime() > MAX_ADVANCE_MS)
      return refuse(ctx, '一次最多前进 400 天');
    await options.advance(to);
    world.touch();
    ctx.body = { now: options.clock.now().toISOString() };
  });

  router.post('/idle', async (ctx) => {
    const body = await read(ctx, idleBody);
    if (!body) return;
    const idle = await waitIdle(stage, body.timeoutMs);
    if (!idle) ctx.status = 504;
    ctx.body = { idle };
  });

  router.post('/fault', async (ctx) => {
    const body = await read(ctx, faultBody);
    if (!body) return;
    const { api, ...fault } = body;
    world.faults.set(api, fault);
    ctx.body = { ok: true };
  });
  return router;
}

/** The body as checked JSON; answers 400 with what is wrong otherwise. */
async function read<Schema extends z.ZodType>(
  ctx: Context,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  let value: unknown;
  try {
    value = JSON.parse((await readBody(ctx.req, MAX_BODY)).toString('utf8') || '{}') as unknown;
  } catch (error) {
    if (error instanceof AppError) refuse(ctx, '内容太大', 413);
    else refuse(ctx, '不是 JSON');
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  refuse(
    ctx,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
  );
  return undefined;
}

function refuse(ctx: Context, error: string, status = 400): void {
  ctx.status = status;
  ctx.body = { error };
}
