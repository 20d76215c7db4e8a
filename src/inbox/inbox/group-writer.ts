/**
 * Entries that come while writes are under way gather, and then go together: one commit serves them all. A second write
 * begins while the first is at the database, so that neither this process nor the database waits for the other.
 */
import { AppError } from '../../kit/errors.ts';

export interface GroupWriter<Entry, Result> {
  write(entry: Entry): Promise<Result>;
}

export interface Grouped {
  /** No two entries of one group, nor of groups under way, have one in common: the second is to find the first's. */
  marks: readonly string[];
  /** Entries with one in common reach the database in the order they came. */
  lanes: readonly string[];
}

const MAX_GROUP = 256;
const MAX_UNDER_WAY = 2;
/** More than that will not be written in time: the platform is to come again. */
const MAX_WAITING = 10_000;

interface Waiting<Entry, Result> {
  entry: Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** `store` gets the entries of a group and returns their results in the same order. */
export function createGroupWriter<Entry extends Grouped, Result>(
  store: (entries: readonly Entry[]) => Promise<readonly Result[]>,
): GroupWriter<Entry, Result> {
  let waiting: Waiting<Entry, Result>[] = [];
  /** Marks and lanes of the groups under way. */
  const held = new Set<string>();
  const underWay = new Set<readonly unknown[]>();
  let planned = false;

  /** A second group is to be as large as the first: a statement costs as much as what a dozen entries add to it. */
  const mayBegin = (): boolean =>
    waiting.length > 0 &&
    underWay.size < MAX_UNDER_WAY &&
    [...underWay].every((group) => waiting.length >= group.length);

  /** The next group; what has to wait for another stays in its order. */
  const takeGroup = (): Waiting<Entry, Result>[] => {
    const group: Waiting<Entry, Result>[] = [];
    const left: Waiting<Entry, Result>[] = [];
    const taken = new Set<string>();
    const passedOver = new Set<string>();
    for (const one of waiting) {
      const { marks, lanes } = one.entry;
      const free =
        group.length < MAX_GROUP &&
        !marks.some((mark) => taken.has(mark) || held.has(mark)) &&
        !lanes.some((lane) => passedOver.has(lane) || held.has(lane));
      (free ? group : left).push(one);
      if (free) for (const mark of marks) taken.add(mark);
      else for (const lane of lanes) passedOver.add(lane);
    }
    waiting = left;
    return group;
  };

  const storeGroup = async (group: readonly Waiting<Entry, Result>[]): Promise<void> => {
    underWay.add(group);
    const names = group.flatMap(({ entry }) => [...entry.marks, ...entry.lanes]);
    for (const name of names) held.add(name);
    try {
      const results = await store(group.map(({ entry }) => entry));
      group.forEach(({ resolve }, i) => resolve(results[i]!));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    for (const name of names) held.delete(name);
    underWay.delete(group);
    plan();
  };

  const begin = (): void => {
    planned = false;
    while (mayBegin()) {
      const group = takeGroup();
      if (group.length === 0) return;
      void storeGroup(group);
    }
  };

  /** Once everything that has already arrived at this process has been read. */
  const plan = (): void => {
    if (planned || !mayBegin()) return;
    planned = true;
    setImmediate(begin);
  };

  return {
    write: (entry) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING)
          return reject(new AppError('busy', 'Too much waits to be written.', { retry: 'later' }));
        waiting.push({ entry, resolve, reject });
        plan();
      }),
  };
}
