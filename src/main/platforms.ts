/** The channels for which there are credentials: the platforms' own, or those the simulator gives out. */
import { join } from 'node:path';
import type { WechatConfig, WecomConfig } from '../config.ts';
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { AppError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { CallbackDoor } from '../channels/callback.ts';
import { createKf, LOOK_MS, type Kf } from '../channels/kf.ts';
import { createTokens } from '../channels/tokens.ts';
import { createWechat } from '../channels/wechat.ts';
import { createWechaty } from '../channels/wechaty.ts';
import { createWecom } from '../channels/wecom.ts';
import { createWecomSignIn, type WecomSignIn } from '../channels/wecom-sign-in.ts';
import type { EventHandler, Inbox } from '../inbox/inbox.ts';
import type { FetchMedia } from '../inbox/media.ts';
import type { Channel } from '../outbox/message.ts';
import type { Database } from '../store/database.ts';
import type { Keys } from '../store/keys.ts';

export interface Credentials {
  wecom: WecomConfig | undefined;
  kfSecret: string | undefined;
  wechat?: WechatConfig | undefined;
  wechatyPuppet?: string | undefined;
}

export interface Platforms {
  channels: ReadonlyMap<string, Channel>;
  doors: CallbackDoor[];
  /** Fetches what a channel only announced; undefined for an event that is whole. */
  pullerOf(event: Parameters<EventHandler>[0]): EventHandler | undefined;
  /** A file that a person sent, as long as the platform has it. Throws AppError `media-gone` after that. */
  fetchMedia: FetchMedia;
  /**
   * Looks for what was announced while nobody was there to hear it: at the start and now and then, wherever events are
   * worked. Returns how to end it.
   */
  lookNowAndThen(): () => void;
  /** Hands 微信客服 customers to a person; undefined without it. */
  sessions: Kf['sessions'] | undefined;
  /** Logs in where a channel keeps a connection of its own (wechaty); belongs to the process that sends. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Where an official is reached. */
  officialAddress(userid: string): Address;
  /** How staff sign in to the console with WeCom. */
  signIn: WecomSignIn | undefined;
}

export function createPlatforms(
  credentials: Credentials,
  deps: { database: Database; keys: Keys; inbox: Inbox; clock: Clock; log: Log; dataDir: string },
): Platforms {
  const { wecom: wecomSettings, kfSecret, wechat: wechatSettings, wechatyPuppet } = credentials;
  const { database, keys, inbox, clock, log } = deps;
  const tokens = createTokens({ database, content: keys.content, clock, log });
  const accept = inbox.accept.bind(inbox);
  const common = { tokens, accept, clock, log };
  const wecom = wecomSettings && createWecom({ settings: wecomSettings, ...common });
  const kf =
    wecomSettings && kfSecret
      ? createKf({
          settings: { corpId: wecomSettings.corpId, secret: kfSecret, apiBase: wecomSettings.apiBase },
          tokens,
          database,
          acceptWithin: inbox.acceptWithin.bind(inbox),
          clock,
          log,
        })
      : undefined;
  const wechat = wechatSettings && createWechat({ settings: wechatSettings, ...common });
  const wechaty = wechatyPuppet
    ? createWechaty({ puppet: wechatyPuppet, sessionFile: join(deps.dataDir, 'wechaty'), accept, log })
    : undefined;
  const all = [wecom, kf, wechat, wechaty].filter((one) => one !== undefined);
  const byName = new Map(all.map((one) => [one.channel.name, one]));
  return {
    channels: new Map(all.map(({ channel }) => [channel.name, channel])),
    doors: [wecom, wechat].flatMap((one) => one?.door ?? []),
    pullerOf: (event) =>
      event.body.t === 'poke' && event.channel === 'kf' && kf
        ? (poke, attempt) => kf.pull(poke, attempt)
        : undefined,
    async fetchMedia(channel, mediaId, kind) {
      const known = byName.get(channel);
      if (!known) throw new AppError('not-found', `Channel ${channel} is not configured.`);
      return known.fetchMedia(mediaId, kind);
    },
    lookNowAndThen() {
      const look = (): void => {
        kf?.look().catch((error: unknown) => log.warn({ err: error }, 'could not look for messages'));
      };
      look();
      const timer = setInterval(look, LOOK_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
    sessions: kf?.sessions,
    connect: async () => wechaty?.start(),
    disconnect: async () => wechaty?.stop(),
    officialAddress: (userid) => ({
      channel: 'wecom',
      account: wecomSettings?.agentId ?? 'none',
      person: userid,
    }),
    signIn: wecom && createWecomSignIn({ ...wecomSettings, api: wecom.api }),
  };
}
