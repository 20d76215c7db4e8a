/** 到期删除: what is held of citizens is forgotten when its term is over (个人信息保护法第十九条). */
import type { PersonalData } from '../people/personal-data.ts';
import type { Database } from '../store/database.ts';

/** What is left after so many rounds waits for the next night. */
const MAX_ROUNDS = 50;

/** Deletes what is past its term, a bounded piece a transaction. */
export async function forgetInTime(
  database: Database,
  holders: readonly Pick<PersonalData, 'expire'>[],
  now: Date,
): Promise<void> {
  for (const holder of holders)
    for (let round = 0, found = 1; found > 0 && round < MAX_ROUNDS; round++)
      found = await database.transaction(async (tx) => (await holder.expire?.(tx, now)) ?? 0);
}
