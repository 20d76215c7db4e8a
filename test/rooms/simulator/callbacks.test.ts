/** How the played platforms call back: the URL check, resends, copies, another order, and what is written down of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decrypt } from '@wecom/crypto';
import { openPlatforms, type Platforms } from '../../helpers/platforms.ts';

let platforms: Platforms;
beforeEach(async () => {
  platforms = await openPlatforms();
});
afterEach(() => platforms.close());

const say = (text: string, from = 'lisi') => platforms.control('/say', { channel: 'wecom', from, text });
const verify = async (door: string) =>
  (await platforms.control<{ ok: boolean; why?: string }>('/verify', { door })).body;
const quick = (more: Record<string, unknown> = {}) =>
  platforms.control('/delivery', { resendMs: 0, ...more });

/** What an honest product makes of the echo. */
const echoOf = (url: string, door: 'wecom' | 'wechat'): string => {
  const echo = new URL(url, 'http://127.0.0.1').searchParams.get('echostr')!;
  return door === 'wecom' ? decrypt(platforms.credentials.wecom.aesKey, echo).message : echo;
};

describe.each(['wecom', 'wechat'] as const)('the check of the URL of %s', (door) => {
  test('takes the plain echo; at WeCom it holds a + and is percent-encoded', async () => {
    let url = '';
    platforms.answerWith((req, res) => {
      url = req.url!;
      res.end(echoOf(url, door));
    });
    expect(await verify(door)).toMatchObject({ ok: true });
    if (door === 'wecom') expect(/echostr=([^&]*)/.exec(url)![1]).toMatch(/%2B/);
  });

  test.each([
    ['quotes', (echo: string) => `"${echo}"`, 'quotes'],
    ['a byte order mark', (echo: string) => `\ufeff${echo}`, 'byte order mark'],
    ['a newline', (echo: string) => `${echo}\n`, 'newline'],
    ['JSON', (echo: string) => JSON.stringify({ echostr: echo }), 'JSON'],
    ['a page', (echo: string) => `<html>${echo}</html>`, 'a page'],
    ['nothing', () => '', 'empty'],
    ['something else', () => 'success', 'not the plain echo: success'],
  ])('refuses %s and says so', async (_what, wrap, why) => {
    platforms.answerWith((req, res) => void res.end(wrap(echoOf(req.url!, door))));
    const answer = await verify(door);
    expect(answer.ok).toBe(false);
    expect(answer.why).toContain(why);
  });

  test('refuses another status, and an answer later than a second', async () => {
    platforms.answerWith((_req, res) => void res.writeHead(404).end());
    expect(await verify(door)).toMatchObject({ ok: false, why: 'HTTP 404' });
    platforms.answerWith(() => undefined);
    expect(await verify(door)).toMatchObject({ ok: false, why: 'no answer within a second' });
  });
});

