/** Questions answered from the records, one or several in a message, with what was spoken of before in mind. */
import type { Answer } from '../../answers/answer.ts';
import type { Answers, Topic } from '../../answers/answers.ts';
import { FIELDS, readFields, type Field } from '../../answers/fields.ts';
import type { Question } from '../../answers/question.ts';
import type { Clock } from '../../kit/clock.ts';
import { dayOf } from '../../kit/day.ts';
import type { HandOffs } from '../hand-off.ts';
import { withoutFlow } from '../flows/flow.ts';
import { offer, type Plan } from '../plan.ts';
import type { Answered, Session } from '../session.ts';
import type { Understanding } from '../understand.ts';
import { clausesOf, type FollowUp } from '../understand/follow-up.ts';
import type { Who } from './who.ts';

export interface AnsweringDeps {
  /** The answers of this moment: records may change between two messages. */
  answers(): Answers;
  clock: Clock;
  handOffs: Pick<HandOffs, 'ask'>;
}

/** Asked back so often in a row, a person takes over. */
export const MOST_ASKED_BACK = 2;

export function createAnswering({ answers, clock, handOffs }: AnsweringDeps) {
  /** The answer as a plan; a third question back is a person's. */
  const tell = async (
    answer: Answer,
    session: Session,
    understood: Understanding,
    who: Who,
    asked?: Answered,
  ): Promise<Plan> => {
    const intent = understood.intents[0] ?? 'unclear';
    if (answer.asksBack && session.asked >= MOST_ASKED_BACK) return handOffs.ask(session, intent, who.from);
    const offered = offer(
      {
        ...withoutFlow(session),
        last: answer.topic ?? session.last,
        asked: answer.asksBack ? session.asked + 1 : 0,
        ...(asked ? { answered: asked } : {}),
      },
      answer.text,
      answer.next,
    );
    return {
      intent,
      intents: understood.intents,
      outcome: answer.outcome,
      say: offered.say,
      session: offered.session,
      citations: answer.citations,
      evidence: { ...answer.evidence, fields: understood.fields },
    };
  };

  const questionOf = (understood: Answered, session: Session, who: Who, lookup: boolean): Question => ({
    text: understood.text,
    fields: understood.fields,
    last: session.last as Topic | undefined,
    lookup,
    audience: who.audience,
    today: dayOf(clock.now()),
  });

  const keep = ({ text, fields }: Answered, session: Session, lookup: boolean): Answered => ({
    // What points back is kept with what it pointed to, so that it can be asked again.
    text: text === '' && session.answered && !session.answered.refused ? session.answered.text : text,
    fields: [...fields],
    lookup,
  });

  const answer = (understood: Understanding, session: Session, who: Who, lookup: boolean): Promise<Plan> => {
    const several = lookup ? undefined : inParts(understood, session, who);
    const found = several ?? answers().answer(questionOf(understood, session, who, lookup));
    return tell(found, session, understood, who, keep(understood, session, lookup));
  };

  /** "身份证多少钱,护照多少天": each part asks something of a matter of its own. */
  const inParts = (understood: Understanding, session: Session, who: Who): Answer | undefined => {
    const parts = clausesOf(understood.text).flatMap((text) => {
      const fields = readFields(text);
      return fields.length > 0 ? [questionOf({ text, fields }, session, who, false)] : [];
    });
    return parts.length >= 2 ? answers().answerEach(parts) : undefined;
  };

  /** What staff confirmed for a question like the one just asked; asked anew when it holds no more. */
  const tellKnown = (id: string, session: Session, who: Who): Promise<Plan> => {
    const before = session.answered ?? { text: '', fields: [] };
    const read = plainUnderstanding(before.text, before.fields);
    const known = answers().known(id, questionOf(before, session, who, before.lookup ?? false));
    return known
      ? tell(known, session, read, who, before)
      : answer(read, session, who, before.lookup ?? false);
  };

  /** A numbered choice of the same matter. */
  const askField = (field: string, session: Session, who: Who): Promise<Plan> | undefined => {
    if (!(FIELDS as readonly string[]).includes(field)) return undefined;
    return answer(plainUnderstanding('', [field as Field]), session, who, false);
  };

  /** A message that hangs on the answer before it; undefined when it has to be read like any other. */
  const followUp = async (
    kind: FollowUp,
    understood: Understanding,
    session: Session,
    who: Who,
  ): Promise<Plan | undefined> => {
    const before = session.answered;
    if (!before || before.refused) return undefined;
    if (kind === 'rephrase') {
      const question = { ...questionOf(before, session, who, before.lookup ?? false), brief: true };
      const read = plainUnderstanding(before.text, before.fields, understood.intents);
      return tell(answers().answer(question), session, { ...read, intents: ['procedure'] }, who, before);
    }
    if (kind === 'supposes' && (session.last as Topic | undefined)?.type === 'procedure') {
      const fields: Field[] = ['conditions', 'materials'];
      const read = { ...understood, text: '', fields, intents: ['procedure' as const] };
      return tell(
        answers().answer({ ...questionOf(read, session, who, false), supposed: true }),
        session,
        read,
        who,
        before,
      );
    }
    const inherits = kind === 'other-matter' && understood.fields.length === 0 && before.fields.length > 0;
    if (!inherits || !understood.heard?.named) return undefined;
    const read: Understanding = { ...understood, fields: before.fields as Field[], intents: ['procedure'] };
    return answer(read, session, who, false);
  };

  /** Nothing but what is asked of the matter spoken of before: 材料嘞, 那要多少钱. */
  const pointsBack = (understood: Understanding, session: Session): boolean =>
    session.last !== undefined &&
    understood.fields.length > 0 &&
    [...understood.text].length <= LONGEST_POINTER &&
    !answers().matcher.speaksOfMatter(understood.text);

  /** "李家沟的": what was asked before, of that place. */
  const ofPlace = async (
    understood: Understanding,
    session: Session,
    who: Who,
  ): Promise<Plan | undefined> => {
    const before = session.answered;
    const [unit] = answers().matcher.units(understood.text);
    if (!before || before.refused || !unit || understood.fields.length > 0) return undefined;
    const rest = understood.text
      .replace(unit.name, '')
      .replace(/^(是|那|在)|(村|社区|镇|乡|的|呢|吧|那边|那里|这边)/g, '');
    if ([...rest].length > 1 || before.text.includes(unit.name)) return undefined;
    const read: Understanding = {
      ...understood,
      text: `${unit.record.name}${before.text}`,
      fields: [...before.fields],
      intents: [before.lookup ? 'disclosure_lookup' : 'procedure'],
    };
    return answer(read, session, who, before.lookup ?? false);
  };

  return { answer, tell, tellKnown, askField, followUp, pointsBack, ofPlace };
}

const LONGEST_POINTER = 14;

const plainUnderstanding = (
  text: string,
  fields: readonly string[],
  intents: Understanding['intents'] = ['procedure'],
): Understanding => ({
  text,
  intents,
  fields: [...fields] as Field[],
  risks: [],
  region: undefined,
  unit: undefined,
  reference: undefined,
});
