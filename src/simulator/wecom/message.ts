/** A request of message/send: its shape, what is wrong with it, what a member sees of it (document/path/90236). */
import { z } from 'zod';
import { cutBytes, utf8Length } from '../../kit/text.ts';
import { apiError, type ApiResult } from '../api.ts';
import type { MediaRoom } from '../media.ts';
import type { ShownMessage } from '../world.ts';
import { cardSchema, isInteractive, missingOf, viewCard } from './card-view.ts';

const TEXT_SHOWN = 2_048;
const TEXT_REFUSED = 5_120;
const ARTICLES = 8;
const DESCRIPTION_SHOWN = 512;
const TITLE_SHOWN = 128;

const media = z.object({ media_id: z.string() });
const article = z.object({
  title: z.string(),
  description: z.string().optional(),
  url: z.string().optional(),
});

export const sendSchema = z.object({
  touser: z.string().optional(),
  toparty: z.string().optional(),
  totag: z.string().optional(),
  agentid: z.number(),
  msgtype: z.string(),
  text: z.object({ content: z.string() }).optional(),
  markdown: z.object({ content: z.string() }).optional(),
  textcard: z
    .object({ title: z.string(), description: z.string(), url: z.string(), btntxt: z.string().optional() })
    .optional(),
  news: z.object({ articles: z.array(article) }).optional(),
  image: media.optional(),
  voice: media.optional(),
  video: media.optional(),
  file: media.optional(),
  template_card: cardSchema.optional(),
  enable_duplicate_check: z.number().optional(),
  duplicate_check_interval: z.number().optional(),
});
export type Send = z.output<typeof sendSchema>;

const mediaIdOf = (message: Send): string | undefined =>
  [message.image, message.voice, message.video, message.file].find(Boolean)?.media_id;

/** The errcode for what cannot be sent; undefined when it can. */
export function refusalOf(
  message: Send,
  rooms: MediaRoom,
  taken: (taskId: string) => boolean,
): ApiResult | undefined {
  switch (message.msgtype) {
    case 'text':
    case 'markdown': {
      const content = message[message.msgtype]?.content;
      if (!content) return apiError(44004, 'empty content');
      return utf8Length(content) > TEXT_REFUSED ? apiError(40058, 'content exceed max length') : undefined;
    }
    case 'textcard':
      if (!message.textcard?.description) return apiError(41033, 'missing description');
      return message.textcard.title ? undefined : apiError(41016, 'missing title');
    case 'news':
      if (!message.news?.articles.length) return apiError(44003, 'empty news message');
      return message.news.articles.length > ARTICLES
        ? apiError(45008, 'article size out of limit')
        : undefined;
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return rooms.find(mediaIdOf(message) ?? '') ? undefined : apiError(40007, 'invalid media_id');
    case 'template_card':
      return cardRefusal(message, taken);
    default:
      return apiError(40008, 'invalid message type');
  }
}

function cardRefusal(
  { template_card: card }: Send,
  taken: (taskId: string) => boolean,
): ApiResult | undefined {
  if (!card) return apiError(40058, 'invalid Request Parameter: template_card');
  const missing = missingOf(card);
  if (missing) return apiError(40058, `invalid Request Parameter: template_card.${missing}`);
  const { task_id: task } = card;
  if (task !== undefined || isInteractive(card) || card.action_menu) {
    if (!/^[0-9A-Za-z_\-@]{1,128}$/.test(task ?? '')) return apiError(42014, 'task_id invalid');
    if (taken(task!)) return apiError(42014, 'task_id exists');
  }
  const keys = (card.button_list ?? []).map((button) => button.key);
  return new Set(keys).size === keys.length ? undefined : apiError(40058, 'button key repeated');
}

type View = Pick<ShownMessage, 'kind' | 'text' | 'bytes' | 'cut'> & Partial<ShownMessage>;

/** As the member sees it: cut where the platform cuts. */
export function viewMessage(message: Send, rooms: MediaRoom): View {
  if (message.template_card) return viewCard(message.template_card);
  if (message.textcard) return viewTitled(message.textcard);
  if (message.news) {
    const [first, ...others] = message.news.articles;
    const more = others.map(({ title }) => title).join('\n');
    const description = [first!.description ?? '', more].filter(Boolean).join('\n');
    return viewTitled({ title: first!.title, description });
  }
  const id = mediaIdOf(message);
  if (id !== undefined)
    return { kind: 'media', text: `[${rooms.find(id)?.name ?? message.msgtype}]`, bytes: 0, cut: false };
  const content = message.text?.content ?? message.markdown?.content ?? '';
  const bytes = utf8Length(content);
  return { kind: 'text', text: cutBytes(content, TEXT_SHOWN), bytes, cut: bytes > TEXT_SHOWN };
}

function viewTitled({ title, description }: { title: string; description: string }): View {
  const bytes = utf8Length(description);
  return {
    kind: 'note',
    title: cutBytes(title, TITLE_SHOWN),
    text: cutBytes(description, DESCRIPTION_SHOWN),
    bytes,
    cut: bytes > DESCRIPTION_SHOWN || utf8Length(title) > TITLE_SHOWN,
  };
}
