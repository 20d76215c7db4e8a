/** The annual report: which row an answer counts in, and a year of two thousand cases counted again in another way. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemIds } from '../../../src/kit/ids.ts';
import { createAnnualReports } from '../../../src/participation/annual-report.ts';
import {
  casesIn,
  countIn,
  OUTCOMES,
  outcomeOf,
  ROWS,
  type RowKey,
} from '../../../src/participation/annual-tally.ts';
import { COLUMNS } from '../../../src/participation/annual-words.ts';
import { ANSWERS, GROUNDS } from '../../../src/participation/request-answers.ts';
import { applicantKindOf, APPLICANTS } from '../../../src/participation/request-form.ts';
import type { Official } from '../../../src/people/officials.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';

describe('the row an answer counts in', () => {
  test.each<[string, string | null, RowKey]>([
    ['disclosed', null, 'disclosed'],
    ['published', null, 'disclosed'],
    ['partial', 'thirdParty', 'partial'],
    ['withheld', 'stateSecret', 'stateSecret'],
    ['withheld', 'process', 'process'],
    ['special', null, 'special'],
    ['absent', null, 'notHeld'],
    ['elsewhere', null, 'notHeld'],
    ['excessive', null, 'excessive'],
    ['reissue', null, 'reissue'],
    ['abandoned', null, 'abandoned'],
    ['withdrawn', null, 'other'],
  ])('%s %s: %s', (kind, ground, row) => expect(outcomeOf({ kind, ground })).toBe(row));

  test('every kind of answer to a request, with every ground, has one', () => {
    for (const [kind, { correction }] of Object.entries(ANSWERS))
      if (!correction) expect(outcomeOf({ kind, ground: null }) in OUTCOMES).toBe(true);
    for (const ground of Object.keys(GROUNDS)) expect(outcomeOf({ kind: 'withheld', ground })).toBe(ground);
  });
});

test.each([
  ['王建国', 'person'],
  ['欧阳店', 'person'],
  ['清和县丰收农机有限公司', 'company'],
  ['张三饭店', 'company'],
  ['北河律师事务所', 'legal'],
  ['某某大学法学院', 'research'],
  ['清和县环保志愿者协会', 'charity'],
  ['李家庄村民委员会', 'other'],
])('%s applies as %s', (name, kind) => expect(applicantKindOf(name)).toBe(kind));

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('county');
});
afterAll(() => database.close());

/** Repeats itself on every run. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
}

test('3.3.6 a year of 2,000 cases balances in every column, and an independent recount finds the same', async () => {
  const roll = dice(7);
  const units = ['qh-mzj', 'qh-lyj', 'qh-zfb', 'qh-jtj'];
  const kinds = Object.entries(ANSWERS).flatMap(([kind, { correction }]) => (correction ? [] : [kind]));
  const grounds = Object.keys(GROUNDS);
  const applicants = Object.keys(APPLICANTS);
  const day = (n: number): string =>
    new Date(Date.UTC(2024, 9, 1) + n * 86_400_000).toISOString().slice(0, 10);
  const rows = Array.from({ length: 2_000 }, (_, i) => {
    // From October 2024 to March 2026; half a month to four months until the answer, some never.
    const received = roll(540);
    const answered = roll(12) === 0 ? undefined : received + 5 + roll(110);
    const kind = roll(20) === 0 ? 'withdrawn' : kinds[roll(kinds.length)]!;
    return {
      id: `annual-${String(i).padStart(5, '0')}`,
      number: `SQ-annual-${i}`,
      unitCode: units[roll(units.length)]!,
      applicantSealed: 'x',
      descriptionSealed: 'x',
      applicantKind: applicants[roll(applicants.length)]!,
      kind: roll(25) === 0 ? 'correction' : 'information',
      form: '微信',
      status: answered === undefined ? 'confirmed' : 'answered',
      createdAt: new Date(`${day(received)}T02:00:00Z`),
      confirmedOn: day(received),
      answeredOn: answered === undefined ? null : day(answered),
      answerKind: answered === undefined ? null : kind,
      answerGround: ['withheld', 'partial'].includes(kind) ? grounds[roll(grounds.length)]! : null,
    };
  });
  await database.prisma.informationRequest.createMany({ data: rows });
  const reports = createAnnualReports({ clock: testClock('2026-04-01T09:00:00+08:00'), ids: systemIds });
  const office = await database.prisma.person.findUniqueOrThrow({ where: { userid: 'peng.muping' } });

  const counted = async (unit: string) =>
    reports.open(database.prisma, office as Official, { year: 2025, unit });
  for (const unit of units) {
    const report = await counted(unit);
    const whole = unit === 'qh-zfb';
    expect(report).toMatchObject({ balanced: true, whole });
    const ours = rows.filter((row) => row.kind === 'information' && (whole || row.unitCode === unit));
    for (const { key: column } of COLUMNS) {
      const own = ours.filter(({ applicantKind }) => column === 'total' || applicantKind === column);
      const received = own.filter(({ confirmedOn }) => confirmedOn.startsWith('2025'));
      const before = own.filter(
        ({ confirmedOn, answeredOn }) =>
          confirmedOn < '2025-01-01' && (answeredOn === null || answeredOn >= '2025-01-01'),
      );
      const done = own.filter(({ answeredOn }) => answeredOn?.startsWith('2025'));
      const at = (row: RowKey): number => countIn(report.cases, row, column);
      expect([at('new'), at('carried'), at('handled')]).toEqual([
        received.length,
        before.length,
        done.length,
      ]);
      expect(at('forward')).toBe(received.length + before.length - done.length);
      expect(at('safety')).toBe(
        done.filter((row) => row.answerKind === 'withheld' && row.answerGround === 'safety').length,
      );
      expect(at('notHeld')).toBe(
        done.filter(({ answerKind }) => ['absent', 'elsewhere'].includes(answerKind!)).length,
      );
      const results = ROWS.filter(({ key }) => key in OUTCOMES).map(({ key }) => at(key));
      expect(results.reduce((sum, n) => sum + n, 0)).toBe(done.length);
    }
  }
  const { cases } = await counted('qh-zfb');
  expect(countIn(cases, 'new', 'total')).toBeGreaterThan(1_000);
  // A number opens exactly the cases it counts.
  const listed = casesIn(cases, 'grievance', 'company').map(({ number }) => number);
  expect(listed).toEqual(
    rows
      .filter(
        (row) =>
          row.kind === 'information' &&
          row.applicantKind === 'company' &&
          row.answerKind === 'grievance' &&
          row.answeredOn?.startsWith('2025'),
      )
      .map(({ number }) => number),
  );
});
