import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { openCounty, type County } from '../helpers/county.ts';

const OFFICER = 'jin.tangling';
const LEADER = 'xu.maitian';
const URL = 'https://www.qinghe.example/zwgk/bus';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const say = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text, 'wecom')).map((message) => message.text).join('\n');
const asks = async (text: string): Promise<string> =>
  (await county.ask('wmReader', text)).map((message) => message.text).join('\n');
const cardOf = async (userid: string, what: RegExp): Promise<ShownMessage> =>
  (await county.messagesTo(userid)).findLast(({ kind, text }) => kind === 'card' && what.test(text))!;
const chooses = async (from: string, last: string, label: string): Promise<string> => {
  const number = last.split('\n').find((line) => /^\d/.test(line) && line.includes(label))![0]!;
  return say(from, number);
};

test('an officer publishes from WeCom: preview, a second person, and a citizen is answered from it at once', async () => {
  const which = await say(OFFICER, '发布');
  expect(which).toMatch(/新写一条/);
  const kinds = await chooses(OFFICER, which, '新写一条');
  expect(kinds).toMatch(/D5 办事结果/);
  await chooses(OFFICER, kinds, 'D5');
  expect(await say(OFFICER, '长')).toMatch(/4 到 100/);
  await say(OFFICER, '清和县2026年秋季校车路线和停靠点');
  expect(await say(OFFICER, '字'.repeat(201))).toMatch(/201 个字/);
  await say(OFFICER, '全县开通校车路线九条,停靠点四十一个,早晚各一班,学生凭卡免费乘坐。');
  const preview = await say(OFFICER, `全文在 ${URL}`);
  expect(preview).toMatch(/群众会看到/);
  expect(preview).toContain('校车路线九条');
  expect(preview).toContain(URL);
  expect(await asks('今年秋季校车路线和停靠点公开了吗')).not.toContain('九条');
  const handed = await chooses(OFFICER, preview, '送审查');
  expect(handed).toMatch(/已送许麦田审查/);

  const card = await cardOf(LEADER, /校车路线/);
  expect(card.text).toMatch(/九条/);
  await county.press(card, 'approve');
  const answer = await asks('今年秋季校车路线和停靠点公开了吗');
  expect(answer).toContain('校车路线九条');
  expect(answer).toContain(URL);
  expect((await county.messagesTo(OFFICER)).at(-1)?.text).toMatch(/已公开,群众现在就能问到/);

  const { prisma } = county.house.database;
  const item = await prisma.disclosure.findFirstOrThrow({ where: { title: { contains: '校车路线' } } });
  expect(item).toMatchObject({ status: '已公开', review: { by: LEADER } });
});

test('what another instance changes, its signal lost, holds for the very next answer here', async () => {
  const { prisma } = county.house.database;
  // As `withdraw` writes it, without the word to the others.
  const elsewhere = async (status: string): Promise<void> => {
    await prisma.disclosure.updateMany({ where: { title: { contains: '校车路线' } }, data: { status } });
    await prisma.indexGeneration.updateMany({
      where: { corpus: 'records' },
      data: { generation: { increment: 1 } },
    });
  };
  const question = '今年秋季校车路线和停靠点公开了吗';
  expect(await asks(question)).toContain('九条');
  await elsewhere('已撤回');
  expect(await asks(question)).toMatch(/^(?![\s\S]*九条)[\s\S]*已撤回/);
  await elsewhere('已公开');
  expect(await asks(question)).toContain('九条');
});

test('a correction keeps what stood before, and citizens learn that it was corrected and why', async () => {
  const { prisma } = county.house.database;
  const { code } = await prisma.disclosure.findFirstOrThrow({ where: { title: { contains: '校车路线' } } });
  expect(await say(OFFICER, `更正 ${code}`)).toMatch(/因为/);
  await say(OFFICER, '全县开通校车路线八条,停靠点三十九个,早晚各一班,因为一条路线停运');
  const answer = await asks('今年秋季校车路线和停靠点公开了吗');
  expect(answer).toContain('路线八条');
  expect(answer).toMatch(/已更正:一条路线停运/);
  expect(answer).not.toContain('九条');
  const [kept] = await prisma.disclosureVersion.findMany({ where: { code } });
  expect(kept).toMatchObject({ changedBy: OFFICER, content: { summary: expect.stringContaining('九条') } });
});

