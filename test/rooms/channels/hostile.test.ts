/** Both callback doors under everything that is not the platform's: nothing gets in, nothing falls over. */
import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEnvelope } from '../../../src/channels/envelope.ts';
import { readFields } from '../../../src/channels/fields.ts';
import type { Tokens } from '../../../src/channels/tokens.ts';
import { createWechat } from '../../../src/channels/wechat.ts';
import { createWecom } from '../../../src/channels/wecom.ts';
import type { InboundEvent } from '../../../src/inbox/event.ts';
import { AppError } from '../../../src/kit/errors.ts';
import { createLog } from '../../../src/kit/log.ts';
import { createWebApp } from '../../../src/web/app.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { testClock, testIds } from '../../helpers/house.ts';
import { writeLetter, type Letter, type LetterForm, type Spoiled } from '../../helpers/letters.ts';
import { HOSTILE, HOSTILE_NOW } from './hostile-letters.ts';

const wecom = {
  token: 'wecomTokenSecret1',
  aesKey: 'wecomAesKey'.padEnd(43, 'A'),
  receiveId: 'ww5a1c0de5a1c0de01',
};
const wechat = {
  token: 'wechatTokenSecret',
  aesKey: 'wechatAesKey'.padEnd(43, 'B'),
  receiveId: 'wx5a1c0de5a1c0de02',
};
const SECRETS = [wecom.token, wecom.aesKey, wechat.token, wechat.aesKey];
const SAID = '举报信里的原话';
const PERSON = 'o-citizen-openid-77';

const clock = testClock(HOSTILE_NOW.toISOString());
const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
const kept: InboundEvent[] = [];
const receipts = new Set<string>();
/** Stands for the inbox, which has its own tests. */
const accept = async (events: readonly InboundEvent[], receipt = ''): Promise<boolean> => {
  if (receipts.has(receipt)) return false;
  receipts.add(receipt);
  kept.push(...events);
  return true;
};

let server: WebServer;
beforeAll(async () => {
  const tokens = {} as Tokens;
  const base = { secret: 'secret', apiBase: 'http://127.0.0.1:9' };
  const common = { tokens, accept, clock, log };
  const doors = [
    createWecom({ settings: { ...base, ...wecom, corpId: wecom.receiveId, agentId: '1000002' }, ...common }),
    createWechat({ settings: { ...base, ...wechat, appId: wechat.receiveId, allowPlain: false }, ...common }),
  ];
  const app = createWebApp({ routers: [], doors: doors.map(({ door }) => door), ids: testIds(), log });
  server = await listen(app, '127.0.0.1', 0);
});
afterAll(() => server.close());

const DOORS = [
  { name: 'WeCom, XML', keys: wecom, form: { path: '/callback/wecom', json: false } },
  { name: 'WeCom, JSON', keys: wecom, form: { path: '/callback/wecom', json: true } },
  { name: 'Official Account, XML', keys: wechat, form: { path: '/callback/wechat', json: false } },
  { name: 'Official Account, JSON', keys: wechat, form: { path: '/callback/wechat', json: true } },
] satisfies { name: string; keys: typeof wecom; form: LetterForm }[];
type Door = (typeof DOORS)[number];

let count = 1_000_000;
const message = (id: number): string =>
  `<xml><ToUserName><![CDATA[us]]></ToUserName><FromUserName><![CDATA[${PERSON}]]></FromUserName><CreateTime>1795571400</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${SAID}]]></Content><MsgId>${id}</MsgId></xml>`;
const write = ({ form, keys }: Door, spoiled?: Spoiled): Letter => {
  const stamp = { timestamp: String(HOSTILE_NOW.getTime() / 1_000), nonce: String(++count) };
  return writeLetter(form, keys, stamp, message(count), spoiled);
};

async function send({ path, method, body }: Letter): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    ...(method === 'GET' ? {} : { body: body as string }),
  });
  return { status: response.status, text: await response.text() };
}

