/** What time does to oversight, and who may know of what: draws, ladders, urgings, cases behind the guard. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantOf, type Day } from '../../../src/kit/day.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import { findOfficial, type Official } from '../../../src/people/officials.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { openCase } from '../../../src/supervision/accountability.ts';
import { createOversight, type Oversight } from '../../../src/supervision/oversight.ts';
import { LADDERS, rungOf } from '../../../src/supervision/oversight/ladder.ts';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { workdaysFrom } from '../../../src/disclosure/workdays.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';

const clock = testClock('2026-11-03T09:00:00+08:00');
const sent: Draft[] = [];
const supervision = testSupervision(clock, sent);
const oversight: Oversight = createOversight(supervision.context);
let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('county');
});
afterAll(() => database.close());

const GROUP = 'xue.lanxi';
const OFFICER = 'yang.qingman';
const LEADER = 'wu.jingxi';
const DISCIPLINE = 'kang.maihe';
const person = async (userid: string): Promise<Official> => (await findOfficial(database.prisma, userid))!;
/** In a transaction of theirs; one connection is all that the embedded database has, so the person comes first. */
async function as<T>(userid: string, work: (tx: Tx, by: Official) => Promise<T>): Promise<T> {
  const by = await person(userid);
  return database.transaction((tx) => work(tx, by));
}
const at = (day: Day): void => clock.moveTo(instantOf(day, '09:00'));
const calendar = createCalendar(seedYears());
/** The day that lies so many working days from another. */
const after = (day: Day, n: number): Day => workdaysFrom(day, n, calendar);
/** What was owed to somebody since it was last looked at. */
function toldOf(userid: string): string {
  return sent
    .filter(({ to }) => to.person === userid)
    .map(({ body }) => JSON.stringify(body))
    .join('\n');
}
const forget = (): void => void sent.splice(0);

test('4.1.2 the draw is by chance, once a month, from what is public, and can be drawn again from its seed', async () => {
  const { prisma } = database;
  const drawn = await oversight.drawSpotChecks(database);
  expect(drawn).toBeGreaterThan(40);
  expect(await oversight.drawSpotChecks(database)).toBe(0);
  const checks = await prisma.spotCheck.findMany();
  const items = await prisma.disclosure.findMany({
    where: { code: { in: checks.map((one) => one.disclosureCode) } },
  });
  expect(
    items.every(
      ({ published, regime, mode }) => published! <= '2026-11-03' && regime !== '内部' && mode === '主动',
    ),
  ).toBe(true);
  const entry = await prisma.auditEntry.findFirstOrThrow({
    where: { action: 'spot-check.drawn', subjectId: 'qh-mzj-jd' },
  });
  const { seed, items: codes } = entry.detail as { seed: string; items: string[] };
  const again = await prisma.$queryRaw<{ code: string }[]>`
    select code from disclosure where unit_code = 'qh-mzj' and published <= '2026-11-03'
      and status in ('已公开', '已更正') and mode = '主动' and regime <> '内部' order by md5(code || ${seed}) limit 3`;
  expect(again.map(({ code }) => code)).toEqual(codes);
  // Next month others come first.
  at('2026-12-03');
  await oversight.drawSpotChecks(database);
  const both = await prisma.spotCheck.findMany({ where: { groupCode: 'qh-mzj-jd' } });
  const open = await prisma.disclosure.count({
    where: {
      unitCode: 'qh-mzj',
      published: { lte: '2026-12-03' },
      status: { in: ['已公开', '已更正'] },
      mode: '主动',
      NOT: { regime: '内部' },
    },
  });
  expect(new Set(both.map((one) => one.disclosureCode)).size).toBe(Math.min(6, open));
});

test('4.1.2 how many are drawn is set by the county; who answers for an item does not verify it; the unit sees none beforehand', async () => {
  await as('peng.muping', async (tx, by) =>
    oversight.setTerms(tx, by, { ...(await oversight.termsOf(tx)), spotChecks: 1 }),
  );
  at('2027-01-06');
  await oversight.drawSpotChecks(database);
  const [check] = await database.prisma.spotCheck.findMany({
    where: { groupCode: 'qh-mzj-jd', drawnOn: '2027-01-06' },
  });
  expect(await oversight.listChecks(database.prisma, await person(OFFICER), true)).toEqual([]);
  await expect(oversight.findCheck(database.prisma, await person(OFFICER), check!.id)).rejects.toThrow(
    'No such',
  );
  await database.prisma.disclosure.update({
    where: { code: check!.disclosureCode },
    data: { officerUserid: GROUP },
  });
  const record = async (userid: string) =>
    as(userid, (tx, by) => oversight.recordCheck(tx, by, check!.id, '属实'));
  await expect(record(GROUP)).rejects.toThrow('Their own');
  await expect(record('zhao.zhuchuan')).rejects.toThrow('No such');
  expect((await record('chang.jianman')).check.result).toBe('属实');
  await expect(record('chang.jianman')).rejects.toThrow('already');
});

