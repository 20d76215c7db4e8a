/**
 * Audits 定期审计 (the fourth system): planned for a period, by whom and of whom; the report is final one day, and its result is
 * public within twenty working days (政府信息公开条例第二十六条). An audit that was planned is owed from the start: one that never ends
 * climbs the ladder as well.
 */
import { EVENTS } from '../disclosure/events.ts';
import { openObligation } from '../disclosure/obligations.ts';
import { mustAnswerFor } from '../disclosure/responsibility.ts';
import { dayOf, type Day } from '../kit/day.ts';
import { ConflictError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import type { Tx } from '../store/database.ts';
import type { Audit } from '../store/generated/client.ts';
import type { DecisionDeps } from './decisions.ts';
import { draftOwed, dueFor, obligationIdOf } from './owed-items.ts';

export type { Audit } from '../store/generated/client.ts';

export interface NewAudit {
  /** 2026年度, 2026年上半年, 2023-2026 */
  period: string;
  subject: string;
  /** The unit audited. */
  unit: string;
  /** Who audits and publishes. */
  auditorUnit: string;
  /** The day by which the report is to be final. */
  plannedFor: Day;
}

const FINAL = EVENTS.find(({ trigger }) => trigger === 'audit_report_final')!;
const SYSTEM = '定期审计';
const titleOf = ({ period, subject }: Pick<Audit, 'period' | 'subject'>): string =>
  `${subject}审计结果(${period})`;

export function createAudits({ clock, ids, calendar }: DecisionDeps) {
  const moment = () => ({ now: clock.now(), ids });

  return {
    /** Returns the day by which its result is owed. */
    async plan(tx: Tx, by: Official, given: NewAudit): Promise<Day> {
      await mustAnswerFor(tx, by, given.auditorUnit);
      const { period, subject, unit, auditorUnit, plannedFor } = given;
      const known = await tx.audit.findUnique({
        where: { unitCode_period_subject: { unitCode: unit, period, subject } },
      });
      if (known) throw new ConflictError('Planned.', { tell: '这一期的这项审计已经登记过了。' });
      const id = ids.next();
      const due = dueFor(FINAL.phrase, plannedFor, calendar());
      await openObligation(tx, moment(), {
        key: `audit:${id}`,
        source: 'event',
        title: titleOf(given),
        unitCode: auditorUnit,
        trigger: FINAL.trigger,
        triggeredOn: plannedFor,
        period,
        deadlinePhrase: FINAL.phrase,
        due,
      });
      await tx.audit.create({
        data: {
          id,
          period,
          subject,
          unitCode: unit,
          auditorUnit,
          plannedFor,
          obligationId: (await obligationIdOf(tx, `audit:${id}`)) ?? null,
          recordedBy: by.userid,
          recordedAt: clock.now(),
        },
      });
      return due.due;
    },

    /** 审计报告定稿: the result as citizens will read it. */
    async finish(
      tx: Tx,
      by: Official,
      id: string,
      { on, result }: { on: Day; result: string },
    ): Promise<{ code: string; due: Day }> {
      const audit = await tx.audit.findUnique({ where: { id } });
      if (!audit) throw new NotFoundError('No such audit.', { tell: '没有找到这项审计。' });
      await mustAnswerFor(tx, by, audit.auditorUnit);
      if (on > dayOf(clock.now())) throw new InputError('Ahead.', { tell: '日子还没有到,定稿后再登记。' });
      const drafted = await draftOwed(tx, moment(), by, calendar(), {
        category: 'D5',
        title: titleOf(audit),
        summary: result,
        unit: audit.auditorUnit,
        system: SYSTEM,
        formed: on,
        phrase: FINAL.phrase,
        basis: [{ law: '审计法', article: '第四十条' }],
        particulars: {
          stage: '结果',
          mustDisclose: true,
          audit: { period: audit.period, subject: audit.subject, unit: audit.unitCode },
        },
      });
      const { count } = await tx.audit.updateMany({
        where: { id, resultOn: null },
        data: { resultOn: on, disclosureCode: drafted.code },
      });
      if (count === 0) throw new ConflictError('Final.', { tell: '这项审计的结果已经登记过了。' });
      await hangOn(tx, audit, drafted.code, on);
      return drafted;
    },
  };

  /** The law counts from the final report, whatever day was planned. */
  async function hangOn(tx: Tx, audit: Audit, code: string, on: Day): Promise<void> {
    const due = dueFor(FINAL.phrase, on, calendar());
    await tx.obligation.updateMany({
      where: { id: audit.obligationId ?? '', status: 'open' },
      data: {
        disclosureCode: code,
        triggeredOn: on,
        due: due.due,
        originalDue: due.due,
        provisional: due.provisional,
        dueSteps: due.steps as object[],
        quietUntil: null,
      },
    });
  }
}

export type Audits = ReturnType<typeof createAudits>;
