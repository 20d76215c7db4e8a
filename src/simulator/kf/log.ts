/** The log of messages that sync_msg reads, and the poke that announces them (document/path/94670). */
import { z } from 'zod';
import { apiError, apiOk, checked, type ApiHandler } from '../api.ts';
import type { Callbacks } from '../callbacks.ts';
import { cdata } from '../callbacks/door.ts';
import { eventXml } from '../callbacks/message.ts';
import type { World } from '../world.ts';

interface Item {
  msgid: string;
  send_time: number;
  [name: string]: unknown;
}

export interface KfLog {
  /** Writes an item down and pokes the product; the promise says whether the poke was taken. */
  append(item: Record<string, unknown>): { msgid: string; delivered: Promise<boolean> };
  sync: ApiHandler;
}

const REPLAY_S = 3 * 86_400;
const TOKEN_MS = 10 * 60_000;
const MAX_LOG = 20_000;

const syncSchema = z.object({
  cursor: z.string().max(64).optional(),
  token: z.string().max(128).optional(),
  limit: z.number().int().min(1).max(1_000).default(1_000),
  voice_format: z.number().optional(),
  open_kfid: z.string(),
});

export function createKfLog(deps: {
  world: World;
  callbacks: Callbacks;
  corpId: string;
  account: string;
}): KfLog {
  const { world, account } = deps;
  const poker = createPoker(deps);
  const log: Item[] = [];
  let forgotten = 0;
  const seconds = (): number => Math.floor(world.clock.now().getTime() / 1_000);

  /** Without a cursor, or with one of an earlier start, from the oldest of three days: nothing must be lost. */
  const startOf = (cursor: string | undefined): number => {
    if (cursor?.startsWith(world.epoch)) return Number(cursor.slice(world.epoch.length));
    const oldest = log.findIndex((item) => item.send_time >= seconds() - REPLAY_S);
    return oldest < 0 ? forgotten + log.length : forgotten + oldest;
  };

  return {
    append(item) {
      const msgid = `kf${world.nextId('')}${world.ids.pick('abcdefghijklmnopqrstuvwxyz', 12)}`;
      log.push({ msgid, open_kfid: account, send_time: seconds(), ...item });
      if (log.length > MAX_LOG) {
        log.shift();
        forgotten++;
      }
      return { msgid, delivered: poker.poke() };
    },
    sync: checked(syncSchema, ({ cursor, token, limit, open_kfid: kfid }) => {
      if (kfid !== account) return apiError(95000, 'invalid open_kfid');
      if (token !== undefined && !poker.lives(token)) return apiError(95007, 'invalid msg token');
      const from = startOf(cursor);
      if (!Number.isInteger(from) || from < 0 || from > forgotten + log.length)
        return apiError(40058, 'invalid Request Parameter: cursor');
      const start = Math.max(0, from - forgotten);
      if (world.settings.kfEmptyPages > 0) {
        world.settings.kfEmptyPages--;
        return apiOk({ next_cursor: `${world.epoch}${forgotten + start}`, has_more: 1, msg_list: [] });
      }
      const items = log.slice(start, start + limit);
      const next = forgotten + start + items.length;
      return apiOk({
        next_cursor: `${world.epoch}${next}`,
        has_more: next < forgotten + log.length ? 1 : 0,
        msg_list: items,
      });
    }),
  };
}

/** One poke stands for all that came while it was on its way: the platform coalesces, and a poke carries no content. */
function createPoker({
  world,
  callbacks,
  corpId,
  account,
}: {
  world: World;
  callbacks: Callbacks;
  corpId: string;
  account: string;
}): { poke(): Promise<boolean>; lives(token: string): boolean } {
  const tokens = new Map<string, number>();
  let going: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;

  const send = (): Promise<boolean> => {
    const now = world.clock.now().getTime();
    for (const [old, until] of tokens) if (until < now) tokens.delete(old);
    const token = `ENC${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 20)}`;
    tokens.set(token, now + TOKEN_MS);
    const more = `<Token>${cdata(token)}</Token><OpenKfId>${cdata(account)}</OpenKfId>`;
    const sent = callbacks
      .deliver('wecom', eventXml({ to: corpId, from: 'sys' }, 'kf_msg_or_event', more, world))
      .finally(() => {
        if (going === sent) going = undefined;
      });
    going = sent;
    return sent;
  };
  return {
    poke() {
      if (!going) return send();
      next ??= going
        .catch(() => false)
        .then(() => {
          next = undefined;
          return send();
        });
      return next;
    },
    lives: (token) => (tokens.get(token) ?? 0) >= world.clock.now().getTime(),
  };
}
