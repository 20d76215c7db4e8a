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
      return fitsCard(body.card, limits) ? [body] : formFor(cardAsNotice(body.card), limits);
    case 'notice':
      return fitsNotice(body, limits)
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
  // Before the label stands its number.
  const room = (menus.itemBytes ?? Infinity) - utf8Length('10 ');
  if (body.items.some(({ label }) => utf8Length(label) > room)) return false;
  return utf8Length(body.head) <= menus.headBytes && utf8Length(body.tail ?? '') <= menus.headBytes;
}

const fitsCard = (card: Card, { cards, cardButtons = Infinity }: ChannelLimits): boolean =>
  cards && card.buttons.length <= cardButtons;

const fitsNotice = (body: Notice, { notices }: ChannelLimits): boolean =>
  notices !== undefined &&
  utf8Length(body.title) <= notices.titleBytes &&
  utf8Length(body.text) <= notices.textBytes;

/** '1 怎么投诉' and so on: a number for every choice, on every channel. */
export const menuAsText = (body: Extract<MessageBody, { t: 'menu' }>): string =>
  [body.head, ...body.items.map((item, i) => `${i + 1} ${item.label}`), body.tail].filter(Boolean).join('\n');

type Notice = Extract<MessageBody, { t: 'notice' }>;

/** What the buttons do can be typed too. */
function cardAsNotice(card: Card): Notice {
  const text = [
    card.text,
    ...(card.fields ?? []).map(({ name, value }) => `${name}:${value}`),
    card.buttons.length > 0 ? `回复:${card.buttons.map(({ label }) => label).join(' / ')}` : undefined,
  ];
  return {
    t: 'notice',
    title: card.source ? `【${card.source}】${card.title}` : card.title,
    text: text.filter(Boolean).join('\n'),
    ...(card.url ? { url: card.url } : {}),
  };
}
