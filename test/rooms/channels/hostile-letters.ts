/** What somebody who is not the platform may send to a callback door; each entry spoils one thing. */
import { gzipSync } from 'node:zlib';
import type { Spoiled } from '../../helpers/letters.ts';

const NOW_S = 1_795_571_400;
type Pairs = [string, string][];
const NAMES = ['msg_signature', 'timestamp', 'nonce'] as const;

const drop = (name: string) => (pairs: Pairs) => pairs.filter(([n]) => n !== name);
const change = (name: string, to: (value: string) => string) => (pairs: Pairs) =>
  pairs.map(([n, value]): [string, string] => [n, n === name ? to(value) : value]);
const rename = (from: string, to: string) => (pairs: Pairs) =>
  pairs.map(([n, value]): [string, string] => [n === from ? to : n, value]);
const add = (name: string, value?: string) => (pairs: Pairs) =>
  [...pairs, [name, value ?? pairs.find(([n]) => n === name)![1]]] as Pairs;

const query: Record<string, Spoiled> = {
  'no query at all': { query: () => [] },
  ...Object.fromEntries(
    NAMES.flatMap((name) => [
      [`no ${name}`, { query: drop(name) }],
      [`an empty ${name}`, { query: change(name, () => '') }],
      [`${name} twice`, { query: add(name) }],
      [`${name} twice, the second another`, { query: add(name, '1') }],
      [`${name} with a blank behind`, { query: change(name, (v) => `${v} `) }],
      [`${name} with a zero byte`, { query: change(name, (v) => `${v}\0`) }],
      [`${name} as a list`, { query: rename(name, `${name}[]`) }],
      [`${name} in capitals`, { query: rename(name, name.toUpperCase()) }],
    ]),
  ),
};

