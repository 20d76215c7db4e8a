/**
 * Answers from records: a question understood in, one message with its sources out, or an honest refusal that names
 * whom to ask. Templates phrase, records give the facts, the guard checks every text before it leaves.
 */
import { isAwaited, type Disclosure } from '../disclosure/disclosures.ts';
import { lawId, type LawArticle } from '../disclosure/laws.ts';
import type { Procedure } from '../disclosure/procedures.ts';
import type { Unit } from '../store/generated/client.ts';
import { told, type Answer } from './answer.ts';
import { nextSteps } from './answers/next-steps.ts';
import { createSources } from './answers/sources.ts';
import { createRemembering } from './answers/remembered.ts';
import { findSubject, type Subject, type WhichOf } from './answers/subject.ts';
import type { Citation } from './citation.ts';
import { composeDisclosure } from './compose/disclosure.ts';
import { fit, withLink } from './compose/fit.ts';
import { asksProgress, stageLine } from './compose/stage-line.ts';
import { composeLaw, shownArticles } from './compose/law.ts';
import { composeBrief, composeProcedure, composeSupposed } from './compose/procedure.ts';
import { composeContactPoint, composeUnit, composeWindow } from './compose/unit.ts';
import { checkFacts, type Violation } from './guard.ts';
import { indexedHere, type Indexed } from './library.ts';
import { createMemory } from './memory.ts';
import { createMatcher, type Matcher } from './matcher.ts';
import type { Question as AskedQuestion, Topic as ThreadTopic } from './question.ts';
import type { Records } from './records.ts';
import { deskOf, refusalText, type RefusalReason } from './refuse.ts';

export type Question = AskedQuestion;
export type Topic = ThreadTopic;

export interface Answers {
  answer(question: Question): Answer;
  /** Parts of one message that each ask of a matter of their own, in one text; undefined when they do not. */
  answerEach(questions: readonly Question[]): Answer | undefined;
  /** The confirmed answer of this id, chosen by who asked something like it; undefined when it holds no more. */
  known(id: string, question: Question): Answer | undefined;
  refuse(reason: RefusalReason): Answer;
  /** What in a text, whoever wrote it, is not backed by the records cited. */
  check(text: string, citations: readonly Citation[]): Violation[];
  matcher: Matcher;
}

/** Every other word strange, or nothing near: the best match is not worth telling. */
const WORTH_TELLING = 2;
/** Matters answered in one message. */
const MOST_MATTERS = 3;

