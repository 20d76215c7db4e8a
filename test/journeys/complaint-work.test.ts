/** The supervision queue in WeCom: handed on, returned, reported, urged, closed, judged, heard again; each step told to the author. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { createVisitor, type Visitor } from '../helpers/visitor.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const NUMBER = /TS-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const RECEIPT = /\d{4} \d{4} \d{4} \d{4}/;
const lastOf = (list: readonly ShownMessage[]): string => list.at(-1)?.text ?? '';

interface FiledMatter {
  number: string;
  receipt: string;
  said: string;
}

async function file(from: string, text: string, choice = '1'): Promise<FiledMatter> {
  await county.ask(from, '我要投诉');
  await county.ask(from, text);
  const said = (await county.ask(from, choice)).map((message) => message.text).join('\n');
  return { said, number: NUMBER.exec(said)?.[0] ?? '', receipt: RECEIPT.exec(said)?.[0] ?? '' };
}

const rowOf = (number: string) =>
  county.house.database.prisma.complaint.findUniqueOrThrow({ where: { number } });

async function cardOf(userid: string, number: string): Promise<ShownMessage | undefined> {
  return (await county.messagesTo(userid)).findLast(
    (message) => message.kind === 'card' && message.text.includes(number),
  );
}

/** Supervisors of the 民政局: the group set over it. */
const GROUP = ['xue.lanxi', 'chang.jianman'] as const;
const OFFICER = 'yang.qingman';

test('4.1.5 受理 → 转办 by number → the unit reads a summary, returns it; again → 办理 → 办结 is a report → the group closes', async () => {
  const { number, receipt } = await file('wmWork', '民政局三号窗口让我妈跑了五趟,回回要的材料都不一样');
  const [first] = GROUP;
  await county.press((await cardOf(first, number))!, 'accept');
  expect(lastOf(await county.messagesTo('wmWork'))).toMatch(/已经受理。最晚 20\d\d年\d+月\d+日 前办完/);

  const asked = await county.ask(first, '转办', 'wecom');
  expect(lastOf(asked)).toMatch(/1 .*民政局/s);
  expect(lastOf(await county.ask(first, '1', 'wecom'))).toContain('已转给清和县民政局');
  const card = (await cardOf(OFFICER, number))!;
  expect(card.buttons?.map(({ label }) => label)).toEqual(['办理', '退回', '办结']);
  // A summary: none of the author's words.
  expect(card.text).toMatch(/多要材料/);
  expect(card.text).not.toMatch(/三号窗口|我妈|五趟/);
  expect(lastOf(await county.messagesTo('wmWork'))).toMatch(/已经转给有权处理的单位。承办单位:清和县民政局/);

  await county.press(card, 'return');
  await county.ask(OFFICER, '窗口归政务服务管理局管', 'wecom');
  expect((await rowOf(number)).status).toBe('退回');
  expect(lastOf(await county.messagesTo(first))).toMatch(/承办单位退回/);

  await county.ask(first, '转办', 'wecom');
  expect(lastOf(await county.ask(first, '政务服务管理局', 'wecom'))).toContain('行政审批和政务服务管理局');
  const other = (await cardOf('zheng.zeshan', number))!;
  await county.press(other, 'take');
  expect(lastOf(await county.messagesTo('wmWork'))).toMatch(/正在办理/);
  await county.press((await cardOf('zheng.zeshan', number))!, 'report');
  expect(lastOf(await county.ask('zheng.zeshan', '已把材料清单贴在窗口,向来人道歉', 'wecom'))).toMatch(
    /监督组/,
  );
  expect((await rowOf(number)).status).toBe('办理中');

  // The platform takes five messages for one of the citizen's: they ask how it goes.
  expect(lastOf(await county.ask('wmWork', number))).toMatch(/办理中/);
  expect(lastOf(await county.ask(first, '办结', 'wecom'))).toMatch(/结果/);
  await county.ask(first, '支持:材料清单已上墙,一次告知', 'wecom');
  const closed = await rowOf(number);
  expect([closed.status, closed.outcome]).toEqual(['办结', '支持']);
  // The push tells the step; the result is read by receipt, from any account.
  expect(lastOf(await county.messagesTo('wmWork'))).toMatch(/已经办结。回复查询码可以看结果/);
  expect(lastOf(await county.messagesTo('wmWork'))).not.toContain('清单');
  expect((await county.ask('wmElsewhere', receipt))[0]?.text).toContain('材料清单已上墙');
});

test('处理结果公示 shows what became of it to everybody: the result where its author agrees, nothing where not', async () => {
  const { number, receipt } = await file('wmLedger', '民政局窗口的张三让我把同样的证明开了四遍');
  const [first] = GROUP;
  await county.press((await cardOf(first, number))!, 'accept');
  await county.ask(first, '办结', 'wecom');
  await county.ask(first, '支持:已向村民张三说明,证明只收一次', 'wecom');
  const page = async (): Promise<string> => (await fetch(`${county.url}/ledger`)).text();
  // The bare line: nothing of the author, not even the day.
  expect(await page()).toMatch(/2026年11月[\s\S]*多要材料\/设障[\s\S]*支持/);
  expect(await page()).not.toMatch(/证明只收一次|四遍|TS-|2026-11-24/);
  const said = lastOf(await county.ask('wmAnybody', '投诉处理结果公示'));
  expect(said).toMatch(/近一年办结 \d+ 件[\s\S]*· 11月 多要材料\/设障/);
  expect(said).toMatch(/全部:http.*\/ledger/);
  expect(said).not.toMatch(/TS-|张三/);

  await county.ask('wmLedgerElsewhere', receipt);
  expect(lastOf(await county.ask('wmLedgerElsewhere', '同意公示结果'))).toMatch(/会公示/);
  expect(await page()).toMatch(/证明只收一次/);
  expect(await page()).not.toContain('张三');
  await county.ask('wmLedgerElsewhere', receipt);
  await county.ask('wmLedgerElsewhere', '不要公示');
  expect(await page()).not.toContain('证明只收一次');
});

