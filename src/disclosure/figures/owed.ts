/** What is owed and what is public, in SQL: the one place where figures learn it. */
import { Prisma } from '../../store/generated/client.ts';

/** Citizens can read it. */
export const PUBLIC_STATUSES = ['已公开', '已更正', '归档'];

/**
 * Items with their day, and what is owed without an item; not what was withdrawn or excused. An item's day is that of its
 * latest obligation, which may have been extended.
 */
export const OWED = Prisma.sql`
  select 'd:' || d.code as id, d.unit_code, d.category, d.regime, d.code, d.title, coalesce(o.due, d.due) as due,
    d.published as done
  from disclosure d
  left join lateral (
    select due, status from obligation where disclosure_code = d.code order by created_at desc limit 1
  ) o on true
  where d.due is not null and d.status <> '已撤回' and (d.mode = '主动' or d.regime = '内部')
    and o.status is distinct from 'excused'
  union all
  select 'o:' || id, unit_code, null, null, null, title, due, fulfilled_on from obligation
  where disclosure_code is null and due is not null and status <> 'excused'`;
