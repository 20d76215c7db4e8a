/**
 * The search index as all instances share it: packed segments in the database. In: the records; out: indexes over them. What
 * the segments do not hold is packed into a new one, which the others read; who comes second reads what the first wrote.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import { advanceIndex, indexGeneration, recordsGeneration } from '../store/generation.ts';
import { indexed, libraryOf, READER, type Corpus, type Indexed, type Library } from './library.ts';
import { pack, unpack } from './ranking/packing.ts';
import { createWriter } from './ranking/postings.ts';
import { merge, segmentsOf, toMerge, type Document, type StoredSegment } from './ranking/segments.ts';
import type { Records } from './records.ts';

export interface SearchIndex {
  /** Indexes over these records, read at that generation of theirs; what is new is written for the other instances. */
  over(records: Records, generation: number): Promise<Indexed>;
}

interface Kept extends StoredSegment {
  corpus: Corpus;
}

interface Stock {
  generation: number;
  segments: readonly Kept[];
}

/** Another instance may write first, and again. */
const TRIES = 5;
const WRITING_MS = 120_000;
/** An older version of the program may still be running beside this one for so long. */
const OLD_READERS_MS = 24 * 3_600_000;
/** Sealed: what people asked is in it. */
const SEALED: ReadonlySet<Corpus> = new Set(['question']);

export interface SearchIndexDeps {
  database: Database;
  clock: Clock;
  log: Log;
  /** Seals what citizens said. */
  content: Sealer;
}

export function createSearchIndex({ database, clock, log, content }: SearchIndexDeps): SearchIndex {
  const kept = new Map<number, Kept>();

  /** One that cannot be read holds nothing: its documents are packed anew, and it is dropped. */
  const open = (corpus: Corpus, number: number, text: string): Kept => {
    try {
      const packed = SEALED.has(corpus) ? content.open(text, contextOf(number)) : text;
      return { corpus, number, ...unpack(packed) };
    } catch (error) {
      log.error({ err: error, number, corpus }, 'a segment of the search index cannot be read');
      return { corpus, number, keys: [], marks: [], segment: createWriter().finish() };
    }
  };

  /** Segments not yet known are fetched, one at a time: together they may be large. */
  const read = async (db: Db): Promise<Stock | undefined> => {
    const generation = await indexGeneration(db, READER);
    const rows = await db.indexSegment.findMany({
      where: { reader: READER },
      select: { number: true, corpus: true },
    });
    const numbers = new Set(rows.map(({ number }) => number));
    for (const number of kept.keys()) if (!numbers.has(number)) kept.delete(number);
    for (const { number, corpus } of rows) {
      if (kept.has(number)) continue;
      const row = await db.indexSegment.findUnique({ where: { reader_number: { reader: READER, number } } });
      // Made one with others meanwhile.
      if (!row) return undefined;
      kept.set(number, open(corpus as Corpus, number, row.content));
    }
    return { generation, segments: [...kept.values()] };
  };

  /** False when another was first, or the records are others by now. */
  const write = (change: Change, stock: Stock, generation: number): Promise<boolean> =>
    database.transaction(
      async (tx) => {
        const now = clock.now();
        if (!(await advanceIndex(tx, READER, stock.generation, now))) return false;
        if ((await recordsGeneration(tx)) !== generation) throw new OutOfDate();
        await put(tx, change, { generation: stock.generation + 1, now });
        return true;
      },
      { timeoutMs: WRITING_MS },
    );

  const put = async (
    tx: Tx,
    { added, dropped }: Change,
    { generation, now }: { generation: number; now: Date },
  ): Promise<void> => {
    await tx.indexSegment.deleteMany({
      where: {
        OR: [
          { reader: READER, number: { in: dropped.map(({ number }) => number) } },
          { reader: { not: READER }, createdAt: { lt: new Date(now.getTime() - OLD_READERS_MS) } },
        ],
      },
    });
    for (const { corpus, ...segment } of added) {
      const text = pack(segment);
      await tx.indexSegment.create({
        data: {
          reader: READER,
          number: segment.number,
          corpus,
          generation,
          documents: segment.keys.length,
          content: SEALED.has(corpus) ? content.seal(text, contextOf(segment.number)) : text,
          createdAt: now,
        },
      });
    }
  };

  return {
    async over(records, generation) {
      const library = libraryOf(records);
      let stock: Stock | undefined;
      for (let tries = 0; tries < TRIES; tries++) {
        stock = await read(database.prisma);
        if (!stock) continue;
        const { missing, ...found } = indexed(library, ofCorpus(stock.segments));
        const change = await changeOf(library, stock, missing);
        if (change.added.length === 0 && change.dropped.length === 0) return found;
        try {
          if (!(await write(change, stock, generation))) continue;
          for (const { number } of change.dropped) kept.delete(number);
          for (const one of change.added) kept.set(one.number, one);
        } catch (error) {
          if (!(error instanceof OutOfDate)) throw error;
        }
        return indexed(library, ofCorpus(after(stock, change)));
      }
      const last = stock ?? { generation: 0, segments: [] };
      const { missing } = indexed(library, ofCorpus(last.segments));
      return indexed(library, ofCorpus(after(last, await changeOf(library, last, missing))));
    },
  };
}

/** The records were changed while they were packed: they are about to be read anew. */
class OutOfDate extends Error {}

const contextOf = (number: number): string => `index:${READER}:${number}`;

interface Change {
  added: Kept[];
  dropped: Kept[];
}

/** What is missing, packed; and where there are many small segments, one instead of them. */
async function changeOf(
  { documents }: Library,
  { segments }: Stock,
  missing: ReadonlyMap<Corpus, Document[]>,
): Promise<Change> {
  const change: Change = { added: [], dropped: [] };
  let number = 1 + segments.reduce((most, one) => Math.max(most, one.number), 0);
  for (const [corpus, own] of missing) {
    const made = await segmentsOf(own, { number, breathe: () => breathe() });
    change.added.push(...made.map((one) => ({ ...one, corpus })));
    number += made.length;
  }
  for (const corpus of new Set(segments.map((one) => one.corpus))) {
    const all = after({ segments }, change).filter((one) => one.corpus === corpus);
    const { merged, alive } = toMerge(documents[corpus], all);
    if (merged.length === 0) continue;
    const made = (await merge(merged, alive, { number, breathe: () => breathe() })).map((one) => ({
      ...one,
      corpus,
    }));
    number += made.length;
    const gone = new Set(merged.map((one) => one.number));
    change.dropped.push(...segments.filter((one) => gone.has(one.number)));
    change.added = [...change.added.filter((one) => !gone.has(one.number)), ...made];
  }
  return change;
}

/** The segments once the change is made. */
const after = ({ segments }: Pick<Stock, 'segments'>, { added, dropped }: Change): Kept[] => [
  ...segments.filter((one) => !dropped.includes(one)),
  ...added,
];

const ofCorpus =
  (segments: readonly Kept[]) =>
  (corpus: Corpus): Kept[] =>
    segments.filter((one) => one.corpus === corpus);
