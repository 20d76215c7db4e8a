/** Heard by chat in at most four messages: named or not, with pictures, sealed, above the county, in danger, by telephone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { openCounty, type County } from '../helpers/county.ts';
import { contentKey } from '../helpers/house.ts';

let county: County;
const logged: string[] = [];
beforeAll(async () => {
  const { createLog } = await import('../../src/kit/log.ts');
  county = await openCounty({ log: createLog('info', { write: (line) => void logged.push(line) }) });
});
afterAll(() => county.close());

const NUMBER = /TS-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const RECEIPT = /\d{4} \d{4} \d{4} \d{4}/;
const lastOf = (list: readonly ShownMessage[]): string => list.at(-1)?.text ?? '';
const prisma = () => county.house.database.prisma;
const rowOf = (number: string) => prisma().complaint.findUniqueOrThrow({ where: { number } });
const numberIn = (text: string): string => NUMBER.exec(text)?.[0] ?? '';
/** A picture with a place in it, as a phone makes them. */
const PHOTO = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 22]),
  Buffer.from('Exif\0\0GPS 31.2 121.47'.slice(0, 20), 'latin1'),
  Buffer.from([0xff, 0xdb, 0, 4, 1, 1, 0xff, 0xda, 0, 3, 1, 9, 0xff, 0xd9]),
]).toString('base64');
const sendPhoto = async (from: string): Promise<void> => {
  await county.post('/say', { channel: 'kf', from, media: { kind: 'image', name: 'a.jpg', base64: PHOTO } });
  await county.post('/idle', { timeoutMs: 30_000 });
};

test('4.4.3 four messages with a name: it goes into the vault and nowhere else', async () => {
  await county.ask('wmNamed', '我要投诉');
  await county.ask('wmNamed', '住房和城乡建设局的窗口把我的材料弄丢了,不肯补');
  expect(lastOf(await county.ask('wmNamed', '2'))).toMatch(/姓名和电话.*两个人同意/s);
  const said = lastOf(await county.ask('wmNamed', '王翀旻 13900002222'));
  expect(said).toMatch(NUMBER);
  const { id, anonymous } = await rowOf(numberIn(said));
  expect(anonymous).toBe(false);
  expect(await prisma().complainantIdentity.count({ where: { complaintId: id } })).toBe(1);
  expect(logged.join('')).not.toMatch(/翀旻|13900002222|wmNamed|弄丢/);
});

test('evidence at any step: kept sealed, without where it was taken', async () => {
  await county.ask('wmPhoto', '我要投诉');
  await sendPhoto('wmPhoto');
  await county.ask('wmPhoto', '水利局的排水沟堵了半年,一下雨就漫到路上,没人来清');
  const said = lastOf(await county.ask('wmPhoto', '1'));
  await sendPhoto('wmPhoto');
  expect(lastOf(await county.messagesTo('wmPhoto'))).toMatch(/已加到 TS-/);
  const { id } = await rowOf(numberIn(said));
  const attachments = await prisma().complaintAttachment.findMany({ where: { complaintId: id } });
  expect(attachments).toHaveLength(2);
  const media = await prisma().inboundMedia.findMany({
    where: { id: { in: attachments.map(({ mediaId }) => mediaId!) } },
  });
  expect(media.map(({ state, contentType }) => [state, contentType])).toEqual([
    ['kept', 'image/jpeg'],
    ['kept', 'image/jpeg'],
  ]);
  // The place is 26 bytes of the file; without it the picture is shorter.
  expect(media.every(({ bytes }) => bytes! <= Buffer.from(PHOTO, 'base64').length - 20)).toBe(true);
});

test('规则第十五条 what belongs above the county leaves a stub: no words, no name, no unit, nobody told', async () => {
  await county.ask('wmAbove', '我要举报');
  const said = lastOf(await county.ask('wmAbove', '举报副县长收了开发商两百万,把地低价给他'));
  expect(said).toMatch(/12388/);
  const stub = await prisma().complaint.findFirstOrThrow({
    where: { status: '移送上级' },
    include: { identity: true },
  });
  expect(stub).toMatchObject({ queueUnit: 'above', aboutUnit: null, accusedUserids: [], identity: null });
  const turns = await prisma().turn.findMany({ orderBy: { at: 'desc' }, take: 20 });
  // Not in the record of the talk either, nor in what the session remembers.
  const content = contentKey();
  const kept = turns.map(({ id, textSealed }) => content.open(textSealed, id)).join();
  expect(kept).not.toMatch(/副县长|两百万/);
  const sessions = await prisma().conversation.findMany();
  expect(
    sessions.map(({ id, stateSealed }) => (stateSealed ? content.open(stateSealed, id) : '')).join(),
  ).not.toMatch(/副县长|两百万/);
  expect(kept).toMatch(/我要举报/);
  const cards = await prisma().outboxMessage.count({
    where: { subjectType: 'complaint', subjectId: stub.id },
  });
  expect(cards).toBe(0);
});

test('a complaint about the government office is worked by discipline, and the office does not hear of it', async () => {
  await county.ask('wmOffice', '我要投诉');
  await county.ask('wmOffice', '县政府办政务公开科的人态度恶劣,申请公开的材料不收');
  const { id, queueUnit, sealed } = await rowOf(numberIn(lastOf(await county.ask('wmOffice', '1'))));
  expect([queueUnit, sealed]).toEqual(['qh-jw', false]);
  const told = await prisma().outboxMessage.findMany({ where: { subjectId: id, kind: 'card' } });
  expect(told.length).toBeGreaterThan(0);
  for (const userid of ['peng.muping', 'wei.guman', 'yuan.shuye'])
    expect(
      (await county.messagesTo(userid)).filter(({ text }) => text.includes('TS-')),
      userid,
    ).toEqual([]);
});

