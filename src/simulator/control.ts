/** The simulator's JSON API, by which tests and the phones page act. In: checked JSON, else 400 with what is wrong. */
import { Router } from '@koa/router';
import { z } from 'zod';
import { read, refuse } from './control/body.ts';
import { addPeople } from './control/people.ts';
import { addRecords } from './control/records.ts';
import { addWeather } from './control/weather.ts';
import { afterDuration, waitIdle, type Stage } from './stage.ts';

const MAX_ADVANCE_MS = 400 * 86_400_000;

const clockBody = z.union([
  z.object({ now: z.iso.datetime({ offset: true }) }),
  z.object({ advance: z.string().max(40) }),
]);
const idleBody = z.object({ timeoutMs: z.number().int().min(1).max(600_000).default(30_000) });

export function createControlRouter(stage: Stage): Router {
  const { world, options } = stage;
  const router = new Router({ prefix: '/simulator/api' });
  addPeople(router, stage);
  addRecords(router, stage);
  addWeather(router, stage);

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
  return router;
}
