/** The language model wired to the books in the database; undefined where none is configured. And its metrics. */
import type { Config } from '../config.ts';
import type { Log } from '../kit/log.ts';
import { personNames } from '../answers/person-names.ts';
import type { Matcher } from '../answers/matcher.ts';
import { createProposer } from '../answers/proposals.ts';
import type { AnswerReports } from '../answers/reports.ts';
import type { Official } from '../people/officials.ts';
import type { Database } from '../store/database.ts';
import { createModel, type Model } from '../llm/model.ts';
import type { ModelBooks } from '../store/model-use.ts';
import type { HealthOptions } from '../web/health.ts';

export function openModel(
  { model: settings }: Pick<Config, 'model'>,
  books: ModelBooks,
  log: Log,
): Model | undefined {
  return settings && createModel(settings, { ledger: books, log, findNames: personNames });
}

/** For the official who corrects an answer: the record that may have been meant, as a line. */
export function guessFor(
  model: Model,
  { reports, database, matcher }: { reports: AnswerReports; database: Database; matcher(): Matcher },
): (reportId: string, official: Official) => Promise<string | undefined> {
  const proposer = createProposer(model);
  return async (reportId, official) => {
    const report = await reports.find(database.prisma, reportId, official);
    const { question, record } = await reports.open(database.prisma, report);
    const { record: meant } = await proposer.propose(question, record, matcher());
    return meant && `模型猜问的是“${meant.name}”。对,就回复编号 ${meant.code}。`;
  };
}

/** What this process asked of the model; nothing where there is none. */
export function modelMetrics(model: Model | undefined): {
  gauges: HealthOptions['gauges'][number][];
  counters: NonNullable<HealthOptions['counters']>[number][];
} {
  if (!model) return { gauges: [], counters: [] };
  return {
    gauges: (['p50', 'p95'] as const).map((share) => ({
      name: `model_latency_${share}_seconds`,
      help: `Seconds of the last calls of the model, ${share}`,
      read: async () => model.figures()[share],
    })),
    counters: [
      {
        name: 'model_calls_total',
        help: 'What the model was asked for, and what came of it',
        labelNames: ['purpose', 'outcome'],
        read: () => model.figures().calls.map(({ count, ...labels }) => ({ labels, count })),
      },
      {
        name: 'model_tokens_total',
        help: 'Tokens of the model',
        labelNames: ['direction'],
        read: () => {
          const { tokensIn, tokensOut } = model.figures();
          return [
            { labels: { direction: 'in' }, count: tokensIn },
            { labels: { direction: 'out' }, count: tokensOut },
          ];
        },
      },
    ],
  };
}
