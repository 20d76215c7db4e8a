/**
 * What an endpoint can: found out by asking, kept as long as the process lives. A rung that is refused, or that brings
 * nothing readable twice in a row, is left for the next one down.
 */
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { Refusal } from './endpoint.ts';

const RUNGS = ['json_schema', 'json_object', 'plain'] as const;
export type Rung = (typeof RUNGS)[number];

export interface Ladder {
  rung(): Rung;
  /** How a call is made on this rung. */
  shape(schema: z.ZodType, name: string, tokens: number): Shape;
  /** True when the call is worth making again at once, another way. */
  learn(refusal: Refusal): boolean;
  read(readable: boolean): void;
}

type Shape = Pick<
  ChatCompletionCreateParamsNonStreaming,
  'response_format' | 'max_tokens' | 'max_completion_tokens' | 'temperature'
>;

/** An endpoint that says no to the whole call may mean the form of the reply. */
const MAY_MEAN_FORMAT: ReadonlySet<number> = new Set([400, 404, 415, 422, 500, 501]);
const UNREADABLE_IN_A_ROW = 2;

export function createLadder(): Ladder {
  let at = 0;
  let unreadable = 0;
  let tokensName: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';
  let temperature = true;
  const down = (): boolean => {
    unreadable = 0;
    if (at >= RUNGS.length - 1) return false;
    at++;
    return true;
  };
  return {
    rung: () => RUNGS[at]!,
    shape: (schema, name, tokens) => ({
      ...formatOf(RUNGS[at]!, schema, name),
      [tokensName]: tokens,
      ...(temperature ? { temperature: 0 } : {}),
    }),
    learn({ status, says }) {
      if (!MAY_MEAN_FORMAT.has(status)) return false;
      if (/temperature/i.test(says) && temperature) {
        temperature = false;
        return true;
      }
      if (/max_completion_tokens/i.test(says) && tokensName === 'max_tokens') {
        tokensName = 'max_completion_tokens';
        return true;
      }
      return down();
    },
    read(readable) {
      unreadable = readable ? 0 : unreadable + 1;
      if (unreadable >= UNREADABLE_IN_A_ROW) down();
    },
  };
}

function formatOf(rung: Rung, schema: z.ZodType, name: string): Pick<Shape, 'response_format'> {
  switch (rung) {
    case 'json_schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name, strict: true, schema: z.toJSONSchema(schema, { target: 'draft-7' }) },
        },
      };
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'plain':
      return {};
  }
}

/** The first whole JSON object of a reply, around which a model may have talked, thought or fenced; undefined: none. */
export function jsonIn(reply: string): unknown {
  const text = reply.replace(/<think>[\s\S]*?<\/think>/g, '').trim();
  for (const candidate of [text, ...objectsIn(text)])
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    } catch {
      // The next candidate.
    }
  return undefined;
}

const MOST_CANDIDATES = 3;

/** Stretches from a brace to the one that closes it, outside strings. */
function objectsIn(text: string): string[] {
  const found: string[] = [];
  for (let from = text.indexOf('{'); from >= 0 && found.length < MOST_CANDIDATES;) {
    const to = closingOf(text, from);
    if (to === undefined) break;
    found.push(text.slice(from, to + 1));
    from = text.indexOf('{', to + 1);
  }
  return found;
}

function closingOf(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth++;
    else if (!quoted && char === '}' && --depth === 0) return i;
  }
  return undefined;
}
