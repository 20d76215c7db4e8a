import { z } from 'zod';
import type { EventBody, InboundEvent } from '../../inbox/event.ts';
import type { Log } from '../../kit/log.ts';

const media = z.object({ media_id: z.string().min(1) });

/** An item of kf/sync_msg (document/path/94670); unknown kinds pass, their content unread. */
const itemSchema = z.object({
  msgid: z.string().min(1).max(64),
  open_kfid: z.string().optional(),
  external_userid: z.string().optional(),
  send_time: z.number().int().nonnegative(),
  origin: z.number().int(),
  msgtype: z.string(),
  text: z.object({ content: z.string(), menu_id: z.string().optional() }).optional(),
  image: media.optional(),
  voice: media.optional(),
  video: media.optional(),
  file: media.optional(),
  location: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional(),
  link: z
    .object({ title: z.string().optional(), desc: z.string().optional(), url: z.string().optional() })
    .optional(),
  event: z
    .object({
      event_type: z.string(),
      open_kfid: z.string().optional(),
      external_userid: z.string().optional(),
      scene: z.string().optional(),
      welcome_code: z.string().optional(),
      fail_msgid: z.string().optional(),
      fail_type: z.number().optional(),
      change_type: z.number().optional(),
      old_servicer_userid: z.string().optional(),
      new_servicer_userid: z.string().optional(),
      msg_code: z.string().optional(),
      recall_msgid: z.string().optional(),
    })
    .optional(),
});
type Item = z.output<typeof itemSchema>;

const ORIGINS: Record<number, InboundEvent['origin']> = { 3: 'person', 4: 'platform', 5: 'servicer' };

/** The item as inbound event; undefined (and a log line) when it cannot be attributed to a customer. */
export function readKfItem(raw: unknown, account: string, log: Log): InboundEvent | undefined {
  const parsed = itemSchema.safeParse(raw);
  const item = parsed.data;
  const person = item?.external_userid ?? item?.event?.external_userid;
  if (!item || !person) {
    log.warn(
      { account, issues: parsed.error?.issues.map((issue) => issue.path.join('.')) },
      'kf item left out',
    );
    return undefined;
  }
  return {
    key: `kf|${account}|${item.msgid}`,
    channel: 'kf',
    account,
    person,
    at: new Date(item.send_time * 1_000).toISOString(),
    origin: ORIGINS[item.origin] ?? 'platform',
    body: readBody(item),
  };
}

function readBody(item: Item): EventBody {
  if (item.msgtype === 'event' && item.event) return readEvent(item.event);
  if (item.msgtype === 'text' && item.text)
    return {
      t: 'text',
      text: item.text.content,
      ...(item.text.menu_id ? { menuId: item.text.menu_id } : {}),
    };
  for (const kind of ['image', 'voice', 'video', 'file'] as const) {
    const content = item[kind];
    if (item.msgtype === kind && content) return { t: 'media', kind, mediaId: content.media_id };
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
        ...(event.welcome_code ? { welcomeCode: event.welcome_code } : {}),
      };
    case 'msg_send_fail':
      return { t: 'delivery-failed', messageId: event.fail_msgid ?? '', reason: event.fail_type ?? 0 };
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
    default:
      return { t: 'unknown', type: `event:${event.event_type}` };
  }
}
