/**
 * 依申请公开, the applicant's side: filed by conversation once both sides confirm, supplemented, explained, withdrawn, asked
 * after. The unit's side is request-desk.
 */
import { formatDay, type Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import { holdersOf } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Matter } from '../people/matters.ts';
import { ANSWERS, type AnswerKind } from './request-answers.ts';
import { reckonRequest } from './request-clock.ts';
import { applicantKindOf, type RequestForm } from './request-form.ts';
import { alikeOf, createPublication, MANY, peopleOf } from './request-publication.ts';
import { deskCard, provisionally, receiptText, stepLines } from './request-notices.ts';
import {
  createRequestRecords,
  type Applicant,
  type FiledRequest,
  type RequestDeps,
} from './request-records.ts';

export type { RequestDeps } from './request-records.ts';

export interface FiledNotice {
  number: string;
  due: Day;
  /** What the applicant reads: the organ's confirmation. */
  text: string;
}

export interface Requests {
  /**
   * Files a request both sides have confirmed (条例第三十一条第三项): the applicant by the word 确认, the organ by the
   * receipt returned here. Today is the day of receipt.
   */
  file(
    tx: Tx,
    request: RequestForm & { citizenId: string; unitCode: string | undefined },
  ): Promise<FiledNotice>;
  /** Where a letter or mail goes, told after the receipt. */
  addAddress(tx: Tx, key: RequestKey, text: string): Promise<string>;
  /** 补正. What the applicant reads. Throws InputError when none is awaited or nothing is said. */
  supplement(tx: Tx, key: RequestKey, text: string): Promise<string>;
  /** 说明理由 (条例第三十五条). */
  explain(tx: Tx, key: RequestKey, text: string): Promise<string>;
  /** 撤回 */
  withdraw(tx: Tx, key: RequestKey): Promise<string>;
  /** 建议主动公开 (条例第四十四条第二款). */
  suggestPublication(tx: Tx, key: RequestKey): Promise<string>;
  /** State, next step and reckoning in the applicant's words; undefined to anyone else. */
  statusFor(db: Db, number: string, citizenId: string): Promise<string | undefined>;
  mattersOf(db: Db, citizenId: string): Promise<Matter[]>;
}

/** Without a number, the one request of the citizen's that the action fits. */
export interface RequestKey {
  citizenId: string;
  number?: string | undefined;
}

const STATUS: Readonly<Record<string, string>> = {
  draft: '还没有确认',
  confirmed: '已受理',
  supplementing: '等您补正',
  reviewing: '正在办理',
  consulting: '正在征求意见,这段时间不算期限',
  extended: '已延期,正在办理',
  answered: '已答复',
  closed: '已撤回',
  diverted: '已转其他单位',
};

/** So many within thirty days are pointed out to the unit (条例第三十五条). */
const FREQUENT = 10;
const FREQUENT_MS = 30 * 86_400_000;
const MIN_SUPPLEMENT = 4;

