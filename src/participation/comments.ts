/** 预公开: what citizens say on drafts that are open to the public, and what becomes of it. Texts stand sealed. */
import { dayOf, formatDay } from '../kit/day.ts';
import { ConflictError, NotFoundError } from '../kit/errors.ts';
import { referenceNumber, type Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { findDisclosure } from '../disclosure/disclosures.ts';
import type { Matter } from '../people/matters.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Consultation } from '../store/generated/client.ts';
import { clauseNamed } from './clauses.ts';
import { standing, type WholeComment } from './comment-standing.ts';
import { createNotices, type NoticeDeps } from './notices.ts';
import { likeness } from './request-form.ts';
import { openRounds, roundOf, type Round } from './rounds.ts';

export interface CommentDeps extends NoticeDeps {
  ids: Ids;
  content: Sealer;
}

export interface NewComment {
  code: string;
  citizenId: string | undefined;
  text: string;
  asksHearing?: boolean;
}

export interface OwnComment {
  number: string;
  /** Where it stands, in words. */
  text: string;
  /** The window is open: it may be added to or taken back. */
  open: boolean;
}

/** Whose comment, by its number. */
export interface CommentKey {
  number: string;
  citizenId: string | undefined;
}

export interface Comments {
  /** Drafts that take comments now. */
  open(db: Db): Promise<Round[]>;
  /** Keeps a comment; its number and the clause it is about. Throws ConflictError when the window has closed. */
  file(tx: Tx, comment: NewComment): Promise<{ number: string; clause: string | undefined }>;
  /** 补充, while the window is open. */
  add(tx: Tx, key: CommentKey, text: string): Promise<void>;
  /** 撤回, while the window is open: what was said is forgotten. */
  withdraw(tx: Tx, key: CommentKey): Promise<void>;
  /** What becomes of a comment, to its author only. */
  own(db: Db, key: CommentKey): Promise<OwnComment | undefined>;
  mattersOf(db: Db, citizenId: string): Promise<Matter[]>;
}

export const MAX_COMMENT = 2_000;
/** Of one person on one draft. */
const MOST_OF_ONE = 20;
/** From this share of common pairs of characters on two comments say the same. */
const ALIKE = 0.5;
/** Clusters a new comment is held against. */
const MOST_COMPARED = 400;

export function createComments(deps: CommentDeps): Comments {
  const { clock, ids, content } = deps;
  const today = () => dayOf(clock.now());

  const find = (db: Db, { number, citizenId }: CommentKey): Promise<WholeComment | null> =>
    db.comment.findFirst({
      where: { number, citizenId: citizenId ?? '' },
      include: { consultation: true, cluster: true },
    });

  const changeable = async (tx: Tx, key: CommentKey): Promise<WholeComment> => {
    const row = await find(tx, key);
    if (!row) throw new NotFoundError('No such comment.', { tell: '没有查到这条意见,请核对编号。' });
    if (row.withdrawnOn) throw new ConflictError('Withdrawn.', { tell: `${row.number} 已经撤回了。` });
    if (today() > row.consultation.closes)
      throw new ConflictError('The window has closed.', {
        tell: `征求意见 ${formatDay(row.consultation.closes)} 已经截止,不能再改。`,
      });
    return row;
  };

  /** The cluster of those who say the same on the same clause, or a new one. */
  const clusterFor = async (
    tx: Tx,
    consultationId: string,
    clause: string | null,
    text: string,
  ): Promise<string> => {
    const rows = await tx.comment.findMany({
      where: { consultationId, clause, withdrawnOn: null },
      distinct: ['clusterId'],
      orderBy: { at: 'asc' },
      take: MOST_COMPARED,
    });
    const [best] = rows
      .map(({ id, clusterId, textSealed }) => ({
        clusterId,
        share: likeness(content.open(textSealed, id), text),
      }))
      .sort((a, b) => b.share - a.share);
    if (best && best.share >= ALIKE) return best.clusterId;
    const { id } = await tx.commentCluster.create({ data: { id: ids.next(), consultationId, clause } });
    return id;
  };

  /** 要求听证: the unit hears of it the same day, once a day. */
  const tellOfWish = async (tx: Tx, round: Round, consultationId: string): Promise<void> => {
    const notices = createNotices(deps);
    const wishes = await tx.comment.count({
      where: { consultationId, asksHearing: true, withdrawnOn: null },
    });
    await notices.tellOfficials(
      tx,
      await notices.workersOf(tx, round.unitCode),
      `hearing-asked:${round.code}:${today()}`,
      `《${round.title}》有 ${wishes} 人要求听证。多数被征地的集体成员认为方案不合法的,应当组织听证(土地管理法第四十七条)。在监督台「征求意见」看。`,
    );
  };

  return {
    open: (db) => openRounds(db, today()),
    async file(tx, { code, citizenId, text, asksHearing = false }) {
      const round = await roundOf(tx, code, today());
      if (round?.state !== 'open')
        throw new ConflictError('Not open.', {
          tell: round ? `《${round.title}》征求意见已经截止。` : '没有找到这份草案。',
        });
      const { id: consultationId } = await consultationOf(tx, round, ids);
      const before = citizenId ? await tx.comment.count({ where: { consultationId, citizenId } }) : 0;
      if (before >= MOST_OF_ONE)
        throw new ConflictError('Too many of one person.', {
          tell: `您对这份草案已经提了 ${before} 条。要再说,请补充到前面的意见里:发编号就行。`,
        });
      const n = clauseNamed(text);
      const clause = round.clauses.find((one) => one.n === n)?.label ?? null;
      const id = ids.next();
      const number = referenceNumber('YJ', ids);
      const said = text.slice(0, MAX_COMMENT);
      const clusterId = await clusterFor(tx, consultationId, clause, said);
      await tx.comment.create({
        data: {
          id,
          number,
          consultationId,
          clusterId,
          citizenId: citizenId ?? null,
          clause,
          textSealed: content.seal(said, id),
          asksHearing,
          at: clock.now(),
        },
      });
      if (asksHearing) await tellOfWish(tx, round, consultationId);
      return { number, clause: clause ?? undefined };
    },
    async add(tx, key, text) {
      const { id, textSealed } = await changeable(tx, key);
      const whole = `${content.open(textSealed, id)}\n补充:${text.trim()}`;
      if (whole.length > 2 * MAX_COMMENT)
        throw new ConflictError('Too long.', { tell: '这条意见已经很长了,请另提一条。' });
      await tx.comment.update({ where: { id }, data: { textSealed: content.seal(whole, id) } });
    },
    async withdraw(tx, key) {
      const { id } = await changeable(tx, key);
      await tx.comment.update({
        where: { id },
        data: { withdrawnOn: today(), textSealed: content.seal('', id), asksHearing: false },
      });
    },
    async own(db, key) {
      const row = await find(db, key);
      if (!row) return undefined;
      const item = await findDisclosure(db, row.consultation.disclosureCode);
      const { state, next } = standing(row, today());
      const about = `您对《${item?.title ?? '草案'}》${row.clause ?? ''}的意见 ${row.number}`;
      const said = row.withdrawnOn ? '' : `\n您写的:${content.open(row.textSealed, row.id)}`;
      return {
        number: row.number,
        text: `${about}:${state}。${next}${said}`,
        open: !row.withdrawnOn && today() <= row.consultation.closes,
      };
    },
    async mattersOf(db, citizenId) {
      const rows = await db.comment.findMany({
        where: { citizenId },
        include: { consultation: true, cluster: true },
        orderBy: { at: 'desc' },
        take: 50,
      });
      return rows.map((row) => ({
        number: row.number,
        title: '对草案的意见',
        ...standing(row, today()),
        at: row.at,
        open: !row.withdrawnOn && row.consultation.toldOn === null,
      }));
    },
  };
}

/** The round's own record, made when it is first needed. */
export async function consultationOf(tx: Tx, round: Round, ids: Ids): Promise<Consultation> {
  const { code: disclosureCode, opens, closes } = round;
  await tx.consultation.createMany({
    data: [{ id: ids.next(), disclosureCode, opens, closes }],
    skipDuplicates: true,
  });
  return tx.consultation.findUniqueOrThrow({ where: { disclosureCode } });
}
