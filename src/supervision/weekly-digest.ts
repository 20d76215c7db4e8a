/** 广泛听取群众意见和要求 (the speech, 4.3.3): each Monday the week's suggestions to the body that has them; numbers and kinds, no words. */
import { addDays, dayOf, instantOf, weekdayOf, type Day } from '../kit/day.ts';
import { unitNames } from '../people/officials.ts';
import type { Database } from '../store/database.ts';
import type { Complaint } from '../store/generated/client.ts';
import { accessTo, ABOVE } from './conflict.ts';
import { bodyOf } from './complaints/telling.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { sendLine } from './oversight/telling.ts';
import { loadViewers } from './viewers.ts';

const SUGGESTION = 'F';
const MOST = 5_000;
const LISTED = 10;

/** Once for each body and week. Returns how many suggestions were in it. */
export async function sendSuggestionDigests(ctx: Context, database: Database): Promise<number> {
  const today = todayOf(ctx);
  const monday = addDays(today, 1 - weekdayOf(today));
  const made = await database.prisma.complaint.findMany({
    where: {
      class: SUGGESTION,
      sealed: false,
      queueUnit: { not: ABOVE },
      receivedAt: { gte: instantOf(addDays(monday, -7)), lt: instantOf(monday) },
    },
    orderBy: { id: 'asc' },
    take: MOST,
  });
  const names = await unitNames(database.prisma);
  for (const queueUnit of new Set(made.map((one) => one.queueUnit)))
    await database.transaction(async (tx) => {
      const mine = made.filter((one) => one.queueUnit === queueUnit);
      const viewers = await loadViewers(tx, await bodyOf(tx, queueUnit));
      for (const viewer of viewers) {
        const known = mine.filter((one) => accessTo(one, viewer) !== 'none');
        if (known.length > 0)
          await sendLine(ctx, tx, `suggestions:${monday}:${queueUnit}`, [viewer], textOf(known, names));
      }
    });
  return made.length;
}

const textOf = (list: readonly Complaint[], names: ReadonlyMap<string, string>): string =>
  [
    `上周群众建议 ${list.length} 条:`,
    ...list.slice(0, LISTED).map((one) => lineOf(one, names)),
    ...(list.length > LISTED ? [`还有 ${list.length - LISTED} 条`] : []),
    '原话在监督台看。要请单位办,写:监督建议 单位 内容',
  ].join('\n');

const lineOf = (one: Complaint, names: ReadonlyMap<string, string>): string => {
  const unit = one.aboutUnit ? names.get(one.aboutUnit) : undefined;
  return `${one.number}${unit ? ` ${unit}` : ''} ${shortDay(dayOf(one.receivedAt))}`;
};
const shortDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
