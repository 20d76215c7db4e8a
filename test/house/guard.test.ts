/** No way around the conflict guard: whoever reads complaints does so through supervision, and there through the guard. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const SRC = new URL('../../src/', import.meta.url).pathname;
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('store/generated/'),
);
const textOf = (file: string): string => readFileSync(SRC + file, 'utf8');

const TABLES =
  /\.(complaint|complaintEvent|complaintAttachment|complainantIdentity|identityOpening|complaintSurvey|complaintEscalation)\s*\.\s*(find|count|group|aggregate|update|create|delete|upsert)|\b(from|join|update|into)\s+"?(complaint|complaint_\w+|complainant_identity|identity_opening)\b/i;

/**
 * Inside supervision: what asks the guard, and what serves the author alone or writes without showing. A new file that touches
 * the tables stands in neither list and fails here: it is an exit, and has to ask.
 */
const ASKS_THE_GUARD = [
  'supervision/accountability.ts',
  'supervision/weekly-digest.ts',
  'supervision/queue.ts',
  'supervision/complaint-figures.ts',
  'supervision/queue/sheet.ts',
  'supervision/statistics.ts',
  'supervision/case-records.ts',
  'supervision/openings.ts',
  'supervision/complaints/steps.ts',
  'supervision/complaints/recall.ts',
  'supervision/complaints/ladder.ts',
];
const FOR_THE_AUTHOR_OR_WRITES = [
  'supervision/personal-data.ts',
  'supervision/vault.ts',
  'supervision/complaints/authors.ts',
  'supervision/complaints/context.ts',
  'supervision/complaints/filing.ts',
  'supervision/complaints/recount.ts',
  'supervision/complaints/similar.ts',
  'supervision/complaints/surveys.ts',
  'supervision/complaints/telling.ts',
];

/** Shown to everybody: what is neither sealed nor about anybody by name. */
const FOR_EVERYBODY = 'supervision/ledger.ts';

test('no other room touches the tables of complaints', () => {
  // A benchmark fills a database of its own.
  const others = files.filter((file) => !/^supervision\/|^main\/commands\/bench\//.test(file));
  expect(others.filter((file) => TABLES.test(textOf(file)))).toEqual([]);
});

test('in supervision a file that does asks the guard, or is known to show nothing to staff', () => {
  const touching = files.filter((file) => file.startsWith('supervision/') && TABLES.test(textOf(file)));
  const known = new Set([...ASKS_THE_GUARD, ...FOR_THE_AUTHOR_OR_WRITES, FOR_EVERYBODY]);
  expect(touching.filter((file) => !known.has(file))).toEqual([]);
  for (const file of touching.filter((one) => ASKS_THE_GUARD.includes(one)))
    expect(textOf(file), file).toMatch(/accessTo|visibleTo|countableBy|guarded\(|allowedAmong/);
  expect(textOf(FOR_EVERYBODY)).toMatch(
    /sealed: false,\s+queueUnit: \{ not: ABOVE \},[\s\S]*accusedUserids: \{ isEmpty: true \}/,
  );
});

test('every message to staff about a complaint goes to people whom the guard let through', () => {
  // `sendCards` takes viewers, and those are made by loadViewers and sifted by allowedAmong alone.
  const telling = textOf('supervision/complaints/telling.ts');
  expect(telling).toMatch(/viewers\.filter\(\(viewer\) => allows\(accessTo\(complaint, viewer\), wanted\)\)/);
  const makers = files.filter((file) => /subject: \{ type: 'complaint'/.test(textOf(file)));
  expect(makers).toEqual(['supervision/complaints/telling.ts']);
});
