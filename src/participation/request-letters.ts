/** The letters of an information request 文书, as the records say them: receipt, supplement, extension, consultation, answer. */
import { formatDay, dayOf, type Day } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import type { OfficialLetter } from '../kit/official-docx.ts';
import type { Db } from '../store/database.ts';
import { ANSWERS, type AnswerKind } from './request-answers.ts';
import type { Consulted } from './request-consultations.ts';
import { CONSULTED, opinionDue, type ConsultationKind } from './request-clock.ts';
import { provisionally } from './request-notices.ts';
import type { FiledRequest, RequestConsultation, RequestRecords } from './request-records.ts';
import type { Sealer } from '../kit/seal.ts';

export type LetterKind = 'receipt' | 'supplement' | 'extension' | 'deferral' | 'consultation' | 'answer';

export interface LetterName {
  kind: LetterKind;
  title: string;
  /** Of a consultation. */
  id?: string;
}

/** Those there are by now, in the order they were written. */
export function lettersOf(request: FiledRequest): LetterName[] {
  const kind = request.answerKind as AnswerKind | 'withdrawn' | null;
  return [
    { kind: 'receipt', title: '信息公开申请登记回执' },
    ...(request.noticedOn ? [{ kind: 'supplement' as const, title: '补正告知书' }] : []),
    ...request.consultations.map((one) => ({
      kind: 'consultation' as const,
      title: one.kind === 'third-party' ? '第三方意见征询书' : '征求意见函',
      id: one.id,
    })),
    ...(request.extensionDays ? [{ kind: 'extension' as const, title: '延期答复告知书' }] : []),
    ...(request.deferredTo ? [{ kind: 'deferral' as const, title: '延迟答复告知书' }] : []),
    ...(kind && kind !== 'withdrawn' ? [{ kind: 'answer' as const, title: answerTitle(kind) }] : []),
  ];
}

const answerTitle = (kind: AnswerKind): string =>
  ANSWERS[kind].correction
    ? '政府信息更正答复书'
    : kind === 'disclosed' || kind === 'published'
      ? '政府信息公开告知书'
      : `政府信息公开申请答复书(${ANSWERS[kind].zh})`;

export interface Letters {
  /** Throws NotFoundError when that letter has not been written. */
  letter(db: Db, request: FiledRequest, kind: LetterKind, id?: string): Promise<OfficialLetter>;
  /** The answer, for an applicant who knows the last four digits of the telephone; undefined for anyone else. */
  answerLetter(db: Db, requestId: string, digits: string): Promise<OfficialLetter | undefined>;
}

