import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { opinionDue, reckonRequest, type RequestFacts } from '../../../src/participation/request-clock.ts';
import { rungOf } from '../../../src/participation/request-ladder.ts';

const FIXTURES = new URL('../../fixtures/participation/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');

interface Case {
  id: string;
  note: string;
  facts: RequestFacts;
  expect: { noticeBy: string; due?: string; pausedWorkdays?: number; provisional?: boolean };
}

/** Worked out by another program, in another language. */
const CASES = read('request-clocks.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);
const calendar = createCalendar(seedYears());

/** A second calendar and a second way of counting: day by day, from the printed text alone. */
const days = JSON.parse(read('days.json')) as { off: string[]; work: string[] };
const works = (day: string): boolean => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return days.work.includes(day) || (weekday >= 1 && weekday <= 5 && !days.off.includes(day));
};
const next = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const readDay = (text: string): string => {
  const [, year, month, date] = /(\d+)年(\d+)月(\d+)日/.exec(text)!;
  return `${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`;
};

interface Stretch {
  from: string;
  to: string;
  counted: number;
}

/** The stretches of days the steps print, those that count and those that do not. */
function stretchesOf(texts: readonly string[]): Stretch[] {
  return texts.flatMap((text) => {
    const match = /^(\S+?日)(?:至(\S+?日))?:(?:(\d+) 个工作日|.*不计)/.exec(text);
    if (!match) return [];
    const from = readDay(match[1]!);
    return [{ from, to: match[2] ? readDay(match[2]) : from, counted: Number(match[3] ?? 0) }];
  });
}

describe('3.3.6 the clock of an information request', () => {
  it('is tried on more than two hundred worked cases', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(200);
  });

  it.each(CASES)('$id $note', ({ facts, expect: expected }) => {
    const { due, provisional, steps, start, supplementNoticeBy } = reckonRequest(facts, calendar);
    expect(supplementNoticeBy).toBe(expected.noticeBy);
    expect(due).toBe(expected.due);
    if (!due || !start) return expect(steps.at(-1)!.text).toContain('等补正');
    expect(provisional).toBe(expected.provisional);

    const stretches = stretchesOf(steps.map(({ text }) => text));
    // Every day from the day after receipt to the due day stands in exactly one stretch …
    expect(stretches[0]!.from).toBe(next(start));
    for (const [i, stretch] of stretches.entries())
      if (i > 0) expect(stretch.from).toBe(next(stretches[i - 1]!.to));
    expect(stretches.at(-1)!.to).toBe(due);
    // … each has as many working days as it says, and together they are the term.
    let sum = 0;
    let paused = 0;
    for (const { from, to, counted } of stretches) {
      let found = 0;
      for (let day = from; day <= to; day = next(day)) if (works(day)) found++;
      if (counted === 0) paused += found;
      else expect(found).toBe(counted);
      sum += counted;
    }
    expect(sum).toBe(20 + (facts.extendedBy ?? 0));
    expect(paused).toBe(expected.pausedWorkdays);
  });

  it('says 暂定 in the steps as soon as a year without a holiday notice takes part', () => {
    const { provisional, steps } = reckonRequest({ confirmedOn: '2026-12-10' }, calendar);
    expect(provisional).toBe(true);
    expect(steps.at(-1)!.text).toContain('暂定');
  });

  it('takes the reasonable term of an excessive request in place of the count (第三十五条)', () => {
    expect(reckonRequest({ confirmedOn: '2026-03-02', deferredTo: '2026-06-30' }, calendar).due).toBe(
      '2026-06-30',
    );
  });

  it.each([0.5, -1, 21])('refuses an extension of %d working days', (extendedBy) => {
    expect(() => reckonRequest({ confirmedOn: '2026-03-02', extendedBy }, calendar)).toThrow(RangeError);
  });

  it('counts the fifteen working days for an opinion from delivery, not from sending', () => {
    const { due } = opinionDue(
      { kind: 'third-party', sentOn: '2026-03-02', deliveredOn: '2026-03-04' },
      calendar,
    );
    expect(due).toBe('2026-03-25');
  });
});

test.each([
  ['2026-11-12', undefined],
  ['2026-11-13', 'T-7'],
  ['2026-11-18', 'T-7'],
  ['2026-11-19', 'T-3'],
  ['2026-11-22', 'T-3'],
  ['2026-11-23', 'T-1'],
  ['2026-11-24', 'T-1'],
  ['2026-11-25', 'T+1'],
  ['2026-12-25', 'T+1'],
])('3.3.6 an answer due on 24 November 2026 has on %s reached %s', (today, level) => {
  expect(rungOf('2026-11-24', today, calendar)?.level).toBe(level);
});
