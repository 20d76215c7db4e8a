/** 答复记录: evidence, version and why of each answer; what was asked is opened by the office alone, and that is written down. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversationId } from '../../../src/kit/conversation-id.ts';
import { createAnswerReports } from '../../../src/answers/reports.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { contentKey } from '../../helpers/house.ts';

const OFFICE = 'peng.muping';
const content = contentKey();
const reports = () => createAnswerReports({ clock: staff.clock, ids: systemIds, content });
const conversation = content.hash(conversationId({ channel: 'kf', account: 'a', person: 'wmX' }));
let staff: TestConsole;
let answered: string;
let complained: string;

async function keepTurn(text: string, intent: string, outcome: string, evidence: object): Promise<string> {
  const id = systemIds.next();
  await staff.database.prisma.turn.create({
    data: {
      id,
      conversationId: conversation,
      eventKey: id,
      at: staff.clock.now(),
      textSealed: content.seal(text, id),
      intent,
      intents: [intent],
      outcome,
      replySealed: content.seal('收费:120元/本', id),
      evidence,
    },
  });
  return id;
}

beforeAll(async () => {
  staff = await openConsole();
  const now = staff.clock.now();
  await staff.database.prisma.conversation.create({
    data: { id: conversation, channel: 'kf', account: 'a', createdAt: now },
  });
  complained = await keepTurn('窗口骂人', 'complaint', 'flow', { rule: 'complaint' });
  answered = await keepTurn('护照多少钱', 'fee', 'answered', {
    rule: 'named',
    fields: ['fee'],
    citations: [{ type: 'procedure', id: 'QH-GA-008', title: '普通护照签发' }],
    records: [
      { type: 'procedure', id: 'QH-GA-008', title: '普通护照签发', score: 12.3, version: '2026-03-02' },
    ],
  });
});
afterAll(() => staff.close());

test('the list tells rule and record and not what was asked; one opened tells all, and who read it', async () => {
  const office = await staff.signIn(OFFICE);
  const list = (await office.get('/console/answers')).text;
  expect(list).toContain('普通护照签发');
  expect(list).not.toMatch(/护照多少钱|窗口骂人/);
  expect(list).not.toContain(complained);
  const one = (await office.get(`/console/answers/records/${answered}`)).text;
  for (const part of ['护照多少钱', '120元', 'named', '2026-03-02', 'QH-GA-008']) expect(one).toContain(part);
  const rows = await staff.database.prisma.auditEntry.findMany({ where: { action: 'answer.read' } });
  expect(rows).toMatchObject([{ actor: OFFICE, subjectId: answered }]);
});

test('a filter shows what it says; a complaint is shown by none, by its address neither', async () => {
  const office = await staff.signIn(OFFICE);
  expect((await office.get('/console/answers?view=answered')).text).toContain(answered);
  for (const view of ['refused', 'law', 'confirmed', 'nonsense" onload="'])
    expect((await office.get(`/console/answers?view=${encodeURIComponent(view)}`)).text).not.toContain(
      view === 'nonsense" onload="' ? 'onload' : answered,
    );
  expect((await office.get(`/console/answers/records/${complained}`)).status).toBe(404);
});

test('a unit sees its own reports, not the records; another unit neither; whoever has no such role nothing', async () => {
  const report = (await staff.database.transaction((tx) => reports().file(tx, conversation)))!;
  const owner = await staff.database.prisma.person.findFirstOrThrow({
    where: { unitCode: 'qh-gaj', roles: { has: 'unit_officer' } },
  });
  const own = await staff.signIn(owner.userid);
  expect((await own.get('/console/answers')).location).toBe('/console/answers/reports');
  expect((await own.get(`/console/answers/records/${answered}`)).status).toBe(403);
  expect((await own.get('/console/answers/reports')).text).toMatch(
    new RegExp(`${report.number!}[\\s\\S]*护照多少钱`),
  );
  const stranger = await staff.database.prisma.person.findFirstOrThrow({
    where: { unitCode: 'qh-mzj', roles: { has: 'unit_officer' } },
  });
  const other = await staff.signIn(stranger.userid);
  expect((await other.get('/console/answers/reports')).text).not.toContain('护照多少钱');
  expect(
    (await other.post('/console/answers/reports', { id: report.id, do: 'uphold', text: '对的' })).status,
  ).toBe(403);
  expect((await (await staff.signIn('luo.yuanyao')).get('/console/answers')).status).toBe(403);
});

test('corrected by the unit, confirmed by another, remembered, withdrawn', async () => {
  const { prisma } = staff.database;
  const report = await prisma.answerReport.findFirstOrThrow();
  const owner = await prisma.person.findFirstOrThrow({
    where: { unitCode: 'qh-gaj', roles: { has: 'unit_officer' } },
  });
  const own = await staff.signIn(owner.userid);
  await own.get('/console/answers/reports');
  await own.post('/console/answers/reports', { id: report.id, do: 'correct', text: '每本120元,不收加急费' });
  expect((await own.get('/console/answers/reports')).text).toMatch(/自己写的要由别人确认/);
  expect((await own.post('/console/answers/reports', { id: report.id, do: 'grant', text: '' })).status).toBe(
    403,
  );
  const office = await staff.signIn(OFFICE);
  await office.get('/console/answers/reports');
  expect((await office.post('/console/answers/reports', { id: report.id, do: 'grant' })).location).toBe(
    '/console/answers/reports',
  );
  const kept = await prisma.confirmedAnswer.findFirstOrThrow();
  expect(kept).toMatchObject({
    active: true,
    writtenBy: owner.userid,
    confirmedBy: OFFICE,
    recordId: 'QH-GA-008',
  });
  expect((await office.get('/console/answers/memory')).text).toContain('不收加急费');
  await office.post('/console/answers/memory', { id: kept.id });
  expect((await prisma.confirmedAnswer.findFirstOrThrow()).active).toBe(false);
});

test('a suggestion becomes an obligation by one click, and is decided once', async () => {
  const { prisma } = staff.database;
  await prisma.topicSuggestion.create({
    data: {
      id: 's1',
      key: 'k',
      week: '2026-11-23',
      unitCode: 'qh-zfb',
      kind: 'unanswered',
      topic: '藏獒许可',
      asked: 4,
      people: 3,
      createdAt: staff.clock.now(),
    },
  });
  const office = await staff.signIn(OFFICE);
  expect((await office.get('/console')).text).toContain('件事群众在问');
  expect((await office.get('/console/answers/suggestions')).text).toContain('藏獒许可');
  await office.post('/console/answers/suggestions', { id: 's1', do: 'accept' });
  expect(await prisma.obligation.findUnique({ where: { key: 'suggestion:s1' } })).toMatchObject({
    unitCode: 'qh-zfb',
  });
  expect(
    (await office.post('/console/answers/suggestions', { id: 's1', do: 'dismiss', text: '不用' })).status,
  ).toBeGreaterThanOrEqual(400);
});
