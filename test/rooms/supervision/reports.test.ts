/** Reports from live cases: counted again by other means, opened line by line, kept as they were. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { dayOf } from '../../../src/kit/day.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import type { Official } from '../../../src/people/officials.ts';
import type { Complaint } from '../../../src/store/generated/client.ts';
import { accessTo } from '../../../src/supervision/conflict.ts';
import { draftReports } from '../../../src/supervision/report-drafts.ts';
import { isCount, isRate, type Cell, type Count } from '../../../src/supervision/report-content.ts';
import { reportSources } from '../../../src/supervision/report-sources.ts';
import { createReports, type Reports, type Shown, type Which } from '../../../src/supervision/reports.ts';
import { loadViewer } from '../../../src/supervision/viewers.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { testIds } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';
import { addYearOfMatters } from '../../helpers/year-of-matters.ts';

const TODAY = '2026-11-24';
const OFFICE = 'peng.muping';
const LEADING = 'han.zhuping';
const DISCIPLINE = 'kang.maihe';
const HEAD = 'xue.lanxi';
const MEMBER = 'chang.jianman';
const CONGRESS = 'yan.lanxi';
const GOVERNOR = 'zhao.hezhou';
const COUNTY: Which = { kind: 'county', code: 'qh-ldxz', period: '2026' };
const GROUP: Which = { kind: 'group', code: 'qh-mzj-jd', period: '2026-Q4' };
const CONGRESSIONAL: Which = { kind: 'presidium', code: 'qh-gov', period: '2026-Q3' };

let staff: TestConsole;
let reports: Reports;
let matters: Complaint[];
const sent: Draft[] = [];
const db = () => staff.database.prisma;
const official = (userid: string): Promise<Official> => db().person.findUniqueOrThrow({ where: { userid } });
const draft = async (userid: string, which: Which): Promise<Shown> =>
  reports.draft(db(), await official(userid), which);

beforeAll(async () => {
  staff = await openConsole();
  const { context, statistics } = testSupervision(staff.clock, sent);
  reports = createReports({ ...context, ids: systemIds }, reportSources(statistics));
  const planning = { now: staff.clock.now(), ids: systemIds };
  await planObligations(staff.database, planning, createCalendar(seedYears()));
  matters = await addYearOfMatters(staff.database, testIds());
});
afterAll(() => staff.close());

const countsOf = (cell: Cell): Count[] =>
  isCount(cell) ? [cell] : isRate(cell) ? [cell.part, cell.whole] : [];
const allCounts = ({ sections }: Shown): Count[] =>
  sections.flatMap(({ rows }) => rows.flatMap((row) => row.flatMap(countsOf)));
const figure = (shown: Shown, of: string, unit?: string): number =>
  allCounts(shown).find((one) => one.of === of && one.unit === unit && one.category === undefined)!.n;

/** Again, by hand: what this person may count, said from the rows. */
async function mayCount(userid: string): Promise<Complaint[]> {
  const viewer = await loadViewer(db(), await official(userid));
  const watches = ['gov_office', 'leading_group', 'npc_presidium'].some((role) =>
    viewer.roles.includes(role),
  );
  const concerned = (one: Complaint): boolean =>
    one.accusedUnits.some((unit) => [...viewer.homeUnits, ...viewer.tiedUnits].includes(unit)) ||
    one.accusedUserids.some((who) => [viewer.userid, ...viewer.tiedUserids].includes(who));
  return matters.filter(
    (one) => accessTo(one, viewer) !== 'none' || (watches && !one.sealed && !concerned(one)),
  );
}

