/** Case files: filed by themselves, found by those who may, opened on record, exported whole, destroyed by two. */
import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { adoptMatters } from '../../../src/participation/adopt-matters.ts';
import { createCaseFiles } from '../../../src/participation/case-files.ts';
import { createCaseRetention } from '../../../src/participation/case-retention.ts';
import {
  decisionCases,
  hearingCases,
  requestCases,
  roundCases,
} from '../../../src/participation/case-sources.ts';
import { createRequestDesk } from '../../../src/participation/request-desk.ts';
import { createRequests } from '../../../src/participation/requests.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { contentKey } from '../../helpers/house.ts';
import { requestDeps } from '../../helpers/requests.ts';
import { testSupervision } from '../../helpers/supervision.ts';

const HERE = '/console/files';
const NAME = '王建国';

let staff: TestConsole;
beforeAll(async () => {
  staff = await openConsole();
});
afterAll(() => staff?.close());

const db = () => staff.database.prisma;
const parts = () => {
  const supervision = testSupervision(staff.clock);
  const note = supervision.audit.record;
  const content = contentKey();
  const base = { clock: staff.clock, ids: systemIds, note };
  const sources = [requestCases(content), supervision.cases, decisionCases, roundCases, hearingCases];
  const caseFiles = createCaseFiles({ ...base, content, sources });
  return { caseFiles, retention: createCaseRetention({ ...base, caseFiles }) };
};

/** An answered request of 民政局. */
async function answerRequest(): Promise<void> {
  const deps = requestDeps(staff.clock);
  const desk = createRequestDesk(deps);
  const officer = await db().person.findUniqueOrThrow({ where: { userid: 'yang.qingman' } });
  await staff.database.transaction(async (tx) => {
    const { number } = await createRequests(deps).file(tx, {
      citizenId: 'c',
      unitCode: 'qh-mzj',
      kind: 'information',
      name: NAME,
      contact: '13800001111',
      description: '民政局2025年养老机构补贴发放明细',
      form: '微信',
    });
    const request = await desk.forOfficial(tx, { number }, officer);
    await desk.answer(tx, request, officer, { kind: 'disclosed', text: '见附表,共四十二家。' });
  });
}

/** Archived: one about a colleague of 水利局, and one sealed. */
async function archiveComplaints(): Promise<void> {
  const content = contentKey();
  const row = (n: number, more: object) => {
    const id = systemIds.next();
    return {
      id,
      number: `TS-AAAA-000${n}`,
      receiptHash: `r${n}`,
      category: '态度差',
      class: 'B',
      textSealed: content.seal(`${NAME}说窗口的人骂他`, id),
      summarySealed: content.seal('窗口工作人员态度差', id),
      aboutUnit: 'qh-slj',
      accusedUnits: ['qh-slj'],
      accusedUserids: ['zou.jingxi'],
      anonymous: true,
      source: 'chat',
      status: '归档',
      queueUnit: 'qh-zfb',
      receivedAt: staff.clock.now(),
      closedAt: staff.clock.now(),
      outcome: '支持',
      outcomeText: '已批评教育。',
      ...more,
    };
  };
  await db().complaint.createMany({
    data: [row(1, {}), row(2, { sealed: true, class: 'E', category: '贪污贿赂', queueUnit: 'qh-jw' })],
  });
}

test('3.3.7 what is closed is filed by itself, once, without the name of any citizen', async () => {
  await answerRequest();
  await archiveComplaints();
  await staff.database.transaction((tx) =>
    adoptMatters(tx, { now: staff.clock.now(), ids: systemIds }, createCalendar(seedYears())),
  );
  const { caseFiles } = parts();
  expect(await caseFiles.fileClosed(staff.database)).toBeGreaterThan(4);
  expect(await caseFiles.fileClosed(staff.database)).toBe(0);
  const files = await db().caseFile.findMany({ include: { documents: true } });
  expect([...new Set(files.map(({ subjectType }) => subjectType))].sort()).toEqual([
    'complaint',
    'decision',
    'hearing',
    'request',
    'round',
  ]);
  const texts = files.flatMap(({ documents, id }) =>
    documents.map(({ textSealed, position }) => contentKey().open(textSealed, `${id}:${position}`)),
  );
  expect(texts.join('\n')).toContain('养老机构补贴发放明细');
  expect(texts.join('\n')).toMatch(/申请人 申请人确认/);
  expect(texts.join('\n')).not.toMatch(/request\./);
  expect(texts.join('\n')).not.toMatch(new RegExp(`${NAME}|13800001111`));
});