test('withdrawn by its leader, it is out of every answer at once; the officer alone may not', async () => {
  const { prisma } = county.house.database;
  const { code } = await prisma.disclosure.findFirstOrThrow({ where: { title: { contains: '校车路线' } } });
  expect(await say(OFFICER, `撤回 ${code} 路线还没有定`)).toMatch(/单位领导或县政府办/);
  expect(await asks('今年秋季校车路线和停靠点公开了吗')).toContain('路线八条');
  expect(await say(LEADER, `撤回 ${code} 路线还没有定`)).toMatch(/已撤回/);
  const answer = await asks('今年秋季校车路线和停靠点公开了吗');
  expect(answer).toMatch(/已撤回。原因:路线还没有定/);
  expect(answer).not.toMatch(/八条|九条|qinghe\.example/);
});

test('退回 comes back with its reason; who writes does not review what they wrote', async () => {
  const kinds = await chooses(LEADER, await say(LEADER, '发布'), '新写一条');
  await chooses(LEADER, kinds, 'D7');
  await say(LEADER, '教育体育局首问负责制度');
  await say(LEADER, '第一个接待群众的人负责到底,办不了的带到能办的人那里。');
  const preview = await say(LEADER, '首问负责:第一个接待的人登记、答复或者引导,当天告诉群众下一步。');
  expect(await chooses(LEADER, preview, '送审查')).toMatch(/已送.*彭牧坪.*审查/);
  const card = await cardOf('peng.muping', /首问负责/);
  expect(await cardOf(LEADER, /首问负责/)).toBeUndefined();
  await county.press(card, 'return');
  expect(await say('peng.muping', '请写明投诉电话')).toMatch(/已退回/);
  expect((await county.messagesTo(LEADER)).at(-1)?.text).toMatch(/被退回:请写明投诉电话/);
  const { prisma } = county.house.database;
  const item = await prisma.disclosure.findFirstOrThrow({ where: { title: { contains: '首问负责' } } });
  expect(item.status).toBe('待公开');
});

test('an amount is asked for where the class has one, and read from plain words', async () => {
  const village = 'shen.songhe';
  const kinds = await chooses(village, await say(village, '发布'), '新写一条');
  await chooses(village, kinds, 'V4');
  await say(village, '柳河镇卫生院门前道路修补工程承包');
  await say(village, '道路修补工程由镇里公开比选,承包给本县一家有资质的公司。');
  expect(await say(village, 'https://www.qinghe.example/zwgk/road')).toMatch(/金额是多少/);
  expect(await say(village, '看着给')).toMatch(/没看懂/);
  expect(await say(village, '12.5万')).toContain('金额:12.5万元');
  expect(await say(village, '取消')).toMatch(/没有发布/);
});

