/** The settings of the language model, any endpoint that speaks OpenAI's protocol. Unset: none is ever called. */
import { z } from 'zod';
import { rule, URL_RULE, type Rule } from './rule.ts';

export interface ModelConfig {
  apiKey: string;
  baseUrl: string | undefined;
  /** Undefined: only voice is written down. */
  model: string | undefined;
  embeddingModel: string | undefined;
  /** Writes down what was spoken; undefined: people are asked to type. */
  transcriptionModel: string | undefined;
  /** Milliseconds a person waits for the model at most, all calls of one answer together. */
  timeoutMs: number;
  /** Tokens of one day, in and out, of all instances together. */
  dailyTokens: number;
  /** 元 for a million tokens, in and out; undefined: the cost is not told. */
  price: { in: number; out: number } | undefined;
}

export const MODEL_VARIABLES = [
  'OPENAI_BASE_URL',
  'OPENAI_MODEL',
  'OPENAI_EMBEDDING_MODEL',
  'OPENAI_TRANSCRIPTION_MODEL',
  'OPENAI_TIMEOUT_SECONDS',
  'OPENAI_DAILY_TOKENS',
  'OPENAI_PRICE',
] as const;
export type ModelVariable = (typeof MODEL_VARIABLES)[number];

export const MODEL_RULES: Partial<Record<ModelVariable, Rule>> = {
  OPENAI_BASE_URL: URL_RULE,
  OPENAI_TIMEOUT_SECONDS: rule(
    z.coerce.number().min(1).max(30),
    'is not a number of seconds from 1 to 30',
    'write how long a citizen may wait for the model, e.g. 8',
  ),
  OPENAI_DAILY_TOKENS: rule(
    z.coerce.number().int().min(0).max(1e12),
    'is not a whole number',
    'write how many tokens a day may cost at most, e.g. 1000000',
  ),
  OPENAI_PRICE: rule(
    z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6})?,\d{1,6}(\.\d{1,6})?$/)
      .transform((text) => text.split(',').map(Number))
      .transform(([tokensIn, tokensOut]) => ({ in: tokensIn!, out: tokensOut! })),
    'is not two numbers with a comma',
    'write 元 for a million tokens in and out, e.g. 0.8,2',
  ),
};

const TIMEOUT_SECONDS = 8;
const DAILY_TOKENS = 1_000_000;

type Values = Partial<Record<ModelVariable | 'OPENAI_API_KEY', unknown>>;

export function readModel(values: Values): ModelConfig | undefined {
  if (!values.OPENAI_MODEL && !values.OPENAI_TRANSCRIPTION_MODEL) return undefined;
  const text = (name: keyof Values): string | undefined => values[name] as string | undefined;
  return {
    // Local servers (vLLM, Ollama) want some key, any key.
    apiKey: text('OPENAI_API_KEY') ?? 'none',
    baseUrl: text('OPENAI_BASE_URL'),
    model: text('OPENAI_MODEL'),
    embeddingModel: text('OPENAI_EMBEDDING_MODEL'),
    transcriptionModel: text('OPENAI_TRANSCRIPTION_MODEL'),
    timeoutMs: ((values.OPENAI_TIMEOUT_SECONDS as number | undefined) ?? TIMEOUT_SECONDS) * 1_000,
    dailyTokens: (values.OPENAI_DAILY_TOKENS as number | undefined) ?? DAILY_TOKENS,
    price: values.OPENAI_PRICE as ModelConfig['price'],
  };
}

/** An endpoint or a key without the name of a model. */
export function modelProblems(
  values: Values,
): { variable: ModelVariable; problem: string; remedy: string }[] {
  const endpoint = values.OPENAI_BASE_URL ? 'OPENAI_BASE_URL' : 'OPENAI_API_KEY';
  if (!values[endpoint] || values.OPENAI_MODEL || values.OPENAI_TRANSCRIPTION_MODEL) return [];
  return [
    {
      variable: 'OPENAI_MODEL',
      problem: `is missing while ${endpoint} is set`,
      remedy: 'name the model, or unset both to run without one',
    },
  ];
}
