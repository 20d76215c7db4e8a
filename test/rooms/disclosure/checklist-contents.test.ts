/** Part 2 of the mission's checklist, row by row: what must be public, by whom, checked how, answered to whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAnswers, type Answers } from '../../../src/answers/answers.ts';
import { loadRecords } from '../../../src/answers/records.ts';
import { findCategory } from '../../../src/disclosure/categories.ts';
import { loadCalendar } from '../../../src/disclosure/calendar-years.ts';
import { loadDisclosures, saveDisclosure } from '../../../src/disclosure/disclosures.ts';
import { keptBackItems, unitFigures } from '../../../src/disclosure/figures.ts';
import { transparencyScore } from '../../../src/disclosure/figures/score.ts';
import { fulfil, openAll } from '../../../src/disclosure/obligations.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { loadProcedures } from '../../../src/disclosure/procedures.ts';
import {
  draftItem,
  faultsBefore,
  publish,
  rewrite,
  submit,
  type Content,
} from '../../../src/disclosure/publication.ts';
import { staleBases } from '../../../src/disclosure/stale-laws.ts';
import { findOfficial, homesOf } from '../../../src/people/officials.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { testIds } from '../../helpers/house.ts';

const now = new Date('2026-11-24T10:00:00+08:00');
const today = '2026-11-24';
const ids = testIds();
const moment = { now, ids };

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('county');
});
afterAll(() => database.close());

const answersNow = async (): Promise<Answers> => createAnswers(await loadRecords(database.prisma));
const official = async (userid: string) => (await findOfficial(database.prisma, userid))!;

interface Written {
  row: string;
  category: string;
  officer: string;
  leader: string;
  unit?: string;
  content: Content;
  /** Particulars the class asks for, as the officer reads what is missing; written afterwards. */
  missing: readonly RegExp[];
  particulars?: Record<string, unknown>;
}

/** Written without its particulars, told what is missing, completed, reviewed by a second person, public. */
async function publishes({ category, officer, leader, unit, content, missing, particulars = {} }: Written) {
  const [by, second] = await Promise.all([official(officer), official(leader)]);
  return database.transaction(async (tx) => {
    const { code } = await draftItem(tx, moment, by, { ...content, category, ...(unit ? { unit } : {}) });
    const before = (await rewrite(tx, moment, by, code, content)).faults.map(({ reason }) => reason);
    for (const pattern of missing) expect(before.join(), code).toMatch(pattern);
    if (missing.length === 0) expect(before, code).toEqual([]);
    const { faults } = await submit(tx, moment, by, code, { ...content, particulars });
    expect(faults, code).toEqual([]);
    return publish(tx, moment, second, code);
  });
}

const url = 'https://www.qinghe.example/zwgk/test';
const government = { officer: 'he.songxi', leader: 'zhao.hezhou' };
const finance = { officer: 'he.guman', leader: 'fang.songxi' };
const bureau = { officer: 'yang.qingman', leader: 'wu.jingxi' };
const village = { officer: 'jiang.zhupu', leader: 'lv.heling', unit: 'qh-lh-lsw' };

const row = (
  number: string,
  category: string,
  who: Pick<Written, 'officer' | 'leader' | 'unit'>,
  title: string,
  summary: string,
  missing: readonly RegExp[] = [],
  particulars: Record<string, unknown> = {},
): Written => ({
  row: number,
  category,
  ...who,
  content: { title, summary, url },
  missing,
  particulars,
});