const sends = async (from: string, name: string, bytes: Buffer, kind = 'file'): Promise<string> => {
  const before = (await county.messagesTo(from)).length;
  const media = { kind, name, base64: bytes.toString('base64') };
  await county.post('/say', { channel: 'wecom', from, media });
  await county.post('/idle', { timeoutMs: 30_000 });
  return (await county.messagesTo(from))
    .slice(before)
    .map(({ text }) => text)
    .join('\n');
};
/** One dot. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const open = async (text: string): Promise<{ status: number; text: string; link: string }> => {
  const link = /http\S+\/open\/\S+/.exec(text)![0];
  const response = await fetch(link);
  return { status: response.status, text: await response.text(), link };
};

test('2.2.1 a file sent in WeCom is the source: in the preview, linked in the answer, kept with a correction, gone when withdrawn', async () => {
  const kinds = await chooses(OFFICER, await say(OFFICER, '发布'), '新写一条');
  await chooses(OFFICER, kinds, 'D5');
  await say(OFFICER, '秋季助学金发放结果公布');
  const summary = '本学期发放助学金二百一十人,名单见附件,有异议可以打监督电话。';
  expect(await say(OFFICER, summary)).toMatch(/请发图片或网址/);
  const careless = Buffer.from('张三,110101199001011237');
  expect(await sends(OFFICER, '名单.csv', careless)).toMatch(/没隐去的身份证号/);
  expect(await sends(OFFICER, '录音.amr', Buffer.from('#!AMR\n1'), 'voice')).toMatch(/语音不能当附件/);
  const preview = await sends(OFFICER, '公示栏.png', PICTURE, 'image');
  expect(preview).toMatch(/收到附件:图片1\.png[\s\S]*群众会看到:[\s\S]*附件:图片1\.png/);
  const both = await sends(OFFICER, '名单.csv', Buffer.from('姓名,金额\n王同学,500'));
  expect(both).toMatch(/附件:图片1\.png、附件2\.txt/);
  expect(await chooses(OFFICER, both, '送审查')).toMatch(/已送许麦田审查/);
  const card = await cardOf(LEADER, /助学金/);
  expect(card.text).toMatch(/附件2\.txt/);
  await county.press(card, 'approve');

  const answer = await asks('秋季助学金发放结果公布了吗');
  expect(answer).toMatch(/附件:图片1\.png、附件2\.txt\n看附件:http/);
  const page = await open(answer);
  expect(page.text).toContain('二百一十人');
  const href = /href="([^"]+\/files\/[^"]+)"[^>]*>附件2/.exec(page.text)![1]!;
  const old = new globalThis.URL(href, page.link);
  expect(await (await fetch(old)).text()).toContain('王同学');

  const { prisma } = county.house.database;
  const { code } = await prisma.disclosure.findFirstOrThrow({
    where: { title: { contains: '助学金发放结果' } },
  });
  // WeCom takes thirty messages a minute to one member.
  await county.advance('PT2M');
  await say(OFFICER, `更正 ${code}`);
  expect(await sends(OFFICER, '新名单.csv', Buffer.from('姓名,金额\n王同学,600'))).toMatch(
    /收到新附件:附件1\.txt/,
  );
  expect(await say(OFFICER, '因为金额写错了')).toMatch(/已更正/);
  expect(await asks('秋季助学金发放结果公布了吗')).toMatch(/附件:附件1\.txt/);
  expect((await fetch(old)).status).toBe(404);
  const [kept] = await prisma.disclosureVersion.findMany({ where: { code } });
  expect(JSON.stringify(kept!.content)).toContain('附件2.txt');

  await say(LEADER, `撤回 ${code} 名单要重新核对`);
  expect(await asks('秋季助学金发放结果公布了吗')).not.toMatch(/附件|http/);
  expect(await open(answer)).toMatchObject({ status: 410 });
});

test('a document that WeCom does not hand on is uploaded on the page of the draft, which the chat leads to', async () => {
  await county.advance('PT2M');
  const kinds = await chooses(OFFICER, await say(OFFICER, '发布'), '新写一条');
  await chooses(OFFICER, kinds, 'D5');
  await say(OFFICER, '冬季取暖补助发放结果');
  await say(OFFICER, '冬季取暖补助发放三百户,名单见附件。');
  const link = /(http\S+)\/console\/publish\/(D5-\d+-\d+)/.exec(await say(OFFICER, '上传'))!;
  expect(link[1]).toBe(county.url);
  expect(
    await county.house.database.prisma.disclosure.findUnique({ where: { code: link[2]! } }),
  ).toMatchObject({
    status: '待公开',
    officerUserid: OFFICER,
  });
});
