/** What was to be published, what is public and what is kept back, as reports count it. */
import { formatDay, type Day } from '../../kit/day.ts';
import { describeOwed, keptBackItems, owedItems, publicItems } from '../../disclosure/figures.ts';
import type { Row, Source } from '../report-source.ts';

/** 到期 = 按时 + 迟 + 超期 + 未到期. */
const OWED = {
  due: { zh: '到期', en: 'Due' },
  onTime: { zh: '按时公开', en: 'In time' },
  late: { zh: '迟公开', en: 'Late' },
  overdue: { zh: '超期未公开', en: 'Overdue' },
  ahead: { zh: '还没到期', en: 'Not due yet' },
} as const;

export function statesOfItem(due: Day, done: Day | null, today: Day): (keyof typeof OWED)[] {
  if (done !== null) return ['due', done <= due ? 'onTime' : 'late'];
  return ['due', due < today ? 'overdue' : 'ahead'];
}

/** Items have a page of their own. */
const pageOf = (code: string): string => `/console/publish/${encodeURIComponent(code)}`;
/** Owed by a catalogue or an order, no class yet. */
const UNCLASSED = '其他';

export const itemsSource: Source = {
  name: 'items',
  states: OWED,
  async rows(db, { from, to, today, units }) {
    const items = await owedItems(db, { from, until: to, units });
    return items.map(({ id, unit, category, due, done }): Row => ({
      id,
      unit,
      category: category ?? UNCLASSED,
      states: statesOfItem(due, done, today),
    }));
  },
  async lines(db, ids, { viewers }) {
    const items = new Map((await describeOwed(db, ids)).map((item) => [item.id, item]));
    const own = (unit: string): boolean => viewers.every(({ unitCode }) => unitCode === unit);
    return ids.map((id) => {
      const item = items.get(id);
      if (!item) return { title: '已删除的一项', facts: '' };
      const { title, unit, regime, due, done, code } = item;
      const hidden = regime === '内部' && !own(unit);
      return {
        // 内部公开 is for the staff of that unit.
        title: hidden ? '机关内部公开的一项' : title,
        unit,
        facts: `${formatDay(due)}到期,${done ? `${formatDay(done)}公开` : '还没有公开'}`,
        href: code && !hidden ? pageOf(code) : undefined,
      };
    });
  },
};

export const publicSource: Source = {
  name: 'public',
  states: {
    all: { zh: '可以看到的', en: 'Public' },
    published: { zh: '本期公开', en: 'Published' },
  },
  async rows(db, { from, to, units }) {
    const items = await publicItems(db, { units });
    return items.map(({ code, unit, category, published }) => ({
      id: code,
      unit,
      category,
      states: [
        ...(published === null || published <= to ? ['all'] : []),
        ...(published !== null && published >= from && published <= to ? ['published'] : []),
      ],
    }));
  },
  async lines(db, ids) {
    const rows = await db.disclosure.findMany({
      where: { code: { in: [...ids] } },
      select: { code: true, title: true, unitCode: true, published: true },
    });
    const items = new Map(rows.map((row) => [row.code, row]));
    return ids.map((id) => {
      const item = items.get(id);
      if (!item) return { title: '已删除的一项', facts: '' };
      const facts = item.published ? `${formatDay(item.published)}公开` : '已公开';
      return { title: item.title, unit: item.unitCode, facts, href: pageOf(id) };
    });
  },
};

/** 能公开的全部公开: what is not, each with its reason (the speech, chapter 2). */
export const keptBackSource: Source = {
  name: 'keptBack',
  states: {
    all: { zh: '不公开和依申请公开', en: 'Kept back' },
    notPublic: { zh: '不公开', en: 'Not public' },
    onRequest: { zh: '依申请公开', en: 'On request' },
  },
  async rows(db, { units }) {
    const items = await keptBackItems(db, units);
    return items.map(({ code, unit, mode }) => ({
      id: code,
      unit,
      category: undefined,
      states: ['all', mode === '不公开' ? 'notPublic' : 'onRequest'],
    }));
  },
  async lines(db, ids) {
    const items = new Map((await keptBackItems(db)).map((item) => [item.code, item]));
    return ids.map((id) => {
      const item = items.get(id);
      if (!item) return { title: '已经公开或撤回的一项', facts: '' };
      return {
        title: item.title,
        unit: item.unit,
        facts: `${item.mode}:${item.reason}${item.ground ? `(${item.ground})` : ''}`,
        href: pageOf(id),
      };
    });
  },
};