const OPEN: readonly Written[] = [
  row('2.3.1', 'G1', government, '2026年重点民生实事进展通报', '二十件民生实事已完成十七件,三件年底前完成。'),
  row(
    '2.3.2',
    'G2',
    government,
    '城乡公交一体化改革落实情况',
    '改革后全县通车村达到百分之百,票价下降两成。',
    [/阶段/],
    { stage: '结果' },
  ),
  row(
    '2.3.3',
    'G3',
    government,
    '县政府专题会议议定事项:供热保障',
    '会议定了三件事:储煤、检修、值班,责任到单位。',
    [/会议/],
    {
      meeting: { type: '专题会议', date: '2026-11-20', scope: '全社会' },
    },
  ),
  row(
    '2.3.4',
    'G4',
    finance,
    '2026年前三季度财政预算执行情况',
    '前三季度收入完成预算的百分之七十八,支出完成七十六。',
    [/金额或阶段/],
    { amount: 2_650_000_000 },
  ),
  row(
    '2.3.5',
    'G5',
    government,
    '城北污水厂扩建工程施工进展',
    '土建完成八成,设备安装过半,明年三月试运行。',
    [/阶段/, /项目/, /金额/],
    {
      stage: '施工',
      project: { name: '城北污水厂扩建工程' },
      amount: 86_000_000,
    },
  ),
  row(
    '2.3.6',
    'G6',
    government,
    '校园直饮水设备采购成交结果',
    '直饮水设备由本县一家公司成交,三年免费维护。',
    [/阶段/, /金额/],
    { stage: '成交', amount: 1_280_000 },
  ),
  row('2.3.7', 'G7', government, '县政府人事任免通知(十二月)', '任命两名副局长,免去一名主任,均经任前公示。'),
  row(
    '2.3.8',
    'G8',
    government,
    '城东敬老院建设公益项目中标结果',
    '敬老院建设由市建工集团中标,工期十四个月。',
    [/金额/],
    { amount: 42_000_000 },
  ),
  row('2.4.1', 'D1', bureau, '民政局新增职责:养老服务综合监管', '养老机构的备案、检查、处罚由民政局负责。'),
  row('2.4.2', 'D2', bureau, '民政局办理事项清单补充公告', '新增适老化改造补贴一项,其余三十二项不变。'),
  row('2.4.3', 'D3', bureau, '民政局办事依据汇编更新', '更新社会救助相关依据六件,废止两件。'),
  row(
    '2.4.4',
    'D4',
    bureau,
    '适老化改造补贴办事程序',
    '申请、入户评估、公示、施工、验收、拨付六步。',
    [/办事事项或阶段/],
    { stage: '程序' },
  ),
  row('2.4.5', 'D5', bureau, '适老化改造补贴办理结果通报', '第三批一百二十户验收合格,补贴全部到账。'),
  row(
    '2.4.6',
    'D6',
    bureau,
    '适老化改造补贴办理期限承诺',
    '从申请到拨付不超过三十个工作日,超期可以投诉。',
    [/办事事项/],
    { procedure: 'QH-MZ-001' },
  ),
  row(
    '2.4.7',
    'D7',
    bureau,
    '民政局窗口服务纪律和监督电话更新',
    '不得推诿、不得吃拿卡要,违者追究;监督电话见正文。',
  ),
  row(
    '2.4.8',
    'D8',
    bureau,
    '按上级要求公开养老机构名录',
    '全县二十六家养老机构的名称、地址、床位、收费。',
    [/上级文号/],
    {
      source: { docNo: '清政办函〔2026〕41号', kind: '上级要求' },
    },
  ),
  row(
    '2.6.1',
    'V1',
    village,
    '柳树湾村:种粮补贴政策明白纸',
    '种一亩补多少、怎么登记、什么时候到账,一张纸说清。',
  ),
  row(
    '2.6.2',
    'V2',
    village,
    '柳树湾村:五月份财务收支补登',
    '收入六千元,支出四千五百元,票据贴在公务栏。',
    [/金额或零报告/],
    { amount: 4_500 },
  ),
  row(
    '2.6.3',
    'V3',
    village,
    '柳树湾村:变电站占地征收公告',
    '拟征村东荒地三亩,补偿标准和听证办法附后。',
    [/零报告或阶段/],
    {
      stage: '公告',
      notice: { opens: '2026-11-24', closes: '2026-12-24', kind: '征地公告' },
    },
  ),
  row(
    '2.6.4',
    'V4',
    village,
    '柳树湾村:村口桥梁维修工程承包',
    '桥梁维修由镇里比选,承包给县路桥公司。',
    [/金额/],
    { amount: 78_000 },
  ),
  row(
    '2.6.5',
    'V5',
    village,
    '柳树湾村:旧村部房屋公开拍卖',
    '旧村部三间房公开拍卖,起拍价和时间附后。',
    [/金额/],
    { amount: 55_000 },
  ),
  row(
    '2.6.6',
    'V6',
    village,
    '柳树湾村:高龄津贴发放名单',
    '本季度十九位老人领到高龄津贴,名单附后。',
    [/金额/, /隐去/, /明细/],
    {
      amount: 11_400,
      masked: true,
      body: '王大娘 600元;李大爷 600元。',
    },
  ),
  row(
    '2.6.7',
    'V7',
    village,
    '柳树湾村:养老保险集中代收进度',
    '应缴二百一十人,已缴一百九十八人,下月十日截止。',
  ),
  row('2.6.8', 'V8', village, '柳树湾村:机井灌溉收费标准', '每小时电费和管护费合计十二元,按表计算。'),
  row(
    '2.6.9',
    'V9',
    village,
    '柳树湾村:冰雹灾害救助资金发放',
    '受灾三十一户,按损失分三档发放,名单公示。',
    [/金额/, /隐去/, /公示期/],
    {
      amount: 62_000,
      masked: true,
      notice: { opens: '2026-11-24', closes: '2026-11-30', kind: '公示' },
    },
  ),
  row(
    '2.6.10',
    'V10',
    village,
    '柳树湾村:村道路灯不亮问题处理',
    '更换十四盏灯,加装时控开关,每晚七点亮到十二点。',
  ),
];

