/**
 * 听证: hearings announced, who has signed up, the draw, the door, the minutes and their signatures, what was adopted. The rules
 * are those of participation.
 */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { MAX_FEEDBACK, MAX_MINUTES, type HearingDesk } from '../../participation/hearing-desk.ts';
import type { Clock } from '../../kit/clock.ts';
import { unitNames, type Official } from '../../people/officials.ts';
import type { Tx } from '../../store/database.ts';
import { checkFields } from '../console/form.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { mustBeWhole } from './drafts.ts';
import { hearingBody } from './hearings/detail.ts';
import { HEARINGS, hearingList } from './hearings/list.ts';
import { showPage } from './layout.ts';
import { afterOf, cutPage } from './parts.ts';
import type { PublishDeps } from './publish.ts';

export interface HearingsDeps extends Pick<PublishDeps, 'database' | 'reviews'> {
  hearingDesk: HearingDesk;
  /** The county's time, by which a hearing is held. */
  county: Clock;
}

const PAGE_SIZE = 30;
const codeSchema = z.object({ digits: z.string().trim().max(20) });
const minutesSchema = z.object({ minutes: z.string().trim().max(MAX_MINUTES) });
const answerSchema = z.object({ text: z.string().trim().max(MAX_FEEDBACK) });

export function createHearingsPage({ database, hearingDesk: desk, reviews, county }: HearingsDeps): Router {
  const { prisma } = database;
  const router = new Router({ prefix: HEARINGS });
  const codeOf = (ctx: Context): string => String((ctx.params as Record<string, string>).code);
  router.use(async (ctx, next) => {
    requireAction(ctx, 'rounds.work');
    await next();
  });

  router.get('/', async (ctx) => {
    const after = afterOf(ctx);
    const found = await desk.list(prisma, visitOf(ctx).staff, { after, size: PAGE_SIZE + 1 });
    const { rows, next } = cutPage(
      found.map((row) => ({ ...row, id: row.code })),
      PAGE_SIZE,
    );
    await showPage(
      ctx,
      '听证',
      hearingList({
        rows,
        names: await unitNames(
          prisma,
          rows.map(({ unitCode }) => unitCode),
        ),
        next,
        after,
      }),
    );
  });

  router.get('/:code', async (ctx) => {
    const { staff, csrf } = visitOf(ctx);
    const row = await desk.hearing(prisma, staff, codeOf(ctx));
    const signups = await desk.signups(prisma, row);
    const host = row.record?.hostUserid
      ? await prisma.person.findUnique({ where: { userid: row.record.hostUserid } })
      : null;
    await showPage(
      ctx,
      row.title,
      hearingBody({
        row,
        signups,
        minutes: desk.minutesOf(row),
        host: host?.name ?? row.host,
        isHost: staff.userid === row.record?.hostUserid,
        now: county.now(),
        csrf,
      }),
    );
  });

  const act = async (ctx: Context, work: (tx: Tx, by: Official, code: string) => Promise<string>) => {
    const { staff, say } = visitOf(ctx);
    say(await database.transaction((tx) => work(tx, staff, codeOf(ctx))));
    ctx.redirect(`${HEARINGS}/${encodeURIComponent(codeOf(ctx))}`);
  };

  router.post('/:code/draw', (ctx) =>
    act(ctx, async (tx, by, code) => {
      await desk.hearing(tx, by, code);
      const { seated, waiting } = await desk.draw(tx, code);
      return `抽签完成:${seated} 人有席位,${waiting} 人候补,都已告诉本人。Drawn.`;
    }),
  );
  router.post('/:code/check-in', (ctx) => {
    const { digits } = checkFields(visitOf(ctx).fields, codeSchema);
    return act(
      ctx,
      async (tx, by, code) =>
        `${await desk.checkIn(tx, by, code, digits.normalize('NFKC'))} 签到了。Checked in.`,
    );
  });
  router.post('/:code/minutes', (ctx) => {
    const { minutes } = checkFields(visitOf(ctx).fields, minutesSchema);
    return act(ctx, async (tx, by, code) => {
      await desk.record(tx, by, code, minutes);
      return '笔录记下了,已发给到会的人核对签字。Recorded.';
    });
  });
  router.post('/:code/sign', (ctx) =>
    act(ctx, async (tx, by, code) => {
      await desk.sign(tx, by, code);
      return '主持人签字了。Signed.';
    }),
  );
  router.post('/:code/answer', (ctx) => {
    const { text } = checkFields(visitOf(ctx).fields, answerSchema);
    return act(ctx, async (tx, by, code) => {
      const { item, faults } = await desk.answer(tx, by, code, text);
      mustBeWhole(faults);
      await reviews.ask(tx, item, by);
      return '采纳情况已送审查,通过后马上公布,到会的人会收到。Sent for review.';
    });
  });
  return router;
}
