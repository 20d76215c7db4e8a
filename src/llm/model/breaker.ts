/** Leaves an endpoint alone after failures in a row, longer each time; then one call is let through to see. */

export interface Breaker {
  /** Whether a call may be made now; while it rests only one at the end of the rest. */
  mayCall(): boolean;
  succeed(): void;
  /** `restMs`: rest at once and this long, when the endpoint says so or nothing else would help. */
  fail(restMs?: number): void;
  resting(): boolean;
}

const FAILURES = 4;
const REST_MS = 30_000;
const MOST_REST_MS = 10 * 60_000;
/** How long the one call that looks whether it works again may take before another one looks. */
const PROBE_MS = 15_000;

/** `now` in milliseconds, of a clock that only goes forward. */
export function createBreaker(now: () => number): Breaker {
  let failures = 0;
  let rest = REST_MS;
  /** 0: not resting. */
  let until = 0;

  return {
    mayCall() {
      if (until === 0) return true;
      if (now() < until) return false;
      until = now() + PROBE_MS;
      return true;
    },
    succeed() {
      failures = 0;
      rest = REST_MS;
      until = 0;
    },
    fail(restMs) {
      failures++;
      if (restMs === undefined && until === 0 && failures < FAILURES) return;
      until = now() + (restMs ?? rest);
      rest = Math.min(rest * 2, MOST_REST_MS);
    },
    resting: () => until !== 0,
  };
}
