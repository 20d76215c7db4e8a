/**
 * The ranker on a kit of questions beside MiniSearch, Orama and PostgreSQL's full text search, all over the same terms and
 * asked the same questions: a fifth of them, which the ranker that remembers has not seen. Cold on all of them; and how it
 * stands at a million passages. Bounded: a rival that takes too long is asked fewer.
 */
import pg from 'pg';
import type { Passage } from '../../../answers/passage.ts';
import { createRanker, searchTerms, type Ranker } from '../../../answers/ranking.ts';
import { InputError } from '../../../kit/errors.ts';
import {
  rankAll,
  readAnswered,
  readCorpus,
  readQueries,
  readWanted,
  score,
  spread,
  trained,
} from '../kit.ts';
import type { Query, Wanted } from '../kit.ts';
import { startCluster, withFreshDatabase } from './cluster.ts';
import type { Benchmark, Figures } from './figures.ts';

const SPLIT = 'dev';
const PARTS = 5;
const DEPTH = 100;
const MILLION = 1_000_000;
const MANY_ASKED = 200;
/** Milliseconds for the questions to one rival. */
const RIVAL_MS = 30_000;

/** What is promised. */
const PROMISED = { recall: 0.5, mrr: 0.42, p95: 25, millionP95: 80, millionMb: 150 };

export const ranking: Benchmark = {
  help: '检索排序,和 MiniSearch、Orama、PostgreSQL 全文检索比  how well articles are found, beside rivals',
  folder: true,
  long: true,
  async run(figures, { folder, databaseUrl }) {
    if (!folder)
      throw new InputError('没有写题目的目录。No folder with the kit is named.', {
        remedy: 'npm run bench -- ranking DIR',
      });
    const corpus = readCorpus(folder);
    const queries = readQueries(folder, SPLIT);
    const table = createTable(figures, readWanted(folder, SPLIT));
    const ranker = createRanker(corpus);
    const cold = table.add(
      'ours_cold',
      rankAll(queries, () => ranker),
    );
    figures.note('ours_index', 'mb', [ranker.bytes / 1e6]);
    const some = queries.filter((_, i) => i % PARTS === 0);
    table.add(
      'ours_cold_of_fifth',
      rankAll(some, () => ranker),
    );
    table.add('ours_remembering', rankAll(some, trained(ranker, readAnswered(folder), some)));
    table.add('minisearch', await rankWithin(some, await miniSearch(corpus)));
    table.add('orama', await rankWithin(some, await orama(corpus)));
    await onPostgres(figures, corpus, databaseUrl, async (find) => {
      table.add('postgresql', await rankWithin(some, find));
    });
    const million = atAMillion(figures, corpus, queries);
    table.show();
    const keep = (kept: boolean, line: string): void => {
      if (!kept) figures.fault(line);
    };
    keep(cold.recall >= PROMISED.recall && cold.mrr >= PROMISED.mrr, 'finds fewer than promised');
    keep(cold.p95 <= PROMISED.p95, `slower than ${PROMISED.p95} ms`);
    keep(million.p95 <= PROMISED.millionP95, `slower than ${PROMISED.millionP95} ms at a million`);
    keep(million.mb <= PROMISED.millionMb, `larger than ${PROMISED.millionMb} MB at a million`);
  },
};

type Outcome = ReturnType<typeof rankAll>;

interface Line {
  recall: number;
  mrr: number;
  p95: number;
}

interface Table {
  add(name: string, outcome: Outcome): Line;
  show(): void;
}

function createTable({ note, say }: Figures, wanted: Wanted): Table {
  const lines = [`${'engine'.padEnd(20)} asked   R@10  MRR@10   p50 ms   p95 ms`];
  return {
    add(name, { ranked, times }) {
      const asked = new Map([...wanted].filter(([query]) => ranked.has(query)));
      const { 'r@10': recall = 0, 'mrr@10': mrr = 0 } = score(ranked, asked);
      const { p50_ms: p50 = 0, p95_ms: p95 = 0 } = spread(times);
      note(`${name}_r@10`, 'share', [recall]);
      note(`${name}_mrr@10`, 'share', [mrr]);
      note(`${name}_p50`, 'ms', [p50]);
      note(`${name}_p95`, 'ms', [p95]);
      const cells = [
        String(times.length).padStart(5),
        recall.toFixed(3).padStart(6),
        mrr.toFixed(3).padStart(7),
      ];
      lines.push(
        [name.padEnd(20), ...cells, p50.toFixed(1).padStart(8), p95.toFixed(1).padStart(8)].join(' '),
      );
      return { recall, mrr, p95 };
    },
    show: () => say(lines.join('\n')),
  };
}