const refused = expect.objectContaining({
  status: expect.toSatisfy((n: number) => n >= 400 && n < 500),
  text: '',
});

describe.each(DOORS)('the door of $name', (door) => {
  test('lets a true letter in, once', async () => {
    const letter = write(door);
    const before = kept.length;
    expect(await send(letter)).toEqual({ status: 200, text: '' });
    expect(kept.slice(before).map(({ body }) => body)).toEqual([{ t: 'text', text: SAID }]);
    expect(await send(letter)).toEqual(refused);
    expect(kept.length).toBe(before + 1);
  });

  test(`keeps ${HOSTILE.size} hostile letters out, each with a bare 4xx`, async () => {
    const before = kept.length;
    const passed: string[] = [];
    for (const [name, spoiled] of HOSTILE) {
      const { status, text } = await send(write(door, spoiled));
      if (status < 400 || status > 499 || text !== '') passed.push(`${name}: ${status} ${text}`);
    }
    expect(passed).toEqual([]);
    expect(kept.length).toBe(before);
    expect(await send(write(door))).toEqual({ status: 200, text: '' });
  });

  test('a letter with any byte changed is not taken', async () => {
    const before = kept.length;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, by, inQuery) => {
        const letter = write(door);
        const text = Buffer.from(inQuery ? letter.path : letter.encrypted);
        const from = inQuery ? letter.path.indexOf('msg_signature') : 0;
        const i = from + (at % (text.length - from));
        text[i] = (text[i]! + by) % 256;
        const spoilt = inQuery
          ? { ...letter, path: encodeURI(text.toString('latin1')) }
          : { ...letter, body: String(letter.body).replace(letter.encrypted, () => text.toString('latin1')) };
        expect(await send(spoilt)).toEqual(refused);
      }),
      { numRuns: 60, seed: 7 },
    );
    expect(kept.length).toBe(before);
  });
});

test('more than 150 distinct letters were tried at each door', () => {
  expect(HOSTILE.size).toBeGreaterThanOrEqual(150);
});

test('a captured letter asked for by GET is not deciphered for whoever captured it', async () => {
  const door = DOORS[0]!;
  const letter = write(door);
  const asked = `${letter.path}&echostr=${encodeURIComponent(letter.encrypted)}`;
  expect(await send({ ...letter, method: 'GET', path: asked })).toEqual(refused);
});

test('the check of the URL is echoed once in the plain, and a spoiled one is not', async () => {
  const [xml, , official] = [DOORS[0]!, DOORS[1]!, DOORS[2]!];
  const check = write(xml, { plain: '1616140317555161061' });
  const path = `${check.path}&echostr=${encodeURIComponent(check.encrypted)}`;
  expect(await send({ ...check, method: 'GET', path })).toEqual({ status: 200, text: '1616140317555161061' });
  expect(await send({ ...check, method: 'GET', path })).toEqual(refused);
  expect(await send({ ...check, method: 'GET', path: check.path })).toEqual(refused);
  const plain = write(official);
  expect(await send({ ...plain, method: 'GET', path: `${plain.path}&echostr=58389374` })).toEqual({
    status: 200,
    text: '58389374',
  });
  const script = `${write(official).path}&echostr=${encodeURIComponent('<script>')}`;
  expect(await send({ ...plain, method: 'GET', path: script })).toEqual(refused);
});

test('the log tells why, and holds no secret, no sender and no word of what was said', () => {
  const all = lines.join('');
  for (const code of [
    'signature',
    'stale',
    'receiver',
    'cipher',
    'base64',
    'malformed',
    'too-large',
    'replayed',
  ])
    expect(all).toContain(`"code":"${code}"`);
  for (const secret of [...SECRETS, SAID, PERSON]) expect(all).not.toContain(secret);
});

/** 400s by a code the door knows; anything else would have been a 5xx. */
const quietly = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
};

