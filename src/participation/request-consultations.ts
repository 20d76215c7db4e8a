/** 征求意见: letters to third parties (条例第三十二条) and to organs that made the information too (第三十四条). */
import { formatDay, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { CONSULTED, type ConsultationKind } from './request-clock.ts';
import { consultationText, deskCard, opinionCard, thirdPartyCard } from './request-notices.ts';
import {
  consultationDue,
  type FiledRequest,
  type RequestConsultation,
  type RequestDeps,
  type RequestRecords,
} from './request-records.ts';
import type { DeskAction } from './request-verdicts.ts';

/** Who is asked, about what; sealed. */
export interface Consulted {
  kind: ConsultationKind;
  whom: string;
  about: string;
  /** Of an organ of the county: it is asked in its own chat. */
  unitCode?: string;
}

export type Opinion = 'agrees' | 'objects' | 'silent';

export const OPINIONS: Readonly<Record<Opinion, string>> = {
  agrees: '同意公开',
  objects: '不同意公开',
  silent: '逾期未提出意见',
};

export interface Consultations {
  consult(tx: Tx, request: FiledRequest, by: Official, asked: Consulted): Promise<RequestConsultation>;
  /** 送达: the fifteen working days run from here. */
  markDelivered(tx: Tx, request: FiledRequest, consultationId: string, by: Official, on: Day): Promise<Day>;
  /** The opinion came; the clock goes on. */
  takeOpinion(
    tx: Tx,
    request: FiledRequest,
    consultationId: string,
    by: Official,
    opinion: Exclude<Opinion, 'silent'>,
    text: string,
  ): Promise<FiledRequest>;
  /** The consultation an organ's card is about, with its request, if the official is of that organ. */
  forConsulted(
    db: Db,
    consultationId: string,
    official: Official,
  ): Promise<{ request: FiledRequest; consultation: RequestConsultation }>;
  /** Out of time: an organ's silence consents, a third party's leaves it to the unit. How many. */
  closeSilent(tx: Tx, limit: number): Promise<number>;
  consultedOf(consultation: RequestConsultation): Consulted;
}

export function createConsultations(
  deps: RequestDeps & {
    records: RequestRecords;
    guard(action: DeskAction, request: FiledRequest): void;
  },
): Consultations {
  const { content, ids, records, guard } = deps;
  const { today } = records;

  const consultedOf = ({ whomSealed, id }: RequestConsultation): Consulted =>
    JSON.parse(content.open(whomSealed, id)) as Consulted;

  const openOne = (request: FiledRequest, consultationId: string): RequestConsultation => {
    const found = request.consultations.find(({ id }) => id === consultationId);
    if (!found) throw new NotFoundError('No such consultation.', { tell: '没有找到这份征求意见书。' });
    if (found.opinion || request.answeredOn)
      throw new ConflictError('Already in.', { tell: '这份征求意见已经有结果,或者申请已经办结。' });
    return found;
  };

  const tellDesk = async (tx: Tx, request: FiledRequest, title: string, key: string): Promise<void> => {
    const workers = await records.workersOf(tx, request.unitCode);
    await records.sendCards(tx, { type: 'request', id: request.id }, workers, deskCard(title, request), key);
  };

  const askOrgan = async (
    tx: Tx,
    request: FiledRequest,
    { unitCode, about }: Consulted,
    id: string,
    due: Day,
  ): Promise<void> => {
    const unit = await tx.unit.findUnique({ where: { code: request.unitCode } });
    const card = opinionCard({ number: request.number, from: unit?.name ?? '', about, due });
    const people = await records.workersOf(tx, unitCode!);
    await records.sendCards(tx, { type: 'request-opinion', id: `${request.id}:${id}` }, people, card, 'ask');
  };

  return {
    consultedOf,
    async consult(tx, request, by, asked) {
      guard('consult', request);
      if ([...asked.whom.trim()].length < 2 || [...asked.about.trim()].length < 2)
        throw new InputError('Nobody named, or nothing.', {
          tell: '请写清楚征求谁的意见、涉及什么,例如:某某公司,合同里的报价。',
        });
      if (asked.unitCode === request.unitCode)
        throw new InputError('One’s own unit.', { tell: '不用征求本单位的意见,请写别的单位。' });
      const id = ids.next();
      const due = consultationDue({ kind: asked.kind, sentOn: today() }, records.calendar());
      const consultation = await tx.requestConsultation.create({
        data: {
          id,
          requestId: request.id,
          kind: asked.kind,
          whomSealed: content.seal(JSON.stringify(asked), id),
          sentOn: today(),
          due,
        },
      });
      const now = await records.change(
        tx,
        request,
        {},
        { actor: by.userid, fact: 'request.consulted', detail: { kind: asked.kind, due } },
      );
      await records.tellCitizen(
        tx,
        now,
        `consulted:${id}`,
        consultationText({ number: now.number, what: CONSULTED[asked.kind], due: now.due }),
      );
      if (asked.unitCode) await askOrgan(tx, now, asked, id, due);
      else {
        const card = thirdPartyCard({ number: now.number, whom: asked.whom, due });
        await records.sendCards(tx, { type: 'request-opinion', id: `${now.id}:${id}` }, [by], card, 'ask');
      }
      return consultation;
    },

    async markDelivered(tx, request, consultationId, by, on) {
      const consultation = openOne(request, consultationId);
      if (on < consultation.sentOn || on > today())
        throw new InputError('Delivered on another day.', {
          tell: `送达日期要在 ${formatDay(consultation.sentOn)} 和今天之间。`,
        });
      const kind = consultation.kind as ConsultationKind;
      const due = consultationDue({ kind, sentOn: consultation.sentOn, deliveredOn: on }, records.calendar());
      await tx.requestConsultation.update({ where: { id: consultationId }, data: { deliveredOn: on, due } });
      await records.change(
        tx,
        request,
        {},
        { actor: by.userid, fact: 'request.letter-delivered', detail: { on, due } },
      );
      return due;
    },

    async takeOpinion(tx, request, consultationId, by, opinion, text) {
      const consultation = openOne(request, consultationId);
      if (opinion === 'objects' && [...text.trim()].length < 2)
        throw new InputError('No reason.', { tell: '不同意公开要写理由(条例第三十二条)。' });
      const { count } = await tx.requestConsultation.updateMany({
        where: { id: consultationId, opinion: null },
        data: {
          opinion,
          opinionSealed: text.trim() ? content.seal(text.trim(), consultation.id) : null,
          answeredOn: today(),
        },
      });
      if (count === 0) throw new ConflictError('Already in.', { tell: '这份征求意见已经有结果。' });
      const now = await records.change(
        tx,
        request,
        {},
        { actor: by.userid, fact: 'request.opinion-received', detail: { opinion } },
      );
      await records.settle(tx, `${request.id}:${consultationId}`, ['request-opinion'], OPINIONS[opinion], by);
      await tellDesk(tx, now, `征求意见有结果:${OPINIONS[opinion]},期限接着算`, `opinion:${consultationId}`);
      return now;
    },

    async forConsulted(db, consultationId, official) {
      const consultation = await db.requestConsultation.findUnique({ where: { id: consultationId } });
      const request = consultation && (await records.read(db, { id: consultation.requestId }));
      if (!consultation || !request)
        throw new NotFoundError('No such consultation.', { tell: '没有找到这份征求意见书。' });
      const { unitCode } = consultedOf(consultation);
      // A third party's answer is entered by the unit that asked.
      if (official.unitCode !== (unitCode ?? request.unitCode) && !official.roles.includes('gov_office'))
        throw new DeniedError('Not the organ asked.', { tell: '这份意见不由您单位提。' });
      return { request, consultation };
    },

    async closeSilent(tx, limit) {
      const late = await tx.requestConsultation.findMany({
        where: { opinion: null, due: { lt: today() }, request: { answeredOn: null } },
        take: limit,
        orderBy: { id: 'asc' },
      });
      for (const { id, kind, requestId, due } of late) {
        const { count } = await tx.requestConsultation.updateMany({
          where: { id, opinion: null },
          data: { opinion: 'silent', answeredOn: due },
        });
        const request = count > 0 && (await records.read(tx, { id: requestId }));
        if (!request) continue;
        const now = await records.change(
          tx,
          request,
          {},
          { actor: 'system', fact: 'request.opinion-silent', detail: { kind } },
        );
        const title =
          kind === 'co-agency'
            ? '机关逾期未回复,视为同意公开,期限接着算'
            : '第三方逾期未提出意见,由您单位决定,期限接着算';
        await tellDesk(tx, now, title, `silent:${id}`);
      }
      return late.length;
    },
  };
}
