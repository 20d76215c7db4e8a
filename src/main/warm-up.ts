/** What a started service does once, when nobody waits for it any more. */
import { warmUp } from '../conversation/understand.ts';
import type { Knowledge } from './knowledge.ts';

const WARM_UP_MS = 1_000;

/** The tasks that are owed at the start are done. */
const SETTLED_MS = 4_000;

/** What the start has left behind, some 15 MB, goes back to the machine (npm start gives --expose-gc). */
const giveBack = (): void => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });

/** Learning takes a second of the processor: not before the first look at /readyz, and before the first question. */
export function warmUpSoon(knowledge: Knowledge): () => void {
  const timer = setTimeout(() => {
    warmUp(knowledge.answers().matcher);
    giveBack();
  }, WARM_UP_MS);
  const later = setTimeout(giveBack, SETTLED_MS);
  return () => {
    clearTimeout(timer);
    clearTimeout(later);
  };
}
