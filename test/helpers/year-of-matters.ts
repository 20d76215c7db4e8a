/** A year of random complaints over the sample county, as rows: for figures that are counted again by other means. */
import type { Ids } from '../../src/kit/ids.ts';
import { addDays, instantOf, type Day } from '../../src/kit/day.ts';
import type { Database } from '../../src/store/database.ts';
import type { Complaint } from '../../src/store/generated/client.ts';
import { contentKey } from './house.ts';

const OVER = ['办结', '归档', '不予受理', '并案', '撤回'];
const OPEN = ['已登记', '受理', '转办', '办理中'];
const CATEGORIES = [
  ['A', '应公开未公开'],
  ['B', '态度差'],
  ['B', '超期办理'],
  ['B', '推诿扯皮'],
  ['C', '村(组)财务'],
  ['F', '意见建议'],
  ['E', '贪污贿赂'],
] as const;
/** Bureaus they are about. */
const UNITS = ['qh-mzj', 'qh-sfj', 'qh-czj', 'qh-rsj', 'qh-zrj', 'qh-zjj', 'qh-slj', 'qh-lyj'];
/** Two of a kind in the whole year: what is put together for who merely counts. */
const RARE = ['D', '申诉求决'] as const;

export async function addYearOfMatters(
  database: Database,
  ids: Ids,
  { n = 400, from = '2026-01-01' as Day, today = '2026-11-24' as Day } = {},
): Promise<Complaint[]> {
  const content = contentKey();
  const below = (limit: number): number => Number(ids.pick('0123456789', 7)) % limit;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const chance = (percent: number): boolean => below(100) < percent;
  const people = await database.prisma.person.findMany({
    where: { unitCode: { in: [...UNITS] }, roles: { has: 'unit_leader' } },
    orderBy: { userid: 'asc' },
  });
  const rows = Array.from({ length: n }, (_, at) => {
    const id = ids.next();
    const [kind, category] = at < 2 ? RARE : pick(CATEGORIES);
    const sealed = kind === 'E';
    const unit = pick(UNITS);
    const received = addDays(from, below(325));
    const over = chance(70);
    const closed = addDays(received, 1 + below(40));
    const isOver = over && closed <= today;
    const status = isOver ? pick(OVER) : pick(OPEN);
    const handling = chance(80) ? unit : null;
    return {
      id,
      number: `TS-${String(at).padStart(4, '0')}-TEST`,
      receiptHash: `year-${at}`,
      category,
      class: kind,
      sealed,
      textSealed: content.seal(`今年的第 ${at} 件,张大妈说的`, id),
      aboutUnit: unit,
      accusedUnits: [unit],
      accusedUserids: chance(15) ? [pick(people).userid] : [],
      anonymous: chance(30),
      source: 'chat',
      status,
      handlingUnit: status === '已登记' ? null : handling,
      queueUnit: sealed ? 'qh-jw' : chance(70) ? `${unit}-jd` : 'qh-zfb',
      receivedAt: instantOf(received, '10:00'),
      acceptDue: addDays(received, 15),
      closeDue: status === '已登记' ? null : addDays(received, 30),
      suspendedOn: !isOver && chance(5) ? addDays(received, 2) : null,
      closedAt: isOver ? instantOf(closed, '15:00') : null,
      outcome: isOver ? pick(['支持', '解释', '不支持', '调解']) : null,
      satisfaction:
        isOver && ['办结', '归档'].includes(status) && chance(60)
          ? pick(['满意', '基本满意', '不满意'])
          : null,
      reopened: chance(5),
    };
  });
  await database.prisma.complaint.createMany({ data: rows });
  return database.prisma.complaint.findMany({ orderBy: { number: 'asc' } });
}
