/** What goes wrong on purpose: faults of APIs, settings of a console, bad deliveries, tokens ended early, hostile callers. */
import type { Router } from '@koa/router';
import { z } from 'zod';
import { deliverySchema } from '../callbacks.ts';
import { HOSTILE_KINDS, strike } from '../hostile.ts';
import { settingsSchema } from '../settings.ts';
import { NO_ACCOUNT, type Stage } from '../stage.ts';
import { read, refuse } from './body.ts';

const faultBody = z
  .strictObject({
    api: z.string().min(1).max(200),
    errcode: z.number().int().optional(),
    status: z.number().int().min(200).max(599).optional(),
    delayMs: z.number().int().min(0).max(120_000).optional(),
    drop: z.boolean().optional(),
    /** The call takes effect; only the answer is lost or wrong. */
    afterEffect: z.boolean().optional(),
    rate: z.number().gt(0).max(1).optional(),
    times: z.number().int().min(0).max(100_000).default(1),
  })
  .refine(
    ({ errcode, status, delayMs, drop, times }) =>
      times === 0 || [errcode, status, delayMs, drop].some((one) => one !== undefined),
    { message: '要写 errcode、status、delayMs、drop 中的一个', path: ['errcode'] },
  );
const tokensBody = z.object({
  do: z.enum(['revoke', 'expire']),
  app: z.enum(['app', 'kf', 'wechat', 'all']).default('all'),
});
const hostileBody = z.object({
  kind: z.string().max(64).default('all'),
  door: z.enum(['wecom', 'wechat']).default('wecom'),
});

export function addWeather(router: Router, stage: Stage): void {
  const { world, callbacks, tokens, account, apiPaths } = stage;

  router.post('/fault', async (ctx) => {
    const body = await read(ctx, faultBody);
    if (!body) return;
    const { api, ...fault } = body;
    if (api !== '*' && !apiPaths.some((path) => path === api || path.endsWith(`/${api.replace(/^\/+/, '')}`)))
      return refuse(ctx, `没有这个接口:${api}。有:${apiPaths.join(' ')}`);
    if (fault.times === 0) world.faults.delete(api);
    else world.faults.set(api, fault);
    ctx.body = { ok: true };
  });
  router.get('/fault', (ctx) => {
    ctx.body = Object.fromEntries(world.faults);
  });

  router.get('/platform', (ctx) => {
    ctx.body = world.settings;
  });
  router.post('/platform', async (ctx) => {
    const body = await read(ctx, settingsSchema);
    if (!body) return;
    Object.assign(world.settings, body);
    ctx.body = world.settings;
  });

  router.get('/delivery', (ctx) => {
    ctx.body = callbacks.delivery;
  });
  router.post('/delivery', async (ctx) => {
    const body = await read(ctx, deliverySchema);
    if (!body) return;
    Object.assign(callbacks.delivery, body);
    if (callbacks.delivery.hold === 0) callbacks.release();
    ctx.body = callbacks.delivery;
  });

  router.get('/tokens', (ctx) => {
    ctx.body = tokens.counts();
  });
  router.post('/tokens', async (ctx) => {
    const body = await read(ctx, tokensBody);
    if (body) ctx.body = { ended: tokens.end(body.do, body.app) };
  });

  router.post('/seed', async (ctx) => {
    const body = await read(ctx, z.object({ seed: z.number().int().min(0).max(4_294_967_295) }));
    if (!body) return;
    world.chance.reseed(body.seed);
    ctx.body = { ok: true };
  });

  router.post('/verify', async (ctx) => {
    const body = await read(ctx, z.object({ door: z.enum(['wecom', 'wechat']).default('wecom') }));
    if (!body) return;
    if (body.door === 'wechat' && !account) return refuse(ctx, NO_ACCOUNT);
    ctx.body = await callbacks.verifyUrl(body.door);
  });

  router.get('/hostile', (ctx) => {
    ctx.body = HOSTILE_KINDS;
  });
  router.post('/hostile', async (ctx) => {
    const body = await read(ctx, hostileBody);
    if (!body) return;
    if (body.kind !== 'all' && !HOSTILE_KINDS.includes(body.kind))
      return refuse(ctx, `kind: 没有 ${body.kind}。有:all ${HOSTILE_KINDS.join(' ')}`);
    if (body.door === 'wechat' && !account) return refuse(ctx, NO_ACCOUNT);
    const door = stage.door(body.door);
    if (!door) return refuse(ctx, '产品还没有开门', 409);
    ctx.body = await strike(door, body.kind === 'all' ? HOSTILE_KINDS : [body.kind], world);
  });
}
