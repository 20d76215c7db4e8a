/** How units answer information requests 依申请公开: how many, in time, how fast. Computed from the requests each time. */
import type { Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';

export interface RequestFigures {
  unit: string;
  name: string;
  /** Received in the period. */
  received: number;
  /** Answered in the period. */
  answered: number;
  /** Of these by their day. */
  onTime: number;
  /** From receipt to answer, calendar days, mean. Undefined without any. 平均答复天数 */
  meanDays: number | undefined;
  /** Open past their day as of today. */
  overdue: number;
}

type Row = Omit<RequestFigures, 'onTime' | 'meanDays'> & { on_time: number; mean_days: number | null };

/** Units without any are left out. What the applicant withdrew is not counted as answered. */
export async function requestFigures(
  db: Db,
  { from, until, today }: { from: Day; until: Day; today: Day },
): Promise<RequestFigures[]> {
  const rows = await db.$queryRaw<Row[]>`
    select u.code as unit, u.name, r.received::int, r.answered::int, r.on_time::int, r.overdue::int,
      r.mean_days::float as mean_days
    from unit u
    join (
      select unit_code,
        count(*) filter (where confirmed_on between ${from} and ${until}) as received,
        count(*) filter (where ended and answered_on between ${from} and ${until}) as answered,
        count(*) filter (where ended and answered_on between ${from} and ${until} and (due is null or answered_on <= due))
          as on_time,
        round(avg(answered_on::date - confirmed_on::date)
          filter (where ended and answered_on between ${from} and ${until}), 1) as mean_days,
        count(*) filter (where answered_on is null and due < ${today}) as overdue
      from (select *, status = 'answered' as ended from information_request where confirmed_on is not null) all_requests
      group by unit_code
    ) r on r.unit_code = u.code
    where r.received + r.answered + r.overdue > 0
    order by u.code`;
  return rows.map(({ on_time: onTime, mean_days: meanDays, ...row }) => ({
    ...row,
    onTime,
    meanDays: meanDays ?? undefined,
  }));
}
