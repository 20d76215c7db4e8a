/** The Official Account: what comes in by kind, what goes out, what its platform refuses. Plain mode only when asked for. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tokens } from '../../../src/channels/tokens.ts';
import { createWechat, type Wechat } from '../../../src/channels/wechat.ts';
import { readFields } from '../../../src/channels/fields.ts';
import { readWechatEvents } from '../../../src/channels/wechat/read-event.ts';
import type { InboundEvent } from '../../../src/inbox/event.ts';
import { silentLog } from '../../../src/kit/log.ts';
import type { Delivery, MessageBody } from '../../../src/outbox/message.ts';
import { createWebApp } from '../../../src/web/app.ts';
import { listen } from '../../../src/web/server.ts';
import { testClock, testIds } from '../../helpers/house.ts';
import { writeLetter } from '../../helpers/letters.ts';
import { openScriptedPlatform, type ScriptedPlatform } from '../../helpers/scripted-platform.ts';

const APP = 'wx1122334455667788';
const TOKEN = 'door-token';
const clock = testClock();
const tokens: Tokens = { get: async () => 'T', renew: async () => 'T2' };
let platform: ScriptedPlatform;
let wechat: Wechat;
beforeAll(async () => {
  platform = await openScriptedPlatform();
});
afterAll(() => platform.close());

const build = (
  allowPlain: boolean,
  accept: (events: readonly InboundEvent[], receipt?: string) => Promise<boolean>,
) =>
  createWechat({
    settings: {
      appId: APP,
      secret: 's',
      token: TOKEN,
      aesKey: undefined,
      allowPlain,
      apiBase: platform.url,
      notice: { id: 'T1', fields: { thing1: 'title', time2: 'time', thing3: 'text' } },
    },
    tokens,
    accept,
    clock,
    log: silentLog,
  });
beforeEach(() => {
  platform.calls.length = 0;
  wechat = build(false, async () => true);
});

const xml = (inner: string): string =>
  `<xml><ToUserName>gh_1</ToUserName><FromUserName>oA</FromUserName><CreateTime>1795571400</CreateTime>${inner}</xml>`;
const read = (inner: string): InboundEvent[] => readWechatEvents(readFields(xml(inner)), xml(inner), APP);
const event = (name: string, more = ''): string => `<MsgType>event</MsgType><Event>${name}</Event>${more}`;

describe('what comes in', () => {
  test.each<[string, string, object[]]>([
    [
      'a text',
      '<MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId>',
      [{ t: 'text', text: '你好' }],
    ],
    [
      'a tapped menu item',
      '<MsgType>text</MsgType><Content>1 办事</Content><bizmsgmenuid>ask</bizmsgmenuid><MsgId>1</MsgId>',
      [{ t: 'text', text: '1 办事', menuId: 'ask' }],
    ],
    [
      'a voice',
      '<MsgType>voice</MsgType><MediaId>M</MediaId><Format>amr</Format><MsgId>1</MsgId>',
      [{ t: 'media', kind: 'voice', mediaId: 'M', format: 'amr', expiresAt: '2026-11-28T01:50:00.000Z' }],
    ],
    [
      'a short video',
      '<MsgType>shortvideo</MsgType><MediaId>M</MediaId><MsgId>1</MsgId>',
      [{ t: 'media', kind: 'video', mediaId: 'M', expiresAt: '2026-11-28T01:50:00.000Z' }],
    ],
    [
      'a new follower by the code of a counter',
      event('subscribe', '<EventKey>qrscene_7</EventKey>'),
      [{ t: 'subscribe', scene: '7' }],
    ],
    ['a follower scanning a code', event('SCAN', '<EventKey>7</EventKey>'), [{ t: 'enter', scene: '7' }]],
    ['a follower leaving', event('unsubscribe'), [{ t: 'unsubscribe' }]],
    ['the fixed menu', event('CLICK', '<EventKey>投诉</EventKey>'), [{ t: 'menu', key: '投诉' }]],
    ['where somebody is', event('LOCATION', '<Latitude>1</Latitude>'), []],
    ['a page opened', event('VIEW', '<EventKey>https://x</EventKey>'), []],
    [
      'a template message that arrived',
      event('TEMPLATESENDJOBFINISH', '<MsgID>9</MsgID><Status>success</Status>'),
      [],
    ],
    [
      'one that was refused',
      event('TEMPLATESENDJOBFINISH', '<MsgID>9</MsgID><Status>failed:user block</Status>'),
      [{ t: 'delivery-failed', messageId: '9', reason: 10 }],
    ],
    [
      'notices of which one failed',
      event(
        'subscribe_msg_sent_event',
        '<SubscribeMsgSentEvent><List><MsgID>1</MsgID><ErrorStatus>success</ErrorStatus></List><List><MsgID>2</MsgID><ErrorStatus>failed</ErrorStatus></List></SubscribeMsgSentEvent>',
      ),
      [{ t: 'delivery-failed', messageId: '2', reason: 0 }],
    ],
    ['an event nobody knows', event('new_thing'), [{ t: 'unknown', type: 'event:new_thing' }]],
  ])('%s', (_what, inner, bodies) => {
    expect(read(inner).map(({ body }) => body)).toEqual(bodies);
  });

  test('two events of one second are two; the retry of one is one', () => {
    const [a, b] = [event('CLICK', '<EventKey>a</EventKey>'), event('CLICK', '<EventKey>b</EventKey>')];
    expect(read(a)[0]!.key).not.toBe(read(b)[0]!.key);
    expect(read(a)[0]!.key).toBe(read(a)[0]!.key);
  });

  test.each([
    [true, 200],
    [false, 403],
  ])('plain mode, allowed %s: HTTP %i; one signature lets in one body', async (allowPlain, status) => {
    const receipts = new Set<string>();
    const { door } = build(
      allowPlain,
      async (_events, receipt = '') => receipts.size < receipts.add(receipt).size,
    );
    const server = await listen(
      createWebApp({ routers: [], doors: [door], ids: testIds(), log: silentLog }),
      '127.0.0.1',
      0,
    );
    const stamp = { timestamp: String(clock.now().getTime() / 1_000), nonce: '5' };
    const { path } = writeLetter(
      { path: '/callback/wechat', json: false },
      { token: TOKEN, aesKey: 'A'.repeat(43), receiveId: APP },
      stamp,
      '',
    );
    const post = async (content: string): Promise<number> => {
      const body = xml(`<MsgType>text</MsgType><Content>${content}</Content><MsgId>1</MsgId>`);
      return (await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', body })).status;
    };
    expect(await post('first')).toBe(status);
    expect(await post('forged with the same signature')).toBe(403);
    await server.close();
  });
});

const SEND = '/cgi-bin/message/custom/send';
const MENU: MessageBody = {
  t: 'menu',
  head: '选一项',
  items: [
    { id: 'a', label: '办事' },
    { id: 'b', label: '投诉' },
  ],
};
const send = (body: MessageBody) =>
  wechat.channel.send({ id: 'm', attempt: 1, account: APP, person: 'oA', body } satisfies Delivery);

describe('what goes out', () => {
  test('a menu to tap; where the account may not (40200), the same with numbers, and from then on at once', async () => {
    platform.script(SEND, { errcode: 40200, errmsg: 'invalid account type' });
    expect(await send(MENU)).toEqual({ status: 'sent' });
    expect(await send(MENU)).toEqual({ status: 'sent' });
    const text = { msgtype: 'text', text: { content: '选一项\n1 办事\n2 投诉' } };
    expect(platform.callsTo(SEND).map(({ body }) => body)).toMatchObject([
      { touser: 'oA', msgtype: 'msgmenu', msgmenu: { list: [{ id: 'a', content: '1 办事' }, { id: 'b' }] } },
      text,
      text,
    ]);
  });

  test('a follower who takes no messages is no fault of ours', async () => {
    platform.script(SEND, { errcode: 48002, errmsg: '' });
    expect(await send({ t: 'text', text: 'x' })).toEqual({
      status: 'rejected',
      reason: 'the follower takes no messages',
      errcode: 48002,
    });
  });

  test('beyond the window a note goes by consent, its fields within their lengths; without consent it waits', async () => {
    const path = '/cgi-bin/message/subscribe/bizsend';
    const note = { t: 'notice' as const, title: '长'.repeat(30), text: '一句话', url: 'https://x.example/a' };
    platform.script(path, { errcode: 0, msgid: 7 }, { errcode: 43101 });
    const consented = (body: MessageBody) =>
      wechat.channel.send({ id: '1', attempt: 1, account: 'wx', person: 'oA', body, consented: true });
    expect(await consented(note)).toEqual({ status: 'sent', providerId: '7' });
    expect(platform.callsTo(path)[0]?.body).toEqual({
      touser: 'oA',
      template_id: 'T1',
      page: 'https://x.example/a',
      data: {
        thing1: { value: `${'长'.repeat(19)}…` },
        time2: { value: '2026年11月24日 09:20' },
        thing3: { value: '一句话' },
      },
    });
    expect(await consented({ ...note, short: '短' })).toMatchObject({ status: 'parked', errcode: 43101 });
    expect(platform.callsTo(path)[1]?.body).toMatchObject({ data: { thing1: { value: '短' } } });
    expect(await consented({ t: 'text', text: 'x' })).toMatchObject({ status: 'parked' });
    expect(platform.callsTo(path)).toHaveLength(2);
  });

  test('the fixed menu is sent whole, or a button that does not fit is named and nothing is sent', async () => {
    const path = '/cgi-bin/menu/create';
    await wechat.createMenu([
      { name: '办事', key: 'ask' },
      {
        name: '监督',
        buttons: [
          { name: '投诉', key: 'complain' },
          { name: '网站', url: 'https://x.example' },
        ],
      },
    ]);
    expect(platform.callsTo(path)[0]?.body).toEqual({
      button: [
        { type: 'click', name: '办事', key: 'ask' },
        {
          name: '监督',
          sub_button: [
            { type: 'click', name: '投诉', key: 'complain' },
            { type: 'view', name: '网站', url: 'https://x.example' },
          ],
        },
      ],
    });
    const four = Array.from({ length: 4 }, () => ({ name: 'x', key: 'k' }));
    for (const wrong of [
      [],
      four,
      [{ name: '名字太长的按钮', key: 'k' }],
      [{ name: 'x', key: 'k'.repeat(129) }],
      [{ name: 'x', buttons: [] }],
    ])
      await expect(wechat.createMenu(wrong)).rejects.toMatchObject({ code: 'input' });
    expect(platform.callsTo(path).length).toBe(1);
  });
});
