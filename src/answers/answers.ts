/**
 * Answers from records: a question understood in, one message with its sources out, or an honest refusal that names
 * whom to ask. Templates phrase, records give the facts, the guard checks every text before it leaves.
 */
import type { Disclosure } from '../disclosure/disclosures.ts';
import { lawId } from '../disclosure/laws.ts';
import type { Procedure } from '../disclosure/procedures.ts';
import { composeDisclosure } from './compose/disclosure.ts';
import { composeLaw } from './compose/law.ts';
import { composeProcedure } from './compose/procedure.ts';
import { composeContactPoint, composeUnit } from './compose/unit.ts';
import type { Field } from './fields.ts';
import type { Citation } from './citation.ts';
import { checkFacts } from './guard.ts';
import { createMatcher, type Match, type Matcher } from './matcher.ts';
import type { Records } from './records.ts';
import { refusalText, type RefusalReason } from './refuse.ts';

/** What the thread is about, for a follow-up. */
export interface Topic {
  type: 'procedure' | 'unit' | 'disclosure';
  id: string;
}

export interface Question {
  /** Readable text. */
  text: string;
  fields: readonly Field[];
  /** What the thread was about before. */
  last: Topic | undefined;
  /** The question is about published information rather than about how something is done. */
  lookup: boolean;
  audience: 'citizen' | 'official';
}

export interface Answer {
  outcome: 'answered' | 'refused';
  text: string;
  citations: Citation[];
  /** Numbered next steps. */
  next: { id: string; label: string }[];
  topic: Topic | undefined;
  evidence: {
    rule: string;
    records: { type: string; id: string; title: string; score: number }[];
    strange?: string[];
    reason?: string;
  };
}

export interface Answers {
  answer(question: Question): Answer;
  refuse(reason: RefusalReason): Answer;
  matcher: Matcher;
}

/** Below this a match without a name in the text is chance. */
const FLOOR = 26;
/** A name of so many characters in the text is enough by itself. */
const SURE_NAME = 2;
const DISCLOSURE_FLOOR = 24;
const UNIT_FIELDS: readonly Field[] = [
  'phone',
  'where',
  'hours',
  'duties',
  'discipline',
  'supervision',
  'who',
  'fee',
];

