/** send_msg and send_msg_on_event: shapes, what is refused, what a customer sees (document/path/94677, 95122). */
import { z } from 'zod';
import { cutBytes, utf8Length } from '../../kit/text.ts';
import { apiError, type ApiResult } from '../api.ts';
import type { MediaRoom } from '../media.ts';
import type { ShownMessage } from '../world.ts';

const TEXT_SHOWN = 2_048;
const HEAD_SHOWN = 1_024;
const ITEMS = 10;
const ITEM_BYTES = 128;
const ITEM_ID_BYTES = 64;

const media = z.object({ media_id: z.string() });
const msgid = z
  .string()
  .max(32)
  .regex(/^[0-9a-zA-Z_-]*$/)
  .optional();
const menu = z.object({
  head_content: z.string().optional(),
  list: z.array(
    z.object({
      type: z.enum(['click', 'view', 'miniprogram', 'text']),
      click: z.object({ id: z.string().min(1), content: z.string().min(1) }).optional(),
      view: z.object({ url: z.string(), content: z.string() }).optional(),
    }),
  ),
  tail_content: z.string().optional(),
});
const content = {
  text: z.object({ content: z.string() }).optional(),
  msgmenu: menu.optional(),
};

export const sendSchema = z.object({
  touser: z.string(),
  open_kfid: z.string(),
  msgid,
  msgtype: z.enum(['text', 'msgmenu', 'image', 'voice', 'video', 'file', 'link', 'location', 'miniprogram']),
  ...content,
  image: media.optional(),
  voice: media.optional(),
  video: media.optional(),
  file: media.optional(),
  link: z.object({ title: z.string(), desc: z.string().optional(), url: z.string() }).loose().optional(),
});

export const onEventSchema = z.object({
  code: z.string(),
  msgid,
  msgtype: z.enum(['text', 'msgmenu']),
  ...content,
});

export type KfMessage = Pick<z.output<typeof sendSchema>, 'msgtype' | 'text' | 'msgmenu'> &
  Partial<Pick<z.output<typeof sendSchema>, 'image' | 'voice' | 'video' | 'file' | 'link'>>;

const mediaIdOf = ({ image, voice, video, file }: KfMessage): string | undefined =>
  [image, voice, video, file].find(Boolean)?.media_id;

/** What is wrong with the message itself. */
export function refusalOf(message: KfMessage, rooms: MediaRoom): ApiResult | undefined {
  if (message.msgtype === 'text' && !message.text?.content) return apiError(44004, 'empty content');
  if (message.msgtype === 'msgmenu') {
    const items = message.msgmenu?.list ?? [];
    if (!message.msgmenu) return apiError(40058, 'invalid Request Parameter: msgmenu');
    if (items.length > ITEMS) return apiError(95008, 'too many menu items');
    if (
      items.some(
        ({ click }) =>
          click && (utf8Length(click.content) > ITEM_BYTES || utf8Length(click.id) > ITEM_ID_BYTES),
      )
    )
      return apiError(40058, 'invalid Request Parameter: msgmenu.list, content or id too long');
  }
  if (['image', 'voice', 'video', 'file'].includes(message.msgtype) && !rooms.find(mediaIdOf(message) ?? ''))
    return apiError(40007, 'invalid media_id');
  return undefined;
}

/** As the customer sees it. */
export function viewMessage(
  message: KfMessage,
  rooms: MediaRoom,
): Pick<ShownMessage, 'kind' | 'text' | 'bytes' | 'cut'> & Partial<ShownMessage> {
  if (message.msgmenu) {
    const { head_content: head = '', list, tail_content: tail = '' } = message.msgmenu;
    const options = list.flatMap(({ click }) => (click ? [{ id: click.id, label: click.content }] : []));
    const links = list.flatMap(({ view }) => view?.content ?? []);
    const title = cutBytes(head, HEAD_SHOWN);
    const lines = [title, ...options.map(({ label }) => label), ...links, cutBytes(tail, HEAD_SHOWN)];
    const cut = utf8Length(head) > HEAD_SHOWN || utf8Length(tail) > HEAD_SHOWN;
    return {
      kind: 'menu',
      title,
      text: lines.filter(Boolean).join('\n'),
      options,
      bytes: utf8Length(head),
      cut,
    };
  }
  const id = mediaIdOf(message);
  if (id !== undefined)
    return { kind: 'media', text: `[${rooms.find(id)?.name ?? message.msgtype}]`, bytes: 0, cut: false };
  if (message.link) {
    const { title, desc = '' } = message.link;
    return {
      kind: 'note',
      title: cutBytes(title, 128),
      text: cutBytes(desc, 512),
      bytes: utf8Length(desc),
      cut: utf8Length(desc) > 512,
    };
  }
  const text = message.text?.content ?? '';
  const bytes = utf8Length(text);
  return { kind: 'text', text: cutBytes(text, TEXT_SHOWN), bytes, cut: bytes > TEXT_SHOWN };
}
