/** 转主动公开 (条例第四十四条): the same asked by many, or an applicant's suggestion, put to the unit; what it lists it owes the public. */
import { ConflictError, InputError } from '../kit/errors.ts';
import { countDue } from '../disclosure/due.ts';
import { openObligation } from '../disclosure/obligations.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { likeness } from './request-form.ts';
import { publicationCard } from './request-notices.ts';
import type { FiledRequest, RequestDeps, RequestRecords } from './request-records.ts';

/** Descriptions so alike ask for the same information. */
const ALIKE = 0.5;
/** 多个申请人 (条例第四十四条第一款) */
export const MANY = 3;
/** Looked at for the same information. */
const LOOK_BACK_MS = 365 * 86_400_000;
const MAX_COMPARED = 300;
/** 条例第二十六条 */
const PUBLISH_WORKDAYS = 20;

export interface Publication {
  /** Puts it to the unit, once a request. */
  propose(tx: Tx, request: FiledRequest, why: string): Promise<void>;
  /** Puts it to the unit when so many asked for the same and it was given. */
  proposeIfMany(tx: Tx, request: FiledRequest): Promise<void>;
  /** 列入主动公开: an obligation of the unit, due by 条例第二十六条. */
  listForPublication(tx: Tx, request: FiledRequest, by: Official, title: string): Promise<string>;
  /** 不列入, with the reason. */
  keepBack(tx: Tx, request: FiledRequest, by: Official, reason: string): Promise<string>;
}

/** Requests of the unit within a year that ask for the same, newest first; the one given left out. */
export async function alikeOf(
  db: Db,
  { clock }: Pick<RequestDeps, 'clock'>,
  records: RequestRecords,
  request: FiledRequest,
): Promise<FiledRequest[]> {
  const rows = await db.informationRequest.findMany({
    where: {
      unitCode: request.unitCode,
      createdAt: { gt: new Date(clock.now().getTime() - LOOK_BACK_MS) },
      id: { not: request.id },
    },
    include: { consultations: true },
    orderBy: { createdAt: 'desc' },
    take: MAX_COMPARED,
  });
  const description = records.descriptionOf(request);
  return rows.filter((row) => likeness(records.descriptionOf(row), description) >= ALIKE);
}

/** How many people asked for it, this one among them. */
export const peopleOf = (request: FiledRequest, alike: readonly FiledRequest[]): number =>
  new Set([request.citizenId, ...alike.map(({ citizenId }) => citizenId)]).size;

const DECIDED = ['request.publication-listed', 'request.publication-declined'];

export function createPublication(deps: RequestDeps & { records: RequestRecords }): Publication {
  const { records, ids, clock } = deps;

  const decide = async (
    tx: Tx,
    request: FiledRequest,
    by: Official,
    listed: boolean,
    text: string,
  ): Promise<void> => {
    const known = await tx.informationRequestEvent.findFirst({
      where: { requestId: request.id, fact: { in: DECIDED } },
    });
    if (known) throw new ConflictError('Decided.', { tell: '这件已经有人决定过是否主动公开。' });
    await records.change(tx, request, {}, { actor: by.userid, fact: listed ? DECIDED[0]! : DECIDED[1]! });
    await records.settle(
      tx,
      request.id,
      ['request-publication'],
      listed ? '已列入主动公开' : '不列入主动公开',
      by,
    );
    const suggested = await tx.informationRequestEvent.findFirst({
      where: { requestId: request.id, fact: 'request.publication-suggested' },
    });
    if (suggested) await records.tellCitizen(tx, request, 'publication-decided', text);
  };

  const propose: Publication['propose'] = async (tx, request, why) => {
    const workers = await records.workersOf(tx, request.unitCode);
    await records.sendCards(
      tx,
      { type: 'request-publication', id: request.id },
      workers,
      publicationCard({ number: request.number, why }),
      'ask',
    );
  };

  return {
    propose,
    async proposeIfMany(tx, request) {
      const people = peopleOf(request, await alikeOf(tx, deps, records, request));
      if (people >= MANY) await propose(tx, request, `已有 ${people} 人申请相同信息,这次可以公开。`);
    },
    async listForPublication(tx, request, by, title) {
      if ([...title.trim()].length < 4)
        throw new InputError('No title.', { tell: '请写公开事项的标题,例如:2026年养老补贴分配情况。' });
      const text = `您建议主动公开的信息(申请 ${request.number}),已列入主动公开:${title.trim()}。`;
      await decide(tx, request, by, true, text);
      const today = records.today();
      await openObligation(
        tx,
        { now: clock.now(), ids },
        {
          key: `request:${request.id}`,
          source: 'event',
          title: title.trim().slice(0, 200),
          unitCode: request.unitCode,
          trigger: 'application_received',
          triggeredOn: today,
          deadlinePhrase: '20个工作日',
          due: countDue({ start: today, n: PUBLISH_WORKDAYS, unit: 'workday' }, records.calendar()),
        },
      );
      return `「${title.trim()}」已列入主动公开,20 个工作日内公开(条例第二十六条、第四十四条)。`;
    },
    async keepBack(tx, request, by, reason) {
      if ([...reason.trim()].length < 4)
        throw new InputError('No reason.', { tell: '请写不列入主动公开的理由。' });
      const text = `您建议主动公开的信息(申请 ${request.number}),审核后没有列入主动公开。理由:${reason.trim()}`;
      await decide(tx, request, by, false, text);
      return `${request.number} 已记下,不列入主动公开。`;
    },
  };
}
