/** 制度六 信息获取: from the wish in WeChat to the answer, the unit in WeCom. Checklist row 3.3.6. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { openCounty, textOf, type County } from '../helpers/county.ts';
import { advance } from '../helpers/house.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());
// WeCom takes thirty messages a minute to one member, and the clock stands still.
beforeEach(() => advance(county.clock, 120_000));

const NUMBER = /SQ-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const OFFICER = 'yang.qingman';
const LEADER = 'wu.jingxi';

/** Files a request with 民政局; what was said at the end, and the number. */
async function file(from: string, description: string, person = '李秀英 13900002222'): Promise<string> {
  await county.ask(from, '我要申请公开');
  await county.ask(from, description);
  await county.ask(from, person);
  return NUMBER.exec(textOf(await county.ask(from, '1')))?.[0] ?? '';
}

const cardOf = async (userid: string, number: string): Promise<ShownMessage> =>
  (await county.messagesTo(userid)).findLast(
    (message) => message.kind === 'card' && message.text.includes(number),
  )!;
const lastTo = async (person: string): Promise<string> =>
  (await county.messagesTo(person)).at(-1)?.text ?? '';
const requestOf = (number: string) =>
  county.house.database.prisma.informationRequest.findUniqueOrThrow({
    where: { number },
    include: { events: { orderBy: { at: 'asc' } }, consultations: true },
  });

/** On a later day, without living through those between. */
const on = (day: string): void => county.clock.moveTo(new Date(`${day}T09:20:00+08:00`));

test('3.3.6 four messages bring a number; both sides have confirmed, the officer has a card, the answer comes with remedies', async () => {
  const ask = await county.ask('wmR1', '我要申请公开');
  expect(textOf(ask)).toContain('不收费');
  const who = textOf(await county.ask('wmR1', '民政局2025年城乡低保资金的发放明细和依据文件'));
  expect(who).toMatch(/姓名.*电话/);
  expect(who).toContain('只用来办理这次申请');
  const back = textOf(await county.ask('wmR1', '王建国 13800001111'));
  expect(back).toMatch(/请核对[\s\S]*王建国[\s\S]*13800001111[\s\S]*低保资金/);
  const receipt = textOf(await county.ask('wmR1', '1'));
  const number = NUMBER.exec(receipt)![0];
  expect(receipt).toMatch(/双方确认之日.*2026年12月22日/s);
  expect(receipt).toContain('清和县民政局');

  const request = await requestOf(number);
  expect(request.events.map(({ actor, fact }) => `${actor} ${fact}`)).toEqual([
    'citizen request.confirmed',
    'system request.received',
  ]);
  expect(JSON.stringify(request)).not.toMatch(/王建国|13800001111|低保资金/);

  const card = await cardOf(OFFICER, number);
  expect(card.buttons?.map(({ label }) => label)).toEqual(['答复', '补正', '延期', '征求第三方']);
  expect(card.text).not.toMatch(/王建国|低保资金/);
  expect(textOf(await county.press(card, 'answer'))).toContain('予以公开');
  const sent = textOf(
    await county.ask(OFFICER, '明细表已放在县政府网站民政专栏,也可到民政局 306 室复印。', 'wecom'),
  );
  expect(sent).toContain('已发给申请人');
  const answer = await lastTo('wmR1');
  expect(answer).toContain('民政专栏');
  expect(answer).toMatch(/第三十六条第\(二\)项/);
  expect(answer).toMatch(/60 日内.*行政复议.*6 个月内/s);
  // The written answer: the link asks for the last four digits of the telephone.
  const link = /http\S+\/letters\/\S+/.exec(answer)![0];
  const fetchLetter = (digits: string): Promise<Response> =>
    fetch(link, { method: 'POST', body: new URLSearchParams({ digits }) });
  expect(await (await fetch(link)).text()).toContain('电话后四位');
  expect((await fetchLetter('0000')).status).toBe(400);
  const letter = await fetchLetter('1111');
  expect(letter.headers.get('content-type')).toContain('wordprocessingml');
  expect((await fetch(`${link}x`)).status).toBe(404);
  for (let i = 0; i < 8; i++) await fetchLetter('0001');
  expect((await fetchLetter('1111')).status).toBe(429);
  expect((await cardOf(OFFICER, number)).settled).toContain('已答复');
  expect(textOf(await county.ask('wmR1', number))).toMatch(/已答复[\s\S]*民政专栏/);
  expect(textOf(await county.ask('wmOther', number))).toContain('没有查到');
  expect(textOf(await county.ask('wmR1', `建议公开 ${number}`))).toContain('转给');
  const proposal = (await county.messagesTo(OFFICER)).findLast(({ text }) =>
    text.includes('要不要主动公开'),
  )!;
  await county.press(proposal, 'list');
  expect(textOf(await county.ask(OFFICER, '2025年城乡低保资金发放情况', 'wecom'))).toContain(
    '20 个工作日内公开',
  );
  expect(
    await county.house.database.prisma.obligation.findMany({
      where: { unitCode: 'qh-mzj', title: '2025年城乡低保资金发放情况' },
    }),
  ).toMatchObject([{ status: 'open', due: '2026-12-22', officerUserid: OFFICER }]);
  expect(await lastTo('wmR1')).toContain('已列入主动公开:2025年城乡低保资金发放情况');
});