const flip = (at: number) => (text: string) =>
  `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;

const signature: Record<string, Spoiled> = Object.fromEntries(
  Object.entries<(value: string) => string>({
    'a signature of zeros': () => '0'.repeat(40),
    'a signature in capitals': (v) => v.toUpperCase(),
    'a signature cut short': (v) => v.slice(0, 39),
    'a signature one longer': (v) => `${v}0`,
    'a signature twice in a row': (v) => v + v,
    'a signature that is no hex': () => 'z'.repeat(40),
    'a signature of other letters': () => '签'.repeat(40),
    'a signature with its first letter changed': flip(0),
    'a signature with a letter in the middle changed': flip(20),
    'a signature with its last letter changed': flip(39),
    'a signature of 10,000 letters': () => 'a'.repeat(10_000),
  }).map(([name, to]) => [name, { query: change('msg_signature', to) }]),
);

const times: Record<string, Spoiled> = Object.fromEntries(
  Object.entries({
    'a time 301 seconds ago': String(NOW_S - 301),
    'a time in 301 seconds': String(NOW_S + 301),
    'a time a day ago': String(NOW_S - 86_400),
    'a time ten years off': String(NOW_S + 315_360_000),
    'a time below zero': `-${NOW_S}`,
    'a time with a fraction': `${NOW_S}.5`,
    'a time as exponent': '1.7955714e9',
    'a time in hex': `0x${NOW_S.toString(16)}`,
    'a time in milliseconds': `${NOW_S}000`,
    'a time with a sign': `+${NOW_S}`,
    'a time that is no number': 'NaN',
    'a time in full-width digits': String(NOW_S).replace(/\d/g, (d) =>
      String.fromCharCode(0xff10 + Number(d)),
    ),
    'the time zero': '0',
    'a time with a blank before': ` ${NOW_S}`,
    'a time with zeros before': `000${NOW_S}`,
    'a time without end': '9'.repeat(400),
  }).map(([name, timestamp]) => [name, { timestamp }]),
);

const bit = (at: number) => (text: string) => {
  const bytes = Buffer.from(text, 'base64');
  const i = at < 0 ? bytes.length + at : at;
  bytes[i] = bytes[i]! ^ 1;
  return bytes.toString('base64');
};

const seal: Record<string, Spoiled> = {
  'another AES key': { keys: { aesKey: 'z'.repeat(43) } },
  'another token': { keys: { token: 'not-ours' } },
  'another receiver': { keys: { receiveId: 'wwffffffffffffffff' } },
  'a receiver with a letter more': { keys: { receiveId: 'ww5a1c0de5a1c0de01x' } },
  'a receiver in capitals': { keys: { receiveId: 'WW5A1C0DE5A1C0DE01' } },
  'no receiver': { keys: { receiveId: '' } },
  'another nonce than signed': { query: change('nonce', (v) => `${v}1`) },
  'another time than signed': { query: change('timestamp', (v) => String(Number(v) + 1)) },
  'nothing sealed': { encrypted: () => '' },
  'no base64': { encrypted: () => '@@@@' },
  'base64 for URLs': { encrypted: (t) => `${t.slice(0, -4)}-_-_` },
  'base64 with blanks for plus signs': { encrypted: (t) => `${t.slice(0, -4)} a b` },
  'base64 with a line break': { encrypted: (t) => `${t.slice(0, 40)}\n${t.slice(40)}` },
  'base64 with a blank behind': { encrypted: (t) => `${t} ` },
  'base64 without its end': { encrypted: (t) => t.slice(0, -1) },
  'base64 with too much padding': { encrypted: (t) => `${t.replace(/=+$/, '')}====` },
  'half a cipher block': { encrypted: (t) => Buffer.from(t, 'base64').subarray(0, -8).toString('base64') },
  'one cipher block': { encrypted: (t) => Buffer.from(t, 'base64').subarray(0, 16).toString('base64') },
  'one cipher block less': { encrypted: (t) => Buffer.from(t, 'base64').subarray(0, -16).toString('base64') },
  'one cipher block twice': {
    encrypted: (t) => {
      const bytes = Buffer.from(t, 'base64');
      return Buffer.concat([bytes, bytes.subarray(-16)]).toString('base64');
    },
  },
  'two cipher blocks changed about': {
    encrypted: (t) => {
      const b = Buffer.from(t, 'base64');
      return Buffer.concat([b.subarray(16, 32), b.subarray(0, 16), b.subarray(32)]).toString('base64');
    },
  },
  'a bit changed in the length': { encrypted: bit(17) },
  'a bit changed before the receiver': { encrypted: bit(-40) },
  'a bit changed at the start': { encrypted: bit(0) },
  'a bit changed at the end': { encrypted: bit(-1) },
  'padding of zeros': { pad: (n) => Buffer.alloc(32 - (n % 32), 0) },
  'padding of 33': { pad: (n) => Buffer.alloc(32 - (n % 32), 33) },
  'padding of unlike bytes': {
    pad: (n) => Buffer.concat([Buffer.alloc(31 - (n % 32), 7), Buffer.of(32 - (n % 32))]),
  },
  'padding to 16 bytes': {
    pad(n) {
      const short = 16 - (n % 16);
      const length = (n + short) % 32 === 0 ? short + 16 : short;
      return Buffer.alloc(length, length);
    },
  },
  'a length beyond the end': { under: lengthOf(0x7fffffff) },
  'a length below zero': { under: lengthOf(0xffffffff) },
  'a length of nothing': { under: lengthOf(0) },
  'a length one too short': {
    under: ({ message, receiveId }) => withLength(message, receiveId, message.length - 1),
  },
  'a message that is not UTF-8': { plain: Buffer.from('3c786d6c3eff3c2f786d6c3e', 'hex') },
  'a message in over-long UTF-8': { plain: Buffer.from('3c786d6c3ec0bc3c2f786d6c3e', 'hex') },
};

function withLength(message: Buffer, receiveId: string, length: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return Buffer.concat([Buffer.alloc(16, 3), head, message, Buffer.from(receiveId)]);
}
function lengthOf(length: number): NonNullable<Spoiled['under']> {
  return ({ message, receiveId }) => withLength(message, receiveId, length);
}

const bodies: Record<string, Spoiled> = Object.fromEntries(
  Object.entries<(body: string) => string | Buffer>({
    'an empty body': () => '',
    'a blank body': () => ' \n\t ',
    'a word': () => 'hello',
    'a page': () => '<!doctype html><html><body>hi</body></html>',
    'a document type': (b) => `<!DOCTYPE xml>${b}`,
    'an entity of its own': () => '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>',
    'an entity from a file': () =>
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>',
    'a billion laughs': () =>
      `<!DOCTYPE x [<!ENTITY a "ha">${'bcdefgh'.replace(/./g, (c) => `<!ENTITY ${c} "${`&${String.fromCharCode(c.charCodeAt(0) - 1)};`.repeat(10)}">`)}]><xml><Encrypt>&h;</Encrypt></xml>`,
    'an entity nobody made': () => '<xml><Encrypt>&nobody;</Encrypt></xml>',
    'a processing instruction': (b) => `<?php echo 1 ?>${b}`,
    'an element that never ends': () => '<xml><Encrypt><![CDATA[',
    'a tag that never ends': () => '<xml><Encrypt',
    'elements that cross': () => '<xml><Encrypt>a</xml></Encrypt>',
    'no sealed part': () => '<xml><ToUserName>a</ToUserName></xml>',
    'an empty element': () => '<xml/>',
    'a remark alone': () => '<!-- xml -->',
    'a remark that never ends': (b) => `<!-- ${b}`,
    'text without an element': () => '<![CDATA[aaaa]]>',
    'another namespace': () => '<xml><a:Encrypt>aaaa</a:Encrypt></xml>',
    'the sealed part empty': () => '<xml><Encrypt></Encrypt></xml>',
    'another outer element': () => '<html><Encrypt>aaaa</Encrypt></html>',
    'the sealed part within another': () => '<xml><Encrypt><Encrypt>aaaa</Encrypt></Encrypt></xml>',
    'a hundred elements deep': () => `<xml>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</xml>`,
    'five thousand elements': () => `<xml>${'<a/>'.repeat(5_000)}</xml>`,
    'a zero byte': () => '<xml><Encrypt>a\0a</Encrypt></xml>',
    'half a character': () => Buffer.from('3c786d6c3ee99833', 'hex'),
    'UTF-16': (b) => Buffer.from(`\ufeff${b}`, 'utf16le'),
    'a zip': (b) => gzipSync(b),
    'a form': (b) => `body=${encodeURIComponent(b)}`,
    'parts of a form': (b) => `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n${b}\r\n--x--`,
    '65 KiB': () => `<xml><Encrypt>${'A'.repeat(65 * 1_024)}</Encrypt></xml>`,
    'two megabytes': () => 'A'.repeat(2_000_000),
    'a list': () => '[]',
    'a list in JSON of the sealed part': (b) => `[${b}]`,
    'a JSON text': () => '"encrypt"',
    'a JSON nothing': () => 'null',
    'JSON cut short': () => '{"encrypt":"',
    'JSON with a comma too many': () => '{"encrypt":"aaaa",}',
    'JSON with the sealed part as number': () => '{"encrypt":1}',
    'JSON with the sealed part as nothing': () => '{"encrypt":null}',
    'JSON with the sealed part as list': () => '{"encrypt":["aaaa"]}',
    'JSON with the sealed part as record': () => '{"encrypt":{"a":"b"}}',
    'JSON with a prototype': () => '{"__proto__":{"encrypt":"aaaa"}}',
    'JSON a thousand deep': () => `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`,
    'JSON of ten thousand lists': () => `{"encrypt":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    'the sealed part changed': (b) => b.replace(/(<Encrypt><!\[CDATA\[|"encrypt":")..../, '$1AAAA'),
    'the sealed part twice': (b) =>
      b.startsWith('{')
        ? b.replace(/"encrypt":("[^"]*")/, '"encrypt":$1,"encrypt":$1')
        : b.replace(/(<Encrypt>.*<\/Encrypt>)/, '$1$1'),
    'something behind the end': (b) => `${b}x`,
    'the whole twice': (b) => b + b,
    'an attribute': (b) => (b.startsWith('{') ? '{' : b.replace('<xml>', '<xml a="b">')),
  }).map(([name, body]) => [name, { body }]),
);

const envelope = (fields: string): string => `<xml>${fields}</xml>`;
const GOOD =
  '<ToUserName>a</ToUserName><FromUserName>li</FromUserName><CreateTime>1795571400</CreateTime><MsgType>text</MsgType><Content>hi</Content><MsgId>1</MsgId>';
const inner: Record<string, Spoiled> = Object.fromEntries(
  Object.entries({
    'nothing within the seal': '',
    'a word within the seal': 'hello',
    'a list within the seal': '["MsgType"]',
    'broken XML within the seal': '<xml><MsgType>',
    'a document type within the seal': `<!DOCTYPE x [<!ENTITY a "b">]>${envelope(GOOD)}`,
    'an attribute within the seal': `<xml a="b">${GOOD}</xml>`,
    'a message without its kind': envelope(GOOD.replace(/<MsgType>.*<\/MsgType>/, '')),
    'a message without its time': envelope(GOOD.replace(/<CreateTime>.*<\/CreateTime>/, '')),
    'a message whose time is a word': envelope(GOOD.replace('1795571400', 'today')),
    'a message without its sender': envelope(GOOD.replace(/<FromUserName>.*<\/FromUserName>/, '')),
    'a message without its number': envelope(GOOD.replace(/<MsgId>.*<\/MsgId>/, '')),
    'a message with two senders': envelope(`${GOOD}<FromUserName>wang</FromUserName>`),
    'a message with two kinds': envelope(`${GOOD}<MsgType>event</MsgType>`),
    'a message whose kind is a record': envelope(GOOD.replace('>text<', '><a>text</a><')),
    'an event without a name': envelope(GOOD.replace('>text<', '>event<')),
    'a message with two numbers': envelope(`${GOOD}<MsgId>2</MsgId>`),
    'a message from before 1970': envelope(GOOD.replace('1795571400', '-5')),
    'a message ten deep': envelope(`${GOOD}${'<a>'.repeat(10)}${'</a>'.repeat(10)}`),
    'JSON with two senders within the seal':
      '{"FromUserName":"li","FromUserName":"wang","CreateTime":1795571400,"MsgType":"text","MsgId":1}',
  }).map(([name, plain]) => [name, { plain }]),
);

const methods: Record<string, Spoiled> = Object.fromEntries(
  ['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [`the method ${method}`, { method }]),
);

/** By name, without repeats. */
export const HOSTILE: ReadonlyMap<string, Spoiled> = new Map(
  [query, signature, times, seal, bodies, inner, methods].flatMap((group) => Object.entries(group)),
);
export const HOSTILE_NOW = new Date(NOW_S * 1_000);
