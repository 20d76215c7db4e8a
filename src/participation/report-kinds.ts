/**
 * Requests and opinions as the reports of supervision count them. A line names neither the applicant nor what was said: number,
 * days, where it stands.
 */
import { addDays, dayOf, formatDay, instantOf } from '../kit/day.ts';
import { flags, ofUnits, within, type Entry, type Kind } from '../disclosure/counted.ts';

const MOST = 50_000;

/** 依申请公开 */
export const requestKind: Kind = {
  name: 'requests',
  section: { zh: '依申请公开', en: 'Information requests' },
  states: {
    received: { zh: '收到', en: 'Received' },
    answered: { zh: '答复', en: 'Answered' },
    inTime: { zh: '按期答复', en: 'Answered in time' },
    open: { zh: '在办', en: 'Open' },
    overdue: { zh: '超期', en: 'Overdue' },
  },
  async find(db, where) {
    const asked = 'asked' in where ? where.asked : undefined;
    const rows = await db.informationRequest.findMany({
      where:
        'ids' in where
          ? { id: { in: [...where.ids] } }
          : {
              confirmedOn: { lte: where.asked.to },
              OR: [{ answeredOn: null }, { answeredOn: { gte: where.asked.from } }],
              ...ofUnits(where.asked),
            },
      orderBy: { id: 'asc' },
      take: MOST,
      select: {
        id: true,
        number: true,
        unitCode: true,
        status: true,
        confirmedOn: true,
        answeredOn: true,
        due: true,
      },
    });
    return rows.map(({ id, number, unitCode, status, confirmedOn, answeredOn, due }) => {
      // Withdrawn ones and those sent to another unit wait for nothing.
      const waits = !['closed', 'diverted'].includes(status);
      return {
        id,
        unit: unitCode,
        title: `申请 ${number}`,
        facts: `${confirmedOn ? `${formatDay(confirmedOn)}收到` : ''}${answeredOn ? `,${formatDay(answeredOn)}答复` : due && waits ? `,应在${formatDay(due)}前答复` : ''}`,
        states: asked
          ? flags({
              received: within(confirmedOn, asked),
              answered: within(answeredOn, asked),
              inTime: within(answeredOn, asked) && (due === null || answeredOn! <= due),
              open: waits && (answeredOn === null || answeredOn > asked.to),
              overdue: waits && answeredOn === null && due !== null && due < asked.today,
            })
          : [],
      };
    });
  },
};

/** 征求意见: opinions on drafts, and what became of them. */
export const opinionKind: Kind = {
  name: 'opinions',
  section: { zh: '对草案的意见', en: 'Opinions on drafts' },
  states: {
    received: { zh: '收到', en: 'Received' },
    adopted: { zh: '采纳', en: 'Adopted' },
    partly: { zh: '部分采纳', en: 'Partly' },
    declined: { zh: '没有采纳', en: 'Declined' },
    waiting: { zh: '还没有答复', en: 'Not answered yet' },
  },
  async find(db, where) {
    const asked = 'asked' in where ? where.asked : undefined;
    const rows = await db.comment.findMany({
      where:
        'ids' in where
          ? { id: { in: [...where.ids] } }
          : {
              withdrawnOn: null,
              at: { gte: instantOf(where.asked.from), lt: instantOf(addDays(where.asked.to, 1)) },
            },
      orderBy: { id: 'asc' },
      take: MOST,
      select: {
        id: true,
        number: true,
        at: true,
        cluster: { select: { adoption: true } },
        consultation: { select: { disclosureCode: true } },
      },
    });
    const codes = [...new Set(rows.map(({ consultation }) => consultation.disclosureCode))];
    const drafts = new Map(
      (
        await db.disclosure.findMany({
          where: { code: { in: codes } },
          select: { code: true, unitCode: true, title: true },
        })
      ).map((draft) => [draft.code, draft]),
    );
    return rows.flatMap(({ id, number, at, cluster: { adoption }, consultation }): Entry[] => {
      const draft = drafts.get(consultation.disclosureCode);
      const unit = draft?.unitCode ?? '';
      if (asked?.units && !asked.units.includes(unit)) return [];
      return [
        {
          id,
          unit,
          title: `意见 ${number}`,
          facts: `${formatDay(dayOf(at))},对《${draft?.title ?? consultation.disclosureCode}》`,
          states: flags({
            received: true,
            adopted: adoption === 'adopted',
            partly: adoption === 'partly',
            declined: adoption === 'declined',
            waiting: adoption === null,
          }),
        },
      ];
    });
  },
};
