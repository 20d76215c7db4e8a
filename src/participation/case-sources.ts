/**
 * What becomes a file when it is closed, from the rooms' own records: requests, decisions, rounds of comments, hearings. The papers
 * say what was asked, done and answered; who a citizen is stands in none of them.
 */
import { dayOf, timeOf, type Day } from '../kit/day.ts';
import type { Sealer } from '../kit/seal.ts';
import { isPublic } from '../disclosure/disclosures.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Disclosure as Item } from '../store/generated/client.ts';
import type { CaseKind, CasePaper } from './case-rules.ts';
import { historyOf } from './decisions.ts';
import { ANSWERS, type AnswerKind } from './request-answers.ts';
import { CONSULTED, type ConsultationKind } from './request-clock.ts';
import { factWord } from './request-facts.ts';
import { OPINIONS, type Opinion } from './request-consultations.ts';

/** A closed matter, ready to be filed. */
export interface CaseMaterial {
  subjectId: string;
  /** The matter's own number. */
  number: string;
  title: string;
  unitCode: string;
  closedOn: Day;
  isPublic: boolean;
  /** Items citizens may read. */
  items?: readonly string[];
  papers: CasePaper[];
}

export interface CaseSource {
  kind: CaseKind;
  /** Closed and not filed yet, at most so many. */
  closed(tx: Tx, most: number): Promise<CaseMaterial[]>;
  /** Of these those that the official may know of; absent: the unit decides. */
  allowed?(db: Db, official: Official, subjectIds: readonly string[]): Promise<ReadonlySet<string>>;
}

const MOST_EVENTS = 500;

async function unfiled(tx: Tx, kind: CaseKind, ids: readonly string[]): Promise<Set<string>> {
  const filed = await tx.caseFile.findMany({
    where: { subjectType: kind, subjectId: { in: [...ids] } },
    select: { subjectId: true },
  });
  const known = new Set(filed.map(({ subjectId }) => subjectId));
  return new Set(ids.filter((id) => !known.has(id)));
}

