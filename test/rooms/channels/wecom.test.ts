/** WeCom: every kind of message and event of a self-built app, both keys while they change, cards and their updates. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEnvelope } from '../../../src/channels/envelope.ts';
import { readFields } from '../../../src/channels/fields.ts';
import { createPlatformApi, type PlatformApi } from '../../../src/channels/platform-api.ts';
import { readWecomEvents } from '../../../src/channels/wecom/read-event.ts';
import { sendToMember } from '../../../src/channels/wecom/send.ts';
import type { Card, Delivery } from '../../../src/outbox/message.ts';
import { testClock } from '../../helpers/house.ts';
import { writeLetter } from '../../helpers/letters.ts';
import { openScriptedPlatform, type ScriptedPlatform } from '../../helpers/scripted-platform.ts';

const xml = (inner: string): string =>
  `<xml><ToUserName>ww1</ToUserName><CreateTime>1795571400</CreateTime><AgentID>7</AgentID>${inner}</xml>`;
const read = (inner: string, from = '<FromUserName>li</FromUserName>') =>
  readWecomEvents(readFields(xml(from + inner)), xml(from + inner), '7');
const event = (name: string, more = ''): string => `<MsgType>event</MsgType><Event>${name}</Event>${more}`;
const EXPIRES = '2026-11-28T01:50:00.000Z';
const CLICK =
  '<EventKey>done</EventKey><TaskId>duty-1</TaskId><CardType>button_interaction</CardType><ResponseCode>RC</ResponseCode><SelectedItems><SelectedItem><QuestionKey>q1</QuestionKey><OptionIds><OptionId>a</OptionId><OptionId>b</OptionId></OptionIds></SelectedItem><SelectedItem><QuestionKey>__proto__</QuestionKey><OptionIds></OptionIds></SelectedItem></SelectedItems>';

describe('what comes in', () => {
  test.each<[string, string, object[]]>([
    [
      'text',
      '<MsgType>text</MsgType><Content>好</Content><MsgId>1</MsgId>',
      [{ body: { t: 'text', text: '好' } }],
    ],
    [
      'image',
      '<MsgType>image</MsgType><PicUrl>u</PicUrl><MediaId>M</MediaId><MsgId>1</MsgId>',
      [{ body: { t: 'media', kind: 'image', mediaId: 'M', expiresAt: EXPIRES } }],
    ],
    [
      'voice',
      '<MsgType>voice</MsgType><MediaId>M</MediaId><Format>amr</Format><MsgId>1</MsgId>',
      [{ body: { t: 'media', kind: 'voice', mediaId: 'M', format: 'amr', expiresAt: EXPIRES } }],
    ],
    [
      'video',
      '<MsgType>video</MsgType><MediaId>M</MediaId><ThumbMediaId>N</ThumbMediaId><MsgId>1</MsgId>',
      [{ body: { t: 'media', kind: 'video', mediaId: 'M', expiresAt: EXPIRES } }],
    ],
    [
      'a picture without its id',
      '<MsgType>image</MsgType><MsgId>1</MsgId>',
      [{ body: { t: 'unknown', type: 'image' } }],
    ],
    [
      'location',
      '<MsgType>location</MsgType><Location_X>30.5</Location_X><Location_Y>114.3</Location_Y><Label>县政府</Label><MsgId>1</MsgId>',
      [{ body: { t: 'location', lat: 30.5, lon: 114.3, label: '县政府' } }],
    ],
    [
      'link',
      '<MsgType>link</MsgType><Title>a</Title><Url>b</Url><MsgId>1</MsgId>',
      [{ body: { t: 'link', title: 'a', url: 'b', description: '' } }],
    ],
    ['subscribe', event('subscribe'), [{ person: 'li', origin: 'person', body: { t: 'subscribe' } }]],
    ['unsubscribe', event('unsubscribe'), [{ body: { t: 'unsubscribe' } }]],
    ['enter_agent', event('enter_agent', '<EventKey></EventKey>'), [{ body: { t: 'enter' } }]],
    ['click', event('click', '<EventKey>k</EventKey>'), [{ body: { t: 'menu', key: 'k' } }]],
    ['view', event('view', '<EventKey>u</EventKey>'), [{ body: { t: 'unknown', type: 'event:view' } }]],
    ['LOCATION', event('LOCATION', '<Latitude>1</Latitude>'), []],
    [
      'template_card_menu_event',
      event('template_card_menu_event', '<EventKey>k</EventKey><TaskId>t</TaskId>'),
      [{ body: { t: 'action', taskId: 't', key: 'k', selected: {} } }],
    ],
    [
      'batch_job_result',
      event('batch_job_result'),
      [{ person: 'sys', origin: 'platform', body: { t: 'notice', name: 'batch_job_result' } }],
    ],
    [
      'close_inactive_agent',
      event('close_inactive_agent'),
      [{ person: 'sys', body: { t: 'notice', name: 'close_inactive_agent' } }],
    ],
    [
      'change_contact, renamed',
      event(
        'change_contact',
        '<ChangeType>update_user</ChangeType><UserID>a</UserID><NewUserID>b</NewUserID>',
      ),
      [{ person: 'sys', body: { t: 'directory', change: 'update_user', id: 'a', newId: 'b' } }],
    ],
    [
      'change_contact, a department',
      event('change_contact', '<ChangeType>delete_party</ChangeType><Id>3</Id>'),
      [{ body: { t: 'directory', change: 'delete_party', id: '3' } }],
    ],
    [
      'change_contact, a tag',
      event('change_contact', '<ChangeType>update_tag</ChangeType><TagId>4</TagId>'),
      [{ body: { t: 'directory', change: 'update_tag', id: '4' } }],
    ],
  ])('%s', (_what, inner, events) => {
    expect(read(inner)).toMatchObject(events);
    expect(read(inner).length).toBe(events.length);
  });

  test('a card’s button comes with what was chosen, and a strange question key harms nothing', () => {
    const { body } = read(event('template_card_event', CLICK))[0]!;
    expect(body).toMatchObject({ t: 'action', taskId: 'duty-1', key: 'done', responseCode: 'RC' });
    expect(JSON.stringify(body)).toContain('"selected":{"q1":["a","b"],"__proto__":[]}');
  });

  test('the poke of 微信客服 names no sender, and goes to the lane of its account', () => {
    const poke = read(event('kf_msg_or_event', '<Token>T</Token><OpenKfId>wk1</OpenKfId>'), '');
    expect(poke).toMatchObject([
      { channel: 'kf', account: 'wk1', person: 'sys', body: { t: 'poke', token: 'T' } },
    ]);
  });

  test('a JSON message keeps all digits of its number', () => {
    const of = (id: string) => {
      const json = `{"FromUserName":"li","CreateTime":1795571400,"MsgType":"text","Content":"x","MsgId":${id}}`;
      return readWecomEvents(readFields(json), json, '7')[0]!.key;
    };
    expect(of('9007199254740993001')).not.toBe(of('9007199254740993002'));
  });

  test('while the AES key changes both the new and the old one open', () => {
    const keys = { token: 't', aesKey: 'N'.repeat(43), previousAesKey: 'P'.repeat(43), receiveId: 'ww1' };
    const now = testClock().now();
    for (const aesKey of [keys.aesKey, keys.previousAesKey]) {
      const stamp = { timestamp: String(now.getTime() / 1_000), nonce: '1' };
      const { path, encrypted } = writeLetter(
        { path: '/', json: false },
        { ...keys, aesKey },
        stamp,
        'hello',
      );
      const query = Object.fromEntries(new URLSearchParams(path.slice(2)));
      expect(openEnvelope(query, encrypted, keys, now)).toMatchObject({ message: 'hello', aesKey });
    }
  });
});

const SEND = '/cgi-bin/message/send';
const UPDATE = '/cgi-bin/message/update_template_card';
let platform: ScriptedPlatform;
let api: PlatformApi;
beforeAll(async () => {
  platform = await openScriptedPlatform();
  const tokens = { get: async () => 'T', renew: async () => 'T2' };
  api = createPlatformApi({
    app: 'a',
    base: platform.url,
    tokens,
    clock: testClock(),
    tokenRequest: { path: '/t' },
  });
});
afterAll(() => platform.close());
beforeEach(() => void (platform.calls.length = 0));

const card: Card = { title: '到期提醒', buttons: [{ key: 'done', label: '已公开' }] };
const send = (body: Delivery['body'], more: Partial<Delivery> = {}) =>
  sendToMember(api, '7', { id: 'm', attempt: 1, account: '7', person: 'li', body, ...more });

describe('what goes out', () => {
  test('a taken task id is our own earlier attempt, but never on the first', async () => {
    platform.script(SEND, { errcode: 42014 }, { errcode: 42014 });
    expect(await send({ t: 'card', taskId: 'd-1', card })).toMatchObject({
      status: 'rejected',
      errcode: 42014,
    });
    expect(await send({ t: 'card', taskId: 'd-1', card }, { attempt: 2 })).toMatchObject({ status: 'sent' });
  });

  test('errcode 0 with our receiver among the invalid ones is a refusal, whatever the case', async () => {
    platform.script(
      SEND,
      { errcode: 0, invaliduser: 'LI' },
      { errcode: 0, unlicenseduser: 'a|li' },
      { errcode: 0, invaliduser: 'wang', msgid: 'M' },
    );
    expect(await send({ t: 'text', text: 'x' })).toMatchObject({ status: 'rejected' });
    expect(await send({ t: 'text', text: 'x' })).toMatchObject({ status: 'rejected' });
    expect(await send({ t: 'text', text: 'x' })).toEqual({ status: 'sent', providerId: 'M' });
  });

  test.each<Delivery['body']>([
    { t: 'text', text: '收到。' },
    { t: 'notice', title: '到期提醒', text: '今天到期 1 件。', url: 'https://example.test/' },
  ])(
    'two messages of the same words differ for the duplicate check, a repeat of one does not: $t',
    async (body) => {
      const ids = Array.from({ length: 300 }, (_, i) => `message-${i}`);
      for (const id of ids) await send(body, { id });
      await send(body, { id: ids[0]!, attempt: 2 });
      const contents = platform.callsTo(SEND).map((call) => JSON.stringify(call.body));
      expect(new Set(contents).size).toBe(ids.length);
      expect(contents.at(-1)).toBe(contents[0]);
    },
  );

  test('a card is updated with the code it was given, once there is one', async () => {
    const update: Delivery['body'] = { t: 'card-update', taskId: 'd-1', text: '已公开 李主任 14:32' };
    expect(await send(update)).toMatchObject({ status: 'rejected' });
    expect(await send(update, { responseCode: 'RC' })).toMatchObject({ status: 'sent' });
    expect(platform.callsTo(UPDATE).map(({ body }) => body)).toEqual([
      { userids: ['li'], agentid: 7, response_code: 'RC', button: { replace_name: '已公开 李主任 14:32' } },
    ]);
  });

  test.each<[string, string, Partial<Card>]>([
    ['a task id with a strange letter', 'duty 1', {}],
    ['a task id of 129', 'a'.repeat(129), {}],
    ['seven buttons', 'd', { buttons: Array.from({ length: 7 }, (_, i) => ({ key: `${i}`, label: 'x' })) }],
    ['two buttons with one key', 'd', { buttons: [card.buttons[0]!, card.buttons[0]!] }],
    ['a key of 1,025 bytes', 'd', { buttons: [{ key: 'k'.repeat(1_025), label: 'x' }] }],
    [
      'a choice of eleven',
      'd',
      {
        select: {
          key: 'q',
          title: 't',
          options: Array.from({ length: 11 }, (_, i) => ({ id: `${i}`, label: 'x' })),
        },
      },
    ],
  ])('%s is refused here, not by the platform', async (_what, taskId, more) => {
    expect(await send({ t: 'card', taskId, card: { ...card, ...more } })).toMatchObject({
      status: 'rejected',
    });
    expect(platform.calls).toEqual([]);
  });
});
