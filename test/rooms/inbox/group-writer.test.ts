/** Which entries go to the database together, which after one another. */
import { describe, expect, it } from 'vitest';
import { createGroupWriter, type Grouped } from '../../../src/inbox/inbox/group-writer.ts';

interface Entry extends Grouped {
  n: number;
}

const entry = (n: number, lane = `lane ${n}`, mark = `mark ${n}`): Entry => ({
  n,
  lanes: [lane],
  marks: [mark],
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** A writer whose groups end when the test says so. */
function useWriter() {
  const groups: { ns: number[]; end(error?: Error): void }[] = [];
  const writer = createGroupWriter(
    (entries: readonly Entry[]) =>
      new Promise<number[]>((resolve, reject) => {
        const ns = entries.map(({ n }) => n);
        groups.push({ ns, end: (error) => (error ? reject(error) : resolve(ns)) });
      }),
  );
  return { writer, groups, taken: () => groups.map(({ ns }) => ns) };
}

describe('writing in groups', () => {
  it('takes what has arrived together, and no more than two groups at once', async () => {
    const { writer, groups, taken } = useWriter();
    const first = [1, 2].map((n) => writer.write(entry(n)));
    await turn();
    const second = [3, 4].map((n) => writer.write(entry(n)));
    await turn();
    const third = [5, 6].map((n) => writer.write(entry(n)));
    await turn();
    expect(taken()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    groups[1]!.end();
    expect(await Promise.all(second)).toEqual([3, 4]);
    await turn();
    expect(taken()[2]).toEqual([5, 6]);
    groups[0]!.end();
    groups[2]!.end();
    expect(await Promise.all([...first, ...third])).toEqual([1, 2, 5, 6]);
  });

  it('does not begin a second group that is smaller than the one under way', async () => {
    const { writer, groups, taken } = useWriter();
    const all = [1, 2, 3].map((n) => writer.write(entry(n)));
    await turn();
    all.push(...[4, 5].map((n) => writer.write(entry(n))));
    await turn();
    expect(taken()).toEqual([[1, 2, 3]]);
    all.push(writer.write(entry(6)));
    await turn();
    expect(taken()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    all.push(writer.write(entry(7)));
    groups[0]!.end();
    groups[1]!.end();
    await turn();
    groups[2]!.end();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('keeps the order of a lane: what comes later waits for the group before, others pass', async () => {
    const { writer, groups, taken } = useWriter();
    const all = [writer.write(entry(1, 'li'))];
    await turn();
    all.push(writer.write(entry(2, 'li')), writer.write(entry(3, 'wang')), writer.write(entry(4, 'li')));
    await turn();
    expect(taken()).toEqual([[1], [3]]);
    groups[0]!.end();
    await turn();
    expect(taken()).toEqual([[1], [3], [2, 4]]);
    groups[1]!.end();
    groups[2]!.end();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
  });

  it('lets a second with the same mark find the first written', async () => {
    const { writer, groups, taken } = useWriter();
    const all = [writer.write(entry(1, 'li', 'same')), writer.write(entry(2, 'wang', 'same'))];
    await turn();
    expect(taken()).toEqual([[1]]);
    groups[0]!.end();
    await turn();
    expect(taken()).toEqual([[1], [2]]);
    groups[1]!.end();
    expect(await Promise.all(all)).toEqual([1, 2]);
  });

  it('tells all of a group that could not be written, and goes on', async () => {
    const { writer, groups } = useWriter();
    const failed = Promise.allSettled([writer.write(entry(1)), writer.write(entry(2))]);
    await turn();
    groups[0]!.end(new Error('away'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = writer.write(entry(1));
    await turn();
    groups[1]!.end();
    expect(await again).toBe(1);
  });

  it('takes no more than 10,000 in hand while the database does not answer', async () => {
    const { writer } = useWriter();
    for (let n = 0; n < 512; n++) void writer.write(entry(n));
    await turn();
    for (let n = 512; n < 10_512; n++) void writer.write(entry(n));
    await expect(writer.write(entry(0))).rejects.toMatchObject({ code: 'busy', retry: 'later' });
  });

  it('writes at most 256 at once', async () => {
    const { writer, groups } = useWriter();
    for (let n = 0; n < 600; n++) void writer.write(entry(n));
    await turn();
    expect(groups.map(({ ns }) => ns.length)).toEqual([256, 256]);
    groups[0]!.end();
    groups[1]!.end();
    await turn();
    expect(groups[2]!.ns.at(-1)).toBe(599);
  });
});