describe('what a county, its departments and its committees publish', () => {
  test.for(OPEN)(
    '$row $category: its particulars asked for, then public, and a citizen is answered from it',
    async (written) => {
      const item = await publishes(written);
      expect(item).toMatchObject({
        status: '已公开',
        published: today,
        officer: written.officer,
        review: { by: written.leader },
      });
      expect(item.basis.length).toBeGreaterThan(0);
      const asked = {
        text: `${written.content.title}公开了吗`,
        fields: [],
        last: undefined,
        lookup: true,
        today,
      };
      const { text, citations } = (await answersNow()).answer({ ...asked, audience: 'citizen' });
      expect(text).toContain(written.content.summary);
      expect(citations).toContainEqual(expect.objectContaining({ type: 'disclosure', id: item.code }));
    },
  );

  test('2.6.9, 2.6.3, 2.5.4a a posting shorter than it must be does not go out', async () => {
    const by = await official(village.officer);
    const short = async (category: string, closes: string) =>
      database.transaction(async (tx) => {
        const { code } = await draftItem(tx, moment, by, {
          title: '公示期太短的一条',
          summary: '这一条的公示期太短。',
          category,
          url,
          unit: 'qh-lh-lsw',
        });
        const { item } = await rewrite(tx, moment, by, code, {
          title: '公示期太短的一条',
          summary: '这一条的公示期太短。',
          particulars: {
            notice: { opens: '2026-11-24', closes, kind: '公示' },
            amount: 1,
            masked: true,
            stage: '公告',
          },
        });
        return (await faultsBefore(tx, item, today)).filter(
          ({ field, blocks }) => field === 'notice' && blocks,
        );
      });
    expect(await short('V9', '2026-11-29')).toHaveLength(1);
    expect(await short('V9', '2026-11-30')).toEqual([]);
    expect(await short('V3', '2026-12-22')).toHaveLength(1);
  });
});

const INTERNAL: readonly (readonly [string, string, string, Record<string, unknown>?])[] = [
  ['2.5.1a', 'I1a', '车辆购置使用', { recurrence: { every: 'quarter', phrase: '季度终了后15日内公布' } }],
  ['2.5.1b', 'I1b', '外出考察'],
  ['2.5.1c', 'I1c', '在职培训学习'],
  ['2.5.1d', 'I1d', '离职和退休后从业'],
  ['2.5.1e', 'I1e', '配偶子女从业'],
  ['2.5.2', 'I2', '机关内部财务收支', { recurrence: { every: 'quarter', phrase: '季度终了后15日内公布' } }],
  [
    '2.5.3',
    'I3',
    '招待费差旅费电话费支出',
    { recurrence: { every: 'quarter', phrase: '季度终了后15日内公布' } },
  ],
  [
    '2.5.4a',
    'I4a',
    '中层干部选拔任用',
    { notice: { opens: '2026-11-24', closes: '2026-11-30', kind: '公示' } },
  ],
  ['2.5.4b', 'I4b', '干部轮岗交流'],
  ['2.5.4c', 'I4c', '年度考核奖惩'],
  ['2.5.4d', 'I4d', '职称评聘'],
  ['2.5.5', 'I5', '职工食堂改造'],
];