test('4.3.2, 4.1.4 each group has one regular check a quarter, 内部; the office inspects any unit, 外部, with points of its own', async () => {
  at('2026-05-07');
  expect(await oversight.planInspections(database)).toBeGreaterThan(30);
  expect(await oversight.planInspections(database)).toBe(0);
  const [own] = await oversight.listInspections(database.prisma, await person(GROUP));
  expect(own).toMatchObject({
    rhythm: '定期',
    kind: '内部',
    source: '内部监督',
    period: '2026-Q2',
    unitCode: 'qh-mzj',
  });
  const plan = {
    unitCode: 'qh-mzj',
    kind: '外部',
    source: '舆论监督',
    plannedOn: '2026-05-20',
    points: ['媒体说的收费问题'],
  } as const;
  await expect(as('zhao.zhuchuan', (tx, by) => oversight.planInspection(tx, by, plan))).rejects.toThrow(
    'Not over',
  );
  const row = await as('peng.muping', (tx, by) => oversight.planInspection(tx, by, plan));
  expect(row).toMatchObject({ rhythm: '不定期', kind: '外部', source: '舆论监督', groupCode: 'qh-zfb' });
  const done = await as('peng.muping', (tx, by) =>
    oversight.concludeInspection(tx, by, row.id, [{ point: 1, note: '多收了复印费' }]),
  );
  expect(done.rectifications).toHaveLength(1);
});

test('4.3.2 the ladder as a table: who hears when', () => {
  const reached = (day: Day) => rungOf('rectification', '2026-05-20', day, calendar);
  expect(
    ['2026-05-11', '2026-05-13', '2026-05-18', '2026-05-20', '2026-05-21', '2026-05-25', '2026-06-03'].map(
      (day) => [reached(day)?.level, reached(day)?.audience.join(' ')],
    ),
  ).toEqual([
    [undefined, undefined],
    ['T-5', 'officer'],
    ['T-2', 'officer'],
    ['T-0', 'officer'],
    ['T+1', 'officer leader'],
    ['T+3', 'officer inspectors gov_office'],
    ['T+10', 'officer leader leading_group discipline'],
  ]);
  for (const rungs of Object.values(LADDERS))
    expect(rungs.map(({ offset }) => offset)).toEqual(
      rungs.map(({ offset }) => offset).toSorted((a, b) => a - b),
    );
});

test('4.6.1, 4.8.1 what is not put right is reminded of once a rung, reaches the leading group, and opens a case once', async () => {
  // The other groups' own tasks are of no concern here.
  for (const table of [database.prisma.spotCheck, database.prisma.inspection])
    await (table as typeof database.prisma.spotCheck).deleteMany({
      where: { groupCode: { not: 'qh-mzj-jd' } },
    });
  const [owed] = await oversight.listRectifications(database.prisma, await person(OFFICER));
  const due = owed!.dueOn;
  expect(due).toBe(after('2026-05-07', 15));
  const climb = async (day: Day): Promise<void> => {
    forget();
    at(day);
    await oversight.climb(database);
    const once = sent.length;
    await oversight.climb(database);
    expect(sent).toHaveLength(once);
  };
  await climb(after(due, -2));
  expect(toldOf(OFFICER)).toContain(owed!.number);
  expect(toldOf(LEADER)).not.toContain(owed!.number);
  await climb(after(due, 1));
  expect(toldOf(LEADER)).toMatch(new RegExp(`${owed!.number}|整改还没有报`));
  await climb(after(due, 10));
  expect(toldOf('cao.songye')).toContain(owed!.number);
  const cases = await database.prisma.accountabilityCase.findMany({
    where: { unitCode: 'qh-mzj', ground: '工作不力' },
  });
  expect(cases).toMatchObject([{ targetUserid: LEADER, subjectType: 'rectification', openedBy: 'system' }]);
  // A day off has none.
  await climb('2026-06-13');
  expect(sent).toEqual([]);
});

