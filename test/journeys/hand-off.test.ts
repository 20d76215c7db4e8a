/** 4.1.5, 0.5: a citizen reaches a person in one step; the person sees what was said; the machine is silent and comes back. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openCounty, textOf, type County } from '../helpers/county.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
// The platform takes thirty messages a minute for one member.
beforeEach(() => county.advance('PT2M'));
afterAll(() => county.close());

const AGENT = 'he.maixi2';
const settle = () => county.post('/idle', { timeoutMs: 30_000 });
const lastCard = async (userid: string): Promise<ShownMessage> =>
  (await county.messagesTo(userid)).findLast(
    ({ taskId, kind }) => kind === 'card' && taskId?.startsWith('hand-off'),
  )!;
/** What a person got while `act` ran. */
async function got(person: string, act: () => Promise<unknown>): Promise<string> {
  const before = (await county.messagesTo(person)).length;
  await act();
  await settle();
  return textOf((await county.messagesTo(person)).slice(before));
}

test('人工 in office hours: a card, 接待, the whole talk, words both ways, 结束, and the machine is back', async () => {
  await county.ask('wmA', '低保怎么申请');
  expect(textOf(await county.ask('wmA', '人工'))).toMatch(/工作人员.*0000-\d{7}/s);
  const card = await lastCard(AGENT);
  expect(card.text).toContain('低保怎么申请');
  // Until somebody comes the machine goes on.
  expect(textOf(await county.ask('wmA', '那要多少钱'))).toContain('不收费');

  const told = await got('wmA', async () => {
    const seen = textOf(await county.press(card, 'take'));
    expect(seen).toMatch(/低保怎么申请[\s\S]*最低生活保障[\s\S]*那要多少钱/);
    expect(seen).toContain('结束');
  });
  expect(told).toContain('工作人员来了');
  const other = (await county.messagesTo('wei.tangman')).find(({ taskId }) => taskId?.startsWith('hand-off'));
  expect(other?.settled).toContain('何麦溪 接待中');

  expect(await got('wmA', () => county.ask(AGENT, '您家几口人?', 'wecom'))).toBe('工作人员:您家几口人?');
  expect(await got(AGENT, async () => expect(await county.ask('wmA', '三口,低保怎么申请')).toEqual([]))).toBe(
    '【1号】三口,低保怎么申请',
  );
  expect(await got('wmA', () => county.ask(AGENT, '结束', 'wecom'))).toContain('接待结束了');
  expect(textOf(await county.ask('wmA', '低保怎么申请'))).toContain('最低生活保障');
});

test('a servicer with two citizens writes to the one they turned to, and is told to whom', async () => {
  for (const who of ['wmB1', 'wmB2']) {
    await county.ask(who, '人工');
    await county.press(await lastCard(AGENT), 'take');
  }
  expect(textOf(await county.ask(AGENT, '您请说', 'wecom'))).toContain('已发给 2号');
  expect(textOf(await county.messagesTo('wmB1'))).not.toContain('您请说');
  expect(textOf(await county.ask(AGENT, '1', 'wecom'))).toContain('1号');
  expect(await got('wmB1', () => county.ask(AGENT, '收到', 'wecom'))).toBe('工作人员:收到');
  await county.ask('wmB1', '结束');
  expect(textOf(await county.ask(AGENT, '还在吗', 'wecom'))).not.toContain('已发给');
  expect(textOf(await county.messagesTo('wmB2'))).toContain('还在吗');
  await county.ask(AGENT, '结束', 'wecom');
});

test('微信客服 with a servicer on duty: handed over there, silent, and back when the servicer ends', async () => {
  await county.post('/servicer', { servicer: AGENT, do: 'on' });
  await county.ask('wmC', '护照要多少钱');
  const seen = await got(AGENT, async () => {
    expect(textOf(await county.ask('wmC', '转人工'))).toContain('他会在这里回您');
  });
  expect(seen).toMatch(/护照要多少钱/);
  const servicer = { servicer: AGENT, customer: 'wmC' };
  expect((await county.post('/servicer', { ...servicer, do: 'say', text: '您好,请讲' })).status).toBe(200);
  await settle();
  expect(await county.ask('wmC', '护照怎么办')).toEqual([]);
  expect((await county.post('/servicer', { ...servicer, do: 'end' })).status).toBe(200);
  await settle();
  expect(textOf(await county.ask('wmC', '护照怎么办'))).toContain('护照');

  const row = await county.house.database.prisma.handOff.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect(row).toMatchObject({ mode: 'kf', state: 'ended', endedBy: 'servicer', servicer: AGENT });
  const turns = await county.house.database.prisma.turn.count({
    where: { conversationId: row.conversationId },
  });
  expect(turns).toBe(5);
});

