/** Everything that reports and assessments count. */
import type { Source } from './report-source.ts';
import { itemsSource, keptBackSource, publicSource } from './reports/items.ts';
import { mattersSource } from './reports/matters.ts';
import { oversightSources } from './reports/oversight.ts';
import type { Statistics } from './statistics.ts';

/** `more` comes from rooms that supervision does not know. */
export const reportSources = (statistics: Statistics, more: readonly Source[] = []): readonly Source[] => [
  itemsSource,
  publicSource,
  keptBackSource,
  mattersSource(statistics),
  ...oversightSources,
  ...more,
];
