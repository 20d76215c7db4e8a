/**
 * 依申请公开, the unit's side: answers, the one supplement notice, extension with approval, consultations that stop the
 * clock. Each action obeys request-verdicts, is a fact in the history, and tells whom it concerns.
 */
import { addMonths, formatDay, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import { countDue, type DueStep } from '../disclosure/due.ts';
import { workdaysFrom } from '../disclosure/workdays.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { ANSWERS, answerText, checkAnswer, remedyText, type Answer } from './request-answers.ts';
import { TERMS } from './request-clock.ts';
import { LINK_DAYS } from './letter-links.ts';
import { createAppeals, type Appeals } from './request-appeals.ts';
import { createConsultations, type Consultations } from './request-consultations.ts';
import { createPublication, type Publication } from './request-publication.ts';
import { createLetters, type Letters } from './request-letters.ts';
import { deferralText, extensionText, reasonText, reviewCard, supplementText } from './request-notices.ts';
import {
  ALL_CARDS,
  createRequestRecords,
  type Applicant,
  type FiledRequest,
  type RequestDeps,
} from './request-records.ts';
import { mayAnswer, mayDo, type DeskAction, type RequestState, type Verdict } from './request-verdicts.ts';

export type { FiledRequest } from './request-records.ts';

/** What became of an answer or a wish to extend: sent, or waiting for these people. */
export type Outcome = { sent: true; text: string } | { sent: false; waitsFor: readonly Official[] };

export interface RequestDesk extends Appeals, Consultations, Letters, Publication {
  /** The request, if this official may work it. Throws NotFoundError or DeniedError. */
  forOfficial(db: Db, key: { id: string } | { number: string }, official: Official): Promise<FiledRequest>;
  stateOf(request: FiledRequest): RequestState;
  answer(tx: Tx, request: FiledRequest, by: Official, answer: Answer): Promise<Outcome>;
  /** 一次性告知补正; `days` working days for the applicant. */
  askSupplement(tx: Tx, request: FiledRequest, by: Official, text: string, days?: number): Promise<Day>;
  extend(tx: Tx, request: FiledRequest, by: Official, reason: string, days?: number): Promise<Outcome>;
  /** 审签: what waits is sent, or goes back with the reason. */
  decide(tx: Tx, request: FiledRequest, by: Official, granted: boolean, note?: string): Promise<string>;
  /** 要求说明理由 (条例第三十五条) */
  askReason(tx: Tx, request: FiledRequest, by: Official): Promise<void>;
  /** 延迟答复的合理期限 (条例第三十五条) */
  defer(tx: Tx, request: FiledRequest, by: Official, until: Day, reason: string): Promise<void>;
  /** What was asked for, opened, for whoever works it. */
  contentOf(request: FiledRequest): string;
  stepsOf(request: FiledRequest): DueStep[];
  /** Name and contact, for the unit that has to reply. */
  applicantOf(request: FiledRequest): Applicant;
  /** Whether this official signs what waits; undefined when nothing does. */
  maySign(db: Db, request: FiledRequest, official: Official): Promise<Verdict | undefined>;
  /** What waits to be signed, opened. */
  pendingOf(request: FiledRequest): Pending | undefined;
}

export type Pending =
  { what: 'answer'; answer: Answer } | { what: 'extension'; reason: string; days: number };

/** A reasonable term for the applicant; the law leaves it to the unit (条例第三十条). */
export const SUPPLEMENT_DAYS = { usual: 15, least: 3, most: 60 } as const;
/** 内部审签 takes no longer, and never past the due day. */
export const REVIEW_DAYS = 3;
/** A deferral is reasonable within a year. */
const MAX_DEFERRAL_MONTHS = 12;
const WORKERS = new Set(['unit_officer', 'unit_leader', 'township_admin', 'gov_office']);

export function createRequestDesk(deps: RequestDeps): RequestDesk {
  const { content } = deps;
  const records = createRequestRecords(deps);
  const publication = createPublication({ ...deps, records });
  const { today } = records;

  const must = (verdict: Verdict): void => {
    if (!verdict.ok) throw new ConflictError('Not possible now.', { tell: verdict.why });
  };
  const guard = (action: DeskAction, request: FiledRequest): void =>
    must(mayDo(action, records.stateOf(request), today()));
  const mustSay = (text: string, what: string): string => {
    if ([...text.trim()].length < 4) throw new InputError(`No ${what}.`, { tell: `请写清楚${what}。` });
    return text.trim();
  };

  const pendingOf = (request: FiledRequest): Pending | undefined =>
    request.pendingSealed
      ? (JSON.parse(content.open(request.pendingSealed, request.id)) as Pending)
      : undefined;

  const maySign = async (db: Db, request: FiledRequest, official: Official): Promise<Verdict | undefined> => {
    if (!request.pending) return undefined;
    const asker = { ...official, userid: request.pendingBy ?? '' };
    const signers = await records.signersOf(db, request.unitCode, asker);
    if (signers.some(({ userid }) => userid === official.userid)) return { ok: true };
    const names = signers.map(({ name }) => name).join('、');
    return { ok: false, why: `这件由${names}审签,您不能签。` };
  };

  /** A leader signs for themselves; an officer's word waits for one. */
  const signsAlone = (request: FiledRequest, by: Official): boolean =>
    by.roles.includes('unit_leader') && by.unitCode === request.unitCode;

  const submit = async (
    tx: Tx,
    request: FiledRequest,
    by: Official,
    pending: Pending,
    shown: { kind: string; text: string },
  ): Promise<Outcome> => {
    const usual = workdaysFrom(today(), REVIEW_DAYS, records.calendar());
    const reviewBy = request.due && request.due < usual && request.due >= today() ? request.due : usual;
    const signers = await records.signersOf(tx, request.unitCode, by);
    if (signers.length === 0)
      throw new ConflictError('Nobody can sign.', {
        tell: '没有能审签的领导。请在机构名单里登记本单位领导(unit_leader)。',
      });
    const stamp = deps.ids.next();
    await records.change(
      tx,
      request,
      {
        pending: pending.what,
        pendingBy: by.userid,
        pendingDue: reviewBy,
        pendingSealed: content.seal(JSON.stringify(pending), request.id),
      },
      { actor: by.userid, fact: `request.${pending.what}-submitted`, detail: { kind: shown.kind } },
    );
    const card = reviewCard({ number: request.number, what: pending.what, by: by.name, reviewBy, ...shown });
    await records.sendCards(tx, { type: 'request-review', id: request.id }, signers, card, stamp);
    return { sent: false, waitsFor: signers };
  };

  const remedyOf = async (db: Db, request: FiledRequest, kind: Answer['kind']): Promise<string> => {
    const unit = await db.unit.findUnique({ where: { code: request.unitCode } });
    const government = await db.unit.findFirst({ where: { type: 'county_gov', active: true } });
    // The government's own office speaks for the government: its reviewer is the one above.
    const top = unit === null || unit.type === 'county_gov' || unit.type === 'gov_office';
    return remedyText({
      kind,
      reviewer: top || !government ? '上一级人民政府' : government.name,
      reviewBy: countDue({ start: today(), n: 60, unit: 'day' }, records.calendar()).due,
      sueBy: countDue({ start: today(), n: 6, unit: 'month' }, records.calendar()).due,
    });
  };

  const send = async (tx: Tx, request: FiledRequest, by: Official, answer: Answer): Promise<Outcome> => {
    const unit = await tx.unit.findUnique({ where: { code: request.unitCode } });
    const text = answerText(answer, await remedyOf(tx, request, answer.kind));
    const now = await records.change(
      tx,
      request,
      {
        answerKind: answer.kind,
        answerGround: answer.ground ?? null,
        answerSealed: content.seal(text, request.id),
        answeredOn: today(),
        pending: null,
        pendingBy: null,
        pendingDue: null,
        pendingSealed: null,
      },
      {
        actor: by.userid,
        fact: 'request.answered',
        detail: { kind: answer.kind, late: request.due !== null && today() > request.due },
      },
    );
    const paper = now.form === '微信' ? '' : `书面答复按您要的方式给您:${now.form}。\n`;
    const link = deps.letterLink?.(now.id);
    const more = answer.kind === 'disclosed' || answer.kind === 'partial';
    await records.tellCitizen(
      tx,
      now,
      'answered',
      [
        `申请 ${now.number} 的答复(${unit?.name ?? '本机关'},${formatDay(today())})`,
        text,
        ...(link ? [`书面答复在这里下载,${LINK_DAYS} 天内有效,要填您留的电话后四位:${link}`] : []),
        `${paper}没看懂的,回复 人工。`,
        ...(more ? [`觉得这件事大家都该知道,回复:建议公开 ${now.number}`] : []),
      ].join('\n'),
    );
    if (answer.kind === 'disclosed') await publication.proposeIfMany(tx, now);
    await records.settle(tx, now.id, ALL_CARDS, `已答复:${ANSWERS[answer.kind].zh}`, by);
    return { sent: true, text };
  };

  const prolong = async (
    tx: Tx,
    request: FiledRequest,
    by: Official,
    { reason, days }: { reason: string; days: number },
  ): Promise<Outcome> => {
    const now = await records.change(
      tx,
      request,
      {
        extensionDays: days,
        extendedBy: by.userid,
        pending: null,
        pendingBy: null,
        pendingDue: null,
        pendingSealed: null,
      },
      {
        actor: by.userid,
        fact: 'request.extended',
        detail: { days, sealed: content.seal(reason, request.id) },
      },
    );
    const text = extensionText({ number: now.number, days, due: now.due!, reason });
    await records.tellCitizen(tx, now, 'extended', text);
    return { sent: true, text };
  };

  const consultations = createConsultations({ ...deps, records, guard });
  return {
    ...createAppeals({ ...deps, records }),
    ...consultations,
    ...publication,
    maySign,
    ...createLetters({ records, content, consultedOf: consultations.consultedOf }),
    pendingOf,
    stateOf: records.stateOf,
    contentOf: records.descriptionOf,
    applicantOf: records.applicantOf,
    stepsOf: (request) => records.reckon(request).steps,

    async forOfficial(db, key, official) {
      const request = await records.read(db, key);
      if (!request) throw new NotFoundError('No such request.', { tell: '没有找到这件申请。' });
      const office = official.roles.includes('gov_office');
      const own = official.unitCode === request.unitCode && official.roles.some((role) => WORKERS.has(role));
      const stands = own || office ? null : await standsIn(db, request, official);
      if (!own && !office && !stands)
        throw new DeniedError('Not of the unit.', { tell: '这件申请不由您单位办理。' });
      return request;
    },

    async answer(tx, request, by, given) {
      const answer = checkAnswer(given);
      must(mayAnswer(answer.kind, records.stateOf(request), today()));
      const rule = ANSWERS[answer.kind];
      if ((rule.correction ?? false) !== (request.kind === 'correction') && answer.kind !== 'abandoned')
        throw new InputError('The answer does not fit what was asked.', {
          tell:
            request.kind === 'correction'
              ? '这是更正申请,请答:已更正、不予更正。'
              : '这是公开申请,不是更正申请。',
        });
      if (rule.refuses && !signsAlone(request, by))
        return submit(tx, request, by, { what: 'answer', answer }, { kind: rule.zh, text: answer.text });
      return send(tx, request, by, answer);
    },

    async askSupplement(tx, request, by, text, days = SUPPLEMENT_DAYS.usual) {
      guard('supplement', request);
      const items = mustSay(text, '要补正什么');
      const bounded = Math.min(Math.max(days, SUPPLEMENT_DAYS.least), SUPPLEMENT_DAYS.most);
      const by_ = countDue({ start: today(), n: bounded, unit: 'workday' }, records.calendar()).due;
      const now = await records.change(
        tx,
        request,
        { noticedOn: today(), supplementBy: by_, supplementSealed: content.seal(items, request.id) },
        { actor: by.userid, fact: 'request.supplement-asked', detail: { by: by_ } },
      );
      await records.tellCitizen(
        tx,
        now,
        'supplement',
        supplementText({ number: now.number, text: items, by: by_ }),
      );
      return by_;
    },

    async extend(tx, request, by, reason, days = TERMS.extension) {
      guard('extend', request);
      const why = mustSay(reason, '延期的原因');
      if (!Number.isInteger(days) || days < 1 || days > TERMS.extension)
        throw new InputError('An extension of another length.', {
          tell: `延长最多 ${TERMS.extension} 个工作日(条例第三十三条)。`,
        });
      const pending: Pending = { what: 'extension', reason: why, days };
      if (signsAlone(request, by)) return prolong(tx, request, by, pending);
      return submit(tx, request, by, pending, { kind: '延期', text: `延长 ${days} 个工作日。原因:${why}` });
    },

    async decide(tx, request, by, granted, note = '') {
      const pending = pendingOf(request);
      if (!pending) throw new ConflictError('Nothing waits.', { tell: '已经有人审签过了。' });
      const verdict = await maySign(tx, request, by);
      if (verdict && !verdict.ok) throw new DeniedError('May not sign.', { tell: verdict.why });
      const asker = await tx.person.findUnique({ where: { userid: request.pendingBy ?? '' } });
      const what = pending.what === 'answer' ? ANSWERS[pending.answer.kind].zh : '延期';
      const reason = granted ? '' : mustSay(note, '不同意的原因');
      await records.settle(
        tx,
        request.id,
        ['request-review'],
        granted ? `已同意:${what}` : `不同意:${what}`,
        by,
      );
      if (!granted) {
        await records.change(
          tx,
          request,
          { pending: null, pendingBy: null, pendingDue: null, pendingSealed: null },
          { actor: by.userid, fact: `request.${pending.what}-refused` },
        );
        if (asker)
          await records.tellOfficials(
            tx,
            [asker],
            `request:${request.id}:refused:${deps.ids.next()}`,
            `申请 ${request.number}:${by.name}不同意「${what}」。原因:${reason}\n请改好再办:回复 答复 或 延期。`,
          );
        return `已退回,告诉了${asker?.name ?? '承办人'}。`;
      }
      if (pending.what === 'answer') await send(tx, request, by, pending.answer);
      else await prolong(tx, request, by, pending);
      if (asker && asker.userid !== by.userid)
        await records.tellOfficials(
          tx,
          [asker],
          `request:${request.id}:granted:${deps.ids.next()}`,
          `申请 ${request.number}:${by.name}同意「${what}」,已告诉申请人。`,
        );
      return `${request.number} 已同意「${what}」,已告诉申请人。`;
    },

    async askReason(tx, request, by) {
      guard('reason', request);
      const now = await records.change(
        tx,
        request,
        { reasonAskedOn: today() },
        { actor: by.userid, fact: 'request.reason-asked' },
      );
      await records.tellCitizen(tx, now, 'reason', reasonText(now));
    },

    async defer(tx, request, by, until, reason) {
      guard('defer', request);
      const why = mustSay(reason, '延迟的原因');
      if (until <= today() || until > addMonths(today(), MAX_DEFERRAL_MONTHS))
        throw new InputError('No reasonable day.', { tell: '请写今天以后、一年以内的日期。' });
      const now = await records.change(
        tx,
        request,
        { deferredTo: until },
        {
          actor: by.userid,
          fact: 'request.deferred',
          detail: { until, sealed: content.seal(why, request.id) },
        },
      );
      await records.tellCitizen(
        tx,
        now,
        'deferred',
        deferralText({ number: now.number, until, reason: why }),
      );
    },
  };

  /** A committee's township, or whoever was told to do the work. */
  async function standsIn(db: Db, request: FiledRequest, official: Official): Promise<boolean> {
    const workers = await records.workersOf(db, request.unitCode);
    return workers.some(({ userid }) => userid === official.userid);
  }
}
