/** What may be done with an information request now, and why not 为什么不能. Pure: the desk obeys it, the console shows it. */
import { formatDay, type Day } from '../kit/day.ts';
import { ANSWERS, type AnswerKind } from './request-answers.ts';

export type DeskAction = 'answer' | 'supplement' | 'extend' | 'consult' | 'reason' | 'defer';

/** The facts a verdict rests on; days as the record keeps them. */
export interface RequestState {
  answeredOn: Day | null;
  noticedOn: Day | null;
  supplementBy: Day | null;
  supplementedOn: Day | null;
  extensionDays: number | null;
  deferredTo: Day | null;
  reasonAskedOn: Day | null;
  pending: string | null;
  due: Day | null;
  /** Last day to ask for a supplement. */
  supplementNoticeBy: Day;
  /** Opinions of third parties not in and not out of time. */
  opinionsOpen: number;
}

export type Verdict = { ok: true; why?: undefined } | { ok: false; why: string };

const OK: Verdict = { ok: true };
const no = (why: string): Verdict => ({ ok: false, why });

const awaitsSupplement = (state: RequestState): boolean =>
  state.noticedOn !== null && state.supplementedOn === null;

/** Whether the action is open today. */
export function mayDo(action: DeskAction, state: RequestState, today: Day): Verdict {
  if (state.answeredOn) return no(`这件申请已于 ${formatDay(state.answeredOn)} 办结。`);
  if (state.pending) return no(`${state.pending === 'extension' ? '延期' : '答复'}正在等领导审签,先等结果。`);
  switch (action) {
    case 'answer':
      return OK;
    case 'supplement':
      return maySupplement(state, today);
    case 'extend':
      return mayExtend(state, today);
    case 'consult':
      return awaitsSupplement(state) ? no('正在等申请人补正,收到以后再征求意见。') : OK;
    case 'reason':
      return state.reasonAskedOn ? no(`${formatDay(state.reasonAskedOn)} 已经要求申请人说明理由。`) : OK;
    case 'defer':
      return mayDefer(state);
  }
}

function maySupplement({ noticedOn, supplementNoticeBy }: RequestState, today: Day): Verdict {
  if (noticedOn) return no(`${formatDay(noticedOn)} 已经告知过补正。补正只能一次性告知(条例第三十条)。`);
  return today > supplementNoticeBy
    ? no(`告知补正的期限到 ${formatDay(supplementNoticeBy)},7 个工作日已过(条例第三十条)。`)
    : OK;
}

function mayExtend(state: RequestState, today: Day): Verdict {
  if (awaitsSupplement(state)) return no('正在等申请人补正,期限没有在走,不用延期。');
  if (state.extensionDays) return no('已经延期过一次,不能再延(条例第三十三条)。');
  if (state.due && today > state.due)
    return no(`答复期限 ${formatDay(state.due)} 已过,不能再申请延期。请尽快答复。`);
  return OK;
}

function mayDefer({ reasonAskedOn, deferredTo }: RequestState): Verdict {
  if (!reasonAskedOn) return no('先要求申请人说明理由(条例第三十五条)。');
  return deferredTo ? no(`已经延迟到 ${formatDay(deferredTo)}。`) : OK;
}

/** Whether this kind of answer fits the state. */
export function mayAnswer(kind: AnswerKind, state: RequestState, today: Day): Verdict {
  const open = mayDo('answer', state, today);
  if (!open.ok) return open;
  const { zh } = ANSWERS[kind];
  if ((kind === 'disclosed' || kind === 'partial') && state.opinionsOpen > 0)
    return no('第三方或其他机关的意见还没有回来,也没有到期,暂时不能公开(条例第三十二、三十四条)。');
  if (kind === 'abandoned' && !(awaitsSupplement(state) && state.supplementBy! < today))
    return no(`只有告知补正以后申请人逾期不补,才能「${zh}」(条例第三十条)。`);
  if (kind === 'unclear' && !state.supplementedOn)
    return no(`只有补正以后还不明确,才能答「${zh}」;还没有补正过,请先告知补正(条例第三十条)。`);
  if (kind === 'excessive' && !state.reasonAskedOn)
    return no(`答「${zh}」以前,要先要求申请人说明理由(条例第三十五条)。`);
  return OK;
}
