import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemIds } from '../../src/kit/ids.ts';
import { openAll } from '../../src/disclosure/obligations.ts';
import { openCounty, type County } from '../helpers/county.ts';

/** 县政府办: 袁书野 answers for it, 彭牧坪 and 魏谷满 are colleagues. */
const OFFICER = 'yuan.shuye';
const DEPUTY = 'peng.muping';

let county: County;
beforeAll(async () => {
  county = await openCounty();
  await county.house.database.prisma.obligation.updateMany({ data: { status: 'excused' } });
});
afterAll(() => county.close());

const say = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text, 'wecom')).map((message) => message.text).join('\n');
const evening = (day: string): Promise<unknown> => county.post('/clock', { now: `${day}T18:00:00+08:00` });
const holds = async (userid: string, title: string): Promise<boolean> =>
  (await county.messagesTo(userid)).some(
    ({ kind, taskId, ...message }) =>
      kind === 'card' && taskId?.startsWith('digest') && JSON.stringify(message).includes(title),
  );

async function owe(title: string, due: string): Promise<void> {
  const { database, clock } = county.house;
  await database.transaction((tx) =>
    openAll(tx, { now: clock.now(), ids: systemIds }, [
      {
        key: `test:${title}`,
        source: 'event',
        title,
        unitCode: 'qh-zfb',
        trigger: 'meeting_end',
        triggeredOn: '2026-11-17',
        due: { due, provisional: false, steps: [] },
      },
    ]),
  );
}

test('请假 asks for days and a deputy; while away the deputy has the card and may act on it', async () => {
  expect(await say(OFFICER, '我要请假')).toMatch(/请写从哪天到哪天/);
  expect(await say(OFFICER, '请假 11月26日到11月25日,由彭牧坪代')).toMatch(/2027年11月25日|结束的日子/);
  expect(await say(OFFICER, '请假 11月25日到27日,由彭牧坪代')).toMatch(
    /2026年11月25日到2026年11月27日由彭牧坪代/,
  );
  await owe('常务会议议定事项', '2026-11-27');
  await evening('2026-11-25');
  expect(await holds(DEPUTY, '常务会议议定事项')).toBe(true);
  expect(await holds(OFFICER, '常务会议议定事项')).toBe(false);
  const card = (await county.messagesTo(DEPUTY)).findLast(({ taskId }) => taskId?.startsWith('digest'))!;
  await county.press(card, 'acknowledge');
  const { prisma } = county.house.database;
  expect(
    await prisma.obligation.findUniqueOrThrow({ where: { key: 'test:常务会议议定事项' } }),
  ).toMatchObject({
    acknowledgedBy: DEPUTY,
    officerUserid: OFFICER,
  });
});

test('销假: from then on the cards come to the officer again', async () => {
  expect(await say(OFFICER, '销假')).toMatch(/提醒还发给您/);
  await owe('重点工作月报', '2026-11-30');
  await evening('2026-11-26');
  expect(await holds(OFFICER, '重点工作月报')).toBe(true);
  expect(await holds(DEPUTY, '重点工作月报')).toBe(false);
});

test('工作交接: what is open goes to the colleague, in the books too, and stays with them', async () => {
  expect(await say(OFFICER, '工作交接给赵六')).toMatch(/要是同一单位/);
  await owe('信息公开指南更新', '2026-12-02');
  await say(OFFICER, '工作交接给魏谷满');
  const { prisma } = county.house.database;
  const open = await prisma.obligation.findMany({ where: { unitCode: 'qh-zfb', status: 'open' } });
  expect(open.length).toBeGreaterThan(1);
  expect(new Set(open.map(({ officerUserid }) => officerUserid))).toEqual(new Set(['wei.guman']));
  expect((await county.messagesTo('wei.guman')).at(-1)?.text).toMatch(/袁书野.*交接/);
  await evening('2026-11-30');
  expect(await holds('wei.guman', '信息公开指南更新')).toBe(true);
  expect(await holds(OFFICER, '信息公开指南更新')).toBe(false);
  const facts = await prisma.obligationEvent.findMany({ where: { fact: 'obligation.transferred' } });
  expect(
    facts.every(({ actor, detail }) => actor === OFFICER && JSON.stringify(detail).includes('工作交接')),
  ).toBe(true);
});

test('after the handover new obligations of the unit go to the colleague who took over', async () => {
  await owe('年度目录修订', '2026-12-03');
  const { prisma } = county.house.database;
  expect(await prisma.obligation.findUniqueOrThrow({ where: { key: 'test:年度目录修订' } })).toMatchObject({
    officerUserid: 'wei.guman',
  });
});