test('3.3.6 不予公开 needs a ground and the leader’s signature, and sends to 复议 before any lawsuit', async () => {
  const number = await file('wmR2', '民政局2026年救助对象姓名住址身份证号清单');
  await county.press(await cardOf(OFFICER, number), 'answer');
  expect(textOf(await county.ask(OFFICER, '不予公开:不方便给', 'wecom'))).toContain('写明依据');
  const waits = textOf(
    await county.ask(OFFICER, '不予公开:涉及个人隐私,公开会损害救助对象的合法权益', 'wecom'),
  );
  expect(waits).toContain('吴景溪');
  expect((await requestOf(number)).status).toBe('reviewing');
  const before = (await county.messagesTo('wmR2')).length;

  const review = await cardOf(LEADER, number);
  expect(review.buttons?.map(({ label }) => label)).toEqual(['同意', '不同意']);
  await county.press(review, 'refuse');
  await county.ask(LEADER, '能区分处理的要部分公开', 'wecom');
  expect(await lastTo(OFFICER)).toMatch(/不同意.*部分公开/s);
  expect(await county.messagesTo('wmR2')).toHaveLength(before);

  await county.ask(OFFICER, number, 'wecom');
  await county.ask(
    OFFICER,
    '答复:部分公开:各乡镇救助人数和金额见附表;姓名住址不公开,因为涉及个人隐私,会损害当事人权益',
    'wecom',
  );
  await county.press(await cardOf(LEADER, number), 'grant');
  const answer = await lastTo('wmR2');
  expect(answer).toContain('附表');
  expect(answer).toContain('第三十七条、政府信息公开条例第十五条');
  expect(answer).toMatch(/要先申请行政复议.*15 日内/s);
  expect(answer).not.toContain('6 个月内');
  expect(await requestOf(number)).toMatchObject({ answerKind: 'partial', answerGround: 'thirdParty' });
});

