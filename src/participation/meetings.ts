/**
 * Meetings 会议公开 (the second system): the end of a meeting, what it decided, and who may know. Its matters are owed to everybody;
 * less than that needs a reason and the office's approval (该公开的一律公开). How each thing decided is carried out is owed too.
 */
import { EVENTS, owedAfter } from '../disclosure/events.ts';
import { excuse, openObligation, type NewObligation } from '../disclosure/obligations.ts';
import { mustAnswerFor } from '../disclosure/responsibility.ts';
import { dayOf, formatDay, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Meeting, MeetingMatter } from '../store/generated/client.ts';
import type { DecisionDeps } from './decisions.ts';
import { draftOwed, obligationIdOf } from './owed-items.ts';

export const MEETING_TYPES = ['全体会议', '常务会议', '办公会议', '专题会议'] as const;
export type MeetingType = (typeof MEETING_TYPES)[number];

export const SCOPES = ['全社会', '一定范围', '不公开'] as const;
export type Scope = (typeof SCOPES)[number];

export interface NewMeeting {
  type: MeetingType;
  title: string;
  heldOn: Day;
  unit?: string | undefined;
  coUnits?: readonly string[];
  scope: Scope;
  /** Who may know, of 一定范围. */
  audience?: string | undefined;
  /** Why not everybody. */
  reason?: string | undefined;
  matters: readonly { title: string; unit?: string | undefined; due?: Day | undefined }[];
}

export type HeldMeeting = Meeting & { matters: MeetingMatter[] };

const ENDED = EVENTS.find(({ trigger }) => trigger === 'meeting_end')!;
const LEAST_REASON = 8;
const SYSTEM = '会议公开';

/** The kind of meeting in a sentence; 常务会 is 常务会议. */
export const meetingTypeIn = (text: string): MeetingType | undefined =>
  MEETING_TYPES.find((type) => text.includes(type.slice(0, 3)));

/** What is asked of less than 全社会. Undefined when nothing is missing. */
export function scopeFault({ scope, reason, audience }: Pick<NewMeeting, 'scope' | 'reason' | 'audience'>) {
  if (scope === '全社会') return undefined;
  if ((reason?.trim().length ?? 0) < LEAST_REASON) return `${scope}要写明原因(至少 ${LEAST_REASON} 个字)。`;
  return scope === '一定范围' && !audience?.trim() ? '一定范围公开,要写明范围里有谁。' : undefined;
}

