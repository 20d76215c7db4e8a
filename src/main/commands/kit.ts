/** A kit of retrieval questions in a folder: corpus.jsonl, queries.SPLIT.jsonl, qrels.SPLIT.jsonl; and its scores. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnsweredQuestion, Passage } from '../../answers/passage.ts';
import type { Ranker } from '../../answers/ranking.ts';
import { InputError } from '../../kit/errors.ts';

const PARTS = 5;
const DEPTH = 100;
const ANSWERS = 'answers.dev.jsonl';

type Row = Record<string, unknown>;

export interface Query {
  id: string;
  text: string;
}

/** Relevant documents of each query. */
export type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

export const readCorpus = (folder: string): Passage[] => readRows(folder, 'corpus.jsonl').map(toPassage);
export const readQueries = (folder: string, split: string): Query[] =>
  readRows(folder, `queries.${split}.jsonl`).map(toQuery);

const toQuery = (row: Row): Query => ({ id: String(row.id ?? row.qid), text: textOf(row.text) });

const toPassage = (row: Row): Passage => ({
  id: String(row.id),
  title: textOf(row.title),
  section: textOf(row.section),
  text: textOf(row.text),
});

/** The dev half with its answers, where there are any: what --train may learn from. */
export function readAnswered(folder: string): AnsweredQuestion[] {
  const wanted = readWanted(folder, 'dev');
  const answers = new Map(
    existsSync(join(folder, ANSWERS))
      ? readRows(folder, ANSWERS).map((row) => [String(row.qid ?? row.id), textOf(row.text)])
      : [],
  );
  return readQueries(folder, 'dev').map(({ id, text }) => ({
    id,
    text,
    answer: answers.get(id) ?? '',
    passages: [...(wanted.get(id) ?? [])],
  }));
}

/**
 * The ranker for each query. A query that is itself to be learnt from is ranked by one that has not seen its fifth of them.
 */
export function trained(
  ranker: Ranker,
  answered: readonly AnsweredQuestion[],
  queries: readonly Query[],
): (query: string) => Ranker {
  const parts = new Map(answered.map(({ id }, i) => [id, i % PARTS]));
  if (!queries.some(({ id }) => parts.has(id))) {
    const whole = ranker.remembering(answered);
    return () => whole;
  }
  const rankers = new Map(
    [...new Set(queries.map(({ id }) => parts.get(id) ?? 0))].map((part) => [
      part,
      ranker.remembering(answered.filter(({ id }) => parts.get(id) !== part)),
    ]),
  );
  return (query) => rankers.get(parts.get(query) ?? 0)!;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function readRows(folder: string, name: string): Row[] {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new InputError(`没有这个文件:${path}. There is no such file.`, {
      remedy: 'The folder needs corpus.jsonl, queries.SPLIT.jsonl and qrels.SPLIT.jsonl.',
    });
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

export function readWanted(folder: string, split: string): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const row of readRows(folder, `qrels.${split}.jsonl`)) {
    const query = String(row.qid ?? row.query_id);
    const set = wanted.get(query) ?? new Set();
    if (row.score !== 0) set.add(String(row.id ?? row.doc_id));
    wanted.set(query, set);
  }
  return wanted;
}

/** Means over the queries that have a relevant document: mrr@10, ndcg@10 and recall r@5 to r@100. */
export function score(
  ranked: ReadonlyMap<string, readonly string[]>,
  wanted: Wanted,
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

export function spread(times: readonly number[]): Record<string, number> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0, 2);
  return { p50_ms: at(0.5), p95_ms: at(0.95) };
}

/** Ranks each query by its ranker; how long each took in milliseconds. */
export function rankAll(
  queries: readonly Query[],
  rankerOf: (query: string) => Pick<Ranker, 'rank'>,
): { ranked: Map<string, string[]>; times: number[] } {
  const times: number[] = [];
  const ranked = new Map<string, string[]>();
  for (const { id, text } of queries) {
    const ranker = rankerOf(id);
    const at = performance.now();
    ranked.set(
      id,
      ranker.rank(text, DEPTH).map((hit) => hit.id),
    );
    times.push(performance.now() - at);
  }
  return { ranked, times };
}
