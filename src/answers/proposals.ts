/**
 * Which record a question that was answered wrongly may have been about, guessed by a model from a closed list, for the
 * official who corrects it. A guess is shown to staff and remembered by nobody: they decide, and a second person confirms.
 */
import type { Model, Unanswered } from '../llm/model.ts';
import { readPrompt } from '../llm/prompts.ts';
import { memorySchema } from '../llm/schemas.ts';
import type { Matcher } from './matcher.ts';

export interface Proposal {
  outcome: 'proposed' | 'nothing' | Unanswered;
  /** The record guessed at. */
  record?: { code: string; name: string };
}

export interface Proposer {
  /** `answered`: title of the record that the wrong answer stood on. */
  propose(question: string, answered: string | undefined, matcher: Matcher): Promise<Proposal>;
}

const MOST = 12;

export function createProposer(model: Model): Proposer {
  const prompt = readPrompt('propose-memory');
  return {
    async propose(question, answered, matcher) {
      const records = matcher
        .procedures(question)
        .slice(0, MOST)
        .map(({ record: { code, name } }) => ({ code, name }));
      const asked = await model.ask({
        prompt,
        inputs: {
          question,
          answered: answered ?? '(没有)',
          matters: records.map(({ name }, i) => `${i + 1} ${name}`).join('\n') || '(没有)',
        },
        schema: memorySchema(records.map((_, i) => String(i + 1))),
      });
      if (!asked.ok) return { outcome: asked.why };
      const record = asked.value.matter === null ? undefined : records[Number(asked.value.matter) - 1];
      const outcome = record ? 'proposed' : 'nothing';
      await model.note(prompt.name, outcome);
      return { outcome, ...(record ? { record } : {}) };
    },
  };
}
