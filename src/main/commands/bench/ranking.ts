/**
 * The ranker on a kit of questions, cold and with the answered half remembered, beside MiniSearch, Orama and PostgreSQL's
 * full text search, all over the same pairs of characters; and how it stands at a million passages.
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
const DEPTH = 100;
const MILLION = 1_000_000;
const MANY_ASKED = 200;

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
    const wanted = readWanted(folder, SPLIT);
    const ranker = createRanker(corpus);
    tell(
      figures,
      'ours',
      rankAll(queries, () => ranker),
      wanted,
    );
    figures.note('ours_index', 'mb', [ranker.bytes / 1e6]);
    const rankers = trained(ranker, readAnswered(folder), queries);
    tell(figures, 'ours_remembering', rankAll(queries, rankers), wanted);
    const mini = await miniSearch(corpus);
    tell(
      figures,
      'minisearch',
      rankAll(queries, () => mini),
      wanted,
    );
    await besideOrama(figures, corpus, queries, wanted);
    await besidePostgres(figures, corpus, queries, wanted, databaseUrl);
    atAMillion(figures, corpus, queries);
  },
};

type Outcome = ReturnType<typeof rankAll>;

function tell({ note }: Figures, name: string, { ranked, times }: Outcome, wanted: Wanted): void {
  const scores = score(ranked, wanted);
  for (const key of ['r@10', 'mrr@10']) note(`${name}_${key}`, 'share', [scores[key]!]);
  for (const [key, value] of Object.entries(spread(times))) note(`${name}_${key.slice(0, 3)}`, 'ms', [value]);
}

const whole = ({ title, section, text }: Passage): string => `${title}\n${section}\n${text}`;

async function miniSearch(corpus: readonly Passage[]): Promise<Pick<Ranker, 'rank'>> {
  // The rivals are there for development only.
  const { default: MiniSearch } = await import('minisearch');
  const index = new MiniSearch<{ id: string; whole: string }>({
    fields: ['whole'],
    tokenize: searchTerms,
    processTerm: (term) => term,
  });
  index.addAll(corpus.map((passage) => ({ id: passage.id, whole: whole(passage) })));
  return {
    rank: (question, limit) =>
      index
        .search(question)
        .slice(0, limit)
        .map(({ id, score: value }) => ({ id: String(id), score: value })),
  };
}

/** Its search is a promise, so it is timed here. */
async function besideOrama(
  figures: Figures,
  corpus: readonly Passage[],
  queries: readonly Query[],
  wanted: Wanted,
): Promise<void> {
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
  const outcome = await rankSlowly(queries, async (text) => {
    const { hits } = await search(index, { term: text, properties: ['whole'], limit: DEPTH });
    return hits.map(({ id }) => String(id));
  });
  tell(figures, 'orama', outcome, wanted);
}

async function rankSlowly(
  queries: readonly Query[],
  find: (text: string) => Promise<string[]>,
): Promise<Outcome> {
  const ranked = new Map<string, string[]>();
  const times: number[] = [];
  for (const { id, text } of queries) {
    const at = performance.now();
    ranked.set(id, await find(text));
    times.push(performance.now() - at);
  }
  return { ranked, times };
}

async function besidePostgres(
  figures: Figures,
  corpus: readonly Passage[],
  queries: readonly Query[],
  wanted: Wanted,
  databaseUrl: string | undefined,
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
        const outcome = await rankSlowly(queries, async (text) => {
          const { rows } = await client.query<{ id: string }>(FIND, [lexemes(text).join(' | ')]);
          return rows.map(({ id }) => id);
        });
        tell(figures, 'postgresql', outcome, wanted);
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
function atAMillion({ note }: Figures, corpus: readonly Passage[], queries: readonly Query[]): void {
  const many = Array.from({ length: MILLION }, (_, i) => {
    const passage = corpus[i % corpus.length]!;
    return { ...passage, id: `${passage.id}-${i}` };
  });
  const ranker = createRanker(many);
  const { times } = rankAll(queries.slice(0, MANY_ASKED), () => ranker);
  note('million_index', 'mb', [ranker.bytes / 1e6]);
  note('million_p50', 'ms', [spread(times).p50_ms!]);
  note('million_p95', 'ms', [spread(times).p95_ms!]);
}
