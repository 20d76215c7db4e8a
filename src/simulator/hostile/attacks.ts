/** Forged, stale, foreign, malformed and oversized callbacks. Each is built from a true one, so that only its fault is wrong. */
import { createHash } from 'node:crypto';
import { sealEnvelope } from '../../channels/envelope.ts';
import { messageXml, messageId } from '../callbacks/message.ts';
import { newStamp, sealKnock, signPlain, type Door, type Knock, type Stamp } from '../callbacks/door.ts';
import type { World } from '../world.ts';

export interface Blow {
  what?: string;
  address: URL;
  /** Instead of the address's path and query, letter for letter. */
  path?: string;
  method?: 'GET' | 'POST' | 'PUT';
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** The first of a pair: it is a true callback and must be taken. */
  taken?: boolean;
  /** The connection is cut before the body is whole. */
  broken?: boolean;
}

export interface Attack {
  kind: string;
  what: string;
  only?: Door['name'];
  blows(door: Door, world: World): Blow[];
}

const MINUTE_S = 60;
const HUGE = 1024 * 1024;

const trueMessage = (door: Door, world: World): string =>
  messageXml(
    { to: door.name === 'wecom' ? door.keys.receiveId : door.account, from: 'hostile' },
    messageId(world),
    { text: 'hostile' },
    world,
  );

const trueKnock = (door: Door, world: World, stamp: Stamp = newStamp(world)): Knock =>
  sealKnock(door, trueMessage(door, world), world, stamp);

const blowOf = ({ address, body, contentType }: Knock): Blow => ({
  address,
  body,
  headers: { 'content-type': contentType },
});

/** A true callback with one query parameter changed, doubled or left out. */
const withQuery = (door: Door, world: World, change: (query: URLSearchParams) => void): Blow[] => {
  const knock = trueKnock(door, world);
  change(knock.address.searchParams);
  return [blowOf(knock)];
};

const agedBy = (door: Door, world: World, seconds: number): Blow[] => {
  const stamp = newStamp(world);
  return [blowOf(trueKnock(door, world, { ...stamp, timestamp: String(Number(stamp.timestamp) + seconds) }))];
};

/** `encrypt` as given, rightly signed: only the content is bad. */
function signed(
  door: Door,
  world: World,
  encrypt: string,
  wrap = (inner: string) => `<xml>${inner}</xml>`,
): Blow {
  const stamp = newStamp(world);
  const { address } = trueKnock(door, world, stamp);
  const parts = [door.keys.token, stamp.timestamp, stamp.nonce, encrypt].sort().join('');
  address.searchParams.set('msg_signature', signText(parts));
  return {
    address,
    body: wrap(`<ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt>`),
  };
}

const signText = (text: string): string => createHash('sha1').update(text).digest('hex');

const sealed = (door: Door, world: World, message: string, keys = door.keys): string =>
  sealEnvelope(message, keys, newStamp(world)).encrypt;