export function createAnswers(records: Records): Answers {
  const matcher = createMatcher(records);
  const units = new Map(records.units.map((unit) => [unit.code, unit]));
  const laws = new Map(records.laws.map((law) => [law.id, law]));
  const unitNames = records.units.map((unit) => unit.name);
  const findLaw = (law: string, article?: string) => laws.get(lawId(law, article));

  const refuse = (reason: RefusalReason, evidence: Partial<Answer['evidence']> = {}): Answer => {
    const { text, citations } = refusalText(reason, records);
    return {
      outcome: 'refused',
      text,
      citations,
      next: [
        { id: 'human', label: '转人工' },
        { id: 'request', label: '申请公开信息' },
      ],
      topic: undefined,
      evidence: { rule: `refuse:${reason}`, records: [], reason, ...evidence },
    };
  };

  /** Everything the cited records say, for the guard. */
  const sourcesOf = (citations: readonly Citation[]): string[] =>
    citations.map(({ type, id }) => {
      if (type === 'procedure') {
        const procedure = records.procedures.find((one) => one.code === id)!;
        return JSON.stringify([procedure, units.get(procedure.unit)?.name]);
      }
      if (type === 'unit')
        return JSON.stringify([
          units.get(id),
          records.contactPoints.filter((point) => point.unitCode === id),
        ]);
      if (type === 'law')
        return JSON.stringify(records.laws.filter((law) => law.id === id || law.law === id));
      const item = records.disclosures.find((one) => one.code === id)!;
      return (
        JSON.stringify([item, units.get(item.unit)?.name]) +
        (item.amount === undefined ? '' : ` ${item.amount / 10_000}`)
      );
    });

  const checked = (answer: Answer): Answer => {
    const violations = checkFacts(answer.text, { records: sourcesOf(answer.citations), unitNames });
    return violations.length === 0
      ? answer
      : refuse('guard', { reason: violations.map(({ kind, fact }) => `${kind}:${fact}`).join(' ') });
  };

  const aboutProcedure = (match: Match<Procedure>, question: Question, rule: string): Answer => {
    const { record } = match;
    const unit = units.get(record.unit);
    const text = composeProcedure(record, {
      text: question.text,
      fields: question.fields,
      name: match.name,
      unit,
      findLaw,
    });
    return checked({
      outcome: 'answered',
      text: withLink(text, record.onlineUrl),
      citations: [
        { type: 'procedure', id: record.code, title: record.name },
        ...(unit ? [{ type: 'unit' as const, id: unit.code, title: unit.name }] : []),
        ...record.basis.flatMap((basis): Citation[] => {
          const law = findLaw(basis.law, basis.article) ?? findLaw(basis.law);
          const named = law && text.includes(`《${basis.law}》`);
          return named ? [{ type: 'law', id: law.verified ? law.id : basis.law, title: basis.law }] : [];
        }),
      ],
      next: nextFor(question.fields),
      topic: { type: 'procedure', id: record.code },
      evidence: {
        rule,
        records: [{ type: 'procedure', id: record.code, title: record.name, score: Math.round(match.score) }],
        strange: match.strange,
      },
    });
  };

  const aboutUnit = (code: string, question: Question, rule: string): Answer => {
    const unit = units.get(code)!;
    return checked({
      outcome: 'answered',
      text: composeUnit(unit, question.fields),
      citations: [{ type: 'unit', id: unit.code, title: unit.name }],
      next: [
        { id: 'complaint', label: '我要投诉' },
        { id: 'human', label: '转人工' },
      ],
      topic: { type: 'unit', id: unit.code },
      evidence: { rule, records: [{ type: 'unit', id: unit.code, title: unit.name, score: 0 }] },
    });
  };

  const aboutDisclosure = (match: Match<Disclosure>, rule: string): Answer => {
    const unit = units.get(match.record.unit);
    return checked({
      outcome: 'answered',
      text: composeDisclosure(match.record, unit),
      citations: [
        { type: 'disclosure', id: match.record.code, title: match.record.title },
        ...(unit ? [{ type: 'unit' as const, id: unit.code, title: unit.name }] : []),
      ],
      next: [
        { id: 'request', label: '申请公开更多' },
        { id: 'complaint', label: '内容不实,我要反映' },
        { id: 'human', label: '转人工' },
      ],
      topic: { type: 'disclosure', id: match.record.code },
      evidence: {
        rule,
        records: [
          {
            type: 'disclosure',
            id: match.record.code,
            title: match.record.title,
            score: Math.round(match.score),
          },
        ],
      },
    });
  };

  const aboutLaw = (question: Question): Answer | undefined => {
    const found = matcher.laws(question.text);
    const [first] = found;
    if (!first) return undefined;
    const articles = found.map(({ record }) => record);
    const shown = articles.slice(0, 6);
    return checked({
      outcome: 'answered',
      text: composeLaw(articles),
      citations: shown.map((law) => ({ type: 'law', id: law.verified ? law.id : law.law, title: law.law })),
      next: [{ id: 'human', label: '转人工' }],
      topic: undefined,
      evidence: {
        rule: 'law',
        records: shown.map((law) => ({ type: 'law', id: law.id, title: law.law, score: first.score })),
      },
    });
  };

  const aboutContactPoint = (question: Question): Answer | undefined => {
    const point = records.contactPoints.find(
      ({ name, type }) =>
        question.text.includes(name) ||
        (/举报电话|监督电话/.test(question.text) && type === 'hotline' && /监督举报/.test(name)) ||
        (/信箱/.test(question.text) && (type === 'mailbox' || type === 'email') && /监督|电子/.test(name)),
    );
    const unit = point?.unitCode ? units.get(point.unitCode) : undefined;
    if (!point || !unit) return undefined;
    return checked({
      outcome: 'answered',
      text: composeContactPoint(point),
      citations: [{ type: 'unit', id: unit.code, title: unit.name }],
      next: [
        { id: 'complaint', label: '我要投诉' },
        { id: 'human', label: '转人工' },
      ],
      topic: { type: 'unit', id: unit.code },
      evidence: {
        rule: 'contact-point',
        records: [{ type: 'unit', id: unit.code, title: point.name, score: 0 }],
      },
    });
  };

  const followUp = (question: Question): Answer | undefined => {
    const { last } = question;
    if (last?.type === 'procedure') {
      const record = records.procedures.find((one) => one.code === last.id);
      return record && aboutProcedure({ record, name: '', score: 0, strange: [] }, question, 'follow-up');
    }
    return last?.type === 'unit' && units.has(last.id)
      ? aboutUnit(last.id, question, 'follow-up')
      : undefined;
  };

  return {
    matcher,
    refuse: (reason) => refuse(reason),
    answer(question) {
      const { text, fields, lookup, audience } = question;
      const namedLaw = matcher.laws(text)[0];
      if (namedLaw && namedLaw.score >= 10) return aboutLaw(question)!;
      const [procedure, runnerUp] = matcher.procedures(text);
      const [unit] = matcher.units(text);
      const named = procedure && [...procedure.name].length >= SURE_NAME;
      const unitAsked = fields.length > 0 && fields.every((field) => UNIT_FIELDS.includes(field));
      if (lookup) {
        const [item] = matcher.disclosures(text, audience === 'official');
        if (item && item.score >= DISCLOSURE_FLOOR && item.strange.length === 0)
          return aboutDisclosure(item, 'disclosure');
      }
      if (unit && unitAsked && !(named && procedure.name.length > unit.name.length))
        return aboutUnit(unit.record.code, question, 'unit');
      if (procedure && named && isExplained(procedure)) return aboutProcedure(procedure, question, 'named');
      if (
        procedure &&
        procedure.score >= FLOOR &&
        procedure.strange.length === 0 &&
        procedure.score > (runnerUp?.score ?? 0) * 1.05
      )
        return aboutProcedure(procedure, question, 'ranked');
      const point = aboutContactPoint(question);
      if (point) return point;
      if (unit && !named && (fields.length === 0 || fields.some((field) => UNIT_FIELDS.includes(field))))
        return aboutUnit(unit.record.code, question, 'unit');
      if (namedLaw && fields.includes('basis')) return aboutLaw(question)!;
      const [item] = matcher.disclosures(text, audience === 'official');
      if (item && item.score >= DISCLOSURE_FLOOR && item.strange.length === 0)
        return aboutDisclosure(item, 'disclosure');
      const again = !procedure?.strange.length ? followUp(question) : undefined;
      return (
        again ??
        refuse('unknown', {
          ...(procedure
            ? {
                strange: procedure.strange,
                records: [
                  {
                    type: 'procedure',
                    id: procedure.record.code,
                    title: procedure.record.name,
                    score: Math.round(procedure.score),
                  },
                ],
              }
            : {}),
        })
      );
    },
  };
}

/** Beside a name of the record in the text a few odd words do no harm; many mean that another thing is meant. */
const isExplained = ({ name, strange }: Match<unknown>): boolean =>
  strange.length <= ([...name].length >= 4 ? 3 : 2);

function withLink(text: string, url: string | undefined): string {
  if (!url || text.includes(url) || [...text].length + url.length > 596) return text;
  return `${text}\n网上办:${url}`;
}

function nextFor(asked: readonly Field[]): Answer['next'] {
  const offers: { field: Field; label: string }[] = [
    { field: 'materials', label: '要带什么' },
    { field: 'steps', label: '怎么办' },
    { field: 'conditions', label: '什么条件' },
  ];
  return [
    ...offers
      .filter(({ field }) => !asked.includes(field))
      .slice(0, 2)
      .map(({ field, label }) => ({ id: `field:${field}`, label })),
    { id: 'complaint', label: '我要投诉' },
    { id: 'human', label: '转人工' },
  ];
}
