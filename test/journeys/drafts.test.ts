/** 预公开 (checklist 3.3.5, 1.8, 4.4.3): a draft put before the public from WeCom, spoken on by chat, answered, and only then decided. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCommentDesk } from '../../src/participation/comment-desk.ts';
import { draftItem, faultsBefore, publish, submit } from '../../src/disclosure/publication.ts';
import { systemIds } from '../../src/kit/ids.ts';
import { findOfficial } from '../../src/people/officials.ts';
import { choiceOf, openCounty, type County } from '../helpers/county.ts';
import { contentKey } from '../helpers/house.ts';

const OFFICER = 'jin.qingtian';
const LEADER = 'xu.jingpu';
const NUMBER = /YJ-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const TITLE = '夜市经营时段管理办法(征求意见稿)';

let county: County;
let code = '';
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const db = () => county.house.database.prisma;
const moment = () => ({ now: county.clock.now(), ids: systemIds });
const official = async (userid: string) => (await findOfficial(db(), userid))!;
const desk = () => createCommentDesk({ clock: county.clock, ids: systemIds, content: contentKey() });
const comments = async (from: string, text: string): Promise<string> => {
  const offered = await county.talk(from, '提意见');
  return county.talk(from, choiceOf(offered, '夜市'), text);
};

test('3.3.5 an officer publishes a draft by chat: clauses counted, a short window needs its reason, a second person agrees', async () => {
  const asked = await county.says(
    OFFICER,
    '发布草案',
    TITLE,
    '夜市每天开到二十三点,摊位按号经营,噪声超标的先劝导后处罚。',
  );
  expect(asked).toMatch(/一条一条写/);
  await county.says(OFFICER, '第一条 夜市每天十七点到二十三点经营。\n第二条 摊位按号经营,每月收费三百元。');
  const counted = await county.says(OFFICER, '第三条 噪声超标的,先劝导,再处罚。\n两次以上的,取消摊位。');
  expect(counted).toMatch(/3 条/);
  expect(await county.says(OFFICER, '完')).toMatch(/征求意见多少天/);
  expect(await county.says(OFFICER, '15')).toMatch(/要写原因/);
  const preview = await county.says(OFFICER, '15天,因为夏季夜市月底要开市');
  expect(preview).toMatch(/公开之日起 15 天[\s\S]*原因:夏季夜市月底要开市/);
  expect(await county.says(OFFICER, choiceOf(preview, '送审查'))).toMatch(/已送许景圃审查/);
  const card = (await county.messagesTo(LEADER)).findLast(({ kind }) => kind === 'card')!;
  await county.press(card, 'approve');
  const item = await db().disclosure.findFirstOrThrow({ where: { title: TITLE } });
  code = item.code;
  expect(item).toMatchObject({
    status: '已公开',
    stage: '征求意见',
    details: { commentRound: { days: 15, opens: '2026-11-24', closes: '2026-12-09' } },
  });
});

test('3.3.5 a citizen reads a clause and comments on it in four messages; it may be added to and taken back', async () => {
  const offered = await county.talk('wmD1', '对草案提意见');
  const shown = await county.talk('wmD1', choiceOf(offered, '夜市'));
  expect(shown).toMatch(/12月9日 截止。期限短于 30 天,因为:夏季夜市月底要开市[\s\S]*一共 3 条/);
  expect(await county.talk('wmD1', '第三条')).toMatch(/先劝导,再处罚[\s\S]*取消摊位/);
  const receipt = await county.talk('wmD1', '第三条处罚太重,建议第一次只劝导不罚款');
  expect(receipt).toMatch(/第三条的意见,编号 YJ-/);
  const number = NUMBER.exec(receipt)![0];

  const held = await county.talk('wmD1', number);
  expect(held).toMatch(/已收到[\s\S]*1 补充[\s\S]*2 撤回/);
  await county.talk('wmD1', '1');
  expect(await county.talk('wmD1', '可以先发告知单')).toContain(`已补充到 ${number}`);
  expect(await county.talk('wmD1', '我的事项')).toMatch(/对草案的意见 YJ-.*:已收到.*12月9日 截止/);
  expect(await county.talk('wmD2', number)).toMatch(/没有查到/);

  await comments('wmD2', '第三条处罚太重了,建议第一次只劝导,不要罚款');
  await comments('wmD3', '第二条收费三百元太高,小摊贩负担不起');
  const gone = NUMBER.exec(await comments('wmD4', '希望夜市里多放几个垃圾桶和公共厕所'))![0];
  expect(await county.talk('wmD4', `撤回 ${gone}`)).toContain('已撤回');
  expect(await county.talk('wmD4', `补充 ${gone} 再说一句`)).toContain('已经撤回');
  const rows = await db().$queryRaw<{ dump: string }[]>`
    select string_agg(row_to_json(c)::text, '') as dump from comment c`;
  expect(rows[0]!.dump).not.toMatch(/处罚|三百元|垃圾桶/);
});

test('2.6.3 who objects to the taking of land asks for a hearing within the thirty days of the notice; the unit hears of it', async () => {
  expect(await county.talk('wmD7', '我要求参加征地补偿听证会')).toMatch(/第四十七条.*提意见.*要求听证/);
  const offered = await county.talk('wmD7', '提意见');
  expect(await county.talk('wmD7', choiceOf(offered, '河滩地'))).toMatch(
    /正在公告,到 2026年12月10日 截止[\s\S]*要求听证/,
  );
  expect(await county.talk('wmD7', '补偿标准比邻县低,我们要求听证')).toMatch(/要求听证已经记下.*第四十七条/);
  const [land] = await db().comment.findMany({
    where: { asksHearing: true },
    include: { consultation: true },
  });
  expect(land!.consultation.disclosureCode).toBe('V3-2026-007');
  const told = await db().outboxMessage.count({
    where: { key: { startsWith: 'hearing-asked:V3-2026-007' } },
  });
  expect(told).toBe(1);
});

test('3.3.5 the unit is reminded before the end; comments that say the same stand together, without their authors', async () => {
  await county.morningOf('2026-12-07');
  expect(await county.textTo(OFFICER)).toMatch(/夜市.*还有 2 天截止.*已收到 3 条/);
  const clusters = await desk().clusters(db(), code);
  expect(clusters.map(({ clause, comments: list }) => [clause, list.length])).toEqual([
    ['第三条', 2],
    ['第二条', 1],
  ]);
  expect(JSON.stringify(clusters)).not.toMatch(/wmD|citizen/);
  const by = await official(OFFICER);
  await expect(county.house.database.transaction((tx) => desk().answer(tx, by, code))).rejects.toThrow(
    /window is open/,
  );
});

test('3.3.5 each cluster is answered with its reason, published, told to its authors; until then the final is blocked', async () => {
  await county.morningOf('2026-12-10');
  expect(await county.textTo(OFFICER)).toMatch(/截止了,收到 3 条.*正式决定不能公开/);
  expect(await db().obligation.count({ where: { key: `adoption:${code}`, status: 'open' } })).toBe(1);
  expect(await comments('wmD5', '我也说一句')).not.toMatch(/编号/);
  const by = await official(OFFICER);
  const leader = await official(LEADER);
  const { database } = county.house;
  const final = {
    title: '夜市经营时段管理办法',
    summary: '夜市每天十七点到二十三点经营,摊位按号,收费每月二百元。',
    body: '第一条……',
    particulars: { stage: '决定', consultationOf: code },
  };
  const blocked = await database.transaction(async (tx) => {
    const item = await draftItem(tx, moment(), by, { ...final, category: 'G2' });
    return submit(tx, moment(), by, item.code, final);
  });
  expect(blocked.faults.map(({ reason }) => reason).join()).toMatch(/采纳情况还没有公布/);

  const answer = () => database.transaction((tx) => desk().answer(tx, by, code));
  await expect(answer()).rejects.toThrow(/Not all answered/);
  const [punish, fee] = await desk().clusters(db(), code);
  const decide = (id: string, gist: string, reason: string, adoption: 'adopted' | 'declined') =>
    database.transaction((tx) => desk().decide(tx, by, id, { adoption, gist, reason }));
  await expect(decide(punish!.id, '打 13800001111 的人说处罚重', '采纳', 'adopted')).rejects.toThrow(
    /telephone/,
  );
  await decide(punish!.id, '初次超标只劝导不罚款', '初次改为劝导并发告知单', 'adopted');
  await decide(fee!.id, '降低摊位收费', '收费只够保洁和用电', 'declined');
  const { item, faults } = await answer();
  expect(faults).toEqual([]);
  expect(item).toMatchObject({ stage: '意见采纳', adoptionOf: code });
  expect(item.body).toMatch(/1\. 第三条:初次超标只劝导不罚款\(2 条\)。采纳。理由:初次改为/);
  expect(`${item.summary}${item.body}`).not.toMatch(/YJ-|wmD/);
  expect(await county.talk('wmD1', '我的事项')).toMatch(/正在研究/);

  await database.transaction((tx) => publish(tx, moment(), leader, item.code));
  expect(await county.talk('wmD3', '我的事项')).toMatch(/不采纳。理由:收费只够保洁和用电/);
  expect((await county.messagesTo('wmD1')).some(({ text }) => /YJ-.*:采纳。理由:初次改为/.test(text))).toBe(
    true,
  );
  expect(await county.textTo('wmD4')).not.toMatch(/:采纳|:不采纳/);
  expect(await faultsBefore(db(), blocked.item, '2026-12-10')).toEqual([]);
  expect(await county.talk('wmD6', `${TITLE}意见采纳情况`)).toMatch(/收到意见 3 条,归并为 2 类/);
});
