import { describe, expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import {
  acceptDues,
  closeDues,
  clocksOf,
  handoffDue,
  latestExtension,
  objectionDue,
  PRESETS,
} from '../../../src/supervision/clocks.ts';
import { ladderOf, stepsDue, type LadderFacts } from '../../../src/supervision/escalation.ts';
import {
  actionsFor,
  mayReopen,
  mayWithdraw,
  RULES,
  STATUSES,
  verdictOn,
  type Action,
  type LifecycleFacts,
} from '../../../src/supervision/lifecycle.ts';

const calendar = createCalendar(seedYears());
const TODAY = '2026-11-24';
const facts = (more: Partial<LifecycleFacts> = {}): LifecycleFacts => ({
  status: '受理',
  handlingUnit: null,
  suspendedOn: null,
  extendedDays: 0,
  objectionDue: null,
  reopened: false,
  anonymous: true,
  ...more,
});

describe('4.1.5 what may be done when, as a table', () => {
  test.each([
    [
      '已登记',
      'supervise',
      ['accept', 'decline', 'transfer', 'merge', 'urge', 'explain', 'ask', 'reply', 'summarise', 'claim'],
    ],
    [
      '受理',
      'supervise',
      [
        'transfer',
        'assign',
        'close',
        'extend',
        'suspend',
        'merge',
        'urge',
        'explain',
        'ask',
        'reply',
        'summarise',
        'claim',
      ],
    ],
    ['转办', 'handle', ['take', 'return', 'report', 'explain']],
    ['办理中', 'handle', ['return', 'report', 'explain']],
    ['办结', 'supervise', ['reply']],
    ['归档', 'full', []],
    ['撤回', 'full', []],
    ['并案', 'full', []],
    ['受理', 'summary', []],
    ['受理', 'none', []],
  ] as const)('%s, with the right to %s', (status, access, expected) => {
    expect(actionsFor(facts({ status }), access, TODAY)).toEqual(expected);
  });

  test('every refusal says why, in each state and for each action', () => {
    for (const status of STATUSES)
      for (const action of Object.keys(RULES) as Action[])
        for (const access of ['none', 'summary', 'handle', 'supervise', 'full'] as const) {
          const verdict = verdictOn(action, facts({ status }), access, TODAY);
          if (!verdict.ok) expect(verdict.why).toMatch(/^.{6,}。$/);
        }
  });
});

test('a unit returns within five working days, and not after (信访工作条例 第二十三条)', () => {
  const due = objectionDue(clocksOf('law'), '2026-09-29', calendar);
  // 1–7 October are holidays, 10 October is worked.
  expect(due).toBe('2026-10-12');
  const handed = facts({ status: '转办', objectionDue: due });
  expect(verdictOn('return', handed, 'handle', '2026-10-12')).toEqual({ ok: true });
  expect(verdictOn('return', handed, 'handle', '2026-10-13')).toMatchObject({ ok: false, why: /5 个工作日/ });
});

test('while it is halted it cannot be closed or handed on; resuming is possible then alone', () => {
  const halted = facts({ suspendedOn: '2026-11-20' });
  for (const action of ['close', 'transfer', 'extend', 'suspend'] as const)
    expect(verdictOn(action, halted, 'supervise', TODAY).ok).toBe(false);
  expect(verdictOn('resume', halted, 'supervise', TODAY).ok).toBe(true);
  expect(verdictOn('resume', facts(), 'supervise', TODAY).ok).toBe(false);
});

test('it is extended once', () => {
  expect(verdictOn('extend', facts({ extendedDays: 10 }), 'supervise', TODAY)).toMatchObject({ ok: false });
});

describe('4.4.5 clocks: 15 days, 60 and 30, presets of 12345', () => {
  test('told within 15 days, the last of them rolling over a day off; the county promises three working days', () => {
    expect(acceptDues(clocksOf('law'), '2026-11-24', calendar)).toMatchObject({
      due: { due: '2026-12-09', provisional: false },
      target: '2026-11-27',
    });
    expect(acceptDues(clocksOf('law'), '2026-09-20', calendar).due.due).toBe('2026-10-08');
  });
  test('done within 60 days, 30 more at most; beyond the known calendar the day is provisional', () => {
    const { due, target } = closeDues(clocksOf('law'), '2026-11-24', calendar);
    expect(due).toMatchObject({ due: '2027-01-25', provisional: true });
    expect(target).toBe('2026-12-15');
    expect(latestExtension(clocksOf('law'), '2026-10-09', calendar)).toBe('2026-11-09');
  });
  test('a sealed matter is handed over within one working day', () => {
    expect(handoffDue('2026-11-27', calendar)).toBe('2026-11-30');
  });
  test.each(Object.keys(PRESETS))('preset %s: the target is no later than the law', (name) => {
    const clocks = clocksOf(name);
    const close = closeDues(clocks, '2026-11-02', calendar);
    expect(close.target <= close.due.due).toBe(true);
    expect(clocks.basis.length).toBeGreaterThan(5);
  });
  test('12345 in Shandong: five working days, ten more, returned within two', () => {
    const clocks = clocksOf('hotline-sd');
    expect(closeDues(clocks, '2026-11-02', calendar).due.due).toBe('2026-11-09');
    expect(latestExtension(clocks, '2026-11-09', calendar)).toBe('2026-11-23');
    expect(objectionDue(clocks, '2026-11-02', calendar)).toBe('2026-11-04');
  });
});

describe('the ladder', () => {
  const matter = (more: Partial<LadderFacts> = {}): LadderFacts => ({
    status: '已登记',
    sealed: false,
    closedAt: null,
    suspendedOn: null,
    receivedOn: '2026-11-02',
    acceptDue: '2026-11-17',
    acceptTarget: '2026-11-05',
    closeDue: null,
    closeTarget: null,
    feedbackDue: null,
    ...more,
  });
  test('受理: the working day after the target, day 12, day 15', () => {
    expect(
      ladderOf(matter(), calendar).map(({ level, on, audience }) => [level, on, audience.join()]),
    ).toEqual([
      [1, '2026-11-06', 'workers'],
      [2, '2026-11-14', 'workers,office'],
      [3, '2026-11-17', 'office,leading_group'],
    ]);
  });
  test('办结: three working days before, one after, five after', () => {
    const open = matter({ status: '办理中', closeDue: '2027-01-11', closeTarget: '2026-11-23' });
    expect(ladderOf(open, calendar).map(({ level, on }) => [level, on])).toEqual([
      [1, '2026-11-18'],
      [2, '2026-11-24'],
      [3, '2026-11-30'],
    ]);
  });
  test('a sealed matter climbs within discipline and nowhere else', () => {
    const steps = ladderOf(matter({ sealed: true, acceptTarget: '2026-11-03' }), calendar);
    expect(steps.map(({ clock, on }) => [clock, on])).toEqual([
      ['handoff', '2026-11-04'],
      ['handoff', '2026-11-05'],
    ]);
    expect(new Set(steps.flatMap(({ audience }) => audience))).toEqual(new Set(['discipline']));
  });
  test('every day of three weeks, each step once; after a stop of the service the highest alone', () => {
    const taken: { clock: string; level: number; due: string }[] = [];
    const daily: number[] = [];
    for (let day = 2; day <= 24; day++)
      for (const step of stepsDue(matter(), taken, `2026-11-${String(day).padStart(2, '0')}`, calendar)) {
        taken.push(step);
        daily.push(step.level);
      }
    expect(daily).toEqual([1, 2, 3]);
    expect(stepsDue(matter(), [], '2026-11-20', calendar).map(({ level }) => level)).toEqual([3]);
  });
  test('closed or halted: nothing; extended: the ladder begins anew', () => {
    const open = matter({ status: '办理中', closeTarget: '2026-11-20', closeDue: '2026-12-30' });
    expect(stepsDue({ ...open, suspendedOn: '2026-11-10' }, [], '2026-12-30', calendar)).toEqual([]);
    expect(stepsDue({ ...open, closedAt: new Date(0) }, [], '2026-12-30', calendar)).toEqual([]);
    const taken = [{ clock: 'close', level: 3, due: '2026-11-20' }];
    expect(stepsDue(open, taken, '2026-11-30', calendar)).toEqual([]);
    expect(stepsDue({ ...open, closeTarget: '2026-12-10' }, taken, '2026-12-11', calendar)).toHaveLength(1);
  });
});

test('重办 once, for a reason that is new', () => {
  const closed = { status: '办结', reopened: false };
  const before = ['窗口态度很差,让我跑了四趟'];
  expect(mayReopen(closed, '说退给我的两百块钱到现在没有退', before)).toEqual({ ok: true });
  expect(mayReopen(closed, '窗口态度很差,让我跑了四趟!', before)).toMatchObject({ ok: false, why: /一样/ });
  expect(mayReopen(closed, '不行', before).ok).toBe(false);
  expect(mayReopen({ ...closed, reopened: true }, '说退的钱到现在没有退给我', before).ok).toBe(false);
  expect(mayReopen({ ...closed, status: '受理' }, '说退的钱到现在没有退给我', before).ok).toBe(false);
});

test('撤回 while it is open', () => {
  expect(mayWithdraw({ status: '转办' }).ok).toBe(true);
  expect(mayWithdraw({ status: '办结' }).ok).toBe(false);
});
