/** What was seen, dropped, cut and called back: for asserts. */
import type { Router } from '@koa/router';
import { z } from 'zod';
import type { Stage } from '../stage.ts';
import type { World } from '../world.ts';
import { check } from './body.ts';

const MOST = 5_000;
const USUAL = 200;

const page = {
  to: z.string().max(128).optional(),
  limit: z.coerce.number().int().min(1).max(MOST).default(USUAL),
};
const messagesQuery = z.object({ ...page, after: z.string().max(64).optional() });
const transcriptQuery = z.object({ ...page, after: z.coerce.number().int().min(0).default(0) });

export function addRecords(router: Router, { world }: Stage): void {
  router.get('/messages', (ctx) => {
    const query = check(ctx, messagesQuery, ctx.query);
    if (!query) return;
    const { to, after, limit } = query;
    const from = after === undefined ? 0 : world.shown.findIndex((message) => message.id === after) + 1;
    ctx.body = world.shown
      .slice(from)
      .filter((message) => to === undefined || message.to === to)
      .slice(0, limit);
  });

  router.get('/dropped', (ctx) => {
    const query = check(ctx, z.object({ ...page, limit: page.limit.default(MOST) }), ctx.query);
    if (!query) return;
    ctx.body = world.dropped
      .filter(({ to }) => query.to === undefined || to === query.to)
      .slice(0, query.limit);
  });

  router.get('/transcript', (ctx) => {
    const query = check(ctx, transcriptQuery, ctx.query);
    if (!query) return;
    ctx.body = transcriptOf(world)
      .filter(({ order, who }) => order > query.after && (query.to === undefined || who === query.to))
      .slice(0, query.limit);
  });
}

export interface Entry {
  order: number;
  at: string;
  what: 'said' | 'delivered' | 'cut' | 'dropped' | 'callback';
  channel: string;
  who?: string;
  text?: string;
  [detail: string]: unknown;
}

/** Everything in the order in which it happened. */
function transcriptOf({ said, shown, dropped, knocked }: World): Entry[] {
  const entries: Entry[] = [
    ...said.map(({ order, at, channel, from, text }) => ({
      order,
      at,
      what: 'said' as const,
      channel,
      who: from,
      text,
    })),
    ...shown.map(({ order, at, channel, to, text, cut, kind, bytes, providerId }) => {
      const what = cut ? ('cut' as const) : ('delivered' as const);
      return { order, at, what, channel, who: to, text, kind, bytes, providerId };
    }),
    ...dropped.map(({ order, at, channel, to, text, reason }) => {
      return { order, at, what: 'dropped' as const, channel, who: to, text, reason };
    }),
    ...knocked.map(({ door, ...callback }) => ({ ...callback, what: 'callback' as const, channel: door })),
  ];
  return entries.sort((a, b) => a.order - b.order);
}
