/**
 * Decisions 重大事项集体讨论决定: each step taken in its order, with its evidence, its day and who entered it; after the decision
 * the item that publishes it and its execution are owed. All in the caller's transaction.
 */
import type { Calendar } from '../disclosure/calendar.ts';
import { findDisclosure, saveDisclosure } from '../disclosure/disclosures.ts';
import { openObligation } from '../disclosure/obligations.ts';
import { mustAnswerFor } from '../disclosure/responsibility.ts';
import type { Clock } from '../kit/clock.ts';
import { dayOf, type Day } from '../kit/day.ts';
import { ConflictError, InputError, NotFoundError } from '../kit/errors.ts';
import { referenceNumber, type Ids } from '../kit/ids.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Decision } from '../store/generated/client.ts';
import {
  dayVerdict,
  DISCUSSED_IN,
  fundsVerdict,
  LARGE_FUNDS,
  LEAST_REASON,
  mayTake,
  type DecisionFacts,
  type DecisionKind,
  type DecisionStep,
  type Round,
  type Verdict,
} from './decision-rules.ts';
import { itemsOf, type MatterItem } from './openness.ts';
import { dueFor, oweItem } from './owed-items.ts';

export type { Decision } from '../store/generated/client.ts';

export interface DecisionDeps {
  clock: Clock;
  ids: Ids;
  calendar(): Calendar;
}

/** A step as it was taken: its papers by name. */
export interface StepTaken {
  step: DecisionStep;
  on: Day;
  by: string;
  at: string;
  evidence: Readonly<Record<string, string>>;
}

export interface NewDecision {
  title: string;
  kind: DecisionKind;
  /** 元 */
  amount?: number | undefined;
  unit?: string | undefined;
  on: Day;
  /** What is to be decided, and why. */
  draft: string;
}

export interface Discussion {
  on: Day;
  /** 常务会议, 全体会议, 办公会议 */
  meeting: string;
  /** Who reviewed its legality, with what result. 合法性审查 */
  legality: string;
  /** How it was discussed, with the opinions that differed (第三十条). */
  record: string;
}

export interface Resolution {
  on: Day;
  docNo?: string | undefined;
  /** Who decided. 决定人 */
  signer: string;
  /** As citizens will read it. */
  summary: string;
  executorUnit: string;
  /** When citizens are told how it is carried out; a quarter on where none is named. */
  followUpOn?: Day | undefined;
}

const PUBLISH = '作出决定之日起20个工作日内';
const FOLLOW_UP = '作出决定之日起3个月内';
const SYSTEM = '重大事项集体讨论决定';
const LAW = '重大行政决策程序暂行条例';
const SETTING = 'large-funds';

export const historyOf = ({ history }: Pick<Decision, 'history'>): StepTaken[] =>
  history as unknown as StepTaken[];

/** 大额资金标准, in 元. */
export async function largeFunds(db: Db): Promise<number> {
  const row = await db.setting.findUnique({ where: { name: SETTING } });
  return typeof row?.value === 'number' && row.value > 0 ? row.value : LARGE_FUNDS;
}

export async function setLargeFunds(tx: Tx, now: Date, by: Official, amount: number): Promise<void> {
  const data = { value: amount, changedBy: by.userid, changedAt: now };
  await tx.setting.upsert({ where: { name: SETTING }, create: { name: SETTING, ...data }, update: data });
}

/** What the rules ask, from the decision and the items of its matter. */
export function factsOf(decision: Decision, items: readonly MatterItem[], today: Day): DecisionFacts {
  const item = items.find(({ code }) => code === decision.disclosureCode);
  return {
    kind: decision.kind as DecisionKind,
    amount: decision.amount?.toNumber() ?? null,
    step: decision.step as DecisionFacts['step'],
    rounds: roundsAmong(items, today),
    noCommentReason: decision.noCommentReason,
    lastOn: historyOf(decision).at(-1)?.on ?? '',
    published: item?.public ?? items.some(({ stage, ...one }) => one.public && /^(决定|公开)$/.test(stage)),
  };
}