export function createMeetings({ clock, ids, calendar }: DecisionDeps) {
  const moment = () => ({ now: clock.now(), ids });

  const find = async (db: Db, id: string): Promise<HeldMeeting> => {
    const meeting = await db.meeting.findUnique({
      where: { id },
      include: { matters: { orderBy: { position: 'asc' } } },
    });
    if (!meeting) throw new NotFoundError('No such meeting.', { tell: '没有找到这次会议。' });
    return meeting;
  };

  return {
    find,

    /** The meeting is over. Returns what is owed after it, the meeting itself first; undefined when it was recorded before. */
    async record(tx: Tx, by: Official, given: NewMeeting): Promise<NewObligation[] | undefined> {
      const unit = given.unit ?? by.unitCode;
      const { type, title, heldOn, scope, matters } = given;
      await mustAnswerFor(tx, by, unit);
      if (heldOn > dayOf(clock.now())) throw new InputError('Ahead.', { tell: '会还没有开,开完再登记。' });
      const fault = scopeFault(given);
      if (fault) throw new InputError('The scope is faulty.', { tell: fault });
      const known = await tx.meeting.findUnique({
        where: { unitCode_heldOn_title: { unitCode: unit, heldOn, title } },
      });
      if (known) return undefined;
      const owed = owedAfter(
        { event: ENDED, title, day: heldOn, unit, coUnits: given.coUnits ?? [], items: matters },
        calendar(),
      );
      for (const one of owed) await openObligation(tx, moment(), one);
      const [own, ...rest] = await Promise.all(owed.map(({ key }) => obligationIdOf(tx, key)));
      const code = scope === '全社会' ? await draftMinutes(tx, by, given, unit, own) : undefined;
      await tx.meeting.create({
        data: {
          id: ids.next(),
          type,
          title,
          heldOn,
          unitCode: unit,
          scope,
          audience: given.audience?.trim() || null,
          reason: given.reason?.trim() || null,
          recordedBy: by.userid,
          recordedAt: clock.now(),
          obligationId: own ?? null,
          disclosureCode: code ?? null,
          matters: {
            create: matters.map((matter, position) => ({
              id: ids.next(),
              position,
              title: matter.title,
              unitCode: matter.unit ?? unit,
              obligationId: rest[position] ?? null,
            })),
          },
        },
      });
      return owed;
    },

    /** 批准: by the office, and not by whoever recorded it. What is kept back is no longer owed. */
    async approve(tx: Tx, by: Official, id: string): Promise<void> {
      const meeting = await open(tx, by, id);
      await tx.meeting.update({ where: { id }, data: { approvedBy: by.userid, approvedAt: clock.now() } });
      const obligation = await tx.obligation.findUnique({ where: { id: meeting.obligationId ?? '' } });
      if (!obligation || obligation.status !== 'open') return;
      if (meeting.scope === '不公开') await excuse(tx, moment(), obligation, by, `不公开:${meeting.reason}`);
      else
        await tx.obligation.update({
          where: { id: obligation.id },
          data: { title: `${meeting.title}(在一定范围公开:${meeting.audience})` },
        });
    },

    /** 不同意: everybody may know, and the item is drafted. */
    async widen(tx: Tx, by: Official, id: string): Promise<void> {
      const meeting = await open(tx, by, id);
      const { type, title, heldOn, unitCode, matters } = meeting;
      const code = await draftMinutes(
        tx,
        by,
        { type: type as MeetingType, title, heldOn, scope: '全社会', matters },
        unitCode,
        meeting.obligationId ?? undefined,
      );
      await tx.meeting.update({
        where: { id },
        data: { scope: '全社会', approvedBy: by.userid, approvedAt: clock.now(), disclosureCode: code },
      });
    },
  };

  /** The meeting whose scope waits for the office. */
  async function open(tx: Tx, by: Official, id: string): Promise<HeldMeeting> {
    const meeting = await find(tx, id);
    if (!by.roles.includes('gov_office'))
      throw new DeniedError('May not approve.', { tell: '不向全社会公开,要由县政府办批准。' });
    if (meeting.scope === '全社会' || meeting.approvedBy)
      throw new ConflictError('Decided.', { tell: '公开范围已经定了。' });
    if (meeting.recordedBy === by.userid)
      throw new DeniedError('Their own.', { tell: '是您登记的,要由县政府办另一位同志批准。' });
    return meeting;
  }

  /** What citizens read of it, and the obligation hangs on that from now on. */
  async function draftMinutes(
    tx: Tx,
    by: Official,
    given: NewMeeting,
    unit: string,
    obligationId: string | undefined,
  ): Promise<string> {
    const { type, title, heldOn, matters } = given;
    const list = matters.map((matter, i) => `${i + 1}.${matter.title}`).join(';');
    const { code } = await draftOwed(tx, moment(), by, calendar(), {
      category: 'G3',
      title,
      summary: `${formatDay(heldOn)}${type}。${list ? `议定:${list}。` : ''}`,
      unit,
      system: SYSTEM,
      formed: heldOn,
      phrase: ENDED.phrase,
      basis: [{ law: '政府信息公开条例', article: '第十九条' }],
      particulars: { stage: '议定', meeting: { type, date: heldOn, scope: '全社会' } },
    });
    if (obligationId)
      await tx.obligation.updateMany({
        where: { id: obligationId, disclosureCode: null },
        data: { disclosureCode: code },
      });
    return code;
  }
}

export type Meetings = ReturnType<typeof createMeetings>;