const flatElement = fc
  .record({
    name: fc.constantFrom('Content', 'MsgId', 'a', 'item', '_', 'a-b', '__proto__', 'toString', '1', '名'),
    text: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '',
        ' ',
        'a]b',
        ']]>',
        '&lt;',
        '&#65;',
        '&a;',
        '\r',
        '\0',
        '\ufffe',
        '\ud800',
        '<',
        '>',
      ),
    ),
    cdata: fc.boolean(),
  })
  .map(({ name, text, cdata }) => `<${name}>${cdata ? `<![CDATA[${text}]]>` : text}</${name}>`);

test('whatever a body holds, it is read or refused', () => {
  const tag = fc.constantFrom(
    '<xml>',
    '</xml>',
    '<a>',
    '</a>',
    '<a/>',
    '<![CDATA[',
    ']]>',
    '&lt;',
    '&a;',
    '<!--',
    '-->',
    '<?a',
    '?>',
    '<!DOCTYPE',
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '1',
    'null',
    '\\u0000',
    '\0',
    '\ud800',
    '中',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(tag, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 40 }),
      (parts) => {
        quietly(() => readFields(parts.join('')));
        quietly(() => readFields(`<xml>${parts.join('')}</xml>`));
        quietly(() => readFields(`{"a":${parts.join('')}}`));
      },
    ),
    { numRuns: 4_000, seed: 11 },
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 12 }), (json) => void quietly(() => readFields(`{"a":${json}}`))),
    { numRuns: 1_000, seed: 12 },
  );
});

test('a flat letter reads as the parser reads it', () => {
  const part = fc.oneof(
    { weight: 8, arbitrary: flatElement },
    fc.constantFrom(
      ' ',
      '\n',
      '\r\n',
      '\u00a0',
      'x',
      '<a/>',
      '<a><b>1</b></a>',
      '<a>1</b>',
      '<A>1</A >',
      '</xml>',
    ),
  );
  let flat = 0;
  const read = (text: string): unknown => {
    try {
      return readFields(text);
    } catch (error) {
      return error instanceof AppError ? 'refused' : error;
    }
  };
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 6 }),
      fc.constantFrom('', '', ' ', '\n', 'x', '<xml></xml>'),
      (parts, end) => {
        const text = `<xml>${parts.join('')}</xml>${end}`;
        const fields = read(text);
        if (fields !== 'refused') flat++;
        // A remark behind the end keeps the meaning, and leaves the text to the parser.
        expect(fields).toEqual(read(`${text}<!-- -->`));
      },
    ),
    { numRuns: 5_000, seed: 14 },
  );
  expect(flat).toBeGreaterThan(1_000);
});

test('no envelope opens but the one that was sealed', () => {
  const door = DOORS[0]!;
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ maxLength: 60 }),
      fc.nat({ max: 9_999 }),
      (bytes, nonce, n) => {
        const encrypted = Buffer.from(bytes).toString('base64');
        const { path } = write(door, { encrypted: () => encrypted, nonce: nonce || String(n) });
        const query = Object.fromEntries(new URLSearchParams(path.split('?')[1]));
        expect(quietly(() => openEnvelope(query, encrypted, door.keys, HOSTILE_NOW))).toBe(false);
      },
    ),
    { numRuns: 2_000, seed: 13 },
  );
});

test('memory stays flat over thousands of hostile letters', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    collect();
    lines.length = 0;
    return process.memoryUsage().heapUsed;
  };
  const letters = [...HOSTILE.entries()]
    .filter(([name]) => !/megabytes|KiB/.test(name))
    .map(([, spoiled]) => spoiled);
  const round = async (): Promise<void> => {
    for (let i = 0; i < letters.length; i += 10)
      await Promise.all(letters.slice(i, i + 10).map((spoiled) => send(write(DOORS[0]!, spoiled))));
  };
  await round();
  await round();
  const before = heap();
  for (let i = 0; i < 10; i++) await round();
  expect(heap() - before).toBeLessThan(8 * 1024 * 1024);
}, 240_000);