test('4.8.2 what is not public ten working days past its day and was never answered opens a case; what was acknowledged does not', async () => {
  const { prisma } = database;
  const base = {
    trigger: 'order',
    dueSteps: [],
    source: 'order',
    due: '2026-05-20',
    coUnits: [],
    createdAt: clock.now(),
  };
  for (const [id, unitCode, acknowledgedAt] of [
    ['o-silent', 'qh-slj', null],
    ['o-heard', 'qh-lyj', clock.now()],
  ] as const) {
    await prisma.obligation.create({ data: { ...base, id, key: id, title: id, unitCode, acknowledgedAt } });
    await prisma.obligationReminder.create({
      data: {
        obligationId: id,
        level: 'T+10',
        due: base.due,
        userid: 'x',
        audience: 'officer',
        day: '2026-06-10',
        at: clock.now(),
      },
    });
  }
  at('2026-06-15');
  await oversight.climb(database);
  const refused = await prisma.accountabilityCase.findMany({ where: { subjectType: 'obligation' } });
  expect(refused.map(({ unitCode, ground }) => [unitCode, ground])).toEqual([['qh-slj', '拒不公开']]);
});

test('4.3.4 advice not answered is urged twice by time, the second reaches the leader; then discipline has it. Accepted advice has to be done', async () => {
  const { prisma } = database;
  const make = (text: string) =>
    as(GROUP, (tx, by) => oversight.recommend(tx, by, { unitCode: 'qh-mzj', text }));
  const silent = await make('低保公示要贴到每个村口');
  const accepted = await make('殡葬收费要在大厅公示');
  expect(silent).toMatchObject({ dueOn: after('2026-06-15', 10), source: '内部监督' });
  const answer = await as(OFFICER, (tx, by) =>
    oversight.answerRecommendation(tx, by, accepted.number, true, '月底前在大厅挂牌'),
  );
  expect(answer.closedAt).not.toBeNull();
  expect(await prisma.rectification.count({ where: { subjectId: accepted.id } })).toBe(1);
  const urgedOn = async (day: Day) => {
    forget();
    at(day);
    await oversight.climb(database);
    return prisma.recommendation.findUniqueOrThrow({ where: { id: silent.id } });
  };
  expect(await urgedOn(silent.dueOn)).toMatchObject({ urged: 0 });
  const first = await urgedOn(after(silent.dueOn, 1));
  expect(first).toMatchObject({ urged: 1, dueOn: after(silent.dueOn, 6) });
  expect(toldOf(OFFICER)).toContain('催办第 1 次');
  expect(toldOf(LEADER)).not.toContain('催办第 1 次');
  const second = await urgedOn(after(first.dueOn, 1));
  expect(second).toMatchObject({ urged: 2, closedAt: null });
  expect(toldOf(LEADER)).toContain('催办第 2 次');
  expect((await urgedOn(after(second.dueOn, 1))).closedAt).not.toBeNull();
  expect(toldOf(DISCIPLINE)).toContain('追责线索:拒不公开');
});

test('4.2.1 the people’s congress reads all and writes one thing: comments, which the unit has to answer', async () => {
  const npc = await person('ge.jianman');
  const row = await database.transaction((tx) =>
    oversight.recommend(tx, npc, { unitCode: 'qh-czj', text: '决算说明要写得让人看得懂' }),
  );
  expect(row).toMatchObject({ groupCode: 'qh-rd', source: '法律监督' });
  expect((await oversight.listRectifications(database.prisma, npc)).length).toBeGreaterThan(0);
  const plan = { unitCode: 'qh-czj', kind: '外部', source: '法律监督', plannedOn: '2026-07-30' } as const;
  await expect(database.transaction((tx) => oversight.planInspection(tx, npc, plan))).rejects.toThrow(
    'Not over',
  );
  const [owed] = await oversight.listRectifications(database.prisma, npc);
  await expect(database.transaction((tx) => oversight.recheck(tx, npc, owed!.id, true))).rejects.toThrow(
    'another group',
  );
});