test('3.3.6 one supplement notice; the term begins anew when the supplement comes by chat', async () => {
  const number = await file('wmR3', '民政局的那个补贴文件');
  await county.press(await cardOf(OFFICER, number), 'supplement');
  expect(
    textOf(await county.ask(OFFICER, '请写明哪一年、哪一种补贴的文件,10个工作日内补正', 'wecom')),
  ).toContain('2026年12月8日');
  expect(await lastTo('wmR3')).toMatch(/补正一次.*哪一种补贴.*2026年12月8日.*视为放弃/s);
  expect((await requestOf(number)).due).toBeNull();
  await county.ask(OFFICER, number, 'wecom');
  await county.ask(OFFICER, '补正', 'wecom');
  expect(textOf(await county.ask(OFFICER, '再补一下金额', 'wecom'))).toContain('只能一次性告知');

  on('2026-11-27');
  const received = textOf(await county.ask('wmR3', '补正:2025年高龄津贴的发放办法'));
  expect(received).toMatch(/重新算.*2026年12月25日/s);
  const request = await requestOf(number);
  expect(request).toMatchObject({ status: 'confirmed', supplementedOn: '2026-11-27', due: '2026-12-25' });
  expect((await cardOf(OFFICER, number)).text).toContain('申请人已补正');
});

test('3.3.6 延期 waits for the leader, is told with the new day, and is given once', async () => {
  const number = await file('wmR4', '民政局近三年养老机构检查记录');
  await county.press(await cardOf(OFFICER, number), 'extend');
  const asked = textOf(await county.ask(OFFICER, '检查记录要逐份核对,延15个工作日', 'wecom'));
  expect(asked).toContain('同意以前,期限不变');
  const before = await requestOf(number);
  await county.press(await cardOf(LEADER, number), 'grant');
  const after = await requestOf(number);
  expect(after.due! > before.due!).toBe(true);
  expect(after).toMatchObject({ status: 'extended', extensionDays: 15, extendedBy: LEADER });
  expect(await lastTo('wmR4')).toMatch(/逐份核对.*延长 15 个工作日/s);
  await county.ask(OFFICER, number, 'wecom');
  expect(textOf(await county.ask(OFFICER, '延期:还要再延', 'wecom'))).toContain('已经延期过一次');
});

test('3.3.6 a third party stops the clock; disclosing waits for the opinion; the applicant sees the reckoning', async () => {
  const number = await file('wmR5', '民政局与某养老公司签的运营合同');
  const before = await requestOf(number);
  await county.press(await cardOf(OFFICER, number), 'consult');
  const consulted = textOf(await county.ask(OFFICER, '康宁养老公司,合同里的报价', 'wecom'));
  expect(consulted).toContain('期限暂停');
  expect(await lastTo('wmR5')).toMatch(/征求第三方意见.*不算在期限里/s);
  expect((await requestOf(number)).status).toBe('consulting');

  await county.ask(OFFICER, number, 'wecom');
  expect(textOf(await county.ask(OFFICER, '答复:予以公开:合同见附件全文', 'wecom'))).toContain(
    '意见还没有回来',
  );
  on('2026-12-03');
  const letters = (await county.messagesTo(OFFICER)).filter(
    ({ kind, text }) => kind === 'card' && text.includes('送达第三方'),
  );
  await county.press(letters.at(-1)!, 'agree');
  const after = await requestOf(number);
  expect(after.consultations[0]).toMatchObject({ opinion: 'agrees' });
  expect(after.due! > before.due!).toBe(true);
  const status = textOf(await county.ask('wmR5', number));
  expect(status).toMatch(/征求第三方意见,暂停计时/);
  expect(status).toContain('第 20 个工作日是');
});

test('3.3.6 another organ is asked in its own chat; its silence consents after fifteen working days', async () => {
  const number = await file('wmR6', '民政局和财政局联合发的救助资金管理办法全文');
  await county.ask(OFFICER, number, 'wecom');
  await county.ask(OFFICER, '征求第三方:县财政局,联合发文的办法全文', 'wecom');
  const card = await cardOf('he.guman', number);
  expect(card.buttons?.map(({ label }) => label)).toEqual(['同意公开', '不同意公开']);
  on('2026-12-25');
  await county.house.schedule.runDue();
  await county.post('/idle', { timeoutMs: 30_000 });
  expect((await requestOf(number)).consultations[0]).toMatchObject({ kind: 'co-agency', opinion: 'silent' });
  expect((await cardOf(OFFICER, number)).text).toContain('视为同意公开');
});