/** Finds ids of passages, best first; it may be a promise. */
type Find = (question: string) => string[] | Promise<string[]>;

async function rankWithin(queries: readonly Query[], find: Find): Promise<Outcome> {
  const ranked = new Map<string, string[]>();
  const times: number[] = [];
  const until = performance.now() + RIVAL_MS;
  for (const { id, text } of queries) {
    const at = performance.now();
    if (at > until) break;
    ranked.set(id, await find(text));
    times.push(performance.now() - at);
  }
  return { ranked, times };
}

const whole = ({ title, section, text }: Passage): string => `${title}\n${section}\n${text}`;

async function miniSearch(corpus: readonly Passage[]): Promise<Find> {
  // The rivals are there for development only.
  const { default: MiniSearch } = await import('minisearch');
  const index = new MiniSearch<{ id: string; whole: string }>({
    fields: ['whole'],
    tokenize: searchTerms,
    processTerm: (term) => term,
  });
  index.addAll(corpus.map((passage) => ({ id: passage.id, whole: whole(passage) })));
  return (question) =>
    index
      .search(question)
      .slice(0, DEPTH)
      .map(({ id }) => String(id));
}

async function orama(corpus: readonly Passage[]): Promise<Find> {
  const { create, insertMultiple, search } = await import('@orama/orama');
  const index = create({
    schema: { id: 'string', whole: 'string' },
    components: { tokenizer: { language: 'chinese', normalizationCache: new Map(), tokenize: searchTerms } },
  });
  await insertMultiple(
    index,
    corpus.map((passage) => ({ id: passage.id, whole: whole(passage) })),
    1_000,
  );
  return async (question) => {
    const { hits } = await search(index, { term: question, properties: ['whole'], limit: DEPTH });
    return hits.map(({ id }) => String(id));
  };
}

async function onPostgres(
  figures: Figures,
  corpus: readonly Passage[],
  databaseUrl: string | undefined,
  work: (find: Find) => Promise<void>,
): Promise<void> {
  const cluster = databaseUrl ? undefined : await startCluster();
  const url = databaseUrl ?? cluster?.url;
  if (!url) return figures.say('没有 PostgreSQL。No PostgreSQL to compare with.');
  try {
    await withFreshDatabase(url, async (database) => {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      try {
        await fillPostgres(client, corpus);
        await work(async (question) => {
          const { rows } = await client.query<{ id: string }>(FIND, [lexemes(question).join(' | ')]);
          return rows.map(({ id }) => id);
        });
      } finally {
        await client.end();
      }
    });
  } finally {
    await cluster?.remove();
  }
}

const FIND = `select id from passage, to_tsquery('simple', $1) question where words @@ question
  order by ts_rank(words, question) desc, id limit ${DEPTH}`;
const BATCH = 2_000;

const lexemes = (text: string): string[] => [...new Set(searchTerms(text))].map((term) => `'${term}'`);

async function fillPostgres(client: pg.Client, corpus: readonly Passage[]): Promise<void> {
  await client.query('create table passage (id text primary key, words tsvector not null)');
  for (let start = 0; start < corpus.length; start += BATCH) {
    const batch = corpus.slice(start, start + BATCH);
    await client.query(
      `insert into passage select id, to_tsvector('simple', words) from unnest($1::text[], $2::text[]) as given (id, words)`,
      [batch.map(({ id }) => id), batch.map((passage) => searchTerms(whole(passage)).join(' '))],
    );
  }
  await client.query('create index on passage using gin (words)');
  await client.query('analyze passage');
}

/** The corpus again and again until there are a million passages. */
function atAMillion(
  { note }: Figures,
  corpus: readonly Passage[],
  queries: readonly Query[],
): { p95: number; mb: number } {
  const many = Array.from({ length: MILLION }, (_, i) => {
    const passage = corpus[i % corpus.length]!;
    return { ...passage, id: `${passage.id}-${i}` };
  });
  const ranker: Ranker = createRanker(many);
  const { times } = rankAll(queries.slice(0, MANY_ASKED), () => ranker);
  const [mb, { p50_ms: p50 = 0, p95_ms: p95 = 0 }] = [ranker.bytes / 1e6, spread(times)];
  note('million_index', 'mb', [mb]);
  note('million_p50', 'ms', [p50]);
  note('million_p95', 'ms', [p95]);
  return { p95, mb };
}
