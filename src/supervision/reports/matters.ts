/** Complaints as reports count them: which states a matter has in a period, pure; and what a reader sees of one in a list. */
import { formatDay, type Day } from '../../kit/day.ts';
import type { Counted, Statistics } from '../statistics.ts';
import type { Source } from '../report-source.ts';

/** 上期结转 + 收到 = 办结 + 其他了结 + 在办, of any set of matters. */
const STATES = {
  carried: { zh: '上期结转', en: 'Carried over' },
  received: { zh: '收到', en: 'Received' },
  closed: { zh: '办结', en: 'Closed' },
  ended: { zh: '其他了结(不予受理、并案、撤回)', en: 'Ended otherwise' },
  open: { zh: '期末在办', en: 'Open at the end' },
  overdue: { zh: '在办中超期', en: 'Overdue' },
  timed: { zh: '办结中有期限的', en: 'Closed, with a time limit' },
  inTime: { zh: '按期办结', en: 'Closed in time' },
  judged: { zh: '评价了的', en: 'Judged' },
  satisfied: { zh: '满意和基本满意', en: 'Satisfied' },
  repeated: { zh: '重复反映(并案、重办)', en: 'Repeated' },
  suggestions: { zh: '意见和建议', en: 'Suggestions' },
} as const;
export type MatterState = keyof typeof STATES;

const CLOSED: ReadonlySet<string> = new Set(['办结', '归档']);
const CONTENT: ReadonlySet<string> = new Set(['满意', '基本满意']);

export function statesOfMatter(
  matter: Counted,
  { from, to, today }: { from: Day; to: Day; today: Day },
): MatterState[] {
  const { received, closed, due } = matter;
  const begun = received >= from;
  const over = closed !== undefined && closed <= to;
  const handled = over && CLOSED.has(matter.status);
  const is: Record<MatterState, boolean> = {
    carried: !begun,
    received: begun,
    closed: handled,
    ended: over && !handled,
    open: !over,
    overdue: closed === undefined && !matter.halted && due !== undefined && due < today,
    timed: handled && due !== undefined,
    inTime: handled && due !== undefined && closed <= due,
    judged: handled && matter.satisfaction !== undefined,
    satisfied: handled && CONTENT.has(matter.satisfaction ?? ''),
    repeated: begun && matter.repeated,
    suggestions: begun && matter.class === 'F',
  };
  return (Object.keys(is) as MatterState[]).filter((state) => is[state]);
}

export function mattersSource(statistics: Statistics): Source {
  return {
    name: 'matters',
    states: STATES,
    countable: (db, ids, readers) => statistics.countable(db, readers, ids),
    async rows(db, asked) {
      const matters = await statistics.counted(db, asked.readers, asked);
      return matters.map((matter) => ({
        id: matter.id,
        unit: matter.handlingUnit,
        category: matter.category,
        states: statesOfMatter(matter, asked),
      }));
    },
    async lines(db, ids, readers) {
      const lines = await statistics.lines(db, readers, ids);
      return lines.map(({ number, category, status, received, closed }) => ({
        // Of what one may count and not know there is its month and where it stands; nothing that could tell whose it is.
        title: number ? `${number} ${category}` : '一件(只计数,内容不显示)',
        facts: number
          ? `${formatDay(received)}收到${closed ? `,${formatDay(closed)}了结` : ''},${status}`
          : `${received.slice(0, 4)}年${Number(received.slice(5, 7))}月收到,${closed ? '已了结' : '在办'}`,
        href: number && `/console/complaints/${number}`,
      }));
    },
  };
}