/** Closed requests without a file: one of many thousands is found by the database. */
async function closedRequests(tx: Tx, most: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select r.id from information_request r
    where r.answered_on is not null
      and not exists (select 1 from case_file f where f.subject_type = 'request' and f.subject_id = r.id)
    order by r.id limit ${most}`;
  return rows.map(({ id }) => id);
}

export const requestCases = (content: Sealer): CaseSource => ({
  kind: 'request',
  async closed(tx, most) {
    const rows = await tx.informationRequest.findMany({
      where: { id: { in: await closedRequests(tx, most) } },
      include: { consultations: true, events: { orderBy: { at: 'asc' }, take: MOST_EVENTS } },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => {
      const open = (sealed: string | null): string => (sealed ? content.open(sealed, row.id) : '');
      const kind =
        row.answerKind && row.answerKind in ANSWERS ? ANSWERS[row.answerKind as AnswerKind].zh : '';
      const paper = (title: string, on: Day, text: string): CasePaper[] =>
        text.trim() === '' ? [] : [{ title, on, text }];
      const received = row.confirmedOn ?? dayOf(row.createdAt);
      return {
        subjectId: row.id,
        number: row.number,
        title: `信息公开申请 ${row.number}${kind ? `(${kind})` : ''}`,
        unitCode: row.unitCode,
        closedOn: row.answeredOn!,
        isPublic: false,
        papers: [
          ...paper(
            '申请内容',
            received,
            `申请编号:${row.number}\n申请人:身份另行密封,不入卷\n获取方式:${row.form}\n\n${open(row.descriptionSealed)}`,
          ),
          ...paper('补正', row.supplementedOn ?? row.noticedOn ?? received, open(row.supplementSealed)),
          ...paper(
            '征求意见',
            row.consultations.at(-1)?.sentOn ?? received,
            row.consultations
              .map(
                (one) =>
                  `${CONSULTED[one.kind as ConsultationKind]}:${one.sentOn} 发出,${one.opinion ? OPINIONS[one.opinion as Opinion] : '没有回复'}${one.answeredOn ? `(${one.answeredOn})` : ''}`,
              )
              .join('\n'),
          ),
          ...paper(
            '期限计算',
            row.due ?? received,
            ((row.dueSteps ?? []) as { text: string }[]).map(({ text }) => text).join('\n'),
          ),
          ...paper(
            '答复',
            row.answeredOn!,
            [kind, row.answerReason ?? '', open(row.answerSealed)].filter(Boolean).join('\n\n'),
          ),
          ...paper(
            '办理经过',
            row.answeredOn!,
            row.events
              .map(({ at, fact, actor }) => `${stamp(at)} ${who(actor)} ${factWord(fact)}`)
              .join('\n'),
          ),
        ],
      };
    });
  },
});

const stamp = (at: Date): string => `${dayOf(at)} ${timeOf(at)}`;
const who = (actor: string): string => ({ citizen: '申请人', system: '系统' })[actor] ?? actor;

const itemText = (item: Item): string =>
  [
    item.title,
    `编号:${item.code}`,
    ...(item.published ? [`公开日期:${item.published}`] : []),
    '',
    item.summary,
    ...(item.body ? ['', item.body] : []),
    ...(item.url ? ['', `全文:${item.url}`] : []),
  ].join('\n');

const shown = (item: Item): boolean => isPublic(item as unknown as Parameters<typeof isPublic>[0]);
const papersOf = (items: readonly Item[]): CasePaper[] =>
  items.map((item) => ({
    title: `${item.stage ?? '公开信息'}:${item.title}`,
    on: item.published ?? item.formed ?? '',
    text: itemText(item),
  }));

const itemsIn = (tx: Tx, matters: readonly string[]): Promise<Item[]> =>
  tx.disclosure.findMany({
    where: { matter: { in: [...matters] }, regime: { not: '内部' } },
    orderBy: [{ formed: { sort: 'asc', nulls: 'last' } }, { code: 'asc' }],
  });

/** Decided and public (重大行政决策程序暂行条例第三十三条). */
export const decisionCases: CaseSource = {
  kind: 'decision',
  async closed(tx, most) {
    const decided = await tx.decision.findMany({
      where: { step: '决定', disclosureCode: { not: null } },
      orderBy: { id: 'asc' },
    });
    const fresh = await unfiled(
      tx,
      'decision',
      decided.map(({ id }) => id),
    );
    const items = await itemsIn(
      tx,
      decided.filter(({ id }) => fresh.has(id)).map(({ matter }) => matter),
    );
    return decided
      .flatMap((decision) => {
        const own = items.filter((item) => item.matter === decision.matter && shown(item));
        const final = own.find(({ code }) => code === decision.disclosureCode);
        if (!fresh.has(decision.id) || !final) return [];
        return [
          {
            subjectId: decision.id,
            number: decision.matter,
            title: decision.title,
            unitCode: decision.unitCode,
            closedOn: final.published ?? decision.decidedOn!,
            isPublic: true,
            items: own.map(({ code }) => code),
            papers: [
              ...historyOf(decision).map(({ step, on, evidence }) => ({
                title: step,
                on,
                text: Object.entries(evidence)
                  .map(([name, text]) => `${name}:${text}`)
                  .join('\n'),
              })),
              ...papersOf(own),
            ],
          },
        ];
      })
      .slice(0, most);
  },
};

/** A round or hearing whose result is public: draft or notice, and what became of what people said. */
const heardCases = (kind: 'round' | 'hearing', stage: '征求意见' | '听证'): CaseSource => ({
  kind,
  async closed(tx, most) {
    const results = await tx.disclosure.findMany({
      where: { stage: '意见采纳', regime: { not: '内部' }, published: { not: null }, matter: { not: null } },
      orderBy: { code: 'asc' },
    });
    const matters = results.map(({ matter }) => matter!);
    const fresh = await unfiled(tx, kind, matters);
    const items = await itemsIn(
      tx,
      matters.filter((matter) => fresh.has(matter)),
    );
    return [...new Set(matters)]
      .flatMap((matter) => {
        const own = items.filter((item) => item.matter === matter && shown(item));
        const first = own.find((item) => item.stage === stage);
        const result = own.findLast((item) => item.stage === '意见采纳');
        if (!first || !result) return [];
        const papers = own.filter((item) => item.stage === stage || item.stage === '意见采纳');
        return [
          {
            subjectId: matter,
            number: first.code,
            title: first.title,
            unitCode: first.unitCode,
            closedOn: result.published!,
            isPublic: true,
            items: papers.map(({ code }) => code),
            papers: papersOf(papers),
          },
        ];
      })
      .slice(0, most);
  },
});

export const roundCases = heardCases('round', '征求意见');
export const hearingCases = heardCases('hearing', '听证');
