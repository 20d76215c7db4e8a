/** What every channel keeps, whatever the platform: run for all four, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboundEvent } from '../../src/inbox/event.ts';
import { createInbox, type Inbox } from '../../src/inbox/inbox.ts';
import { conversationId, parseConversationId } from '../../src/kit/conversation-id.ts';
import { systemIds } from '../../src/kit/ids.ts';
import { createLog, silentLog } from '../../src/kit/log.ts';
import { utf8Length } from '../../src/kit/text.ts';
import { formFor } from '../../src/outbox/form.ts';
import type { Card, Delivery, MessageBody, SendResult } from '../../src/outbox/message.ts';
import type { Database } from '../../src/store/database.ts';
import { openSignals, startQueue } from '../../src/store/queue.ts';
import { openTestDatabase } from '../helpers/database.ts';
import { contentKey, testClock } from '../helpers/house.ts';
import { until } from '../helpers/queue.ts';
import { openScriptedPlatform, type ScriptedPlatform } from '../helpers/scripted-platform.ts';
import { FIXTURES, SECRETS, type Fixture } from './fixtures.ts';

const SAID = '邻居占了公用通道,我要举报';
const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
const clock = testClock();
const events: InboundEvent[] = [];
const closers: (() => Promise<unknown>)[] = [];
let database: Database;
let inbox: Inbox;

beforeAll(async () => {
  database = await openTestDatabase();
  closers.push(() => database.close());
  const queue = await startQueue(database, silentLog);
  closers.push(() => queue.stop({ graceful: false }));
  const signals = await openSignals(queue);
  closers.push(() => signals.close());
  inbox = await createInbox({
    database,
    queue,
    signals,
    content: contentKey(),
    clock,
    ids: systemIds,
    log: silentLog,
  });
  inbox.start(async (event, attempt) => {
    await database.transaction((tx) => attempt.settle(tx));
    events.push(event);
  });
  closers.push(() => inbox.stop());
}, 240_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
}, 60_000);

const settled = (): Promise<void> =>
  until('all events worked', async () => (await inbox.countPending()) === 0);

const CARD: Card = {
  source: '阳光·应公开提醒',
  title: '2026年低保对象名单应当公开',
  text: '请在11月30日前公开',
  fields: [{ name: '依据', value: '政务公开目录第3项' }],
  buttons: [
    { key: 'done', label: '已公开', tone: 'primary' },
    { key: 'later', label: '申请延期' },
  ],
};
const MENU: MessageBody = {
  t: 'menu',
  head: '您想做什么?',
  items: [
    { id: 'ask', label: '问怎么办事' },
    { id: 'complain', label: '我要投诉' },
  ],
  tail: '回复 人工 找工作人员',
};

let serial = 0;
const uuid = (): string => `0198c0de-0000-7000-8000-${(++serial).toString(16).padStart(12, '0')}`;

describe.each(FIXTURES)('the channel %s', (name, open) => {
  let platform: ScriptedPlatform;
  let fixture: Fixture;
  beforeAll(async () => {
    platform = await openScriptedPlatform();
    fixture = await open({ platform, database, inbox, clock, log });
  });
  afterAll(async () => {
    await fixture.close();
    await platform.close();
  });

  const delivery = (body: MessageBody, more: Partial<Delivery> = {}): Delivery => ({
    id: uuid(),
    attempt: 1,
    account: fixture.account,
    person: fixture.person,
    body,
    ...more,
  });
  const send = (body: MessageBody, more?: Partial<Delivery>): Promise<SendResult> =>
    fixture.channel.send(delivery(body, more));
  const heard = (): InboundEvent[] => events.filter((event) => event.channel === name);

  test('goes by its name and has the narrow port', () => {
    expect(Object.keys(fixture.channel).sort()).toEqual(['limits', 'name', 'send']);
    expect(fixture.channel.name).toBe(name);
  });

  test('brings what a person says, once, however often the platform repeats it', async () => {
    const told = { person: fixture.person, id: '9007199254740993001', text: SAID };
    await fixture.bring(told);
    await fixture.bring(told);
    await settled();
    await until('it is heard', () => heard().length > 0);
    await fixture.bring({ ...told, id: '9007199254740993002', text: '第二句' });
    await until('the next is heard', () => heard().length > 1);
    const [first, second, ...more] = heard();
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      channel: name,
      account: fixture.account,
      person: fixture.person,
      origin: 'person',
      body: { t: 'text', text: SAID },
    });
    expect(second?.body).toEqual({ t: 'text', text: '第二句' });
    expect(first?.key).not.toBe(second?.key);
    expect(Number.isNaN(Date.parse(first!.at))).toBe(false);
  });

  test('lets nothing in that is not a person’s word to us', async () => {
    const before = heard().length;
    await fixture.bringFalse({ person: fixture.person, id: '8001', text: SAID });
    await settled();
    expect(heard().length).toBe(before);
  });

  test('an answer goes back to whoever spoke: the address survives the way there and back', async () => {
    const address = parseConversationId(conversationId(heard()[0]!));
    expect(await send({ t: 'text', text: '收到' }, address)).toMatchObject({ status: 'sent' });
    await until('it is out', () => fixture.sent().length > 0);
    expect(fixture.sent().at(-1)?.touser).toBe(fixture.person);
    expect(JSON.stringify(fixture.sent().at(-1))).toContain('收到');
  });

  test('gives a message the form it can show, and nothing is lost on the way', () => {
    const { limits } = fixture.channel;
    const kinds = (body: MessageBody): string =>
      formFor(body, limits)
        .map(({ t }) => t)
        .join();
    const plain = (body: MessageBody): string => JSON.stringify(formFor(body, limits));
    const card: MessageBody = { t: 'card', taskId: 'duty-1', card: CARD };
    expect(kinds(card)).toBe(name === 'wecom' ? 'card' : 'text');
    for (const word of [CARD.title, '已公开', '申请延期', '政务公开目录第3项'])
      expect(plain(card)).toContain(word);
    const crowded: MessageBody = {
      ...card,
      card: { ...CARD, buttons: Array.from({ length: 7 }, (_, i) => ({ key: `k${i}`, label: `选项${i}` })) },
    };
    expect(kinds(crowded)).toBe(name === 'wecom' ? 'notice' : 'text');
    expect(plain(crowded)).toContain('选项6');
    expect(kinds({ t: 'notice', title: '字'.repeat(100), text: '长' })).toBe('text');
    expect(kinds(MENU)).toBe(limits.menus ? 'menu' : 'text');
    if (!limits.menus) expect(plain(MENU)).toContain('1 问怎么办事\\n2 我要投诉');
    const many = Array.from({ length: 11 }, (_, i) => ({ id: `i${i}`, label: `第${i}项` }));
    expect(kinds({ t: 'menu', head: '选', items: many })).toBe('text');
    expect(kinds({ t: 'menu', head: '选', items: [{ id: 'a', label: '长'.repeat(50) }] })).toBe('text');
  });

  test('a long text goes in parts at the ends of sentences, in order, each within the limit', async () => {
    const sentence = '申请材料由县政务服务中心一次性告知,不得要求群众来回跑。';
    const parts = formFor({ t: 'text', text: sentence.repeat(60) }, fixture.channel.limits);
    expect(parts.length).toBeGreaterThan(2);
    for (const [i, part] of parts.entries()) {
      const text = part.t === 'text' ? part.text : '';
      expect(utf8Length(text)).toBeLessThanOrEqual(fixture.channel.limits.textBytes);
      expect(text).toMatch(new RegExp(`。\\n\\(${i + 1}/${parts.length}\\)$`));
      expect(await send(part, { id: `${uuid()}.${i}` })).toMatchObject({ status: 'sent' });
    }
    await until('all are out', () =>
      JSON.stringify(fixture.sent()).includes(`(${parts.length}/${parts.length})`),
    );
  });

  test('what is too large for the platform is cut or refused here, never sent', async () => {
    const large = '大'.repeat(3_000);
    const items = Array.from({ length: 30 }, (_, i) => ({ id: `i${i}`, label: large }));
    const bodies: MessageBody[] = [
      { t: 'text', text: large },
      { t: 'welcome', code: 'c', text: large },
      { t: 'menu', head: large, items, tail: large },
      { t: 'notice', title: large, text: large, url: `https://x/${large}`, button: large },
      {
        t: 'card',
        taskId: 'duty-2',
        card: {
          source: large,
          title: large,
          text: large,
          fields: Array.from({ length: 9 }, () => ({ name: large, value: large })),
          select: { key: 'q', title: large, options: [{ id: 'a', label: large }] },
          buttons: [{ key: 'k', label: large }],
          url: `https://x/${large}`,
        },
      },
    ];
    const before = fixture.sent().length;
    for (const body of bodies) for (const part of formFor(body, fixture.channel.limits)) await send(part);
    for (const message of fixture.sent().slice(before)) expect(tooLarge(message)).toEqual([]);
  });

  test('leaks no secret: not in a log line, not in a reason', async () => {
    const results: SendResult[] = [];
    if (fixture.api) {
      const api = fixture.api;
      for (const answer of [{ errcode: 60020, errmsg: `${SAID} from ip 1.2.3.4` }, 500, 'hang up'] as const) {
        platform.script(api, answer);
        results.push(await send({ t: 'text', text: SAID }));
      }
    }
    const told = JSON.stringify(results) + lines.join('');
    const kept = [SAID, fixture.person, ...Object.values(SECRETS), ...platform.tokens];
    expect(kept.filter((secret) => told.includes(secret))).toEqual([]);
  });

  // wechaty has no API of the platform's; how it fails stands in its own test.
  if (name === 'wechaty') return;
  describe('when its API fails', () => {
    const fail = async (errcode: number, attempt = 1): Promise<SendResult> => {
      platform.script(fixture.api!, { errcode, errmsg: `hint: [${errcode}], from ip: 10.0.0.1` });
      return send({ t: 'text', text: '试' }, { attempt });
    };

    test.each(FAILURES)('errcode %i means %s', async (errcode, status, alert) => {
      const result = await fail(errcode);
      const expected =
        name === 'wechat' && errcode === 48002
          ? { status: 'rejected' }
          : { status, ...(alert ? { alert: true } : {}) };
      expect(result).toMatchObject(expected);
      if ('errcode' in result) expect(result.errcode).toBe(errcode);
      clock.moveTo(new Date(clock.now().getTime() + 61_000));
    });

    test.each([40001, 40014, 42001])(
      '%i: a token is fetched anew once, and the message goes',
      async (errcode) => {
        const before = platform.tokens.length;
        expect(await fail(errcode)).toMatchObject({ status: 'sent' });
        expect(platform.tokens.length).toBe(before + 1);
      },
    );

    test('a token refused again is not renewed over and over', async () => {
      platform.always(fixture.api!, () => ({ errcode: 40014, errmsg: 'invalid access_token' }));
      const before = platform.tokens.length;
      for (let i = 0; i < 5; i++)
        expect(await send({ t: 'text', text: '试' })).toMatchObject({ status: 'later', alert: true });
      expect(platform.tokens.length - before).toBeLessThanOrEqual(2);
      platform.always(fixture.api!, () => ({ errcode: 0, errmsg: 'ok' }));
      clock.moveTo(new Date(clock.now().getTime() + 61_000));
      expect(await send({ t: 'text', text: '试' })).toMatchObject({ status: 'sent' });
    });

    test('after “too often” it is left alone for a minute', async () => {
      await fail(45009);
      const before = platform.callsTo(fixture.api!).length;
      expect(await send({ t: 'text', text: '试' })).toMatchObject({ status: 'later', errcode: 45009 });
      expect(platform.callsTo(fixture.api!).length).toBe(before);
      clock.moveTo(new Date(clock.now().getTime() + 61_000));
      expect(await send({ t: 'text', text: '试' })).toMatchObject({ status: 'sent' });
    });

    test('a message without an answer goes again only where the platform knows it by our key', async () => {
      for (const answer of ['hang up', 502] as const) {
        platform.script(fixture.api!, answer);
        expect(await send({ t: 'text', text: '试' })).toMatchObject({
          status: fixture.repeatable ? 'later' : 'uncertain',
        });
      }
      const id = uuid();
      await send({ t: 'text', text: '同一条' }, { id });
      const first = fixture.sent().at(-1);
      await send({ t: 'text', text: '同一条' }, { id, attempt: 2 });
      expect(fixture.sent().at(-1)).toEqual(first);
      await send({ t: 'text', text: '同一条' });
      if (fixture.repeatable) expect(fixture.sent().at(-1)).not.toEqual(first);
    });
  });
});

/** The table of what each code means (developer.work.weixin.qq.com/document/path/90313 and the Official Account's). */
const FAILURES: [number, SendResult['status'], boolean?][] = [
  ...[-1, 45009, 45033].map((code): [number, 'later'] => [code, 'later']),
  ...[40003, 60111, 46004, 40031, 81013].map((code): [number, 'rejected'] => [code, 'rejected']),
  ...[60011, 50002, 60021, 301002, 48002, 60020, 50003, 60031, 40013, 40091, 41001].map(
    (code): [number, 'rejected', true] => [code, 'rejected', true],
  ),
  ...[40056, 40008, 40035, 40058, 40063, 41033, 44004, 41016, 45002, 45007, 45008, 40007].map(
    (code): [number, 'rejected'] => [code, 'rejected'],
  ),
  ...[42015, 42016, 42017, 40201, 85002, 40029, 42022, 86003, 40050, 95008, 999999].map(
    (code): [number, 'rejected'] => [code, 'rejected'],
  ),
  ...[95001, 95002, 95013, 95018, 95031, 45015, 45047, 43101].map((code): [number, 'parked'] => [
    code,
    'parked',
  ]),
  [40164, 'rejected', true],
  [48001, 'rejected', true],
];