test('nobody of the unit hears of it before it is handed to them, and other units never', async () => {
  const { number } = await file('wmQuiet', '民政局的人对我爱答不理,一直玩手机');
  for (const userid of [OFFICER, 'wu.jingxi', 'jin.tangling', 'zhao.hezhou'])
    expect(await cardOf(userid, number), userid).toBeUndefined();
});

test('two-way talk by receipt: the group asks, the author answers from another account, and nobody learns who it is', async () => {
  const { number, receipt } = await file('wmTalk', '水利局的河道清淤说是完工了,我看就没动过');
  const row = await rowOf(number);
  const [worker] = await county.house.database.prisma.person.findMany({ where: { unitCode: row.queueUnit } });
  await county.ask(worker!.userid, '补充材料', 'wecom');
  await county.ask(worker!.userid, '请说明是哪一段河道', 'wecom');
  expect(lastOf(await county.messagesTo('wmTalk'))).toMatch(/需要您补充/);
  expect(lastOf(await county.messagesTo('wmTalk'))).not.toContain('哪一段');
  expect(lastOf(await county.ask('wmOtherPhone', receipt))).toContain('请说明是哪一段河道');
  await county.ask('wmOtherPhone', '1');
  expect(lastOf(await county.ask('wmOtherPhone', '从水闸到石桥那一段'))).toMatch(/已补充/);
  expect(lastOf(await county.messagesTo(worker!.userid))).toMatch(/补充了情况/);
  expect(JSON.stringify(await county.messagesTo(worker!.userid))).not.toMatch(/wmTalk|wmOtherPhone|水闸/);
  // 撤回
  await county.ask('wmTalk', number);
  expect(lastOf(await county.ask('wmTalk', '撤回'))).toMatch(/已撤回/);
  expect((await rowOf(number)).status).toBe('撤回');
});

test('what two people say of the same thing becomes one matter; both are told of each step', async () => {
  const first = await file('wmOne', '石坪乡便民服务中心门口的路灯坏了两个月没人修,晚上摔了好几个老人');
  await county.ask('wmTwo', '我要投诉');
  const shown = await county.ask('wmTwo', '石坪乡便民服务中心门口路灯坏了,没人修,晚上老人摔跤');
  expect(lastOf(shown)).toMatch(/已有人反映过相像的事/);
  expect(lastOf(shown)).not.toMatch(new RegExp(`${first.number}|摔了好几个`));
  const joined = lastOf(await county.ask('wmTwo', '3'));
  expect(joined).toMatch(/合在一起办/);
  const lead = await rowOf(first.number);
  const [worker] = await county.house.database.prisma.person.findMany({
    where: { unitCode: lead.queueUnit, roles: { has: 'supervision_group' } },
  });
  await county.press((await cardOf(worker!.userid, first.number))!, 'accept');
  for (const person of ['wmOne', 'wmTwo'])
    expect(lastOf(await county.messagesTo(person)), person).toMatch(/已经受理/);
  // Each by their own number.
  expect(lastOf(await county.messagesTo('wmTwo'))).not.toContain(first.number);
});

test('the same person saying the same again within sixty days has one matter', async () => {
  const first = await file('wmTwice', '农业农村局的农机补贴材料交了半年没人管,去问就让等');
  const second = await file('wmTwice', '农业农村局农机补贴材料交了半年,没人管,让我等');
  expect(second.said).toMatch(/合在一起办/);
  const { id } = await rowOf(first.number);
  expect((await rowOf(second.number)).mergedInto).toBe(id);
});

/** In at the console as WeCom says who it is. */
async function signIn(userid: string): Promise<Visitor> {
  const visitor = createVisitor(county.url);
  const { location } = await visitor.get('/console/sign-in/wecom');
  const page = new URL(location!);
  page.searchParams.set('userid', userid);
  const answer = await fetch(page, { redirect: 'manual' });
  await visitor.get(answer.headers.get('location')!);
  return visitor;
}

test('4.6 handed on with others in the browser: the unit and the author hear of it after a minute, and never when it is taken back', async () => {
  const kept = await file('wmKept', '民政局五号窗口不给开收据,问了三次都说没有');
  const taken = await file('wmTaken', '民政局二号窗口中午提前关门,白跑一趟');
  const [first] = GROUP;
  const supervisor = await signIn(first);
  const handOn = async (number: string): Promise<void> => {
    await supervisor.get('/console/complaints');
    const form = { [`pick-${number}`]: '1', deed: 'own', unit: '' };
    expect((await supervisor.post('/console/complaints/many', form)).status).toBe(302);
    expect((await rowOf(number)).status).toBe('转办');
  };
  const idle = () => county.post('/idle', { timeoutMs: 30_000 });

  await handOn(taken.number);
  await idle();
  expect(await cardOf(OFFICER, taken.number)).toBeUndefined();
  expect((await supervisor.get('/console/complaints')).text).toContain('还没有通知任何人');
  await supervisor.post('/console/complaints/undo', {});
  await handOn(kept.number);
  await county.advance('PT2M');
  await idle();
  expect((await cardOf(OFFICER, kept.number))?.buttons?.map(({ label }) => label)).toContain('办理');
  expect(lastOf(await county.messagesTo('wmKept'))).toContain('已经转给有权处理的单位');
  expect(await cardOf(OFFICER, taken.number)).toBeUndefined();
  expect(lastOf(await county.messagesTo('wmTaken'))).not.toContain('转给');
  expect((await rowOf(taken.number)).status).toBe('已登记');
});
