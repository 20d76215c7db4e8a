/** A callback as the platforms seal it, for the product's two doors. */
import { createHash } from 'node:crypto';
import { sealEnvelope, type EnvelopeKeys } from '../../channels/envelope.ts';
import type { World } from '../world.ts';

export interface Door {
  name: 'wecom' | 'wechat';
  /** e.g. http://127.0.0.1:3000/callback/wecom */
  url: string;
  keys: EnvelopeKeys;
  /** Agent id of the app; original id of the Official Account. */
  account: string;
}

export interface Stamp {
  timestamp: string;
  nonce: string;
  random: Buffer;
}

export interface Knock {
  address: URL;
  body: string;
  contentType: string;
}

/** Sealed anew each time: the same message, other nonce, timestamp and random bytes. */
export const newStamp = (world: World): Stamp => ({
  timestamp: String(Math.floor(world.clock.now().getTime() / 1_000)),
  nonce: world.ids.pick('0123456789', 10),
  random: world.ids.bytes(16),
});

/** XML text: CDATA closed and opened again where the text itself closes it. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

export const signPlain = (token: string, { timestamp, nonce }: Stamp): string =>
  createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex');

export function sealKnock(door: Door, message: string, world: World, stamp: Stamp = newStamp(world)): Knock {
  return door.name === 'wecom'
    ? sealForApp(door, message, world, stamp)
    : sealForAccount(door, message, world, stamp);
}

function sealForApp(door: Door, message: string, { settings }: World, stamp: Stamp): Knock {
  const { encrypt, signature } = sealEnvelope(message, door.keys, stamp);
  const address = addressOf(door, { ...stampOf(stamp), msg_signature: signature });
  if (settings.envelope === 'json') {
    const body = JSON.stringify({ tousername: door.keys.receiveId, encrypt, agentid: door.account });
    return { address, body, contentType: 'application/json' };
  }
  const body = `<xml><ToUserName>${cdata(door.keys.receiveId)}</ToUserName><AgentID>${cdata(door.account)}</AgentID><Encrypt>${cdata(encrypt)}</Encrypt></xml>`;
  return { address, body, contentType: 'text/xml' };
}

/** 明文模式, 兼容模式, 安全模式. `signature` is there in all three, and covers no body. */
function sealForAccount(door: Door, message: string, { settings }: World, stamp: Stamp): Knock {
  const query = {
    ...stampOf(stamp),
    signature: signPlain(door.keys.token, stamp),
    openid: openidOf(message),
  };
  if (settings.wechatMode === 'plain')
    return { address: addressOf(door, query), body: message, contentType: 'text/xml' };
  const { encrypt, signature } = sealEnvelope(message, door.keys, stamp);
  const address = addressOf(door, { ...query, encrypt_type: 'aes', msg_signature: signature });
  const seal = `<Encrypt>${cdata(encrypt)}</Encrypt>`;
  const body =
    settings.wechatMode === 'compatible'
      ? message.replace(/<\/xml>$/, `${seal}</xml>`)
      : `<xml><ToUserName>${cdata(door.account)}</ToUserName>${seal}</xml>`;
  return { address, body, contentType: 'text/xml' };
}

const stampOf = ({ timestamp, nonce }: Stamp): { timestamp: string; nonce: string } => ({ timestamp, nonce });

const openidOf = (message: string): string => /<FromUserName><!\[CDATA\[(.*?)\]\]>/.exec(message)?.[1] ?? '';

/** As the platforms write it: + and / of base64 percent-encoded. */
export function addressOf(door: Door, query: Record<string, string>): URL {
  const address = new URL(door.url);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address;
}
