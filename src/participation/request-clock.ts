/**
 * The clock of an information request 答复期限, reckoned from facts alone: receipt, supplement, consultations, extension.
 * 政府信息公开条例第三十至三十五条. Pure; the steps are shown to the applicant and to the unit alike.
 */
import { addDays, formatDay, type Day } from '../kit/day.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { countDue, type Due, type DueStep, type Pause } from '../disclosure/due.ts';

/** Working days, with the article of 政府信息公开条例 that sets them. */
export const TERMS = {
  /** 第三十三条 */
  reply: 20,
  /** 第三十三条: 最长不得超过 */
  extension: 20,
  /** 第三十条: 一次性告知补正 */
  supplementNotice: 7,
  /** 第三十二、三十四条 */
  opinion: 15,
} as const;

export type ConsultationKind = 'third-party' | 'co-agency';

/** 征求意见: a letter to a third party (第三十二条) or to an organ that made the information too (第三十四条). */
export interface ConsultationFacts {
  kind: ConsultationKind;
  /** The clock stands from here on. */
  sentOn: Day;
  /** The fifteen working days run from here; the day it was sent where nobody recorded more. */
  deliveredOn?: Day | undefined;
  answeredOn?: Day | undefined;
}

export interface RequestFacts {
  /** 收到申请之日: both sides confirmed (第三十一条第三项). */
  confirmedOn: Day;
  /** `by`: the reasonable term set for the applicant (第三十条). */
  supplement?: { noticedOn: Day; by: Day; receivedOn?: Day | undefined } | undefined;
  consultations?: readonly ConsultationFacts[] | undefined;
  /** Working days granted by the head of the unit's disclosure office, at most twenty. */
  extendedBy?: number | undefined;
  /** 合理期限 of an excessive request with good reasons (第三十五条). */
  deferredTo?: Day | undefined;
}

export interface Reckoning {
  /** The day from which the term counts: receipt, or receipt of the supplement. Undefined while one is awaited. */
  start: Day | undefined;
  due: Day | undefined;
  provisional: boolean;
  steps: DueStep[];
  /** Last day to ask for a supplement. */
  supplementNoticeBy: Day;
}

export const CONSULTED: Readonly<Record<ConsultationKind, string>> = {
  'third-party': '征求第三方意见',
  'co-agency': '征求其他机关意见',
};

/** When the opinion asked for is due. */
export const opinionDue = ({ sentOn, deliveredOn }: ConsultationFacts, calendar: Calendar): Due =>
  countDue({ start: deliveredOn ?? sentOn, n: TERMS.opinion, unit: 'workday' }, calendar);

/** The time a consultation takes: to its answer, at the longest to the end of its term. */
function pauseOf(consultation: ConsultationFacts, calendar: Calendar): Pause {
  const { kind, sentOn, answeredOn } = consultation;
  const { due } = opinionDue(consultation, calendar);
  const until = answeredOn !== undefined && answeredOn < due ? answeredOn : due;
  return { from: sentOn, until, why: CONSULTED[kind] };
}

/** When the answer is due, with every step of the way. */
export function reckonRequest(facts: RequestFacts, calendar: Calendar): Reckoning {
  const { confirmedOn, supplement } = facts;
  const notice = countDue({ start: confirmedOn, n: TERMS.supplementNotice, unit: 'workday' }, calendar);
  const supplementNoticeBy = notice.due;
  const steps: DueStep[] = [{ text: `${formatDay(confirmedOn)} 双方确认,是收到申请之日`, day: confirmedOn }];
  if (supplement) {
    const { noticedOn, by, receivedOn } = supplement;
    steps.push({
      text: `${formatDay(noticedOn)} 告知补正,请申请人在 ${formatDay(by)} 前补正`,
      day: noticedOn,
    });
    if (!receivedOn)
      return {
        start: undefined,
        due: undefined,
        provisional: notice.provisional,
        steps: [...steps, { text: '等补正,收到补正之日起重新计算 20 个工作日', day: by }],
        supplementNoticeBy,
      };
    steps.push({ text: `${formatDay(receivedOn)} 收到补正,期限重新计算`, day: receivedOn });
  }
  const start = supplement?.receivedOn ?? confirmedOn;
  return { start, supplementNoticeBy, ...reply(start, facts, steps, calendar) };
}

function reply(start: Day, facts: RequestFacts, before: DueStep[], calendar: Calendar): Due {
  const { deferredTo, extendedBy = 0, consultations = [] } = facts;
  const pauses = consultations.map((consultation) => pauseOf(consultation, calendar));
  const first = countDue({ start, n: TERMS.reply, unit: 'workday', pauses }, calendar);
  const due: Due = { ...first, steps: [...before, ...first.steps] };
  if (deferredTo)
    return {
      due: deferredTo,
      provisional: false,
      steps: [
        ...due.steps,
        {
          text: `申请数量、频次明显超过合理范围但理由合理,延迟到 ${formatDay(deferredTo)} 答复`,
          day: deferredTo,
        },
      ],
    };
  if (extendedBy === 0) return due;
  if (!Number.isInteger(extendedBy) || extendedBy < 1 || extendedBy > TERMS.extension)
    throw new RangeError(`An extension has 1 to ${TERMS.extension} working days, not ${extendedBy}.`);
  const more = countDue({ start: first.due, n: extendedBy, unit: 'workday', pauses }, calendar);
  return {
    due: more.due,
    provisional: first.provisional || more.provisional,
    steps: [
      ...due.steps,
      {
        text: `经批准延长 ${extendedBy} 个工作日,从 ${formatDay(addDays(first.due, 1))} 接着算`,
        day: first.due,
      },
      ...more.steps.slice(1),
    ],
  };
}