/** What of a message is beyond what the platform's page allows; written from the pages, not from the code. */
function tooLarge(message: Record<string, unknown>): string[] {
  const found: string[] = [];
  const bytes = (what: string, text: unknown, most: number): void => {
    if (typeof text === 'string' && utf8Length(text) > most) found.push(`${what}: ${utf8Length(text)} bytes`);
  };
  const chars = (what: string, text: unknown, most: number): void => {
    if (typeof text === 'string' && [...text].length > most)
      found.push(`${what}: ${[...text].length} characters`);
  };
  const { text, textcard, msgmenu, template_card: card } = message as Record<string, Record<string, unknown>>;
  bytes('text', text?.content, 2_048);
  bytes('title', textcard?.title, 128);
  bytes('description', textcard?.description, 512);
  bytes('url', textcard?.url, 2_048);
  chars('button', textcard?.btntxt, 4);
  bytes('head', msgmenu?.head_content, 1_024);
  bytes('tail', msgmenu?.tail_content, 1_024);
  if (((msgmenu?.list as unknown[]) ?? []).length > 10) found.push('menu items');
  if (!card) return found;
  const list = (name: string): Record<string, unknown>[] => (card[name] ?? []) as Record<string, unknown>[];
  chars('source', (card.source as Record<string, unknown>)?.desc, 20);
  chars('card title', (card.main_title as Record<string, unknown>)?.title, 36);
  chars('card text', card.sub_title_text, 160);
  if (list('horizontal_content_list').length > 6) found.push('fields');
  for (const field of list('horizontal_content_list')) {
    chars('field name', field.keyname, 5);
    chars('field value', field.value, 30);
  }
  for (const button of list('button_list')) chars('button text', button.text, 10);
  const { option_list: options = [] } = (card.button_selection ?? {}) as { option_list?: { text: string }[] };
  for (const option of options) chars('option', option.text, 16);
  return found;
}
