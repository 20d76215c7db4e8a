/** Server-sent events to pages that stay open: short words that something has changed, never what. Bounded in number and in time. */
import { PassThrough } from 'node:stream';
import type { Log } from '../kit/log.ts';
import { messageOf } from '../kit/errors.ts';
import type { Signals } from '../store/queue.ts';

export interface Streams {
  /**
   * A stream that asks `look` shortly after each signal of that name and sends what it gives; undefined when there are too many
   * already. It ends by itself after some minutes: the browser comes back, and the gate looks again who it is.
   */
  open(signal: string, look: () => Promise<unknown>): PassThrough | undefined;
  close(): void;
}

const MOST = 200;
/** Many acts in a row are one look. */
const GATHER_MS = 700;
const BEAT_MS = 20_000;
const LIFE_MS = 5 * 60_000;

export function createStreams({ signals, log }: { signals: Pick<Signals, 'on'>; log: Log }): Streams {
  const streams = new Set<PassThrough>();
  return {
    open(signal, look) {
      if (streams.size >= MOST) return undefined;
      const stream = new PassThrough();
      let soon: NodeJS.Timeout | undefined;
      const send = async (): Promise<void> => {
        soon = undefined;
        const found = await look();
        if (found !== undefined && !stream.destroyed) stream.write(`data: ${JSON.stringify(found)}\n\n`);
      };
      const wake = (): void => {
        soon ??= setTimeout(
          () => void send().catch((error: unknown) => log.warn({ err: messageOf(error) }, 'live page')),
          GATHER_MS,
        );
      };
      const unfollow = signals.on(signal, wake);
      const beat = setInterval(() => void stream.write(': beat\n\n'), BEAT_MS);
      const life = setTimeout(() => stream.end(), LIFE_MS);
      streams.add(stream);
      stream.once('close', () => {
        clearTimeout(soon);
        clearInterval(beat);
        clearTimeout(life);
        unfollow();
        streams.delete(stream);
      });
      stream.write('retry: 3000\n\n');
      return stream;
    },
    close() {
      for (const stream of streams) stream.destroy();
    },
  };
}