describe('figures', () => {
  test.for([
    [OFFICE, '2026-01-01', '2026-12-31', '2026'],
    [LEADING, '2026-01-01', '2026-12-31', '2026'],
    [LEADING, '2026-07-01', '2026-09-30', '2026-Q3'],
    [DISCIPLINE, '2026-05-01', '2026-05-31', '2026-05'],
  ] as const)(
    '4.6.1 complaints as %s reads them from %s to %s, counted again',
    async ([who, from, to, period]) => {
      const shown = await draft(who, { ...COUNTY, period });
      const expected: Record<string, number> = {};
      const add = (key: string, is: boolean): void => {
        expected[key] = (expected[key] ?? 0) + Number(is);
      };
      for (const one of await mayCount(who)) {
        const received = dayOf(one.receivedAt);
        const closed = one.closedAt ? dayOf(one.closedAt) : '9999';
        if (received > to || closed < from) continue;
        const over = closed <= to;
        const done = over && ['办结', '归档'].includes(one.status);
        const due = one.closeDue ?? one.acceptDue;
        add('carried', received < from);
        add('received', received >= from);
        add('closed', done);
        add('ended', over && !done);
        add('open', !over);
        add('overdue', one.closedAt === null && one.suspendedOn === null && due! < TODAY);
        add('inTime', done && closed <= due!);
        add('judged', done && one.satisfaction !== null);
        add('satisfied', done && ['满意', '基本满意'].includes(one.satisfaction!));
        add('repeated', received >= from && (one.reopened || one.mergedInto !== null));
        add('suggestions', received >= from && one.class === 'F');
      }
      const keys = Object.keys(expected);
      expect(Object.fromEntries(keys.map((key) => [key, figure(shown, `matters.${key}`)]))).toEqual(expected);
      expect(expected.carried! + expected.received!).toBe(
        expected.closed! + expected.ended! + expected.open!,
      );
      expect(expected.received).toBeGreaterThan(10);
    },
  );

  test('items due, in time, late and overdue, by unit and class, counted again in SQL', async () => {
    const shown = await draft(OFFICE, COUNTY);
    const rows = await db().$queryRaw<{ unit: string; due: string; done: string | null }[]>`
      select d.unit_code as unit, d.published as done, coalesce((select o.due from obligation o
        where o.disclosure_code = d.code order by o.created_at desc limit 1), d.due) as due
      from disclosure d where d.status <> '已撤回' and (d.mode = '主动' or d.regime = '内部') and not exists
        (select 1 from obligation o where o.disclosure_code = d.code and o.status = 'excused')
      union all select unit_code, fulfilled_on, due from obligation where disclosure_code is null and status <> 'excused'`;
    const year = rows.filter(({ due }) => due >= '2026-01-01' && due <= '2026-12-31');
    const again = (fits: (row: { due: string; done: string | null }) => boolean, unit?: string): number =>
      year.filter((row) => (unit === undefined || row.unit === unit) && fits(row)).length;
    for (const unit of [undefined, 'qh-mzj', 'qh-sp-qsg', 'qh-gov']) {
      expect(figure(shown, 'items.due', unit)).toBe(again(() => true, unit));
      expect(figure(shown, 'items.onTime', unit)).toBe(
        again(({ due, done }) => done !== null && done <= due, unit),
      );
      expect(figure(shown, 'items.late', unit)).toBe(
        again(({ due, done }) => done !== null && done > due, unit),
      );
      expect(figure(shown, 'items.overdue', unit)).toBe(again(({ due, done }) => !done && due < TODAY, unit));
    }
    expect(figure(shown, 'items.due')).toBeGreaterThan(300);
    const classes = shown.sections.find(({ key }) => key === 'categories')!;
    const sum = classes.rows.reduce((total, row) => total + (row[1] as Count).n, 0);
    expect(sum).toBe(figure(shown, 'items.due'));
  });

  test.for([
    [OFFICE, COUNTY],
    [LEADING, COUNTY],
    [MEMBER, GROUP],
    [CONGRESS, CONGRESSIONAL],
    [GOVERNOR, CONGRESSIONAL],
  ] as const)('as %s reads it each number opens the list of as many records', async ([who, which]) => {
    const reader = await official(who);
    const shown = await draft(who, which);
    const counts = allCounts(shown);
    expect(counts.length).toBeGreaterThan(20);
    for (const { n, ...of } of counts.filter((_, at) => at % 11 === 0 || counts.length < 60)) {
      const lines = [];
      for (let skip = 0; skip <= n; skip += 100)
        lines.push(...(await reports.list(db(), reader, which, of, { skip, take: 100 })).lines);
      expect(lines.length, JSON.stringify(of)).toBe(n);
    }
  });

  test('who merely counts reads no number of a matter, and few of a kind as one line without its name', async () => {
    const shown = await draft(LEADING, COUNTY);
    const classes = shown.sections.find(({ key }) => key === 'matter-categories')!;
    expect(classes.rows.map(([name]) => name)).toContain('其他(每类不足 3 件)');
    expect(JSON.stringify(shown)).not.toContain('申诉求决');
    const few = classes.rows.at(-1)!.find((cell) => typeof cell === 'object') as Count;
    const { lines } = await reports.list(db(), await official(LEADING), COUNTY, few, { skip: 0, take: 50 });
    expect(lines.length).toBe(few.n);
    expect(JSON.stringify(lines)).not.toMatch(/TS-|申诉求决/);
    expect(JSON.stringify(await draft(OFFICE, COUNTY))).toContain('申诉求决');
  });

  test('an accused member of the group changes no number of theirs, by a count or a gap', async () => {
    const before = figure(await draft(MEMBER, GROUP), 'matters.received');
    const { dueSteps: _steps, ...rest } = matters.find(
      ({ aboutUnit, sealed }) => aboutUnit === 'qh-mzj' && !sealed,
    )!;
    for (const [sealed, accused] of [
      [true, []],
      [false, [MEMBER]],
    ] as const)
      await db().complaint.create({
        data: {
          ...rest,
          id: systemIds.next(),
          number: `TS-NEW${Number(sealed)}-X`,
          receiptHash: `new-${String(sealed)}`,
          sealed,
          accusedUserids: [...accused],
          queueUnit: 'qh-mzj-jd',
          receivedAt: staff.clock.now(),
          closedAt: null,
        },
      });
    expect(figure(await draft(MEMBER, GROUP), 'matters.received')).toBe(before);
    expect(figure(await draft(HEAD, GROUP), 'matters.received')).toBe(before);
    await db().complaint.deleteMany({ where: { receiptHash: { startsWith: 'new-' } } });
  });

  test('2.2.3 what is kept back stands in the report with its reason', async () => {
    const kept = (await draft(OFFICE, COUNTY)).sections.find(({ key }) => key === 'kept-back')!;
    const n = await db().disclosure.count({
      where: { mode: { not: '主动' }, regime: { not: '内部' }, status: { not: '已撤回' } },
    });
    expect((kept.rows[0]![2] as Count).n).toBe(n);
    expect(kept.rows).toHaveLength(n + 1);
    for (const row of kept.rows.slice(1)) expect(String(row[3]).length).toBeGreaterThan(1);
  });
});

