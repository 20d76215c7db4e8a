/** 拒不公开: what is still not public ten working days past its day, and never answered although it was urged. */
import type { Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';

/** One obligation a unit, the oldest. The ladder has reached T+10 before today; nobody acknowledged, asked or explained anything. */
export const refusedObligations = (db: Db, today: Day): Promise<{ id: string; unitCode: string }[]> =>
  db.$queryRaw`
    select distinct on (o.unit_code) o.id, o.unit_code as "unitCode"
    from obligation o
    where o.status = 'open' and o.acknowledged_at is null
      and exists (select 1 from obligation_reminder r
        where r.obligation_id = o.id and r.due = o.due and r.level = 'T+10' and r.audience = 'officer' and r.day < ${today})
      and not exists (select 1 from obligation_request q where q.obligation_id = o.id)
    order by o.unit_code, o.due, o.id limit 500`;
