import { z } from 'zod';
import type { EventBody, InboundEvent } from '../../inbox/event.ts';
import type { Log } from '../../kit/log.ts';
import { mediaExpiry } from '../message-body.ts';
import { messageOfPart } from './message-id.ts';

/** What cannot be read is left away: the item then counts as unknown, but it was sent and is not dropped. */
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const text = optional(z.string());
const media = optional(z.object({ media_id: z.string().min(1) }));

/** An item of kf/sync_msg (document/path/94670); unknown kinds pass, their content unread. */
const itemSchema = z.object({
  msgid: z.string().min(1).max(64),
  external_userid: text,
  servicer_userid: text,
  send_time: z.number().int().nonnegative(),
  origin: z.number().int(),
  msgtype: z.string(),
  text: optional(z.object({ content: z.string(), menu_id: text })),
  image: media,
  voice: media,
  video: media,
  file: media,
  location: optional(z.object({ latitude: z.number(), longitude: z.number(), name: text, address: text })),
  link: optional(z.object({ title: text, desc: text, url: text })),
  event: optional(
    z.object({
      event_type: z.string(),
      external_userid: text,
      scene: text,
      scene_param: text,
      welcome_code: text,
      fail_msgid: text,
      fail_type: optional(z.number()),
      change_type: optional(z.number()),
      old_servicer_userid: text,
      new_servicer_userid: text,
      msg_code: text,
      recall_msgid: text,
    }),
  ),
});
type Item = z.output<typeof itemSchema>;

const SERVICER = 5;
const ORIGINS: Record<number, InboundEvent['origin']> = {
  3: 'person',
  4: 'platform',
  [SERVICER]: 'servicer',
};

/** Not about a customer: a servicer came on duty or left. */
const SYSTEM = 'sys';

/** The item as inbound event; undefined (and a log line) when it cannot be attributed to anybody. */
export function readKfItem(raw: unknown, account: string, log: Log): InboundEvent | undefined {
  const parsed = itemSchema.safeParse(raw);
  const item = parsed.data;
  const aboutStaff = item?.event?.event_type === 'servicer_status_change';
  const person = aboutStaff ? SYSTEM : (item?.external_userid ?? item?.event?.external_userid);
  if (!item || !person) {
    log.warn(
      { account, issues: parsed.error?.issues.map((issue) => issue.path.join('.')) },
      'kf item left out',
    );
    return undefined;
  }
  const at = new Date(item.send_time * 1_000).toISOString();
  return {
    key: `kf|${account}|${item.msgid}`,
    channel: 'kf',
    account,
    person,
    at,
    origin: ORIGINS[item.origin] ?? 'platform',
    ...(item.origin === SERVICER && item.servicer_userid ? { servicer: item.servicer_userid } : {}),
    body: readBody(item, at),
  };
}

function readBody(item: Item, at: string): EventBody {
  if (item.msgtype === 'event' && item.event) return readEvent(item.event);
  if (item.msgtype === 'text' && item.text)
    return {
      t: 'text',
      text: item.text.content,
      ...(item.text.menu_id ? { menuId: item.text.menu_id } : {}),
    };
  for (const kind of ['image', 'voice', 'video', 'file'] as const) {
    const content = item[kind];
    if (item.msgtype === kind && content)
      return { t: 'media', kind, mediaId: content.media_id, expiresAt: mediaExpiry(at) };
  }
  if (item.msgtype === 'location' && item.location)
    return {
      t: 'location',
      lat: item.location.latitude,
      lon: item.location.longitude,
      label: item.location.name ?? item.location.address ?? '',
    };
  if (item.msgtype === 'link' && item.link)
    return {
      t: 'link',
      title: item.link.title ?? '',
      url: item.link.url ?? '',
      description: item.link.desc ?? '',
    };
  return { t: 'unknown', type: item.msgtype };
}

function readEvent(event: NonNullable<Item['event']>): EventBody {
  switch (event.event_type) {
    case 'enter_session':
      return {
        t: 'enter',
        ...(event.scene ? { scene: event.scene } : {}),
        ...(event.scene_param ? { sceneParam: event.scene_param } : {}),
        ...(event.welcome_code ? { welcomeCode: event.welcome_code } : {}),
      };
    case 'msg_send_fail':
      return {
        t: 'delivery-failed',
        messageId: messageOfPart(event.fail_msgid ?? ''),
        reason: event.fail_type ?? 0,
      };
    case 'session_status_change': {
      const servicer = event.new_servicer_userid ?? event.old_servicer_userid;
      return {
        t: 'session',
        change: event.change_type ?? 0,
        ...(servicer ? { servicer } : {}),
        ...(event.msg_code ? { code: event.msg_code } : {}),
      };
    }
    case 'user_recall_msg':
    case 'servicer_recall_msg':
      return { t: 'recall', messageId: event.recall_msgid ?? '' };
    case 'servicer_status_change':
      return { t: 'notice', name: event.event_type };
    default:
      return { t: 'unknown', type: `event:${event.event_type}` };
  }
}
