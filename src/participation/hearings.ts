/** 听证: what citizens do about a hearing: sign up, wait, give the seat up, sign the minutes. Names stand sealed. */
import { dayOf } from '../kit/day.ts';
import { ConflictError, NotFoundError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import type { Matter } from '../people/matters.ts';
import type { Db, Tx } from '../store/database.ts';
import { hearingFacts, type HearingFacts } from './hearing-facts.ts';
import {
  codesOf,
  freeCode,
  lockById,
  lockHearing,
  promote,
  TAKEN,
  type HearingDeps,
  type HearingSignup,
} from './hearing-seats.ts';
import { isOver, standing, type Receipt, type WholeSignup } from './hearing-words.ts';
import { createNotices } from './notices.ts';

export interface NewSignup {
  code: string;
  citizenId: string | undefined;
  name: string;
  /** One of the hearing's groups, where it has some. */
  group?: string;
}

export interface SignupKey {
  number: string;
  citizenId: string | undefined;
}

export interface OwnSignup {
  number: string;
  text: string;
  canCancel: boolean;
  /** The minutes wait for this person's signature. */
  canSign: boolean;
}

export interface Hearings {
  /** Hearings that take sign-ups now. */
  open(db: Db): Promise<HearingFacts[]>;
  /** Its receipt: a seat, a place in waiting, or in the draw. Throws ConflictError outside the window, and for a second one. */
  signUp(tx: Tx, signup: NewSignup): Promise<Receipt>;
  /** 取消报名; whoever is next moves up in the same transaction. */
  cancel(tx: Tx, key: SignupKey): Promise<void>;
  own(db: Db, key: SignupKey): Promise<OwnSignup | undefined>;
  /** 笔录签字: read and found right. */
  sign(tx: Tx, key: SignupKey): Promise<void>;
  /** The minutes are not right: goes to the unit. */
  object(tx: Tx, key: SignupKey, text: string): Promise<void>;
  mattersOf(db: Db, citizenId: string): Promise<Matter[]>;
}

const MOST_SIGNUPS = 2_000;
const MOST_OPEN = 200;

export function createHearings(deps: HearingDeps): Hearings {
  const { clock, ids, content } = deps;
  const now = () => clock.now();

  const find = (db: Db, { number, citizenId }: SignupKey): Promise<WholeSignup | null> =>
    db.hearingSignup.findFirst({
      where: { number, citizenId: citizenId ?? '' },
      include: { hearing: true },
    });
  const must = async (tx: Tx, key: SignupKey): Promise<WholeSignup> => {
    const row = await find(tx, key);
    if (!row) throw new NotFoundError('No such sign-up.', { tell: '没有查到这个报名,请核对编号。' });
    return row;
  };
  /** Those before one in waiting. */
  const aheadOf = (db: Db, { hearingId, rank }: HearingSignup): Promise<number> =>
    db.hearingSignup.count({ where: { hearingId, status: 'waiting', rank: { lt: rank ?? 0 } } });

  return {
    async open(db) {
      const today = dayOf(now());
      const rows = await db.disclosure.findMany({
        where: { stage: '听证', status: { in: ['已公开', '已更正'] }, regime: { not: '内部' } },
        orderBy: { code: 'desc' },
        take: MOST_OPEN,
        select: { code: true },
      });
      const facts = await Promise.all(rows.map(({ code }) => hearingFacts(db, code)));
      return facts.filter((one) => one !== undefined && isOpen(one, today)) as HearingFacts[];
    },
    async signUp(tx, { code, citizenId, name, group }) {
      const facts = await hearingFacts(tx, code);
      if (!facts || !isOpen(facts, dayOf(now())))
        throw new ConflictError('Not open.', { tell: '这次听证现在不能报名,报名可能已经截止。' });
      const { id: hearingId, seats } = await lockHearing(tx, facts, ids);
      const before = await tx.hearingSignup.count({ where: { hearingId } });
      if (before >= MOST_SIGNUPS)
        throw new ConflictError('Full.', {
          tell: '报名人数太多,已经停止报名。有意见可以写下来,回复 提意见。',
        });
      const own = citizenId
        ? await tx.hearingSignup.findFirst({
            where: { hearingId, citizenId, status: { not: 'cancelled' } },
          })
        : null;
      if (own) throw new ConflictError('Signed up.', { tell: `您已经报过名了,编号 ${own.number}。` });
      const taken = await tx.hearingSignup.count({ where: { hearingId, status: TAKEN } });
      const drawn = facts.selection !== '先到先得';
      const status = drawn ? 'entered' : taken < seats ? 'seated' : 'waiting';
      const id = ids.next();
      const row = await tx.hearingSignup.create({
        data: {
          id,
          number: referenceNumber('TZ', ids),
          hearingId,
          citizenId: citizenId ?? null,
          nameSealed: content.seal(name, id),
          position: before + 1,
          rank: drawn ? null : before + 1,
          group: group ?? null,
          status,
          code: status === 'seated' ? freeCode(await codesOf(tx, hearingId), ids) : null,
          at: now(),
        },
      });
      return { ...row, hearing: facts, ahead: status === 'waiting' ? await aheadOf(tx, row) : 0 };
    },
    async cancel(tx, key) {
      const found = await must(tx, key);
      const locked = await lockById(tx, found.hearingId, ids);
      const row = await must(tx, key);
      if (row.status === 'cancelled')
        throw new ConflictError('Cancelled.', { tell: `${row.number} 已经取消了。` });
      if (row.status === 'attended' || now() >= locked.facts.heldAt)
        throw new ConflictError('Over.', { tell: '听证会已经开始,不能取消了。' });
      await tx.hearingSignup.update({ where: { id: row.id }, data: { status: 'cancelled', code: null } });
      if (row.status === 'seated') await promote(tx, deps, locked, row.group);
    },
    async own(db, key) {
      const row = await find(db, key);
      if (!row) return undefined;
      const facts = await hearingFacts(db, row.hearing.disclosureCode);
      const { state, next } = standing(row, await aheadOf(db, row), now());
      return {
        number: row.number,
        text: `您报名的听证《${facts?.title ?? '听证会'}》${row.number}:${state}。${next}`,
        canCancel: ['entered', 'seated', 'waiting'].includes(row.status) && now() < row.hearing.heldAt,
        canSign: row.status === 'attended' && row.hearing.minutesSealed !== null && !row.signedAt,
      };
    },
    async sign(tx, key) {
      const row = await must(tx, key);
      if (row.status !== 'attended' || !row.hearing.minutesSealed)
        throw new ConflictError('Nothing to sign.', { tell: '这场听证的笔录还没有,或者您没有到会。' });
      if (row.signedAt) throw new ConflictError('Signed.', { tell: '您已经签过字了。' });
      await tx.hearingSignup.update({ where: { id: row.id }, data: { signedAt: now() } });
    },
    async object(tx, key, text) {
      const row = await must(tx, key);
      const facts = await hearingFacts(tx, row.hearing.disclosureCode);
      if (!facts || row.status !== 'attended')
        throw new ConflictError('Was not there.', { tell: '只有到会的人能核对笔录。' });
      const notices = createNotices(deps);
      await notices.tellOfficials(
        tx,
        await notices.workersOf(tx, facts.unitCode),
        `hearing:${row.id}:objection:${ids.next()}`,
        `《${facts.title}》的笔录,参加人 ${row.number} 认为有误:${text.slice(0, 500)}。请核对,改好后重新记录。`,
      );
    },
    async mattersOf(db, citizenId) {
      const rows = await db.hearingSignup.findMany({
        where: { citizenId },
        include: { hearing: true },
        orderBy: { at: 'desc' },
        take: 50,
      });
      const list: Matter[] = [];
      for (const row of rows)
        list.push({
          number: row.number,
          title: '听证报名',
          ...standing(row, await aheadOf(db, row), now()),
          at: row.at,
          open: row.status !== 'cancelled' && row.hearing.toldOn === null && !isOver(row, now()),
        });
      return list;
    },
  };
}

const isOpen = ({ signupFrom, signupTo }: HearingFacts, today: string): boolean =>
  signupFrom <= today && today <= signupTo;
