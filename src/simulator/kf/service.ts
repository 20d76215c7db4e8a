/** 微信客服 played: the message log that sync_msg reads, sessions, windows and quotas (document/path/94670, 94677). */
import { z } from 'zod';
import { cutBytes, utf8Length } from '../../kit/text.ts';
import { cdata, type Callbacks } from '../callbacks.ts';
import { apiError, apiOk, type ApiResult } from '../wecom/api.ts';
import type { World } from '../world.ts';

interface KfItem {
  msgid: string;
  send_time: number;
  [name: string]: unknown;
}

interface Session {
  /** 0 new, 1 machine, 2 pool, 3 person, 4 ended. */
  state: number;
  lastInbound: number;
  sentSince: number;
}

export interface Kf {
  /** Puts a message of the customer into the log and pokes the product. */
  say(
    from: string,
    content: { text: string; menuId?: string } | { media: { kind: string; mediaId: string } },
  ): { eventId: string; delivered: Promise<boolean> };
  enter(from: string): { eventId: string; delivered: Promise<boolean> };
  sync(body: unknown): ApiResult;
  send(body: unknown): ApiResult;
  sendOnEvent(body: unknown): ApiResult;
  state(body: unknown): ApiResult;
  transfer(body: unknown): ApiResult;
  customers(body: unknown): ApiResult;
  /** Messages the customer has had since they last wrote. */
  quotaLeft(from: string): number;
}

const WINDOW_MS = 48 * 3_600_000;
const PER_CYCLE = 5;
const REPLAY_S = 3 * 86_400;
const TOKEN_MS = 10 * 60_000;
const WELCOME_MS = 20_000;
const MAX_LOG = 20_000;
const TRANSITIONS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 3],
  1: [2, 3],
  2: [3],
  3: [3, 4],
  4: [],
};

const sendSchema = z.object({
  touser: z.string(),
  open_kfid: z.string(),
  msgid: z
    .string()
    .max(32)
    .regex(/^[0-9a-zA-Z_-]*$/)
    .optional(),
  msgtype: z.enum(['text', 'msgmenu', 'image', 'voice', 'video', 'file', 'link']),
  text: z.object({ content: z.string() }).optional(),
  msgmenu: z
    .object({
      head_content: z.string().optional(),
      list: z.array(
        z.object({
          type: z.string(),
          click: z.object({ id: z.string().max(64), content: z.string() }).optional(),
        }),
      ),
      tail_content: z.string().optional(),
    })
    .optional(),
});

