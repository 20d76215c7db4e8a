/** One act of staff on a matter, from a button, a typed word or a page, and what comes back. */
import type { Official } from '../../people/officials.ts';
import type { Action, Outcome } from '../lifecycle.ts';

export interface Act {
  /** Id or number of the matter. */
  id: string;
  action: Action;
  by: Official;
  /** What the action asks for: reason, result, summary, message. */
  text?: string | undefined;
  /** Unit to hand it to. */
  unit?: string | undefined;
  /** Working days to report back in (交办), or days to extend by (延期). */
  days?: number | undefined;
  outcome?: Outcome | undefined;
  /** Number of the matter to merge into. */
  into?: string | undefined;
  /** Messages wait a minute, in which it can be taken back. 撤销 */
  held?: boolean;
  /** Whose it becomes (认领); oneself when absent. */
  assignee?: string | undefined;
}

export interface Done {
  number: string;
  /** What was done, for the one who did it. */
  tell: string;
}
