/** Gives a message the form a channel can show: card → notice → text, menu → numbered text, long text → parts. */
import { splitBytes, utf8Length } from '../kit/text.ts';
import type { Card, ChannelLimits, MessageBody } from './message.ts';

/** The bodies to send, in order. Mostly one. */
export function formFor(body: MessageBody, limits: ChannelLimits): MessageBody[] {
  switch (body.t) {
    case 'text':
      return splitBytes(body.text, limits.textBytes).map((text) => ({ t: 'text', text }));
    case 'menu':
      return fitsMenu(body, limits) ? [body] : formFor({ t: 'text', text: menuAsText(body) }, limits);
    case 'card':
      return limits.cards ? [body] : formFor({ t: 'text', text: cardAsText(body.card) }, limits);
    case 'notice':
      return limits.cards
        ? [body]
        : formFor({ t: 'text', text: [body.title, body.text, body.url].filter(Boolean).join('\n') }, limits);
    case 'card-update':
      return limits.cards ? [body] : [];
    case 'welcome':
      return [body];
  }
}

function fitsMenu(body: Extract<MessageBody, { t: 'menu' }>, { menus }: ChannelLimits): boolean {
  if (!menus || body.items.length > menus.items) return false;
  return utf8Length(body.head) <= menus.headBytes && utf8Length(body.tail ?? '') <= menus.headBytes;
}

/** '1 怎么投诉' and so on: a number for every choice, on every channel. */
export const menuAsText = (body: Extract<MessageBody, { t: 'menu' }>): string =>
  [body.head, ...body.items.map((item, i) => `${i + 1} ${item.label}`), body.tail].filter(Boolean).join('\n');

export function cardAsText(card: Card): string {
  return [
    card.source ? `【${card.source}】${card.title}` : card.title,
    card.text,
    ...(card.fields ?? []).map(({ name, value }) => `${name}:${value}`),
    card.buttons.length > 0 ? `回复:${card.buttons.map(({ label }) => label).join(' / ')}` : undefined,
    card.url,
  ]
    .filter(Boolean)
    .join('\n');
}
