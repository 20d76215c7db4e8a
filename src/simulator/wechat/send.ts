/** message/custom/send, template/send, subscribe/bizsend (客服消息, 模板消息, 订阅通知). */
import { z } from 'zod';
import { cutBytes, utf8Length } from '../../kit/text.ts';
import { apiError, apiOk, checked, type Api } from '../api.ts';
import type { MediaRoom } from '../media.ts';
import type { ShownMessage, World } from '../world.ts';
import type { Followers } from './followers.ts';

const TEXT_SHOWN = 2_048;
const ITEMS = 10;

const media = z.object({ media_id: z.string() });
const customSchema = z.object({
  touser: z.string(),
  msgtype: z.string(),
  text: z.object({ content: z.string() }).optional(),
  image: media.optional(),
  voice: media.optional(),
  msgmenu: z
    .object({
      head_content: z.string().optional(),
      list: z.array(z.object({ id: z.union([z.string(), z.number()]), content: z.string().min(1) })),
      tail_content: z.string().optional(),
    })
    .optional(),
});
type Custom = z.output<typeof customSchema>;

const values = z.record(z.string(), z.object({ value: z.union([z.string(), z.number()]) }).loose());
const templateSchema = z.object({
  touser: z.string(),
  template_id: z.string().min(1),
  url: z.string().optional(),
  data: values,
  client_msg_id: z.string().max(32).optional(),
});
const noticeSchema = z.object({
  touser: z.string(),
  template_id: z.string().min(1),
  page: z.string().optional(),
  data: values,
});

export function createAccountSendApis(deps: { world: World; media: MediaRoom; followers: Followers }): Api[] {
  const { world, media: rooms, followers } = deps;
  const clientIds = new Map<string, string>();

  const custom = checked(customSchema, (message) => {
    const wrong = refusalOf(message, world, rooms);
    if (wrong) return wrong;
    const closed = followers.take(message.touser);
    if (closed) return closed;
    const providerId = world.nextId('om');
    world.show({
      ...viewCustom(message, rooms),
      channel: 'wechat',
      to: message.touser,
      providerId,
      raw: message,
    });
    return apiOk();
  });

  const template = checked(templateSchema, (message) => {
    const { touser, data, client_msg_id: clientId } = message;
    const earlier = clientId === undefined ? undefined : clientIds.get(clientId);
    if (earlier) return apiOk({ msgid: Number(earlier) });
    if (!followers.has(touser)) return apiError(43004, 'require subscribe');
    const msgid = world.ids.pick('123456789', 15);
    if (clientId !== undefined) clientIds.set(clientId, msgid);
    const status = world.settings.wechatTemplateStatus;
    const view = viewNotice(data);
    if (status === 'success')
      world.show({ ...view, channel: 'wechat', to: touser, providerId: msgid, raw: message });
    else
      world.drop({
        channel: 'wechat',
        to: touser,
        reason: `平台先说成功,随后报 TEMPLATESENDJOBFINISH ${status}`,
        text: view.text,
        raw: message,
      });
    followers.event(
      touser,
      'TEMPLATESENDJOBFINISH',
      `<MsgID>${msgid}</MsgID><Status><![CDATA[${status}]]></Status>`,
    );
    return apiOk({ msgid: Number(msgid) });
  });

  const notice = checked(noticeSchema, (message) => {
    const { touser, template_id: templateId, data } = message;
    if (!followers.useConsent(touser, templateId))
      return apiError(43101, 'user refuse to accept the msg, no consent left');
    const msgid = world.ids.pick('123456789', 15);
    world.show({ ...viewNotice(data), channel: 'wechat', to: touser, providerId: msgid, raw: message });
    followers.event(
      touser,
      'subscribe_msg_sent_event',
      `<SubscribeMsgSentEvent><List><TemplateId><![CDATA[${templateId}]]></TemplateId><MsgID>${msgid}</MsgID><ErrorCode>0</ErrorCode><ErrorStatus><![CDATA[success]]></ErrorStatus></List></SubscribeMsgSentEvent>`,
    );
    return apiOk({ msgid: Number(msgid) });
  });

  return [
    { path: '/cgi-bin/message/custom/send', apps: ['wechat'], handle: custom },
    { path: '/cgi-bin/message/template/send', apps: ['wechat'], handle: template },
    { path: '/cgi-bin/message/subscribe/bizsend', apps: ['wechat'], handle: notice },
  ];
}

function refusalOf(
  message: Custom,
  { settings }: World,
  rooms: MediaRoom,
): ReturnType<typeof apiError> | undefined {
  switch (message.msgtype) {
    case 'text':
      return message.text?.content ? undefined : apiError(44004, 'empty content');
    case 'msgmenu':
      if (!settings.wechatMenus) return apiError(40200, 'invalid account type');
      if (!message.msgmenu?.list.length || message.msgmenu.list.length > ITEMS)
        return apiError(40058, 'invalid Request Parameter: msgmenu.list');
      return undefined;
    case 'image':
    case 'voice':
      return rooms.find((message.image ?? message.voice)?.media_id ?? '')
        ? undefined
        : apiError(40007, 'invalid media_id');
    default:
      return apiError(40008, 'invalid message type');
  }
}

type View = Pick<ShownMessage, 'kind' | 'text' | 'bytes' | 'cut'> & Partial<ShownMessage>;

function viewCustom({ text, msgmenu, image, voice }: Custom, rooms: MediaRoom): View {
  if (msgmenu) {
    const { head_content: title = '', list, tail_content: tail = '' } = msgmenu;
    const options = list.map(({ id, content }) => ({ id: String(id), label: content }));
    const lines = [title, ...options.map(({ label }) => label), tail].filter(Boolean);
    return { kind: 'menu', title, text: lines.join('\n'), options, bytes: utf8Length(title), cut: false };
  }
  const picture = image ?? voice;
  if (picture)
    return { kind: 'media', text: `[${rooms.find(picture.media_id)?.name ?? ''}]`, bytes: 0, cut: false };
  const content = text?.content ?? '';
  const bytes = utf8Length(content);
  return { kind: 'text', text: cutBytes(content, TEXT_SHOWN), bytes, cut: bytes > TEXT_SHOWN };
}

function viewNotice(data: Readonly<Record<string, { value: string | number }>>): View {
  const fields = Object.entries(data).map(([name, { value }]) => ({ name, value: String(value) }));
  const text = fields.map(({ value }) => value).join('\n');
  return { kind: 'note', title: '服务通知', text, fields, bytes: utf8Length(text), cut: false };
}
