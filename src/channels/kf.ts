/**
 * 微信客服 (WeChat Customer Service), the way from citizens to the county. In: a poke, then what sync_msg brings, kept
 * together with the cursor. Out: kf/send_msg and the one greeting of kf/send_msg_on_event; hand-over to a person.
 */
import type { Clock } from '../kit/clock.ts';
import { ChannelError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { FetchedMedia, MediaKind } from '../inbox/media.ts';
import type { Channel } from '../outbox/message.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Attempt } from '../inbox/inbox.ts';
import { fetchMedia } from './media.ts';
import { createPlatformApi, type PlatformApi } from './platform-api.ts';
import { createSessions, type Sessions } from './kf/session.ts';
import { readKfItem } from './kf/read-item.ts';
import { sendToCustomer } from './kf/send.ts';
import type { Tokens } from './tokens.ts';

export interface Kf {
  channel: Channel;
  api: PlatformApi;
  /**
   * Fetches what a poke announces. The inbox keeps pokes of one account in one lane, so one puller runs at a time over
   * all instances; should a stalled one wake beside its successor, the cursor lets only one of them write.
   */
  pull(poke: InboundEvent, attempt: Attempt): Promise<void>;
  /** Pokes ourselves for every account read before: theirs may have been lost while we were away. */
  look(): Promise<void>;
  /** Who serves a customer, and handing them to a person. */
  sessions: Sessions;
  /** What a customer sent, within three days. */
  fetchMedia(mediaId: string, kind: MediaKind): Promise<FetchedMedia>;
}

/** sync_msg gives up to 1,000; smaller pages keep transactions short. */
const PAGE = 200;
const MAX_PAGES = 500;
/** Without a cursor the platform replays three days; a first start takes only what is this fresh. */
const FIRST_START_MS = 10 * 60_000;
/** send_msg takes 2,048 bytes. */
const TEXT_BYTES = 2_000;
/** 48 hours, and five messages for each of the customer's (document/path/94677). */
const REPLIES = { withinMs: 48 * 3_600_000, messages: 5 };
const TOKEN_EXPIRED = 95007;

interface Page {
  items: unknown[];
  next: string;
  more: boolean;
}

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
    clock,
    tokenRequest: {
      path: '/cgi-bin/gettoken',
      query: { corpid: settings.corpId, corpsecret: settings.secret },
    },
  });

  const pullAll: Kf['pull'] = async (poke, attempt) => {
    const account = poke.account;
    const token = poke.body.t === 'poke' ? poke.body.token : '';
    const known = await database.prisma.syncCursor.findUnique({ where: { account } });
    let cursor = known?.cursor;
    const oldest = known ? '' : new Date(clock.now().getTime() - FIRST_START_MS).toISOString();
    // A poke only says that there is something: what is read from now on serves all that wait.
    const alike = await attempt.alike();
    // An empty page may still announce more: only has_more tells the end.
    for (let page = 0; page < MAX_PAGES; page++) {
      const got = await readPage(api, account, cursor, token);
      const events = got.items.flatMap((item) => readKfItem(item, account, log) ?? []);
      const before = cursor;
      await database.transaction(async (tx) => {
        await moveCursor(tx, { account, before, next: got.next, at: clock.now() });
        await deps.acceptWithin(
          tx,
          events.filter((event) => event.at >= oldest),
        );
        if (!got.more) await attempt.settle(tx, alike);
      });
      if (!got.more) return;
      cursor = got.next;
    }
    throw new ChannelError('sync_msg does not come to an end; going on with the next attempt.', {
      retry: 'later',
    });
  };

  return {
    api,
    channel: {
      name: 'kf',
      limits: {
        textBytes: TEXT_BYTES,
        cards: false,
        menus: { headBytes: 1_024, items: 10, itemBytes: 128 },
        replies: REPLIES,
      },
      send: (delivery) => sendToCustomer(api, delivery),
    },
    async look() {
      const at = clock.now();
      // The same for all instances that look at about this time.
      const round = Math.floor(at.getTime() / LOOK_MS);
      const accounts = await database.prisma.syncCursor.findMany({ select: { account: true } });
      const pokes = accounts.map(({ account }) => pokeOf(account, `look:${round}`, at));
      if (pokes.length > 0) await database.transaction((tx) => deps.acceptWithin(tx, pokes));
    },
    sessions: createSessions(api),
    fetchMedia: (mediaId, kind) => fetchMedia(api, mediaId, kind),
    async pull(poke, attempt) {
      try {
        await pullAll(poke, attempt);
      } catch (error) {
        // The next look comes by itself; nobody has to see that this one failed.
        if (!isOwnLook(poke)) throw error;
        log.warn({ account: poke.account, err: error }, 'looked in vain for messages of 微信客服');
        await database.transaction((tx) => attempt.settle(tx));
      }
    },
  };
}

/** How often we look without having been poked: the platform bears little of that. */
export const LOOK_MS = 60_000;

const isOwnLook = ({ body }: InboundEvent): boolean => body.t === 'poke' && body.token === '';

const pokeOf = (account: string, key: string, at: Date): InboundEvent => ({
  key: `kf|${account}|${key}`,
  channel: 'kf',
  account,
  person: 'sys',
  at: at.toISOString(),
  origin: 'platform',
  body: { t: 'poke', token: '' },
});

/** The token of a poke only lifts the rate limit, and lives ten minutes: a poke worked later goes without it. */
async function readPage(
  api: PlatformApi,
  account: string,
  cursor: string | undefined,
  token: string,
): Promise<Page> {
  const request = { open_kfid: account, limit: PAGE, ...(cursor ? { cursor } : {}) };
  const first = await api.post('/cgi-bin/kf/sync_msg', token ? { ...request, token } : request);
  const answer =
    token && first.errcode === TOKEN_EXPIRED ? await api.post('/cgi-bin/kf/sync_msg', request) : first;
  if (answer.errcode !== 0 || typeof answer.next_cursor !== 'string')
    throw new ChannelError(`sync_msg failed, errcode ${answer.errcode}.`, {
      errcode: answer.errcode,
      retry: 'later',
    });
  const items = Array.isArray(answer.msg_list) ? (answer.msg_list as unknown[]) : [];
  return { items, next: answer.next_cursor, more: answer.has_more === 1 };
}

/** Moves the cursor on from where this puller found it; fails when another one has moved it meanwhile. */
async function moveCursor(
  tx: Tx,
  step: { account: string; before: string | undefined; next: string; at: Date },
): Promise<void> {
  const { account, before, next, at } = step;
  const { count } =
    before === undefined
      ? await tx.syncCursor.createMany({ data: [{ account, cursor: next, at }], skipDuplicates: true })
      : await tx.syncCursor.updateMany({
          where: { account, cursor: before },
          data: { cursor: next, at },
        });
  if (count === 0) throw new ChannelError('Another puller has moved the cursor on.', { retry: 'later' });
}
