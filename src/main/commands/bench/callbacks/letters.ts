/** Callbacks as WeCom sends them, each its own; and the settings they are sealed with. */
import { randomBytes } from 'node:crypto';
import { sealEnvelope } from '../../../../channels/envelope.ts';
import { systemClock } from '../../../../kit/clock.ts';

export const SETTINGS = {
  corpId: 'ww00000000000bench',
  agentId: '1000002',
  secret: 'none',
  token: 'benchtoken',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

const KEYS = { token: SETTINGS.token, aesKey: SETTINGS.aesKey, receiveId: SETTINGS.corpId };
const PEOPLE = 500;

let count = 0;

export interface Letter {
  path: string;
  body: string;
}

/** A text message of one of some hundred members. `encrypt_type` is what rivals made for the Official Account ask for. */
export function writeLetter(text = '请问城乡居民医保怎么参保,要带什么材料?'): Letter {
  count++;
  const now = String(Math.floor(systemClock.now().getTime() / 1_000));
  const plain = `<xml><ToUserName><![CDATA[${SETTINGS.corpId}]]></ToUserName><FromUserName><![CDATA[member${count % PEOPLE}]]></FromUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${7_000_000_000_000_000 + count}</MsgId><AgentID>${SETTINGS.agentId}</AgentID></xml>`;
  const stamp = { timestamp: now, nonce: String(1_000_000 + count), random: randomBytes(16) };
  const { encrypt, signature } = sealEnvelope(plain, KEYS, stamp);
  return {
    path: `/callback/wecom?encrypt_type=aes&msg_signature=${signature}&timestamp=${now}&nonce=${stamp.nonce}`,
    body: `<xml><ToUserName><![CDATA[${SETTINGS.corpId}]]></ToUserName><AgentID><![CDATA[${SETTINGS.agentId}]]></AgentID><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
  };
}