describe('what an organ publishes within', () => {
  test.for(INTERNAL)(
    '%s %s: its own staff read it in WeCom, other units and citizens learn nothing of it',
    async ([number, category, matter, particulars]) => {
      const item = await publishes({
        ...bureau,
        row: number,
        category,
        content: {
          title: `民政局内部:${matter}情况说明`,
          summary: `${matter}一项的内部说明,供本局干部职工查看。`,
          url,
        },
        missing: particulars ? [category === 'I4a' ? /公示期/ : /公开周期/] : [],
        ...(particulars ? { particulars } : {}),
      });
      expect(item).toMatchObject({ regime: '内部', audience: '本机关干部职工', status: '已公开' });
      const answers = await answersNow();
      const ask = async (who: string | undefined) => {
        const person = who === undefined ? undefined : await official(who);
        const audience = person ? { within: await homesOf(database.prisma, person) } : ('citizen' as const);
        const question = {
          text: `民政局内部${matter}情况说明`,
          fields: [],
          last: undefined,
          lookup: true,
          today,
        };
        const answer = answers.answer({ ...question, audience });
        return `${answer.text} ${JSON.stringify(answer.citations)} ${JSON.stringify(answer.next)}`;
      };
      expect(await ask('yang.qingman')).toContain('供本局干部职工查看');
      for (const stranger of ['zou.jingxi', 'peng.muping', undefined]) {
        const seen = await ask(stranger);
        expect(seen, stranger).not.toContain('供本局干部职工查看');
        expect(seen, stranger).not.toContain(item.code);
      }
    },
  );

  test('2.5.1d, 2.5.2, 2.5.3 what comes round within an organ is owed by every organ', async () => {
    const calendar = await loadCalendar(database.prisma);
    const december = new Date('2026-12-20T02:00:00+08:00');
    await planObligations(database, { now: december, ids }, calendar);
    const owed = await database.prisma.obligation.findMany({ where: { key: { contains: ':I' } } });
    const organs = await database.prisma.unit.count({
      where: { type: { in: ['department', 'gov_office', 'township'] }, active: true },
    });
    for (const category of ['I1d', 'I2', 'I3'])
      expect(owed.filter(({ key }) => key.includes(`:${category}:`)).length, category).toBeGreaterThan(
        organs / 2,
      );
    expect(owed.find(({ key }) => key.includes(':I1d:'))?.due).toBe('2026-12-31');
  });
});

