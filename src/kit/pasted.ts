/** What pasting adds to a value of the environment: why it matters and what to do; undefined when it is clean. */
export function pastedAround(text: string): { problem: string; remedy: string } | undefined {
  const value = text.trim();
  if (value !== '' && value !== text)
    return {
      problem: '首尾有空格,已略去。Blanks at its ends are left out.',
      remedy: '从 .env 里删掉它们。Delete them.',
    };
  if (/^(["'“‘]).*["'”’]$/.test(value))
    return {
      problem: '值的两头有引号,会被当作值的一部分。The quotes around it count as part of it.',
      remedy: 'Docker 的 env 文件不要加引号。An env file of Docker takes no quotes.',
    };
  return undefined;
}
