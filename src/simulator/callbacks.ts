/** Callbacks to the product, as the platforms make them: sealed, five seconds, resent three times, one check of the URL. */
import { sealEnvelope, type EnvelopeKeys } from '../channels/envelope.ts';
import type { Log } from '../kit/log.ts';
import type { World } from './world.ts';

export interface CallbackTarget {
  /** e.g. http://127.0.0.1:3000/callback/wecom */
  url: string;
  keys: EnvelopeKeys;
  agentId: string;
}

const TIMEOUT_MS = 5_000;
const RESENDS = 3;
const RESEND_MS = 1_000;

export interface Callbacks {
  /** Delivers an event; resolves when the product has taken it or all resends are spent. */
  deliver(xml: string): Promise<boolean>;
  /** The console's check when the URL is saved: the plain echo, within a second, nothing else. */
  verifyUrl(): Promise<{ ok: boolean; why?: string }>;
  inFlight(): number;
}

export function createCallbacks(world: World, target: () => CallbackTarget | undefined, log: Log): Callbacks {
  let flying = 0;

  const seal = (message: string, { keys, url }: CallbackTarget) => {
    const stamp = {
      timestamp: String(Math.floor(world.clock.now().getTime() / 1_000)),
      nonce: world.ids.pick('0123456789', 10),
      random: world.ids.bytes(16),
    };
    const { encrypt, signature } = sealEnvelope(message, keys, stamp);
    const address = new URL(url);
    address.searchParams.set('msg_signature', signature);
    address.searchParams.set('timestamp', stamp.timestamp);
    address.searchParams.set('nonce', stamp.nonce);
    return { address, encrypt };
  };

  const post = async (xml: string, to: CallbackTarget): Promise<boolean> => {
    const { address, encrypt } = seal(xml, to);
    const body = `<xml><ToUserName><![CDATA[${to.keys.receiveId}]]></ToUserName><AgentID><![CDATA[${to.agentId}]]></AgentID><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
    try {
      const response = await fetch(address, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/xml' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.arrayBuffer();
      return response.status === 200;
    } catch (error) {
      log.warn({ err: error }, 'simulated callback not taken');
      return false;
    }
  };

  return {
    async deliver(xml) {
      const to = target();
      if (!to) return false;
      flying++;
      try {
        for (let attempt = 0; attempt <= RESENDS; attempt++) {
          if (await post(xml, to)) return true;
          if (attempt < RESENDS) await new Promise((resolve) => setTimeout(resolve, RESEND_MS));
        }
        return false;
      } finally {
        flying--;
      }
    },
    async verifyUrl() {
      const to = target();
      if (!to) return { ok: false, why: 'no callback address' };
      const echo = world.ids.pick('0123456789', 19);
      // An echo with + in it finds servers that decode the query once too often.
      let sealed = seal(echo, to);
      for (let i = 0; i < 200 && !sealed.encrypt.includes('+'); i++) sealed = seal(echo, to);
      sealed.address.searchParams.set('echostr', sealed.encrypt);
      try {
        const response = await fetch(sealed.address, { signal: AbortSignal.timeout(1_000) });
        const body = await response.text();
        if (response.status !== 200) return { ok: false, why: `HTTP ${response.status}` };
        return body === echo ? { ok: true } : { ok: false, why: 'the body is not the plain echo' };
      } catch {
        return { ok: false, why: 'no answer within a second' };
      }
    },
    inFlight: () => flying,
  };
}

/** XML text: CDATA closed and opened again where the text itself closes it. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
