/** Callbacks as a platform, or somebody who would like to be one, writes them. */
import { createCipheriv } from 'node:crypto';
import { getSignature } from '@wecom/crypto';

export interface LetterKeys {
  token: string;
  aesKey: string;
  receiveId: string;
}

/** Spoils one thing of a letter; what is not named is as it should be, and signed as it then stands. */
export interface Spoiled {
  method?: string;
  /** The message within the seal. */
  plain?: string | Buffer;
  keys?: Partial<LetterKeys>;
  /** The whole text under the cipher. */
  under?: (parts: { message: Buffer; receiveId: string }) => Buffer;
  /** Padding instead of PKCS#7 to 32 bytes. */
  pad?: (length: number) => Buffer;
  /** The cipher's text, before it is signed. */
  encrypted?: (text: string) => string;
  timestamp?: string;
  nonce?: string;
  /** The query, after it was signed: pairs, so that names can come twice. */
  query?: (pairs: [string, string][]) => [string, string][];
  /** The body, after it was signed. */
  body?: (body: string) => string | Buffer;
}

export interface LetterForm {
  path: string;
  json: boolean;
}

export interface Letter {
  path: string;
  method: string;
  body: string | Buffer;
  encrypted: string;
}

const RANDOM = Buffer.alloc(16, 3);

const underOf = (message: Buffer, receiveId: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([RANDOM, length, message, Buffer.from(receiveId)]);
};

const padOf = (length: number): Buffer => {
  const n = 32 - (length % 32);
  return Buffer.alloc(n, n);
};

function cipher(under: Buffer, aesKey: string, pad: (length: number) => Buffer): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const padded = Buffer.concat([under, pad(under.length)]);
  const whole = padded.subarray(0, padded.length - (padded.length % 16));
  const aes = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([aes.update(whole), aes.final()]).toString('base64');
}

/** A letter of this form, sealed and signed with `keys`, spoiled as asked. */
export function writeLetter(
  form: LetterForm,
  keys: LetterKeys,
  now: { timestamp: string; nonce: string },
  message: string,
  spoiled: Spoiled = {},
): Letter {
  const used = { ...keys, ...spoiled.keys };
  const { timestamp, nonce } = { ...now, ...spoiled };
  const inner = Buffer.from(spoiled.plain ?? message);
  const under = (spoiled.under ?? (({ message: m, receiveId }) => underOf(m, receiveId)))({
    message: inner,
    receiveId: used.receiveId,
  });
  const sealed = cipher(under, used.aesKey, spoiled.pad ?? padOf);
  const encrypted = spoiled.encrypted ? spoiled.encrypted(sealed) : sealed;
  const pairs: [string, string][] = [
    ['signature', getSignature(used.token, timestamp, nonce, '')],
    ['msg_signature', getSignature(used.token, timestamp, nonce, encrypted)],
    ['timestamp', timestamp],
    ['nonce', nonce],
  ];
  const query = (spoiled.query ?? ((same) => same))(pairs)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const body = form.json
    ? JSON.stringify({ tousername: keys.receiveId, encrypt: encrypted, agentid: 1000002 })
    : `<xml><ToUserName><![CDATA[${keys.receiveId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return {
    path: `${form.path}?${query}`,
    method: spoiled.method ?? 'POST',
    body: spoiled.body ? spoiled.body(body) : body,
    encrypted,
  };
}
