import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createRanker, type AnsweredQuestion, type Passage, type Ranker } from '../../answers/ranking.ts';
import { InputError } from '../../kit/errors.ts';
import type { LoneCommand } from './command.ts';

const DEPTH = 100;
const PARTS = 5;
const ANSWERS = 'answers.dev.jsonl';

type Row = Record<string, unknown>;

interface Query {
  id: string;
  text: string;
}

export const evaluate: LoneCommand = {
  help: `npm run -s evaluate -- 目录 --split dev|heldout [--train]
用产品自己的索引给一套检索题打分。Ranks a kit folder (corpus.jsonl, queries.SPLIT.jsonl, qrels.SPLIT.jsonl) with the
product's own index and prints one JSON object. --train learns from the dev questions and their answers (scored on dev,
each fifth of them by what is learnt from the others): mrr@10 r@5 r@10 r@20 r@50 r@100 ndcg@10 p50_ms p95_ms docs index_mb build_s`,
  async runAlone(io) {
    const { values, positionals } = parseArgs({
      args: [...io.args],
      allowPositionals: true,
      options: { split: { type: 'string', default: 'dev' }, train: { type: 'boolean' } },
    });
    const [directory] = positionals;
    if (!directory) throw new InputError('没有写目录。No folder is named.', { remedy: evaluate.help });
    const folder = resolve(io.directory, directory);
    const queries = readRows(folder, `queries.${values.split}.jsonl`).map(toQuery);
    const wanted = readQrels(folder, `qrels.${values.split}.jsonl`);
    const started = performance.now();
    const ranker = createRanker(readRows(folder, 'corpus.jsonl').map(toPassage));
    const rankers = values.train ? trained(ranker, readAnswered(folder), queries) : () => ranker;
    const build = (performance.now() - started) / 1_000;
    const times: number[] = [];
    const ranked = new Map<string, string[]>();
    for (const { id, text } of queries) {
      const own = rankers(id);
      const at = performance.now();
      ranked.set(
        id,
        own.rank(text, DEPTH).map((hit) => hit.id),
      );
      times.push(performance.now() - at);
    }
    io.write(
      `${JSON.stringify({
        ...score(ranked, wanted),
        ...spread(times),
        docs: ranker.size,
        index_mb: round(ranker.bytes / 1024 / 1024, 1),
        build_s: round(build, 2),
      })}\n`,
    );
    return 0;
  },
};

const toQuery = (row: Row): Query => ({ id: String(row.id ?? row.qid), text: textOf(row.text) });

const toPassage = (row: Row): Passage => ({
  id: String(row.id),
  title: textOf(row.title),
  section: textOf(row.section),
  text: textOf(row.text),
});

/** The dev half with its answers, where there are any: what --train may learn from. */
function readAnswered(folder: string): AnsweredQuestion[] {
  const wanted = readQrels(folder, 'qrels.dev.jsonl');
  const answers = new Map(
    existsSync(join(folder, ANSWERS))
      ? readRows(folder, ANSWERS).map((row) => [String(row.qid ?? row.id), textOf(row.text)])
      : [],
  );
  return readRows(folder, 'queries.dev.jsonl')
    .map(toQuery)
    .map(({ id, text }) => ({
      id,
      text,
      answer: answers.get(id) ?? '',
      passages: [...(wanted.get(id) ?? [])],
    }));
}

/**
 * The ranker for each query. A query that is itself to be learnt from is ranked by one that has not seen its fifth of them.
 */
function trained(
  ranker: Ranker,
  answered: readonly AnsweredQuestion[],
  queries: readonly Query[],
): (query: string) => Ranker {
  const parts = new Map(answered.map(({ id }, i) => [id, i % PARTS]));
  if (!queries.some(({ id }) => parts.has(id))) {
    const whole = ranker.remembering(answered);
    return () => whole;
  }
  const rankers = Array.from({ length: PARTS }, (_, part) =>
    ranker.remembering(answered.filter(({ id }) => parts.get(id) !== part)),
  );
  return (query) => rankers[parts.get(query) ?? 0]!;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function readRows(folder: string, name: string): Row[] {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new InputError(`没有这个文件:${path}. There is no such file.`, { remedy: evaluate.help });
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      try {
        return JSON.parse(line) as Row;
      } catch {
        throw new InputError(`${name} 第 ${i + 1} 行不是 JSON。Line ${i + 1} is not JSON.`);
      }
    });
}

/** Relevant documents of each query. */
function readQrels(folder: string, name: string): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const row of readRows(folder, name)) {
    const query = String(row.qid ?? row.query_id);
    const set = wanted.get(query) ?? new Set();
    if (row.score !== 0) set.add(String(row.id ?? row.doc_id));
    wanted.set(query, set);
  }
  return wanted;
}

function score(
  ranked: ReadonlyMap<string, readonly string[]>,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (name: string, value: number): void => {
    sums[name] = (sums[name] ?? 0) + value;
  };
  let count = 0;
  for (const [query, relevant] of wanted) {
    if (relevant.size === 0) continue;
    count++;
    const ids = ranked.get(query) ?? [];
    const first = ids.slice(0, 10).findIndex((id) => relevant.has(id));
    add('mrr@10', first < 0 ? 0 : 1 / (first + 1));
    for (const k of [5, 10, 20, 50, 100])
      add(`r@${k}`, ids.slice(0, k).filter((id) => relevant.has(id)).length / relevant.size);
    add('ndcg@10', ndcg(ids.slice(0, 10), relevant));
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, round(sum / (count || 1), 4)]));
}

function ndcg(ids: readonly string[], relevant: ReadonlySet<string>): number {
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const got = ids.reduce((sum, id, rank) => sum + (relevant.has(id) ? gain(rank) : 0), 0);
  const best = Array.from({ length: Math.min(ids.length, relevant.size) }, (_, rank) => gain(rank));
  return got / (best.reduce((sum, one) => sum + one, 0) || 1);
}

function spread(times: readonly number[]): Record<string, number> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0, 2);
  return { p50_ms: at(0.5), p95_ms: at(0.95) };
}
