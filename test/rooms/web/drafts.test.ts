/** 征求意见 in the console, by forms alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createComments } from '../../../src/participation/comments.ts';
import { createCommentDesk } from '../../../src/participation/comment-desk.ts';
import type { Disclosure } from '../../../src/disclosure/disclosures.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { testClock } from '../../helpers/house.ts';
import { requestDeps } from '../../helpers/requests.ts';

const OFFICER = 'shen.jianzhou';
/** Open until 2026-12-11, with 采纳情况 planned as G2-2026-007. */
const CODE = 'G2-2026-006';
const PAGE = `/console/drafts/${CODE}`;

const clock = testClock();
const deps = requestDeps(clock);
const asked: Disclosure[] = [];
let staff: TestConsole;
beforeAll(async () => {
  staff = await openConsole({
    commentDesk: createCommentDesk(deps),
    county: clock,
    reviews: { ask: async (_tx, item) => (asked.push(item), ''), settle: async () => {} },
  });
});
afterAll(() => staff.close());

const say = (citizenId: string, text: string) =>
  staff.database.transaction((tx) => createComments(deps).file(tx, { code: CODE, citizenId, text }));
const clusters = () => createCommentDesk(deps).clusters(staff.database.prisma, CODE);

test('3.3.5 comments are read without their authors, put together, taken apart, answered, and published as what was owed', async () => {
  await say('citizen-one', '末班车五点半太早,学生放学坐不上车');
  const { number } = await say('citizen-two', '末班车五点半太早了,学生放学坐不上');
  await say('citizen-three', '票价三元可以接受,希望增加环线班次');
  const officer = await staff.signIn(OFFICER);
  expect((await officer.get('/console/drafts')).text).toMatch(/城乡公交线路[\s\S]*正在征求/);
  const page = (await officer.get(PAGE)).text;
  expect(page).toMatch(/意见 3 条,2 类[\s\S]*对整体 · 2 条/);
  expect(page).toMatch(/征求意见到 2026年12月11日 截止以后才能公布/);
  expect(page).not.toMatch(/citizen-/);

  await officer.post(`${PAGE}/split`, { number });
  expect(await clusters()).toHaveLength(3);
  const [first, , alone] = await clusters();
  await officer.post(`${PAGE}/merge`, { cluster: alone!.id, into: first!.id });
  expect((await clusters()).map(({ comments }) => comments.length)).toEqual([2, 1]);

  clock.moveTo(new Date('2026-12-14T09:20:00+08:00'));
  expect((await officer.get('/console')).text).toMatch(/份草案征求意见结束/);
  expect((await officer.post(`${PAGE}/answer`, {})).text).toMatch(/还有 2 组意见没有写/);
  for (const { id } of await clusters())
    await officer.post(`${PAGE}/decide`, {
      cluster: id,
      adoption: 'partly',
      gist: '末班车晚一点,环线多一点',
      reason: '末班车改到六点半,环线班次看客流',
    });
  expect((await officer.get(PAGE)).text).toMatch(/部分采纳[\s\S]*理由:末班车改到六点半/);
  await officer.post(`${PAGE}/answer`, {});
  expect(asked).toMatchObject([{ code: 'G2-2026-007', status: '审核', adoptionOf: CODE, stage: '意见采纳' }]);
  expect(asked[0]!.body).toMatch(/1\. 末班车晚一点,环线多一点\(2 条\)。部分采纳。理由:末班车改到六点半/);
});

test('3.3.3, 3.3.5 at a desk a draft and a hearing are written by form; what is missing is said', async () => {
  const officer = await staff.signIn('jin.qingtian');
  expect((await officer.get('/console/publish/new?category=G2')).text).toMatch(/征求意见多少天[\s\S]*主持人/);
  const write = async (fields: Record<string, string>): Promise<string> => {
    const base = {
      category: 'G2',
      title: '路灯节能改造方案',
      summary: '全县路灯三年内换成节能灯。',
      body: '第一条',
    };
    const { location, text } = await officer.post('/console/publish', { ...base, ...fields });
    return location ? (await officer.get(location)).text : text;
  };
  expect(await write({ stage: '征求意见', windowDays: '10' })).toMatch(/少于 30 天,要写明原因/);
  expect(await write({ stage: '征求意见', windowDays: '30' })).toMatch(/公开之日起 30 天/);
  const hearing = {
    stage: '听证',
    hearingDay: '2027-01-08',
    hearingTime: '9:00',
    hearingPlace: '二楼报告厅',
    hearingSeats: '20',
    signupFrom: '2026-12-14',
    signupTo: '2026-12-25',
    selection: '分组抽签',
    groups: '消费者 12,经营者 8',
  };
  expect(await write({ ...hearing, host: '许景圃' })).toMatch(/主持人不能是承办单位的人/);
  expect(await write({ ...hearing, hearingPlace: '' })).toMatch(/都要填/);
  const right = await write({ ...hearing, host: '严禾舟' });
  expect(right).toMatch(/听证地点:二楼报告厅/);
  expect(right).not.toMatch(/主持人不能|加起来要等于/);
});

test('3.3.5 another unit sees neither list nor draft; who works no rounds is told who does', async () => {
  const other = await staff.signIn('yang.qingman');
  expect((await other.get('/console/drafts')).text).not.toContain('城乡公交');
  expect(await other.get(PAGE)).toMatchObject({ status: 403 });
  expect(await (await staff.signIn('kang.maihe')).get('/console/drafts')).toMatchObject({ status: 403 });
});
