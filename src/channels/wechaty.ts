/**
 * wechaty: a personal WeChat account run by a program, through any puppet. WeChat forbids it (公告 2024-03-26) and bans such
 * accounts: for trials, or where a county has no other way. In: messages of single persons. Out: plain texts. It runs in
 * one process only, the one that sends.
 */
import type { InboundEvent } from '../inbox/event.ts';
import type { FetchedMedia, MediaKind } from '../inbox/media.ts';
import { AppError, messageOf } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { within } from '../kit/time-limit.ts';
import type { Channel } from '../outbox/message.ts';
import { mediaLimit } from './media.ts';
import { loadWechaty, type Bot, type BotMessage } from './wechaty/bot.ts';
import { readWechatyMessage } from './wechaty/read-message.ts';
import { sayTo } from './wechaty/send.ts';

export interface WechatyChannel {
  channel: Channel;
  /** Logs in and listens. Throws AppError when the package or the puppet is not installed. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What a person sent; only while the message is still known to the puppet. */
  fetchMedia(mediaId: string, kind: MediaKind): Promise<FetchedMedia>;
}

export interface WechatyDeps {
  /** Name of the puppet's package; tests give the puppet itself. */
  puppet: string | object;
  /** Where the login is kept; undefined: nowhere. */
  sessionFile?: string;
  accept(events: readonly InboundEvent[]): Promise<boolean>;
  log: Log;
  load?: typeof loadWechaty;
}

/** No limit is written down; what the other ways take is safe. A slow hand looks less like a machine. */
const LIMITS = {
  textBytes: 2_000,
  cards: false,
  pace: { perMinute: 15, perHour: 200 },
  unrepeatable: true,
} as const;
/** There is no platform that would bring a message again: what cannot be stored is tried again here. */
const STORE_AFTER_MS = [0, 500, 2_000, 5_000, 15_000, 60_000];
const STOP_MS = 10_000;

export function createWechaty(deps: WechatyDeps): WechatyChannel {
  const { puppet, sessionFile, accept, log } = deps;
  let bot: Bot | undefined;

  const store = async (event: InboundEvent): Promise<void> => {
    for (const [i, wait] of STORE_AFTER_MS.entries()) {
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
      try {
        await accept([event]);
        return;
      } catch (error) {
        log[i + 1 < STORE_AFTER_MS.length ? 'warn' : 'error'](
          { err: error, attempt: i + 1 },
          'wechaty message not stored',
        );
      }
    }
  };

  const hear = (running: Bot, message: BotMessage): void => {
    try {
      const event = running.isLoggedIn ? readWechatyMessage(message, running.currentUser.id) : undefined;
      if (event) void store(event);
    } catch (error) {
      log.error({ err: error }, 'wechaty message not read');
    }
  };

  const listen = (running: Bot): void => {
    running
      .on('message', (message) => hear(running, message))
      .on('scan', (qrcode, status) =>
        log.warn({ qrcode, status }, 'wechaty wants to be logged in: scan this as a QR code'),
      )
      .on('login', () => log.info('wechaty is logged in'))
      .on('logout', () =>
        log.error('wechaty was logged out: nothing comes in or goes out until it is scanned again'),
      )
      .on('error', (error) => log.error({ err: error }, 'wechaty error'));
  };

  return {
    channel: { name: 'wechaty', limits: LIMITS, send: (delivery) => sayTo(bot, delivery) },
    async start() {
      const { WechatyBuilder } = await (deps.load ?? loadWechaty)();
      const built = WechatyBuilder.build({ puppet, ...(sessionFile ? { name: sessionFile } : {}) });
      listen(built);
      try {
        await built.start();
      } catch (cause) {
        throw new AppError('wechaty', `wechaty 没有启动。wechaty did not start: ${messageOf(cause)}`, {
          remedy: `Check WECHATY_PUPPET, install that package (npm install ${typeof puppet === 'string' ? puppet : '…'}), and see what token it wants.`,
          cause,
        });
      }
      bot = built;
    },
    async stop() {
      const running = bot;
      bot = undefined;
      if (running) await within(STOP_MS, running.stop(), () => undefined);
    },
    async fetchMedia(mediaId, kind) {
      const file = await (await bot?.Message.find({ id: mediaId }))?.toFileBox();
      if (!file)
        throw new AppError('media-gone', 'The puppet does not know this message any more.', {
          tell: '这个文件已经打不开了,请再发一次。',
        });
      const bytes = await file.toBuffer();
      if (bytes.length > mediaLimit(kind))
        throw new AppError('too-large', `The file is larger than ${mediaLimit(kind)} bytes.`);
      return { bytes, contentType: file.mediaType || 'application/octet-stream' };
    },
  };
}
