/**
 * Official Account 公众号/服务号. In: its callbacks at /callback/wechat, in safe mode; in plain mode only where no AES key
 * is set and the office says so. Out: customer messages 客服消息, and by consent subscription notices 订阅通知.
 */
import type { InboundEvent } from '../inbox/event.ts';
import type { FetchedMedia, MediaKind } from '../inbox/media.ts';
import type { Clock } from '../kit/clock.ts';
import { SignatureError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Channel } from '../outbox/message.ts';
import { createCallbackDoor, type CallbackDoor, type Reading } from './callback.ts';
import {
  checkFresh,
  checkSignature,
  openEnvelope,
  singleParameter,
  type CallbackQuery,
  type EnvelopeKeys,
} from './envelope.ts';
import { encryptedField, readFields } from './fields.ts';
import { fetchMedia } from './media.ts';
import { createPlatformApi, type PlatformApi } from './platform-api.ts';
import type { Tokens } from './tokens.ts';
import { createMenu, type MenuButton } from './wechat/menu.ts';
import type { Notices } from './wechat/notice.ts';
import { readWechatEvents } from './wechat/read-event.ts';
import { createSender } from './wechat/send.ts';

export interface WechatSettings {
  appId: string;
  secret: string;
  token: string;
  /** Undefined: plain mode. */
  aesKey: string | undefined;
  allowPlain: boolean;
  apiBase: string;
  /** Template of subscription notices; undefined: none are sent. */
  notice?: Notices['template'] | undefined;
}

export interface Wechat {
  channel: Channel;
  door: CallbackDoor;
  api: PlatformApi;
  /** What a follower sent, within three days. */
  fetchMedia(mediaId: string, kind: MediaKind): Promise<FetchedMedia>;
  /** Replaces the account's fixed menu; one to three buttons of up to five. */
  createMenu(buttons: readonly MenuButton[]): Promise<void>;
}

/** UNCONFIRMED for the Official Account; WeCom's 2,048 is the smallest that any source names. */
const TEXT_BYTES = 2_000;
/**
 * Five messages within 48 hours of the follower's own, three within a minute of a tap on the menu, a scanned code or
 * following (developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages).
 */
const REPLIES = {
  withinMs: 48 * 3_600_000,
  messages: 5,
  afterTap: { withinMs: 60_000, messages: 3 },
};
/** Of a msgmenu too nothing is written down: what 微信客服 takes. */
const MENUS = { headBytes: 1_024, items: 10, itemBytes: 128 };

export function createWechat(deps: {
  settings: WechatSettings;
  tokens: Tokens;
  accept(events: readonly InboundEvent[], receipt?: string): Promise<boolean>;
  clock: Clock;
  log: Log;
}): Wechat {
  const { settings, tokens, accept, clock, log } = deps;
  const { appId, secret, token, aesKey } = settings;
  const keys = aesKey === undefined ? undefined : { token, aesKey, receiveId: appId };
  const request = { grant_type: 'client_credential', appid: appId, secret };
  const api = createPlatformApi({
    app: `wechat:${appId}`,
    base: settings.apiBase,
    tokens,
    clock,
    // Unlike cgi-bin/token it does not kill the token that other instances hold.
    tokenRequest: {
      path: '/cgi-bin/stable_token',
      body: { ...request, force_refresh: false },
      another: { ...request, force_refresh: true },
    },
  });
  return {
    api,
    channel: {
      name: 'wechat',
      limits: {
        textBytes: TEXT_BYTES,
        cards: false,
        menus: MENUS,
        replies: REPLIES,
        ...(settings.notice ? { consents: true as const } : {}),
        unrepeatable: true,
      },
      send: createSender(api, settings.notice && { template: settings.notice, clock }),
    },
    door: createCallbackDoor({
      path: '/callback/wechat',
      verify(query, now) {
        // In all modes the check of the URL is a plain echo, which the signature does not cover.
        const receipt = checkSignature(query, 'signature', [], settings.token);
        checkFresh(query, now);
        return { echo: singleParameter(query, 'echostr'), receipt };
      },
      read: (query, body, now) => readCallback(settings, keys, query, body, now),
      accept,
      clock,
      log,
    }),
    fetchMedia: (mediaId, kind) => fetchMedia(api, mediaId, kind),
    createMenu: (buttons) => createMenu(api, buttons),
  };
}

function readCallback(
  settings: WechatSettings,
  keys: EnvelopeKeys | undefined,
  query: CallbackQuery,
  body: string,
  now: Date,
): Reading {
  const { appId, token } = settings;
  if (keys !== undefined) {
    // 兼容模式 has the clear text beside the seal: only the seal counts.
    const { message, signature } = openEnvelope(query, encryptedField(readFields(body)), keys, now);
    return { events: readWechatEvents(readFields(message), message, appId), receipt: signature };
  }
  if (!settings.allowPlain) throw new SignatureError('plain', 'Plain mode is not allowed here.');
  // The signature covers no body: whoever sees one callback on the way could forge the next. That is why plain mode has
  // to be asked for, and why one signature lets in one body.
  const receipt = checkSignature(query, 'signature', [], token);
  checkFresh(query, now);
  return { events: readWechatEvents(readFields(body), body, appId), receipt };
}
