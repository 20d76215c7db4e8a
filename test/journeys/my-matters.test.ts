/** 我的事项 and 我的数据: one list of everything, and the citizen's rights over what is held. Checklist rows 3.3.6 and 3.1.4. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
const ID_NUMBER = '11010519491231002X';

const prisma = () => county.house.database.prisma;
const file = async (from: string, description: string, person = '李秀英 13900002222'): Promise<string> =>
  NUMBER.exec(await county.talk(from, '我要申请公开', description, person, '1'))?.[0] ?? '';
const requestOf = (number: string) =>
  prisma().informationRequest.findUniqueOrThrow({ where: { number }, include: { events: true } });
const officer = (...texts: string[]): Promise<string> =>
  texts.reduce<Promise<string>>(
    async (before, text) => (await before, textOf(await county.ask(OFFICER, text, 'wecom'))),
    Promise.resolve(''),
  );
const citizenOf = async (number: string): Promise<string> => (await requestOf(number)).citizenId!;

test('3.3.6 我的事项 lists requests, named complaints and comments; a number opens each; 返回 and 人工 work', async () => {
  expect(await county.talk('wmM1', '我的事项')).toContain('还没有在这里办过事');
  const request = await file('wmM1', '民政局2025年临时救助发放情况文件');
  await county.talk('wmM1', '我要投诉', '民政局窗口的人态度很差,让我跑了三趟', '2');
  await county.talk('wmM1', '我要投诉', '交通运输局的车乱停挡了我家的门', '1');
  await county.talk('wmM1', '订阅柳树湾村的村组财务');
  const list = await county.talk('wmM1', '我的事项');
  expect(list).toContain('您有 3 件事,2 件在办');
  expect(list).toMatch(/3 我的订阅:1 项/);
  expect(list).toMatch(new RegExp(`申请公开信息 ${request}:已受理`));
  expect(list).toMatch(/投诉举报 TS-.{4}-.{4}:已登记/);

  const shown = Number(/(\d) 申请公开信息/.exec(list)?.[1]);
  expect(await county.talk('wmM1', String(shown))).toContain('期限这样算');
  expect(await county.talk('wmM1', String(3 - shown))).toContain('已登记');
  expect(await county.talk('wmM1', '3')).toContain('柳树湾村');
  expect(await county.talk('wmM1', '返回')).toContain('政务公开');
  expect(await county.talk('wmM1', '我的数据', '1')).toMatch(/订阅:.*柳树湾村/);
  expect(await county.talk('wmM2', '我的事项')).not.toContain(request);
});

test('3.3.6 a grievance in the form of a request is guided to a complaint, or goes on if the person wants', async () => {
  const guided = await county.talk('wmM3', '我要申请公开', '要求查处民政局乱发救助金的人,给我们一个说法');
  expect(guided).toMatch(/转为投诉举报[\s\S]*还是申请公开信息/);
  expect(guided).toContain('第三十九条');
  expect(await county.talk('wmM3', '1')).toMatch(/匿名[\s\S]*实名/);
  expect(await county.talk('wmM3', '1')).toMatch(/TS-/);
  expect(await county.talk('wmM4', '我要申请公开', '要求处理民政局乱发钱的事', '2')).toMatch(/姓名.*电话/s);
});

test('3.3.6 proof of identity only with separate consent; it is forgotten on demand and in time', async () => {
  const back = await county.talk(
    'wmM5',
    '我要申请公开',
    '民政局的婚姻登记档案管理办法',
    `王芳 ${ID_NUMBER} 13800003333`,
  );
  expect(back).toContain('110***********002X');
  expect(back).toMatch(/敏感个人信息[\s\S]*1 确认,同意用身份证号核对[\s\S]*2 确认,不留身份证号/);
  const kept = NUMBER.exec(await county.talk('wmM5', '1'))![0];
  const consent = await prisma().consent.findMany({ where: { citizenId: await citizenOf(kept) } });
  expect(consent).toMatchObject([{ purpose: 'identity-number', matter: kept, withdrawnAt: null }]);

  const copy = await county.talk('wmM5', '我的数据', '1');
  expect(copy).toMatch(/王芳[\s\S]*13800003333[\s\S]*110\*{11}002X/);
  expect(copy).toMatch(/单独同意:用身份证号核对申请人/);
  expect(await county.talk('wmM5', '更正我的电话', '13800004444')).toContain('改好了');
  expect(await county.talk('wmM5', '我的数据', '1')).toContain('13800004444');

  const erased = await county.talk('wmM5', '删除我的数据', '1');
  expect(erased).toMatch(/已删除:.*身份证号/);
  expect(erased).toMatch(/条发给您的消息的内容/);
  expect(erased).toMatch(/留下的:.*姓名和电话.*还有事在办/s);
  expect(await county.talk('wmM5', '我的数据', '1')).not.toContain('002X');
  expect(await county.talk('wmM5', '我的数据', '1')).toContain('已撤回');
  const turns = await prisma().turn.count({ where: { conversation: { citizenId: await citizenOf(kept) } } });
  expect(turns).toBeLessThan(6);

  const back6 = await county.talk(
    'wmM16',
    '我要申请公开',
    '民政局的婚姻登记档案管理文件',
    `王敏 ${ID_NUMBER} 13800003333`,
    '1',
  );
  expect(back6).toMatch(NUMBER);
  expect(await county.talk('wmM16', '撤回同意')).toContain('身份证号、邮箱、地址已删除');
  expect(await county.talk('wmM16', '我的数据', '1')).not.toContain('002X');
  expect(await county.talk('wmM16', '撤回同意')).toContain('没有要撤回');

  await county.talk(
    'wmM6',
    '我要申请公开',
    '民政局的婚姻登记档案管理规定',
    `王强 ${ID_NUMBER} 13800003333`,
    '2',
  );
  expect(await county.talk('wmM6', '我的数据', '1')).not.toContain('002X');
});

test('3.3.6 whoever has nothing under way is forgotten whole', async () => {
  await county.talk('wmM7', '低保怎么办', '要什么材料');
  const before = await prisma().citizen.count();
  expect(await county.talk('wmM7', '删除我的数据', '确认删除')).toMatch(/已删除:.*聊天记录.*联系您的渠道/);
  expect(await prisma().citizen.count()).toBe(before - 1);
});

test('3.3.6 an applicant under fourteen needs a guardian who agrees', async () => {
  const asked = await county.talk(
    'wmM8',
    '我要申请公开',
    '学校附近交通安全整治的方案文件',
    '小明 我今年12岁 13800005555',
  );
  expect(asked).toMatch(/不满十四周岁.*监护人/s);
  expect(await county.talk('wmM8', '妈妈 赵敏 13800006666')).toContain('写上 同意');
  expect(await county.talk('wmM8', '监护人赵敏 13800006666 同意')).toMatch(/监护人:赵敏 13800006666/);
  const number = NUMBER.exec(await county.talk('wmM8', '1'))![0];
  expect(await prisma().consent.findMany({ where: { citizenId: await citizenOf(number) } })).toMatchObject([
    { purpose: 'minor', matter: number },
  ]);
});

test('3.3.6 help for who cannot read, another form of delivery after the receipt, withdrawal', async () => {
  const asked = await county.talk('wmM9', '我要申请公开', '我不识字,想要民政局高龄津贴的发放标准文件');
  expect(asked).toMatch(/代填.*人工/s);
  await county.talk('wmM9', '刘大爷 13800007777', '2');
  const receipt = await county.talk('wmM9', '3', '1');
  expect(receipt).toMatch(/SQ-[\s\S]*收信的地址/);
  expect(await county.talk('wmM9', '城关街道东门社区12号')).toContain('邮寄纸质');
  const number = NUMBER.exec(receipt)![0];
  expect(await requestOf(number)).toMatchObject({ needsHelp: true, form: '邮寄纸质' });
  const card = (await county.messagesTo(OFFICER)).findLast(({ text }) => text.includes(number))!;
  expect(card.text).toMatch(/阅读或视听有困难/);

  expect(await county.talk('wmM9', `撤回 ${number}`)).toContain('已撤回');
  expect(await requestOf(number)).toMatchObject({ status: 'closed', answerKind: 'withdrawn' });
  expect(textOf(await county.messagesTo(OFFICER))).toContain(`${number} 已由申请人撤回`);
  expect(await county.talk('wmM9', '撤回')).toContain('没有可以撤回的申请');
});

test('3.3.6 a record about oneself is corrected (第四十一条)', async () => {
  const asked = await county.talk('wmM10', '我要更正政府信息');
  expect(asked).toMatch(/错在哪.*证据/s);
  await county.talk(
    'wmM10',
    '民政局高龄津贴登记里我的出生年份写成1956,应该是1946,有户口本',
    '周桂兰 13800008888',
  );
  const number = NUMBER.exec(await county.talk('wmM10', '1'))![0];
  expect(await requestOf(number)).toMatchObject({ kind: 'correction' });
  expect(await officer(number, '答复:予以公开:给您一份')).toContain('更正申请');
  await officer('答复:已更正:出生年份已改为1946年');
  expect((await county.messagesTo('wmM10')).at(-1)?.text).toMatch(/已经更正.*1946.*第四十一条/s);
});

test('3.3.6 three people ask for the same: the unit is told to publish it (第四十四条); excessive asking is explained first (第三十五条)', async () => {
  const same = '民政局2026年养老服务补贴资金分配表';
  await file('wmM11', same);
  await file('wmM12', `${same}的文件`);
  await file('wmM13', `申请公开${same}`);
  const cards = (await county.messagesTo(OFFICER)).filter(({ kind }) => kind === 'card');
  expect(cards.at(-1)?.text).toMatch(/已有 3 人申请相同信息.*第四十四条/);

  const third = NUMBER.exec(cards.at(-1)!.text)![0];
  expect(await officer(third, '答复:分配表见附件,已贴在公开栏')).toContain('已发给申请人');
  expect(
    (await county.messagesTo(OFFICER)).some(({ text }) => /要不要主动公开[\s\S]*已有 3 人/.test(text)),
  ).toBe(true);
  expect(await officer('不列入:含个人账号,已在公开栏公开')).toContain('不列入主动公开');

  const again = await file('wmM11', same);
  expect((await county.messagesTo(OFFICER)).findLast(({ text }) => text.includes(again))?.text).toMatch(
    /同一申请人申请过相近内容/,
  );
  expect(await officer(again, '答复:不予处理:一个月里申请了四次同样的内容')).toContain(
    '先要求申请人说明理由',
  );
  expect(await officer('要求说明理由')).toContain('已请申请人说明理由');
  expect(await county.talk('wmM11', '说明 上次的表看不清楚,要重新看')).toContain('理由记下了');
  expect(await officer(again, '延迟答复:延到2027年3月1日,要逐份核对')).toContain('2027年3月1日');
  expect(await requestOf(again)).toMatchObject({ due: '2027-03-01', status: 'extended' });
});

test('3.3.6 only the unit and the office work a request; a leader’s own word needs no second signature', async () => {
  const number = await file('wmM14', '民政局公墓管理收费的依据文件');
  expect(textOf(await county.ask('he.guman', number, 'wecom'))).toContain('不由您单位办理');
  expect(textOf(await county.ask('peng.muping', number, 'wecom'))).toContain('公墓管理');
  await county.ask(LEADER, number, 'wecom');
  const sent = textOf(await county.ask(LEADER, '答复:信息不存在:按文号和年份在档案室检索没有', 'wecom'));
  expect(sent).toContain('已发给申请人');
  expect(await requestOf(number)).toMatchObject({ answerKind: 'absent', status: 'answered' });
});

test('3.3.6 a digest that came since does not stand in the way of a typed word; nothing of applicants lies open in the database', async () => {
  const number = await file('wmM15', '民政局殡葬服务收费标准的批复', '隐名人甲 13800009999');
  await prisma().outboxMessage.create({
    data: {
      id: 'ffffffff-0000-7000-8000-000000000001',
      key: 'digest-since',
      lane: 'x',
      channel: 'wecom',
      account: '1',
      recipient: (
        await prisma().outboxMessage.findFirstOrThrow({
          where: { subjectType: 'request', subjectId: { endsWith: `:${OFFICER}` } },
        })
      ).recipient,
      toSealed: 'v1.x',
      kind: 'card',
      bodySealed: 'v1.x',
      state: 'sent',
      taskId: 'digest-since',
      subjectType: 'digest',
      subjectId: `2026-11-24:${OFFICER}`,
      createdAt: new Date('2027-01-01T00:00:00Z'),
    },
  });
  expect(await officer('答复')).toContain('请写答复');
  expect(await officer('批复见县政府网站价格专栏')).toContain(`${number} 已答复`);

  const rows = await prisma().$queryRaw<{ dump: string }[]>`
    select coalesce(string_agg(t::text, ''), '') as dump from (
      select row_to_json(r)::text as t from information_request r union all
      select row_to_json(e)::text from information_request_event e union all
      select row_to_json(c)::text from request_consultation c union all
      select row_to_json(s)::text from consent s union all
      select row_to_json(o)::text from outbox_message o union all
      select row_to_json(v)::text from conversation v union all
      select row_to_json(n)::text from turn n union all
      select row_to_json(j)::text from pgboss.job j) all_rows`;
  expect(rows[0]!.dump.length).toBeGreaterThan(1_000);
  expect(rows[0]!.dump).not.toMatch(/wmM15|隐名人甲|13800009999|殡葬服务收费|价格专栏|002X/);
});
