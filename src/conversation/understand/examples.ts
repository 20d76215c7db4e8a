/** The examples as lists of sentences. */
import { ASKING } from './examples/asking.ts';
import { GRIEVANCE } from './examples/grievance.ts';
import { OTHER } from './examples/other.ts';
import { RISKY } from './examples/risky.ts';
import { TAKING_PART } from './examples/taking-part.ts';

const sentences = (table: string): string[] =>
  table
    .split(/\n| \| /)
    .map((sentence) => sentence.trim())
    .filter(Boolean);

const listed = <K extends string>(tables: Readonly<Record<K, string>>): [K, string[]][] =>
  (Object.entries(tables) as [K, string][]).map(([name, table]) => [name, sentences(table)]);

/** Sentences by intent. */
export const INTENT_EXAMPLES = [
  ...listed(ASKING),
  ...listed(GRIEVANCE),
  ...listed(TAKING_PART),
  ...listed(OTHER),
];

/** Sentences by what must not be answered; tricks, insults and dangers stand among the intents. */
export const RISK_EXAMPLES = listed(RISKY);
