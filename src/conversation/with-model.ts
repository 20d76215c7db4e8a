/**
 * A citizen's conversation with a model beside it: answers from records are put into plainer words, where the guards let them
 * pass. What was decided is decided: no route, citation, choice or effect is changed. Officials' answers, which may hold what
 * is internal, and flows, which hold what citizens tell of themselves, never reach the model.
 */
import type { Answers } from '../answers/answers.ts';
import type { Rewriter } from '../answers/rewriter.ts';
import type { CitizenConversation } from './citizen.ts';
import type { Plan } from './plan.ts';

export interface WithModelDeps {
  answers(): Answers;
  rewriter: Rewriter;
  /** Milliseconds that the model may take of one message, all calls together. */
  timeoutMs: number;
}

/** Rules of answers made from records. The text of a law, a choice to make and what staff worded themselves stay as they are. */
const REWORDED: ReadonlySet<string> = new Set([
  'named',
  'ranked',
  'follow-up',
  'unit',
  'published-by-unit',
  'duty',
  'window',
  'contact-point',
  'disclosure',
]);

export function withModel(citizen: CitizenConversation, deps: WithModelDeps): CitizenConversation {
  const { answers, rewriter, timeoutMs } = deps;

  const reworded = async (plan: Plan, question: string, signal: AbortSignal): Promise<Plan> => {
    const [message, ...others] = plan.say;
    if (!message || others.length > 0 || (message.t !== 'menu' && message.t !== 'text')) return plan;
    const draft = message.t === 'menu' ? message.head : message.text;
    const { text, ...rewriting } = await rewriter.rewrite(
      { question, text: draft, citations: plan.citations },
      answers(),
      signal,
    );
    const evidence = { ...plan.evidence, model: rewriting };
    if (text === undefined) return { ...plan, evidence };
    return {
      ...plan,
      evidence,
      say: [message.t === 'menu' ? { ...message, head: text } : { ...message, text }],
    };
  };

  return {
    ...citizen,
    async think(text, choice, session, audience) {
      const plan = await citizen.think(text, choice, session, audience);
      if (audience !== 'citizen' || !isFromRecords(plan)) return plan;
      return reworded(plan, text, AbortSignal.timeout(timeoutMs));
    },
  };
}

const isFromRecords = ({ outcome, citations, apply, evidence }: Plan): boolean =>
  outcome === 'answered' &&
  citations.length > 0 &&
  apply === undefined &&
  REWORDED.has((evidence as { rule?: string }).rule ?? '');
