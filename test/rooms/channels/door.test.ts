/** The door of the callbacks, from outside: what is forged, stale, replayed, broken or too large is refused quietly. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealEnvelope } from '../../../src/channels/envelope.ts';
import { openCounty, type County } from '../../helpers/county.ts';

let county: County;
let keys: { token: string; aesKey: string; receiveId: string };
beforeAll(async () => {
  county = await openCounty();
  const { wecom } = county.house.simulator!.credentials();
  keys = { token: wecom.token, aesKey: wecom.aesKey, receiveId: wecom.corpId };
});
afterAll(() => county.close());

let nonce = 1_000;
const MESSAGE = (content = '你好', id = String(++nonce)): string =>
  `<xml><ToUserName><![CDATA[${keys.receiveId}]]></ToUserName><FromUserName><![CDATA[he.songxi]]></FromUserName><CreateTime>${Math.floor(county.clock.now().getTime() / 1_000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content><MsgId>${id}</MsgId><AgentID>1000002</AgentID></xml>`;

interface Letter {
  plain?: string;
  keys?: Partial<typeof keys>;
  at?: number;
  query?: Record<string, string | undefined>;
  body?: string;
  method?: string;
}

function write({ plain = MESSAGE(), keys: other = {}, at, query = {}, body }: Letter) {
  const stamp = {
    timestamp: String(at ?? Math.floor(county.clock.now().getTime() / 1_000)),
    nonce: String(++nonce),
    random: Buffer.alloc(16, 3),
  };
  const used = { ...keys, ...other };
  const { encrypt, signature } = sealEnvelope(plain, used, stamp);
  const url = new URL('/callback/wecom', county.url);
  const parameters = { msg_signature: signature, timestamp: stamp.timestamp, nonce: stamp.nonce, ...query };
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return { url, body: body ?? `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`, encrypt };
}

async function post(letter: Letter): Promise<{ status: number; text: string }> {
  const { url, body } = write(letter);
  const response = await fetch(url, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

describe('the callback door', () => {
  test('lets a true message in with an empty 200', async () => {
    expect(await post({})).toEqual({ status: 200, text: '' });
  });

  test.each<[string, () => Letter]>([
    ['a wrong signature', () => ({ query: { msg_signature: '0'.repeat(40) } })],
    ['no signature', () => ({ query: { msg_signature: undefined } })],
    ['an empty nonce', () => ({ query: { nonce: '' } })],
    ['a foreign corp id', () => ({ keys: { receiveId: 'wwffffffffffffffff' } })],
    ['another AES key', () => ({ keys: { aesKey: 'z'.repeat(43) } })],
    ['another token', () => ({ keys: { token: 'not-ours' } })],
    ['a stale time', () => ({ at: Math.floor(county.clock.now().getTime() / 1_000) - 600 })],
    ['a time to come', () => ({ at: Math.floor(county.clock.now().getTime() / 1_000) + 600 })],
    ['no XML', () => ({ body: 'hello' })],
    ['XML cut short', () => ({ body: '<xml><Encrypt><![CDATA[' })],
    [
      'a document type',
      () => ({ body: '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>' }),
    ],
    ['an envelope of no base64', () => ({ body: '<xml><Encrypt><![CDATA[%%%%]]></Encrypt></xml>' })],
    ['an empty body', () => ({ body: '' })],
    ['more than a megabyte', () => ({ body: `<xml><Encrypt>${'A'.repeat(1_200_000)}</Encrypt></xml>` })],
    ['broken XML within the seal', () => ({ plain: '<xml><MsgType>' })],
  ])('refuses %s with a bare 4xx', async (_what, letter) => {
    const { status, text } = await post(letter());
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).toBe('');
  });

  test('refuses a request it has let in before, and takes the platform’s own retry quietly', async () => {
    const { turn } = county.house.database.prisma;
    await county.post('/idle', { timeoutMs: 30_000 });
    const before = await turn.count();
    const { url, body } = write({ plain: MESSAGE('同一条', '77001') });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    expect((await fetch(url, { method: 'POST', body })).status).toBeGreaterThanOrEqual(400);
    expect((await post({ plain: MESSAGE('同一条', '77001') })).status).toBe(200);
    await county.post('/idle', { timeoutMs: 30_000 });
    expect(await turn.count()).toBe(before + 1);
  });

  test('takes kinds of messages it does not know, and answers nothing', async () => {
    const odd = MESSAGE().replace('<![CDATA[text]]></MsgType>', '<![CDATA[hologram]]></MsgType>');
    expect((await post({ plain: odd })).status).toBe(200);
  });

  test('echoes the check of the URL in the plain, plus signs and all', async () => {
    expect(await county.house.simulator!.verifyCallback()).toEqual({ ok: true, ms: expect.any(Number) });
  });

  test('answers the platform’s JSON envelope too', async () => {
    const { url, encrypt } = write({});
    const json = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ encrypt }),
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(200);
  });

  test('other methods are not served', async () => {
    expect((await fetch(new URL('/callback/wecom', county.url), { method: 'DELETE' })).status).toBe(405);
  });

  test('a header section without end is cut', async () => {
    const { port } = new URL(county.url);
    const socket = connect(Number(port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    socket.resume();
    socket.write(`POST /callback/wecom HTTP/1.1\r\nhost: x\r\n${'x: '.padEnd(20_000, 'y')}\r\n`);
    await closed;
  });
});