export function createLetters({
  records,
  content,
  consultedOf,
}: {
  records: RequestRecords;
  content: Sealer;
  consultedOf(consultation: RequestConsultation): Consulted;
}): Letters {
  /** The sentence that went with a fact, and its day. */
  const factOf = async (
    db: Db,
    request: FiledRequest,
    fact: string,
  ): Promise<{ day: Day; reason: string } | undefined> => {
    const event = await db.informationRequestEvent.findFirst({
      where: { requestId: request.id, fact },
      orderBy: { at: 'desc' },
    });
    if (!event) return undefined;
    const { sealed } = (event.detail ?? {}) as { sealed?: string };
    return { day: dayOf(event.at), reason: sealed ? content.open(sealed, request.id) : '' };
  };

  /** 您于某日提出的申请, which every letter begins with. */
  const opening = (request: FiledRequest): string =>
    `本机关于${formatDay(request.confirmedOn ?? dayOf(request.createdAt))}收到您提出的${request.kind === 'correction' ? '政府信息更正申请' : '政府信息公开申请'}(编号 ${request.number}),内容为:${records.descriptionOf(request)}。`;

  const receipt = (request: FiledRequest): string[] => [
    opening(request),
    `收到之日为双方确认之日(《政府信息公开条例》第三十一条)。本机关将在 20 个工作日内,即${request.due ? `${formatDay(request.due)}${provisionally(request.provisional)}` : '补正后重新计算的期限'}前答复。期限计算如下:`,
    ...records.reckon(request).steps.map(({ text }, i) => `${i + 1}. ${text}`),
    `您要求的获取方式:${request.form}。依申请提供政府信息不收取费用(《政府信息公开条例》第四十二条)。`,
  ];

  const supplement = (request: FiledRequest): string[] => [
    opening(request),
    '经审查,申请内容不明确。根据《政府信息公开条例》第三十条,请作如下补正:',
    content.open(request.supplementSealed!, request.id),
    `请在${formatDay(request.supplementBy!)}前补正。答复期限自本机关收到补正的申请之日起计算。没有正当理由逾期不补正的,视为放弃申请,本机关不再处理。`,
  ];

  const consultation = (request: FiledRequest, row: RequestConsultation): string[] => {
    const { about } = consultedOf(row);
    const kind = row.kind as ConsultationKind;
    const due = opinionDue(
      { kind, sentOn: row.sentOn, deliveredOn: row.deliveredOn ?? undefined },
      records.calendar(),
    );
    const silence =
      kind === 'third-party'
        ? '逾期未提出意见的,由本机关依照条例的规定决定是否公开。不同意公开的,请说明合理理由'
        : '逾期未提出意见的,视为同意公开';
    const basis = kind === 'third-party' ? '第三十二条' : '第三十四条';
    // The applicant's name is nobody else's business.
    return [
      `本机关收到一件政府信息公开申请(编号 ${request.number}),申请公开的信息涉及:${about}。`,
      `根据《政府信息公开条例》${basis},现${CONSULTED[kind]}:是否同意公开。请自收到本函之日起 15 个工作日内${row.deliveredOn ? `,即${formatDay(due.due)}前,` : ''}书面提出意见。${silence}。`,
    ];
  };

  const answer = (request: FiledRequest): string[] => [
    opening(request),
    ...content.open(request.answerSealed!, request.id).split('\n'),
  ];

  const letters: Letters = {
    async answerLetter(db, requestId, digits) {
      const request = await records.read(db, { id: requestId });
      if (!request?.answerSealed) return undefined;
      const contact = records.applicantOf(request).contact.replace(/\D/g, '');
      return /^\d{4}$/.test(digits) && contact.endsWith(digits)
        ? letters.letter(db, request, 'answer')
        : undefined;
    },
    async letter(db, request, kind, id) {
      const name = lettersOf(request).find((one) => one.kind === kind && one.id === id);
      if (!name) throw new NotFoundError('No such letter.', { tell: '还没有这份文书。' });
      const unit = await db.unit.findUnique({ where: { code: request.unitCode } });
      const applicant = records.applicantOf(request);
      const row = request.consultations.find((one) => one.id === id);
      const write = (day: Day, paragraphs: string[], to = applicant.name): OfficialLetter => ({
        title: name.title,
        number: `编号:${request.number}`,
        to,
        paragraphs,
        from: unit?.name ?? '县人民政府',
        date: formatDay(day),
      });
      switch (kind) {
        case 'receipt':
          return write(request.confirmedOn ?? dayOf(request.createdAt), receipt(request));
        case 'supplement':
          return write(request.noticedOn!, supplement(request));
        case 'consultation':
          return write(row!.sentOn, consultation(request, row!), consultedOf(row!).whom);
        case 'extension': {
          const fact = await factOf(db, request, 'request.extended');
          return write(fact?.day ?? request.confirmedOn!, [
            opening(request),
            `因${fact?.reason || '不能按期答复'},根据《政府信息公开条例》第三十三条,经本机关政府信息公开工作机构负责人同意,延长 ${request.extensionDays} 个工作日,于${formatDay(request.due!)}${provisionally(request.provisional)}前答复。`,
          ]);
        }
        case 'deferral': {
          const fact = await factOf(db, request, 'request.deferred');
          return write(fact?.day ?? request.confirmedOn!, [
            opening(request),
            `您申请的数量、频次明显超过合理范围,说明的理由合理,但${fact?.reason || '不能按期答复'}。根据《政府信息公开条例》第三十五条,延迟到${formatDay(request.deferredTo!)}前答复。`,
          ]);
        }
        case 'answer':
          return write(request.answeredOn!, answer(request));
      }
    },
  };
  return letters;
}
