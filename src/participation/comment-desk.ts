/**
 * 预公开, the unit's side: comments in clusters of those that say the same, each answered 采纳, 部分采纳 or 不采纳 with its reason; then
 * all of it told to the public as one item, and to those who spoke. Nobody here learns who spoke.
 */
import type { Clock } from '../kit/clock.ts';
import { dayOf, formatDay, type Day } from '../kit/day.ts';
import { ConflictError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { findDisclosure, isPublic, type Disclosure } from '../disclosure/disclosures.ts';
import type { Fault } from '../disclosure/publication.ts';
import { mustAnswerFor, unitsAnsweredFor } from '../disclosure/responsibility.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { CommentCluster } from '../store/generated/client.ts';
import { resultText, writeResult } from './adoption-result.ts';
import type { Adoption } from './comment-standing.ts';
import { consultationOf } from './comments.ts';
import { IS_DRAFT, roundOf, type Round } from './rounds.ts';

export interface RoundRow extends Round {
  comments: number;
  /** Clusters not answered yet. */
  open: number;
  hearingAsked: number;
}

/** A comment as the unit reads it: without its author. */
export interface ReadComment {
  number: string;
  at: Date;
  text: string;
  asksHearing: boolean;
}

export interface ReadCluster extends Pick<CommentCluster, 'id' | 'clause' | 'gist' | 'adoption' | 'reason'> {
  comments: ReadComment[];
}

export interface Decision {
  adoption: Adoption;
  /** What is asked for, in the officer's words; the public reads both. */
  gist: string;
  reason: string;
}

export interface CommentDesk {
  /** Rounds of the units the official answers for, the latest first, and where the next page begins. */
  list(db: Db, by: Official, page: { after: string; size: number }): Promise<RoundRow[]>;
  /** How many of their rounds have ended with comments that were not answered in public. */
  countOwed(db: Db, by: Official): Promise<number>;
  /** The round, if this official answers for it. */
  round(db: Db, by: Official, code: string): Promise<RoundRow>;
  clusters(db: Db, code: string): Promise<ReadCluster[]>;
  /** 采纳, 部分采纳, 不采纳; for the cluster as a whole. */
  decide(tx: Tx, by: Official, clusterId: string, decision: Decision): Promise<void>;
  /** 单独答复: out of its cluster. */
  split(tx: Tx, by: Official, number: string): Promise<void>;
  /** 归并: all of one cluster into another of the same round. */
  merge(tx: Tx, by: Official, clusterId: string, into: string): Promise<void>;
  /** 公布采纳情况: written, to be reviewed by a second person like every publication. */
  answer(tx: Tx, by: Official, code: string): Promise<{ item: Disclosure; faults: Fault[] }>;
}

const MOST_CLUSTERS = 500;
const MOST_COMMENTS = 3_000;
export const MAX_GIST = 200;
export const MAX_REASON = 500;
const TELEPHONE = /(?<!\d)(1\d{10}|0\d{2,3}-?\d{7,8})(?!\d)/;
const COUNTED = { withdrawnOn: null };

export function createCommentDesk(deps: { clock: Clock; ids: Ids; content: Sealer }): CommentDesk {
  const { clock, ids, content } = deps;
  const today = (): Day => dayOf(clock.now());

  const counted = async (db: Db, round: Round): Promise<RoundRow> => {
    const of = { consultation: { disclosureCode: round.code } };
    return {
      ...round,
      comments: await db.comment.count({ where: { ...of, ...COUNTED } }),
      open: await db.commentCluster.count({
        where: { ...of, adoption: null, comments: { some: COUNTED } },
      }),
      hearingAsked: await db.comment.count({ where: { ...of, ...COUNTED, asksHearing: true } }),
    };
  };

  const own = async (db: Db, by: Official, code: string): Promise<Round> => {
    const round = await roundOf(db, code, today());
    if (!round) throw new NotFoundError('No such round.', { tell: '没有找到这份征求意见的草案。' });
    await mustAnswerFor(db, by, round.unitCode);
    return round;
  };

  /** A cluster that may still be worked. */
  const cluster = async (tx: Tx, by: Official, id: string) => {
    const row = await tx.commentCluster.findUnique({ where: { id }, include: { consultation: true } });
    if (!row) throw new NotFoundError('No such cluster.', { tell: '没有找到这一组意见。' });
    await own(tx, by, row.consultation.disclosureCode);
    const { resultCode } = row.consultation;
    const result = resultCode ? await findDisclosure(tx, resultCode) : undefined;
    if (result && isPublic(result))
      throw new ConflictError('Answered.', { tell: '采纳情况已经公布,不能再改。' });
    return row;
  };

  return {
    async list(db, by, { after, size }) {
      const units = await unitsAnsweredFor(db, by);
      const rows = await db.disclosure.findMany({
        where: {
          AND: [IS_DRAFT, units ? { unitCode: { in: units } } : {}],
        },
        orderBy: [{ published: { sort: 'desc', nulls: 'last' } }, { code: 'asc' }],
        ...(after ? { cursor: { code: after }, skip: 1 } : {}),
        take: size,
        select: { code: true },
      });
      const found: RoundRow[] = [];
      for (const { code } of rows) {
        const round = await roundOf(db, code, today());
        if (round) found.push(await counted(db, round));
      }
      return found;
    },
    async countOwed(db, by) {
      const units = await unitsAnsweredFor(db, by);
      const [row] = await db.$queryRaw<{ n: number }[]>`
        select count(*)::int as n from consultation c join disclosure d on d.code = c.disclosure_code
        where c.told_on is null and c.closes < ${today()}
          and (${units === undefined} or d.unit_code = any(${units ?? []}::text[]))
          and exists (select 1 from comment m where m.consultation_id = c.id and m.withdrawn_on is null)`;
      return row!.n;
    },
    round: async (db, by, code) => counted(db, await own(db, by, code)),
    async clusters(db, code) {
      const rows = await db.commentCluster.findMany({
        where: { consultation: { disclosureCode: code }, comments: { some: COUNTED } },
        include: { comments: { where: COUNTED, orderBy: { at: 'asc' }, take: MOST_COMMENTS } },
        orderBy: { id: 'asc' },
        take: MOST_CLUSTERS,
      });
      return rows.map(({ id, clause, gist, adoption, reason, comments }) => ({
        id,
        clause,
        gist,
        adoption,
        reason,
        comments: comments.map((row) => ({
          number: row.number,
          at: row.at,
          text: content.open(row.textSealed, row.id),
          asksHearing: row.asksHearing,
        })),
      }));
    },
    async decide(tx, by, clusterId, { adoption, gist, reason }) {
      const { id } = await cluster(tx, by, clusterId);
      const said = [gist, reason].map((text) => text.trim());
      if (said.some((text) => text.length < 2))
        throw new InputError('No gist or reason.', { tell: '意见概述和理由都要写,群众会看到。' });
      if (said.some((text) => TELEPHONE.test(text)))
        throw new InputError('A telephone number.', {
          tell: '概述和理由会公布,不能有电话号码,也不要写是谁提的。',
        });
      await tx.commentCluster.update({
        where: { id },
        data: {
          adoption,
          gist: said[0]!.slice(0, MAX_GIST),
          reason: said[1]!.slice(0, MAX_REASON),
          decidedBy: by.userid,
          decidedOn: today(),
        },
      });
    },
    async split(tx, by, number) {
      const comment = await tx.comment.findUnique({ where: { number } });
      if (!comment) throw new NotFoundError('No such comment.', { tell: '没有找到这条意见。' });
      const { consultationId } = await cluster(tx, by, comment.clusterId);
      const { id } = await tx.commentCluster.create({
        data: { id: ids.next(), consultationId, clause: comment.clause },
      });
      await tx.comment.update({ where: { number }, data: { clusterId: id } });
    },
    async merge(tx, by, clusterId, into) {
      const from = await cluster(tx, by, clusterId);
      const to = await cluster(tx, by, into);
      if (from.consultationId !== to.consultationId || from.id === to.id)
        throw new InputError('Not of one round.', { tell: '只能归并同一份草案的两组意见。' });
      await tx.comment.updateMany({ where: { clusterId: from.id }, data: { clusterId: to.id } });
      await tx.commentCluster.delete({ where: { id: from.id } });
    },
    async answer(tx, by, code) {
      const round = await own(tx, by, code);
      if (round.state === 'open' || round.state === 'coming')
        throw new ConflictError('The window is open.', {
          tell: `征求意见到 ${formatDay(round.closes)} 才截止,截止以后再公布采纳情况。`,
        });
      const { open } = await counted(tx, round);
      if (open > 0)
        throw new ConflictError('Not all answered.', { tell: `还有 ${open} 组意见没有写采纳没采纳和理由。` });
      const text = resultText(round, await this.clusters(tx, code));
      const draft = (await findDisclosure(tx, code))!;
      const { id } = await consultationOf(tx, round, ids);
      return writeResult(tx, { now: clock.now(), ids }, by, draft, text, async (resultCode) => {
        await tx.consultation.update({ where: { id }, data: { resultCode } });
      });
    },
  };
}
