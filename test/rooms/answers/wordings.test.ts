import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureAnswers, type AnswerFigures, type Score } from '../../../src/main/commands/bench/answers.ts';
import { ourAnswerSets } from '../../helpers/answer-sets.ts';
import { openAsker, type Asker } from '../../helpers/asker.ts';

let asker: Asker;
let figures: AnswerFigures;
beforeAll(async () => {
  asker = await openAsker();
  figures = await measureAnswers(ourAnswerSets(), asker);
});
afterAll(() => asker.close());

const share = ({ hits, of }: Score): number => hits / of;

test('nearly every question in other words than the records use is answered from the right record', () => {
  expect(figures.questions.of).toBeGreaterThanOrEqual(250);
  expect(share(figures.questions), figures.questions.cases.join('\n')).toBeGreaterThanOrEqual(0.97);
});

test('hardly a question that has a record is refused', () => {
  expect(share(figures.falseRefusals), figures.falseRefusals.cases.join('\n')).toBeLessThanOrEqual(0.02);
});

test('what must not be answered is not answered', () => {
  expect(share(figures.mustRefuse), figures.mustRefuse.cases.join('\n')).toBeGreaterThanOrEqual(0.98);
});

test('what people want is understood', () => {
  expect(share(figures.intents), figures.intents.cases.join('\n')).toBeGreaterThanOrEqual(0.97);
});

test('no answer is without its source, and no fact stands outside the records cited', () => {
  expect(figures.uncited.cases).toEqual([]);
  expect(figures.factsNotCited.cases).toEqual([]);
});