describe('versions', () => {
  const make = async (userid: string, which: Which): Promise<string> => {
    const by = await official(userid);
    return staff.database.transaction((tx) => reports.make(tx, by, which, { 意见和建议: '把超期的补上。' }));
  };
  const open = async (userid: string, id: string): Promise<Shown> =>
    reports.open(db(), await official(userid), id);

  test('4.3.2 one that was made stays as it was; what is made later is another; signed once, by the head', async () => {
    const first = await make(MEMBER, GROUP);
    const then = figure(await open(MEMBER, first), 'matters.open');
    const open_ = await db().complaint.findFirstOrThrow({
      where: {
        aboutUnit: 'qh-mzj',
        closedAt: null,
        sealed: false,
        accusedUserids: { isEmpty: true },
        queueUnit: 'qh-mzj-jd',
      },
    });
    await db().complaint.update({
      where: { id: open_.id },
      data: { status: '办结', closedAt: staff.clock.now() },
    });
    expect(figure(await open(MEMBER, first), 'matters.open')).toBe(then);
    const second = await make(MEMBER, GROUP);
    expect(figure(await open(HEAD, second), 'matters.open')).toBe(then - 1);
    expect((await open(HEAD, second)).kept).toMatchObject({ version: 2, signedAt: null });

    const sign = async (userid: string, id: string): Promise<void> => {
      const by = await official(userid);
      await staff.database.transaction((tx) => reports.sign(tx, by, id));
    };
    await expect(sign(MEMBER, second)).rejects.toThrow('May not sign');
    await expect(sign(OFFICE, second)).rejects.toThrow('May not sign');
    await sign(HEAD, second);
    await expect(sign(HEAD, second)).rejects.toThrow('Signed');
    await expect(sign(HEAD, first)).rejects.toThrow('Signed');
    const row = await db().auditEntry.findFirstOrThrow({
      where: { action: 'report.signed', subjectId: second },
    });
    expect((row.detail as { hash: string }).hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a later reader who is tied to somebody accused reads it as if that matter never was', async () => {
    const id = await make(LEADING, COUNTY);
    const counted = figure(await open(LEADING, id), 'matters.received');
    expect(figure(await open(OFFICE, id), 'matters.received')).toBe(counted);
    const unit = matters.find(({ sealed, accusedUserids }) => !sealed && accusedUserids.length === 0);
    await db().tieDeclaration.create({
      data: {
        id: systemIds.next(),
        userid: 'cao.songye',
        relatedUnit: unit!.aboutUnit,
        relation: '配偶在该单位',
        declaredAt: staff.clock.now(),
      },
    });
    const about = matters.filter(
      ({ sealed, accusedUnits }) => !sealed && accusedUnits.includes(unit!.aboutUnit!),
    ).length;
    expect(figure(await open('cao.songye', id), 'matters.received')).toBe(counted - about);
    // And a version made from now on counts for all of them what each may know.
    const next = await make(LEADING, COUNTY);
    expect(figure(await open(LEADING, next), 'matters.received')).toBe(counted - about);
    await db().tieDeclaration.deleteMany({ where: { userid: 'cao.songye' } });
  });

  test('4.2.2, 4.2.1 the quarter goes to the congress signed by the head of government, and its comment comes back', async () => {
    const id = await make(OFFICE, CONGRESSIONAL);
    const say = async (userid: string): Promise<void> => {
      const by = await official(userid);
      await staff.database.transaction((tx) => reports.comment(tx, by, id, '村务公开要再及时些。'));
    };
    await expect(say(CONGRESS)).rejects.toThrow('A draft');
    const governor = await official(GOVERNOR);
    await staff.database.transaction((tx) => reports.sign(tx, governor, id));
    await say(CONGRESS);
    await expect(say(OFFICE)).rejects.toThrow('May not comment');
    expect(sent.some(({ key, to }) => key.startsWith('report-comment:') && to.person === OFFICE)).toBe(true);
    const shown = await open(CONGRESS, id);
    expect(shown.kept!.comments.map(({ text }) => text)).toEqual(['村务公开要再及时些。']);
    expect(shown.sections.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['subjects', 'committees', 'matters']),
    );
    expect(JSON.stringify(shown)).not.toMatch(/TS-\d|张大妈/);
    expect(reports.letter(shown)).toMatchObject({
      to: '清和县人民代表大会常务委员会',
      title: expect.stringContaining('清和县人民政府'),
    });
    await expect(draft('yang.qingman', CONGRESSIONAL)).rejects.toThrow('No such report');
    await expect(open('yang.qingman', id)).rejects.toThrow('No such report');
  });

  test('4.6.1 drafts come by themselves, each told once with a link to the group and the leading group', async () => {
    sent.length = 0;
    const deps = {
      database: staff.database,
      reports,
      outbox: { enqueue: async (_tx: unknown, drafts: readonly Draft[]) => void sent.push(...drafts) },
      officialAddress: (person: string) => ({ channel: 'wecom', account: '1', person }),
      address: () => 'https://county.test',
    };
    const at = new Date('2026-12-02T09:13:00+08:00');
    const some = ['qh-mzj-jd', 'qh-lh-jd', 'qh-czj-jd'];
    await db().unit.updateMany({
      where: { type: 'supervision_group', code: { notIn: some } },
      data: { active: false },
    });
    const groups = some.length;
    const made = await draftReports(deps, at);
    expect(made).toBe(groups + 1);
    expect(await draftReports(deps, at)).toBe(0);
    const toHead = sent.filter(({ to }) => to.person === HEAD);
    expect(toHead.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        t: 'notice',
        title: '2026年11月监督小组报告草稿',
        url: expect.stringMatching(/^https:\/\/county\.test\/console\/reports\/kept\//),
      }),
    ]);
    expect(sent.some(({ to }) => to.person === LEADING)).toBe(true);
    expect(sent.some(({ to }) => to.person === 'yang.qingman')).toBe(false);
    sent.length = 0;
    // Month, quarter and year of the county; month and quarter of each group; the quarter to three congresses. Two of them
    // were made by hand above.
    expect(await draftReports(deps, new Date('2027-01-02T09:13:00+08:00'))).toBe(3 + 2 * groups + 3 - 2);
  });
});