export function createRequests(deps: RequestDeps): Requests {
  const { clock, ids, content } = deps;
  const records = createRequestRecords(deps);
  const publication = createPublication({ ...deps, records });

  /** The citizen's own, that `fits`; else a sentence that says what to do. */
  const own = async (
    db: Db,
    { citizenId, number }: RequestKey,
    fits: (request: FiledRequest) => boolean,
    none: string,
  ): Promise<FiledRequest> => {
    const rows = await db.informationRequest.findMany({
      where: { citizenId, ...(number ? { number } : {}) },
      include: { consultations: true },
      orderBy: { createdAt: 'desc' },
      take: 100,
    });
    const found = rows.filter(fits);
    if (found.length === 1 || (number && found.length > 0)) return found[0]!;
    const which = found.map((row) => row.number).join('、');
    throw new InputError('No single request fits.', {
      tell: found.length === 0 ? none : `您有 ${found.length} 件,请写上编号:${which}。`,
    });
  };
  const isOpen = ({ answeredOn }: FiledRequest): boolean => answeredOn === null;

  const notesOf = async (db: Db, request: FiledRequest): Promise<string[]> => {
    const { citizenId } = request;
    const alike = await alikeOf(db, deps, records, request);
    const before = alike.find((row) => row.citizenId === citizenId);
    const people = peopleOf(request, alike);
    const recent = await db.informationRequest.count({
      where: { citizenId, createdAt: { gt: new Date(clock.now().getTime() - FREQUENT_MS) } },
    });
    return [
      ...(request.kind === 'correction' ? ['要求更正政府信息(条例第四十一条)。'] : []),
      ...(request.needsHelp ? ['申请人阅读或视听有困难,请打电话帮他办(条例第四十三条)。'] : []),
      ...(before ? [`同一申请人申请过相近内容:${before.number}(条例第三十六条第六项)。`] : []),
      ...(people >= MANY ? [`已有 ${people} 人申请相同信息,可以公开的,建议主动公开(条例第四十四条)。`] : []),
      ...(recent > FREQUENT
        ? [`同一申请人 30 天内第 ${recent} 件。明显过多的,可以回复「要求说明理由」(条例第三十五条)。`]
        : []),
    ];
  };

  const tellDesk = async (
    tx: Tx,
    request: FiledRequest,
    title: string,
    key: string,
    notes: readonly string[] = [],
  ): Promise<void> => {
    const workers = await records.workersOf(tx, request.unitCode);
    const card = deskCard(title, { ...request, notes });
    await records.sendCards(tx, { type: 'request', id: request.id }, workers, card, key);
  };

  const api: Requests = {
    async file(tx, { citizenId, unitCode, description, form, kind, needsHelp, ...person }) {
      const id = ids.next();
      const today = records.today();
      const office = await holdersOf(tx, 'gov_office');
      const code = unitCode ?? office[0]?.unitCode ?? '';
      const { due, provisional, steps } = reckonRequest({ confirmedOn: today }, records.calendar());
      const applicant: Applicant = person;
      const request = await tx.informationRequest.create({
        data: {
          id,
          number: referenceNumber('SQ', ids),
          unitCode: code,
          applicantSealed: content.seal(JSON.stringify(applicant), id),
          applicantKind: applicantKindOf(person.name),
          citizenId,
          descriptionSealed: content.seal(description, id),
          kind,
          form,
          needsHelp: needsHelp ?? false,
          status: 'confirmed',
          createdAt: clock.now(),
          confirmedOn: today,
          due: due!,
          provisional,
          dueSteps: steps as object[],
        },
        include: { consultations: true },
      });
      // Both sides: the applicant's word, and the organ's receipt that this call returns.
      const event = { requestId: id, at: clock.now() };
      await tx.informationRequestEvent.create({
        data: { id: ids.next(), ...event, actor: 'citizen', fact: 'request.confirmed' },
      });
      await tx.informationRequestEvent.create({
        data: {
          id: ids.next(),
          ...event,
          actor: 'system',
          fact: 'request.received',
          detail: { receivedOn: today, due: due! },
        },
      });
      const notes = await notesOf(tx, request);
      await tellDesk(
        tx,
        request,
        kind === 'correction' ? '收到一份更正申请' : '收到一份信息公开申请',
        'filed',
        notes,
      );
      const unit = await tx.unit.findUnique({ where: { code } });
      const text = receiptText({
        number: request.number,
        due: due!,
        provisional,
        unit: unit?.name ?? '县政府办',
        phone: unit?.phone ?? null,
        correction: kind === 'correction',
      });
      return { number: request.number, due: due!, text };
    },

    async addAddress(tx, key, text) {
      const request = await own(tx, key, isOpen, '没有找到这件申请。');
      const given = text.trim().slice(0, 200);
      const applicant = records.applicantOf(request);
      const added = /@/.test(given) ? { ...applicant, email: given } : { ...applicant, address: given };
      await records.change(
        tx,
        request,
        { applicantSealed: content.seal(JSON.stringify(added), request.id) },
        { actor: 'citizen', fact: 'request.address-added' },
      );
      return `记下了。答复按「${request.form}」寄给您。`;
    },

    async supplement(tx, key, text) {
      const request = await own(
        tx,
        key,
        (one) => isOpen(one) && one.noticedOn !== null && one.supplementedOn === null,
        '您现在没有要补正的申请。',
      );
      if ([...text.trim()].length < MIN_SUPPLEMENT)
        throw new InputError('An empty supplement.', {
          tell: '请把要补的内容写在「补正」后面,一条消息写完。',
        });
      const description = `${records.descriptionOf(request)}\n【补正】${text.trim()}`;
      const today = records.today();
      const late = request.supplementBy !== null && today > request.supplementBy;
      const now = await records.change(
        tx,
        request,
        { supplementedOn: today, descriptionSealed: content.seal(description, request.id) },
        { actor: 'citizen', fact: 'request.supplemented', detail: { late } },
      );
      const notes = late ? ['补正晚于期限,有没有正当理由由您判断(条例第三十条)。'] : [];
      await tellDesk(tx, now, '申请人已补正', 'supplemented', notes);
      return `补正收到了。期限从今天重新算,20 个工作日,最晚 ${formatDay(now.due!)}${provisionally(now.provisional)} 前答复您。`;
    },

    async explain(tx, key, text) {
      const request = await own(
        tx,
        key,
        (one) => isOpen(one) && one.reasonAskedOn !== null,
        '您现在没有要说明理由的申请。',
      );
      const description = `${records.descriptionOf(request)}\n【说明理由】${text.trim()}`;
      const now = await records.change(
        tx,
        request,
        { descriptionSealed: content.seal(description, request.id) },
        { actor: 'citizen', fact: 'request.explained' },
      );
      await tellDesk(tx, now, '申请人已说明理由', `explained:${ids.next()}`);
      return '理由记下了,转给承办单位。合理的照常办理,结果会告诉您。';
    },

    async withdraw(tx, key) {
      const request = await own(tx, key, isOpen, '没有可以撤回的申请,可能已经答复或撤回。');
      const now = await records.change(
        tx,
        request,
        {
          answeredOn: records.today(),
          answerKind: 'withdrawn',
          pending: null,
          pendingSealed: null,
        },
        { actor: 'citizen', fact: 'request.withdrawn' },
      );
      await records.tellOfficials(
        tx,
        await records.workersOf(tx, now.unitCode),
        `request:${now.id}:withdrawn`,
        `申请 ${now.number} 已由申请人撤回,不用再办。`,
      );
      return `申请 ${now.number} 已撤回。以后要用,可以重新申请。`;
    },

    async suggestPublication(tx, key) {
      const request = await own(tx, key, (one) => one.answeredOn !== null, '答复以后可以建议主动公开。');
      await records.change(tx, request, {}, { actor: 'citizen', fact: 'request.publication-suggested' });
      await publication.propose(tx, request, '申请人建议主动公开(条例第四十四条第二款)。');
      return '谢谢,您的建议已转给承办单位。审核后属于主动公开范围的,会及时公开,结果会告诉您。';
    },

    async statusFor(db, number, citizenId) {
      const request = await records.read(db, { number });
      if (!request || request.citizenId !== citizenId) return undefined;
      const { state, next } = matterOf(request);
      if (request.answeredOn)
        return [
          `申请 ${request.number}:${state}。`,
          request.answerSealed ? content.open(request.answerSealed, request.id) : next,
        ].join('\n');
      return [
        `申请 ${request.number}:${state}。${next}`,
        '期限这样算:',
        stepLines(records.reckon(request).steps),
        `不要了,回复:撤回 ${request.number}`,
      ].join('\n');
    },

    async mattersOf(db, citizenId) {
      const rows = await db.informationRequest.findMany({
        where: { citizenId },
        include: { consultations: true },
        orderBy: { createdAt: 'desc' },
        take: 50,
      });
      return rows.map((row) => matterOf(row));
    },
  };
  return api;
}

/** How it stands in the applicant's list. */
function matterOf(request: FiledRequest): Matter {
  const { number, createdAt, answeredOn, answerKind, status, due, provisional, supplementBy } = request;
  const kind = answerKind && answerKind in ANSWERS ? ANSWERS[answerKind as AnswerKind].zh : undefined;
  const state = `${STATUS[status] ?? status}${status === 'answered' && kind ? `(${kind})` : ''}`;
  const next = answeredOn
    ? `${formatDay(answeredOn)}办结。`
    : status === 'supplementing'
      ? `请在 ${formatDay(supplementBy!)} 前回复:补正 加内容。`
      : due
        ? `最晚 ${formatDay(due)}${provisionally(provisional)} 前答复。`
        : '';
  const title = request.kind === 'correction' ? '更正政府信息' : '申请公开信息';
  return { number, title, state, next, at: createdAt, open: answeredOn === null };
}
