/** What is used of wechaty: an optional package, so that its own types cannot be relied on. */
import { AppError } from '../../kit/errors.ts';

export interface BotMessage {
  id: string;
  self(): boolean;
  room(): unknown;
  talker(): { id: string; type(): number };
  type(): number;
  text(): string;
  /** Seconds since it was sent. */
  age(): number;
  date(): Date;
  toFileBox(): Promise<{ mediaType: string; toBuffer(): Promise<Buffer> }>;
}

export interface BotContact {
  id: string;
  say(text: string): Promise<{ id: string } | void>;
}

export interface Bot {
  isLoggedIn: boolean;
  currentUser: { id: string };
  Contact: { find(query: { id: string }): Promise<BotContact | undefined> };
  Message: { find(query: { id: string }): Promise<BotMessage | undefined> };
  on(event: 'message', listener: (message: BotMessage) => void): Bot;
  on(event: 'scan', listener: (qrcode: string, status: number) => void): Bot;
  on(event: 'login' | 'logout', listener: () => void): Bot;
  on(event: 'error', listener: (error: unknown) => void): Bot;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WechatyPackage {
  WechatyBuilder: { build(options: { puppet: string | object; name?: string }): Bot };
}

/** Read only when it is wanted: it brings 200 packages with it. Throws AppError when it is not installed. */
export async function loadWechaty(name = 'wechaty'): Promise<WechatyPackage> {
  try {
    return (await import(name)) as WechatyPackage;
  } catch (cause) {
    throw new AppError('wechaty', 'wechaty 没有安装。WECHATY_PUPPET is set, but wechaty cannot be loaded.', {
      remedy: 'Run npm install (without --omit=optional), or unset WECHATY_PUPPET.',
      cause,
    });
  }
}
