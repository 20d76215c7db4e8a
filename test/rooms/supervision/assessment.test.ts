/** The annual assessment: points from the records, counted again; what is entered, fixed and handed to other offices. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import type { Official } from '../../../src/people/officials.ts';
import { createAssessments, type Assessed, type Assessments } from '../../../src/supervision/assessment.ts';
import { PARTS, score, weightsSchema, type Known } from '../../../src/supervision/assessment-criteria.ts';
import { coverage } from '../../../src/supervision/coverage.ts';
import { isRate } from '../../../src/supervision/report-content.ts';
import { opinionKind, requestKind } from '../../../src/participation/report-kinds.ts';
import { sourceOf } from '../../../src/supervision/report-source.ts';
import { reportSources } from '../../../src/supervision/report-sources.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { testIds } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';
import { addYearOfMatters } from '../../helpers/year-of-matters.ts';

const OFFICE = 'peng.muping';
const LEADING = 'han.zhuping';
const LEADER = 'wu.jingxi';
const TODAY = '2026-11-24';

let staff: TestConsole;
let assessments: Assessments;
const db = () => staff.database.prisma;
const official = (userid: string): Promise<Official> => db().person.findUniqueOrThrow({ where: { userid } });
const find = async (userid: string, unit: string): Promise<Assessed> =>
  assessments.find(db(), await official(userid), 2026, unit);
const enter = async (userid: string, unit: string, entry: object): Promise<void> => {
  const by = await official(userid);
  const whole = { parts: {}, bonus: 0, reason: '', vetoed: false, ...entry };
  await staff.database.transaction((tx) => assessments.enter(tx, by, 2026, unit, whole));
};

beforeAll(async () => {
  staff = await openConsole();
  const { context, statistics } = testSupervision(staff.clock);
  assessments = createAssessments({ ...context, ids: systemIds }, reportSources(statistics, further));
  const planning = { now: staff.clock.now(), ids: systemIds };
  await planObligations(staff.database, planning, createCalendar(seedYears()));
  await addYearOfMatters(staff.database, testIds(), { n: 200 });
});
afterAll(() => staff.close());

const further = [sourceOf(requestKind), sourceOf(opinionKind)];
const STANDARD = Object.fromEntries(PARTS.map(({ key, weight }) => [key, weight]));
const full: Known = {
  shares: Object.fromEntries(PARTS.map(({ key }) => [key, 1])),
  lateOrOverdue: 0,
  falsified: 0,
  refused: 0,
  vetoed: false,
  bonus: 0,
};

test.for([
  ['everything done', {}, 100, '优秀'],
  ['what does not concern it takes nothing', { shares: { timely: 1, group: 1 } }, 100, '优秀'],
  ['half of all', { shares: Object.fromEntries(PARTS.map(({ key }) => [key, 0.5])) }, 50, '不合格'],
  ['late items cost half a point each', { lateOrOverdue: 6 }, 97, '优秀'],
  ['and ten at most', { lateOrOverdue: 90 }, 90, '优秀'],
  ['弄虚作假 costs twenty and the first grade', { falsified: 1, bonus: 5 }, 85, '良好'],
  ['拒不公开 costs ten each', { refused: 3 }, 70, '合格'],
  ['a veto rules whatever the total', { vetoed: true }, 100, '不合格'],
  ['nothing known at all', { shares: {} }, 0, '不合格'],
] as const)('4.7.1 %s', ([, known, total, grade]) => {
  expect(score({ ...full, ...(known as Partial<Known>) }, STANDARD)).toMatchObject({ total, grade });
});

test('the weights are data: a hundred in all, the county changes them', async () => {
  expect(PARTS.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  expect(weightsSchema.safeParse({ timely: 20 }).success).toBe(false);
  const office = await official(OFFICE);
  await staff.database.transaction((tx) => assessments.setWeights(tx, office, { timely: 20, complete: 7 }));
  expect(await assessments.weights(db())).toMatchObject({ timely: 20, complete: 7, requests: 10 });
  const leader = await official(LEADER);
  await expect(staff.database.transaction((tx) => assessments.setWeights(tx, leader, {}))).rejects.toThrow(
    'assessment.enter',
  );
  await db().setting.delete({ where: { name: 'assessment-weights' } });
});

test('4.7.1 points of a unit come from its records, each count opens as many of them', async () => {
  const one = await find(OFFICE, 'qh-mzj');
  const rows = await db().$queryRaw<{ due: string; done: string | null }[]>`
    select d.published as done, coalesce((select o.due from obligation o
      where o.disclosure_code = d.code order by o.created_at desc limit 1), d.due) as due
    from disclosure d where d.unit_code = 'qh-mzj' and d.status <> '已撤回' and (d.mode = '主动' or d.regime = '内部')
    union all select fulfilled_on, due from obligation
    where unit_code = 'qh-mzj' and disclosure_code is null and status <> 'excused'`;
  const year = rows.filter(({ due }) => due >= '2026-01-01' && due <= '2026-12-31');
  const onTime = year.filter(({ due, done }) => done !== null && done <= due).length;
  const late = year.filter(({ due, done }) => done !== null && done > due).length;
  const overdue = year.filter(({ due, done }) => done === null && due < TODAY).length;
  expect(one.facts.shares.timely).toBeCloseTo((onTime + late / 2) / (onTime + late + overdue), 9);
  expect(one.facts.lateOrOverdue).toBe(late + overdue);
  expect(one.points.group).toBe(4);
  const office = await official(OFFICE);
  let opened = 0;
  for (const cell of Object.values(one.facts.shown))
    for (const { of, n } of typeof cell === 'object' && isRate(cell) ? [cell.part, cell.whole] : []) {
      const figure = { of, unit: 'qh-mzj' };
      const list = await assessments.records(db(), office, 2026, figure, { skip: 0, take: 500 });
      expect([of, list.total, list.lines.length]).toEqual([of, n, n]);
      opened++;
    }
  expect(opened).toBeGreaterThan(6);
});

test('2.2.4 each unit has its transparency, and 3.1.5 the table of units and classes counts what is public', async () => {
  const all = await assessments.list(db(), await official(LEADING), 2026);
  expect(all.length).toBeGreaterThan(45);
  expect(all.filter(({ transparency }) => transparency !== undefined).length).toBeGreaterThan(30);
  const tables = await coverage(db());
  expect(tables.map(({ rows }) => rows.length)).toEqual([1, 33, 15]);
  for (const { rows, categories } of tables)
    for (const { unit, counts, filled } of rows.slice(0, 4)) {
      for (const { code } of categories)
        expect(counts[code]).toBe(
          await db().disclosure.count({
            where: {
              unitCode: unit,
              category: code,
              mode: '主动',
              status: { in: ['已公开', '已更正', '归档'] },
            },
          }),
        );
      expect(filled).toBe(Object.values(counts).filter((n) => n > 0).length);
    }
});

test('3.1.3 an empty post has no score', async () => {
  const before = (await find(OFFICE, 'qh-mzj')).facts.shares.substance ?? 1;
  const {
    review: _review,
    recurrence: _recurrence,
    ...item
  } = await db().disclosure.findFirstOrThrow({ where: { unitCode: 'qh-mzj', regime: '政务' } });
  await db().disclosure.create({
    data: {
      ...(item as unknown as Parameters<ReturnType<typeof db>['disclosure']['create']>[0]['data']),
      code: 'D8-2026-EMPTY',
      summary: '好。',
      body: null,
      url: null,
      mode: '主动',
      status: '已公开',
      published: '2026-10-01',
    },
  });
  expect((await find(OFFICE, 'qh-mzj')).facts.shares.substance).toBeLessThan(before);
  await db().disclosure.delete({ where: { code: 'D8-2026-EMPTY' } });
});

test('4.8.3 a case decided takes points and the first grade; a sealed one is in no number', async () => {
  const { total } = await find(LEADER, 'qh-mzj');
  const open = (n: number, sealed: boolean) =>
    db().accountabilityCase.create({
      data: {
        id: systemIds.next(),
        number: `ZZ-${n}`,
        unitCode: 'qh-mzj',
        ground: '弄虚作假',
        sealed,
        measure: '通报批评',
        subjectType: 'spot-check',
        subjectId: `s${n}`,
        status: '已决定',
        openedBy: 'system',
        openedAt: staff.clock.now(),
        decidedAt: staff.clock.now(),
      },
    });
  await open(1, true);
  expect((await find(LEADER, 'qh-mzj')).total).toBe(total);
  await open(2, false);
  const after = await find(LEADER, 'qh-mzj');
  expect(after.total).toBeLessThanOrEqual(Math.max(0, total - 19));
  expect(after.deducted.falsified).toBe(20);
  await db().accountabilityCase.deleteMany({});
});

test('4.7.2, 3.2.1 the office enters, the leading group fixes, nobody changes it then; leaders and 文明单位 go out as sheets', async () => {
  await enter(OFFICE, 'qh-mzj', {
    parts: { basics: 100, response: 50, platform: 80 },
    bonus: 2,
    reason: '创新',
  });
  expect((await find(LEADER, 'qh-mzj')).points).toMatchObject({ basics: 5, response: 4, platform: 4 });
  await expect(enter(LEADER, 'qh-mzj', {})).rejects.toThrow('assessment.enter');
  await expect(find(LEADER, 'qh-czj')).rejects.toThrow('No such assessment');

  const page = await staff.signIn(LEADING);
  expect((await page.get('/console/assessment/2026')).text).toMatch(/清和县民政局[\s\S]*未定档|未定档/);
  await page.post('/console/assessment/2026/fix', {});
  const fixed = await find(LEADER, 'qh-mzj');
  expect(fixed.fixedAt).not.toBeNull();
  await expect(enter(OFFICE, 'qh-mzj', { bonus: 5, reason: '再加' })).rejects.toThrow('Fixed');
  // Records may change: what was fixed does not.
  await db().disclosure.updateMany({
    where: { unitCode: 'qh-mzj', published: { not: null } },
    data: { published: '2026-11-20' },
  });
  expect((await find(LEADER, 'qh-mzj')).total).toBe(fixed.total);

  const cookie = [...page.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const file = async (form: string) => {
    const response = await fetch(`${staff.url}/console/assessment/2026?form=${form}`, {
      headers: { cookie },
    });
    return unzipSync(new Uint8Array(await response.arrayBuffer()));
  };
  const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
  const sheets = await file('xlsx');
  expect(text(sheets['xl/workbook.xml'])).toMatch(/各单位得分[\s\S]*组织部门[\s\S]*文明单位/);
  expect(text(sheets['xl/sharedStrings.xml'])).toContain((await official(LEADER)).name);
  const notice = text((await file('docx'))['word/document.xml']).replace(/<[^>]+>/g, '');
  expect(notice).toMatch(/关于2026年度政务公开考核结果的通报/);
  expect(notice).not.toContain('未定档');
});
