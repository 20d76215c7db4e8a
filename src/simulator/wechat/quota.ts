/** How many customer messages a follower may be sent, by what they did last (客服消息, 下发额度). */
import { apiError, type ApiResult } from '../api.ts';
import type { World } from '../world.ts';

export type Trigger = 'message' | 'menu' | 'follow' | 'scan';

const MINUTE = 60_000;
/** Where two sources differ the newer: five messages in 48 hours. */
const ALLOWED: Readonly<Record<Trigger, { count: number; ms: number }>> = {
  message: { count: 5, ms: 48 * 60 * MINUTE },
  menu: { count: 3, ms: MINUTE },
  follow: { count: 3, ms: MINUTE },
  scan: { count: 3, ms: MINUTE },
};

export interface Quota {
  opened(openid: string, by: Trigger): void;
  /** Takes one from the allowance that ends first; or the errcode. */
  take(openid: string): ApiResult | undefined;
  left(openid: string): number;
  forget(openid: string): void;
}

export function createQuota(world: World): Quota {
  const windows = new Map<string, Map<Trigger, { until: number; left: number }>>();
  const openOf = (openid: string): { until: number; left: number }[] => {
    const now = world.clock.now().getTime();
    return [...(windows.get(openid)?.values() ?? [])].filter(({ until }) => until >= now);
  };
  return {
    opened(openid, by) {
      const { count, ms } = ALLOWED[by];
      const own = windows.get(openid) ?? new Map<Trigger, { until: number; left: number }>();
      own.set(by, { until: world.clock.now().getTime() + ms, left: count });
      windows.set(openid, own);
    },
    take(openid) {
      const open = openOf(openid);
      if (open.length === 0) return apiError(45015, 'response out of time limit or subscription is canceled');
      const [first] = open.filter(({ left }) => left > 0).sort((a, b) => a.until - b.until);
      if (!first) return apiError(45047, 'out of response count limit');
      first.left--;
      return undefined;
    },
    left: (openid) => openOf(openid).reduce((sum, { left }) => sum + left, 0),
    forget: (openid) => void windows.delete(openid),
  };
}
