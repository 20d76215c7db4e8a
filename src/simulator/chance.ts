/** Chance that repeats: the same seed gives the same faults, order and doubles. */
export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number;
  /** True in `rate` of the cases; a rate of 1 or none at all always. */
  happens(rate: number | undefined): boolean;
  shuffle<T>(list: readonly T[]): T[];
  reseed(seed: number): void;
}

/** mulberry32: small, and good enough to shuffle by. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const chance: Chance = {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
    happens: (rate) => rate === undefined || rate >= 1 || chance.next() < rate,
    shuffle(list) {
      const mixed = [...list];
      for (let i = mixed.length - 1; i > 0; i--) {
        const j = Math.floor(chance.next() * (i + 1));
        [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
      }
      return mixed;
    },
    reseed: (next) => {
      state = next >>> 0;
    },
  };
  return chance;
}