/** Built from the records and the indexes over them once; build again when they change. */
export function createAnswers(records: Records, library: Indexed = indexedHere(records)): Answers {
  const memory = createMemory(records, library.indexes.question);
  const matcher = createMatcher(records, library, memory);
  const units = new Map(records.units.map((unit) => [unit.code, unit]));
  const laws = new Map(records.laws.map((law) => [law.id, law]));
  const unitNames = records.units.map((unit) => unit.name);
  const sourcesOf = createSources(records, memory);
  const findLaw = (law: string, article?: string): LawArticle | undefined => laws.get(lawId(law, article));

  const check = (text: string, citations: readonly Citation[]): Violation[] =>
    checkFacts(text, { records: sourcesOf(citations), unitNames });

  const refuse = (reason: RefusalReason, more: Partial<Answer['evidence']> = {}, owner?: Unit): Answer => {
    const { text, citations } = refusalText(reason, records, owner);
    return {
      outcome: 'refused',
      text,
      citations,
      next: nextSteps('refused', []),
      topic: undefined,
      evidence: { rule: `refuse:${reason}`, records: [], reason, ...more },
    };
  };

  /** Nothing leaves with a fact that its records do not hold. */
  const checked = (answer: Answer): Answer => {
    const violations = check(answer.text, answer.citations);
    if (violations.length === 0) return answer;
    return refuse('guard', { reason: violations.map(({ kind, fact }) => `${kind}:${fact}`).join(' ') });
  };

  const citeUnit = (code: string): Citation[] => {
    const unit = units.get(code);
    return unit ? [{ type: 'unit', id: unit.code, title: unit.name }] : [];
  };
  const citeProcedure = ({ code, name }: Procedure): Citation => ({
    type: 'procedure',
    id: code,
    title: name,
  });
  const citeDisclosure = ({ code, title }: Disclosure): Citation => ({ type: 'disclosure', id: code, title });
  /** An article nobody has verified is cited by its law alone: the id would tell the number. */
  const citeLaw = (law: LawArticle): Citation => ({
    type: 'law',
    id: law.verified ? law.id : law.law,
    title: law.law,
  });

  const aboutProcedure = (subject: Extract<Subject, { kind: 'procedure' }>, question: Question): Answer => {
    const { record, score, strange } = subject.match;
    const unit = units.get(record.unit);
    const context = { text: question.text, fields: question.fields, unit, findLaw };
    const text = question.supposed
      ? composeSupposed(record, context)
      : question.brief
        ? composeBrief(record, { ...context, fields: [] })
        : composeProcedure(record, context);
    const bases = record.basis.flatMap((basis) => {
      const law = findLaw(basis.law, basis.article) ?? findLaw(basis.law);
      return law && text.includes(`《${basis.law}》`) ? [citeLaw(law)] : [];
    });
    return {
      outcome: 'answered',
      text: question.brief ? text : withLink(text, '网上办', record.onlineUrl),
      citations: [citeProcedure(record), ...citeUnit(record.unit), ...unique(bases)],
      next: nextSteps('procedure', question.fields, subject.near?.record),
      topic: { type: 'procedure', id: record.code },
      evidence: {
        rule: subject.rule,
        records: [told('procedure', record.code, record.name, score, record.updated)],
        ...(strange.length > 0 ? { strange: strange.map(({ word }) => word) } : {}),
      },
    };
  };

  const aboutUnit = (subject: Extract<Subject, { kind: 'unit' }>, question: Question): Answer => {
    const { unit, procedure, rule } = subject;
    const text = composeUnit(unit, question.fields, procedure);
    return {
      outcome: 'answered',
      text,
      citations: [
        ...citeUnit(unit.code),
        ...(procedure && text.includes(procedure.name) ? [citeProcedure(procedure)] : []),
      ],
      next: nextSteps('unit', []),
      topic: { type: 'unit', id: unit.code },
      evidence: { rule, records: [told('unit', unit.code, unit.name, 0)] },
    };
  };

  const aboutWindow = ({ zone, procedures, rule }: Extract<Subject, { kind: 'window' }>): Answer => {
    const text = composeWindow(zone, procedures);
    const shown = procedures.filter(({ name }) => text.includes(name));
    return {
      outcome: 'answered',
      text,
      citations: shown.map(citeProcedure),
      next: nextSteps('unit', []),
      topic: undefined,
      evidence: {
        rule,
        records: shown.map(({ code, name, updated }) => told('procedure', code, name, 0, updated)),
      },
    };
  };

  const aboutDisclosure = (subject: Extract<Subject, { kind: 'disclosure' }>, question: Question): Answer => {
    const { record, score } = subject.match;
    const internal = question.audience !== 'citizen';
    const unit = units.get(record.unit);
    const { lines: line, items } = asksProgress(question.text)
      ? stageLine(record, records.disclosures)
      : { lines: [], items: [] };
    return {
      outcome: 'answered',
      text: composeDisclosure(record, unit, {
        today: question.today,
        internal,
        line,
        page: records.pageOf?.(record.code),
      }),
      citations: [
        citeDisclosure(record),
        ...items.filter((item) => item !== record).map(citeDisclosure),
        ...citeUnit(record.unit),
        ...subject.near.map(({ record: near }) => citeDisclosure(near)),
      ],
      next: nextSteps(
        'disclosure',
        [],
        undefined,
        subject.near.map(({ record: { title } }) => title),
        !internal && isAwaited(record) ? record.code : undefined,
      ),
      topic: { type: 'disclosure', id: record.code },
      evidence: {
        rule: subject.rule,
        records: [told('disclosure', record.code, record.title, score, String(record.version ?? 1))],
      },
    };
  };

  const aboutLaw = (subject: Extract<Subject, { kind: 'law' }>, { today }: Question): Answer => {
    const { articles, procedure, rule } = subject;
    if (articles.length === 0) return refuse('noArticle');
    const shown = shownArticles(articles);
    const desk = deskOf(records);
    const text = composeLaw({ articles, related: procedure, desk, today });
    const related = procedure && text.includes(procedure.name) ? [citeProcedure(procedure)] : [];
    return {
      outcome: 'answered',
      text,
      citations: [
        ...unique(shown.filter(({ law }) => text.includes(`《${law}》`)).map(citeLaw)),
        ...related,
        ...(desk && text.includes(desk.name) ? citeUnit(desk.code) : []),
      ],
      next: nextSteps('law', []),
      topic: procedure && { type: 'procedure', id: procedure.code },
      evidence: { rule, records: shown.map((one) => told('law', citeLaw(one).id, one.law, 0, one.version)) },
    };
  };

  const aboutContactPoint = ({ point, rule }: Extract<Subject, { kind: 'contact' }>): Answer => ({
    outcome: 'answered',
    text: composeContactPoint(point),
    citations: citeUnit(point.unitCode ?? ''),
    next: nextSteps('unit', []),
    topic: point.unitCode ? { type: 'unit', id: point.unitCode } : undefined,
    evidence: { rule, records: [told('unit', point.unitCode ?? '', point.name, 0)] },
  });

  const askBack = ({ of, rule }: Extract<Subject, { kind: 'which' }>): Answer => {
    const choices = choicesOf(of);
    return {
      outcome: 'answered',
      text: '您问的是哪一个?请回复数字:',
      citations: choices.map(({ citation }) => citation),
      next: choices.map(({ label, ask }) => ({ id: `ask:${ask}`, label })),
      topic: undefined,
      asksBack: true,
      evidence: {
        rule,
        records: choices.map(({ citation: { type, id, title } }) => told(type, id, title, 0)),
      },
    };
  };

  const unknown = ({ best, strange }: Extract<Subject, { kind: 'nothing' }>, { text }: Question): Answer =>
    refuse(
      'unknown',
      {
        strange: strange.map(({ word }) => word),
        records:
          best && best.score >= WORTH_TELLING
            ? [told('procedure', best.record.code, best.record.name, best.score, best.record.updated)]
            : [],
      },
      matcher.unitByDuty(text),
    );

  const compose = (subject: Subject, question: Question): Answer => {
    switch (subject.kind) {
      case 'procedure':
        return aboutProcedure(subject, question);
      case 'unit':
        return aboutUnit(subject, question);
      case 'window':
        return aboutWindow(subject);
      case 'disclosure':
        return aboutDisclosure(subject, question);
      case 'law':
        return aboutLaw(subject, question);
      case 'contact':
        return aboutContactPoint(subject);
      case 'which':
        return askBack(subject);
      case 'nothing':
        return remembering.offer(question) ?? unknown(subject, question);
    }
  };

  const remembering = createRemembering({ memory, records, compose });

  const answerEach = (questions: readonly Question[]): Answer | undefined => {
    const parts = questions.flatMap((question) => {
      const subject = findSubject({ ...question, last: undefined }, matcher, records);
      return subject.kind === 'procedure' && subject.rule === 'named' ? [{ subject, question }] : [];
    });
    const byMatter = Map.groupBy(parts, ({ subject }) => subject.match.record.code);
    if (byMatter.size < 2 || byMatter.size > MOST_MATTERS || parts.length < questions.length)
      return undefined;
    const told = [...byMatter.values()].map((group) => {
      const [{ subject }] = group as [(typeof group)[number]];
      const text = group.map(({ question }) => question.text).join(',');
      const fields = group.flatMap(({ question }) => question.fields);
      const { record } = subject.match;
      const unit = units.get(record.unit);
      return {
        brief: composeBrief(record, { text, fields, unit, findLaw }),
        answer: aboutProcedure(subject, { ...group[0]!.question, text, fields }),
      };
    });
    const last = told.at(-1)!.answer;
    return checked({
      ...last,
      text: fit(
        told[0]!.brief.split('\n'),
        told.slice(1).flatMap(({ brief }) => brief.split('\n')),
      ),
      citations: unique(told.flatMap(({ answer }) => answer.citations)),
      evidence: { rule: 'several', records: told.flatMap(({ answer }) => answer.evidence.records) },
    });
  };

  return {
    matcher,
    check,
    answerEach,
    refuse: (reason) => refuse(reason),
    known(id, question) {
      const one = memory.find(id);
      const answer = one && remembering.give(one, question);
      return answer && checked(answer);
    },
    answer(question) {
      const plain = question.brief || question.supposed;
      const known = plain ? undefined : memory.recall(question);
      const told = known && remembering.give(known, question);
      if (told) return checked(told);
      const answer = compose(findSubject(question, matcher, records), question);
      return checked(plain ? answer : remembering.besides(answer, question));
    },
  };
}

const unique = (citations: readonly Citation[]): Citation[] => [
  ...new Map(citations.map((citation) => [citation.id, citation])).values(),
];

/** What can be chosen from, with the words that ask for it. */
function choicesOf(of: WhichOf): { label: string; ask: string; citation: Citation }[] {
  switch (of.type) {
    case 'procedure':
      return of.records.map(({ code, name }) => ({
        label: name,
        ask: name,
        citation: { type: 'procedure', id: code, title: name },
      }));
    case 'unit':
      return of.records.map(({ code, name }) => ({
        label: name,
        ask: name,
        citation: { type: 'unit', id: code, title: name },
      }));
    case 'disclosure':
      return of.records.map(({ code, title }) => ({
        label: title,
        ask: title,
        citation: { type: 'disclosure', id: code, title },
      }));
  }
}
