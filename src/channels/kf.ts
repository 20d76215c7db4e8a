/**
 * 微信客服 (WeChat Customer Service), the way from citizens to the county. In: a poke, then what sync_msg brings, kept
 * together with the cursor. Out: kf/send_msg and the one greeting of kf/send_msg_on_event.
 */
import type { Clock } from '../kit/clock.ts';
import { ChannelError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { Channel } from '../outbox/message.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Attempt } from '../inbox/inbox.ts';
import { createPlatformApi, type PlatformApi } from './platform-api.ts';
import { readKfItem } from './kf/read-item.ts';
import { sendToCustomer } from './kf/send.ts';
import type { Tokens } from './tokens.ts';

export interface Kf {
  channel: Channel;
  api: PlatformApi;
  /** Fetches what a poke announces; the inbox keeps pokes of one account in one lane, so there is one puller. */
  pull(poke: InboundEvent, attempt: Attempt): Promise<void>;
}

/** sync_msg gives up to 1,000; smaller pages keep transactions short. */
const PAGE = 200;
const MAX_PAGES = 500;
/** Without a cursor the platform replays three days; a first start takes only what is this fresh. */
const FIRST_START_MS = 10 * 60_000;
/** send_msg takes 2,048 bytes. */
const TEXT_BYTES = 2_000;
const TOKEN_EXPIRED = 95007;

export function createKf(deps: {
  settings: { corpId: string; secret: string; apiBase: string };
  tokens: Tokens;
  database: Database;
  acceptWithin(tx: Tx, events: readonly InboundEvent[]): Promise<void>;
  clock: Clock;
  log: Log;
}): Kf {
  const { settings, tokens, database, clock, log } = deps;
  const api = createPlatformApi({
    app: `kf:${settings.corpId}`,
    base: settings.apiBase,
    tokens,
    tokenRequest: {
      path: '/cgi-bin/gettoken',
      query: { corpid: settings.corpId, corpsecret: settings.secret },
    },
  });

  /** The token of a poke only lifts the rate limit, and lives ten minutes: a poke worked later goes without it. */
  const syncPage = async (account: string, cursor: string | undefined, token: string) => {
    const request = { open_kfid: account, limit: PAGE, ...(cursor ? { cursor } : {}) };
    const first = await api.post('/cgi-bin/kf/sync_msg', token ? { ...request, token } : request);
    const answer = first.errcode === TOKEN_EXPIRED ? await api.post('/cgi-bin/kf/sync_msg', request) : first;
    if (answer.errcode !== 0 || typeof answer.next_cursor !== 'string')
      throw new ChannelError(`sync_msg failed, errcode ${answer.errcode}.`, {
        errcode: answer.errcode,
        retry: 'later',
      });
    const items = Array.isArray(answer.msg_list) ? (answer.msg_list as unknown[]) : [];
    return { items, next: answer.next_cursor, more: answer.has_more === 1 };
  };

  return {
    api,
    channel: {
      name: 'kf',
      limits: { textBytes: TEXT_BYTES, cards: false, menus: { headBytes: 1_024, items: 10 } },
      send: (delivery) => sendToCustomer(api, delivery),
    },
    async pull(poke, attempt) {
      const account = poke.account;
      const token = poke.body.t === 'poke' ? poke.body.token : '';
      const known = await database.prisma.syncCursor.findUnique({ where: { account } });
      let cursor = known?.cursor;
      const oldest = known ? undefined : new Date(clock.now().getTime() - FIRST_START_MS).toISOString();
      let more = true;
      for (let page = 0; more && page < MAX_PAGES; page++) {
        const got = await syncPage(account, cursor, token);
        const events = got.items.flatMap((item) => readKfItem(item, account, log) ?? []);
        more = got.more;
        cursor = got.next;
        await database.transaction(async (tx) => {
          await deps.acceptWithin(tx, oldest ? events.filter((event) => event.at >= oldest) : events);
          const row = { cursor: got.next, at: clock.now() };
          await tx.syncCursor.upsert({ where: { account }, create: { account, ...row }, update: row });
          if (!more) await attempt.settle(tx);
        });
      }
      if (more)
        throw new ChannelError('sync_msg does not come to an end; going on with the next attempt.', {
          retry: 'later',
        });
    },
  };
}
