/**
 * A draft answer put into plainer words by a model. In: the draft with its citations. Out: the words that may go out instead,
 * or why the draft does. The model only phrases: its text passes the guard of facts and the guard of wording, or is dropped.
 */
import type { Model, Unanswered } from '../llm/model.ts';
import { readPrompt } from '../llm/prompts.ts';
import { rewriteSchema } from '../llm/schemas.ts';
import type { Answers } from './answers.ts';
import type { Citation } from './citation.ts';
import { faultsOfRewording } from './rewording.ts';

export interface Draft {
  question: string;
  text: string;
  citations: readonly Citation[];
}

/** What became of it, for the evidence of the answer; never a text. */
export interface Rewriting {
  prompt: string;
  outcome: 'used' | 'guarded' | 'same' | Unanswered;
  /** Kinds of what the guards found. */
  faults?: string[];
  ms: number;
}

export interface Rewriter {
  rewrite(
    draft: Draft,
    answers: Pick<Answers, 'check'>,
    signal: AbortSignal,
  ): Promise<{ text?: string } & Rewriting>;
}

export function createRewriter(model: Model): Rewriter {
  const prompt = readPrompt('rewrite');
  const name = `${prompt.name}@${prompt.version}`;
  return {
    async rewrite({ question, text: draft, citations }, answers, signal) {
      const asked = await model.ask({ prompt, inputs: { question, draft }, schema: rewriteSchema, signal });
      if (!asked.ok) return { prompt: name, outcome: asked.why, ms: asked.ms };
      const text = tidy(asked.value.text);
      const faults = [
        ...answers.check(text, citations).map(({ kind }) => `fact:${kind}`),
        ...faultsOfRewording(draft, text).map(({ kind }) => kind),
      ];
      const outcome = faults.length > 0 ? 'guarded' : sameText(text, draft) ? 'same' : 'used';
      await model.note(prompt.name, outcome);
      return {
        prompt: name,
        outcome,
        ms: asked.ms,
        ...(outcome === 'used' ? { text } : {}),
        ...(faults.length > 0 ? { faults: [...new Set(faults)] } : {}),
      };
    },
  };
}

/** Widths and blanks make no other text. */
const sameText = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

/** Blank lines and ends of lines; nothing that can be read. */
const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
