/** What a conversation remembers between two messages; kept sealed. */
import type { Field } from '../answers/fields.ts';
import type { Sealer } from '../kit/seal.ts';

export interface Choice {
  id: string;
  label: string;
}

/** A question as it was read. */
export interface Answered {
  text: string;
  fields: readonly Field[];
  lookup?: boolean;
  /** It was refused before anything was looked up, and is not asked anew. */
  refused?: boolean;
}

export interface Session {
  /** The flow begun and what it has been told so far. */
  flow?: { name: string; state: unknown };
  /** Numbered choices of the last message. */
  choices?: Choice[];
  /** What the thread is about, for follow-ups. */
  last?: unknown;
  /** The question answered last: asked anew, in other words, or of another matter. */
  answered?: Answered;
  /** Clarifying questions asked in a row. */
  asked: number;
  /** ISO instant of the last turn: an old flow is not resumed. */
  at: string;
}

/** After this long a flow begun is forgotten: the next message is a new matter. */
const FLOW_MS = 60 * 60_000;
/** After this long "那要多少钱" no longer points back. */
const THREAD_MS = 6 * 60 * 60_000;

export const newSession = (now: Date): Session => ({ asked: 0, at: now.toISOString() });

export function openSession(
  sealed: string | null | undefined,
  id: string,
  content: Sealer,
  now: Date,
): Session {
  if (!sealed) return newSession(now);
  const session = JSON.parse(content.open(sealed, id)) as Session;
  const age = now.getTime() - Date.parse(session.at);
  if (age > THREAD_MS) return newSession(now);
  if (age > FLOW_MS) delete session.flow;
  return session;
}

export const sealSession = (session: Session, id: string, content: Sealer, now: Date): string =>
  content.seal(JSON.stringify({ ...session, at: now.toISOString() }), id);
