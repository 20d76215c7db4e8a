/** What the house wants to say, before any platform's form. */

export interface CardButton {
  /** Comes back in the action event. */
  key: string;
  label: string;
  /** How strongly it invites: the first choice, a plain one, or one to think about. */
  tone?: 'primary' | 'plain' | 'danger';
}

/** A message with buttons that can change after it was sent. 模板卡片 */
export interface Card {
  /** Where it comes from, e.g. 阳光·应公开提醒. */
  source?: string;
  title: string;
  text?: string;
  fields?: { name: string; value: string }[];
  /** One choice beside the buttons. */
  select?: { key: string; title: string; options: { id: string; label: string }[] };
  buttons: CardButton[];
  url?: string;
}

export type MessageBody =
  | { t: 'text'; text: string }
  /** Text with numbered choices. */
  | { t: 'menu'; head: string; items: { id: string; label: string }[]; tail?: string }
  /** A titled note with a link. */
  | {
      t: 'notice';
      title: string;
      /** The title in as few words as it takes, for a form with little room. */
      short?: string;
      text: string;
      url?: string;
      button?: string;
    }
  | { t: 'card'; taskId: string; card: Card }
  /** Replaces the buttons of a card by a line of text, e.g. 已公开 李主任 14:32; or the whole card, when some is left to do. */
  | { t: 'card-update'; taskId: string; text: string; card?: Card }
  /** The one greeting a platform allows on opening the chat. */
  | { t: 'welcome'; code: string; text: string };

/** What a platform can show. */
export interface ChannelLimits {
  /** Largest text in bytes of UTF-8. */
  textBytes: number;
  cards: boolean;
  /** Most buttons of a card; one with more goes in a plainer form. */
  cardButtons?: number;
  /** Titled notes with a link; a longer one goes as text. 文本卡片 */
  notices?: { titleBytes: number; textBytes: number };
  /** Choices to tap; a longer text or more of them goes as numbered text. */
  menus?: { headBytes: number; items: number; itemBytes?: number };
  /** Messages to one member within a minute and within an hour, beyond which the platform drops silently. */
  pace?: { perMinute: number; perHour: number };
  /**
   * How long after the person's last words, and how often until the next, the platform takes messages; and the same
   * after a mere tap. Undefined: at any time.
   */
  replies?: { withinMs: number; messages: number; afterTap?: { withinMs: number; messages: number } };
  /** A note may go when the window is closed, to who agreed to that on the platform. 订阅通知 */
  consents?: true;
  /**
   * The platform does not know a message by our key: one that was under way when an instance died, or that got no
   * answer, is not sent again by itself, since it may have arrived. 不确定是否送达
   */
  unrepeatable?: true;
}

export interface Delivery {
  /** The same for every attempt at this message; platforms that take it send it once. */
  id: string;
  /** 1 for the first. */
  attempt: number;
  account: string;
  /** Platform id of the recipient. */
  person: string;
  body: MessageBody;
  /** The window is closed: it may go only in the form the person agreed to. */
  consented?: true;
  /** For a card update: what the platform gave when the card went out or was clicked. */
  responseCode?: string;
}

export type SendResult =
  | { status: 'sent'; providerId?: string; responseCode?: string }
  /** Final. `alert`: an operator has to mend something. */
  | { status: 'rejected'; reason: string; errcode?: number; alert?: boolean }
  | {
      status: 'later';
      reason: string;
      errcode?: number;
      afterMs?: number;
      alert?: boolean;
      /** The platform wants no call of this kind until then, whomever it is for. */
      holdAll?: boolean;
    }
  /** The platform's window is closed until the person writes again. */
  | { status: 'parked'; reason: string; errcode?: number }
  /** It may have arrived, and the platform could not tell a repeat from it: a person decides whether it goes again. */
  | { status: 'uncertain'; reason: string; alert?: boolean };

/** The narrow port through which all messages leave. */
export interface Channel {
  name: string;
  limits: ChannelLimits;
  send(delivery: Delivery): Promise<SendResult>;
}
