/** What every page of the console says at its top while it holds. */
import type { Context, Middleware } from 'koa';
import { missingYears } from '../../disclosure/calendar-years.ts';
import { dayOf } from '../../kit/day.ts';
import { may } from '../../people/may.ts';
import type { Database } from '../../store/database.ts';
import { visitOf } from './visit.ts';

export interface Notice {
  text: string;
  en: string;
  /** Where it can be put right, for those who may. */
  href?: string;
}

/** Asks before each page whether the year's holiday notice is known. */
export const watchCalendar =
  ({ database, county }: { database: Database; county: { now(): Date } }): Middleware =>
  async (ctx, next) => {
    if (ctx.method === 'GET') {
      const years = await missingYears(database.prisma, dayOf(county.now()));
      if (years.length > 0)
        ctx.state.notices = [
          {
            text: `国务院还没有公布(或本县还没有导入)${years.join('、')} 年放假安排。落在${years.length > 1 ? '这些' : '这一'}年的到期日都是暂定,导入后自动重算。`,
            en: `Days in ${years.join(', ')} are provisional until its holiday notice is imported.`,
            ...(may(visitOf(ctx).staff, 'records.import').ok ? { href: '/console/import' } : {}),
          } satisfies Notice,
        ];
    }
    await next();
  };

export const noticesOf = (ctx: Context): readonly Notice[] =>
  (ctx.state.notices as readonly Notice[] | undefined) ?? [];
