import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createRanker } from '../../answers/ranking.ts';
import { InputError } from '../../kit/errors.ts';
import type { LoneCommand } from './command.ts';
import {
  rankAll,
  readAnswered,
  readCorpus,
  readQueries,
  readWanted,
  round,
  score,
  spread,
  trained,
} from './kit.ts';

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
    const queries = readQueries(folder, values.split);
    const wanted = readWanted(folder, values.split);
    const started = performance.now();
    const ranker = createRanker(readCorpus(folder));
    const rankers = values.train ? trained(ranker, readAnswered(folder), queries) : () => ranker;
    const build = (performance.now() - started) / 1_000;
    const { ranked, times } = rankAll(queries, rankers);
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