/** Drafts put before the public, and hearings; what became of the comments stands in an item of its own. */
function roundsAmong(items: readonly MatterItem[], today: Day): Round[] {
  const answered = items.some(({ stage, ...item }) => stage === '意见采纳' && item.public);
  return items
    .filter(({ stage }) => stage === '征求意见' || stage === '听证')
    .map(({ code, title, details }) => {
      const { commentRound, hearing } = details as {
        commentRound?: { closes?: string };
        hearing?: { date?: string; heldOn?: string };
      };
      // A draft that is not public yet has no last day.
      const last = commentRound?.closes ?? hearing?.date?.slice(0, 10) ?? hearing?.heldOn;
      return { code, title, closed: last !== undefined && last < today, answered };
    });
}

const must = (verdict: Verdict): void => {
  if (!verdict.ok) throw new ConflictError(`Not now: ${verdict.why}`, { tell: verdict.why });
};

export function createDecisions({ clock, ids, calendar }: DecisionDeps) {
  const today = (): Day => dayOf(clock.now());
  const moment = () => ({ now: clock.now(), ids });

  const find = async (db: Db, id: string, by: Official): Promise<Decision> => {
    const decision = await db.decision.findUnique({ where: { id } });
    if (!decision) throw new NotFoundError('No such decision.', { tell: '没有找到这件事项。' });
    await mustAnswerFor(db, by, decision.unitCode);
    return decision;
  };

  const factsFor = async (db: Db, decision: Decision): Promise<DecisionFacts> =>
    factsOf(decision, (await itemsOf(db, [decision.matter])).get(decision.matter) ?? [], today());

  /** Takes the step if it is the next one; of two at once one is refused. */
  const take = async (
    tx: Tx,
    decision: Decision,
    by: Official,
    taken: { step: DecisionStep; on: Day; evidence: Record<string, string> },
    data: Partial<Pick<Decision, 'noCommentReason' | 'decidedOn' | 'executorUnit' | 'disclosureCode'>>,
  ): Promise<void> => {
    const { step, on, evidence } = taken;
    const entry: StepTaken = { step, on, by: by.userid, at: clock.now().toISOString(), evidence };
    const { count } = await tx.decision.updateMany({
      where: { id: decision.id, step: decision.step },
      data: { ...data, step, history: [...historyOf(decision), entry] as unknown as object[] },
    });
    if (count === 0)
      throw new ConflictError('Somebody was faster.', { tell: '别人刚刚登记了这一步,请刷新再看。' });
  };

  const ready = async (tx: Tx, decision: Decision, step: DecisionStep, on: Day): Promise<DecisionFacts> => {
    const facts = await factsFor(tx, decision);
    must(mayTake(step, facts));
    must(dayVerdict(on, facts.lastOn, today()));
    return facts;
  };

  return {
    find,
    factsFor,

    async register(tx: Tx, by: Official, { amount, ...given }: NewDecision): Promise<Decision> {
      const unitCode = given.unit ?? by.unitCode;
      await mustAnswerFor(tx, by, unitCode);
      must(fundsVerdict(given.kind, amount ?? null, await largeFunds(tx)));
      must(dayVerdict(given.on, '', today()));
      const entry: StepTaken = {
        step: '草案',
        on: given.on,
        by: by.userid,
        at: clock.now().toISOString(),
        evidence: { 草案: given.draft },
      };
      return tx.decision.create({
        data: {
          id: ids.next(),
          matter: referenceNumber('ZS', ids),
          title: given.title,
          unitCode,
          kind: given.kind,
          amount: amount ?? null,
          step: '草案',
          history: [entry] as unknown as object[],
          createdAt: clock.now(),
        },
      });
    },

    /** The round is named by the item of its draft, which belongs to the matter from now on. */
    async consult(
      tx: Tx,
      by: Official,
      id: string,
      given: { on: Day; draftCode?: string | undefined; reason?: string | undefined },
    ): Promise<void> {
      const decision = await find(tx, id, by);
      const facts = await ready(tx, decision, '征求意见', given.on);
      const reason = given.reason?.trim() ?? '';
      const round = given.draftCode ? await joinRound(tx, decision, given.draftCode) : undefined;
      const named = round ?? facts.rounds[0]?.title;
      if (!named && reason.length < LEAST_REASON)
        throw new InputError('Neither a round nor a reason.', {
          tell: `请写征求意见那一条的编号;没有征求的,写明原因(至少 ${LEAST_REASON} 个字)。`,
        });
      await take(
        tx,
        decision,
        by,
        {
          step: '征求意见',
          on: given.on,
          evidence: named ? { 征求意见: named } : { 不征求意见的原因: reason },
        },
        named ? {} : { noCommentReason: reason },
      );
    },

    async discuss(tx: Tx, by: Official, id: string, given: Discussion): Promise<void> {
      const decision = await find(tx, id, by);
      const { kind } = await ready(tx, decision, '集体讨论', given.on);
      if (!DISCUSSED_IN[kind].includes(given.meeting))
        throw new InputError('Not in this meeting.', {
          tell: `${kind}要经${DISCUSSED_IN[kind].join('或')}讨论。`,
        });
      const { meeting, legality, record } = given;
      const evidence = { 会议: meeting, 合法性审查: legality, 讨论情况: record };
      await take(tx, decision, by, { step: '集体讨论', on: given.on, evidence }, {});
    },

    /** Returns the code of the item that publishes it. */
    async decide(tx: Tx, by: Official, id: string, given: Resolution): Promise<{ code: string; due: Day }> {
      const decision = await find(tx, id, by);
      await ready(tx, decision, '决定', given.on);
      const owed = await oweItem(tx, moment(), by, calendar(), {
        category: 'G2',
        title: decision.title,
        summary: given.summary,
        unit: decision.unitCode,
        system: SYSTEM,
        formed: given.on,
        phrase: PUBLISH,
        trigger: 'decision_made',
        basis: [
          { law: LAW, article: '第三十二条' },
          { law: '政府信息公开条例', article: '第二十六条' },
        ],
        particulars: {
          stage: '决定',
          matter: decision.matter,
          decision: { kind: decision.kind, step: '决定', decidedAt: given.on },
          mustDisclose: true,
          ...(decision.amount ? { amount: decision.amount.toNumber() } : {}),
          ...(decision.noCommentReason ? { noConsultation: decision.noCommentReason } : {}),
        },
      });
      await take(
        tx,
        decision,
        by,
        {
          step: '决定',
          on: given.on,
          evidence: {
            决定: given.summary,
            决定人: given.signer,
            ...(given.docNo ? { 文号: given.docNo } : {}),
          },
        },
        { decidedOn: given.on, executorUnit: given.executorUnit, disclosureCode: owed.code },
      );
      await oweExecution(tx, decision, given);
      return owed;
    },
  };

  async function joinRound(tx: Tx, decision: Decision, code: string): Promise<string> {
    const item = await findDisclosure(tx, code);
    if (!item || !/^(征求意见|听证)$/.test(item.stage ?? ''))
      throw new InputError('No draft of that code.', { tell: `没有编号 ${code} 的征求意见稿或听证公告。` });
    if (item.matter && item.matter !== decision.matter)
      throw new ConflictError('Of another matter.', { tell: `${code} 是另一件事项的。` });
    if (!item.matter) await saveDisclosure(tx, { ...item, matter: decision.matter }, clock.now());
    return item.title;
  }

  /** 2.3.2: how it is carried out is owed as well, by who carries it out (第三十四条). */
  async function oweExecution(tx: Tx, decision: Decision, given: Resolution): Promise<void> {
    const { on, followUpOn, executorUnit } = given;
    const due = followUpOn
      ? { due: followUpOn, provisional: false, steps: [{ text: '决定时定的日子', day: followUpOn }] }
      : dueFor(FOLLOW_UP, on, calendar());
    await openObligation(tx, moment(), {
      key: `decision:${decision.id}:execution`,
      source: 'event',
      title: `${decision.title}(执行情况)`,
      unitCode: executorUnit,
      trigger: 'decision_made',
      triggeredOn: on,
      ...(followUpOn ? {} : { deadlinePhrase: FOLLOW_UP }),
      due,
    });
  }
}

export type Decisions = ReturnType<typeof createDecisions>;
