/**
 * A citizen's conversation with a model beside it: answers from records are put into plainer words, where the guards let them
 * pass, and what was not understood gets a choice more. What was decided is decided: no route, citation or effect is changed.
 * Officials' answers, which may hold what is internal, and flows, which hold what citizens tell of themselves, never reach the
 * model.
 */
import type { Answers } from '../answers/answers.ts';
import type { Rewriter } from '../answers/rewriter.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { CitizenConversation } from './citizen.ts';
import type { FairShare } from './fair-share.ts';
import type { Plan } from './plan.ts';
import type { HardReader } from './read-hard.ts';

export interface WithModelDeps {
  answers(): Answers;
  rewriter: Rewriter;
  reader: HardReader;
  /** Milliseconds that the model may take of one message, all calls together. */
  timeoutMs: number;
  share: FairShare;
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
const UNKNOWN = 'refuse:unknown';
/** Too short, or too long, for anything to be read into it. */
const READABLE = { from: 4, to: 300 };
const MOST_CHOICES = 9;

export function withModel(citizen: CitizenConversation, deps: WithModelDeps): CitizenConversation {
  const { answers, rewriter, reader, timeoutMs, share } = deps;

  const reworded = async (plan: Plan, question: string, signal: AbortSignal): Promise<Plan> => {
    const message = onlyMessage(plan);
    if (!message) return plan;
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

  /** The refusal as it is, with what the model read into the question as choices before its own. */
  const withChoices = async (plan: Plan, question: string, signal: AbortSignal): Promise<Plan> => {
    const message = onlyMessage(plan);
    if (message?.t !== 'menu') return plan;
    const { choices, ...reading } = await reader.read(question, answers().matcher, signal);
    const evidence = { ...plan.evidence, model: reading };
    const more = choices.filter(({ id }) => !message.items.some((item) => item.id === id));
    if (more.length === 0) return { ...plan, evidence };
    const items = [...more, ...message.items].slice(0, MOST_CHOICES);
    return {
      ...plan,
      evidence,
      say: [{ ...message, items }],
      session: { ...plan.session, choices: items },
    };
  };

  return {
    ...citizen,
    async think(text, choice, session, audience, from) {
      const plan = await citizen.think(text, choice, session, audience, from);
      if (audience !== 'citizen' || plan.apply !== undefined) return plan;
      const next = isFromRecords(plan)
        ? reworded
        : isUnknown(plan) && isReadable(text)
          ? withChoices
          : undefined;
      return next && share.take(from) ? next(plan, text, AbortSignal.timeout(timeoutMs)) : plan;
    },
  };
}

const ruleOf = ({ evidence }: Plan): string => (evidence as { rule?: string }).rule ?? '';

const isFromRecords = (plan: Plan): boolean =>
  plan.outcome === 'answered' && plan.citations.length > 0 && REWORDED.has(ruleOf(plan));

const isUnknown = (plan: Plan): boolean => plan.outcome === 'refused' && ruleOf(plan) === UNKNOWN;

function isReadable(text: string): boolean {
  const { length } = [...text.trim()];
  return length >= READABLE.from && length <= READABLE.to;
}

type Wording = Extract<MessageBody, { t: 'menu' | 'text' }>;

function onlyMessage({ say: [message, ...others] }: Plan): Wording | undefined {
  return others.length === 0 && (message?.t === 'menu' || message?.t === 'text') ? message : undefined;
}
