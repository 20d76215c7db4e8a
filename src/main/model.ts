/** The language model wired to the books in the database; undefined where none is configured. */
import type { Config } from '../config.ts';
import type { Log } from '../kit/log.ts';
import { personNames } from '../answers/person-names.ts';
import { createModel, type Model } from '../llm/model.ts';
import type { ModelBooks } from '../store/model-use.ts';

export function openModel(
  { model: settings }: Pick<Config, 'model'>,
  books: ModelBooks,
  log: Log,
): Model | undefined {
  return settings && createModel(settings, { ledger: books, log, findNames: personNames });
}
