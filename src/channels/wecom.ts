/**
 * WeCom self-built app 企业微信自建应用. In: its callbacks (and those of 微信客服, which come to the same URL), as inbound
 * events. Out: messages to officials by message/send and update_template_card.
 */
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { FetchedMedia, MediaKind } from '../inbox/media.ts';
import type { Channel } from '../outbox/message.ts';
import { createCallbackDoor, type CallbackDoor } from './callback.ts';
import { openEnvelope, singleParameter, type EnvelopeKeys } from './envelope.ts';
import { encryptedField, readFields } from './fields.ts';
import { fetchMedia } from './media.ts';
import { createPlatformApi, type PlatformApi } from './platform-api.ts';
import type { Tokens } from './tokens.ts';
import { CARD_LIMITS, NOTE_LIMITS } from './wecom/cards.ts';
import { readWecomEvents } from './wecom/read-event.ts';
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
  door: CallbackDoor;
  api: PlatformApi;
  /** What a member sent, within three days. */
  fetchMedia(mediaId: string, kind: MediaKind): Promise<FetchedMedia>;
}

const LIMITS = {
  /** Longer texts are cut at 2,048 bytes; the rest is room for the duplicate mark. */
  textBytes: 2_000,
  cards: true,
  cardButtons: CARD_LIMITS.buttons,
  notices: { titleBytes: NOTE_LIMITS.titleBytes, textBytes: NOTE_LIMITS.textBytes },
  /** Below the 30 a minute and 1,000 an hour beyond which WeCom drops silently (document/path/90236). */
  pace: { perMinute: 25, perHour: 900 },
};

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
    clock,
    tokenRequest: {
      path: '/cgi-bin/gettoken',
      query: { corpid: settings.corpId, corpsecret: settings.secret },
    },
  });
  return {
    api,
    fetchMedia: (mediaId, kind) => fetchMedia(api, mediaId, kind),
    channel: {
      name: 'wecom',
      limits: LIMITS,
      send: (delivery) => sendToMember(api, settings.agentId, delivery),
    },
    door: createCallbackDoor({
      path: '/callback/wecom',
      verify(query, now) {
        const { message, signature } = openEnvelope(query, singleParameter(query, 'echostr'), keys, now);
        return { echo: message, receipt: signature };
      },
      read(query, body, now) {
        const { message, signature } = openEnvelope(query, encryptedField(readFields(body)), keys, now);
        return {
          events: readWecomEvents(readFields(message), message, settings.agentId),
          receipt: signature,
        };
      },
      accept: deps.accept,
      clock,
      log,
    }),
  };
}
