/**
 * Records near to a text by what both mean, where an embedding model is configured. In: a text; out: procedures and public
 * items, the nearest first. One sign more for what words do not find; without the model, or when it fails, there are none.
 */
import type { Clock } from '../kit/clock.ts';
import { sha256 } from '../kit/seal.ts';
import { isPublic } from '../disclosure/disclosures.ts';
import { MOST_EMBEDDED, type Model } from '../llm/model.ts';
import type { Database } from '../store/database.ts';
import type { Records } from './records.ts';

export interface Meant {
  type: 'procedure' | 'disclosure';
  id: string;
  title: string;
  /** Cosine, at most 1. */
  like: number;
}

export interface Meanings {
  /** Asks for the vectors of records that have none, so many batches at most; how many it got. */
  learn(): Promise<number>;
  near(text: string): Promise<Meant[]>;
}

export interface MeaningsDeps {
  database: Database;
  clock: Clock;
  model: Pick<Model, 'embed' | 'embedsBy'>;
  records(): Records;
}

/** Of one round: citizens' questions share the calls of a minute. */
const BATCHES = 20;
const MOST_RECORDS = 20_000;
const MOST_NEAR = 5;
/** Less alike than this is chance. */
const LIKE = 0.35;

interface Known {
  records: Records;
  list: { meant: Omit<Meant, 'like'>; vector: Int8Array; length: number }[];
}

export function createMeanings({ database: { prisma }, clock, model, records }: MeaningsDeps): Meanings {
  let known: Known | undefined;

  /** The vectors at hand of the records of this moment, read anew when those have changed or more were learnt. */
  const read = async (by: string): Promise<Known> => {
    const now = records();
    if (known?.records === now) return known;
    const rows = await prisma.recordVector.findMany({ where: { model: by }, take: MOST_RECORDS });
    const stored = new Map(rows.map((row) => [row.key, row]));
    const list = textsOf(now).flatMap(({ key, mark, meant }) => {
      const row = stored.get(key);
      if (row?.mark !== mark) return [];
      const vector = new Int8Array(Buffer.from(row.vector, 'base64'));
      return [{ meant, vector, length: lengthOf(vector) }];
    });
    return (known = { records: now, list });
  };

  return {
    async learn() {
      const by = model.embedsBy;
      if (by === undefined) return 0;
      const rows = await prisma.recordVector.findMany({
        where: { model: by },
        select: { key: true, mark: true },
      });
      const marks = new Map(rows.map(({ key, mark }) => [key, mark]));
      const texts = textsOf(records());
      const lacking = texts
        .filter(({ key, mark }) => marks.get(key) !== mark)
        .slice(0, BATCHES * MOST_EMBEDDED);
      let learnt = 0;
      for (let from = 0; from < lacking.length; from += MOST_EMBEDDED) {
        const batch = lacking.slice(from, from + MOST_EMBEDDED);
        const got = await model.embed(batch.map(({ text }) => text));
        if (!got.ok) break;
        for (const [i, { key, mark }] of batch.entries()) {
          const vector = Buffer.from(packed(got.value[i]!).buffer).toString('base64');
          const row = { mark, vector, createdAt: clock.now() };
          const where = { model_key: { model: by, key } };
          await prisma.recordVector.upsert({ where, create: { model: by, key, ...row }, update: row });
        }
        learnt += batch.length;
      }
      const alive = new Set(texts.map(({ key }) => key));
      const gone = [...marks.keys()].filter((key) => !alive.has(key));
      if (gone.length > 0) await prisma.recordVector.deleteMany({ where: { model: by, key: { in: gone } } });
      known = undefined;
      return learnt;
    },
    async near(text) {
      const by = model.embedsBy;
      if (by === undefined) return [];
      const { list } = await read(by);
      if (list.length === 0) return [];
      const asked = await model.embed([text]);
      if (!asked.ok) return [];
      const own = packed(asked.value[0]!);
      const length = lengthOf(own);
      return list
        .filter(({ vector }) => vector.length === own.length)
        .map((one) => ({ ...one.meant, like: product(one.vector, own) / (one.length * length || 1) }))
        .filter(({ like }) => like >= LIKE)
        .sort((a, b) => b.like - a.like)
        .slice(0, MOST_NEAR);
    },
  };
}

interface Text {
  key: string;
  mark: string;
  text: string;
  meant: Omit<Meant, 'like'>;
}

/** What a record is about: procedures by all their names, public items by title and summary. Nothing else is sent away. */
function textsOf({ procedures, disclosures }: Records): Text[] {
  const textOf = (meant: Text['meant'], text: string): Text => ({
    key: `${meant.type} ${meant.id}`,
    mark: sha256(text).toString('base64url').slice(0, 12),
    text,
    meant,
  });
  return [
    ...procedures.map(({ code, name, aliases }) =>
      textOf({ type: 'procedure', id: code, title: name }, [name, ...aliases].join(';')),
    ),
    ...disclosures
      .filter(isPublic)
      .map(({ code, title, summary }) =>
        textOf({ type: 'disclosure', id: code, title }, `${title};${summary}`),
      ),
  ].slice(0, MOST_RECORDS);
}

/** Each number a byte, in the measure of the greatest. */
function packed(vector: Float32Array): Int8Array {
  const most = vector.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1;
  return Int8Array.from(vector, (value) => Math.round((127 * value) / most));
}

const lengthOf = (vector: Int8Array): number => Math.sqrt(product(vector, vector));

function product(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
