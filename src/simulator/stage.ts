/** What the control API and the phones page act on. */
import type { Callbacks } from './callbacks.ts';
import type { Kf } from './kf/service.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { MovableClock } from '../kit/clock.ts';
import type { WecomMembers } from './wecom/member.ts';
import type { World } from './world.ts';

export interface Member {
  userid: string;
  name: string;
  title?: string;
  unit?: string;
  roles?: readonly string[];
}

/** Why the product answered as it did, shown on the phones page. */
export interface Explanation {
  intent: string;
  intents: string[];
  outcome: string;
  records: { type: string; id: string; title: string }[];
  how: string;
  details?: string[];
}

export interface SimulatorOptions {
  clock: MovableClock;
  ids: Ids;
  log: Log;
  /** Who is in the directory; asked on use, so that imports show. */
  directory(): Promise<Member[]>;
  /** Moves the house's time, firing everything due on the way, in order. */
  advance(to: Date): Promise<void>;
  addWorkdays(from: Date, n: number): Promise<Date>;
  /** Nothing queued, held or being handled. */
  isIdle(): Promise<boolean>;
  explain(providerId: string): Promise<Explanation | undefined>;
}

export interface Stage {
  world: World;
  kf: Kf;
  members: WecomMembers;
  callbacks: Callbacks;
  options: SimulatorOptions;
}

const POLL_MS = 15;

/** Waits until nothing is on its way: no callback, nothing queued or being handled, twice in a row. */
export async function waitIdle({ callbacks, options }: Stage, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  let quiet = 0;
  while (performance.now() < end) {
    quiet = callbacks.inFlight() === 0 && (await options.isIdle()) ? quiet + 1 : 0;
    if (quiet >= 2) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

const DURATION = /^P(?:(\d+)D|(\d+)WD)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** The instant after an ISO 8601 duration of days, hours, minutes, seconds, or P20WD of working days; undefined when it is none. */
export async function afterDuration({ options }: Stage, duration: string): Promise<Date | undefined> {
  const match = DURATION.exec(duration);
  if (!match || match[0] === 'P' || duration.endsWith('T')) return undefined;
  const [, days, workdays, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  const from = options.clock.now();
  const base = workdays
    ? await options.addWorkdays(from, workdays)
    : new Date(from.getTime() + (days ?? 0) * 86_400_000);
  return new Date(base.getTime() + ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000);
}

/** Taps an item of a menu the person was sent; undefined when there is none such. */
export function tapMenu({ world, kf }: Stage, from: string, id: string): { eventId: string } | undefined {
  const offered = world.shown
    .findLast(({ to, options }) => to === from && options?.some((option) => option.id === id))
    ?.options?.find((option) => option.id === id);
  return offered && { eventId: kf.say(from, { text: offered.label, menuId: id }).eventId };
}
