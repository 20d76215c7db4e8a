/** A voice message: written down where an endpoint is named for it, else its sender is asked to type. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModelEndpoint, type ModelEndpoint } from '../../src/main/commands/bench/model-endpoint.ts';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
let endpoint: ModelEndpoint;
beforeAll(async () => {
  endpoint = await openModelEndpoint(() => ({ say: '低保怎么申请' }));
  county = await openCounty({
    env: {
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_TRANSCRIPTION_MODEL: 'whisper',
      OPENAI_TIMEOUT_SECONDS: '1',
    },
  });
});
afterAll(async () => {
  await county.close();
  await endpoint.close();
});

async function speak(from: string): Promise<string> {
  const before = (await county.messagesTo(from)).length;
  const base64 = Buffer.from('#!AMR\n0123').toString('base64');
  await county.post('/say', { channel: 'kf', from, media: { kind: 'voice', name: 'a.amr', base64 } });
  await county.post('/idle', { timeoutMs: 30_000 });
  return (await county.messagesTo(from))
    .slice(before)
    .map(({ text }) => text)
    .join('\n');
}

test('3.1.4 what was spoken is said back and answered; the words are kept sealed like written ones', async () => {
  const text = await speak('wmV1');
  expect(text).toMatch(/^听到您说:“低保怎么申请”\n【最低生活保障/);
  expect(text).toMatch(/承诺20个工作日[\s\S]*怎么投诉/);
  expect(endpoint.requests.at(-1)!.raw).toContain('#!AMR\n0123');
  const turn = await county.house.database.prisma.turn.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect(turn.intent).toBe('procedure');
  expect(JSON.stringify(turn)).not.toContain('低保怎么');
});

test('a number that was spoken is a choice', async () => {
  endpoint.script(() => ({ say: '民政局电话' }));
  await speak('wmV2');
  endpoint.script(() => ({ say: '1。' }));
  expect(await speak('wmV2')).toMatch(/哪个单位/);
});

test('within a complaint nothing spoken is sent on; it is asked to be typed', async () => {
  await county.ask('wmV3', '我要投诉');
  const before = endpoint.requests.length;
  await speak('wmV3');
  expect(endpoint.requests).toHaveLength(before);
});

test.each([
  ['away', { status: 500 }],
  ['silent', { hang: true as const }],
  ['deaf', { say: '' }],
])('an endpoint that is %s: the sender is asked to type', async (_, reply) => {
  endpoint.script(() => reply);
  expect(await speak(`wmV-${_}`)).toMatch(/打字/);
});
