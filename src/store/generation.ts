/**
 * A number that goes up whenever the records citizens are answered from have changed, so that every instance knows to
 * read them anew.
 */
import type { Db, Tx } from './database.ts';
import { announce } from './queue.ts';

/** Name of the signal. */
export const RECORDS = 'records';

/** Call it in the transaction that changes procedures, disclosures, laws, units or the calendar. */
export async function recordsChanged(tx: Tx, now: Date): Promise<void> {
  await tx.$executeRaw`
    insert into index_generation (corpus, generation, changed_at) values (${RECORDS}, 1, ${now}::timestamptz)
    on conflict (corpus) do update set generation = index_generation.generation + 1, changed_at = excluded.changed_at`;
  await announce(tx, RECORDS);
}

export async function recordsGeneration(db: Db): Promise<number> {
  return (await db.indexGeneration.findUnique({ where: { corpus: RECORDS } }))?.generation ?? 0;
}

/** How often the search index of that reader has been written. */
export async function indexGeneration(db: Db, reader: string): Promise<number> {
  return (await db.indexGeneration.findUnique({ where: { corpus: `index ${reader}` } }))?.generation ?? 0;
}

/** Goes on to the next generation of the index and keeps others from it until `tx` ends; false when it is no longer `from`. */
export async function advanceIndex(tx: Tx, reader: string, from: number, now: Date): Promise<boolean> {
  const rows = await tx.$executeRaw`
    insert into index_generation (corpus, generation, changed_at)
    select ${`index ${reader}`}, 1, ${now}::timestamptz where ${from}::int = 0
    on conflict (corpus) do nothing`;
  if (rows > 0) return true;
  return (
    (await tx.$executeRaw`
      update index_generation set generation = generation + 1, changed_at = ${now}::timestamptz
      where corpus = ${`index ${reader}`} and generation = ${from}`) > 0
  );
}
