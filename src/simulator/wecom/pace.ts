/** How many app messages a member may get: 30 a minute, 1,000 an hour; beyond that they vanish without a word (document/path/90454). */
import type { World } from '../world.ts';

const MINUTE = { ms: 60_000, most: 30 };
const HOUR = { ms: 3_600_000, most: 1_000 };

/** Counts one message to the member; the reason it is not shown, or undefined. */
export function createPace(world: World): (userid: string) => string | undefined {
  const sent = new Map<string, number[]>();
  return (userid) => {
    const now = world.clock.now().getTime();
    const times = (sent.get(userid) ?? []).filter((at) => now - at < HOUR.ms);
    times.push(now);
    sent.set(userid, times);
    if (times.filter((at) => now - at < MINUTE.ms).length > MINUTE.most)
      return `同一成员一分钟超过 ${MINUTE.most} 条,平台不提示地丢弃`;
    return times.length > HOUR.most ? `同一成员一小时超过 ${HOUR.most} 条,平台不提示地丢弃` : undefined;
  };
}
