/** Server-sent events: the parts of the page that changed, shortly after they did. */
import { PassThrough } from 'node:stream';
import { html } from 'hono/html';
import type { Log } from '../../kit/log.ts';
import type { Stage } from '../stage.ts';
import type { Html } from './html.ts';
import { clockLine } from './page.ts';
import { phonesFor, type Chosen } from './people.ts';
import { phoneHead, phoneLog } from './phone.ts';

const GATHER_MS = 50;
const BEAT_MS = 15_000;
const MAX_STREAMS = 50;

export interface Live {
  /** A stream of changes, or undefined when there are too many already. */
  open(chosen: Chosen): PassThrough | undefined;
  close(): void;
}

export function createLive(stage: Stage, log: Log): Live {
  const streams = new Set<PassThrough>();

  const open = (chosen: Chosen): PassThrough | undefined => {
    if (streams.size >= MAX_STREAMS) return undefined;
    const stream = new PassThrough();
    const sent = new Map<string, string>();
    let timer: NodeJS.Timeout | undefined;

    const send = async (): Promise<void> => {
      timer = undefined;
      const fragments = await changedParts(stage, chosen, sent);
      if (fragments && !stream.destroyed) stream.write(asEvent(fragments));
    };
    const soon = (): void => {
      timer ??= setTimeout(
        () => void send().catch((error: unknown) => log.error({ err: error }, 'live page')),
        GATHER_MS,
      );
    };
    const beat = setInterval(() => void stream.write(': beat\n\n'), BEAT_MS);
    const end = (): void => {
      clearTimeout(timer);
      clearInterval(beat);
      stage.world.changed.delete(soon);
      streams.delete(stream);
    };
    stage.world.changed.add(soon);
    streams.add(stream);
    stream.once('close', end);
    stream.once('error', end);
    // What happened between the page and this stream.
    soon();
    return stream;
  };

  return {
    open,
    close: () => {
      for (const stream of streams) stream.destroy();
    },
  };
}

async function changedParts(stage: Stage, chosen: Chosen, sent: Map<string, string>): Promise<string> {
  const parts: [string, Html][] = [['clock', clockLine(stage.world)]];
  for (const phone of await phonesFor(stage, chosen))
    parts.push([`head-${phone.kind}`, phoneHead(phone)], [`log-${phone.kind}`, phoneLog(phone, stage.world)]);
  const changed: string[] = [];
  for (const [id, part] of parts) {
    const text = String(await part);
    if (sent.get(id) === text) continue;
    sent.set(id, text);
    changed.push(
      String(await html`<hx-partial hx-target="#${id}" hx-swap="innerMorph">${part}</hx-partial>`),
    );
  }
  return changed.join('');
}

const asEvent = (text: string): string => `data: ${text.replaceAll(/\r?\n/g, '\ndata: ')}\n\n`;