describe('4.5.4, 4.8.4 accountability is behind the conflict guard', () => {
  const list = async (userid: string): Promise<string[]> =>
    (await as(userid, (tx, by) => oversight.listCases(tx, by))).map(({ id }) => id);
  const open = (lead: Partial<Parameters<typeof openCase>[2]> = {}) =>
    database.transaction((tx) =>
      openCase(supervision.context, tx, {
        unitCode: 'qh-czj',
        ground: '打击报复',
        sealed: true,
        subjectType: 'spot-check',
        subjectId: `s-${Math.random()}`,
        openedBy: DISCIPLINE,
        ...lead,
      }),
    );

  test('a sealed one is known to discipline alone, by no count and no number; each reading is in the audit', async () => {
    const { id, number } = (await open())!;
    expect(await list(DISCIPLINE)).toContain(id);
    const people = await database.prisma.person.findMany({ where: { active: true } });
    const others = people.filter(({ roles }) => !roles.includes('discipline'));
    for (const one of others
      .filter((_, i) => i % 6 === 0)
      .concat(await person('fang.songxi'), await person('peng.muping'))) {
      expect(await list(one.userid)).not.toContain(id);
      await expect(database.transaction((tx) => oversight.readCase(tx, one, number))).rejects.toThrow(
        'No such',
      );
    }
    const reads = await database.prisma.auditEntry.count({
      where: { action: 'case.read', actor: DISCIPLINE },
    });
    expect(reads).toBeGreaterThan(0);
  });

  test('somebody of discipline who is tied to the accused is kept out, and so is a card to them', async () => {
    forget();
    await database.prisma.tieDeclaration.create({
      data: {
        id: 't1',
        userid: 'wu.tangzhou',
        relatedUserid: 'fang.songxi',
        relation: '配偶',
        declaredAt: clock.now(),
      },
    });
    const { id } = (await open())!;
    expect(await list('wu.tangzhou')).not.toContain(id);
    expect(toldOf('wu.tangzhou')).toBe('');
    expect(toldOf(DISCIPLINE)).toContain('密封的追责线索');
    await database.prisma.tieDeclaration.delete({ where: { id: 't1' } });
  });

  test('4.8.6 an open one: the office and the leading group know of it, the accused leader and unit do not; discipline alone decides', async () => {
    const { id, targetUserid } = (await open({ sealed: false, ground: '弄虚作假' }))!;
    expect(targetUserid).toBe('fang.songxi');
    for (const userid of ['peng.muping', 'cao.songye']) expect(await list(userid)).toContain(id);
    for (const userid of ['fang.songxi', 'he.guman']) expect(await list(userid)).not.toContain(id);
    const step = async (userid: string, name: 'file' | 'decide' | 'close', text: string) =>
      as(userid, (tx, by) => oversight.stepCase(tx, by, id, name, { text }));
    await expect(step('peng.muping', 'file', '')).rejects.toMatchObject({ code: 'denied' });
    await expect(step(DISCIPLINE, 'decide', '批评教育,限期改正')).rejects.toMatchObject({ code: 'conflict' });
    await step(DISCIPLINE, 'file', '');
    await expect(step(DISCIPLINE, 'decide', '从轻处理')).rejects.toMatchObject({ code: 'input' });
    forget();
    expect(await step(DISCIPLINE, 'decide', '批评教育,限期改正')).toMatchObject({
      status: '已决定',
      measure: '批评教育',
    });
    expect(toldOf('fang.songxi')).toContain('决定批评教育');
    expect(await step(DISCIPLINE, 'close', '已在局务会上检查')).toMatchObject({ status: '已落实' });
    const sheet = await as(DISCIPLINE, (tx, by) => oversight.readCase(tx, by, id));
    expect(sheet).toMatchObject({ decision: '批评教育,限期改正', result: '已在局务会上检查' });
    const stored = JSON.stringify(
      await database.prisma.accountabilityCase.findUniqueOrThrow({ where: { id } }),
    );
    expect(stored).not.toContain('局务会');
    const summary = await as('cao.songye', (tx, by) => oversight.readCase(tx, by, id));
    expect(summary).toMatchObject({ access: 'summary', decision: undefined, result: undefined });
  });

  test('4.8.4, 4.8.5 a sealed complaint found true opens a sealed case; nobody outside hears of it', async () => {
    const filed = await database.transaction((tx) =>
      supervision.file(tx, {
        text: '林业局长因为我上次举报就停了我的护林员工作,打击报复',
        anonymous: true,
        source: 'chat',
        reported: true,
        identity: {},
        aboutUnit: 'qh-lyj',
      }),
    );
    const complaint = await database.prisma.complaint.findUniqueOrThrow({ where: { number: filed.number } });
    expect(complaint).toMatchObject({ category: '打击报复', sealed: true });
    const act = async (action: 'accept' | 'close', text?: string) =>
      as(DISCIPLINE, (tx, by) => supervision.act(tx, { id: complaint.id, action, by: by, text }));
    forget();
    await act('accept');
    await act('close', '支持:查实,已恢复工作');
    const found = await database.prisma.accountabilityCase.findFirstOrThrow({
      where: { subjectId: complaint.id },
    });
    expect(found).toMatchObject({ ground: '打击报复', sealed: true, unitCode: 'qh-lyj' });
    for (const { to, body } of sent)
      if (JSON.stringify(body).includes(found.number))
        expect((await person(to.person)).roles).toContain('discipline');
    const sheet = await as(DISCIPLINE, (tx, by) => oversight.readCase(tx, by, found.number));
    expect(sheet.complaint).toBe(filed.number);
    for (const userid of ['chang.zhuchuan', 'sun.songxi', 'peng.shuchuan', 'peng.muping'])
      expect(await list(userid)).not.toContain(found.id);
  });
});

