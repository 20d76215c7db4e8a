/** What requests, comments and hearings hold of a citizen: a copy, correction, deletion of what may go, forgetting in time. */
import { addMonths, dayOf } from '../kit/day.ts';
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Erasure, PersonalData } from '../people/personal-data.ts';
import type { Tx } from '../store/database.ts';
import { maskId } from './request-form.ts';
import type { Applicant, InformationRequest } from './request-records.ts';

/** 六个月起诉期 (行政诉讼法第四十六条) and a month for the post. After that nobody needs proof of identity. */
const PROOF_MONTHS = 7;
const AT_ONCE = 500;

export interface ParticipationData extends PersonalData {
  /** 撤回同意: identity numbers and addresses go; how many requests had some. */
  dropProof(tx: Tx, citizenId: string): Promise<number>;
  /** 更正: name and telephone of what is still open; how many requests. */
  correct(tx: Tx, citizenId: string, change: { name?: string; contact?: string }): Promise<number>;
}

export function createParticipationData({
  clock,
  ids,
  content,
}: {
  clock: Clock;
  ids: Ids;
  content: Sealer;
}): ParticipationData {
  const applicantOf = (row: Pick<InformationRequest, 'id' | 'applicantSealed'>): Applicant =>
    JSON.parse(content.open(row.applicantSealed, row.id)) as Applicant;

  const note = (tx: Tx, requestId: string, actor: string, fact: string) =>
    tx.informationRequestEvent.create({
      data: { id: ids.next(), requestId, at: clock.now(), actor, fact },
    });

  const write = async (tx: Tx, id: string, applicant: Applicant): Promise<void> => {
    await tx.informationRequest.update({
      where: { id },
      data: { applicantSealed: content.seal(JSON.stringify(applicant), id) },
    });
  };

  /** Takes out what only proved or delivered. True when there was something. */
  const dropProof = async (
    tx: Tx,
    row: Pick<InformationRequest, 'id' | 'applicantSealed'>,
    actor: string,
  ): Promise<boolean> => {
    const { name, contact, guardian, ...proof } = applicantOf(row);
    if (Object.keys(proof).length === 0) return false;
    await write(tx, row.id, { name, contact, ...(guardian ? { guardian } : {}) });
    await note(tx, row.id, actor, 'request.proof-deleted');
    return true;
  };

  const dropAll = async (tx: Tx, citizenId: string): Promise<number> => {
    const rows = await tx.informationRequest.findMany({ where: { citizenId } });
    let dropped = 0;
    for (const row of rows) if (await dropProof(tx, row, 'citizen')) dropped++;
    return dropped;
  };

  return {
    async copy(db, citizenId) {
      const requests = await db.informationRequest.findMany({
        where: { citizenId },
        orderBy: { createdAt: 'desc' },
        take: 50,
      });
      const comments = await db.comment.findMany({
        where: { citizenId },
        select: { id: true, number: true, textSealed: true },
        take: 50,
      });
      const signups = await db.hearingSignup.findMany({ where: { citizenId }, take: 50 });
      return [
        ...requests.map((row) => {
          const { name, contact, idNumber, email, address, guardian } = applicantOf(row);
          const parts = [
            `姓名 ${name}`,
            `电话 ${contact}`,
            ...(idNumber ? [`身份证 ${maskId(idNumber)}`] : []),
            ...(email ? [`邮箱 ${email}`] : []),
            ...(address ? [`地址 ${address}`] : []),
            ...(guardian ? [`监护人 ${guardian}`] : []),
          ];
          return `信息公开申请 ${row.number}:${parts.join(',')}`;
        }),
        ...comments.map(
          ({ id, number, textSealed }) => `您提的意见 ${number}:${content.open(textSealed, id) || '已撤回'}`,
        ),
        ...signups.map(
          ({ id, number, nameSealed }) =>
            `听证报名 ${number}:${nameSealed ? `姓名 ${content.open(nameSealed, id)}` : '姓名已删除'}`,
        ),
      ];
    },

    async correct(tx, citizenId, change) {
      const open = await tx.informationRequest.findMany({ where: { citizenId, answeredOn: null } });
      for (const row of open) {
        await write(tx, row.id, { ...applicantOf(row), ...change });
        await note(tx, row.id, 'citizen', 'request.applicant-corrected');
      }
      return open.length;
    },

    dropProof: dropAll,

    async erase(tx, citizenId) {
      const rows = await tx.informationRequest.count({ where: { citizenId } });
      const dropped = await dropAll(tx, citizenId);
      const { count } = await tx.comment.updateMany({ where: { citizenId }, data: { citizenId: null } });
      const signups = await eraseSignups(tx, citizenId, clock.now());
      return {
        erased: [
          ...signups.erased,
          ...(dropped > 0 ? [`${dropped} 件申请里的身份证号、邮箱、地址(在办的,领取时请出示证件)`] : []),
          ...(count > 0 ? [`${count} 条意见和您的联系(意见本身要归档,已不记是谁提的)`] : []),
        ],
        kept: [
          ...(rows > 0 ? [`${rows} 件信息公开申请的姓名和电话:办件和归档依法要留`] : []),
          ...signups.kept,
        ],
      };
    },

    async expire(tx, now) {
      const limit = addMonths(dayOf(now), -PROOF_MONTHS);
      const old = await tx.informationRequest.findMany({
        where: { answeredOn: { lt: limit }, proofDeletedOn: null },
        select: { id: true, applicantSealed: true },
        take: AT_ONCE,
      });
      for (const row of old) await dropProof(tx, row, 'system');
      await tx.informationRequest.updateMany({
        where: { id: { in: old.map(({ id }) => id) } },
        data: { proofDeletedOn: dayOf(now) },
      });
      return old.length;
    },
  };
}

/** Of hearings: whoever is still to come stays on the list, whoever came stands in the minutes; the others are forgotten. */
async function eraseSignups(tx: Tx, citizenId: string, now: Date): Promise<Erasure> {
  const rows = await tx.hearingSignup.findMany({ where: { citizenId }, include: { hearing: true } });
  const awaited = rows.filter(({ status, hearing }) => status !== 'cancelled' && hearing.heldAt > now);
  const came = rows.filter(({ status }) => status === 'attended');
  const others = rows.filter((row) => !awaited.includes(row) && !came.includes(row));
  await tx.hearingSignup.updateMany({
    where: { id: { in: others.map(({ id }) => id) } },
    data: { nameSealed: null, citizenId: null },
  });
  return {
    erased: others.length > 0 ? [`${others.length} 个听证报名的姓名`] : [],
    kept: [
      ...awaited.map(({ number }) => `听证报名 ${number}:听证会还没有开。不去了,回复 取消 ${number}`),
      ...(came.length > 0 ? [`${came.length} 个听证报名的姓名:您到会了,听证笔录要归档`] : []),
    ],
  };
}
