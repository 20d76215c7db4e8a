/** The prompts of `prompts/`: a head of fields, the instruction, the input with its blanks, and cases that test it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../kit/errors.ts';
import { SCHEMA_NAMES } from './schemas.ts';

const FOLDER = fileURLToPath(new URL('../../prompts', import.meta.url));

const headSchema = z.strictObject({
  name: z.string().regex(/^[a-z-]{3,40}$/),
  version: z.coerce.number().int().min(1),
  purpose: z.string().min(10),
  schema: z.enum(SCHEMA_NAMES),
  /** Tokens of the reply at most. */
  tokens: z.coerce.number().int().min(16).max(4_000),
});

/** What a citizen asks, what the model replies to it, and what must come of it. */
const caseSchema = z.strictObject({
  title: z.string(),
  ask: z.string(),
  reply: z.union([z.string(), z.record(z.string(), z.unknown())]),
  /**
   * used: it goes out; template: as if there were no model; asked-back: the citizen gets a choice more; proposed: to the
   * official who corrects an answer; nothing: nothing is added.
   */
  expect: z.enum(['used', 'template', 'asked-back', 'proposed', 'nothing']),
  /** Must stand in what goes out. */
  says: z.array(z.string()).default([]),
});
export type PromptCase = z.output<typeof caseSchema>;

export interface Prompt extends z.output<typeof headSchema> {
  instruction: string;
  /** With {{blanks}}. */
  input: string;
  cases: PromptCase[];
}

/** Reads one file; throws AppError naming what is wrong with it. */
export function readPrompt(name: string, folder = FOLDER): Prompt {
  const text = readFileSync(join(folder, `${name}.md`), 'utf8');
  try {
    return parsePrompt(text);
  } catch (cause) {
    throw new AppError('prompt', `prompts/${name}.md cannot be read.`, { cause });
  }
}

/** All of the folder, by name. */
export const readPrompts = (folder = FOLDER): Prompt[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => readPrompt(file.slice(0, -3), folder));

export function parsePrompt(text: string): Prompt {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined || body === undefined) throw new AppError('prompt', 'It has no head between ---.');
  const fields = Object.fromEntries(
    head.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
  const section = (title: string): string =>
    (new RegExp(`^## ${title}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(body)?.[1] ?? '').trim();
  const instruction = section('指令');
  const input = section('输入');
  if (instruction === '' || input === '') throw new AppError('prompt', 'It lacks ## 指令 or ## 输入.');
  const cases = [...section('例题').matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, json]) =>
    caseSchema.parse(JSON.parse(json!)),
  );
  return { ...headSchema.parse(fields), instruction, input, cases };
}

/** The input with its blanks filled; a blank that nobody fills is a fault of ours. */
export function fillPrompt({ name, input }: Prompt, values: Readonly<Record<string, string>>): string {
  return input.replace(/\{\{(\w+)\}\}/g, (_, blank: string) => {
    const value = values[blank];
    if (value === undefined) throw new AppError('prompt', `prompts/${name}.md: nothing for {{${blank}}}.`);
    return value;
  });
}
