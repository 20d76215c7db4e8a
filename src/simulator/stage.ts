/** What the control API and the phones page act on. */
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { MovableClock } from '../kit/clock.ts';
import type { Callbacks } from './callbacks.ts';
import type { Door } from './callbacks/door.ts';
import type { Kf } from './kf/service.ts';
import type { MediaRoom } from './media.ts';
import type { Member } from './member.ts';
import type { Content, Done } from './said.ts';
import type { TokenOffice } from './tokens.ts';
import type { Account } from './wechat/account.ts';
import type { WecomMembers } from './wecom/member.ts';
import type { ChannelName, World } from './world.ts';

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
  /** Plays an Official Account too. */
  wechat: boolean;
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
  /** Undefined where no Official Account is played. */
  account: Account | undefined;
  callbacks: Callbacks;
  media: MediaRoom;
  tokens: TokenOffice;
  /** Every API played, by path. */
  apiPaths: readonly string[];
  door(name: Door['name']): Door | undefined;
  options: SimulatorOptions;
}

export const NO_ACCOUNT = '这里没有模拟公众号(wechat)';

/** Somebody writes on that channel; an error tells why it cannot be. */
export async function sayOn(
  { kf, members, account, options }: Stage,
  channel: ChannelName,
  from: string,
  content: Content,
): Promise<Done | { error: string; status?: number }> {
  if (channel === 'kf') return kf.say(from, content);
  if (channel === 'wechat') return account ? account.followers.say(from, content) : { error: NO_ACCOUNT };
  if (!(await options.directory()).some((member) => member.userid === from))
    return { error: `企业微信里没有这个人:${from}`, status: 404 };
  return members.say(from, content);
}

/** Taps an item of a menu the person was sent, or of the account's fixed menu. */
export function tapMenu(
  { world, kf, account }: Stage,
  channel: ChannelName,
  from: string,
  id: string,
): Done | undefined {
  const offered = world.shown
    .findLast(
      (one) => one.channel === channel && one.to === from && one.options?.some((option) => option.id === id),
    )
    ?.options?.find((option) => option.id === id);
  if (channel === 'kf') return offered && kf.say(from, { text: offered.label, menuId: id });
  if (offered && account) return account.followers.say(from, { text: offered.label, menuId: id });
  return account?.menuKeys().some(({ key }) => key === id) ? account.followers.menu(from, id) : undefined;
}

const POLL_MS = 15;

/** Waits until nothing is on its way: no callback, nothing queued or being handled, twice in a row. */
export async function waitIdle({ callbacks, options }: Stage, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  let quiet = 0;
  while (performance.now() < end) {
    callbacks.release();
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
