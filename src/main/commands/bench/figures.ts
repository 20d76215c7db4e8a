/** What a benchmark measures is told as medians of rounds, and as ratios of values of the same round. */
export interface Figures {
  /** Tells the median of the rounds. */
  note(name: string, unit: string, values: readonly number[]): void;
  /** Tells the median of the rounds' ratios. */
  ratio(name: string, values: readonly number[], of: readonly number[]): void;
  /** A line for people; nothing for programs. */
  say(line: string): void;
  /** What was promised and is not kept: the benchmark has failed. */
  fault(line: string): void;
  faults(): readonly string[];
  all(): Record<string, number>;
}

export interface Benchmark {
  /** One line, for the list. */
  help: string;
  /** Takes minutes: only when it is asked for by name. */
  long?: boolean;
  /** Is given a folder: it stands alone on the line, the folder after it. */
  folder?: boolean;
  run(figures: Figures, settings: BenchSettings): Promise<void>;
}

export interface BenchSettings {
  /** A PostgreSQL server to use. Undefined: a benchmark that needs one starts its own. */
  databaseUrl: string | undefined;
  folder: string | undefined;
  /** 1 for the whole; a benchmark that counts messages takes so much of them. */
  scale: number;
}

export function createFigures(write: ((text: string) => void) | undefined): Figures {
  const figures: Record<string, number> = {};
  const faults: string[] = [];
  const keep = (name: string, unit: string, value: number): void => {
    figures[`${name}_${unit}`] = Math.round(value * 1_000) / 1_000;
    write?.(`${name.padEnd(34)} ${value.toFixed(unit === 'ratio' ? 3 : 2).padStart(12)} ${unit}\n`);
  };
  return {
    note: (name, unit, values) => keep(name, unit, median(values)),
    ratio: (name, values, of) =>
      keep(name, 'ratio', median(values.map((value, round) => value / of[round]!))),
    say: (line) => write?.(`${line}\n`),
    fault: (line) => {
      faults.push(line);
      write?.(`✖ ${line}\n`);
    },
    faults: () => faults,
    all: () => figures,
  };
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The value below which the given share of the values lies. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
