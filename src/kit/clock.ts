/** Time, injected everywhere so that tests and the simulator can move it. */
export interface Clock {
  now(): Date;
}

/** A clock that can be set: used by the simulator (it runs on from there) and by tests (it stands still). */
export interface MovableClock extends Clock {
  moveTo(instant: Date): void;
}

export const systemClock: Clock = { now: () => new Date() };

/** Follows `base` with an offset, so that it goes on running after it was moved. */
export function createMovableClock(base: Clock = systemClock): MovableClock {
  let offset = 0;
  return {
    now: () => new Date(base.now().getTime() + offset),
    moveTo: (instant) => {
      offset = instant.getTime() - base.now().getTime();
    },
  };
}

/** Stands still until moved. */
export function createStoppedClock(instant: Date | string): MovableClock {
  let current = new Date(instant).getTime();
  return {
    now: () => new Date(current),
    moveTo: (to) => {
      current = to.getTime();
    },
  };
}
