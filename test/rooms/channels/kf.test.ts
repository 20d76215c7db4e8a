/** 微信客服: what a poke announces is fetched whole and once; who serves a customer; what came back undelivered. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createKf, type Kf } from '../../../src/channels/kf.ts';
import { createTokens } from '../../../src/channels/tokens.ts';
import type { InboundEvent } from '../../../src/inbox/event.ts';
import { silentLog } from '../../../src/kit/log.ts';
import type { Delivery } from '../../../src/outbox/message.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { contentKey, testClock } from '../../helpers/house.ts';
import { openScriptedPlatform, type ScriptedPlatform } from '../../helpers/scripted-platform.ts';

let database: Database;
let platform: ScriptedPlatform;
beforeAll(async () => {
  database = await openTestDatabase();
  platform = await openScriptedPlatform();
}, 240_000);
afterAll(async () => {
  await platform.close();
  await database.close();
});

const clock = testClock();
const now = (): number => clock.now().getTime() / 1_000;
const SYNC = '/cgi-bin/kf/sync_msg';
let kf: Kf;
let account: string;
let kept: InboundEvent[];
let acceptWithin: (tx: Tx, events: readonly InboundEvent[]) => Promise<void>;
let n = 0;
beforeEach(() => {
  account = `wk${++n}`;
  kept = [];
  platform.calls.length = 0;
  acceptWithin = async (_tx, events) => void kept.push(...events);
  kf = createKf({
    settings: { corpId: 'ww1', secret: 's', apiBase: platform.url },
    tokens: createTokens({ database, content: contentKey(), clock, log: silentLog }),
    database,
    acceptWithin: (tx, events) => acceptWithin(tx, events),
    clock,
    log: silentLog,
  });
});

const item = (msgid: string, more: Record<string, unknown> = {}) => ({
  msgid,
  open_kfid: account,
  external_userid: 'wmA',
  send_time: now(),
  origin: 3,
  msgtype: 'text',
  text: { content: msgid },
  ...more,
});
const page = (cursor: string, more: 0 | 1, ...items: unknown[]) => ({
  errcode: 0,
  next_cursor: cursor,
  has_more: more,
  msg_list: items,
});
const pull = async (token = 't'): Promise<number> => {
  let settled = 0;
  const poke: InboundEvent = {
    key: 'p',
    channel: 'kf',
    account,
    person: 'sys',
    at: clock.now().toISOString(),
    origin: 'platform',
    body: { t: 'poke', token },
  };
  await kf.pull(poke, { number: 1, settle: async () => void settled++, alike: async () => [] });
  return settled;
};
test('looks for itself at accounts read before, once for all instances; what fails then is left to the next look', async () => {
  await kf.look();
  expect(kept.filter((event) => event.account === account)).toEqual([]);
  platform.script(SYNC, page('c1', 0, item('m1')));
  await pull();
  kept = [];
  await kf.look();
  await kf.look();
  const looks = kept.filter((event) => event.account === account);
  expect(looks).toHaveLength(2);
  expect(new Set(looks.map(({ key }) => key)).size).toBe(1);
  platform.script(SYNC, { errcode: 45009, errmsg: 'freq' });
  expect(await pull('')).toBe(1);
  await expect(pull('t')).rejects.toThrow('45009');
  const at = clock.now();
  clock.moveTo(new Date(at.getTime() + 61_000));
  await kf.look();
  clock.moveTo(at);
  expect(new Set(kept.filter((event) => event.account === account).map(({ key }) => key)).size).toBe(2);
});

test('a msgid that the platform has seen is our own message: an instance thought dead had sent it', async () => {
  platform.script('/cgi-bin/kf/send_msg', {
    errcode: 40058,
    errmsg: 'invalid Request Parameter: msgid repeated',
  });
  const delivery = { id: crypto.randomUUID(), attempt: 1, account, person: 'wmA' };
  expect(await kf.channel.send({ ...delivery, body: { t: 'text', text: '好' } })).toMatchObject({
    status: 'sent',
  });
});

const cursorOf = async (): Promise<string | undefined> =>
  (await database.prisma.syncCursor.findUnique({ where: { account } }))?.cursor;
const keys = (): string[] => kept.map(({ key }) => key.split('|')[2]!);

test('goes on while there is more, over empty pages too, and settles the poke with the last', async () => {
  platform.script(SYNC, page('c1', 1, item('a')), page('c2', 1), page('c3', 0, item('b')));
  expect(await pull()).toBe(1);
  expect(keys()).toEqual(['a', 'b']);
  expect(await cursorOf()).toBe('c3');
  expect(platform.callsTo(SYNC).map(({ body }) => body.cursor)).toEqual([undefined, 'c1', 'c2']);
});

test('a first start leaves the three days before alone; a later one takes everything', async () => {
  const old = { send_time: now() - 3_600 };
  platform.script(SYNC, page('c1', 0, item('old', old), item('new')));
  await pull();
  expect(keys()).toEqual(['new']);
  platform.script(SYNC, page('c2', 0, item('late', old)));
  await pull();
  expect(keys()).toEqual(['new', 'late']);
});

test('messages and cursor are kept together or not at all', async () => {
  platform.script(SYNC, page('c1', 0, item('a')));
  acceptWithin = async () => {
    throw new Error('the store is full');
  };
  await expect(pull()).rejects.toThrow('the store is full');
  expect(await cursorOf()).toBeUndefined();
});

test('of two pullers that meet only one writes; the cursor never goes back', async () => {
  platform.script(SYNC, page('c1', 0));
  await pull();
  platform.script(SYNC, page('c2', 1, item('a')));
  // While this one reads the next page, another instance goes past it.
  platform.always(SYNC, async () => {
    await database.prisma.syncCursor.updateMany({ where: { account }, data: { cursor: 'c9' } });
    return page('c3', 0, item('b'));
  });
  await expect(pull()).rejects.toMatchObject({ retry: 'later' });
  expect(keys()).toEqual(['a']);
  expect(await cursorOf()).toBe('c9');
});

test('a poke that waited too long is worked without its token', async () => {
  platform.script(SYNC, { errcode: 95007, errmsg: 'invalid msg token' }, page('c1', 0, item('a')));
  await pull('stale');
  expect(platform.callsTo(SYNC).map(({ body }) => body.token)).toEqual(['stale', undefined]);
  expect(keys()).toEqual(['a']);
});

test('a platform that says no leaves the poke for another attempt', async () => {
  platform.script(SYNC, { errcode: 45009, errmsg: 'too often' });
  await expect(pull()).rejects.toMatchObject({ errcode: 45009, retry: 'later' });
});

test('kinds of items', async () => {
  const event = (event_type: string, more: Record<string, unknown>) => ({
    external_userid: undefined,
    origin: 4,
    msgtype: 'event',
    event: { event_type, open_kfid: account, external_userid: 'wmA', ...more },
  });
  const media = { media_id: 'M1' };
  const cases: [Record<string, unknown>, object][] = [
    [{ text: { content: '1', menu_id: 'ask' } }, { t: 'text', text: '1', menuId: 'ask' }],
    [
      { msgtype: 'image', image: media },
      { t: 'media', kind: 'image', mediaId: 'M1', expiresAt: '2026-11-27T01:20:00.000Z' },
    ],
    [
      { msgtype: 'file', file: media },
      { t: 'media', kind: 'file', mediaId: 'M1', expiresAt: '2026-11-27T01:20:00.000Z' },
    ],
    [
      { msgtype: 'image', image: { media_id: 7 } },
      { t: 'unknown', type: 'image' },
    ],
    [
      { msgtype: 'location', location: { latitude: 1.5, longitude: 2.5, name: '县政府' } },
      { t: 'location', lat: 1.5, lon: 2.5, label: '县政府' },
    ],
    [
      { msgtype: 'link', link: { title: 'a', url: 'b' } },
      { t: 'link', title: 'a', url: 'b', description: '' },
    ],
    [{ msgtype: 'channels_shop_order' }, { t: 'unknown', type: 'channels_shop_order' }],
    [
      event('enter_session', { scene: 'window-3', scene_param: 'dibao', welcome_code: 'W' }),
      { t: 'enter', scene: 'window-3', sceneParam: 'dibao', welcomeCode: 'W' },
    ],
    [
      event('session_status_change', { change_type: 1, new_servicer_userid: 'li', msg_code: 'C' }),
      { t: 'session', change: 1, servicer: 'li', code: 'C' },
    ],
    [event('user_recall_msg', { recall_msgid: 'x' }), { t: 'recall', messageId: 'x' }],
    [
      {
        ...event('servicer_status_change', {}),
        event: { event_type: 'servicer_status_change', servicer_userid: 'li' },
      },
      { t: 'notice', name: 'servicer_status_change' },
    ],
  ];
  const items = cases.map(([more], i) => item(`k${i}`, more));
  // One without a customer, one that is no item: left out, and the others still come.
  platform.script(SYNC, page('c1', 0, item('nobody', { external_userid: undefined }), 'no item', ...items));
  await pull();
  expect(kept.map(({ body }) => body)).toEqual(cases.map(([, body]) => body));
  expect(new Set(kept.map(({ origin }) => origin))).toEqual(new Set(['person', 'platform']));
});

test('a late failure of any part of a text names the message it belongs to', async () => {
  const delivery = (id: string): Delivery => ({
    id,
    attempt: 1,
    account,
    person: 'wmA',
    body: { t: 'text', text: 'x' },
  });
  const id = '0198c0de-0000-7000-8000-000000000042';
  const [first, second] = [
    await kf.channel.send(delivery(`${id}.0`)),
    await kf.channel.send(delivery(`${id}.1`)),
  ];
  const msgids = platform.callsTo('/cgi-bin/kf/send_msg').map(({ body }) => String(body.msgid));
  expect(new Set(msgids).size).toBe(2);
  for (const msgid of msgids) expect(msgid).toMatch(/^[0-9a-zA-Z_-]{1,32}$/);
  const failed = {
    msgtype: 'event',
    origin: 4,
    event: { event_type: 'msg_send_fail', external_userid: 'wmA', fail_msgid: msgids[0], fail_type: 4 },
  };
  platform.script(SYNC, page('c1', 0, item('f', failed)));
  await pull();
  const providerId = 'providerId' in first ? first.providerId : undefined;
  expect(second).toEqual({ status: 'sent', providerId });
  expect(kept[0]?.body).toEqual({ t: 'delivery-failed', messageId: providerId, reason: 4 });
});

test('a welcome goes by its code', async () => {
  await kf.channel.send({
    id: 'w',
    attempt: 1,
    account,
    person: 'wmA',
    body: { t: 'welcome', code: 'WC', text: '您好' },
  });
  expect(platform.callsTo('/cgi-bin/kf/send_msg_on_event')[0]?.body).toMatchObject({
    code: 'WC',
    msgtype: 'text',
    text: { content: '您好' },
  });
});

const STATE = '/cgi-bin/kf/service_state/get';
const TRANS = '/cgi-bin/kf/service_state/trans';
const moves = (): unknown[] =>
  platform.callsTo(TRANS).map(({ body }) => [body.service_state, body.servicer_userid]);
const customer = () => ({ account, person: 'wmA' });

test('a customer is handed to the servicer asked for', async () => {
  platform.script(STATE, { errcode: 0, service_state: 1 });
  platform.script(TRANS, { errcode: 0, msg_code: 'MC' });
  expect(await kf.sessions.handOver(customer(), 'li')).toEqual({
    state: 'person',
    servicer: 'li',
    code: 'MC',
  });
  expect(moves()).toEqual([[3, 'li']]);
});

test.each([95014, 95019])(
  'one who is not on duty (%i) leaves the customer waiting for the next',
  async (errcode) => {
    platform.script(STATE, { errcode: 0, service_state: 0 });
    platform.script(TRANS, { errcode }, { errcode: 0 });
    expect(await kf.sessions.handOver(customer(), 'li')).toEqual({ state: 'waiting' });
    expect(moves()).toEqual([
      [3, 'li'],
      [2, undefined],
    ]);
  },
);

test('handing over twice changes nothing', async () => {
  platform.script(
    STATE,
    { errcode: 0, service_state: 3, servicer_userid: 'wang' },
    { errcode: 0, service_state: 2 },
  );
  expect(await kf.sessions.handOver(customer(), 'li')).toEqual({ state: 'person', servicer: 'wang' });
  expect(await kf.sessions.handOver(customer())).toEqual({ state: 'waiting' });
  expect(moves()).toEqual([]);
});

test('what the platform does not allow is told, not tried again; a busy one is an error that may pass', async () => {
  platform.script(STATE, { errcode: 0, service_state: 4 }, { errcode: 0, service_state: 4 });
  platform.script(TRANS, { errcode: 95016 }, { errcode: -1 });
  expect(await kf.sessions.handOver(customer())).toEqual({ state: 'refused', errcode: 95016 });
  await expect(kf.sessions.handOver(customer())).rejects.toMatchObject({ errcode: -1, retry: 'later' });
});

test('while a person serves, the machine’s message waits', async () => {
  platform.script('/cgi-bin/kf/send_msg', { errcode: 95018, errmsg: 'session status invalid' });
  expect(
    await kf.channel.send({ id: 'x', attempt: 1, account, person: 'wmA', body: { t: 'text', text: 'x' } }),
  ).toMatchObject({ status: 'parked', errcode: 95018 });
});

test('a picture is fetched with its type; one that is gone says so; one too large is not taken', async () => {
  const GET = '/cgi-bin/media/get';
  platform.script(
    GET,
    Buffer.from([1, 2, 3]),
    { errcode: 40007, errmsg: 'invalid media_id' },
    Buffer.alloc(2_200_000),
  );
  expect(await kf.fetchMedia('M1', 'image')).toEqual({
    bytes: Buffer.from([1, 2, 3]),
    contentType: 'image/jpeg',
  });
  expect(platform.callsTo(GET)[0]?.query.media_id).toBe('M1');
  await expect(kf.fetchMedia('M1', 'image')).rejects.toMatchObject({
    code: 'media-gone',
    tell: expect.any(String),
  });
  await expect(kf.fetchMedia('M1', 'voice')).rejects.toMatchObject({
    code: 'channel',
    message: expect.stringContaining('more than'),
  });
});
