/** JSON lines in, JSON lines out: a line that cannot be read gives an error on its own line, the others are answered. */
import { messageOf } from '../../kit/errors.ts';
import type { CommandIo } from './command.ts';

const MAX_LINE = 1024 * 1024;

export type Answer = Record<string, unknown>;

/** Answers every line; 1 when one of them could not be read, else 0. */
export async function answerLines(
  { input, write }: CommandIo,
  answer: (value: unknown) => Answer | Promise<Answer>,
): Promise<number> {
  let status = 0;
  for await (const line of linesOf(input)) {
    if (!line.trim()) continue;
    const answered = await answerLine(line, answer);
    if ('error' in answered) status = 1;
    write(`${JSON.stringify(answered)}\n`);
  }
  return status;
}

async function answerLine(
  line: string,
  answer: (value: unknown) => Answer | Promise<Answer>,
): Promise<Answer> {
  if (line.length > MAX_LINE) return { error: `这一行太长,最多 ${MAX_LINE} 字符` };
  let value: unknown;
  try {
    value = JSON.parse(line) as unknown;
  } catch (error) {
    return { error: `不是 JSON:${messageOf(error)}` };
  }
  return answer(value);
}

/** Lines of UTF-8, without their ends or a leading byte order mark; one longer than the bound is cut at it. */
async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE + 1);
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  rest += decoder.decode();
  if (rest) yield rest;
}
