/** 1.4 勤政、务实、高效 and 0.1 作风建设 as figures of each unit. */
import { expect, test } from 'vitest';
import { figuresOf, type MatterFacts } from '../../../src/supervision/complaint-figures.ts';

const units = [
  { code: 'a', name: '民政局' },
  { code: 'b', name: '水利局' },
  { code: 'c', name: '林业局' },
];
const period = { from: '2026-10-01', until: '2026-11-30', today: '2026-11-24' };
const at = (day: string): Date => new Date(`${day}T10:00:00+08:00`);
const matter = (more: Partial<MatterFacts>): MatterFacts => ({
  category: '其他办事问题',
  aboutUnit: 'a',
  handlingUnit: 'b',
  queueUnit: 'group',
  status: '办理中',
  receivedAt: at('2026-11-02'),
  closedAt: null,
  acceptDue: '2026-11-17',
  closeDue: '2027-01-05',
  suspendedOn: null,
  mergedInto: null,
  reopened: false,
  ...more,
});
const figures = (facts: MatterFacts[]) =>
  Object.fromEntries(figuresOf(facts, units, period).map((row) => [row.unit, row]));

test('1.4 on-time, mean days, overdue: whoever handles a matter answers for its clock', () => {
  const done = (day: string, closeDue: string | null, more: Partial<MatterFacts> = {}) =>
    matter({ status: '办结', closedAt: at(day), closeDue, ...more });
  const { a, b, c } = figures([
    done('2026-11-06', '2026-11-06'),
    done('2026-11-12', '2026-11-11'),
    done('2026-11-05', null, { acceptDue: null, status: '归档' }),
    // Before the period, joined, taken back, suspended: none of them is work of these months.
    done('2026-09-30', '2026-09-01', { receivedAt: at('2026-09-01') }),
    matter({ status: '并案', closedAt: at('2026-11-03') }),
    matter({ status: '撤回', closedAt: at('2026-11-03') }),
    matter({ closeDue: '2026-11-20', suspendedOn: '2026-11-10' }),
    matter({ closeDue: '2026-11-24' }),
    matter({ closeDue: '2026-11-23' }),
    matter({ closeDue: null, acceptDue: '2026-11-17', handlingUnit: null, queueUnit: 'b', status: '已登记' }),
  ]);
  expect(b).toMatchObject({ closed: 3, onTime: 2, meanDays: 5.7, overdue: 2, about: 0 });
  expect(a).toMatchObject({ closed: 0, meanDays: undefined, overdue: 0, about: 9 });
  expect(c).toBeUndefined();
});

test('1.4 repeated: the same matter again, whether joined to an earlier one or done again', () => {
  const { a } = figures([
    matter({}),
    matter({ status: '并案', mergedInto: 'one', closedAt: at('2026-11-03') }),
    matter({ reopened: true }),
  ]);
  expect(a).toMatchObject({ about: 3, repeated: 2 });
});

test('0.1 the trend of 作风 and 效能 by month, of the unit complained of; an empty month is a nought', () => {
  const { a } = figures([
    matter({ category: '态度差' }),
    matter({ category: '作风散漫' }),
    matter({ category: '超期办理', receivedAt: at('2026-11-30') }),
    matter({ category: '推诿扯皮', receivedAt: at('2026-12-01') }),
    matter({ category: '态度差', aboutUnit: 'b' }),
  ]);
  expect(a!.months).toEqual([
    { month: '2026-10', style: 0, efficiency: 0 },
    { month: '2026-11', style: 2, efficiency: 1 },
  ]);
});