test('3.3.7 an officer finds their own unit’s and what is public, an archivist every unit’s', async () => {
  const { id } = await db().caseFile.findFirstOrThrow({ where: { subjectType: 'request' } });
  const own = await staff.signIn('yang.qingman');
  const other = await staff.signIn('zou.jingxi');
  const archivist = await staff.signIn('feng.yunchuan');
  expect((await own.get(`${HERE}?kind=request`)).text).toContain('信息公开申请 SQ-');
  expect((await other.get(`${HERE}?kind=request`)).text).toContain('没有');
  expect((await other.get(`${HERE}/${id}`)).status).toBe(404);
  expect((await other.get(`${HERE}/${id}/archive`)).status).toBe(404);
  expect((await other.get(`${HERE}?words=${encodeURIComponent('供水价格')}`)).text).toContain('AJ-2026-');
  expect((await archivist.get(`${HERE}/${id}`)).text).toMatch(/与归档时一致[\s\S]*养老机构补贴/);
  const openings = await db().caseFileAccess.findMany({ where: { caseFileId: id } });
  expect(openings.map(({ actor, purpose }) => `${actor} ${purpose}`)).toEqual(['feng.yunchuan 查阅']);
});

test('3.3.7 a complaint’s file: nothing for the accused, the summary for an archivist, a sealed one for discipline', async () => {
  const files = await db().caseFile.findMany({ where: { subjectType: 'complaint' } });
  const open = files.find(({ unitCode }) => unitCode === 'qh-zfb')!;
  const sealed = files.find(({ unitCode }) => unitCode === 'qh-jw')!;
  const sees = async (userid: string): Promise<[boolean, boolean]> => {
    const visitor = await staff.signIn(userid);
    const { text } = await visitor.get(`${HERE}?kind=complaint`);
    const status = (await visitor.get(`${HERE}/${sealed.id}`)).status;
    expect(status === 200, userid).toBe(text.includes(sealed.number));
    return [text.includes(open.number), text.includes(sealed.number)];
  };
  expect(await sees('zou.jingxi')).toEqual([false, false]);
  expect(await sees('feng.yunchuan')).toEqual([true, false]);
  expect(await sees('peng.muping')).toEqual([true, false]);
  expect(await sees('kang.maihe')).toEqual([true, true]);
  const archivist = await staff.signIn('feng.yunchuan');
  const { text } = await archivist.get(`${HERE}/${open.id}`);
  expect(text).toContain('窗口工作人员态度差');
  expect(text).not.toMatch(/骂他|zou\.jingxi/);
  expect(await db().auditEntry.count({ where: { action: 'case.read', subjectId: open.subjectId } })).toBe(1);
});

