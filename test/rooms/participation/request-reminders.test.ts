/** What time does to information requests, over a real database with the sample county. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCalendar } from '../../../src/disclosure/calendar-years.ts';
import type { Calendar } from '../../../src/disclosure/calendar.ts';
import { addDays, instantOf, type Day } from '../../../src/kit/day.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import { createParticipationData } from '../../../src/participation/personal-data.ts';
import { createRequestDesk } from '../../../src/participation/request-desk.ts';
import { remindRequests } from '../../../src/participation/request-reminders.ts';
import { createRequests, type RequestDeps } from '../../../src/participation/requests.ts';
import { forgetInTime } from '../../../src/schedule/retention.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { contentKey, testClock, testIds } from '../../helpers/house.ts';
import { requestDeps } from '../../helpers/requests.ts';

let database: Database;
let calendar: Calendar;
beforeAll(async () => {
  database = await openTestDatabase('county');
  calendar = await loadCalendar(database.prisma);
});
afterAll(() => database.close());

const clock = testClock('2026-03-02T09:20:00+08:00');
const sent: Draft[] = [];
const ids = testIds();
const deps = (): RequestDeps => requestDeps(clock, { sent, ids, calendar });
const on = (day: Day): void => clock.moveTo(instantOf(day, '08:23'));
const textOf = ({ body }: Draft): string => JSON.stringify(body);

async function file(citizenId: string, unitCode = 'qh-mzj'): Promise<string> {
  const { number } = await database.transaction((tx) =>
    createRequests(deps()).file(tx, {
      citizenId,
      unitCode,
      kind: 'information',
      name: '李秀英',
      contact: '13900002222',
      idNumber: '11010519491231002X',
      description: `${citizenId} 要的文件`,
      form: '微信',
    }),
  );
  sent.length = 0;
  return number;
}

/** Every morning from day to day; who was told what of the request on which day. */
async function mornings(number: string, from: Day, to: Day): Promise<string[]> {
  const told: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    on(day);
    await Promise.all([remindRequests(database, deps()), remindRequests(database, deps())]);
    for (const draft of sent.splice(0))
      if (textOf(draft).includes(number))
        told.push(
          `${day} ${draft.to.person} ${/还有 \d 个工作日|明天到期|已超期|没有补正|等审签/.exec(textOf(draft))?.[0]}`,
        );
  }
  return told;
}

test('3.3.6 the ladder: T-7 and T-3 the officer, T-1 the office, T+1 the leading group, each once, on working days', async () => {
  on('2026-03-02');
  const number = await file('citizen-a');
  const request = await database.prisma.informationRequest.findUniqueOrThrow({ where: { number } });
  expect(request.due).toBe('2026-03-30');
  expect(await mornings(number, '2026-03-03', '2026-04-20')).toEqual([
    '2026-03-19 yang.qingman 还有 7 个工作日',
    '2026-03-25 yang.qingman 还有 3 个工作日',
    '2026-03-27 peng.muping 明天到期',
    '2026-03-27 wei.guman 明天到期',
    '2026-03-27 yuan.shuye 明天到期',
    '2026-03-31 cao.songye 已超期',
    '2026-03-31 han.zhuping 已超期',
    '2026-03-31 pan.guyao 已超期',
  ]);
});

test('3.3.6 a supplement that does not come is put to the officer once; 视为放弃 closes it, and not before', async () => {
  on('2026-05-11');
  const number = await file('citizen-b');
  const desk = createRequestDesk(deps());
  const officer = await database.prisma.person.findUniqueOrThrow({ where: { userid: 'yang.qingman' } });
  const read = (tx: Tx) => desk.forOfficial(tx, { number }, officer);
  const by = await database.transaction(async (tx) =>
    desk.askSupplement(tx, await read(tx), officer, '请写明年份和文号', 5),
  );
  expect(by).toBe('2026-05-18');
  const abandon = () =>
    database.transaction(async (tx) =>
      desk.answer(tx, await read(tx), officer, { kind: 'abandoned', text: '到期没有收到补正' }),
    );
  await expect(abandon()).rejects.toMatchObject({ tell: expect.stringContaining('逾期不补') as string });
  sent.length = 0;
  expect(await mornings(number, '2026-05-12', '2026-06-05')).toEqual(['2026-05-19 yang.qingman 没有补正']);
  await abandon();
  expect(await database.prisma.informationRequest.findUniqueOrThrow({ where: { number } })).toMatchObject({
    status: 'answered',
    answerKind: 'abandoned',
  });
});

test('3.3.6 the internal review has its own clock: three working days, and then the signer hears of it once', async () => {
  on('2026-06-08');
  const number = await file('citizen-c');
  const desk = createRequestDesk(deps());
  const officer = await database.prisma.person.findUniqueOrThrow({ where: { userid: 'yang.qingman' } });
  const outcome = await database.transaction(async (tx) =>
    desk.answer(tx, await desk.forOfficial(tx, { number }, officer), officer, {
      kind: 'withheld',
      text: '属于过程性信息,正在讨论',
    }),
  );
  expect(outcome).toMatchObject({ sent: false, waitsFor: [{ userid: 'wu.jingxi' }] });
  const request = await database.prisma.informationRequest.findUniqueOrThrow({ where: { number } });
  expect(request).toMatchObject({ status: 'reviewing', pending: 'answer', pendingDue: '2026-06-11' });
  sent.length = 0;
  expect((await mornings(number, '2026-06-09', '2026-06-18')).filter((line) => /审签/.test(line))).toEqual([
    '2026-06-12 wu.jingxi 等审签',
  ]);
  // The officer cannot sign their own answer.
  await expect(
    database.transaction(async (tx) =>
      desk.decide(tx, await desk.forOfficial(tx, { number }, officer), officer, true),
    ),
  ).rejects.toMatchObject({ code: 'denied' });
});

test('3.3.6 proof of identity is forgotten seven months after the answer, name and number of the case stay', async () => {
  on('2026-07-01');
  const number = await file('citizen-d');
  await database.transaction((tx) => createRequests(deps()).withdraw(tx, { citizenId: 'citizen-d', number }));
  const data = createParticipationData({ clock, ids, content: contentKey() });
  const held = async (): Promise<string> => (await data.copy(database.prisma, 'citizen-d')).join();
  await forgetInTime(database, [data], instantOf('2027-02-01'));
  expect(await held()).toContain('002X');
  await forgetInTime(database, [data], instantOf('2027-02-02'));
  expect(await held()).not.toContain('002X');
  expect(await held()).toContain(`${number}:姓名 李秀英`);
});

test('3.3.6 more than ten requests of one applicant within thirty days are pointed out, none is turned away (第三十五条)', async () => {
  on('2026-08-03');
  for (let i = 0; i < 10; i++) await file('citizen-e', 'qh-czj');
  const request = createRequests(deps());
  const { number } = await database.transaction((tx) =>
    request.file(tx, {
      citizenId: 'citizen-e',
      unitCode: 'qh-czj',
      kind: 'information',
      name: '李秀英',
      contact: '13900002222',
      description: '完全不同的一份文件',
      form: '微信',
    }),
  );
  const card = sent.find((draft) => textOf(draft).includes(number))!;
  expect(card.to.person).toBe('he.guman');
  expect(textOf(card)).toContain('30 天内第 11 件');
  expect(textOf(card)).toContain('要求说明理由');
});