describe('pages', () => {
  const bytes = async (visitor: { cookies: Map<string, string> }, path: string) => {
    const response = await fetch(new URL(path, staff.url), {
      headers: { cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    return unzipSync(new Uint8Array(await response.arrayBuffer()));
  };

  test('a report is a page whose numbers are links, a letter and a sheet; made and signed by forms', async () => {
    const head = await staff.signIn(HEAD);
    const path = '/console/reports/group/qh-mzj-jd/2026-10';
    const page = await head.get(path);
    expect(page.text).toContain('民政局政务公开监督小组报告(2026年10月)');
    const link = /href="([^"]+list\?of=items\.due)"[^>]*>(\d+)</.exec(page.text)!;
    expect((await head.get(link[1]!.replaceAll('&amp;', '&'))).text).toContain(
      `<span class="count">${link[2]}</span>`,
    );
    const made = await head.post(`${path}/make`, { note0: '建议每周自查。' });
    expect(made.location).toMatch(/\/kept\//);
    const keptPath = new URL(made.location!, staff.url).pathname;
    expect((await head.get(keptPath)).text).toContain('建议每周自查');
    await head.post(`${keptPath}/sign`, {});
    expect((await head.get(keptPath)).text).toMatch(/已签发[\s\S]*签发:/);

    const letter = new TextDecoder().decode(
      (await bytes(head, `${keptPath}?form=docx`))['word/document.xml'],
    );
    expect(letter).toContain('仿宋_GB2312');
    expect(letter.replace(/<[^>]+>/g, '')).toMatch(/一、应公开事项[\s\S]*群众投诉的办理[\s\S]*建议每周自查/);
    const sheet = await bytes(head, `${keptPath}?form=xlsx`);
    expect(new TextDecoder().decode(sheet['xl/workbook.xml'])).toContain('群众投诉的办理');
  });

  test('who has no report to read learns of none', async () => {
    const officer = await staff.signIn('yang.qingman');
    expect((await officer.get('/console/reports')).status).toBe(403);
    const leader = await staff.signIn('wu.jingxi');
    for (const path of ['group/qh-mzj-jd/2026-10', 'county/qh-ldxz/2026', 'group/nowhere/2026-10'])
      expect((await leader.get(`/console/reports/${path}`)).status).toBe(404);
    const other = await staff.signIn('sun.zezhou');
    expect((await other.get('/console/reports/group/qh-mzj-jd/2026-10')).status).toBe(404);
    expect((await other.get('/console/reports/group/qh-sfj-jd/2026-13')).status).toBe(400);
  });
});