export const ATTACKS: readonly Attack[] = [
  {
    kind: 'forged-signature',
    what: 'the signature is another',
    blows: (door, world) =>
      withQuery(door, world, (query) => {
        for (const name of ['msg_signature', 'signature'])
          if (query.has(name)) query.set(name, 'f'.repeat(40));
      }),
  },
  {
    kind: 'wrong-token',
    what: 'signed with another token',
    blows: (door, world) => [
      blowOf(trueKnock({ ...door, keys: { ...door.keys, token: 'anotherToken' } }, world)),
    ],
  },
  {
    kind: 'wrong-key',
    what: 'sealed with another AES key',
    blows: (door, world) => {
      const keys = { ...door.keys, aesKey: 'A'.repeat(43) };
      return [signed(door, world, sealed(door, world, trueMessage(door, world), keys))];
    },
  },
  {
    kind: 'foreign-receiver',
    what: 'sealed for another corp or account',
    blows: (door, world) => {
      const keys = { ...door.keys, receiveId: 'ww0000000000000000' };
      return [signed(door, world, sealed(door, world, trueMessage(door, world), keys))];
    },
  },
  {
    kind: 'old-timestamp',
    what: 'six minutes old',
    blows: (door, world) => agedBy(door, world, -6 * MINUTE_S),
  },
  {
    kind: 'early-timestamp',
    what: 'six minutes early',
    blows: (door, world) => agedBy(door, world, 6 * MINUTE_S),
  },
  {
    kind: 'replay',
    what: 'the same request a second time',
    blows: (door, world) => {
      const blow = blowOf(trueKnock(door, world));
      return [{ ...blow, what: 'a true callback, which must be taken', taken: true }, blow];
    },
  },
  ...['msg_signature', 'timestamp', 'nonce'].map((name): Attack => ({
    kind: `double-${name.replace('_', '-')}`,
    what: `${name} comes twice`,
    blows: (door, world) => withQuery(door, world, (query) => query.append(name, query.get(name) ?? '')),
  })),
  ...['msg_signature', 'timestamp', 'nonce'].map((name): Attack => ({
    kind: `no-${name.replace('_', '-')}`,
    what: `${name} is missing`,
    blows: (door, world) => withQuery(door, world, (query) => query.delete(name)),
  })),
  {
    kind: 'garbage-base64',
    what: 'what should be base64 is not',
    blows: (door, world) =>
      ['@@@@', 'not base64 at all', 'AAA', `${'A'.repeat(64)}=A`].map((text) => signed(door, world, text)),
  },
  {
    kind: 'broken-cipher',
    what: 'half a block, one block, a flipped bit',
    blows: (door, world) => {
      const whole = Buffer.from(sealed(door, world, trueMessage(door, world)), 'base64');
      const flipped = Buffer.from(whole);
      flipped[flipped.length - 1]! ^= 1;
      return [whole.subarray(0, 40), whole.subarray(0, 16), flipped].map((bytes) =>
        signed(door, world, bytes.toString('base64')),
      );
    },
  },
  {
    kind: 'doctype',
    what: 'the envelope brings a document type with entities',
    blows: (door, world) => [
      signed(
        door,
        world,
        sealed(door, world, trueMessage(door, world)),
        (inner) =>
          `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><xml>&b;${inner}</xml>`,
      ),
    ],
  },
  {
    kind: 'inner-doctype',
    what: 'the sealed message brings a document type that reads a file',
    blows: (door, world) => {
      const message = `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${trueMessage(door, world).replace('<xml>', '<xml>&f;')}`;
      return [signed(door, world, sealed(door, world, message))];
    },
  },
  {
    kind: 'huge-body',
    what: 'a body of one megabyte',
    blows: (door, world) => [{ ...blowOf(trueKnock(door, world)), body: `<xml>${'a'.repeat(HUGE)}</xml>` }],
  },
  {
    kind: 'deep-xml',
    what: 'elements a thousand deep',
    blows: (door, world) => {
      const deep = `${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}`;
      return [
        signed(door, world, sealed(door, world, `<xml>${deep}</xml>`)),
        { ...blowOf(trueKnock(door, world)), body: deep },
      ];
    },
  },
  {
    kind: 'not-xml',
    what: 'the body is neither XML nor JSON',
    blows: (door, world) =>
      ['', 'hello', '{"encrypt":', '<xml><Encrypt>', '[]', 'null'].map((body) => ({
        ...blowOf(trueKnock(door, world)),
        body,
      })),
  },
  {
    kind: 'not-utf8',
    what: 'bytes that are no UTF-8',
    blows: (door, world) => [
      { ...blowOf(trueKnock(door, world)), body: Buffer.from([0x3c, 0x78, 0xff, 0xfe, 0x3e]) },
    ],
  },
  {
    kind: 'truncated-body',
    what: 'the connection breaks in the middle of the body',
    blows: (door, world) => {
      const blow = blowOf(trueKnock(door, world));
      const body = String(blow.body);
      const headers = { ...blow.headers, 'content-length': String(Buffer.byteLength(body)) };
      return [{ ...blow, headers, body: body.slice(0, body.length / 2), broken: true }];
    },
  },
  {
    kind: 'empty-message',
    what: 'sealed and signed, but without the fields of a message',
    blows: (door, world) =>
      ['<xml></xml>', '<xml><MsgType>text</MsgType></xml>', ''].map((message) =>
        signed(door, world, sealed(door, world, message)),
      ),
  },
  {
    kind: 'forged-echo',
    what: 'a check of the URL with another signature',
    blows: (door, world) => {
      const { address } = trueKnock(door, world);
      address.searchParams.set('echostr', 'a+b/c=');
      for (const name of ['msg_signature', 'signature']) address.searchParams.set(name, '0'.repeat(40));
      return [{ address, method: 'GET' }];
    },
  },
  {
    kind: 'plain-forgery',
    what: 'a clear body under a plain signature, where the seal is required',
    only: 'wechat',
    blows: (door, world) => {
      const stamp = newStamp(world);
      const address = new URL(door.url);
      const query = {
        timestamp: stamp.timestamp,
        nonce: stamp.nonce,
        signature: signPlain(door.keys.token, stamp),
      };
      for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
      return [{ address, body: trueMessage(door, world) }];
    },
  },
];
