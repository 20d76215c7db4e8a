/** What somebody sent besides words is fetched beside the turn and is there within a second as a rule: a turn may wait for it. */
import type { KeptMedia, MediaKeeper } from '../inbox/media.ts';
import type { Db } from '../store/database.ts';

const WAIT_MS = 5_000;
const LOOK_MS = 100;

/** Undefined: it did not come in time, or was not taken. */
export async function waitForMedia(
  media: Pick<MediaKeeper, 'look'>,
  db: Db,
  eventKey: string,
): Promise<KeptMedia | undefined> {
  for (let waited = 0; waited <= WAIT_MS; waited += LOOK_MS) {
    const found = await media.look(db, eventKey);
    if (typeof found === 'object') return found;
    if (found === 'failed') return undefined;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
  }
  return undefined;
}
