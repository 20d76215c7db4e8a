/** The played 微信客服: pokes, the log and its cursor, windows and quota, states, greetings, failures told later. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPlatforms, type Answer, type Platforms } from '../../helpers/platforms.ts';

const HOUR = 3_600_000;
let platforms: Platforms;
beforeEach(async () => {
  platforms = await openPlatforms();
});
afterEach(() => platforms.close());

interface Item {
  msgid: string;
  origin: number;
  msgtype: string;
  text?: { content: string; menu_id?: string };
  event?: Record<string, unknown>;
  [field: string]: unknown;
}

const account = (): string => platforms.credentials.kfAccount;
const say = (text: string, from = 'wmA') => platforms.control('/say', { channel: 'kf', from, text });
const sync = async (more: Record<string, unknown> = {}): Promise<Answer & { msg_list: Item[] }> =>
  (await platforms.call('/cgi-bin/kf/sync_msg', { open_kfid: account(), ...more })) as Answer & {
    msg_list: Item[];
  };
const events = async (): Promise<Record<string, unknown>[]> =>
  (await sync()).msg_list.flatMap(({ event }) => (event ? [event] : []));
const send = (content: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  platforms.call('/cgi-bin/kf/send_msg', {
    touser: 'wmA',
    open_kfid: account(),
    msgtype: 'text',
    text: { content },
    ...more,
  });
const state = async (to?: number, servicer?: string): Promise<Answer> =>
  platforms.call(`/cgi-bin/kf/service_state/${to === undefined ? 'get' : 'trans'}`, {
    open_kfid: account(),
    external_userid: 'wmA',
    ...(to === undefined ? {} : { service_state: to }),
    ...(servicer ? { servicer_userid: servicer } : {}),
  });

describe('pokes and the log', () => {
  test('a burst is announced by fewer pokes than messages, and all of it is in the log', async () => {
    let open: (() => void)[] = [];
    platforms.answerWith((_req, res) => void open.push(() => void res.end()));
    for (let i = 0; i < 10; i++) await say(`第${i}句`);
    const flush = setInterval(() => {
      for (const answer of open) answer();
      open = [];
    }, 5);
    await platforms.settle();
    clearInterval(flush);
    expect(platforms.received.length).toBe(2);
    expect(platforms.received[0]!.fields).toMatchObject({ Event: 'kf_msg_or_event', OpenKfId: account() });
    expect((await sync()).msg_list.map(({ text }) => text?.content)).toEqual(
      Array.from({ length: 10 }, (_, i) => `第${i}句`),
    );
  });

  test('pages by the cursor; without one the last three days come again', async () => {
    await say('很早');
    platforms.pass(73 * HOUR);
    for (const text of ['1', '2', '3']) await say(text);
    const first = await sync({ limit: 2 });
    expect(first).toMatchObject({ has_more: 1 });
    expect(first.msg_list.map(({ text }) => text!.content)).toEqual(['1', '2']);
    const second = await sync({ cursor: first.next_cursor });
    expect([second.has_more, second.msg_list.map(({ text }) => text!.content)]).toEqual([0, ['3']]);
    expect((await sync({ cursor: second.next_cursor })).msg_list).toEqual([]);
    expect((await sync()).msg_list).toHaveLength(3);
    expect((await sync({ cursor: 'of-an-earlier-start' })).msg_list).toHaveLength(3);
  });

  test('an empty page may say that there is more', async () => {
    await say('在吗');
    await platforms.control('/platform', { kfEmptyPages: 1 });
    const empty = await sync();
    expect([empty.msg_list, empty.has_more]).toEqual([[], 1]);
    expect((await sync({ cursor: empty.next_cursor })).msg_list).toHaveLength(1);
  });

  test('the token of a poke lives ten minutes', async () => {
    await say('在吗');
    await platforms.settle();
    const token = platforms.received[0]!.fields.Token;
    platforms.pass(600_000);
    expect((await sync({ token })).errcode).toBe(0);
    platforms.pass(1);
    expect((await sync({ token })).errcode).toBe(95007);
    expect((await sync({ open_kfid: 'wkOther' })).errcode).toBe(95000);
  });

  test('pictures come as media ids, places as places, recalls as events', async () => {
    const base64 = Buffer.from('x').toString('base64');
    await platforms.control('/say', {
      channel: 'kf',
      from: 'wmA',
      media: { kind: 'voice', name: 'a.amr', base64 },
    });
    await platforms.control('/say', {
      channel: 'kf',
      from: 'wmA',
      location: { latitude: 31.2, longitude: 121.5, label: '政务大厅' },
    });
    const { msg_list: items } = await sync();
    expect(items.map(({ msgtype }) => msgtype)).toEqual(['voice', 'location']);
    await platforms.control('/recall', { from: 'wmA', eventId: items[0]!.msgid });
    expect(await events()).toMatchObject([{ event_type: 'user_recall_msg', recall_msgid: items[0]!.msgid }]);
  });
});

describe('sending', () => {
  test('takes five messages until the customer writes again, within 48 hours', async () => {
    expect((await send('早')).errcode).toBe(95031);
    await say('在吗');
    for (let i = 0; i < 5; i++) expect((await send(`${i}`)).errcode).toBe(0);
    expect((await send('6')).errcode).toBe(95001);
    await say('还在吗');
    expect((await send('7')).errcode).toBe(0);
    platforms.pass(48 * HOUR + 1);
    expect((await send('8')).errcode).toBe(95002);
    expect(await platforms.messages('wmA')).toHaveLength(6);
  });

  test('our msgid is taken once', async () => {
    await say('在吗');
    expect(await send('a', { msgid: 'mine-1' })).toMatchObject({ errcode: 0, msgid: 'mine-1' });
    const again = await send('a', { msgid: 'mine-1' });
    expect([again.errcode, again.errmsg]).toEqual([40058, expect.stringContaining('msgid')]);
    expect(await platforms.messages('wmA')).toHaveLength(1);
  });

  test('a menu is cut and limited, and a tap comes as text with menu_id', async () => {
    await say('在吗');
    const list = Array.from({ length: 11 }, (_, i) => ({
      type: 'click',
      click: { id: `${i}`, content: `第${i}项` },
    }));
    const menu = (items: unknown[], head = '请选') =>
      send('', {
        msgtype: 'msgmenu',
        msgmenu: { head_content: head, list: items, tail_content: '回复数字' },
      });
    expect((await menu(list)).errcode).toBe(95008);
    expect((await menu([{ type: 'click', click: { id: 'a', content: '长'.repeat(43) } }])).errcode).toBe(
      40058,
    );
    expect((await menu(list.slice(0, 3), '头'.repeat(400))).errcode).toBe(0);
    expect(await platforms.messages('wmA')).toMatchObject([{ kind: 'menu', cut: true }]);
    expect((await platforms.control('/menu', { channel: 'kf', from: 'wmA', id: '9' })).status).toBe(404);
    await platforms.control('/menu', { channel: 'kf', from: 'wmA', id: '2' });
    expect((await sync()).msg_list.at(-1)!.text).toEqual({ content: '第2项', menu_id: '2' });
  });

  test('errcode 0 is not the end: a failure is told later, and the customer sees nothing', async () => {
    await platforms.control('/platform', { kfFailLater: { wmA: 10 } });
    await say('在吗');
    expect((await send('答', { msgid: 'm1' })).errcode).toBe(0);
    expect(await platforms.messages('wmA')).toEqual([]);
    expect(await platforms.dropped()).toMatchObject([{ to: 'wmA', text: '答' }]);
    expect(await events()).toMatchObject([{ event_type: 'msg_send_fail', fail_msgid: 'm1', fail_type: 10 }]);
  });
});

describe('greetings', () => {
  const greet = (code: unknown): Promise<Answer> =>
    platforms.call('/cgi-bin/kf/send_msg_on_event', { code, msgtype: 'text', text: { content: '您好' } });
  const enter = async (): Promise<unknown> => {
    await platforms.control('/enter', { from: 'wmA', scene: 'counter', param: '3' });
    return (await events()).at(-1)!.welcome_code;
  };

  test('the code works once', async () => {
    const code = await enter();
    expect((await events()).at(-1)).toMatchObject({
      event_type: 'enter_session',
      scene: 'counter',
      scene_param: '3',
    });
    expect((await greet(code)).errcode).toBe(0);
    expect((await greet(code)).errcode).toBe(95005);
    expect(await enter()).toBeUndefined();
    expect((await platforms.messages('wmA')).map(({ text }) => text)).toEqual(['您好']);
  });

  test('within 20 seconds', async () => {
    const code = await enter();
    platforms.pass(20_001);
    expect((await greet(code)).errcode).toBe(95005);
  });

  test('and there is none for who has written in 48 hours', async () => {
    await say('在吗');
    expect(await enter()).toBeUndefined();
    platforms.pass(48 * HOUR);
    expect(await enter()).toBeDefined();
  });
});

describe('who speaks', () => {
  beforeEach(async () => {
    await platforms.control('/servicer', { servicer: 'lisi', do: 'on' });
    await say('转人工');
  });

  test('only the allowed ways lead from state to state', async () => {
    expect((await state()).service_state).toBe(0);
    expect((await state(4)).errcode).toBe(95016);
    expect((await state(1)).errcode).toBe(0);
    expect((await state(0)).errcode).toBe(95016);
    expect((await state(3, 'wangwu')).errcode).toBe(95014);
    await platforms.control('/servicer', { servicer: 'wangwu', do: 'off' });
    expect((await state(3, 'wangwu')).errcode).toBe(95019);
    expect((await state(2)).msg_code).toBeDefined();
    expect((await send('还在')).errcode).toBe(95018);
    expect((await state(3, 'lisi')).errcode).toBe(0);
    expect(await state()).toMatchObject({ service_state: 3, servicer_userid: 'lisi' });
    expect((await state(4)).errcode).toBe(0);
    expect((await send('再见')).errcode).toBe(95013);
    await say('又来了');
    expect((await state()).service_state).toBe(0);
    expect((await send('您好')).errcode).toBe(0);
  });

  test('a servicer takes from the pool, talks, and ends; the machine hears all of it', async () => {
    await state(2);
    const talk = (what: string, more: Record<string, unknown> = {}) =>
      platforms.control('/servicer', { servicer: 'lisi', customer: 'wmA', do: what, ...more });
    expect((await talk('say', { text: '早' })).status).toBe(400);
    expect((await talk('take')).status).toBe(200);
    await talk('say', { text: '我来帮您' });
    expect((await platforms.messages('wmA')).map(({ text, source }) => [text, source])).toEqual([
      ['我来帮您', 'lisi'],
    ]);
    await talk('end');
    const { msg_list: items } = await sync();
    expect(items.filter(({ origin }) => origin === 5)).toMatchObject([
      { servicer_userid: 'lisi', text: { content: '我来帮您' } },
    ]);
    expect((await events()).map(({ event_type: type, change_type: change }) => [type, change])).toEqual([
      ['servicer_status_change', undefined],
      ['session_status_change', 1],
      ['session_status_change', 3],
    ]);
  });

  test('where persons come first the machine may not speak', async () => {
    await platforms.control('/platform', { kfHumanFirst: true });
    await say('你好', 'wmB');
    const answer = await platforms.call('/cgi-bin/kf/send_msg', {
      touser: 'wmB',
      open_kfid: account(),
      msgtype: 'text',
      text: { content: 'x' },
    });
    expect(answer.errcode).toBe(95018);
  });

  test('customers are known for 48 hours', async () => {
    const batch = (): Promise<Answer> =>
      platforms.call('/cgi-bin/kf/customer/batchget', { external_userid_list: ['wmA', 'wmNever'] });
    expect(await batch()).toMatchObject({
      customer_list: [{ external_userid: 'wmA' }],
      invalid_external_userid: ['wmNever'],
    });
    platforms.pass(48 * HOUR);
    expect((await batch()).invalid_external_userid).toEqual(['wmA', 'wmNever']);
  });
});
