import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, type Day } from '../../../src/kit/day.ts';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { countBack, countDue, dueOf, statutoryDefault } from '../../../src/disclosure/due.ts';
import { readDeadline } from '../../../src/disclosure/deadline-phrase.ts';
import { answerDeadlineLine } from '../../../src/disclosure/deadline-line.ts';

const calendar = createCalendar(seedYears());

describe('the calendar', () => {
  it('knows the years the library covers, and no other', () => {
    expect(seedYears(2015, 2035).map((year) => year.year)).toEqual([
      2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026,
    ]);
    expect(calendar.covers(2026)).toBe(true);
    expect(calendar.covers(2027)).toBe(false);
  });

  it.each([
    ['2026-10-01', false],
    ['2026-10-10', true],
    ['2026-02-14', true],
    ['2026-02-16', false],
    ['2025-09-28', true],
    ['2026-11-21', false],
    ['2026-11-23', true],
  ])('%s is a working day: %s', (day, works) => {
    expect(calendar.isWorkday(day)).toBe(works);
  });

  it.each(['2027-01-01', '2027-02-05', '2027-02-08', '2027-04-05', '2027-06-09', '2027-09-15', '2027-10-01'])(
    'keeps %s free by law though the notice of 2027 is not out',
    (day) => expect(calendar.isWorkday(day)).toBe(false),
  );
});

describe('due days', () => {
  it.each([
    ['2026-09-18', 20, 'workday', '2026-10-22'],
    ['2026-10-08', 1, 'workday', '2026-10-09'],
    ['2026-10-09', 1, 'workday', '2026-10-10'],
    ['2026-11-24', 0, 'workday', '2026-11-24'],
    ['2026-11-20', 1, 'workday', '2026-11-23'],
    ['2026-09-10', 15, 'day', '2026-09-28'],
    ['2026-11-01', 15, 'day', '2026-11-16'],
    ['2026-01-31', 1, 'month', '2026-02-28'],
    ['2026-03-31', 3, 'month', '2026-06-30'],
  ] as const)('%s and %d %s end on %s', (start, n, unit, due) => {
    expect(countDue({ start, n, unit }, calendar).due).toBe(due);
  });

  it('shows steps whose sums end at the result', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 120 }), (start, n) => {
        const { steps } = countDue({ start, n, unit: 'workday' }, calendar);
        const sums = steps.flatMap((step) => /:(\d+) 个工作日/.exec(step.text)?.[1] ?? []);
        expect(sums.reduce((sum, part) => sum + Number(part), 0)).toBe(n);
      }),
    );
  });

  it('never ends on a day off, grows with the count, and agrees with counting back', () => {
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom('workday', 'day'),
        (start, n, unit) => {
          const { due } = countDue({ start, n, unit }, calendar);
          expect(calendar.isWorkday(due)).toBe(true);
          expect(countDue({ start, n: n + 1, unit }, calendar).due >= due).toBe(true);
          if (unit === 'workday' && calendar.isWorkday(start))
            expect(countBack({ start: due, n, unit }, calendar).due).toBe(start);
        },
      ),
    );
  });

  it('are provisional as soon as a year without a notice takes part', () => {
    expect(countDue({ start: '2026-12-25', n: 3, unit: 'workday' }, calendar).provisional).toBe(false);
    const late = countDue({ start: '2026-12-25', n: 20, unit: 'workday' }, calendar);
    expect(late.provisional).toBe(true);
    expect(late.steps.at(-1)!.text).toContain('2027年放假通知未发布');
  });

  it.each([
    ['每月底前', '2026-10-31', '2026-11-30'],
    ['每季度首月15日前公开上季度情况', '2026-09-30', '2026-10-15'],
    ['季度终了后15日内公布', '2026-09-30', '2026-10-15'],
    ['每年3月31日前', '2026-11-24', '2027-03-31'],
    ['每季度公布一次', '2026-11-24', '2026-12-31'],
    ['每周五前更新', '2026-11-24', '2026-11-27'],
    ['信息形成之日起20个工作日内', '2026-09-18', '2026-10-22'],
  ])('%s, from %s: %s', (phrase, event, due) => {
    expect(dueOf(readDeadline(phrase)!, { event, today: event }, calendar)?.due).toBe(due);
  });

  it('set no day where the phrase sets none, and offer the statute beside it', () => {
    expect(dueOf(readDeadline('长期公开')!, { today: '2026-11-24' }, calendar)).toBeUndefined();
    expect(statutoryDefault('2026-09-18', calendar).due).toBe('2026-10-22');
  });

  it('answer lines of the deadline command, and say what is wrong with bad ones', () => {
    const answer = (line: unknown) => answerDeadlineLine(line, calendar, '2026-11-24');
    expect(answer({ id: 'a', start: '2026-09-18', n: 20, unit: 'workday' })).toMatchObject({
      id: 'a',
      due: '2026-10-22',
      provisional: false,
    });
    expect(answer({ id: 'b', phrase: '会议结束后5个工作日内', event: '2026-11-24' })).toMatchObject({
      id: 'b',
      due: '2026-12-01',
      meaning: { trigger: 'meeting_end' },
    });
    expect(answer({ id: 'c', phrase: '看情况' })).toEqual({ id: 'c', error: '读不懂的时限:看情况' });
    expect(answer({ id: 'd', start: '2026-02-30', n: 1, unit: 'day' })).toMatchObject({
      id: 'd',
      error: expect.stringContaining('start'),
    });
    expect(answer('text')).toMatchObject({ error: expect.stringContaining('JSON') });
  });

  it.each(['及时公开', '实时更新', '长期公开', '定期公开', '动态更新'])(
    'a phrase that sets no number is marked vague, with what the law sets beside it: %s',
    (phrase) => {
      const answer = answerDeadlineLine({ phrase, event: '2026-09-18' }, calendar, '2026-11-24');
      expect(answer).toMatchObject({
        vague: true,
        statutoryDefault: { n: 20, unit: 'workday', basis: '政府信息公开条例 第二十六条', due: '2026-10-22' },
      });
      expect(answerDeadlineLine({ phrase }, calendar, '2026-11-24')['statutoryDefault']).toEqual({
        n: 20,
        unit: 'workday',
        basis: '政府信息公开条例 第二十六条',
      });
    },
  );

  it.each(['20个工作日', '即时公开', '每年1月31日前'])('a clear phrase has no default: %s', (phrase) => {
    expect(answerDeadlineLine({ phrase, event: '2026-09-18' }, calendar, '2026-11-24')).not.toHaveProperty(
      'vague',
    );
  });
});

const days: fc.Arbitrary<Day> = fc
  .integer({ min: 0, max: 2_000 })
  .map((n) => addDays(dayOf(new Date('2020-06-01T00:00:00Z')), n));
