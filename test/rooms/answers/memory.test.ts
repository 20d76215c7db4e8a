/** What staff confirmed for a question helps with those like it: given, offered, moved up; and only as long as it holds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../../src/answers/answer.ts';
import { createAnswers, type Answers } from '../../../src/answers/answers.ts';
import type { Confirmed } from '../../../src/answers/confirmed.ts';
import { markOf } from '../../../src/answers/memory.ts';
import type { Question } from '../../../src/answers/question.ts';
import type { Records } from '../../../src/answers/records.ts';
import { openAsker, type Asker } from '../../helpers/asker.ts';

let asker: Asker;
let records: Records;
beforeAll(async () => {
  asker = await openAsker();
  records = asker.knowledge.records();
});
afterAll(() => asker.close());

const PROCEDURE = 'QH-GA-008';
const confirmed = (question: string, more: Partial<Confirmed> = {}): Confirmed => {
  const record = more.record ?? { type: 'procedure', id: PROCEDURE };
  return {
    id: 'c1',
    question,
    fields: [],
    record,
    version: markOf(record, records)!,
    by: '清和县公安局 2026年11月24日核对',
    ...more,
  };
};
const knowing = (...known: Confirmed[]): Answers => createAnswers({ ...records, confirmed: known });
const question = (text: string, more: Partial<Question> = {}): Question => ({
  text,
  fields: [],
  last: undefined,
  lookup: false,
  audience: 'citizen',
  ...more,
});
const ask = (answers: Answers, text: string, more: Partial<Question> = {}): Answer =>
  answers.answer(question(text, more));

const TEXT = '毛孩子溜达用的木牌';
const LIKE = '毛孩子的木牌';

test('where nothing else fits, what was confirmed for a like question is offered by number, and given when chosen', () => {
  expect(ask(knowing(), LIKE).outcome).toBe('refused');
  const known = confirmed(TEXT, { text: '到公安局领,不收钱。' });
  const answers = knowing(known);
  expect(ask(answers, TEXT)).toMatchObject({ evidence: { rule: 'confirmed' } });
  const offered = ask(answers, LIKE);
  expect(offered).toMatchObject({ asksBack: true, evidence: { rule: 'remembered' } });
  expect(offered.next[0]!.id).toBe('known:c1');
  // Not the words of whoever asked, which are theirs: the record's.
  expect(JSON.stringify(offered)).not.toContain('毛孩子');
  expect(answers.known('c1', question(LIKE))?.text).toMatch(/到公安局领,不收钱。\n\(清和县公安局/);
});

test('beside the usual answer stands what was confirmed about the same record', () => {
  const known = confirmed('加急快取护照多少钱', { fields: ['fee'], text: '加急不另外收钱。' });
  const usual = ask(knowing(), '护照多少钱', { fields: ['fee'] });
  const answer = ask(knowing(known), '加急护照多少钱', { fields: ['fee'] });
  expect(usual.next.some(({ id }) => id.startsWith('known:'))).toBe(false);
  expect(answer.next[0]).toEqual({ id: 'known:c1', label: '类似问题的答复(已核对)' });
  expect(answer.text).not.toContain('不另外收钱');
});

test('of matters that fit alike the one confirmed for a like question goes first', () => {
  const text = '建房';
  const [first, second] = knowing().matcher.procedures(text);
  expect(first!.score - second!.score).toBeLessThan(3);
  const known = confirmed(text, { record: { type: 'procedure', id: second!.record.code } });
  expect(knowing(known).matcher.procedures(text)[0]!.record.code).toBe(second!.record.code);
});

test('when its record has changed it helps no more, and what is internal is never offered to a citizen', () => {
  const stale = confirmed(TEXT, { text: '到公安局领。', version: 'another' });
  expect(ask(knowing(stale), LIKE).outcome).toBe('refused');
  expect(knowing(stale).known('c1', question(LIKE))).toBeUndefined();
  const inner = records.disclosures.find(({ regime }) => regime === '内部')!;
  const kept = knowing(
    confirmed(TEXT, { record: { type: 'disclosure', id: inner.code }, text: '内部的答复' }),
  );
  for (const text of [TEXT, LIKE]) expect(JSON.stringify(ask(kept, text))).not.toMatch(/内部的答复/);
  expect(kept.known('c1', question(LIKE))).toBeUndefined();
});
