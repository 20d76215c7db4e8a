/** What time does to complaints: the ladder climbed, how it went asked, files closed. Days pass on a stopped clock. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../../src/kit/ids.ts';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import type { Supervision } from '../../../src/supervision/complaints.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import type { Official } from '../../../src/people/officials.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { advance, testClock } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';

const DAY = 86_400_000;
let database: Database;
let supervision: Supervision;
const clock = testClock('2026-11-02T09:20:00+08:00');
const sent: Draft[] = [];

beforeAll(async () => {
  database = await openTestDatabase('county');
  supervision = testSupervision(clock, sent);
});
afterAll(() => database.close());

let authors = 0;
const file = async (text: string) => {
  const author = { channel: 'kf', account: 'k', person: `wmTime${++authors}` };
  const filed = await database.transaction((tx) =>
    supervision.file(tx, {
      text,
      anonymous: true,
      reported: false,
      source: 'chat',
      identity: { address: author },
    }),
  );
  return { ...filed, author: author.person };
};
const official = (userid: string): Promise<Official> =>
  database.prisma.person.findUniqueOrThrow({ where: { userid } });
const cardsTo = (userid: string, id: string): string[] =>
  sent.flatMap(({ to, subject, body }) =>
    to.person !== userid || subject?.id !== id
      ? []
      : body.t === 'card'
        ? [body.card.title]
        : body.t === 'notice'
          ? [body.title]
          : [],
  );
const act = async (
  id: string,
  action: Parameters<Supervision['act']>[1]['action'],
  userid: string,
  text?: string,
) => {
  const by = await official(userid);
  return database.transaction((tx) => supervision.act(tx, { id, action, by, text }));
};
const rowOf = (id: string) => database.prisma.complaint.findUniqueOrThrow({ where: { id } });

test('4.4.5 not accepted: urged, then the office, then the leading group, each once; an explanation stops nothing', async () => {
  const { id } = await file('教育体育局收了材料说好五天,一个多月了还没办');
  const [worker, office, leading] = ['yu.yuantian', 'peng.muping', 'han.zhuping'];
  const seen: Record<string, string[]> = {};
  for (let day = 1; day <= 20; day++) {
    advance(clock, DAY);
    // Three instances at the same time.
    await Promise.all([1, 2, 3].map(() => supervision.climb(database)));
    if (day === 5) await act(id, 'explain', worker, '经办人生病住院');
  }
  for (const userid of [worker, office, leading]) seen[userid] = cardsTo(userid, id);
  expect(seen).toEqual({
    [worker]: ['新投诉:超期办理', '还没有受理', '督办:受理已超期', '通报:受理超期,报领导小组'],
    [office]: ['督办:受理已超期', '通报:受理超期,报领导小组'],
    [leading]: ['通报:受理超期,报领导小组'],
  });
  expect(await rowOf(id)).toMatchObject({ escalated: 3, urged: 1, status: '已登记' });
  expect(await database.prisma.complaintEscalation.count({ where: { complaintId: id } })).toBe(3);
  // The leading group reads the summary, without a button.
  const note = sent.find(({ to, subject }) => to.person === leading && subject?.id === id)!.body;
  expect(note.t).toBe('notice');
  expect(JSON.stringify(note)).not.toMatch(/说好五天|住院/);
});

test('4.8.4 a sealed matter climbs within discipline; nobody else hears of it at any step', async () => {
  const { id } = await file('举报林业局科长收红包放行木材车');
  for (let day = 1; day <= 20; day++) {
    advance(clock, DAY);
    await supervision.climb(database);
  }
  const told = new Set(sent.filter(({ subject }) => subject?.id === id).map(({ to }) => to.person));
  expect([...told].sort()).toEqual(['kang.maihe', 'tang.yunpu', 'wu.tangzhou', 'yang.qiuchuan']);
  expect((await rowOf(id)).escalated).toBe(2);
});

test('halted days do not count; going on moves the due day by as many', async () => {
  const { id } = await file('水利局堤坝裂缝报了没人管');
  const row = await rowOf(id);
  const worker = (await database.prisma.person.findFirstOrThrow({ where: { unitCode: row.queueUnit } }))
    .userid;
  await act(id, 'accept', worker);
  const before = await rowOf(id);
  await act(id, 'suspend', worker, '等省里鉴定');
  advance(clock, 12 * DAY);
  const climbed = await supervision.climb(database);
  await act(id, 'resume', worker);
  const after = await rowOf(id);
  expect((Date.parse(after.closeDue!) - Date.parse(before.closeDue!)) / DAY).toBe(12);
  expect(after.suspendedDays).toBe(12);
  expect(
    await database.prisma.complaintEscalation.count({ where: { complaintId: id } }),
    String(climbed),
  ).toBe(0);
});

test('回访: once after closing and once four weeks later; then the file is closed', async () => {
  const { id, author } = await file('交通运输局的执法人员骂人,还推了我一把');
  const worker = 'shi.maihe';
  await act(id, 'accept', worker);
  await act(id, 'close', worker, '解释:已批评教育');
  const questions = (): number =>
    sent.filter(({ to, body }) => to.person === author && 'text' in body && /满意吗|四周前/.test(body.text))
      .length;
  const counts: number[] = [];
  for (let day = 1; day <= 45; day++) {
    advance(clock, DAY);
    await Promise.all([supervision.askAndArchive(database), supervision.askAndArchive(database)]);
    if ([1, 20, 27, 28, 41, 42].includes(day)) counts.push(questions());
  }
  expect(counts).toEqual([1, 1, 1, 2, 2, 2]);
  expect((await rowOf(id)).status).toBe('归档');
}, 60_000);

test('dissatisfied for a new reason it is heard again, once, and asked about anew', async () => {
  const text = '农业农村局的农机补贴材料交了半年没人管';
  const { id } = await file(text);
  const worker = 'wei.muzhou';
  await act(id, 'accept', worker);
  await act(id, 'close', worker, '支持:已发放');
  await database.transaction((tx) => supervision.judge(tx, id, '不满意'));
  const again = (reason: string): Promise<void> =>
    database.transaction((tx) => supervision.askAgain(tx, id, reason));
  await expect(again(text)).rejects.toMatchObject({ tell: /一样/ });
  await again('说是发放了,卡上到今天没有到账');
  expect(await rowOf(id)).toMatchObject({
    status: '已登记',
    reopened: true,
    satisfaction: '不满意',
    closedAt: null,
  });
  expect(cardsTo(worker, id).at(-1)).toBe('不满意,要求重办');
  await act(id, 'accept', worker);
  await act(id, 'close', worker, '支持:今天到账');
  await expect(again('还是有别的问题没有解决')).rejects.toMatchObject({ tell: /已经重办过一次/ });
});

test('audit rows are kept five years, or as set, never less than half a year', async () => {
  expect(await supervision.forgetAudit(database)).toBe(0);
  await database.prisma.setting.create({
    data: { name: 'audit-years', value: 0.01, changedAt: clock.now() },
  });
  advance(clock, 60 * DAY);
  expect(await supervision.forgetAudit(database)).toBe(0);
  advance(clock, 100 * DAY);
  expect(await supervision.forgetAudit(database)).toBeGreaterThan(10);
  expect((await supervision.audit.verify(database.prisma)).ok).toBe(true);
});

test('a clock that reaches into a year without a holiday notice is 暂定; once it is out the day is reckoned anew, and told', async () => {
  clock.moveTo(new Date('2026-12-21T09:20:00+08:00'));
  const { id, author } = await file('水利局收了材料不办事,问了三次都推来推去');
  await act(id, 'accept', 'peng.muping');
  expect(await rowOf(id)).toMatchObject({ closeDue: '2027-02-19', provisional: true });
  expect(await supervision.recount(database)).toBe(0);
  const days = ['2027-02-19', '2027-02-20', '2027-02-21'];
  const notice = { year: 2027, notice: '放假通知', holidays: ['2027-01-01', ...days], workdays: [] };
  const later = testSupervision(clock, sent, systemIds, createCalendar([...seedYears(), notice]));
  expect(await later.recount(database)).toBeGreaterThan(0);
  expect(await rowOf(id)).toMatchObject({ closeDue: '2027-02-22', provisional: false });
  const event = await database.prisma.complaintEvent.findFirstOrThrow({
    where: { complaintId: id, fact: 'complaint.recounted' },
  });
  expect(event.detail).toEqual({ from: '2027-02-19', to: '2027-02-22' });
  const told = sent.filter(({ to }) => to.person === author).map(({ body }) => JSON.stringify(body));
  expect(told.at(-1)).toContain('期限改为 2027年2月22日');
  expect(await later.recount(database)).toBe(0);
});
