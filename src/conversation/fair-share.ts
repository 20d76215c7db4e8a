/** How often one person may have the model asked within an hour, so that nobody uses up what is there for all. */
import type { Clock } from '../kit/clock.ts';
import { conversationId, type Address } from '../kit/conversation-id.ts';

export interface FairShare {
  /** Counts one; false when it is one too many. Who has no address is not counted. */
  take(from: Address | undefined): boolean;
}

const AN_HOUR = 30;
const HOUR_MS = 3_600_000;
/** People remembered; the longest known is forgotten first. */
const MOST = 20_000;

export function createFairShare(clock: Clock): FairShare {
  const taken = new Map<string, { since: number; times: number }>();
  return {
    take(from) {
      if (!from) return true;
      const id = conversationId(from);
      const now = clock.now().getTime();
      const known = taken.get(id);
      if (!known || now - known.since >= HOUR_MS) {
        taken.delete(id);
        taken.set(id, { since: now, times: 1 });
        if (taken.size > MOST) taken.delete(taken.keys().next().value!);
        return true;
      }
      known.times++;
      return known.times <= AN_HOUR;
    },
  };
}
