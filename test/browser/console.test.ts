/// <reference lib="dom" />
/** Every console page in a real browser: wide and narrow, with large type, by keyboard, without JavaScript. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adoptMatters } from '../../src/participation/adopt-matters.ts';
import { createAudits } from '../../src/participation/audits.ts';
import { createCaseFiles } from '../../src/participation/case-files.ts';
import { createCaseRetention } from '../../src/participation/case-retention.ts';
import { decisionCases, roundCases } from '../../src/participation/case-sources.ts';
import { createDecisions } from '../../src/participation/decisions.ts';
import { createMeetings } from '../../src/participation/meetings.ts';
import { createCommentDesk } from '../../src/participation/comment-desk.ts';
import { createComments } from '../../src/participation/comments.ts';
import { createRequestDesk } from '../../src/participation/request-desk.ts';
import { createRequests } from '../../src/participation/requests.ts';
import { createCalendar, seedYears } from '../../src/disclosure/calendar.ts';
import { planObligations } from '../../src/disclosure/planning.ts';
import { systemIds } from '../../src/kit/ids.ts';
import { openConsole, type TestConsole } from '../helpers/console.ts';
import { databaseKind } from '../helpers/database.ts';
import { fileOversight, GROUP } from '../helpers/oversight.ts';
import { contentKey } from '../helpers/house.ts';
import { requestDeps } from '../helpers/requests.ts';
import { addYearOfMatters } from '../helpers/year-of-matters.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SYSADMIN = 'luo.yuanyao';
const OFFICER = 'yang.qingman';
const LEADER = 'wu.jingxi';
const OFFICE = 'peng.muping';
const ARCHIVIST = 'feng.yunchuan';
const DISCIPLINE = 'kang.maihe';
/** An item of 民政局 that waits for its review, and one that was corrected once. */
const REVIEWED = 'D2-2026-001';
const PUBLIC = 'V2-2026-002';
/** WeChat's 关怀模式 makes 16 px of a page 23.8 px. */
const ELDER_PX = 23.8;
/** Ten pages in a browser take a while on a small machine. */
const PATIENCE_MS = 240_000;

