/** The played Official Account: three ways to seal, windows and quotas, menus, notices by consent, late failures. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPlatforms, type Answer, type Platforms } from '../../helpers/platforms.ts';

const MINUTE = 60_000;
let platforms: Platforms;
beforeEach(async () => {
  platforms = await openPlatforms();
});
afterEach(() => platforms.close());

const say = (text: string, from = 'oA') => platforms.control('/say', { channel: 'wechat', from, text });
const send = (content = '答', more: Record<string, unknown> = {}): Promise<Answer> =>
  platforms.call(
    '/cgi-bin/message/custom/send',
    { touser: 'oA', msgtype: 'text', text: { content }, ...more },
    'wechat',
  );
const many = async (n: number): Promise<number[]> => {
  const codes: number[] = [];
  for (let i = 0; i < n; i++) codes.push((await send(`${i}`)).errcode);
  return codes;
};

test.each([
  ['plain', false, true],
  ['compatible', true, true],
  ['safe', true, false],
] as const)('in %s mode a message is sealed: %s, and clear: %s', async (wechatMode, sealed, clear) => {
  await platforms.control('/platform', { wechatMode });
  await say('低保怎么办');
  await platforms.settle();
  const [{ query, body, fields }] = platforms.received as [(typeof platforms.received)[0]];
  expect(fields).toMatchObject({ FromUserName: 'oA', MsgType: 'text', Content: '低保怎么办' });
  expect(query).toMatchObject({ openid: 'oA', signature: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
  expect([query.encrypt_type === 'aes' && 'msg_signature' in query, body.includes('<Encrypt>')]).toEqual([
    sealed,
    sealed,
  ]);
  expect(body.includes('低保怎么办')).toBe(clear);
});

describe('the window', () => {
  test('after a message is five in 48 hours, then 45047, and before or later 45015', async () => {
    expect(await many(1)).toEqual([45015]);
    await say('在吗');
    expect(await many(6)).toEqual([0, 0, 0, 0, 0, 45047]);
    await say('还在吗');
    platforms.pass(48 * 60 * MINUTE + 1);
    expect(await many(1)).toEqual([45015]);
  });

  test.each([
    ['following', () => platforms.control('/follow', { from: 'oA', do: 'follow', scene: 'hall' })],
    ['scanning', () => platforms.control('/follow', { from: 'oA', do: 'scan', scene: 'hall' })],
  ])('after %s is three in a minute', async (_what, act) => {
    await act();
    expect(await many(4)).toEqual([0, 0, 0, 45047]);
    await act();
    platforms.pass(MINUTE + 1);
    expect(await many(1)).toEqual([45015]);
  });

  test('of who leaves is closed', async () => {
    await say('在吗');
    await platforms.control('/follow', { from: 'oA', do: 'leave' });
    expect(await many(1)).toEqual([45015]);
    await platforms.settle();
    expect(platforms.received.map(({ fields }) => fields.Event)).toEqual([undefined, 'unsubscribe']);
  });
});

describe('menus', () => {
  const menu = { head_content: '请选', list: [{ id: 'a', content: '1 低保' }], tail_content: '回复数字' };

  test('in a message come back as text with bizmsgmenuid; some accounts may not send them', async () => {
    await say('在吗');
    expect((await send('', { msgtype: 'msgmenu', msgmenu: menu })).errcode).toBe(0);
    await platforms.control('/menu', { channel: 'wechat', from: 'oA', id: 'a' });
    await platforms.settle();
    expect(platforms.received.at(-1)!.fields).toMatchObject({ Content: '1 低保', bizmsgmenuid: 'a' });
    await platforms.control('/platform', { wechatMenus: false });
    expect((await send('', { msgtype: 'msgmenu', msgmenu: menu })).errcode).toBe(40200);
  });

  test('of the account are created, and a tap is an event that opens three messages', async () => {
    const create = (body: unknown): Promise<Answer> => platforms.call('/cgi-bin/menu/create', body, 'wechat');
    expect((await create({ button: [] })).errcode).toBe(40016);
    expect((await create({ button: [{ type: 'click', name: '办事' }] })).errcode).toBe(40019);
    const button = [
      {
        name: '办事',
        sub_button: [
          { type: 'click', name: '低保', key: 'dibao' },
          { type: 'view', name: '网站', url: 'http://a.example' },
        ],
      },
    ];
    expect((await create({ button })).errcode).toBe(0);
    expect((await platforms.control('/menu', { channel: 'wechat', from: 'oA', id: 'none' })).status).toBe(
      404,
    );
    await platforms.control('/menu', { channel: 'wechat', from: 'oA', id: 'dibao' });
    await platforms.settle();
    expect(platforms.received[0]!.fields).toMatchObject({ Event: 'CLICK', EventKey: 'dibao' });
    expect(await many(4)).toEqual([0, 0, 0, 45047]);
  });
});

describe('notices', () => {
  const bizsend = (): Promise<Answer> =>
    platforms.call(
      '/cgi-bin/message/subscribe/bizsend',
      { touser: 'oA', template_id: 'T1', data: { thing1: { value: '已受理' } } },
      'wechat',
    );

  test('by consent: as many as were consented to, then 43101; each is reported', async () => {
    expect((await bizsend()).errcode).toBe(43101);
    await platforms.control('/consent', { from: 'oA', templateId: 'T1', count: 2 });
    expect([(await bizsend()).errcode, (await bizsend()).errcode, (await bizsend()).errcode]).toEqual([
      0, 0, 43101,
    ]);
    await platforms.settle();
    expect(platforms.received.map(({ fields }) => fields.Event)).toEqual([
      'subscribe_msg_sent_event',
      'subscribe_msg_sent_event',
    ]);
    expect(await platforms.messages('oA')).toMatchObject([{ text: '已受理' }, { text: '已受理' }]);
  });

  test('by template: sent once for one client_msg_id, and TEMPLATESENDJOBFINISH tells what became of it', async () => {
    const template = (id: string): Promise<Answer> =>
      platforms.call(
        '/cgi-bin/message/template/send',
        { touser: 'oA', template_id: 'T', client_msg_id: id, data: { a: { value: '进展' } } },
        'wechat',
      );
    expect((await template('1')).errcode).toBe(43004);
    await platforms.control('/follow', { from: 'oA', do: 'follow' });
    const [first, again] = [await template('1'), await template('1')];
    expect(again.msgid).toBe(first.msgid);
    await platforms.control('/platform', { wechatTemplateStatus: 'failed:user block' });
    await template('2');
    await platforms.settle();
    expect(platforms.received.slice(1).map(({ fields }) => [fields.Event, fields.Status])).toEqual([
      ['TEMPLATESENDJOBFINISH', 'success'],
      ['TEMPLATESENDJOBFINISH', 'failed:user block'],
    ]);
    expect(await platforms.messages('oA')).toHaveLength(1);
    expect(await platforms.dropped()).toMatchObject([{ to: 'oA', text: '进展' }]);
  });
});
