/** What the played platforms remember: tokens, messages as people see them, cards, sessions, faults. In memory, bounded. */
import type { MovableClock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';

export interface ShownMessage {
  id: string;
  /** Counts everything said and shown, so that the two can be merged. */
  order: number;
  at: string;
  channel: 'kf' | 'wecom' | 'wechat';
  to: string;
  kind: 'text' | 'menu' | 'card' | 'card-update' | 'note' | 'media';
  /** As the person sees it: cut where the platform cuts. */
  text: string;
  taskId?: string;
  buttons?: { key: string; label: string; disabled?: boolean }[];
  /** Choices of a menu, or of a card's list. */
  options?: { id: string; label: string }[];
  /** The key under which a choice of a card's list is sent back. */
  question?: string;
  fields?: { name: string; value: string }[];
  title?: string;
  source?: string;
  /** Line that replaced the buttons. */
  settled?: string;
  /** Bytes of text as sent, and whether the platform cut it. */
  bytes: number;
  cut: boolean;
  /** The platform's own id, by which the product knows the message. */
  providerId: string;
  /** The request exactly as the product made it. */
  raw: unknown;
}

export interface DroppedMessage {
  at: string;
  channel: string;
  to: string;
  reason: string;
  raw: unknown;
}

/** What a person typed or pressed, for the phones page. */
export interface SaidMessage {
  id: string;
  order: number;
  at: string;
  channel: 'kf' | 'wecom' | 'wechat';
  from: string;
  text: string;
}

export interface Fault {
  errcode?: number;
  status?: number;
  delayMs?: number;
  drop?: boolean;
  times: number;
}

const MAX_KEPT = 5_000;

export interface World {
  clock: MovableClock;
  ids: Ids;
  shown: ShownMessage[];
  said: SaidMessage[];
  dropped: DroppedMessage[];
  faults: Map<string, Fault>;
  /** Called after anything visible has changed. */
  changed: Set<() => void>;
  show(message: Omit<ShownMessage, 'id' | 'at' | 'order'>): ShownMessage;
  drop(message: Omit<DroppedMessage, 'at'>): void;
  hear(message: Omit<SaidMessage, 'at' | 'order'>): void;
  /** Marks this start: ids and cursors of an earlier one are none of ours. */
  epoch: string;
  /** Short id, unique over all starts. */
  nextId(prefix: string): string;
  touch(): void;
}

export function createWorld(clock: MovableClock, ids: Ids): World {
  const epoch = ids.pick('abcdefghijkmnpqrstuvwxyz23456789', 6);
  let count = 0;
  const keep = <T>(list: T[], entry: T): void => {
    list.push(entry);
    if (list.length > MAX_KEPT) list.shift();
  };
  const world: World = {
    clock,
    ids,
    shown: [],
    said: [],
    dropped: [],
    faults: new Map(),
    changed: new Set(),
    show(message) {
      const entry = {
        id: world.nextId('m'),
        order: ++count,
        at: clock.now().toISOString(),
        ...message,
        text: visible(message.text),
      };
      keep(world.shown, entry);
      world.touch();
      return entry;
    },
    drop(message) {
      keep(world.dropped, { at: clock.now().toISOString(), ...message });
      world.touch();
    },
    hear(message) {
      keep(world.said, { order: ++count, at: clock.now().toISOString(), ...message });
      world.touch();
    },
    epoch,
    nextId: (prefix) => `${prefix}${epoch}${(++count).toString().padStart(6, '0')}`,
    touch() {
      for (const tell of world.changed) tell();
    },
  };
  return world;
}

/** Zero-width characters cannot be seen. */
const visible = (text: string): string => text.replace(/[\u200b-\u200d\u2060]/g, '');

/** The fault set for an API, used up once. */
export function takeFault(world: World, api: string): Fault | undefined {
  const fault = world.faults.get(api);
  if (!fault) return undefined;
  if (fault.times <= 1) world.faults.delete(api);
  else world.faults.set(api, { ...fault, times: fault.times - 1 });
  return fault;
}