describe.runIf(databaseKind === 'embedded' && CHROMIUM)('the console', () => {
  let staff: TestConsole;
  let browser: Browser;
  let enrolPath: string;
  let requestPath: string;
  const draftPath = '/console/drafts/G2-2026-006';
  let importPath: string;
  let itemPath: string;
  let matterPath: string;
  let sealedPath: string;
  let decisionPaths: string[];
  let oversight: Awaited<ReturnType<typeof fileOversight>>;
  let keptPath: string;
  let filePath: string;

  beforeAll(async () => {
    staff = await openConsole({
      inbox: {
        listDead: async () => [
          {
            id: 'd1',
            channel: 'kf',
            kind: 'text',
            at: '2026-11-24T01:00:00Z',
            reason: 'seal: does not open',
          },
        ],
        countDead: async () => 1,
        replay: async () => {},
      },
    });
    await oweMessages(staff);
    await prepareItems(staff);
    oversight = await fileOversight(staff);
    const { token } = await staff.accounts.invite(OFFICER, SYSADMIN);
    enrolPath = `/console/enrol/${token}`;
    requestPath = `/console/requests/${await fileRequest(staff)}`;
    await speakOnDraft(staff);
    ({ importPath, itemPath } = await sendCatalogue(staff));
    [matterPath, sealedPath] = await fileMatters(staff);
    decisionPaths = await recordMatters(staff);
    keptPath = await keepReport(staff);
    filePath = await fileCases(staff);
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await staff?.close();
  });

  const cookiesOf = new Map<string, [string, string][]>();
  const enter = async (
    userid: string | undefined,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<BrowserContext> => {
    const context = await browser.newContext({ bypassCSP: true, ...options });
    const cookies = userid ? (cookiesOf.get(userid) ?? [...(await staff.signIn(userid)).cookies]) : [];
    if (userid) cookiesOf.set(userid, cookies);
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: `${staff.url}/console` })));
    return context;
  };
  const pagesOf = (): [string, string | undefined][] => [
    ['/console/sign-in', undefined],
    [enrolPath, undefined],
    ['/console', SYSADMIN],
    ['/console', OFFICER],
    ['/console/messages', SYSADMIN],
    ['/console/messages?state=parked', SYSADMIN],
    ['/console/model', SYSADMIN],
    ['/console/doctor', SYSADMIN],
    ['/console/accounts', SYSADMIN],
    ['/console/figures', OFFICE],
    ['/console/complaints', OFFICE],
    ['/console/complaints?q=没有这样的话', OFFICE],
    ['/console/complaints?late=law&unit=qh-mzj', DISCIPLINE],
    ['/console/complaints/new', OFFICE],
    [matterPath, OFFICE],
    [sealedPath, DISCIPLINE],
    [`${sealedPath}/audit`, DISCIPLINE],
    ['/console/reports', OFFICE],
    ['/console/reports/county/qh-ldxz/2026', OFFICE],
    ['/console/reports/county/qh-ldxz/2026/list?of=items.late', OFFICE],
    [keptPath, OFFICE],
    ['/console/assessment/2026/qh-mzj', OFFICE],
    ['/console/assessment/coverage', OFFICE],
    ['/console/publish', OFFICER],
    ['/console/publish?view=public', OFFICE],
    ['/console/publish/new?category=G6', OFFICE],
    ['/console/publish/new?category=V9', OFFICE],
    [`/console/publish/${REVIEWED}`, LEADER],
    [`/console/publish/${PUBLIC}`, OFFICE],
    [`/open/${PUBLIC}`, undefined],
    ['/console/requests', OFFICER],
    [requestPath, OFFICER],
    [requestPath, LEADER],
    ['/console/annual', OFFICE],
    ['/console/annual/2025/qh-mzj', OFFICER],
    ['/console/annual/2025/qh-zfb', OFFICE],
    ['/console/files', ARCHIVIST],
    [filePath, ARCHIVIST],
    ['/console/files/retention', ARCHIVIST],
    ['/console/files/retention', OFFICE],
    ...decisionPaths.map((path): [string, string] => [path, OFFICE]),
    ['/console/decisions', OFFICER],
    ['/console/drafts', OFFICE],
    [draftPath, OFFICE],
    ['/console/hearings', OFFICE],
    ['/console/hearings/G2-2026-008', OFFICE],
    ['/console/publish/new?category=G2', OFFICE],
    ['/console/import', OFFICE],
    [importPath, OFFICE],
    ['/console/catalogue', OFFICE],
    [itemPath, OFFICE],
    ['/console/answers', OFFICE],
    ['/console/answers/reports', OFFICE],
    ['/console/answers/suggestions', OFFICE],
    ['/console/answers/memory', OFFICE],
    ['/console/oversight/checks', OFFICE],
    [oversight.check, GROUP],
    ['/console/oversight/inspections', GROUP],
    [oversight.inspection, GROUP],
    ['/console/oversight/rectifications', OFFICER],
    [oversight.rectification, OFFICER],
    ['/console/oversight/recommendations', GROUP],
    [oversight.advice, OFFICER],
    ['/console/oversight/cases', DISCIPLINE],
    [oversight.case, DISCIPLINE],
    ['/console/messages', OFFICER],
    ['/console/nowhere', SYSADMIN],
  ];

  test(
    'no page breaks an axe rule, speaks to another host or says an error',
    async () => {
      const outside: string[] = [];
      for (const [path, userid] of pagesOf()) {
        const context = await enter(userid);
        const page = await context.newPage();
        page.on('request', (request) => {
          const url = request.url();
          if (!url.startsWith(staff.url) && !url.startsWith('data:')) outside.push(url);
        });
        page.on('pageerror', (error) => outside.push(String(error)));
        await page.goto(`${staff.url}${path}`);
        await page
          .locator('details')
          .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
        expect(await violations(page), `${path} as ${userid}`).toEqual([]);
        await context.close();
      }
      expect(outside).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'at 375 px with large type nothing runs off the side, and every target is 44 px at least',
    async () => {
      const faults: object[] = [];
      for (const [path, userid] of pagesOf()) {
        const context = await enter(userid, { viewport: { width: 375, height: 740 } });
        const page = await context.newPage();
        await page.goto(`${staff.url}${path}`);
        await page.addStyleTag({ content: `html{font-size:${ELDER_PX}px}` });
        const found = await page.evaluate(() => ({
          over: document.documentElement.scrollWidth - innerWidth,
          small: [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), nav a')]
            // A dialog that is not open has no size yet.
            .filter((element) => element.checkVisibility())
            .map((element) => ({
              html: element.outerHTML.slice(0, 80),
              box: element.getBoundingClientRect(),
            }))
            .filter(({ box }) => box.height < 44 || box.width < 44)
            .map(({ html }) => html),
        }));
        if (found.over !== 0 || found.small.length > 0) faults.push({ path, userid, ...found });
        await context.close();
      }
      expect(faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('a message is sent again without JavaScript, by keyboard alone, and the page says so', async () => {
    const context = await enter(SYSADMIN, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${staff.url}/console`);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toContain('跳到正文');
    await page.getByRole('link', { name: /消息没有收发成功|messages given up/ }).press('Enter');
    await page.getByRole('button', { name: '重发' }).first().press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('status').innerText()).toContain('已放进队列重发');
    expect(await staff.database.prisma.outboxMessage.count({ where: { state: 'queued' } })).toBe(1);
    await context.close();
  });

  test('an item is written, sent and shown as citizens will see it without JavaScript, by keyboard alone', async () => {
    const context = await enter(OFFICER, { javaScriptEnabled: false, viewport: { width: 375, height: 740 } });
    const page = await context.newPage();
    await page.goto(`${staff.url}/console/publish`);
    await page.getByLabel(/属于哪一类/).selectOption('D7');
    await page.getByRole('button', { name: /下一步/ }).press('Enter');
    await page.getByLabel(/标题/).fill('民政局首问负责制度');
    await page.getByLabel(/摘要/).fill('第一个接待群众的人负责到底,办不了的带到能办的人那里。');
    await page.getByLabel(/网址/).fill('https://www.qinghe.example/zwgk/shouwen');
    await page.getByRole('button', { name: /保存,看预览/ }).press('Enter');
    expect(await page.locator('.seen').innerText()).toContain('第一个接待群众的人负责到底');
    await page.getByRole('button', { name: '送审查' }).press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('status').innerText()).toContain('送审了');
    expect(await page.getByRole('button', { name: /审查通过/ }).isDisabled()).toBe(true);
    await context.close();
  });

  test('the navigation shows an officer no operation, and the page behind it says who may', async () => {
    const context = await enter(OFFICER);
    const page = await context.newPage();
    await page.goto(`${staff.url}/console`);
    const places = await page.getByRole('navigation').getByRole('link').allInnerTexts();
    expect(places.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      '首页 Home',
      '公开 Disclosure',
      '参与 Participation',
      '监督 Supervision',
      '答复 Answers',
    ]);
    await page.getByRole('navigation').getByRole('link', { name: '公开' }).click();
    const within = await page.locator('nav .within a').allInnerTexts();
    expect(within.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      '公开发布 Publishing',
      '目录 Catalogue',
      '公开情况 Figures',
    ]);
    const answer = await page.goto(`${staff.url}/console/messages`);
    expect(answer?.status()).toBe(403);
    expect(await page.locator('main').innerText()).toMatch(/系统管理员[\s\S]*E403/);
    await context.close();
  });
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** A request with a consultation out and an answer that waits to be signed; its number. */
async function fileRequest({ database, clock }: TestConsole): Promise<string> {
  const deps = requestDeps(clock);
  const desk = createRequestDesk(deps);
  const officer = await database.prisma.person.findUniqueOrThrow({ where: { userid: OFFICER } });
  return database.transaction(async (tx) => {
    const { number } = await createRequests(deps).file(tx, {
      citizenId: 'c',
      unitCode: 'qh-mzj',
      kind: 'information',
      name: '王建国',
      contact: '13800001111',
      description: '民政局2025年养老机构补贴发放明细',
      form: '微信',
      needsHelp: true,
    });
    const read = () => desk.forOfficial(tx, { number }, officer);
    const asked = { kind: 'third-party', whom: '康宁养老公司', about: '合同里的报价' } as const;
    await desk.consult(tx, await read(), officer, asked);
    await desk.answer(tx, await read(), officer, {
      kind: 'withheld',
      text: '含商业秘密',
      ground: 'thirdParty',
    });
    return number;
  });
}

/** One for the office to work, with talk, and a sealed one whose identity somebody asks to open; their paths. */
async function fileMatters({ database, supervision }: TestConsole): Promise<[string, string]> {
  const file = (text: string, name?: string): Promise<{ id: string; number: string }> =>
    database.transaction((tx) =>
      supervision.file(tx, {
        text,
        anonymous: name === undefined,
        reported: name !== undefined,
        source: 'chat',
        identity: name ? { name, contact: '13900001111' } : {},
      }),
    );
  const by = (userid: string) => database.prisma.person.findUniqueOrThrow({ where: { userid } });
  const [office, asker] = [await by(OFFICE), await by('yang.qiuchuan')];
  const open = await file('种粮补贴款半年没有发下来,镇里说等,县里也说等,一直没有人答复');
  await database.transaction(async (tx) => {
    await supervision.act(tx, { id: open.id, action: 'accept', by: office });
    await supervision.act(tx, {
      id: open.id,
      action: 'ask',
      by: office,
      text: '请补充是哪一年的补贴',
    });
    await supervision.write(tx, open.id, '是今年夏粮的,村里三十多户都没有');
  });
  const sealed = await file('镇上有干部收了红包才给办低保', '周大山');
  await database.transaction((tx) => supervision.openings.ask(tx, sealed.id, asker, '要当面核实送钱的经过'));
  return [`/console/complaints/${open.number}`, `/console/complaints/${sealed.number}`];
}

/** A draft with two clusters, one of them answered. */
async function speakOnDraft({ database, clock }: TestConsole): Promise<void> {
  const deps = requestDeps(clock);
  const desk = createCommentDesk(deps);
  const officer = await database.prisma.person.findUniqueOrThrow({ where: { userid: OFFICE } });
  const code = 'G2-2026-006';
  await database.transaction(async (tx) => {
    for (const text of ['末班车太早,学生坐不上', '末班车太早了,学生坐不上', '票价可以,多开环线'])
      await createComments(deps).file(tx, { code, citizenId: text, text });
    const [first] = await desk.clusters(tx, code);
    const decision = { adoption: 'adopted', gist: '末班车晚一点', reason: '改到六点半' } as const;
    await desk.decide(tx, officer, first!.id, decision);
  });
}

/** A failed, a parked and a sent message. */
async function oweMessages({ database, clock }: TestConsole): Promise<void> {
  const rows = ['failed', 'failed', 'parked', 'sent'].map((state, i) => ({
    id: `00000000-0000-7000-8000-00000000000${i}`,
    key: `test:${i}`,
    lane: 'l',
    channel: i === 2 ? 'kf' : 'wecom',
    account: 'a',
    recipient: 'r',
    toSealed: 'v1.x',
    kind: 'text',
    bodySealed: 'v1.x',
    state,
    reason: state === 'sent' ? null : 'errcode 60020',
    errcode: state === 'sent' ? null : 60_020,
    createdAt: clock.now(),
  }));
  await database.prisma.outboxMessage.createMany({ data: rows });
}

/** One in review, and a former version of a corrected one. */
async function prepareItems({ database, clock }: TestConsole): Promise<void> {
  const { prisma } = database;
  await prisma.disclosure.update({ where: { code: REVIEWED }, data: { status: '审核' } });
  const picture = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  await prisma.disclosureFile.createMany({
    data: ['a', 'b', 'c'].map((id) => ({ id, code: PUBLIC, content: picture, addedAt: clock.now() })),
  });
  const { details } = await prisma.disclosure.findUniqueOrThrow({ where: { code: PUBLIC } });
  const file = (id: string, name: string, contentType: string) => ({ id, name, contentType, bytes: 42_000 });
  const files = [file('a', '五月收支明细.xlsx', 'application/x'), file('b', '公开栏照片.gif', 'image/gif')];
  await prisma.disclosure.update({
    where: { code: PUBLIC },
    data: { details: { ...(details as object), files } },
  });
  await prisma.disclosureVersion.create({
    data: {
      code: PUBLIC,
      version: 1,
      content: {
        summary: '更正以前的摘要。',
        details: { files: [file('c', '旧明细.xlsx', 'application/x')] },
      },
      reason: '漏了一张票',
      changedBy: OFFICER,
      changedAt: clock.now(),
    },
  });
}

/** A matter that waits for its meeting, a meeting that waits for its scope, an audit and the projects of the county's file. */
async function recordMatters({ database, clock }: TestConsole): Promise<string[]> {
  const calendar = createCalendar(seedYears());
  const deps = { clock, ids: systemIds, calendar: () => calendar };
  const by = await database.prisma.person.findUniqueOrThrow({ where: { userid: OFFICE } });
  const on = '2026-11-20';
  return database.transaction(async (tx) => {
    await adoptMatters(tx, { now: clock.now(), ids: systemIds }, calendar);
    const decisions = createDecisions(deps);
    const matter = {
      title: '县城停车收费办法',
      kind: '重大决策',
      on,
      draft: '收费时段、标准和减免。',
    } as const;
    const { id } = await decisions.register(tx, by, matter);
    await decisions.consult(tx, by, id, { on, reason: '去年已经征求过意见,内容没有变化' });
    await createMeetings(deps).record(tx, by, {
      type: '专题会议',
      title: '安置房分配专题会议',
      heldOn: on,
      scope: '一定范围',
      audience: '安置户',
      reason: '只涉及安置户的分配方案',
      matters: [{ title: '安置房分配方案', unit: 'qh-slj' }],
    });
    const audit = { period: '2026年度', subject: '防汛资金', plannedFor: on };
    await createAudits(deps).plan(tx, by, { ...audit, unit: 'qh-slj', auditorUnit: 'qh-sjj' });
    const meeting = await tx.meeting.findFirstOrThrow({ where: { scope: '一定范围', approvedBy: null } });
    const project = await tx.project.findFirstOrThrow({ where: { matter: 'P-2026-01' } });
    const past = await tx.decision.findFirstOrThrow({ where: { matter: 'M-2026-01' } });
    const parts = ['', `/${id}`, `/${past.id}`, '/meetings', `/meetings/${meeting.id}`];
    return [...parts, '/audits', '/projects', `/projects/${project.id}`].map(
      (path) => `/console/decisions${path}`,
    );
  });
}

/** Decisions of the county's file, filed; one is over its time and waits to be looked over. */
async function fileCases({ database, clock }: TestConsole): Promise<string> {
  const note = async (): Promise<void> => {};
  const base = { clock, ids: systemIds, note };
  const caseFiles = createCaseFiles({ ...base, content: contentKey(), sources: [decisionCases, roundCases] });
  await caseFiles.fileClosed(database);
  const [first, second] = await database.prisma.caseFile.findMany({ take: 2, orderBy: { id: 'asc' } });
  await database.prisma.caseFile.update({ where: { id: second!.id }, data: { keepUntil: '2025-12-31' } });
  await database.transaction((tx) => createCaseRetention({ ...base, caseFiles }).listExpired(tx));
  const by = await database.prisma.person.findUniqueOrThrow({ where: { userid: ARCHIVIST } });
  await database.transaction((tx) => caseFiles.open(tx, by, first!.id, '查阅'));
  return `/console/files/${first!.id}`;
}

/** A table with what is new, changed and wrong, looked over but not taken; and an item of the one before. */
async function sendCatalogue(staff: TestConsole): Promise<{ importPath: string; itemPath: string }> {
  const head = '序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体';
  const table = (...rows: string[]): Buffer => Buffer.from([head, ...rows].join('\n'));
  const office = await staff.signIn(OFFICE);
  const send = async (bytes: Buffer): Promise<string> => {
    await office.get('/console/import');
    return (await office.upload('/console/import', '供水.csv', bytes)).location!;
  };
  const first = await send(table('1,供水,水质,每月水质检测结果,《城市供水条例》第十条,每月底前,县民政局'));
  await office.get(first);
  await office.post(`${first}/take`, {});
  await planObligations(
    staff.database,
    { now: staff.clock.now(), ids: systemIds },
    createCalendar(seedYears()),
  );
  const item = await staff.database.prisma.catalogueItem.findFirstOrThrow();
  const importPath = await send(
    table(
      '1,供水,水质,每月水质检测结果,《城市供水条例》第十条,每季度末,县民政局',
      '2,供水,停水,停水时间和范围,无,看着办,县海洋局',
      '3,供水,水价,居民水价和阶梯办法,《价格法》,及时公开,县民政局',
    ),
  );
  return { importPath, itemPath: `/console/catalogue/${item.id}` };
}

/** A report of the quarter to the congress, kept. */
async function keepReport(staff: TestConsole): Promise<string> {
  await addYearOfMatters(staff.database, systemIds, { n: 40 });
  const visitor = await staff.signIn(OFFICE);
  const path = '/console/reports/presidium/qh-gov/2026-Q3';
  await visitor.get(path);
  const made = await visitor.post(`${path}/make`, { note0: '两项超期。' });
  return new URL(made.location!, staff.url).pathname;
}
