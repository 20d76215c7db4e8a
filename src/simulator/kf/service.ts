/** 微信客服 played: what customers and servicers do, and the APIs by which the product answers (document/path/94638). */
import { z } from 'zod';
import { apiError, apiOk, checked, type Api } from '../api.ts';
import type { Callbacks } from '../callbacks.ts';
import type { MediaRoom } from '../media.ts';
import { textOf, type Content, type Done } from '../said.ts';
import type { World } from '../world.ts';
import { createKfLog } from './log.ts';
import { onEventSchema, refusalOf, sendSchema, viewMessage, type KfMessage } from './send.ts';
import { createKfSessions, type ServicerAction } from './sessions.ts';

export interface Kf {
  /** The customer writes. */
  say(from: string, content: Content): Done;
  /** The customer opens the chat, from a link of that scene. */
  enter(from: string, scene?: { scene?: string | undefined; param?: string | undefined }): Done;
  /** The customer takes a message back. */
  recall(from: string, msgid: string): Done;
  servicer(action: ServicerAction): { eventId: string } | { error: string };
  /** A servicer comes on duty or leaves. */
  duty(servicer: string, on: boolean): Done;
  /** What may still be said until the customer writes again. */
  quotaLeft(from: string): number;
  apis: Api[];
}

const WELCOME_MS = 20_000;
const SESSION_MS = 48 * 3_600_000;

interface Code {
  to: string;
  until: number;
  /** Greetings may be menus; after a hand-over only text. */
  menus: boolean;
}

export function createKf(deps: {
  world: World;
  callbacks: Callbacks;
  media: MediaRoom;
  corpId: string;
  account: string;
}): Kf {
  const { world, media, account } = deps;
  const log = createKfLog(deps);
  const codes = new Map<string, Code>();
  const welcomed = new Map<string, number>();
  const msgids = new Set<string>();
  const now = (): number => world.clock.now().getTime();

  const newCode = (to: string, ms: number, menus: boolean): string => {
    const code = `WC${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 20)}`;
    codes.set(code, { to, until: now() + ms, menus });
    return code;
  };
  const sessions = createKfSessions({
    world,
    log,
    account,
    newCode: (person, lasting) => newCode(person, lasting ? SESSION_MS : WELCOME_MS, !lasting),
  });
  const event = (type: string, more: Record<string, unknown>): Done => {
    const body = { event_type: type, open_kfid: account, ...more };
    const { msgid, delivered } = log.append({ origin: 4, msgtype: 'event', event: body });
    return { eventId: msgid, delivered };
  };

  /** errcode 0 is not the end of it: what fails later is told by an event. */
  const deliver = (to: string, message: KfMessage, msgid: string): void => {
    const view = viewMessage(message, media);
    const failure = world.settings.kfFailLater[to];
    if (failure === undefined) {
      world.show({ ...view, channel: 'kf', to, providerId: msgid, raw: message });
      return;
    }
    const reason = `平台先说成功,随后报 msg_send_fail,fail_type ${failure}`;
    world.drop({ channel: 'kf', to, reason, text: view.text, raw: message });
    event('msg_send_fail', { external_userid: to, fail_msgid: msgid, fail_type: failure });
  };

  /** Our own msgid, once; an errcode when it was there before. */
  const claim = (wanted: string | undefined): string | undefined => {
    const msgid = wanted || world.nextId('km');
    if (msgids.has(msgid)) return undefined;
    msgids.add(msgid);
    return msgid;
  };
  const repeated = apiError(40058, 'invalid Request Parameter: msgid repeated');

  const send = checked(sendSchema, (message) => {
    if (message.open_kfid !== account) return apiError(95000, 'invalid open_kfid');
    if (message.msgid && msgids.has(message.msgid)) return repeated;
    const refused = refusalOf(message, media) ?? sessions.closed(message.touser);
    if (refused) return refused;
    const msgid = claim(message.msgid);
    if (!msgid) return repeated;
    sessions.count(message.touser);
    deliver(message.touser, message, msgid);
    return apiOk({ msgid });
  });

  const sendOnEvent = checked(onEventSchema, (message) => {
    const code = codes.get(message.code);
    if (!code || code.until < now()) return apiError(95005, 'invalid or expired code');
    if (message.msgtype === 'msgmenu' && !code.menus)
      return apiError(40058, 'invalid Request Parameter: msgtype');
    const refused = refusalOf(message, media);
    if (refused) return refused;
    const msgid = claim(message.msgid);
    if (!msgid) return repeated;
    codes.delete(message.code);
    welcomed.set(code.to, now());
    deliver(code.to, message, msgid);
    return apiOk({ msgid });
  });

  const customers = checked(
    z.object({ external_userid_list: z.array(z.string()).min(1).max(100) }),
    ({ external_userid_list: asked }) =>
      apiOk({
        customer_list: asked
          .filter((id) => sessions.isRecent(id))
          .map((id) => ({ external_userid: id, nickname: '群众', avatar: '', gender: 0 })),
        invalid_external_userid: asked.filter((id) => !sessions.isRecent(id)),
      }),
  );

  return {
    say(from, content) {
      sessions.heard(from);
      const { msgid, delivered } = log.append({ external_userid: from, origin: 3, ...itemOf(content) });
      world.hear({ id: msgid, channel: 'kf', from, text: textOf(content) });
      return { eventId: msgid, delivered };
    },
    enter(from, { scene = 'simulator', param } = {}) {
      const fresh = now() - (welcomed.get(from) ?? 0) > SESSION_MS && !sessions.isRecent(from);
      const code = fresh ? { welcome_code: newCode(from, WELCOME_MS, true) } : {};
      const where = { external_userid: from, scene, ...(param ? { scene_param: param } : {}) };
      return event('enter_session', { ...where, ...code });
    },
    recall: (from, msgid) => event('user_recall_msg', { external_userid: from, recall_msgid: msgid }),
    servicer: (action) => sessions.servicer(action),
    duty(servicer, on) {
      world.settings.servicers = { ...world.settings.servicers, [servicer]: on };
      return event('servicer_status_change', { servicer_userid: servicer, status: on ? 1 : 2 });
    },
    quotaLeft: (from) => sessions.quotaLeft(from),
    apis: [
      { path: '/cgi-bin/kf/sync_msg', apps: ['kf'], handle: log.sync },
      { path: '/cgi-bin/kf/send_msg', apps: ['kf'], handle: send },
      { path: '/cgi-bin/kf/send_msg_on_event', apps: ['kf'], handle: sendOnEvent },
      { path: '/cgi-bin/kf/service_state/get', apps: ['kf'], handle: sessions.get },
      { path: '/cgi-bin/kf/service_state/trans', apps: ['kf'], handle: sessions.transfer },
      { path: '/cgi-bin/kf/customer/batchget', apps: ['kf'], handle: customers },
      ...accountApis(world, account),
    ],
  };
}