describe('delivery', () => {
  test('what is not answered with 200 is sent again three times, the same message sealed anew', async () => {
    await quick();
    platforms.answerWith((_req, res) => void res.writeHead(500).end());
    await say('在吗');
    await platforms.settle();
    expect(platforms.received).toHaveLength(4);
    expect(new Set(platforms.received.map(({ message }) => message)).size).toBe(1);
    expect(new Set(platforms.received.map(({ query }) => query.nonce)).size).toBe(4);
    const callbacks = (await platforms.transcript()).filter(({ what }) => what === 'callback');
    expect(callbacks.map(({ outcome, status, resend }) => [outcome, status, resend])).toEqual([
      ['refused', 500, 0],
      ['refused', 500, 1],
      ['refused', 500, 2],
      ['refused', 500, 3],
    ]);
  });

  test('a product that hangs is cut off and called again', async () => {
    await quick({ timeoutMs: 50, resendMs: 500 });
    let calls = 0;
    platforms.answerWith((_req, res) => {
      if (++calls === 2) void quick({ timeoutMs: 5_000, resendMs: 500 });
      if (calls > 2) res.end();
    });
    await say('在吗');
    await platforms.settle();
    const callbacks = (await platforms.transcript()).filter(({ what }) => what === 'callback');
    expect(callbacks.map(({ outcome }) => outcome)).toEqual(['late', 'late', 'taken']);
  });

  test('copies come in parallel, each sealed for itself', async () => {
    await quick({ copies: 3, parallel: true });
    await say('一次');
    await platforms.settle();
    expect(platforms.received).toHaveLength(3);
    expect(new Set(platforms.received.map(({ message }) => message)).size).toBe(1);
    expect(new Set(platforms.received.map(({ query }) => query.msg_signature)).size).toBe(3);
  });

  test('an answer that is not heard makes the platform call again', async () => {
    await quick({ unheard: 1 });
    await say('听见了吗');
    await platforms.settle();
    expect(platforms.received).toHaveLength(4);
  });

  test('events kept back come in another order, the same for the same seed', async () => {
    const order = async (): Promise<unknown[]> => {
      platforms.received.length = 0;
      await platforms.control('/seed', { seed: 7 });
      await quick({ hold: 5 });
      for (const text of ['1', '2', '3', '4', '5']) await say(text);
      await platforms.settle();
      return platforms.received.map(({ fields }) => fields.Content);
    };
    const first = await order();
    expect([...first].sort()).toEqual(['1', '2', '3', '4', '5']);
    expect(first).not.toEqual(['1', '2', '3', '4', '5']);
    expect(await order()).toEqual(first);
  });

  test('messages are written in JSON where the console says so', async () => {
    await platforms.control('/platform', { envelope: 'json' });
    await say('你好');
    await platforms.settle();
    const [received] = platforms.received;
    expect(JSON.parse(received!.body)).toMatchObject({ tousername: platforms.credentials.wecom.corpId });
    expect(received!.fields.Content).toBe('你好');
  });
});

test.each([
  ['/say', { channel: 'sms', from: 'a', text: 'x' }, 'channel'],
  ['/say', { channel: 'kf', from: '', text: 'x' }, 'from'],
  ['/say', { channel: 'kf', from: 'a' }, 'text'],
  ['/say', { channel: 'kf', from: 'a', media: { kind: 'image', name: 'a.jpg', base64: '@@' } }, 'base64'],
  ['/click', { from: 'lisi', key: 'a' }, 'taskId'],
  ['/menu', { channel: 'kf', from: 'lisi' }, 'id'],
  ['/clock', { advance: 'tomorrow' }, 'P1D'],
  ['/clock', { advance: 'P4000D' }, '400'],
  ['/idle', { timeoutMs: 0 }, 'timeoutMs'],
  ['/fault', { api: 'message/send' }, 'errcode'],
  ['/fault', { api: 'no/such', errcode: -1 }, 'no/such'],
  ['/fault', { api: 'message/send', errcode: -1, rate: 2 }, 'rate'],
  ['/fault', { api: 'message/send', status: 99 }, 'status'],
  ['/delivery', { copies: 99 }, 'copies'],
  ['/delivery', { copys: 2 }, 'copys'],
  ['/platform', { trusted: false }, 'trusted'],
  ['/seed', { seed: 'x' }, 'seed'],
  ['/tokens', { do: 'steal' }, 'do'],
  ['/hostile', { kind: 'nonsense' }, 'nonsense'],
  ['/servicer', { servicer: 'lisi', do: 'dance' }, 'body'],
  ['/event', { from: 'lisi', event: 'x', fields: { 'a><b': 'c' } }, 'fields'],
])('%s %j is refused with what is wrong', async (path, body, named) => {
  const answer = await platforms.control(path, body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toContain(named);
});

test('a body that is no JSON, and queries that make no sense, are refused', async () => {
  const { body } = await platforms.control('/messages?limit=many');
  expect(body.error).toContain('limit');
  expect((await platforms.control('/transcript?after=-1')).status).toBe(400);
});
