/** What the played platforms remember: tokens, messages as people see them, cards, sessions, faults. In memory, bounded. */
import type { MovableClock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import { createChance, type Chance } from './chance.ts';
import { createSettings, type Settings } from './settings.ts';

export type ChannelName = 'kf' | 'wecom' | 'wechat';

export interface ShownMessage {
  id: string;
  /** Counts everything said and shown, so that the two can be merged. */
  order: number;
  at: string;
  channel: ChannelName;
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

/** What the platform said ok to, or took and lost: the person never saw it. */
export interface DroppedMessage {
  id: string;
  order: number;
  at: string;
  channel: ChannelName;
  to: string;
  reason: string;
  /** What they would have read. */
  text: string;
  raw: unknown;
}

/** What a person typed or pressed, for the phones page. */
export interface SaidMessage {
  id: string;
  order: number;
  at: string;
  channel: ChannelName;
  from: string;
  text: string;
}

/** One callback to the product's door and what became of it. */
export interface Knocked {
  order: number;
  at: string;
  door: 'wecom' | 'wechat';
  /** Numbers the event: resends and copies of it share the number. */
  event: string;
  /** 0 for the first, then 1 to 3. */
  resend: number;
  outcome: 'taken' | 'refused' | 'late' | 'gone' | 'unheard';
  status?: number;
  ms: number;
}

export interface Fault {
  errcode?: number;
  status?: number;
  delayMs?: number;
  drop?: boolean;
  /** The call takes effect all the same: only its answer is lost or wrong. */
  afterEffect?: boolean;
  /** Of the calls, so many fail: 0.1 is one in ten. */
  rate?: number;
  /** Failures until it is over. */
  times: number;
}

const MAX_KEPT = 5_000;

export interface World {
  clock: MovableClock;
  ids: Ids;
  shown: ShownMessage[];
  said: SaidMessage[];
  dropped: DroppedMessage[];
  knocked: Knocked[];
  /** By API path or its end, or * for any. */
  faults: Map<string, Fault>;
  settings: Settings;
  chance: Chance;
  /** Called after anything visible has changed. */
  changed: Set<() => void>;
  show(message: Omit<ShownMessage, 'id' | 'at' | 'order'>): ShownMessage;
  drop(message: Omit<DroppedMessage, 'at' | 'id' | 'order'>): void;
  note(knocked: Omit<Knocked, 'at' | 'order'>): void;
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
    knocked: [],
    settings: createSettings(),
    chance: createChance(Number(`0x${ids.bytes(4).toString('hex')}`)),
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
      const id = world.nextId('d');
      keep(world.dropped, { id, order: ++count, at: clock.now().toISOString(), ...message });
      world.touch();
    },
    note(knocked) {
      keep(world.knocked, { order: ++count, at: clock.now().toISOString(), ...knocked });
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
const visible = (text: string): string => text.replace(/[\u200b-\u200d\u2060-\u2064]/g, '');

/** The fault that hits this call, used up once: set for the path, for its end (`message/send`), or for any API. */
export function takeFault({ faults, chance }: World, path: string): Fault | undefined {
  for (const [api, fault] of faults) {
    if (api !== '*' && path !== api && !path.endsWith(`/${api.replace(/^\/+/, '')}`)) continue;
    if (!chance.happens(fault.rate)) continue;
    if (fault.times <= 1) faults.delete(api);
    else faults.set(api, { ...fault, times: fault.times - 1 });
    return fault;
  }
  return undefined;
}
