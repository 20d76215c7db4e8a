/** The channels for which there are credentials: the platforms' own, or those the simulator gives out. */
import type { Router } from '@koa/router';
import type { WecomConfig } from '../config.ts';
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import type { Log } from '../kit/log.ts';
import { createKf } from '../channels/kf.ts';
import { createTokens } from '../channels/tokens.ts';
import { createWecom } from '../channels/wecom.ts';
import { createWecomSignIn, type WecomSignIn } from '../channels/wecom-sign-in.ts';
import type { EventHandler, Inbox } from '../inbox/inbox.ts';
import type { Channel } from '../outbox/message.ts';
import type { Database } from '../store/database.ts';
import type { Keys } from '../store/keys.ts';

export interface Credentials {
  wecom: WecomConfig | undefined;
  kfSecret: string | undefined;
}

export interface Platforms {
  channels: ReadonlyMap<string, Channel>;
  routers: Router[];
  /** Fetches what a channel only announced; undefined for an event that is whole. */
  pullerOf(event: Parameters<EventHandler>[0]): EventHandler | undefined;
  /** Where an official is reached. */
  officialAddress(userid: string): Address;
  /** How staff sign in to the console with WeCom. */
  signIn: WecomSignIn | undefined;
}

export function createPlatforms(
  { wecom: wecomSettings, kfSecret }: Credentials,
  deps: { database: Database; keys: Keys; inbox: Inbox; clock: Clock; log: Log },
): Platforms {
  const { database, keys, inbox, clock, log } = deps;
  const tokens = createTokens({ database, content: keys.content, clock });
  const accept = inbox.accept.bind(inbox);
  const wecom = wecomSettings && createWecom({ settings: wecomSettings, tokens, accept, clock, log });
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
  const channels = [wecom?.channel, kf?.channel].filter((channel) => channel !== undefined);
  return {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    routers: [wecom?.routes].filter((router) => router !== undefined),
    pullerOf: (event) =>
      event.body.t === 'poke' && event.channel === 'kf' && kf
        ? (poke, attempt) => kf.pull(poke, attempt)
        : undefined,
    officialAddress: (userid) => ({
      channel: 'wecom',
      account: wecomSettings?.agentId ?? 'none',
      person: userid,
    }),
    signIn: wecom && createWecomSignIn({ ...wecomSettings, api: wecom.api }),
  };
}