export function createKf(deps: { world: World; callbacks: Callbacks; corpId: string; account: string }): Kf {
  const { world, callbacks, corpId, account } = deps;
  const log: KfItem[] = [];
  const sessions = new Map<string, Session>();
  const msgids = new Map<string, string>();
  const pokes = new Map<string, number>();
  const welcomes = new Map<string, { to: string; until: number }>();
  let cut = 0;

  const now = (): number => world.clock.now().getTime();
  const seconds = (): number => Math.floor(now() / 1_000);

  const append = (item: Record<string, unknown>): string => {
    const msgid = `kf${world.nextId('')}${world.ids.pick('abcdefghijklmnopqrstuvwxyz', 12)}`;
    log.push({ msgid, open_kfid: account, send_time: seconds(), ...item });
    if (log.length > MAX_LOG) {
      log.shift();
      cut++;
    }
    return msgid;
  };

  const poke = (): Promise<boolean> => {
    const token = `ENC${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 20)}`;
    pokes.set(token, now() + TOKEN_MS);
    return callbacks.deliver(
      `<xml><ToUserName>${cdata(corpId)}</ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${seconds()}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token>${cdata(token)}</Token><OpenKfId>${cdata(account)}</OpenKfId></xml>`,
    );
  };

  const sessionOf = (person: string): Session => {
    const session = sessions.get(person) ?? { state: 0, lastInbound: 0, sentSince: 0 };
    sessions.set(person, session);
    return session;
  };

  const heard = (person: string): void => {
    const session = sessionOf(person);
    if (session.state === 4) session.state = 0;
    session.lastInbound = now();
    session.sentSince = 0;
  };

  const closed = (person: string): ApiResult | undefined => {
    const session = sessions.get(person);
    if (!session || session.lastInbound === 0) return apiError(95031, 'no inquiry in 48 hours');
    if (session.state === 4) return apiError(95013, 'session ended');
    if (session.state !== 0 && session.state !== 1) return apiError(95018, 'send msg session status invalid');
    if (now() - session.lastInbound > WINDOW_MS) return apiError(95002, 'send message time limit');
    if (session.sentSince >= PER_CYCLE) return apiError(95001, 'send message count limit');
    return undefined;
  };

  const show = (message: z.output<typeof sendSchema>, msgid: string): void => {
    const base = { channel: 'kf' as const, to: message.touser, providerId: msgid, raw: message };
    if (message.msgmenu) {
      const { head_content: head = '', list, tail_content: tail = '' } = message.msgmenu;
      const options = list.flatMap(({ click }) => (click ? [{ id: click.id, label: click.content }] : []));
      const text = [cutBytes(head, 1_024), ...options.map(({ label }) => label), cutBytes(tail, 1_024)]
        .filter(Boolean)
        .join('\n');
      world.show({
        ...base,
        kind: 'menu',
        title: cutBytes(head, 1_024),
        text,
        options,
        bytes: utf8Length(head),
        cut: utf8Length(head) > 1_024,
      });
    } else {
      const content = message.text?.content ?? '';
      world.show({
        ...base,
        kind: message.msgtype === 'text' ? 'text' : 'media',
        text: cutBytes(content, 2_048),
        bytes: utf8Length(content),
        cut: utf8Length(content) > 2_048,
      });
    }
  };

  return {
    say(from, content) {
      heard(from);
      const text = 'text' in content ? content.text : `[${content.media.kind}]`;
      const body =
        'text' in content
          ? {
              msgtype: 'text',
              text: { content: content.text, ...(content.menuId ? { menu_id: content.menuId } : {}) },
            }
          : { msgtype: content.media.kind, [content.media.kind]: { media_id: content.media.mediaId } };
      const eventId = append({ external_userid: from, origin: 3, ...body });
      world.hear({ id: eventId, channel: 'kf', from, text });
      return { eventId, delivered: poke() };
    },
    enter(from) {
      const session = sessionOf(from);
      const code =
        session.lastInbound === 0
          ? `WC${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 20)}`
          : undefined;
      if (code) welcomes.set(code, { to: from, until: now() + WELCOME_MS });
      const eventId = append({
        origin: 4,
        msgtype: 'event',
        event: {
          event_type: 'enter_session',
          open_kfid: account,
          external_userid: from,
          scene: 'simulator',
          ...(code ? { welcome_code: code } : {}),
        },
      });
      return { eventId, delivered: poke() };
    },
    sync(body) {
      const parsed = z
        .object({
          cursor: z.string().max(64).optional(),
          token: z.string().max(128).optional(),
          limit: z.number().int().min(1).max(1_000).optional(),
          open_kfid: z.string(),
        })
        .safeParse(body);
      if (!parsed.success) return apiError(40058, 'invalid Request Parameter');
      const { cursor, token, limit = 1_000, open_kfid: kfid } = parsed.data;
      if (kfid !== account) return apiError(95000, 'invalid open_kfid');
      if (token !== undefined && (pokes.get(token) ?? 0) < now()) return apiError(95007, 'invalid msg token');
      // A cursor of an earlier start is treated like none: what has happened since must not be lost.
      const known = cursor?.startsWith(world.epoch) ? cursor.slice(world.epoch.length) : undefined;
      const from = known
        ? Number(known)
        : cut +
          Math.max(
            0,
            log.findIndex((item) => item.send_time >= seconds() - REPLAY_S),
          );
      if (!Number.isInteger(from) || from < 0) return apiError(40058, 'invalid cursor');
      const start = Math.max(0, from - cut);
      const items = log.slice(start, start + limit);
      const next = cut + start + items.length;
      return apiOk({
        next_cursor: `${world.epoch}${next}`,
        has_more: next < cut + log.length ? 1 : 0,
        msg_list: items,
      });
    },
    send(body) {
      const parsed = sendSchema.safeParse(body);
      if (!parsed.success)
        return apiError(40058, `invalid Request Parameter: ${parsed.error.issues[0]?.path.join('.')}`);
      const message = parsed.data;
      if (message.open_kfid !== account) return apiError(95000, 'invalid open_kfid');
      if (message.msgid && msgids.has(message.msgid))
        return apiError(40058, 'invalid Request Parameter: msgid repeated');
      if ((message.msgmenu?.list.length ?? 0) > 10) return apiError(95008, 'too many menu items');
      if (message.msgmenu?.list.some(({ click }) => click && utf8Length(click.content) > 128))
        return apiError(40058, 'menu content too long');
      const refused = closed(message.touser);
      if (refused) return refused;
      const msgid = message.msgid ?? world.nextId('km');
      msgids.set(msgid, message.touser);
      sessionOf(message.touser).sentSince++;
      show(message, msgid);
      return apiOk({ msgid });
    },
    sendOnEvent(body) {
      const parsed = z
        .object({
          code: z.string(),
          msgid: z.string().optional(),
          msgtype: z.string(),
          text: z.object({ content: z.string() }).optional(),
        })
        .safeParse(body);
      if (!parsed.success) return apiError(40058, 'invalid Request Parameter');
      const welcome = welcomes.get(parsed.data.code);
      welcomes.delete(parsed.data.code);
      if (!welcome || welcome.until < now()) return apiError(95005, 'invalid or expired code');
      const msgid = parsed.data.msgid ?? world.nextId('km');
      show(
        {
          touser: welcome.to,
          open_kfid: account,
          msgtype: 'text',
          text: { content: parsed.data.text?.content ?? '' },
        },
        msgid,
      );
      return apiOk({ msgid });
    },
    state(body) {
      const parsed = z.object({ open_kfid: z.string(), external_userid: z.string() }).safeParse(body);
      if (!parsed.success) return apiError(40058, 'invalid Request Parameter');
      return apiOk({ service_state: sessionOf(parsed.data.external_userid).state });
    },
    transfer(body) {
      const parsed = z
        .object({
          open_kfid: z.string(),
          external_userid: z.string(),
          service_state: z.number(),
          servicer_userid: z.string().optional(),
        })
        .safeParse(body);
      if (!parsed.success) return apiError(40058, 'invalid Request Parameter');
      const session = sessionOf(parsed.data.external_userid);
      if (!TRANSITIONS[session.state]!.includes(parsed.data.service_state))
        return apiError(95016, 'state transition not allowed');
      if (parsed.data.service_state === 3 && !parsed.data.servicer_userid)
        return apiError(95014, 'user is not a servicer');
      session.state = parsed.data.service_state;
      return apiOk({ msg_code: world.nextId('mc') });
    },
    customers(body) {
      const parsed = z.object({ external_userid_list: z.array(z.string()).min(1).max(100) }).safeParse(body);
      if (!parsed.success) return apiError(40058, 'invalid Request Parameter');
      const active = parsed.data.external_userid_list.filter(
        (id) => now() - (sessions.get(id)?.lastInbound ?? 0) < WINDOW_MS,
      );
      return apiOk({
        customer_list: active.map((id) => ({ external_userid: id, nickname: '群众', avatar: '', gender: 0 })),
        invalid_external_userid: parsed.data.external_userid_list.filter((id) => !active.includes(id)),
      });
    },
    quotaLeft: (from) => Math.max(0, PER_CYCLE - (sessions.get(from)?.sentSince ?? 0)),
  };
}
