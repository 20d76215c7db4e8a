/** Tokens of the played platforms: one an app, ended early, banned; the Official Account's two doors. Faults and settings. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPlatforms, type Answer, type Platforms } from '../../helpers/platforms.ts';

const HOUR = 3_600_000;
let platforms: Platforms;
beforeEach(async () => {
  platforms = await openPlatforms();
});
afterEach(() => platforms.close());

const fetchToken = async (secret: string, corp = platforms.credentials.wecom.corpId): Promise<Answer> =>
  (await platforms.raw(`/cgi-bin/gettoken?corpid=${corp}&corpsecret=${secret}`)).json() as Promise<Answer>;
const use = async (token: unknown, path = '/cgi-bin/user/get?userid=lisi'): Promise<number> => {
  const joint = path.includes('?') ? '&' : '?';
  const response = await platforms.raw(`${path}${joint}access_token=${String(token)}`);
  return ((await response.json()) as Answer).errcode;
};
const account = async (path: string, body?: unknown): Promise<Answer> =>
  (
    await platforms.raw(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  ).json() as Promise<Answer>;

describe('tokens of a corp', () => {
  test('are one for each app, the same while valid, and another app’s is refused with 301002', async () => {
    const { wecom, kfSecret } = platforms.credentials;
    const [first, again, kf] = [
      await fetchToken(wecom.secret),
      await fetchToken(wecom.secret),
      await fetchToken(kfSecret),
    ];
    expect(first).toMatchObject({ errcode: 0, expires_in: 7_200 });
    expect(again.access_token).toBe(first.access_token);
    expect(kf.access_token).not.toBe(first.access_token);
    expect(await use(first.access_token)).toBe(0);
    expect(await use(kf.access_token)).toBe(301002);
    expect(await use(first.access_token, '/cgi-bin/kf/account/list')).toBe(301002);
  });

  test('run out with 42001, are unknown after an early end with 40014, missing with 41001', async () => {
    const token = await platforms.token('app');
    platforms.pass(2 * HOUR);
    expect(await use(token)).toBe(42001);
    const next = await platforms.token('app');
    expect(next).not.toBe(token);
    expect((await platforms.control('/tokens', { do: 'expire', app: 'app' })).body).toMatchObject({
      ended: 2,
    });
    expect(await use(next)).toBe(42001);
    const third = await platforms.token('app');
    await platforms.control('/tokens', { do: 'revoke' });
    expect(await use(third)).toBe(40014);
    expect(await use('')).toBe(41001);
  });

  test('wrong secrets ban the caller for an hour, and every fetch is counted', async () => {
    const { secret } = platforms.credentials.wecom;
    expect((await fetchToken(secret, 'wwOther')).errcode).toBe(40013);
    for (let i = 0; i < 20; i++) expect((await fetchToken('wrong')).errcode).toBe(40001);
    expect((await fetchToken(secret)).errcode).toBe(45009);
    const { body } = await platforms.control<{ refused: number; bannedUntil: string | null }>('/tokens');
    expect(body.refused).toBe(22);
    expect(body.bannedUntil).not.toBeNull();
    platforms.pass(HOUR);
    expect((await fetchToken(secret)).errcode).toBe(0);
    expect((await platforms.control('/tokens')).body).toMatchObject({
      fetched: { app: 1 },
      bannedUntil: null,
    });
  });
});

describe('tokens of the Official Account', () => {
  const stable = (force = false): Promise<Answer> => {
    const { appId, secret } = platforms.credentials.wechat!;
    return account('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: appId,
      secret,
      force_refresh: force,
    });
  };
  const legacy = (): Promise<Answer> => {
    const { appId, secret } = platforms.credentials.wechat!;
    return account(`/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${secret}`);
  };
  const info = '/cgi-bin/user/info?openid=o1';

  test('by the old door each fetch kills the one before; by stable_token it stays', async () => {
    const first = await legacy();
    expect(await use(first.access_token, info)).toBe(0);
    const second = await legacy();
    expect(await use(first.access_token, info)).toBe(40001);
    expect(await use(second.access_token, info)).toBe(0);
    const [a, b] = [await stable(), await stable()];
    expect(a.access_token).toBe(b.access_token);
  });

  test('stable_token renews five minutes early and the token before goes on till its end', async () => {
    const first = await stable();
    platforms.pass(2 * HOUR - 4 * 60_000);
    const second = await stable();
    expect(second.access_token).not.toBe(first.access_token);
    expect(await use(first.access_token, info)).toBe(0);
    platforms.pass(5 * 60_000);
    expect(await use(first.access_token, info)).toBe(42001);
    expect(await use(second.access_token, info)).toBe(0);
  });

  test('a forced refresh kills, at most one in thirty seconds and twenty a day', async () => {
    const first = await stable();
    const forced = await stable(true);
    expect(await use(first.access_token, info)).toBe(40001);
    expect((await stable(true)).errcode).toBe(45011);
    for (let i = 0; i < 19; i++) {
      platforms.pass(30_000);
      expect((await stable(true)).errcode).toBe(0);
    }
    platforms.pass(30_000);
    expect((await stable(true)).errcode).toBe(45009);
    expect(forced.errcode).toBe(0);
  });

  test('a corp’s token opens nothing there, nor the account’s at a corp; a barred address is told', async () => {
    expect(await use(await platforms.token('app'), info)).toBe(301002);
    expect(await use(await platforms.token('wechat'))).toBe(48001);
    await platforms.control('/platform', { wechatIpAllowed: false });
    expect((await stable()).errcode).toBe(40164);
  });
});

test('where no account is played its paths are none and its channel is refused', async () => {
  const alone = await openPlatforms({ wechat: false });
  expect(alone.credentials.wechat).toBeUndefined();
  expect(
    (await (await alone.raw('/cgi-bin/stable_token', { method: 'POST', body: '{}' })).json()) as Answer,
  ).toMatchObject({ errcode: 40066 });
  const { status, body } = await alone.control('/say', { channel: 'wechat', from: 'o1', text: '你好' });
  expect([status, body.error]).toEqual([400, '这里没有模拟公众号(wechat)']);
  await alone.close();
});

describe('what a console forbids', () => {
  test.each([
    [{ trustedIp: false }, 60020],
    [{ appEnabled: false }, 50003],
  ])('%j answers %i', async (settings, errcode) => {
    await platforms.control('/platform', settings);
    const answer = await platforms.call('/cgi-bin/user/get?userid=lisi');
    expect(answer.errcode).toBe(errcode);
    if (errcode === 60020) expect(answer.errmsg).toContain('from ip: 127.0.0.1');
  });

  test('a member outside the visible range is 60011 when asked for', async () => {
    await platforms.control('/platform', { hidden: ['LISI'] });
    expect((await platforms.call('/cgi-bin/user/get?userid=lisi')).errcode).toBe(60011);
    expect((await platforms.call('/cgi-bin/user/get?userid=zhangsan')).userid).toBe('ZhangSan');
    expect((await platforms.call('/cgi-bin/user/get?userid=nobody')).errcode).toBe(60111);
  });
});

describe('faults', () => {
  test.each([
    '/cgi-bin/gettoken',
    'message/send',
    'media/upload',
    'media/get',
    'kf/sync_msg',
    'kf/send_msg',
    'kf/send_msg_on_event',
    'kf/service_state/trans',
    'message/custom/send',
    'stable_token',
    'auth/getuserinfo',
    '*',
  ])('hit %s once, then it is over', async (api) => {
    const path = api === '*' ? '/cgi-bin/user/get' : api.startsWith('/') ? api : `/cgi-bin/${api}`;
    expect((await platforms.control('/fault', { api, errcode: -1 })).status).toBe(200);
    const post = { method: 'POST', body: '{}' };
    expect((await (await platforms.raw(path, post)).json()) as Answer).toMatchObject({ errcode: -1 });
    expect(((await (await platforms.raw(path, post)).json()) as Answer).errcode).not.toBe(-1);
  });

  test('are a status, a delay or a cut connection; some take effect and lose only the answer', async () => {
    const message = { touser: 'lisi', agentid: Number(platforms.credentials.wecom.agentId), msgtype: 'text' };
    const send = async (content: string): Promise<Response> =>
      platforms.raw(`/cgi-bin/message/send?access_token=${await platforms.token('app')}`, {
        method: 'POST',
        body: JSON.stringify({ ...message, text: { content } }),
      });
    await platforms.control('/fault', { api: 'message/send', status: 502 });
    expect((await send('a')).status).toBe(502);
    await platforms.control('/fault', { api: 'message/send', drop: true });
    await expect(send('b')).rejects.toThrow();
    expect(await platforms.messages('lisi')).toEqual([]);
    await platforms.control('/fault', { api: 'message/send', drop: true, afterEffect: true });
    await expect(send('c')).rejects.toThrow();
    await platforms.control('/fault', { api: 'message/send', delayMs: 20 });
    expect((await send('d')).status).toBe(200);
    expect((await platforms.messages('lisi')).map(({ text }) => text)).toEqual(['c', 'd']);
  });

  test('come by rate, the same calls for the same seed', async () => {
    const run = async (): Promise<number[]> => {
      await platforms.control('/seed', { seed: 11 });
      await platforms.control('/fault', { api: 'user/get', errcode: 45033, rate: 0.3, times: 1_000 });
      const codes: number[] = [];
      for (let i = 0; i < 60; i++)
        codes.push((await platforms.call('/cgi-bin/user/get?userid=lisi')).errcode);
      return codes;
    };
    const first = await run();
    const hit = first.filter((code) => code === 45033).length;
    expect(hit).toBeGreaterThan(6);
    expect(hit).toBeLessThan(36);
    expect(await run()).toEqual(first);
    await platforms.control('/fault', { api: 'user/get', times: 0 });
    expect((await platforms.control('/fault')).body).toEqual({});
  });
});