describe('the scope and the general rules', () => {
  test('2.1.1, 2.1.2 the county government and its departments', async () => {
    const count = (type: string) => database.prisma.unit.count({ where: { type, active: true } });
    expect(await count('county_gov')).toBe(1);
    expect(await count('department')).toBeGreaterThanOrEqual(25);
  });

  test('2.1.3 fifteen committees, each under its township, each owes its finance every quarter', async () => {
    const committees = await database.prisma.unit.findMany({
      where: { type: { endsWith: '_committee' } },
      include: { parent: true },
    });
    expect(committees).toHaveLength(15);
    expect(committees.every(({ parent }) => parent?.type === 'township')).toBe(true);
    const told = await database.prisma.disclosure.groupBy({ by: ['unitCode'], where: { category: 'V2' } });
    expect(committees.filter(({ code }) => !told.some(({ unitCode }) => unitCode === code))).toEqual([]);
  });

  test('2.1.4 three regimes with their own templates: a class of one cannot be published under another', async () => {
    const by = await official(bureau.officer);
    for (const [category, regime] of [
      ['D1', '政务'],
      ['V2', '乡务'],
      ['I2', '内部'],
    ] as const)
      expect((await findCategory(database.prisma, category))?.regime).toBe(regime);
    await database.transaction(async (tx) => {
      const item = await draftItem(tx, moment, by, {
        title: '放错体系的一条',
        summary: '放错体系的一条。',
        category: 'D1',
        url,
      });
      await saveDisclosure(tx, { ...item, regime: '乡务' }, now);
      const faults = await faultsBefore(tx, { ...item, regime: '乡务' }, today);
      expect(faults.map(({ field }) => field)).toContain('regime');
    });
  });

  test('2.2.1 依法公开,全面客观: without a basis, a text or a source it does not go out whole', async () => {
    const by = await official(bureau.officer);
    await database.transaction(async (tx) => {
      const item = await draftItem(tx, moment, by, {
        title: '没有依据的一条',
        summary: '没有依据的一条。',
        category: 'D1',
      });
      const fields = async (change: object) =>
        (await faultsBefore(tx, { ...item, ...change }, today)).map(({ field }) => field);
      expect(await fields({ basis: [] })).toEqual(expect.arrayContaining(['basis', 'url']));
      expect(await fields({ summary: '字'.repeat(201), url })).toEqual(['summary']);
      expect(await fields({ body: '身份证 110101199001011237', url })).toEqual(['body']);
    });
  });

  test('2.2.3 what is kept back stands in a list by unit, each with its reason and its ground', async () => {
    const kept = await keptBackItems(database.prisma);
    const stored = (await loadDisclosures(database.prisma)).filter(
      ({ mode, regime, status }) => mode !== '主动' && regime !== '内部' && status !== '已撤回',
    );
    expect(kept.map(({ code }) => code).toSorted()).toEqual(stored.map(({ code }) => code).toSorted());
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.filter(({ approvedBy }) => /^qh-|^[a-z.]+$/.test(approvedBy))).toEqual([]);
    for (const { reason, ground } of kept) expect(`${reason} ${ground}`).toMatch(/.{4,} .{4,}/);
    const [own] = kept;
    expect(await keptBackItems(database.prisma, [own!.unit])).toEqual(
      kept.filter(({ unit }) => unit === own!.unit),
    );
  });

  test.for([
    [{ due: 10, onTime: 10, late: 0, overdue: 0, open: 20, keptBack: 0 }, 100],
    [{ due: 10, onTime: 0, late: 0, overdue: 10, open: 0, keptBack: 5 }, 0],
    [{ due: 10, onTime: 5, late: 4, overdue: 1, open: 8, keptBack: 2 }, 75],
    [{ due: 0, onTime: 0, late: 0, overdue: 0, open: 3, keptBack: 1 }, 75],
    [{ due: 0, onTime: 0, late: 0, overdue: 0, open: 0, keptBack: 0 }, undefined],
  ] as const)('2.2.4 the score of transparency: %j is %s', ([facts, score]) => {
    expect(transparencyScore(facts)).toBe(score);
  });

  test('2.2.4, 1.4, 1.11 figures of a unit: in time, late, overdue, and the days it really took', async () => {
    const unit = 'qh-tjj';
    const by = await official('he.yunchuan');
    await database.prisma.obligation.deleteMany({ where: { unitCode: unit } });
    await database.transaction(async (tx) => {
      const due = (day: string) => ({ due: day, provisional: false, steps: [] });
      await openAll(tx, moment, [
        {
          key: 'f:1',
          source: 'event',
          title: '按时',
          unitCode: unit,
          trigger: 'event',
          triggeredOn: '2026-11-01',
          due: due('2026-11-24'),
        },
        {
          key: 'f:2',
          source: 'event',
          title: '迟了',
          unitCode: unit,
          trigger: 'event',
          triggeredOn: '2026-11-01',
          due: due('2026-11-10'),
        },
        {
          key: 'f:3',
          source: 'event',
          title: '超期',
          unitCode: unit,
          trigger: 'event',
          triggeredOn: '2026-11-01',
          due: due('2026-11-12'),
        },
      ]);
      for (const key of ['f:1', 'f:2'])
        await fulfil(tx, moment, await tx.obligation.findUniqueOrThrow({ where: { key } }), by.userid);
    });
    const figures = await unitFigures(database.prisma, { from: '2026-01-01', until: today, today });
    expect(figures.find((one) => one.unit === unit)).toMatchObject({
      due: 3,
      onTime: 1,
      late: 1,
      overdue: 1,
    });
    // Items published before anything was owed for them count too.
    const all = figures.reduce((sum, { onTime }) => sum + onTime, 0);
    expect(all).toBeGreaterThan(50);
    for (const { due, onTime, late, overdue } of figures)
      expect(onTime + late + overdue).toBeLessThanOrEqual(due);
    const days = figures.flatMap(({ meanDays }) => meanDays ?? []);
    expect(days.length).toBeGreaterThan(5);
    expect(Math.max(...days)).toBeLessThan(200);
  });

  test('2.2.8 procedures whose risky steps nothing published tells of are owed, once a year a unit', async () => {
    const risky = (await loadProcedures(database.prisma)).filter(({ steps }) =>
      steps.some((step) => (step as { riskPoint?: unknown }).riskPoint),
    );
    expect(risky.length).toBeGreaterThan(20);
    const owed = await database.prisma.obligation.findMany({ where: { trigger: 'risk_point' } });
    const told = new Set((await loadDisclosures(database.prisma)).map(({ procedure }) => procedure));
    const units = new Set(risky.filter(({ code }) => !told.has(code)).map(({ unit }) => unit));
    expect(new Set(owed.map(({ unitCode }) => unitCode))).toEqual(units);
    expect(owed[0]?.title).toMatch(/风险环节的标准和结果/);
    expect(owed[0]?.dueSteps).not.toEqual([]);
  });

  test("2.2.9 both sides' rights and duties stand in every procedure", async () => {
    const procedures = await loadProcedures(database.prisma);
    expect(procedures.filter(({ rights, duties }) => !rights?.length || !duties?.length)).toEqual([]);
  });

  test('0.3, 1.12 every item and procedure rests on a law; what rests on a changed one is listed until it is looked at', async () => {
    const items = await loadDisclosures(database.prisma);
    expect(items.filter(({ basis }) => basis.length === 0)).toEqual([]);
    const procedures = await loadProcedures(database.prisma);
    expect(procedures.filter(({ basis }) => basis.length === 0)).toEqual([]);
    const cited = procedures[0]!.basis[0]!.law;
    const listed = async () => (await staleBases(database.prisma, today)).find(({ law }) => law === cited);
    const before = await listed();
    await database.prisma.lawArticle.updateMany({ where: { law: cited }, data: { effective: '2026-11-01' } });
    const changed = await listed();
    expect(changed?.why).toMatch(/2026-11-01|旧文本/);
    expect(changed?.records.some(({ id }) => id === procedures[0]!.code)).toBe(true);
    await database.prisma.procedure.updateMany({ data: { updated: today } });
    const after = (await listed())?.records.filter(({ type }) => type === 'procedure') ?? [];
    expect(after.length).toBeLessThanOrEqual(before?.records.length ?? 0);
  });

  test('1.8 a decision is public as decided only when people could speak before, or with the reason why not', async () => {
    const by = await official(government.officer);
    const content = { title: '城区停车收费标准的决定', summary: '停车每小时两元,夜间免费,下月起执行。', url };
    await database.transaction(async (tx) => {
      const { code } = await draftItem(tx, moment, by, { ...content, category: 'G2' });
      const faults = async (particulars: Record<string, unknown>) =>
        (await submit(tx, moment, by, code, { ...content, particulars })).faults.map(({ field }) => field);
      expect(await faults({ stage: '决定' })).toEqual(['consultation']);
      expect(await faults({ stage: '决定', consultationOf: 'G2-2026-001' })).toEqual([]);
      expect(await faults({ stage: '决定', consultationOf: 'G2-2026-999' })).toEqual(['consultation']);
      expect(
        await faults({ stage: '决定', consultationOf: undefined, noConsultation: '应急抢险,来不及征求' }),
      ).toEqual([]);
    });
  });
});
