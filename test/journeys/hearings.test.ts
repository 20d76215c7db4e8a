/** 听证 (checklist 3.3.3): announced in time, signed up for by chat, waited for, held, signed, answered. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftItem, faultsBefore, publish, submit } from '../../src/disclosure/publication.ts';
import { systemIds } from '../../src/kit/ids.ts';
import { createHearingDesk } from '../../src/participation/hearing-desk.ts';
import { createCitizens } from '../../src/people/citizens.ts';
import { findOfficial } from '../../src/people/officials.ts';
import { choiceOf, openCounty, type County } from '../helpers/county.ts';
import { requestDeps } from '../helpers/requests.ts';

const OFFICER = 'jin.qingtian';
const LEADER = 'xu.jingpu';
const HOST = 'yan.hezhou';
const NUMBER = /TZ-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const TITLE = '夜市收费方案听证会公告';

let county: County;
let code = '';
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const db = () => county.house.database.prisma;
const moment = () => ({ now: county.clock.now(), ids: systemIds });
const official = async (userid: string) => (await findOfficial(db(), userid))!;
/** As the console's page has it. */
const desk = () => {
  const deps = requestDeps(county.clock);
  const citizenAddress = createCitizens(deps).addressOf;
  return createHearingDesk({ ...deps, outbox: county.house.outbox, citizenAddress });
};
const signUp = async (from: string, name: string): Promise<string> => {
  const offered = await county.talk(from, '我要报名听证会');
  return county.talk(from, choiceOf(offered, '夜市'), name);
};

test('3.3.3 a notice is blocked when it comes too late or the host is of the unit itself, and published when it is right', async () => {
  const asked = await county.says(
    OFFICER,
    '发布听证',
    TITLE,
    '夜市摊位每月收费两百元,听取摊主、居民和消费者的意见。',
    '方案和说明附后:第一条 每月两百元。',
  );
  expect(asked).toMatch(/哪天几点开/);
  await county.says(OFFICER, '11月30日上午9:00', '县政务服务中心二楼报告厅', '2 人', '11月27日', '先到先得');
  const preview = await county.says(OFFICER, '许景圃');
  const refused = await county.says(OFFICER, choiceOf(preview, '送审查'));
  expect(refused).toMatch(/至少 7 日公告.*不能早于2026-12-01/);
  expect(refused).toMatch(/主持人不能是承办单位的人/);

  await county.says(
    OFFICER,
    '发布听证',
    TITLE,
    '夜市摊位每月收费两百元,听取摊主、居民和消费者的意见。',
    '方案和说明附后:第一条 每月两百元。',
    '12月4日下午2点半',
    '县政务服务中心二楼报告厅',
    '2',
    '11月30日',
    '先到先得',
  );
  const right = await county.says(OFFICER, '严禾舟');
  expect(await county.says(OFFICER, choiceOf(right, '送审查'))).toMatch(/已送许景圃审查/);
  const card = (await county.messagesTo(LEADER)).findLast(({ kind }) => kind === 'card')!;
  await county.press(card, 'approve');
  const item = await db().disclosure.findFirstOrThrow({ where: { title: TITLE, status: '已公开' } });
  code = item.code;
  expect(item.details).toMatchObject({ hearing: { at: '2026-12-04T14:30', seats: 2, host: '严禾舟' } });
});

test('3.3.3 sign-up in three messages: a seat with its code, then waiting in order; who gives up makes room at once', async () => {
  const receipt = await signUp('wmH1', '王建国');
  expect(receipt).toMatch(/有席位,编号 TZ-[\s\S]*12月4日 14:30,地点 县政务服务中心二楼报告厅。签到码 \d{4}/);
  await signUp('wmH2', '李秀英');
  expect(await signUp('wmH3', '赵敏')).toMatch(/候补第 1 位/);
  const last = NUMBER.exec(await signUp('wmH4', '周桂兰'))![0];
  expect(await signUp('wmH1', '王建国')).toMatch(/已经报过名/);
  expect(await county.talk('wmH4', '我的事项')).toMatch(/听证报名 TZ-.*:候补第 2 位。有人退出/);
  expect(await county.talk('wmH4', '我的数据', '1')).toMatch(new RegExp(`听证报名 ${last}:姓名 周桂兰`));

  const offered = await county.talk('wmH1', '听证会我去不了,帮我取消');
  expect(offered).toMatch(/已有席位[\s\S]*1 取消报名/);
  expect(await county.talk('wmH1', '1')).toMatch(/已取消/);
  expect(await county.textTo('wmH3')).toMatch(/候补到了.*12月4日 14:30.*签到码 \d{4}/);
  expect(await county.talk('wmH4', last)).toMatch(/候补第 1 位/);
  expect(await county.talk('wmH2', last)).toMatch(/没有查到/);
  const rows = await db().$queryRaw<{ dump: string }[]>`
    select string_agg(row_to_json(s)::text, '') as dump from hearing_signup s`;
  expect(rows[0]!.dump).not.toMatch(/王建国|李秀英|赵敏|周桂兰/);
});

