/** A model beside the answers, behind a real endpoint: it may phrase; whatever else it does, the citizen has the template in time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModelEndpoint, type ModelEndpoint } from '../../src/main/commands/bench/model-endpoint.ts';
import { createModelBooks } from '../../src/store/model-use.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
let endpoint: ModelEndpoint;
beforeAll(async () => {
  endpoint = await openModelEndpoint(() => ({ status: 500 }));
  county = await openCounty({
    env: {
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_MODEL: 'scripted',
      OPENAI_API_KEY: 'sk-test',
      OPENAI_TIMEOUT_SECONDS: '1',
    },
  });
});
afterAll(async () => {
  await county.close();
  await endpoint.close();
});

const QUESTION = '民政局电话';
const PLAIN = (draft: string): string => draft.replace(/^电话:(\S+)$/m, '电话是$1。');
let people = 0;

/** A new citizen asks; what was said, the evidence kept, what the model was sent. */
async function hear(
  question = QUESTION,
): Promise<{ text: string; evidence: Record<string, unknown>; sent: string }> {
  const before = endpoint.requests.length;
  const got = await county.ask(`wmModel${++people}`, question);
  expect(got).toHaveLength(1);
  const turn = await county.house.database.prisma.turn.findFirst({ orderBy: { id: 'desc' } });
  return {
    text: got[0]!.text,
    evidence: (turn!.evidence as { model?: Record<string, unknown> }).model ?? {},
    sent: endpoint.requests
      .slice(before)
      .map(({ raw }) => raw)
      .join('\n'),
  };
}
const draftOf = (user: string): string => /\(草稿开始\)\n([\s\S]*?)\n\(草稿结束\)/.exec(user)![1]!;

test('an answer goes out in plainer words, with the same facts, choices and citations, and tells why', async () => {
  endpoint.script(({ user }) => ({ say: { text: PLAIN(draftOf(user)) } }));
  const { text, evidence, sent } = await hear();
  expect(text).toMatch(/电话是0000-7213103。[\s\S]*1 怎么投诉/);
  expect(evidence).toMatchObject({ prompt: 'rewrite@1', outcome: 'used' });
  expect(sent).toContain('清和县民政局');
  // Telephones, also those of units, stay here.
  expect(sent).not.toMatch(/7213103|7290181/);
});

test.each([
  ['hangs', { hang: true as const }, 'late'],
  ['errs', { status: 500 }, 'failed'],
  ['stops half way', { cut: '{"choices":[' }, 'failed'],
  ['is cut at its length', { say: '{"text":"清和县民', finish: 'length' }, 'unreadable'],
  ['says something else', { say: 'OK' }, 'unreadable'],
  ['lies', { say: { text: '民政局电话是110,办低保要500元。' } }, 'guarded'],
])('a model that %s: the template goes out', async (_, reply, outcome) => {
  // A good call before it: failures in a row would send the endpoint to rest.
  endpoint.script(({ user }) => ({ say: { text: PLAIN(draftOf(user)) } }));
  expect((await hear()).evidence).toMatchObject({ outcome: 'used' });
  endpoint.script(() => reply);
  const { text, evidence } = await hear();
  expect(text).toContain('电话:0000-7213103');
  expect(evidence).toMatchObject({ prompt: 'rewrite@1', outcome });
});

test('the books tell how many were asked, what became of them, what they cost', async () => {
  const uses = await createModelBooks(county.house.database, county.clock).list(1);
  const calls = (outcome: string): number =>
    uses.filter((use) => use.outcome === outcome).reduce((sum, use) => sum + use.calls, 0);
  expect(calls('used')).toBe(7);
  expect(calls('guarded')).toBe(1);
  expect(calls('late')).toBe(1);
  expect(uses.reduce((sum, use) => sum + use.tokensIn, 0)).toBeGreaterThan(1_000);
});

test('switched off it is not asked from that moment on, switched on it is again', async () => {
  const books = createModelBooks(county.house.database, county.clock);
  endpoint.script(({ user }) => ({ say: { text: PLAIN(draftOf(user)) } }));
  await books.turn(false, 'luo.yuanyao');
  const off = await hear();
  expect(off).toMatchObject({ sent: '', evidence: { outcome: 'off' } });
  expect(off.text).toContain('电话:0000-7213103');
  await books.turn(true, 'luo.yuanyao');
  expect((await hear()).text).toContain('电话是0000-7213103');
});

test('关闭模型 by chat is for those who may; the answer after it comes from the template', async () => {
  const said = async (userid: string, text: string): Promise<string> =>
    (await county.ask(userid, text, 'wecom')).map((message) => message.text).join();
  expect(await said('yang.qingman', '关闭模型')).toContain('系统管理员');
  expect((await hear()).evidence).toMatchObject({ outcome: 'used' });
  expect(await said('luo.yuanyao', '关闭模型')).toContain('已关闭');
  expect((await hear()).evidence).toMatchObject({ outcome: 'off' });
  expect(await said('luo.yuanyao', '打开模型')).toContain('已打开');
  expect((await hear()).evidence).toMatchObject({ outcome: 'used' });
});

test('/metrics tells calls, tokens and time', async () => {
  const text = await (await fetch(`${county.url}/metrics`)).text();
  expect(text).toMatch(/yangguang_model_calls_total\{purpose="rewrite",outcome="used"\} [1-9]/);
  expect(text).toMatch(/yangguang_model_tokens_total\{direction="in"\} [1-9]/);
  expect(text).toMatch(/yangguang_model_latency_p95_seconds [\d.]+/);
});

test('what an official asks, and what a citizen tells in a flow, never reaches it', async () => {
  const before = endpoint.requests.length;
  await county.ask('yang.qingman', '低保怎么申请', 'wecom');
  await county.ask('wmFlow', '我要投诉');
  await county.ask('wmFlow', '民政局周某某收了我两条烟');
  await county.ask('wmFlow', '养藏獒的许可证在哪里办');
  expect(endpoint.requests.slice(before)).toEqual([]);
});

test('the official who corrects an answer reads which record the model thinks was meant, and decides', async () => {
  endpoint.script(({ system }) =>
    system.includes('核对一句问话') ? { say: { matter: '1' } } : { status: 500 },
  );
  const answer = (await county.ask('wmWrong', '护照多少钱')).map(({ text }) => text).join();
  await county.ask('wmWrong', /^(\d) 答得不对/m.exec(answer)![1]!);
  const response = await fetch(`${county.url}/simulator/api/messages?limit=5000`);
  const all = (await response.json()) as ShownMessage[];
  const card = all.findLast(({ kind, taskId }) => kind === 'card' && taskId?.startsWith('answer-report'))!;
  const asked = (await county.press(card, 'correct')).map(({ text }) => text).join();
  expect(asked).toMatch(/正确的答案是什么[\s\S]*模型猜问的是“.*护照.*”。对,就回复编号 QH-/);
  // A guess is remembered by nobody.
  expect(await county.house.database.prisma.confirmedAnswer.count()).toBe(0);
});