test('a village’s matter goes to its township, never to the committee', async () => {
  await county.ask('wmVillage', '我要投诉');
  await county.ask('wmVillage', '李家沟村的账三年没公开了,集体的钱怎么花的没人说');
  const { queueUnit, aboutUnit, id } = await rowOf(numberIn(lastOf(await county.ask('wmVillage', '1'))));
  expect([aboutUnit, queueUnit]).toEqual(['qh-lh-ljg', 'qh-lh']);
  const card = (await county.messagesTo('shen.songhe')).findLast(({ kind }) => kind === 'card')!;
  await county.press(card, 'accept');
  await county.ask('shen.songhe', '转办', 'wecom');
  expect(lastOf(await county.ask('shen.songhe', '李家沟村', 'wecom'))).toMatch(/不转给/);
  expect((await prisma().complaint.findUniqueOrThrow({ where: { id } })).handlingUnit).toBeNull();
});

test('danger: 110 at once, whoever is on duty is told at any hour, though it sounds like a threat', async () => {
  const said = await county.ask('wmDanger', '救命!隔壁拿刀砍人了,威胁要打死我们');
  expect(said[0]?.text).toMatch(/110/);
  const duty = (await county.messagesTo('he.songxi')).findLast(({ text }) => text.includes('紧急'));
  expect(duty?.text).toMatch(/人身危险/);
  expect(duty?.text).not.toMatch(/隔壁|拿刀|TS-/);
  const urgent = await prisma().complaint.findFirstOrThrow({
    where: { urgent: true },
    orderBy: { receivedAt: 'desc' },
  });
  expect([urgent.class, urgent.sealed]).toEqual(['I', false]);
});

test('4.4.3 praise and suggestions are heard, numbered and go to somebody; none is sealed for a word in it', async () => {
  const praise = lastOf(
    await county.ask('wmPraise', '表扬税务局窗口的小陈,我塞红包他坚决不收,还帮我填好了表'),
  );
  expect(praise).toMatch(NUMBER);
  expect(await rowOf(numberIn(praise))).toMatchObject({ class: 'G', sealed: false });
  const advice = lastOf(await county.ask('wmAdvice', '建议在客运站门口装一个红绿灯,人多车多不安全'));
  expect(advice).toMatch(NUMBER);
  expect(await rowOf(numberIn(advice))).toMatchObject({ class: 'F', sealed: false });
});

test('what says nothing is asked about twice at most; abuse with a matter in it is a matter', async () => {
  await county.ask('wmUnclear', '我要投诉');
  expect(lastOf(await county.ask('wmUnclear', '啊啊啊啊啊啊啊啊'))).toMatch(/没看明白/);
  expect(lastOf(await county.ask('wmUnclear', '哈哈哈哈哈哈哈哈'))).toMatch(/没看明白/);
  expect(lastOf(await county.ask('wmUnclear', '你们都是饭桶,房产证拖了三个月还没办下来'))).toMatch(
    /您想怎么报/,
  );
});

test('wrong receipts are counted; the refusal is said once and not tried again', async () => {
  for (let i = 0; i < 5; i++)
    expect(lastOf(await county.ask('wmGuesser', `555566667777888${i}`))).toMatch(/没有查到/);
  const said = await county.ask('wmGuesser', '5555666677778889');
  expect(said.map(({ text }) => text)).toEqual([expect.stringMatching(/试错的次数太多了,请 15 分钟后再试/)]);
  expect(await county.house.inbox.countDead()).toBe(0);
  // Other things go on.
  expect((await county.ask('wmGuesser', '低保怎么办')).length).toBeGreaterThan(0);
});

test('4.4.1 4.4.2 what comes by telephone or letter is entered by staff; the name goes to the vault', async () => {
  const said = lastOf(
    await county.ask(
      'wei.tangman',
      '登记 来电 供水公司三天没水没人通知。姓名:褚珩骁 电话:13700003333',
      'wecom',
    ),
  );
  expect(said).toMatch(NUMBER);
  expect(said).toMatch(RECEIPT);
  const row = await rowOf(numberIn(said));
  expect(row).toMatchObject({ source: 'phone', anonymous: false });
  const opened = await prisma().complaintEvent.findMany({ where: { complaintId: row.id } });
  expect(opened[0]).toMatchObject({ actor: 'wei.tangman', fact: 'complaint.filed' });
  expect(lastOf(await county.ask('yang.qingman', '登记 来电 供水公司没水没人通知到户', 'wecom'))).toMatch(
    /由监督组/,
  );
});

test('4.4.4 officials report too, anonymously, and their own unit does not hear of it', async () => {
  await county.ask('zheng.yunpu', '我要举报', 'wecom');
  await county.ask('zheng.yunpu', '发展和改革局有人套取项目资金,把钱转到亲戚的公司', 'wecom');
  const said = lastOf(await county.ask('zheng.yunpu', '1', 'wecom'));
  const { sealed, queueUnit, id } = await rowOf(numberIn(said));
  expect([sealed, queueUnit]).toEqual([true, 'qh-jw']);
  const told = await prisma().outboxMessage.findMany({ where: { subjectId: id } });
  expect(told.length).toBe(4);
  for (const userid of ['yu.yanshan', 'miao.mushan', 'lei.shupu', 'peng.muping'])
    expect(
      (await county.messagesTo(userid)).filter(({ text }) => text.includes(numberIn(said))),
      userid,
    ).toEqual([]);
});

test('the whole intake left no word of it in the log', () => {
  expect(logged.join('')).not.toMatch(/拿刀|套取|红包|两百万|珩骁|13700003333|wmDanger|wmAbove/);
});
