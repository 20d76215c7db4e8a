import type { EventBody, InboundEvent } from '../../inbox/event.ts';
import type { BotMessage } from './bot.ts';

/** Numbers of wechaty's message and contact types (wechaty-puppet, schemas). */
const TEXT = 7;
const LOCATION = 8;
const URL_LINK = 14;
const MEDIA: Readonly<Record<number, 'image' | 'voice' | 'video' | 'file'>> = {
  1: 'file',
  2: 'voice',
  6: 'image',
  15: 'video',
};
const PERSON = 1;
/** After a start the puppet brings the last messages once more. */
const OLD_SECONDS = 60;

/** The message as inbound event; undefined for our own, old ones, groups, and what is not a person's. */
export function readWechatyMessage(message: BotMessage, account: string): InboundEvent | undefined {
  if (message.self() || message.room() || message.age() > OLD_SECONDS) return undefined;
  const talker = message.talker();
  if (talker.type() !== PERSON) return undefined;
  return {
    key: `wechaty|${account}|${talker.id}|${message.id}`,
    channel: 'wechaty',
    account,
    person: talker.id,
    at: message.date().toISOString(),
    origin: 'person',
    body: readBody(message),
  };
}

function readBody(message: BotMessage): EventBody {
  const type = message.type();
  const kind = MEDIA[type];
  if (kind) return { t: 'media', kind, mediaId: message.id };
  if (type === TEXT) return { t: 'text', text: message.text() };
  // What they hold would take further calls, and is answered alike: please say it in words.
  if (type === LOCATION || type === URL_LINK) return { t: 'link', title: '', url: '', description: '' };
  return { t: 'unknown', type: `wechaty:${type}` };
}
