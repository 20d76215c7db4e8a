/**
 * Learning to rank: trees that each mend a little of what the ones before put in the wrong order (LambdaMART, Burges 2010).
 * Small, bounded and repeatable: the same examples and seed give the same trees.
 */

/** The candidates of one question. */
export interface Example {
  /** One row of features a candidate, one after the other. */
  features: Float32Array;
  /** 1 where the candidate is right. */
  labels: Uint8Array;
}

/** A leaf has a value; a fork sends what is at most `limit` to `low`. */
export type Tree = { value: number } | { feature: number; limit: number; low: Tree; high: Tree };

export interface LearnOptions {
  /** Features in a row. */
  width: number;
  trees?: number;
  leaves?: number;
  rate?: number;
  seed?: number;
}

const BINS = 48;
/** The upper ends are where right answers are: finer there. */
const TAIL = [0.985, 0.99, 0.995, 0.998];
const LEAST_IN_LEAF = 30;
const SHARE_OF_EXAMPLES = 0.7;
const SHARE_OF_FEATURES = 0.7;
const CALM = 1;

export function valueOf(tree: Tree, features: Float32Array, at: number): number {
  let node = tree;
  while ('feature' in node) node = features[at + node.feature]! <= node.limit ? node.low : node.high;
  return node.value;
}

interface Rows {
  examples: readonly Example[];
  /** First row of each example. */
  starts: number[];
  count: number;
  width: number;
  limits: Float64Array[];
  /** The bin of each row, by feature. */
  bins: Uint8Array[];
  slopes: Float64Array;
  curves: Float64Array;
}

/** Trees whose sum puts right candidates first. */
export function learn(examples: readonly Example[], options: LearnOptions): Tree[] {
  const { width, trees = 300, leaves = 8, rate = 0.07, seed = 1 } = options;
  const rows = toRows(examples, width);
  const scores = new Float64Array(rows.count);
  const chance = createChance(seed);
  const grown: Tree[] = [];
  for (let n = 0; n < trees; n++) {
    rows.slopes.fill(0);
    rows.curves.fill(0);
    const used: number[] = [];
    for (const [i, example] of examples.entries()) {
      if (chance() > SHARE_OF_EXAMPLES) continue;
      const start = rows.starts[i]!;
      addSlopes(example.labels, scores, start, rows);
      for (let k = 0; k < example.labels.length; k++) used.push(start + k);
    }
    const features = Array.from({ length: width }, (_, i) => i).filter(() => chance() < SHARE_OF_FEATURES);
    const tree = grow(rows, Int32Array.from(used), features, { leaves, rate });
    grown.push(tree);
    for (const [i, { features: values, labels }] of examples.entries())
      for (let k = 0; k < labels.length; k++)
        scores[rows.starts[i]! + k]! += valueOf(tree, values, k * width);
  }
  return grown;
}

