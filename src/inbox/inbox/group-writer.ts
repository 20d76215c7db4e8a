/** While one write is under way the next ones gather; they then go together. One commit serves them all. */
export interface GroupWriter<Entry, Result> {
  write(entry: Entry): Promise<Result>;
}

const MAX_GROUP = 256;

interface Waiting<Entry, Result> {
  entry: Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** `store` gets the entries of a group and returns their results in the same order. */
export function createGroupWriter<Entry, Result>(
  store: (entries: readonly Entry[]) => Promise<readonly Result[]>,
): GroupWriter<Entry, Result> {
  const waiting: Waiting<Entry, Result>[] = [];
  let busy = false;

  const flush = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, MAX_GROUP);
      try {
        const results = await store(group.map(({ entry }) => entry));
        group.forEach(({ resolve }, i) => resolve(results[i]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    busy = false;
  };

  return {
    write: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        if (!busy) void flush();
      }),
  };
}