test('3.3.3 reminders of seven days and one day tell time and place, once; the host and the unit hear of it too', async () => {
  // 微信客服 takes messages for two days after a citizen's last words: what came later waits for the next.
  await county.morningOf('2026-11-27');
  await county.talk('wmH2', '好的');
  await county.morningOf('2026-12-03');
  await county.talk('wmH2', '好的');
  const told = (await county.messagesTo('wmH2')).filter(({ text }) => /开听证会/.test(text));
  expect(
    told.map(({ text }) => /^(还有 7 天|明天)开听证会.*14:30,地点 县政务服务中心/.exec(text)?.[1]),
  ).toEqual(['还有 7 天', '明天']);
  expect(await county.textTo('wmH4')).not.toMatch(/开听证会《/);
  expect(await county.textTo(HOST)).toMatch(/明天开听证会.*参加人 2 名/);
  expect(await county.talk('wmH9', '我要报名听证会')).not.toMatch(/夜市/);
});

test('3.3.3 held: checked in by code, minutes signed by host and participants, what was adopted is told before the final', async () => {
  const { database } = county.house;
  const codeOf = async (name: string): Promise<string> => {
    const row = await desk().hearing(db(), await official(OFFICER), code);
    return (await desk().signups(db(), row)).find((one) => one.name === name)!.code!;
  };
  expect(await county.says(HOST, `签到 ${await codeOf('赵敏')}`)).toMatch(/今天没有/);
  await county.morningOf('2026-12-04', '14:40');
  expect(await county.says(HOST, `签到 ${await codeOf('赵敏')}`)).toMatch(/赵敏 签到了/);
  expect(await county.says(OFFICER, `签到 ${await codeOf('赵敏')}`)).toMatch(/已经签到/);
  expect(await county.says('yang.qingman', `签到 ${await codeOf('李秀英')}`)).toMatch(/今天没有/);

  const officer = await official(OFFICER);
  const host = await official(HOST);
  const live = desk();
  await expect(
    database.transaction((tx) => live.answer(tx, officer, code, '多数人同意两百元,建议淡季减半,已采纳。')),
  ).rejects.toThrow(/Not signed/);
  await database.transaction((tx) => live.record(tx, officer, code, '赵敏:同意两百元,建议淡季减半。'));
  await expect(database.transaction((tx) => live.sign(tx, officer, code))).rejects.toThrow(/Not the host/);
  await database.transaction((tx) => live.sign(tx, host, code));
  const { number } = await db().hearingSignup.findFirstOrThrow({ where: { status: 'attended' } });
  expect(await county.talk('wmH3', `有误 ${number} 我说的是淡季免收`)).toMatch(/已转给/);
  expect(await county.textTo(OFFICER)).toMatch(/认为有误:我说的是淡季免收/);
  expect(await county.talk('wmH3', `签字 ${number}`)).toMatch(/签字记下了/);

  const final = {
    title: '夜市收费办法',
    summary: '夜市摊位每月收费两百元,淡季减半,下月起执行。',
    body: '第一条……',
    particulars: { stage: '决定', consultationOf: code },
  };
  const blocked = await database.transaction(async (tx) => {
    const item = await draftItem(tx, moment(), officer, { ...final, category: 'G2' });
    return submit(tx, moment(), officer, item.code, final);
  });
  expect(blocked.faults.map(({ reason }) => reason).join()).toMatch(/采纳情况还没有公布/);
  const named = '赵敏提出淡季减半,采纳,因为淡季客流少一半。';
  await expect(database.transaction((tx) => live.answer(tx, officer, code, named))).rejects.toThrow(/Names/);
  const { item, faults } = await database.transaction((tx) =>
    live.answer(tx, officer, code, '意见:淡季减半。采纳。理由:淡季客流少一半,收费相应减少。'),
  );
  expect(faults).toEqual([]);
  expect(item.summary).toMatch(/到会 1 人,笔录经主持人和 1 名参加人签字/);
  const leader = await official(LEADER);
  await database.transaction((tx) => publish(tx, moment(), leader, item.code));
  expect(await county.talk('wmH3', '我的事项')).toMatch(/已参加。采纳情况已经公布/);
  expect(await county.textTo('wmH3')).toMatch(/您参加的听证.*意见采纳情况公布了/);
  expect(await faultsBefore(db(), blocked.item, '2026-12-04')).toEqual([]);
  expect(await county.talk('wmH4', '删除我的数据', '1')).toMatch(/已删除:.*1 个听证报名的姓名/);
  expect(await county.talk('wmH3', '删除我的数据', '1')).toMatch(/留下的:.*听证笔录要归档/s);
});
