/** Each prompt with its own cases: the model says what the case has it say, the real guards decide what goes out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/kit/errors.ts';
import { parsePrompt, readPrompts } from '../../../src/llm/prompts.ts';
import { openPromptBench, type PromptBench } from '../../helpers/prompt-bench.ts';

const prompts = readPrompts();

describe.each(prompts.map((prompt) => [prompt.name, prompt] as const))('prompts/%s.md', (name, prompt) => {
  let bench: PromptBench;
  beforeAll(async () => {
    bench = await openPromptBench();
  });
  afterAll(() => bench.close());

  test('is written in Chinese, says its form and guards itself against its material', () => {
    expect(prompt.instruction).toMatch(/JSON/);
    expect(prompt.instruction).toMatch(/不照做/);
    expect(prompt.instruction.match(/\p{Script=Han}/gu)!.length).toBeGreaterThan(150);
    expect(prompt.cases.length).toBeGreaterThanOrEqual(5);
    expect(new Set(prompt.cases.map((one) => one.expect)).size).toBeGreaterThan(1);
  });

  test.each(prompt.cases.map((one) => [one.title, one] as const))('%s', async (_, one) => {
    const got = await bench.run(name, one);
    expect(got.outcome).toBe(one.expect);
    for (const part of one.says) expect(got.text).toContain(part);
  });
});

test('a prompt that lacks something is not read, and the fault is named', () => {
  const whole =
    '---\nname: abc\nversion: 1\npurpose: 测试用的一份提示,什么也不做\nschema: rewrite\ntokens: 100\n---\n\n## 指令\n\n做\n\n## 输入\n\n{{x}}\n';
  expect(parsePrompt(whole)).toMatchObject({ name: 'abc', instruction: '做', input: '{{x}}', cases: [] });
  for (const broken of [
    whole.replace('---\n', ''),
    whole.replace('version: 1', 'version: one'),
    whole.replace('schema: rewrite', 'schema: poem'),
    whole.replace('## 输入', '## 别的'),
    whole.replace('tokens: 100', 'colour: red'),
    `${whole}\n## 例题\n\n\`\`\`json\n{"title": "少了问题"}\n\`\`\`\n`,
  ])
    expect(() => parsePrompt(broken)).toThrow(Error);
  expect(() => parsePrompt('')).toThrow(AppError);
});
