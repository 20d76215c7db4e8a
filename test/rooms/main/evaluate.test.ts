import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { evaluate } from '../../../src/main/commands/evaluate.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const LAWS = ['不得在夜间装修扰民', '拖欠劳动报酬的可以申请支付令', '携犬外出应当牵绳', '扶养人应当赡养老人'];
const ASKED = ['晚上装修吵人', '老板欠工资', '遛狗要牵绳吗', '不赡养老人'];
const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

/** Four laws and a question about each: the first two to learn from, the others held out. */
function kit(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yangguang-kit-'));
  folders.push(folder);
  const write = (name: string, rows: readonly object[]): void =>
    writeFileSync(join(folder, name), lines(rows));
  write(
    'corpus.jsonl',
    LAWS.map((text, i) => ({ id: `s${i}`, title: `试行法第${'一二三四'[i]}条`, section: '总则', text })),
  );
  for (const [split, from] of [
    ['dev', 0],
    ['heldout', 2],
  ] as const) {
    // prettier-ignore
    const two = [from, from + 1];
    write(`queries.${split}.jsonl`, two.map((i) => ({ id: `q${i}`, text: ASKED[i] }))); // prettier-ignore
    write(`qrels.${split}.jsonl`, two.map((i) => ({ qid: `q${i}`, id: `s${i}` }))); // prettier-ignore
  }
  return folder;
}

async function run(...args: string[]): Promise<Record<string, number>> {
  let said = '';
  const io = { args, directory: '/', write: (text: string) => (said += text) };
  await evaluate.runAlone(io as never, {} as never);
  return JSON.parse(said) as Record<string, number>;
}

test.each([
  ['dev', []],
  ['heldout', []],
  ['dev', ['--train']],
  ['heldout', ['--train']],
])('a kit is ranked and scored: %s %j', async (split, extra) => {
  const scores = await run(kit(), '--split', split, ...extra);
  expect(scores).toMatchObject({ 'mrr@10': 1, 'r@5': 1, 'r@100': 1, 'ndcg@10': 1, docs: 4 });
  expect(Object.keys(scores)).toEqual(
    expect.arrayContaining(['r@10', 'r@20', 'r@50', 'p50_ms', 'p95_ms', 'index_mb', 'build_s']),
  );
});

test('what is missing from a kit, and which line is broken, is said', async () => {
  const folder = kit();
  await expect(run()).rejects.toThrow('No folder is named');
  await expect(run(folder, '--split', 'other')).rejects.toThrow('queries.other.jsonl');
  writeFileSync(join(folder, 'qrels.dev.jsonl'), '{"qid":"q0","id":"s0"}\n{broken');
  await expect(run(folder)).rejects.toThrow('Line 2 is not JSON');
});
