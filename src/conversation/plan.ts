/** What one turn will say and do. Thinking makes a plan and changes nothing; the transaction carries it out. */
import type { Citation } from '../answers/citation.ts';
import type { Address } from '../kit/conversation-id.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { Tx } from '../store/database.ts';
import type { Session } from './session.ts';

export type Outcome = 'answered' | 'refused' | 'flow' | 'handoff' | 'action' | 'none';

/** Known once the transaction runs. */
export interface Applying {
  citizenId: string | undefined;
  address: Address;
  /** Keeps this session instead of the plan's: for choices that only the records give. */
  remember(session: Session): void;
}

export interface Plan {
  intent: string;
  intents: string[];
  outcome: Outcome;
  say: MessageBody[];
  session: Session;
  /** What was spoken, where the event holds no words. */
  heard?: string;
  citations: Citation[];
  /** Why: records, rules, timings. Never what the citizen said, never an internal item to a citizen. */
  evidence: object;
  /** Changes facts; what it returns is said after `say`. */
  apply?(tx: Tx, applying: Applying): Promise<readonly MessageBody[]>;
  /** What was said must not be kept. */
  forget?: true;
}

export const say = (text: string): MessageBody[] => [{ t: 'text', text }];

/** A plan that neither cites nor does anything. */
export const plainPlan = (
  intent: string,
  outcome: Outcome,
  messages: MessageBody[],
  session: Session,
  more: Partial<Plan> = {},
): Plan => ({
  intent,
  intents: [intent],
  outcome,
  say: messages,
  session,
  citations: [],
  evidence: {},
  ...more,
});

/** Text with numbered choices; the session remembers them. */
export function offer(
  session: Session,
  head: string,
  choices: readonly { id: string; label: string }[],
  tail?: string,
): { say: MessageBody[]; session: Session } {
  const items = choices.slice(0, 9);
  return {
    say: [{ t: 'menu', head, items, ...(tail ? { tail } : {}) }],
    session: { ...session, choices: items },
  };
}