test('4.3.3 the week’s suggestions reach the group on Monday: numbers and units, no words; the accused unit’s own none', async () => {
  at('2026-07-22');
  const filed = await database.transaction((tx) =>
    supervision.file(tx, {
      text: '建议民政局把养老院床位数挂到网上',
      anonymous: true,
      source: 'chat',
      kind: 'suggestion',
      reported: false,
      identity: {},
      aboutUnit: 'qh-mzj',
    }),
  );
  forget();
  at('2026-07-27');
  expect(await oversight.sendSuggestionDigests(database)).toBeGreaterThan(0);
  const once = sent.length;
  expect(toldOf(GROUP)).toContain(filed.number);
  expect(toldOf(GROUP)).not.toContain('床位');
  expect(toldOf(OFFICER)).toBe('');
  await oversight.sendSuggestionDigests(database);
  // The outbox keeps one of each key.
  expect(new Set(sent.map(({ key }) => key)).size).toBe(once);
});

test('4.3.1 a group is its own people and those who sit in it beside their own post: all have its cards', async () => {
  await database.prisma.groupMember.create({ data: { groupCode: 'qh-mzj-jd', userid: 'zou.jingxi' } });
  forget();
  await as('zou.jingxi', (tx, by) =>
    oversight.planInspection(tx, by, {
      unitCode: 'qh-mzj',
      kind: '内部',
      source: '民主监督',
      plannedOn: '2026-07-30',
    }),
  );
  for (const userid of [GROUP, 'chang.jianman', 'zou.jingxi']) expect(toldOf(userid)).toContain('不定期检查');
  expect(toldOf(OFFICER)).toBe('');
  // 回避: the unit's own officer in the group does not inspect it.
  await database.prisma.groupMember.create({ data: { groupCode: 'qh-mzj-jd', userid: OFFICER } });
  const [plan] = await oversight.listInspections(database.prisma, await person(GROUP));
  const conclude = async (userid: string) =>
    as(userid, (tx, by) => oversight.concludeInspection(tx, by, plan!.id, []));
  await expect(conclude(OFFICER)).rejects.toThrow('Their own unit');
  await database.prisma.groupMember.delete({
    where: { groupCode_userid: { groupCode: 'qh-mzj-jd', userid: OFFICER } },
  });
  expect((await conclude('zou.jingxi')).rectifications).toEqual([]);
});

test.for([
  ['4.5.1 the party committee sees all', 'han.zhuping', true, false],
  ['4.5.2 the office sees all and inspects any unit', 'peng.muping', true, true],
  ['4.5.3 the people’s congress sees all and inspects none', 'yan.lanxi', true, false],
  ['4.5.4 discipline sees all and inspects any unit', DISCIPLINE, true, true],
  ['a unit sees what is asked of it', OFFICER, false, false],
] as const)('%s', async ([, userid, all, inspects]) => {
  const official = await person(userid);
  expect((await oversight.scopeOf(database.prisma, official)).all).toBe(all);
  const over = oversight.groupOver(database.prisma, official, 'qh-czj');
  await (inspects ? expect(over).resolves.toBe(official.unitCode) : expect(over).rejects.toThrow('Not over'));
});

test('4.4.4 each month what was solved is told to the staff of all units, by kind and number, no matter and no unit', async () => {
  at('2026-08-10');
  const filed = await database.transaction((tx) =>
    supervision.file(tx, {
      text: '窗口办证多要材料,跑了三趟',
      anonymous: true,
      source: 'chat',
      reported: false,
      identity: {},
      aboutUnit: 'qh-mzj',
    }),
  );
  const { id } = await database.prisma.complaint.findUniqueOrThrow({ where: { number: filed.number } });
  for (const [action, text] of [
    ['accept', undefined],
    ['close', '支持:材料清单改了'],
  ] as const)
    await as(GROUP, (tx, by) => supervision.act(tx, { id, action, by: by, text }));
  forget();
  at('2026-09-06');
  expect(await oversight.broadcastSolved(database)).toBeGreaterThan(0);
  expect(toldOf(OFFICER)).toMatch(/8月群众反映的事办结 \d+ 件:.*谢谢/);
  expect(toldOf(OFFICER)).not.toContain(filed.number);
  const once = new Set(sent.map(({ key }) => key)).size;
  await oversight.broadcastSolved(database);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(once);
});
