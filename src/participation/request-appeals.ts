/**
 * What the annual report asks of a request besides its answer: the kind of applicant 申请人类别, and the reconsiderations and
 * lawsuits over it 行政复议、行政诉讼 (条例第五十一条; 行政复议法第二十三条第一款第四项). Each change is a fact in the history.
 */
import type { Day } from '../kit/day.ts';
import { ConflictError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import type { Tx } from '../store/database.ts';
import { ANSWERS, type AnswerKind } from './request-answers.ts';
import type { ApplicantKind } from './request-form.ts';
import type { FiledRequest, RequestDeps, RequestRecords } from './request-records.ts';

export type AppealKind = 'reconsideration' | 'lawsuit' | 'lawsuit-after-reconsideration';
export type AppealResult = 'upheld' | 'corrected' | 'other';

export interface Appeals {
  /** 申请人类别, where it was read wrong from the name. */
  setApplicantKind(tx: Tx, request: FiledRequest, by: Official, kind: ApplicantKind): Promise<void>;
  registerAppeal(tx: Tx, request: FiledRequest, by: Official, kind: AppealKind, on: Day): Promise<void>;
  /** Its result, once. */
  closeAppeal(
    tx: Tx,
    request: FiledRequest,
    by: Official,
    appealId: string,
    result: AppealResult,
    on: Day,
  ): Promise<void>;
}

export function createAppeals({
  ids,
  records,
}: Pick<RequestDeps, 'ids'> & { records: RequestRecords }): Appeals {
  const notAhead = (on: Day, from: Day): void => {
    if (on > records.today() || on < from)
      throw new InputError('No such day for an appeal.', { tell: `日期要在 ${from} 到今天之间。` });
  };
  return {
    async setApplicantKind(tx, request, by, kind) {
      if (kind === request.applicantKind) return;
      const event = { actor: by.userid, fact: 'request.applicant-kind-set', detail: { kind } };
      await records.change(tx, request, { applicantKind: kind }, event);
    },
    async registerAppeal(tx, request, by, kind, on) {
      notAhead(on, request.confirmedOn!);
      const answer = ANSWERS[request.answerKind as AnswerKind] as (typeof ANSWERS)[AnswerKind] | undefined;
      if (kind === 'lawsuit' && answer?.reviewFirst)
        throw new ConflictError('Reconsideration comes first.', {
          tell: `答「${answer.zh}」的,要先申请行政复议(行政复议法第二十三条第一款第四项),不能直接起诉。请选「复议后起诉」。`,
        });
      const open = await tx.requestAppeal.count({ where: { requestId: request.id, kind, closedOn: null } });
      if (open > 0)
        throw new ConflictError('One is open.', {
          tell: '同样的一件还没有结果,不能再登记。请先记下它的结果。',
        });
      await tx.requestAppeal.create({
        data: { id: ids.next(), requestId: request.id, kind, openedOn: on },
      });
      await records.change(
        tx,
        request,
        {},
        { actor: by.userid, fact: 'request.appealed', detail: { kind, on } },
      );
    },
    async closeAppeal(tx, request, by, appealId, result, on) {
      const appeal = await tx.requestAppeal.findFirst({ where: { id: appealId, requestId: request.id } });
      if (!appeal) throw new NotFoundError('No such appeal.', { tell: '没有找到这件复议或诉讼。' });
      notAhead(on, appeal.openedOn);
      const { count } = await tx.requestAppeal.updateMany({
        where: { id: appealId, closedOn: null },
        data: { result, closedOn: on },
      });
      if (count === 0) throw new ConflictError('It has its result.', { tell: '已经记下过结果了。' });
      const detail = { kind: appeal.kind, result, on };
      await records.change(tx, request, {}, { actor: by.userid, fact: 'request.appeal-decided', detail });
    },
  };
}
