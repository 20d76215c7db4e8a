import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessToCase, type AccountabilityCase } from '../../../src/supervision/accountability.ts';
import {
  ABOVE,
  accessTo,
  allows,
  type GuardedMatter,
  type Viewer,
} from '../../../src/supervision/conflict.ts';
import { ROLES } from '../../../src/people/organisation.ts';
import type { Complaint } from '../../../src/supervision/complaints.ts';

const UNITS = ['u1', 'u2', 'u3', 'gov', 'jw', 'g1', 'g2'];
const PEOPLE = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
const some = (list: readonly string[], maxLength = 2): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...list), { maxLength });

const matters: fc.Arbitrary<GuardedMatter> = fc.record({
  sealed: fc.boolean(),
  accusedUnits: some(UNITS),
  accusedUserids: some(PEOPLE),
  queueUnit: fc.constantFrom(...UNITS, ABOVE),
  handlingUnit: fc.option(fc.constantFrom(...UNITS)),
  status: fc.constantFrom('已登记', '受理', '转办', '办结', '归档'),
  escalated: fc.integer({ min: 0, max: 3 }),
});
const viewers: fc.Arbitrary<Viewer> = fc
  .record({
    userid: fc.constantFrom(...PEOPLE),
    name: fc.constant('某某'),
    unitCode: fc.constantFrom(...UNITS),
    roles: some(ROLES, 3),
    over: some(['gov']),
    groups: some(['g1', 'g2']),
    tiedUserids: some(PEOPLE),
    tiedUnits: some(UNITS),
  })
  .map(({ over, ...viewer }) => ({ ...viewer, homeUnits: [viewer.unitCode, ...over] }));

const meets = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));

test('the accused, whoever is tied to them and roles without the right learn nothing: 10,000 random matters and officials', () => {
  let [seen, sealedSeen] = [0, 0];
  fc.assert(
    fc.property(matters, viewers, (matter, viewer) => {
      const access = accessTo(matter, viewer);
      if (access === 'none') return;
      seen++;
      if (matter.sealed) sealedSeen++;
      const { accusedUnits, accusedUserids, sealed } = matter;
      expect(matter.queueUnit).not.toBe(ABOVE);
      expect(accusedUserids).not.toContain(viewer.userid);
      expect(meets(viewer.tiedUserids, accusedUserids)).toBe(false);
      expect(meets(viewer.tiedUnits, accusedUnits)).toBe(false);
      if (sealed) {
        expect(viewer.roles).toContain('discipline');
        expect(meets(viewer.homeUnits, accusedUnits)).toBe(false);
      }
      if (meets(viewer.homeUnits, accusedUnits)) {
        // Told to put it right, by a summary, with nobody named.
        expect(access).toBe('handle');
        expect(matter.handlingUnit).toBe(viewer.unitCode);
        expect(accusedUserids).toEqual([]);
      }
      const right =
        meets(viewer.roles, ['discipline', 'gov_office']) ||
        viewer.groups.includes(matter.queueUnit) ||
        (viewer.roles.includes('township_admin') && viewer.unitCode === matter.queueUnit) ||
        (matter.handlingUnit === viewer.unitCode &&
          meets(viewer.roles, ['unit_officer', 'unit_leader', 'township_admin'])) ||
        (viewer.roles.includes('archivist') && matter.status === '归档') ||
        (viewer.roles.includes('leading_group') && matter.escalated >= 3);
      expect(right).toBe(true);
      if (allows(access, 'full')) expect(meets(viewer.roles, ['discipline', 'gov_office'])).toBe(true);
    }),
    { numRuns: 10_000, seed: 20261125 },
  );
  // The property is about something: both kinds were seen.
  expect(seen).toBeGreaterThan(500);
  expect(sealedSeen).toBeGreaterThan(50);
});

test('the right kept: who is not concerned can still do the work', () => {
  const matter: GuardedMatter = {
    sealed: false,
    accusedUnits: ['u1'],
    accusedUserids: [],
    queueUnit: 'g1',
    handlingUnit: 'u1',
    status: '转办',
    escalated: 0,
  };
  const viewer = (more: Partial<Viewer>): Viewer => ({
    userid: 'p1',
    name: '某某',
    unitCode: 'u9',
    roles: [],
    homeUnits: [more.unitCode ?? 'u9'],
    groups: [],
    tiedUserids: [],
    tiedUnits: [],
    ...more,
  });
  expect(accessTo(matter, viewer({ groups: ['g1'], roles: ['supervision_group'] }))).toBe('supervise');
  expect(accessTo(matter, viewer({ roles: ['gov_office'] }))).toBe('full');
  expect(accessTo(matter, viewer({ roles: ['unit_officer'], unitCode: 'u1' }))).toBe('handle');
  expect(accessTo({ ...matter, sealed: true }, viewer({ roles: ['discipline'] }))).toBe('full');
  // A member whose own post is in the unit complained of steps back.
  expect(accessTo(matter, viewer({ groups: ['g1'], roles: ['supervision_group'], unitCode: 'u1' }))).toBe(
    'none',
  );
});

test('4.5.4 a case of accountability: the accused, their unit and who is tied learn nothing, nobody more than of its complaint: 10,000 random ones', () => {
  const cases = fc.record({
    sealed: fc.boolean(),
    unitCode: fc.constantFrom(...UNITS),
    targetUserid: fc.option(fc.constantFrom(...PEOPLE)),
    subjectType: fc.constantFrom('complaint', 'spot-check'),
    status: fc.constantFrom('待核', '立案', '已决定'),
  });
  let seen = 0;
  fc.assert(
    fc.property(cases, matters, viewers, (row, complaint, viewer) => {
      const access = accessToCase(row as AccountabilityCase, complaint as Complaint, viewer);
      if (access === 'none') return;
      seen++;
      expect(viewer.userid).not.toBe(row.targetUserid);
      expect(viewer.tiedUserids).not.toContain(row.targetUserid);
      expect(viewer.tiedUnits).not.toContain(row.unitCode);
      expect(viewer.homeUnits).not.toContain(row.unitCode);
      if (row.sealed) expect(viewer.roles).toContain('discipline');
      expect(meets(viewer.roles, ['discipline', 'gov_office', 'leading_group'])).toBe(true);
      if (row.subjectType === 'complaint') expect(allows(accessTo(complaint, viewer), access)).toBe(true);
    }),
    { numRuns: 10_000, seed: 20261125 },
  );
  expect(seen).toBeGreaterThan(300);
});
