/**
 * WeCom self-built app 企业微信自建应用. In: its callbacks (and those of 微信客服, which come to the same URL), as inbound
 * events. Out: messages to officials by message/send and update_template_card.
 */
import type { Router } from '@koa/router';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { Channel } from '../outbox/message.ts';
import { createCallbackRouter } from './callback.ts';
import { openEnvelope, singleParameter, type EnvelopeKeys } from './envelope.ts';
import { readFields, requiredField } from './fields.ts';
import { createPlatformApi, type PlatformApi } from './platform-api.ts';
import type { Tokens } from './tokens.ts';
import { readWecomEvent } from './wecom/read-event.ts';
import { sendToMember } from './wecom/send.ts';

export interface WecomSettings {
  corpId: string;
  agentId: string;
  secret: string;
  token: string;
  aesKey: string;
  previousAesKey?: string | undefined;
  apiBase: string;
}

export interface Wecom {
  channel: Channel;
  routes: Router;
  api: PlatformApi;
}

/** Below the 30 a minute and 1,000 an hour beyond which WeCom drops silently (document/path/90236). */
const PACE = { perMinute: 25, perHour: 900 };
/** Longer texts are cut at 2,048 bytes; the rest is room for the duplicate mark. */
const TEXT_BYTES = 2_000;

export function createWecom(deps: {
  settings: WecomSettings;
  tokens: Tokens;
  accept(events: readonly InboundEvent[], receipt?: string): Promise<boolean>;
  clock: Clock;
  log: Log;
}): Wecom {
  const { settings, tokens, clock, log } = deps;
  const keys: EnvelopeKeys = { ...settings, receiveId: settings.corpId };
  const api = createPlatformApi({
    app: `wecom:${settings.corpId}:${settings.agentId}`,
    base: settings.apiBase,
    tokens,
    tokenRequest: {
      path: '/cgi-bin/gettoken',
      query: { corpid: settings.corpId, corpsecret: settings.secret },
    },
  });
  return {
    api,
    channel: {
      name: 'wecom',
      limits: { textBytes: TEXT_BYTES, cards: true, pace: PACE },
      send: (delivery) => sendToMember(api, settings.agentId, delivery),
    },
    routes: createCallbackRouter({
      path: '/callback/wecom',
      verify: (query, now) => openEnvelope(query, singleParameter(query, 'echostr'), keys, now).message,
      read(query, body, now) {
        const outer = readFields(body);
        const encrypted = requiredField(outer, outer.Encrypt === undefined ? 'encrypt' : 'Encrypt');
        const { message, signature } = openEnvelope(query, encrypted, keys, now);
        return {
          events: [readWecomEvent(readFields(message), message, settings.agentId)],
          receipt: signature,
        };
      },
      accept: deps.accept,
      clock,
      log,
    }),
  };
}
