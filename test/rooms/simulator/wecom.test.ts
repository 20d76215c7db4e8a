/** The played WeCom: receivers, cuts, repeats, cards and their codes, recall, pace, directory, media, sign-in. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPlatforms, type Answer, type Platforms } from '../../helpers/platforms.ts';

const HOUR = 3_600_000;
let platforms: Platforms;
beforeEach(async () => {
  platforms = await openPlatforms();
});
afterEach(() => platforms.close());

const agentid = (): number => Number(platforms.credentials.wecom.agentId);
const send = (touser: string, content = '你好', more: Record<string, unknown> = {}): Promise<Answer> =>
  platforms.call('/cgi-bin/message/send', {
    touser,
    agentid: agentid(),
    msgtype: 'text',
    text: { content },
    ...more,
  });
const deal = (touser: string, card: Record<string, unknown>): Promise<Answer> =>
  platforms.call('/cgi-bin/message/send', {
    touser,
    agentid: agentid(),
    msgtype: 'template_card',
    template_card: card,
  });
const buttons = (taskId: string): Record<string, unknown> => ({
  card_type: 'button_interaction',
  main_title: { title: '一件投诉' },
  task_id: taskId,
  button_selection: {
    question_key: 'unit',
    title: '转给',
    option_list: [
      { id: 'mz', text: '民政局' },
      { id: 'jy', text: '教育局' },
    ],
  },
  button_list: [
    { text: '受理', key: 'accept' },
    { text: '转办', key: 'forward' },
  ],
});
const update = (code: unknown, userids: string[], text = '已受理'): Promise<Answer> =>
  platforms.call('/cgi-bin/message/update_template_card', {
    userids,
    agentid: agentid(),
    response_code: code,
    button: { replace_name: text },
  });
const cardOf = async (userid: string) =>
  (await platforms.messages(userid)).find(({ kind }) => kind === 'card')!;

describe('message/send', () => {
  test('some receivers bad: the others get it, the bad are listed in lower case; all bad is 81013', async () => {
    await platforms.control('/platform', { hidden: ['wangwu'], unlicensed: ['ZhangSan'] });
    expect(await send('LiSi|ZhangSan|WangWu|Nobody')).toMatchObject({
      errcode: 0,
      invaliduser: 'wangwu|nobody',
      unlicenseduser: 'zhangsan',
    });
    expect((await platforms.messages()).map(({ to }) => to)).toEqual(['lisi']);
    expect((await send('Nobody|wangwu')).errcode).toBe(81013);
    expect(
      (
        await platforms.call('/cgi-bin/message/send', {
          toparty: '99',
          agentid: agentid(),
          msgtype: 'text',
          text: { content: 'x' },
        })
      ).errcode,
    ).toBe(81013);
    expect((await send('@all')).errcode).toBe(0);
  });

  test('a department is reached by its number', async () => {
    const { department } = (await platforms.call('/cgi-bin/department/list')) as unknown as {
      department: { id: number; name: string }[];
    };
    const { id } = department.find(({ name }) => name === '民政局')!;
    await platforms.call('/cgi-bin/message/send', {
      toparty: String(id),
      agentid: agentid(),
      msgtype: 'text',
      text: { content: 'x' },
    });
    expect((await platforms.messages()).map(({ to }) => to).sort()).toEqual(['ZhangSan', 'lisi']);
  });

  test('beyond 2,048 bytes a member sees less, and the record says so; beyond 5,120 it is refused', async () => {
    await send('lisi', '公'.repeat(700));
    const [shown] = await platforms.messages('lisi');
    expect(shown).toMatchObject({ cut: true, bytes: 2_100, text: '公'.repeat(682) });
    expect((await platforms.transcript()).filter(({ what }) => what === 'cut')).toHaveLength(1);
    expect((await send('lisi', '公'.repeat(1_707))).errcode).toBe(40058);
  });

  test('the same request within the interval is shown once, and again after it', async () => {
    const twice = { enable_duplicate_check: 1, duplicate_check_interval: 60 };
    const [first, second] = [await send('lisi', 'x', twice), await send('lisi', 'x', twice)];
    expect(second.msgid).toBe(first.msgid);
    expect(await platforms.messages('lisi')).toHaveLength(1);
    platforms.pass(61_000);
    await send('lisi', 'x', twice);
    await send('lisi', 'x');
    expect(await platforms.messages('lisi')).toHaveLength(3);
  });

  test('the 31st in a minute and the 1,001st in an hour vanish without a word', async () => {
    for (let i = 0; i < 31; i++) expect((await send('lisi', `${i}`)).errcode).toBe(0);
    expect(await platforms.messages('lisi')).toHaveLength(30);
    expect(await platforms.dropped()).toMatchObject([
      { to: 'lisi', text: '30', reason: expect.stringContaining('一分钟') as string },
    ]);
    for (let i = 31; i < 1_003; i++) {
      platforms.pass(2_500);
      await send('lisi', `${i}`);
    }
    const dropped = await platforms.dropped();
    expect(dropped.at(-1)!.reason).toContain('一小时');
    expect(await platforms.messages('lisi')).toHaveLength(1_003 - dropped.length);
  });

  test.each([
    ['another agent', { agentid: 1 }, 301002],
    ['an unknown kind', { msgtype: 'fax' }, 40008],
    ['no text', { text: { content: '' } }, 44004],
    ['a media id that is none', { msgtype: 'image', image: { media_id: 'x' } }, 40007],
    [
      'nine articles',
      { msgtype: 'news', news: { articles: Array.from({ length: 9 }, () => ({ title: 'a' })) } },
      45008,
    ],
    [
      'a card without buttons',
      { msgtype: 'template_card', template_card: { card_type: 'button_interaction', task_id: 'a' } },
      40058,
    ],
    [
      'a card without task_id',
      { msgtype: 'template_card', template_card: { ...buttons('a'), task_id: undefined } },
      42014,
    ],
    ['a task_id with a blank', { msgtype: 'template_card', template_card: buttons('a b') }, 42014],
  ])('%s is refused', async (_what, more, errcode) => {
    expect((await send('lisi', 'x', more)).errcode).toBe(errcode);
    expect(await platforms.messages()).toEqual([]);
  });

  test('is taken back within 24 hours', async () => {
    const [early, late] = [await send('lisi', '早'), await send('lisi', '晚')];
    platforms.pass(24 * HOUR);
    expect((await platforms.call('/cgi-bin/message/recall', { msgid: early.msgid })).errcode).toBe(0);
    platforms.pass(1);
    expect((await platforms.call('/cgi-bin/message/recall', { msgid: late.msgid })).errcode).not.toBe(0);
    expect((await platforms.messages('lisi')).map(({ text }) => text)).toEqual(['[已撤回]', '晚']);
  });
});

describe('template cards', () => {
  test('a press tells key, kind, choice and a new code; the code changes every copy, once', async () => {
    const dealt = await deal('lisi|ZhangSan', buttons('t1'));
    expect(dealt.response_code).toMatch(/^rc-/);
    expect((await deal('lisi', buttons('t1'))).errcode).toBe(42014);
    await platforms.control('/click', {
      from: 'lisi',
      taskId: 't1',
      key: 'forward',
      selected: { unit: 'jy' },
    });
    await platforms.settle();
    const { fields } = platforms.received[0]!;
    expect(fields).toMatchObject({
      Event: 'template_card_event',
      EventKey: 'forward',
      TaskId: 't1',
      CardType: 'button_interaction',
      SelectedItems: { SelectedItem: { QuestionKey: 'unit', OptionIds: { OptionId: 'jy' } } },
    });
    expect(await update(fields.ResponseCode, ['lisi', 'zhangsan', 'nobody'])).toMatchObject({
      errcode: 0,
      invaliduser: ['nobody'],
    });
    expect((await cardOf('ZhangSan')).settled).toBe('已受理');
    expect((await update(fields.ResponseCode, ['lisi'])).errcode).toBe(42016);
    const late = await platforms.control('/click', { from: 'ZhangSan', taskId: 't1', key: 'accept' });
    expect(late.status).toBe(404);
    expect((await update(dealt.response_code, ['lisi'], '已办结')).errcode).toBe(0);
    expect((await cardOf('lisi')).settled).toBe('已办结');
  });

  test('a code lives 72 hours', async () => {
    const { response_code: code } = await deal('lisi', buttons('t2'));
    platforms.pass(72 * HOUR + 1);
    expect((await update(code, ['lisi'])).errcode).toBe(42016);
  });

  test.each([
    [{ from: 'lisi', taskId: 'none', key: 'accept' }, '没有这张卡片'],
    [{ from: 'lisi', taskId: 't3', key: 'other' }, '没有这个按钮'],
    [{ from: 'wangwu', taskId: 't3', key: 'accept' }, '没有这张卡片'],
    [{ from: 'lisi', taskId: 't3', key: 'accept', selected: { unit: 'no' } }, '没有这一项'],
    [{ from: 'lisi', taskId: 't3', key: 'accept', selected: { unit: ['mz', 'jy'] } }, '只能选一项'],
    [{ from: 'lisi', taskId: 't3', key: 'accept', selected: { other: 'mz' } }, '没有这个选择'],
  ])('a press that the card does not allow is none: %j', async (press, why) => {
    await deal('lisi', buttons('t3'));
    const { status, body } = await platforms.control('/click', press);
    expect([status, body.error]).toEqual([404, expect.stringContaining(why)]);
  });

  test('a vote takes many choices and is sent by its own button', async () => {
    await deal('lisi', {
      card_type: 'vote_interaction',
      main_title: { title: '选题' },
      task_id: 'v1',
      checkbox: {
        question_key: 'q',
        mode: 1,
        option_list: [
          { id: 'a', text: '甲' },
          { id: 'b', text: '乙' },
        ],
      },
      submit_button: { text: '提交', key: 'go' },
    });
    await platforms.control('/click', { from: 'lisi', taskId: 'v1', key: 'go', selected: { q: ['a', 'b'] } });
    await platforms.settle();
    expect(platforms.received[0]!.fields).toMatchObject({
      CardType: 'vote_interaction',
      SelectedItems: { SelectedItem: { OptionIds: { OptionId: ['a', 'b'] } } },
    });
  });

  test('what is too long for a card is cut as members see it', async () => {
    await deal('lisi', { ...buttons('t4'), main_title: { title: '长'.repeat(40) } });
    expect(await cardOf('lisi')).toMatchObject({ cut: true, title: `${'长'.repeat(35)}…` });
  });
});

describe('media', () => {
  const upload = async (type: string, name: string, bytes: number): Promise<Answer> => {
    const form = new FormData();
    form.set('media', new Blob([new Uint8Array(bytes)]), name);
    const path = `/cgi-bin/media/upload?type=${type}&access_token=${await platforms.token('app')}`;
    return (await platforms.raw(path, { method: 'POST', body: form })).json() as Promise<Answer>;
  };

  test.each([
    ['image', 'a.png', 6, 0],
    ['image', 'a.gif', 100, 40005],
    ['image', 'a.png', 5, 40006],
    ['image', 'a.png', 10 * 1024 * 1024 + 1, 45001],
    ['voice', 'a.mp3', 100, 40005],
    ['voice', 'a.amr', 2 * 1024 * 1024 + 1, 45001],
    ['video', 'a.mp4', 100, 0],
    ['file', 'a.docx', 100, 0],
    ['song', 'a.mp3', 100, 40004],
  ])('%s %s of %i bytes: %i', async (type, name, bytes, errcode) => {
    expect((await upload(type, name, bytes)).errcode).toBe(errcode);
  });

  test('are there for every app of the corp, with their name, for three days', async () => {
    const { media_id: id } = await upload('file', '清单.txt', 10);
    const get = async (): Promise<Response> =>
      platforms.raw(`/cgi-bin/media/get?media_id=${String(id)}&access_token=${await platforms.token('kf')}`);
    const response = await get();
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('清单.txt'));
    expect((await response.arrayBuffer()).byteLength).toBe(10);
    platforms.pass(72 * HOUR);
    expect(await (await get()).json()).toMatchObject({ errcode: 40007 });
  });

  test('what a member sends comes as a media id that can be fetched', async () => {
    const base64 = Buffer.from('picture').toString('base64');
    await platforms.control('/say', {
      channel: 'wecom',
      from: 'lisi',
      media: { kind: 'image', name: 'a.jpg', base64 },
    });
    await platforms.settle();
    const { fields } = platforms.received[0]!;
    expect(fields).toMatchObject({ MsgType: 'image', PicUrl: expect.any(String) as string });
    const path = `/cgi-bin/media/get?media_id=${String(fields.MediaId)}&access_token=${await platforms.token('app')}`;
    expect(await (await platforms.raw(path)).text()).toBe('picture');
  });
});

describe('sign-in with WeCom', () => {
  const authorize = (more: Record<string, string> = {}): Promise<Response> => {
    const product = 'http://county.example';
    const query = {
      appid: platforms.credentials.wecom.corpId,
      redirect_uri: `${product}/console/back`,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'abc123',
      ...more,
    };
    return platforms.raw(`/connect/oauth2/authorize?${new URLSearchParams(query).toString()}`, {
      redirect: 'manual',
    });
  };
  beforeEach(() => platforms.control('/platform', { trustedHosts: ['county.example'] }));
  const who = (code: string | null): Promise<Answer> =>
    platforms.call(`/cgi-bin/auth/getuserinfo?code=${code ?? ''}`);

  test('a member is chosen on a page, comes back with code and state, and the code works once for five minutes', async () => {
    const page = await authorize();
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('李四');
    const back = new URL((await authorize({ userid: 'lisi' })).headers.get('location')!);
    expect([back.host, back.pathname, back.searchParams.get('state')]).toEqual([
      'county.example',
      '/console/back',
      'abc123',
    ]);
    const code = back.searchParams.get('code');
    expect(await who(code)).toMatchObject({ errcode: 0, userid: 'lisi' });
    expect((await who(code)).errcode).toBe(42022);
    const late = new URL((await authorize({ userid: 'lisi' })).headers.get('location')!).searchParams.get(
      'code',
    );
    platforms.pass(300_000);
    expect((await who(late)).errcode).toBe(40029);
    expect((await who('nonsense')).errcode).toBe(40029);
  });

  test.each([
    [{ redirect_uri: 'http://evil.example/' }, '50001'],
    [{ appid: 'wwOther' }, '40013'],
    [{ state: 'a-b' }, '40035'],
    [{ redirect_uri: 'nonsense' }, '40035'],
    [{ userid: '<script>' }, '企业里没有这个人'],
  ])('%j is refused on the page', async (more, why) => {
    const page = await authorize(more as Record<string, string>);
    expect(page.status).toBeGreaterThanOrEqual(400);
    const text = await page.text();
    expect(text).toContain(why);
    expect(text).not.toContain('<script>');
  });
});