test('the citizen ends it: 结束 takes the customer back from the platform', async () => {
  await county.ask('wmD', '人工');
  expect(textOf(await county.ask('wmD', '结束'))).toContain('结束了');
  expect(textOf(await county.ask('wmD', '低保怎么申请'))).toContain('最低生活保障');
  await county.post('/servicer', { servicer: AGENT, do: 'off' });
});

test('what a complaint says is not shown to the servicer', async () => {
  await county.ask('wmE', '我要投诉');
  await county.ask('wmE', '便民服务中心的小林收了我两条烟才给办');
  await county.ask('wmE', '人工');
  const card = await lastCard(AGENT);
  expect(card.text).not.toMatch(/小林|两条烟/);
  const seen = textOf(await county.press(card, 'take'));
  expect(seen).toContain('不显示');
  expect(seen).not.toMatch(/小林|两条烟/);
  await county.ask(AGENT, '结束', 'wecom');
});

test('nobody says anything: the next question is the machine’s again', async () => {
  await county.ask('oF', '人工', 'wechat');
  await county.press(await lastCard(AGENT), 'take');
  expect(await got('oF', () => county.ask(AGENT, '您好', 'wecom'))).toContain('您好');
  await county.advance('PT31M');
  expect(textOf(await county.ask('oF', '低保怎么申请', 'wechat'))).toContain('最低生活保障');
  expect(await got('oF', () => county.ask(AGENT, '您还在吗', 'wecom'))).toBe('');
});

test('nobody comes: the citizen is told after twenty minutes; once somebody came it is not said', async () => {
  await county.ask('wmG', '人工');
  expect(await got('wmG', () => county.advance('PT21M'))).toMatch(/一时没有腾出手.*0000-\d{7}/s);
  await county.ask('wmH', '人工');
  await county.press(await lastCard(AGENT), 'take');
  expect(await got('wmH', () => county.advance('PT21M'))).toBe('');
  await county.ask(AGENT, '结束', 'wecom');
});

test('outside office hours: when they return; who wants it is called on then', async () => {
  await county.post('/clock', { now: '2026-11-26T19:10:00+08:00' });
  const text = textOf(await county.ask('wmI', '人工'));
  expect(text).toMatch(/11月27日\(周五\)8:30 回来/);
  const cards = async () =>
    (await county.messagesTo(AGENT)).filter(
      ({ taskId, kind }) => kind === 'card' && taskId?.startsWith('hand-off'),
    ).length;
  const before = await cards();
  expect(textOf(await county.ask('wmI', '1'))).toContain('上班后');
  expect(await cards()).toBe(before);
  expect(textOf(await county.ask('wmI', '低保怎么申请'))).toContain('最低生活保障');
  await county.post('/clock', { now: '2026-11-27T08:40:00+08:00' });
  expect(await cards()).toBe(before + 1);
  await county.press(await lastCard(AGENT), 'take');
  expect(await got('wmI', () => county.ask(AGENT, '早上好', 'wecom'))).toContain('早上好');
});

test('neither the talk nor who talks lies open in the database', async () => {
  const rows = await county.house.database.prisma.$queryRaw<{ dump: string }[]>`
    select coalesce(string_agg(t::text, ''), '') as dump from (
      select row_to_json(h)::text as t from hand_off h union all
      select row_to_json(o)::text from outbox_message o union all
      select row_to_json(t)::text from turn t union all
      select row_to_json(j)::text from pgboss.job j) all_rows`;
  expect(rows[0]!.dump.length).toBeGreaterThan(1_000);
  expect(rows[0]!.dump).not.toMatch(/您家几口人|三口|wmB1|两条烟/);
});
