/** What is owed to the public beside the items that are written: its state in a word, and as a table. */
import { isOverdueOn, type Obligation } from '../../../disclosure/obligations.ts';
import type { Day } from '../../../kit/day.ts';
import type { Db } from '../../../store/database.ts';
import type { Html } from '../layout.ts';
import { badge, table } from '../parts.ts';

const MOST = 50;

/** Those whose cause begins so, e.g. project:ID. */
export const owedFor = (db: Db, cause: string): Promise<Obligation[]> =>
  db.obligation.findMany({
    where: { key: { startsWith: `${cause}:` }, disclosureCode: null },
    orderBy: [{ due: 'asc' }, { id: 'asc' }],
    take: MOST,
  });

export function owedBadge(obligation: Obligation | undefined, today: Day): Html | string {
  if (!obligation) return '—';
  if (obligation.status === 'fulfilled') return badge('good', `已公开 ${obligation.fulfilledOn ?? ''}`);
  if (obligation.status === 'excused') return badge('plain', '批准不公开 kept back');
  return isOverdueOn(obligation, today)
    ? badge('bad', `超期未公开 应 ${obligation.due}`)
    : badge('warn', `待公开 ${obligation.due ?? ''} 前`);
}

export const owedTable = (owed: readonly Obligation[], today: Day): Html | string =>
  owed.length === 0
    ? ''
    : table(
        '还要公开的 Owed besides',
        [
          { head: '内容 Item', cell: ({ title }: Obligation) => title },
          { head: '状态 State', cell: (one) => owedBadge(one, today) },
        ],
        owed,
      );
