/** What staff confirmed for like questions: given, offered where nothing else fits, or offered beside the usual answer. */
import { told, type Answer } from '../answer.ts';
import type { Citation } from '../citation.ts';
import { fit } from '../compose/fit.ts';
import type { Confirmed } from '../confirmed.ts';
import type { Memory } from '../memory.ts';
import type { Question } from '../question.ts';
import type { Records } from '../records.ts';
import { recalled, type Subject } from './subject.ts';

export interface RememberingDeps {
  memory: Memory;
  records: Records;
  compose(subject: Subject, question: Question): Answer;
}

const MOST_OFFERED = 3;

export function createRemembering({ memory, records, compose }: RememberingDeps) {
  const units = new Map(records.units.map((unit) => [unit.code, unit]));

  /** What a unit wrote and a second person confirmed, or the record they chose, under their name and day. */
  const give = (known: Confirmed, question: Question): Answer | undefined => {
    const subject = recalled(known, question, records);
    if (!subject) return undefined;
    const usual = compose(subject, question);
    const evidence = { ...usual.evidence, rule: 'confirmed', confirmed: known.id };
    if (known.text === undefined) return { ...usual, evidence };
    const [own] = usual.citations;
    const unit = units.get(
      own?.type === 'unit' ? own.id : (usual.citations.find(({ type }) => type === 'unit')?.id ?? ''),
    );
    const text = fit(
      [known.text, `(${known.by})`],
      unit?.phone ? [`再问:${unit.name},电话:${unit.phone}`] : [],
    );
    return { ...usual, text, evidence };
  };

  const titleOf = (one: Confirmed, question: Question): Citation | undefined => {
    const subject = recalled(one, question, records);
    return subject && compose(subject, question).citations.find(({ type }) => type === one.record.type);
  };

  /** Nothing fits, but something like it was asked before: is that what is meant? */
  const offered = (question: Question): Answer | undefined => {
    const choices = memory.near(question.text).flatMap(({ one }) => {
      const citation = titleOf(one, question);
      return citation ? [{ one, citation }] : [];
    });
    const some = [...new Map(choices.toReversed().map((choice) => [choice.citation.id, choice])).values()]
      .toReversed()
      .slice(0, MOST_OFFERED);
    if (some.length === 0) return undefined;
    return {
      outcome: 'answered',
      text: '您问的是不是这件事?是就回复数字,不是请换个说法:',
      citations: some.map(({ citation }) => citation),
      next: some.map(({ one, citation }) => ({ id: `known:${one.id}`, label: citation.title })),
      topic: undefined,
      asksBack: true,
      evidence: {
        rule: 'remembered',
        records: some.map(({ citation: { type, id, title } }) => told(type, id, title, 0)),
      },
    };
  };

  /** The usual answer, and beside it what staff said to something like it about the same record. */
  const withKnown = (answer: Answer, { text, fields }: Question): Answer => {
    if (answer.outcome !== 'answered' || answer.asksBack) return answer;
    const about = new Set(answer.evidence.records.map(({ type, id }) => `${type} ${id}`));
    const known = memory
      .near(text)
      .find(
        ({ one }) =>
          one.text !== undefined &&
          about.has(`${one.record.type} ${one.record.id}`) &&
          one.fields.some((field) => fields.includes(field)),
      );
    if (!known) return answer;
    return {
      ...answer,
      next: [{ id: `known:${known.one.id}`, label: '类似问题的答复(已核对)' }, ...answer.next],
    };
  };

  return { give, offer: offered, besides: withKnown };
}
