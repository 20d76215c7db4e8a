/**
 * Complaints 投诉举报: filed by citizens, worked by supervisors, their authors sealed away. All functions run in the
 * caller's transaction; messages to people are owed in the same transaction.
 */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, formatDay, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, NotFoundError } from '../kit/errors.ts';
import { referenceNumber, type Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { holdersOf, officialsWith, supervisionGroupOf, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Complaint, Prisma } from '../store/generated/client.ts';
import { accessTo } from './conflict.ts';
import { authorNotice, newMatterCard, settledText } from './notices.ts';
import { hashReceipt, newReceipt } from './receipt.ts';
import { triage, type Triage } from './triage.ts';
import { createVault, type ComplainantIdentity } from './vault.ts';

export type { Complaint } from '../store/generated/client.ts';

export interface ComplaintDraft {
  text: string;
  /** What or whom it is about, in the author's words. */
  about?: string;
  aboutUnit?: string;
  occurred?: string;
  anonymous: boolean;
  /** The author came to report wrongdoing 检举控告. */
  reported: boolean;
  /** 建议, 表扬 and calls for help are heard and numbered like the rest. */
  kind?: 'complaint' | keyof typeof VOICES;
  source: 'chat' | 'phone' | 'letter' | 'visit' | 'media';
  identity: ComplainantIdentity;
}

export interface Filed {
  number: string;
  /** 16 digits, shown once, kept only as a slow hash. */
  receipt: string;
  triage: Triage;
  acceptDue: Day;
}

export interface Supervision {
  file(tx: Tx, draft: ComplaintDraft): Promise<Filed>;
  /** The complaint, if this official may work it; otherwise as if it did not exist. */
  forOfficial(db: Db, id: string, official: Official): Promise<Complaint>;
  /** 受理 */
  accept(tx: Tx, complaint: Complaint, by: Official): Promise<void>;
  /** 不予受理, with the reason and where to turn. */
  decline(tx: Tx, complaint: Complaint, by: Official, reason: string): Promise<void>;
  /** 办结 */
  close(tx: Tx, complaint: Complaint, by: Official, outcome: string): Promise<void>;
  /** 督办, 退回 and other remarks that do not end the matter. */
  note(tx: Tx, complaint: Complaint, by: Official, fact: string, text: string): Promise<void>;
  /** State in the author's words, by reference number (own account) or receipt. */
  statusFor(
    db: Db,
    key: { number?: string; receipt?: string },
    address: Address,
  ): Promise<string | undefined>;
  openFor(db: Db, official: Official): Promise<Complaint[]>;
}

export interface SupervisionDeps {
  clock: Clock;
  ids: Ids;
  content: Sealer;
  identityKey: Sealer;
  outbox: Pick<Outbox, 'enqueue'>;
  /** Where an official is reached. */
  officialAddress(userid: string): Address;
  /** The day `n` days on, by the calendar-day rule (信访工作条例 第二十二、二十三条: 十五日). */
  dueAfter(from: Day, n: number): Day;
}

/** 信访工作条例: told within 15 days whether it is accepted, done within 60. */
const ACCEPT_DAYS = 15;
const CLOSE_DAYS = 60;

const VOICES = {
  suggestion: { class: 'F', category: '建议意见', urgent: false, sealed: false },
  praise: { class: 'G', category: '表扬', urgent: false, sealed: false },
  emergency: { class: 'I', category: '紧急求助', urgent: true, sealed: false },
} as const satisfies Record<string, Triage>;

export function createSupervision(deps: SupervisionDeps): Supervision {
  const { clock, ids, content, outbox, officialAddress, dueAfter } = deps;
  const vault = createVault(deps.identityKey);
  const receiptSalt = deps.identityKey.hash('receipt');

  const addEvent = (tx: Tx, complaintId: string, actor: string, fact: string, note?: string) => {
    const id = ids.next();
    const data = {
      id,
      complaintId,
      at: clock.now(),
      actor,
      fact,
      noteSealed: note ? content.seal(note, id) : null,
    };
    return tx.complaintEvent.create({ data });
  };

  const tellAuthor = async (tx: Tx, complaint: Complaint, fact: string, text: string): Promise<void> => {
    const address = await vault.addressOf(tx, complaint.id);
    if (!address) return;
    await outbox.enqueue(tx, [
      {
        key: `complaint:${complaint.id}:${fact}:author`,
        to: address,
        body: { t: 'text', text },
        subject: { type: 'complaint', id: complaint.id },
        mustDeliver: false,
      },
    ]);
  };

  /** Everybody's card turns into the line that says who did what. */
  const settleCards = async (tx: Tx, complaint: Complaint, fact: string, text: string): Promise<void> => {
    const cards = await tx.outboxMessage.findMany({
      where: { subjectType: 'complaint', subjectId: complaint.id, kind: 'card' },
      select: { taskId: true, toSealed: true, id: true, channel: true, account: true },
    });
    await outbox.enqueue(
      tx,
      cards.flatMap((card) =>
        card.taskId
          ? [
              {
                key: `complaint:${complaint.id}:${fact}:${card.taskId}`,
                to: {
                  channel: card.channel,
                  account: card.account,
                  person: content.open(card.toSealed, card.id),
                },
                body: { t: 'card-update' as const, taskId: card.taskId, text },
              },
            ]
          : [],
      ),
    );
  };

  const supervisorsOf = async (db: Db, complaint: Complaint): Promise<Official[]> => {
    const people = await db.person.findMany({
      where: { unitCode: complaint.queueUnit, active: true },
      orderBy: { userid: 'asc' },
    });
    const duty = people.filter((person) =>
      person.roles.some((role) =>
        ['supervision_group', 'gov_office', 'discipline', 'township_admin'].includes(role),
      ),
    );
    return duty.filter((person) => accessTo(complaint, person) === 'full');
  };

  const sendCards = async (tx: Tx, complaint: Complaint): Promise<void> => {
    const unit = complaint.aboutUnit
      ? await tx.unit.findUnique({ where: { code: complaint.aboutUnit } })
      : null;
    const supervisors = await supervisorsOf(tx, complaint);
    await outbox.enqueue(
      tx,
      supervisors.map((person, i) => ({
        key: `complaint:${complaint.id}:filed:${person.userid}`,
        to: officialAddress(person.userid),
        body: {
          t: 'card' as const,
          taskId: `complaint-${complaint.id}@${i}`,
          card: newMatterCard(complaint, unit?.name),
        },
        subject: { type: 'complaint', id: complaint.id },
        mustDeliver: complaint.urgent,
      })),
    );
  };

  const change = async (
    tx: Tx,
    complaint: Complaint,
    from: readonly string[],
    data: Prisma.ComplaintUpdateManyMutationInput,
  ): Promise<void> => {
    const { count } = await tx.complaint.updateMany({
      where: { id: complaint.id, status: { in: [...from] } },
      data,
    });
    if (count === 0)
      throw new ConflictError('The complaint has moved on.', {
        tell: `${complaint.number} 已经有人处理过了,请看最新状态。`,
      });
  };

  return {
    async file(tx, draft) {
      const now = clock.now();
      const today = dayOf(now);
      const said = [draft.text, draft.about].filter(Boolean).join('\n');
      const verdict =
        draft.kind && draft.kind !== 'complaint' ? VOICES[draft.kind] : triage(said, draft.reported);
      const receipt = newReceipt(ids);
      const id = ids.next();
      const complaint = await tx.complaint.create({
        data: {
          id,
          number: referenceNumber('TS', ids),
          receiptHash: await hashReceipt(receipt, receiptSalt),
          category: verdict.category,
          class: verdict.class,
          urgent: verdict.urgent,
          sealed: verdict.sealed,
          textSealed: content.seal(draft.text, id),
          aboutUnit: draft.aboutUnit ?? null,
          aboutSealed: draft.about ? content.seal(draft.about, id) : null,
          occurred: draft.occurred ?? null,
          anonymous: draft.anonymous,
          source: draft.source,
          status: '已登记',
          queueUnit: await queueFor(tx, verdict, draft.aboutUnit),
          receivedAt: now,
          acceptDue: dueAfter(today, ACCEPT_DAYS),
        },
      });
      await vault.keep(tx, id, draft.identity);
      await addEvent(tx, id, 'citizen', 'complaint.filed');
      await sendCards(tx, complaint);
      return { number: complaint.number, receipt, triage: verdict, acceptDue: complaint.acceptDue! };
    },

    async forOfficial(db, id, official) {
      const complaint = await db.complaint.findUnique({ where: { id } });
      if (!complaint || accessTo(complaint, official) === 'none')
        throw new NotFoundError('No such complaint for this official.', { tell: '没有找到这一件。' });
      if (accessTo(complaint, official) !== 'full')
        throw new DeniedError('May read but not decide.', { tell: '这一件由监督组办理,您不能操作。' });
      return complaint;
    },

    async accept(tx, complaint, by) {
      const today = dayOf(clock.now());
      const closeDue = dueAfter(today, CLOSE_DAYS);
      await change(tx, complaint, ['已登记'], { status: '受理', assigneeUserid: by.userid, closeDue });
      await addEvent(tx, complaint.id, by.userid, 'complaint.accepted');
      await settleCards(tx, complaint, 'accepted', settledText('已受理', by, clock.now()));
      await tellAuthor(
        tx,
        complaint,
        'accepted',
        authorNotice(complaint.number, `已经受理。最晚 ${formatDay(closeDue)} 前办完,办完会告诉您。`),
      );
    },

    async decline(tx, complaint, by, reason) {
      await change(tx, complaint, ['已登记'], {
        status: '不予受理',
        outcome: '不予受理',
        closedAt: clock.now(),
      });
      await addEvent(tx, complaint.id, by.userid, 'complaint.declined', reason);
      await settleCards(tx, complaint, 'declined', settledText('不予受理', by, clock.now()));
      await tellAuthor(tx, complaint, 'declined', authorNotice(complaint.number, `没有受理。原因:${reason}`));
    },

    async close(tx, complaint, by, outcome) {
      await change(tx, complaint, ['受理', '转办', '交办', '办理中'], {
        status: '办结',
        outcome: '办结',
        closedAt: clock.now(),
      });
      await addEvent(tx, complaint.id, by.userid, 'complaint.closed', outcome);
      await settleCards(tx, complaint, 'closed', settledText('已办结', by, clock.now()));
      await tellAuthor(
        tx,
        complaint,
        'closed',
        authorNotice(complaint.number, '已经办结。回复查询码可以看结果。'),
      );
    },

    async note(tx, complaint, by, fact, text) {
      await addEvent(tx, complaint.id, by.userid, fact, text);
    },

    async statusFor(db, { number, receipt }, address) {
      const complaint = receipt
        ? await db.complaint.findUnique({ where: { receiptHash: await hashReceipt(receipt, receiptSalt) } })
        : number
          ? await db.complaint.findUnique({ where: { number } })
          : null;
      if (!complaint) return undefined;
      if (!receipt && !(await vault.isAuthor(db, complaint.id, address))) return undefined;
      const due = complaint.closeDue ?? complaint.acceptDue;
      return `${complaint.number} 现在的状态:${complaint.status}。${complaint.closedAt || !due ? '' : `期限到 ${formatDay(due)}。`}`;
    },

    async openFor(db, official) {
      const open = await db.complaint.findMany({
        where: { closedAt: null },
        orderBy: [{ urgent: 'desc' }, { receivedAt: 'asc' }],
        take: 500,
      });
      return open.filter((complaint) => accessTo(complaint, official) === 'full');
    },
  };
}

/** Where a matter goes: sealed to discipline, else the group set over the unit, else the government office. */
async function queueFor(db: Db, verdict: Triage, aboutUnit: string | undefined): Promise<string> {
  if (verdict.sealed) return (await firstUnitOf(db, 'discipline')) ?? 'discipline';
  const group = aboutUnit ? await supervisionGroupOf(db, aboutUnit) : null;
  if (group && (await officialsWith(db, group.code, 'supervision_group')).length > 0) return group.code;
  return (await firstUnitOf(db, 'gov_office')) ?? 'gov_office';
}

async function firstUnitOf(db: Db, role: 'discipline' | 'gov_office'): Promise<string | undefined> {
  return (await holdersOf(db, role))[0]?.unitCode;
}
