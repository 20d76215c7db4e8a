/** Calls at a time and calls a minute. Nobody waits for a place: the answer goes out without the model. */

export interface Pace {
  /** Takes a place, to be given back; undefined when there is none. */
  take(): (() => void) | undefined;
}

const MINUTE_MS = 60_000;

export function createPace(now: () => number, limits: { atOnce: number; aMinute: number }): Pace {
  let running = 0;
  let recent: number[] = [];
  return {
    take() {
      const from = now() - MINUTE_MS;
      recent = recent.filter((at) => at > from);
      if (running >= limits.atOnce || recent.length >= limits.aMinute) return undefined;
      running++;
      recent.push(now());
      return () => {
        running--;
      };
    },
  };
}