test('3.3.7 the archive holds catalogue, papers and sums that anybody can check; what was changed since is shown', async () => {
  const { id, number } = await db().caseFile.findFirstOrThrow({ where: { subjectType: 'request' } });
  const { caseFiles } = parts();
  const by = await db().person.findUniqueOrThrow({ where: { userid: 'feng.yunchuan' } });
  const visitor = await staff.signIn('feng.yunchuan');
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${staff.url}${HERE}/${id}/archive`, { headers: { cookie } });
  expect(response.headers.get('content-disposition')).toContain(number);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const sums = strFromU8(files.SHA256SUMS!).trim().split('\n');
  for (const line of sums) {
    const [sum, name] = line.split('  ');
    expect(createHash('sha256').update(files[name!]!).digest('hex'), name).toBe(sum);
  }
  expect(strFromU8(files['00-卷内目录.txt']!)).toMatch(/案卷号:AJ-2026-SQ-[\s\S]*申请内容/);

  const faults = () =>
    staff.database.transaction(async (tx) => (await caseFiles.open(tx, by, id, '查阅')).faults);
  expect(await faults()).toEqual([]);
  const paper = { caseFileId_position: { caseFileId: id, position: 1 } };
  const { textSealed } = await db().caseDocument.findUniqueOrThrow({ where: paper });
  const forged = contentKey().seal('别的内容', `${id}:1`);
  await db().caseDocument.update({ where: paper, data: { textSealed: forged } });
  expect(await faults()).toEqual(['第 1 件「申请内容」与归档时不一致']);
  expect((await visitor.get(`${HERE}/${id}`)).text).toMatch(/不一致:第 1 件/);
  await db().caseDocument.update({ where: paper, data: { textSealed } });
  await db().caseFile.update({ where: { id }, data: { closedOn: '2026-11-01' } });
  expect(await faults()).toEqual(['目录与归档时不一致']);
});

test('3.3.7 what is over its time is listed by itself, looked over by one and destroyed by another', async () => {
  const { retention } = parts();
  const list = () => staff.database.transaction((tx) => retention.listExpired(tx));
  expect(await list()).toBe(0);
  await db().caseFile.updateMany({
    where: { subjectType: { in: ['request', 'complaint'] } },
    data: { keepUntil: '2025-12-31' },
  });
  expect(await list()).toBe(3);
  const archivist = await staff.signIn('feng.yunchuan');
  const office = await staff.signIn('peng.muping');
  const shown = (await archivist.get(`${HERE}/retention`)).text;
  expect(shown).toContain('AJ-2026-SQ-');
  expect(shown).toContain('TS-AAAA-0001');
  expect(shown).not.toContain('TS-AAAA-0002');
  const request = await db().caseFile.findFirstOrThrow({ where: { subjectType: 'request' } });
  const path = `${HERE}/retention/${request.destructionId}`;
  await office.get(`${HERE}/retention`);
  expect((await office.post(`${path}/decide`, { decision: 'destroyed' })).text).toMatch(/还没有鉴定/);
  await archivist.post(`${path}/appraise`, { opinion: '已满保管期限,没有继续保存的价值' });
  expect((await archivist.post(`${path}/decide`, { decision: 'destroyed' })).status).toBe(403);
  await office.post(`${path}/decide`, { decision: 'destroyed' });
  expect(await db().caseDocument.count({ where: { caseFileId: request.id } })).toBe(0);
  expect(await db().caseFile.findUniqueOrThrow({ where: { id: request.id } })).toMatchObject({
    status: 'destroyed',
    number: request.number,
  });
  expect((await archivist.get(`${HERE}/${request.id}`)).text).toMatch(/已销毁/);
  const sealedList = await db().caseFile.findFirstOrThrow({ where: { unitCode: 'qh-jw' } });
  const hidden = `${HERE}/retention/${sealedList.destructionId}`;
  expect((await archivist.post(`${hidden}/appraise`, { opinion: '到期可以销毁' })).status).toBe(404);
});

test('3.3.7 how long each kind is kept is the county’s to say', async () => {
  const archivist = await staff.signIn('feng.yunchuan');
  await archivist.get(`${HERE}/retention`);
  const rules = { request: '10年', complaint: '30年', decision: '永久', round: '30年', hearing: '永久' };
  await archivist.post(`${HERE}/retention/rules`, rules);
  await answerRequest();
  await parts().caseFiles.fileClosed(staff.database);
  const file = await db().caseFile.findFirstOrThrow({ where: { subjectType: 'request', status: 'kept' } });
  expect(file).toMatchObject({ retention: '10年', keepUntil: '2036-12-31' });
});