/** Park and Miller's numbers between 0 and 1. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function toRows(examples: readonly Example[], width: number): Rows {
  const starts: number[] = [];
  let count = 0;
  for (const { labels } of examples) {
    starts.push(count);
    count += labels.length;
  }
  const limits: Float64Array[] = [];
  const bins: Uint8Array[] = [];
  for (let feature = 0; feature < width; feature++) {
    const values = new Float64Array(count);
    for (const [i, example] of examples.entries())
      for (let k = 0; k < example.labels.length; k++)
        values[starts[i]! + k] = example.features[k * width + feature]!;
    const sorted = values.toSorted();
    const shares = [...Array.from({ length: BINS - 1 }, (_, bin) => (bin + 1) / BINS), ...TAIL].sort();
    const cuts = Float64Array.from(
      new Set(shares.map((share) => sorted[Math.floor(share * count)]!).sort((a, b) => a - b)),
    );
    limits.push(cuts);
    bins.push(Uint8Array.from(values, (value) => binOf(cuts, value)));
  }
  return {
    examples,
    starts,
    count,
    width,
    limits,
    bins,
    slopes: new Float64Array(count),
    curves: new Float64Array(count),
  };
}

/** Number of limits below the value. */
function binOf(limits: Float64Array, value: number): number {
  let low = 0;
  let high = limits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > limits[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What exchanging two candidates would change counts most at the top. */
const worthOf = (rank: number): number => (rank < 20 ? 1 : 0.2) / Math.log2(rank + 2);

function addSlopes(labels: Uint8Array, scores: Float64Array, start: number, { slopes, curves }: Rows): void {
  const right: number[] = [];
  const order = Array.from(labels, (label, k) => {
    if (label) right.push(k);
    return k;
  }).sort((a, b) => scores[start + b]! - scores[start + a]! || a - b);
  const worth = new Float64Array(labels.length);
  for (const [rank, k] of order.entries()) worth[k] = worthOf(rank);
  const ideal = right.reduce((sum, _, rank) => sum + worthOf(rank), 0);
  for (const a of right)
    for (let b = 0; b < labels.length; b++) {
      if (labels[b]) continue;
      const change = Math.abs(worth[a]! - worth[b]!) / ideal;
      const doubt = 1 / (1 + Math.exp(scores[start + a]! - scores[start + b]!));
      slopes[start + a]! += change * doubt;
      slopes[start + b]! -= change * doubt;
      curves[start + a]! += change * doubt * (1 - doubt);
      curves[start + b]! += change * doubt * (1 - doubt);
    }
}

/** What the rows of a part say, by feature and bin. */
interface Counts {
  slopes: Float64Array;
  curves: Float64Array;
  counts: Int32Array;
}

interface Part {
  rows: Int32Array;
  slope: number;
  curve: number;
  counts: Counts;
  cut: Cut | undefined;
  /** Puts what became of the part into the tree. */
  place(tree: Tree): void;
}

interface Cut {
  gain: number;
  feature: number;
  bin: number;
}

const MOST_BINS = BINS + TAIL.length;

function grow(
  rows: Rows,
  used: Int32Array,
  features: readonly number[],
  { leaves, rate }: { leaves: number; rate: number },
): Tree {
  let root: Tree = { value: 0 };
  const whole = count(rows, used, features);
  const parts: Part[] = [partOf(rows, { used, counts: whole, features, place: (tree) => (root = tree) })];
  while (parts.length < leaves) {
    const part = parts.reduce((best, other) =>
      (other.cut?.gain ?? 0) > (best.cut?.gain ?? 0) ? other : best,
    );
    const { cut } = part;
    if (!cut) break;
    const fork = {
      feature: cut.feature,
      limit: rows.limits[cut.feature]![cut.bin]!,
      low: { value: 0 } as Tree,
      high: { value: 0 } as Tree,
    };
    part.place(fork);
    const [low, high] = split(rows, part, cut, features);
    parts.splice(
      parts.indexOf(part),
      1,
      partOf(rows, { ...low, features, place: (tree) => (fork.low = tree) }),
      partOf(rows, { ...high, features, place: (tree) => (fork.high = tree) }),
    );
  }
  for (const { slope, curve, place } of parts) place({ value: (rate * slope) / (curve + CALM) });
  return root;
}

type Half = { used: Int32Array; counts: Counts };

/** Only the smaller half is counted: the other is what is left of the part. */
function split(rows: Rows, part: Part, { feature, bin }: Cut, features: readonly number[]): [Half, Half] {
  const bins = rows.bins[feature]!;
  const low = part.rows.filter((row) => bins[row]! <= bin);
  const high = part.rows.filter((row) => bins[row]! > bin);
  const smaller = count(rows, low.length < high.length ? low : high, features);
  const rest: Counts = {
    slopes: part.counts.slopes.map((value, i) => value - smaller.slopes[i]!),
    curves: part.counts.curves.map((value, i) => value - smaller.curves[i]!),
    counts: part.counts.counts.map((value, i) => value - smaller.counts[i]!),
  };
  return low.length < high.length
    ? [
        { used: low, counts: smaller },
        { used: high, counts: rest },
      ]
    : [
        { used: low, counts: rest },
        { used: high, counts: smaller },
      ];
}

function count(rows: Rows, used: Int32Array, features: readonly number[]): Counts {
  const size = rows.width * MOST_BINS;
  const [slopes, curves, counts] = [new Float64Array(size), new Float64Array(size), new Int32Array(size)];
  const slopesUsed = Float64Array.from(used, (row) => rows.slopes[row]!);
  const curvesUsed = Float64Array.from(used, (row) => rows.curves[row]!);
  for (const feature of features) {
    const bins = rows.bins[feature]!;
    const first = feature * MOST_BINS;
    for (let i = 0; i < used.length; i++) {
      const at = first + bins[used[i]!]!;
      slopes[at]! += slopesUsed[i]!;
      curves[at]! += curvesUsed[i]!;
      counts[at]!++;
    }
  }
  return { slopes, curves, counts };
}

function partOf(
  rows: Rows,
  { used, counts, features, place }: Half & { features: readonly number[]; place: Part['place'] },
): Part {
  let [slope, curve] = [0, 0];
  for (const row of used) {
    slope += rows.slopes[row]!;
    curve += rows.curves[row]!;
  }
  const part = { rows: used, slope, curve, counts, place };
  return { ...part, cut: bestCut(rows, part, features) };
}

function bestCut(
  { limits }: Rows,
  { rows: used, slope, curve, counts }: Omit<Part, 'cut'>,
  features: readonly number[],
): Cut | undefined {
  let best: Cut | undefined;
  const before = slope ** 2 / (curve + CALM);
  for (const feature of features) {
    const first = feature * MOST_BINS;
    let [low, lowCurve, number] = [0, 0, 0];
    for (let bin = 0; bin < limits[feature]!.length; bin++) {
      low += counts.slopes[first + bin]!;
      lowCurve += counts.curves[first + bin]!;
      number += counts.counts[first + bin]!;
      if (number < LEAST_IN_LEAF || used.length - number < LEAST_IN_LEAF) continue;
      const gain = low ** 2 / (lowCurve + CALM) + (slope - low) ** 2 / (curve - lowCurve + CALM) - before;
      if (gain > (best?.gain ?? 1e-9)) best = { gain, feature, bin };
    }
  }
  return best;
}
