/** What the model did since this process began, for /metrics. */

export interface ModelFigures {
  calls: { purpose: string; outcome: string; count: number }[];
  tokensIn: number;
  tokensOut: number;
  /** Seconds of the last calls, by share: half of them took no longer than p50. */
  p50: number;
  p95: number;
}

const REMEMBERED = 500;

export interface FigureKeeper {
  count(purpose: string, outcome: string): void;
  spend(tokensIn: number, tokensOut: number): void;
  time(ms: number): void;
  read(): ModelFigures;
}

export function createFigureKeeper(): FigureKeeper {
  const counts = new Map<string, { purpose: string; outcome: string; count: number }>();
  let tokens = { in: 0, out: 0 };
  const times: number[] = [];
  const share = (part: number): number =>
    (times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0) / 1_000;
  return {
    count(purpose, outcome) {
      const key = `${purpose} ${outcome}`;
      const known = counts.get(key) ?? { purpose, outcome, count: 0 };
      known.count++;
      counts.set(key, known);
    },
    spend(tokensIn, tokensOut) {
      tokens = { in: tokens.in + tokensIn, out: tokens.out + tokensOut };
    },
    time(ms) {
      times.push(ms);
      if (times.length > REMEMBERED) times.shift();
    },
    read: () => ({
      calls: [...counts.values()],
      tokensIn: tokens.in,
      tokensOut: tokens.out,
      p50: share(0.5),
      p95: share(0.95),
    }),
  };
}
