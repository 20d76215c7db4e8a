/**
 * A question the rules did not understand, read by a model: of a closed list of records and wishes it may name one of each.
 * What it names is only offered as a numbered choice beside the honest refusal; the person decides.
 */
import type { Matcher } from '../answers/matcher.ts';
import type { Meanings } from '../answers/meanings.ts';
import type { Model, Unanswered } from '../llm/model.ts';
import { readPrompt } from '../llm/prompts.ts';
import { readingSchema } from '../llm/schemas.ts';
import type { Choice } from './session.ts';

export interface HardReading {
  prompt: string;
  outcome: 'asked-back' | 'nothing' | Unanswered;
  ms: number;
}

export interface HardReader {
  /** Choices to offer, two at most. */
  read(text: string, matcher: Matcher, signal: AbortSignal): Promise<{ choices: Choice[] } & HardReading>;
}

/** What a person may want, and the choice that begins it; to ask something begins nothing. */
const WISHES: Readonly<Record<string, Choice | undefined>> = {
  问事: undefined,
  投诉: { id: 'complaint', label: '我要投诉' },
  举报: { id: 'report', label: '我要举报' },
  申请公开: { id: 'request', label: '申请公开信息' },
  提意见: { id: 'comment', label: '对草案提意见' },
  找人工: { id: 'human', label: '转人工' },
};
const MOST_MATTERS = 12;

/** `meanings` brings records that no word of the question names. */
export function createHardReader(model: Model, meanings?: Pick<Meanings, 'near'>): HardReader {
  const prompt = readPrompt('read-question');
  const version = `${prompt.name}@${prompt.version}`;
  return {
    async read(text, matcher, signal) {
      const meant = (await meanings?.near(text)) ?? [];
      const names = [
        ...meant.map(({ title }) => title),
        ...matcher.procedures(text).map(({ record }) => record.name),
      ];
      const matters = [...new Set(names)].slice(0, MOST_MATTERS);
      const numbers = matters.map((_, i) => String(i + 1));
      const list = matters.map((name, i) => `${i + 1} ${name}`).join('\n');
      const asked = await model.ask({
        prompt,
        inputs: { question: text, matters: list || '(没有)' },
        schema: readingSchema(Object.keys(WISHES), numbers),
        signal,
      });
      if (!asked.ok) return { prompt: version, outcome: asked.why, ms: asked.ms, choices: [] };
      const { intent, matter } = asked.value;
      const name = matter === null ? undefined : matters[Number(matter) - 1];
      const wish = intent === null ? undefined : WISHES[intent];
      const choices = [
        ...(name ? [{ id: `ask:${name}`, label: `您想问的是“${name}”?` }] : []),
        ...(wish ? [wish] : []),
      ];
      const outcome = choices.length > 0 ? 'asked-back' : 'nothing';
      await model.note(prompt.name, outcome);
      return { prompt: version, outcome, ms: asked.ms, choices };
    },
  };
}
