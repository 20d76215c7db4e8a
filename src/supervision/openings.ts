/**
 * Opening of an identity 启封: asked by discipline with a reason, approved by a second person of discipline, read once within a
 * day by the one who asked. Each step is an audit row; the author is told, and sees it by receipt.
 */
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import { holdersOf } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Complaint, IdentityOpening } from '../store/generated/client.ts';
import { addEvent, type Context } from './complaints/context.ts';
import { guarded } from './complaints/steps.ts';
import { allowedAmong, sendCards, tellAuthors } from './complaints/telling.ts';
import { allows } from './conflict.ts';
import { formatInstant } from '../kit/day.ts';

/** What is read: who wrote it, as far as they said. */
export interface OpenedIdentity {
  name: string | undefined;
  contact: string | undefined;
  channel: string | undefined;
  person: string | undefined;
}

export interface Openings {
  /** Asks; the other people of discipline get a card. Returns the id of the opening. */
  ask(tx: Tx, id: string, by: Official, reason: string): Promise<string>;
  /** By somebody else than who asked. */
  approve(tx: Tx, openingId: string, by: Official): Promise<void>;
  refuse(tx: Tx, openingId: string, by: Official): Promise<void>;
  /** Once, by who asked, within a day of the approval. */
  read(tx: Tx, openingId: string, by: Official): Promise<OpenedIdentity>;
  /** Those of a matter, for who may work it. */
  list(db: Db, id: string, by: Official): Promise<IdentityOpening[]>;
}

const VALID_MS = 86_400_000;
const SHORTEST_REASON = 6;

export function createOpenings(ctx: Context): Openings {
  /** Discipline alone, and only where the guard lets them read the words. */
  const entitled = async (db: Db, id: string, by: Official): Promise<Complaint> => {
    const { complaint, access } = await guarded(db, id, by);
    if (!by.roles.includes('discipline') || !allows(access, 'full'))
      throw new DeniedError('Discipline alone opens an identity.', { tell: '身份只有纪检监察能申请启封。' });
    return complaint;
  };

  const pending = async (
    tx: Tx,
    openingId: string,
    by: Official,
  ): Promise<{ opening: IdentityOpening; complaint: Complaint }> => {
    const opening = await tx.identityOpening.findUnique({ where: { id: openingId } });
    if (!opening) throw new NotFoundError('No such opening.', { tell: '没有这个启封申请。' });
    return { opening, complaint: await entitled(tx, opening.complaintId, by) };
  };

  const decide = async (
    tx: Tx,
    openingId: string,
    by: Official,
    data: { approvedBy: string; approvedAt: Date } | { refusedAt: Date },
    fact: string,
  ): Promise<void> => {
    const { opening, complaint } = await pending(tx, openingId, by);
    if (opening.askedBy.toLowerCase() === by.userid.toLowerCase())
      throw new DeniedError('A second person is needed.', { tell: '启封要由另一个人同意,不能自己批自己。' });
    const { count } = await tx.identityOpening.updateMany({
      where: { id: openingId, approvedAt: null, refusedAt: null },
      data,
    });
    if (count === 0) throw new ConflictError('Already decided.', { tell: '这个申请已经有人处理过了。' });
    await addEvent(ctx, tx, {
      complaintId: complaint.id,
      actor: by.userid,
      fact,
      detail: { opening: openingId },
    });
  };

  return {
    async ask(tx, id, by, reason) {
      const complaint = await entitled(tx, id, by);
      const why = reason.trim();
      if (why.length < SHORTEST_REASON || why.length > 500)
        throw new InputError('No reason.', { tell: '请写明启封的原因,6 到 500 个字。' });
      if (complaint.anonymous)
        throw new InputError('Anonymous.', {
          tell: '这一件是匿名的,没有姓名可以启封。要联系反映人,用「回复」。',
        });
      const openingId = ctx.ids.next();
      await tx.identityOpening.create({
        data: {
          id: openingId,
          complaintId: complaint.id,
          askedBy: by.userid,
          reason: why,
          askedAt: ctx.clock.now(),
        },
      });
      const event = await addEvent(ctx, tx, {
        complaintId: complaint.id,
        actor: by.userid,
        fact: 'identity.asked',
        detail: { opening: openingId },
      });
      const people = await allowedAmong(ctx, tx, complaint, await holdersOf(tx, 'discipline'), 'full');
      const others = people.filter(({ userid }) => userid !== by.userid);
      await sendCards(ctx, tx, complaint, event, others, {
        source: '阳光·监督',
        title: '申请启封身份,等第二个人同意',
        text: `${by.name} 申请。原因在监督台里看。`,
        fields: [
          { name: '编号', value: complaint.number },
          { name: '申请', value: formatInstant(ctx.clock.now()) },
        ],
        buttons: [
          { key: `open-yes:${openingId}`, label: '同意', tone: 'danger' },
          { key: `open-no:${openingId}`, label: '不同意' },
        ],
      });
      return openingId;
    },
    approve: (tx, openingId, by) =>
      decide(tx, openingId, by, { approvedBy: by.userid, approvedAt: ctx.clock.now() }, 'identity.approved'),
    refuse: (tx, openingId, by) =>
      decide(tx, openingId, by, { refusedAt: ctx.clock.now() }, 'identity.refused'),
    async read(tx, openingId, by) {
      const { opening, complaint } = await pending(tx, openingId, by);
      const now = ctx.clock.now();
      if (opening.askedBy !== by.userid)
        throw new DeniedError('Only who asked reads.', { tell: '只有申请的人能看。' });
      if (!opening.approvedAt)
        throw new ConflictError('Not approved.', { tell: '还没有第二个人同意,不能看。' });
      if (now.getTime() - opening.approvedAt.getTime() > VALID_MS)
        throw new ConflictError('Lapsed.', { tell: '同意已过 24 小时,请重新申请。' });
      const { count } = await tx.identityOpening.updateMany({
        where: { id: openingId, openedAt: null },
        data: { openedAt: now, toldAt: now },
      });
      if (count === 0)
        throw new ConflictError('Read already.', { tell: '已经看过一次。要再看,请重新申请。' });
      const event = await addEvent(ctx, tx, {
        complaintId: complaint.id,
        actor: by.userid,
        fact: 'identity.opened',
        detail: { opening: openingId, approvedBy: opening.approvedBy ?? '' },
      });
      await tellAuthors(
        ctx,
        tx,
        complaint,
        event,
        ':因办案需要,经纪检两人同意,查看过您的身份信息,已留记录。',
        false,
      );
      const { name, contact, address } = await ctx.vault.open(tx, complaint.id);
      return { name, contact, channel: address?.channel, person: address?.person };
    },
    async list(db, id, by) {
      const complaint = await entitled(db, id, by);
      return db.identityOpening.findMany({
        where: { complaintId: complaint.id },
        orderBy: { askedAt: 'asc' },
        take: 100,
      });
    },
  };
}