function accountApis({ settings }: World, account: string): Api[] {
  return [
    {
      path: '/cgi-bin/kf/account/list',
      apps: ['kf'],
      handle: () => apiOk({ account_list: [{ open_kfid: account, name: '阳光政务', avatar: '' }] }),
    },
    {
      path: '/cgi-bin/kf/servicer/list',
      apps: ['kf'],
      handle: () =>
        apiOk({
          servicer_list: Object.entries(settings.servicers).map(([userid, on]) => ({
            userid,
            status: on ? 0 : 1,
          })),
        }),
    },
    {
      path: '/cgi-bin/kf/add_contact_way',
      apps: ['kf'],
      handle: checked(
        z.object({
          open_kfid: z.string(),
          scene: z
            .string()
            .max(32)
            .regex(/^[0-9a-zA-Z_-]*$/)
            .optional(),
        }),
        ({ open_kfid: kfid, scene = '' }) =>
          kfid === account
            ? apiOk({ url: `https://work.weixin.qq.com/kfid/${account}?enc_scene=${scene}` })
            : apiError(95000, 'invalid open_kfid'),
      ),
    },
  ];
}

function itemOf(content: Content): Record<string, unknown> {
  if ('text' in content)
    return {
      msgtype: 'text',
      text: { content: content.text, ...(content.menuId ? { menu_id: content.menuId } : {}) },
    };
  if ('location' in content) {
    const { latitude, longitude, label } = content.location;
    return { msgtype: 'location', location: { latitude, longitude, name: label, address: label } };
  }
  const { kind, mediaId } = content.media;
  return { msgtype: kind, [kind]: { media_id: mediaId } };
}
