/**
 * 听证, the unit's side: who has signed up, the draw, the door, the minutes with those who signed them, and what was adopted, told
 * as an item of its own.
 */
import { dayOf, formatDay, instantOf, timeOf } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import { findDisclosure, type Disclosure } from '../disclosure/disclosures.ts';
import type { Fault } from '../disclosure/publication.ts';
import { mustAnswerFor, unitsAnsweredFor } from '../disclosure/responsibility.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { writeResult } from './adoption-result.ts';
import { drawOrder, seatedBy } from './hearing-draw.ts';
import { hearingFacts, whenAndWhere, type HearingFacts } from './hearing-facts.ts';
import {
  codesOf,
  freeCode,
  lockHearing,
  TAKEN,
  type Hearing,
  type HearingDeps,
  type HearingSignup,
} from './hearing-seats.ts';
import { createNotices } from './notices.ts';

export interface HearingRow extends HearingFacts {
  signups: number;
  taken: number;
  waiting: number;
  attended: number;
  record: Hearing | null;
}

/** Somebody on the list, as the unit that holds the hearing knows them. */
export interface Listed extends Pick<
  HearingSignup,
  'number' | 'status' | 'group' | 'rank' | 'code' | 'signedAt'
> {
  name: string;
}

/** 签字 of an official. */
export interface Signature {
  name: string;
  as: '记录人' | '主持人';
  at: string;
}

export interface HearingDesk {
  list(db: Db, by: Official, page: { after: string; size: number }): Promise<HearingRow[]>;
  /** The hearing, if this official answers for it or presides over it. */
  hearing(db: Db, by: Official, code: string): Promise<HearingRow>;
  /** The hearing of today that this official answers for or presides over. */
  today(db: Db, by: Official): Promise<HearingFacts>;
  signups(db: Db, row: HearingRow): Promise<Listed[]>;
  minutesOf(row: HearingRow): string | undefined;
  /** 抽签, once, after sign-up has ended; everybody is told. */
  draw(tx: Tx, code: string): Promise<{ seated: number; waiting: number }>;
  /** 签到, on the day; the name of who came. */
  checkIn(tx: Tx, by: Official, code: string, digits: string): Promise<string>;
  /** 笔录: written by whoever answers for the hearing, put to those who came for their signature. */
  record(tx: Tx, by: Official, code: string, minutes: string): Promise<void>;
  /** 主持人签字 */
  sign(tx: Tx, by: Official, code: string): Promise<void>;
  /** 意见采纳情况: after the minutes are signed; reviewed by a second person. */
  answer(tx: Tx, by: Official, code: string, text: string): Promise<{ item: Disclosure; faults: Fault[] }>;
}

export const MAX_MINUTES = 8_000;
export const MAX_FEEDBACK = 8_000;
const LISTED = 2_000;

export function createHearingDesk(deps: HearingDeps): HearingDesk {
  const { clock, ids, content } = deps;
  const notices = createNotices(deps);
  const today = () => dayOf(clock.now());

  const counted = async (db: Db, facts: HearingFacts): Promise<HearingRow> => {
    const record = await db.hearing.findUnique({ where: { disclosureCode: facts.code } });
    const count = (status: object): Promise<number> | number =>
      record ? db.hearingSignup.count({ where: { hearingId: record.id, ...status } }) : 0;
    return {
      ...facts,
      record,
      signups: await count({ status: { not: 'cancelled' } }),
      taken: await count({ status: TAKEN }),
      waiting: await count({ status: 'waiting' }),
      attended: await count({ status: 'attended' }),
    };
  };

  const own = async (db: Db, by: Official, code: string): Promise<HearingFacts> => {
    const facts = await hearingFacts(db, code);
    if (!facts) throw new NotFoundError('No such hearing.', { tell: '没有找到这场听证。' });
    if (!presides(by, facts)) await mustAnswerFor(db, by, facts.unitCode);
    return facts;
  };

  const recordOf = async (tx: Tx, by: Official, code: string) => {
    const facts = await own(tx, by, code);
    return { facts, hearing: await lockHearing(tx, facts, ids) };
  };
  const mustBeHeld = ({ heldAt }: HearingFacts): void => {
    if (clock.now() < heldAt) throw new ConflictError('Not held yet.', { tell: '听证会还没有开。' });
  };
  const signaturesOf = ({ signatures }: Hearing): Signature[] => (signatures ?? []) as unknown as Signature[];

  return {
    async list(db, by, { after, size }) {
      const units = await unitsAnsweredFor(db, by);
      const rows = await db.disclosure.findMany({
        where: {
          stage: '听证',
          status: { in: ['已公开', '已更正', '归档'] },
          regime: { not: '内部' },
          ...(units ? { unitCode: { in: units } } : {}),
        },
        orderBy: [{ published: { sort: 'desc', nulls: 'last' } }, { code: 'asc' }],
        ...(after ? { cursor: { code: after }, skip: 1 } : {}),
        take: size,
        select: { code: true },
      });
      const found: HearingRow[] = [];
      for (const { code } of rows) {
        const facts = await hearingFacts(db, code);
        if (facts) found.push(await counted(db, facts));
      }
      return found;
    },
    hearing: async (db, by, code) => counted(db, await own(db, by, code)),
    async today(db, by) {
      const start = instantOf(today());
      const units = await unitsAnsweredFor(db, by);
      const rows = await db.hearing.findMany({
        where: { heldAt: { gte: start, lt: new Date(start.getTime() + 86_400_000) } },
        orderBy: { heldAt: 'asc' },
        take: 20,
      });
      for (const { disclosureCode } of rows) {
        const facts = await hearingFacts(db, disclosureCode);
        if (facts && (presides(by, facts) || !units || units.includes(facts.unitCode))) return facts;
      }
      throw new NotFoundError('None today.', { tell: '今天没有您单位的听证会。' });
    },
    async signups(db, { record }) {
      if (!record) return [];
      const rows = await db.hearingSignup.findMany({
        where: { hearingId: record.id },
        orderBy: [{ rank: { sort: 'asc', nulls: 'last' } }, { position: 'asc' }],
        take: LISTED,
      });
      return rows.map(({ id, nameSealed, number, status, group, rank, code, signedAt }) => ({
        name: nameSealed ? content.open(nameSealed, id) : '',
        number,
        status,
        group,
        rank,
        code,
        signedAt,
      }));
    },
    minutesOf: ({ record }) =>
      record?.minutesSealed ? content.open(record.minutesSealed, record.id) : undefined,

    async draw(tx, code) {
      const facts = await hearingFacts(tx, code);
      if (!facts) throw new NotFoundError('No such hearing.', { tell: '没有找到这场听证。' });
      const hearing = await lockHearing(tx, facts, ids);
      if (facts.selection === '先到先得')
        throw new ConflictError('No draw.', { tell: '这场听证是先到先得,不用抽签。' });
      if (hearing.drawnOn) throw new ConflictError('Drawn.', { tell: '已经抽过签了,结果不能改。' });
      if (today() <= facts.signupTo)
        throw new ConflictError('Sign-up is open.', {
          tell: `报名到 ${formatDay(facts.signupTo)} 截止,之后才能抽签。`,
        });
      const entered = await tx.hearingSignup.findMany({
        where: { hearingId: hearing.id, status: 'entered' },
      });
      const seed = ids.bytes(16).toString('hex');
      const byNumber = new Map(entered.map((row) => [row.number, row]));
      const order = drawOrder(seed, [...byNumber.keys()].sort()).map((number) => byNumber.get(number)!);
      const seated = seatedBy(order, facts.seats, facts.groups);
      const used = await codesOf(tx, hearing.id);
      const draws = order.map(({ id, number }, i) => {
        const has = seated.has(number);
        const code = has ? freeCode(used, ids) : null;
        if (code) used.add(code);
        return { id, rank: i + 1, status: has ? 'seated' : 'waiting', code };
      });
      await writeDraw(tx, draws);
      await tx.hearing.update({ where: { id: hearing.id }, data: { drawSeed: seed, drawnOn: today() } });
      let waiting = 0;
      for (const [i, { id, number, citizenId }] of order.entries()) {
        const has = seated.has(number);
        const text = has
          ? `《${facts.title}》抽签结果:您抽中了(${number})。${whenAndWhere(facts)}签到码 ${draws[i]!.code}。去不了,请回复 取消 ${number}。`
          : `《${facts.title}》抽签结果:您没有抽中(${number}),是候补第 ${++waiting} 位。有人退出马上按顺序递补,会告诉您。`;
        await notices.tellCitizen(tx, citizenId, {
          key: `hearing:${id}:drawn`,
          subject: { type: 'hearing-signup', id },
          text,
        });
      }
      return { seated: seated.size, waiting };
    },

    async checkIn(tx, by, code, digits) {
      const { facts, hearing } = await recordOf(tx, by, code);
      if (dayOf(facts.heldAt) !== today())
        throw new ConflictError('Not the day.', {
          tell: `${formatDay(dayOf(facts.heldAt))} 那天才能签到。`,
        });
      const row = await tx.hearingSignup.findFirst({ where: { hearingId: hearing.id, code: digits } });
      if (!row) throw new NotFoundError('No such code.', { tell: '签到码不对,请核对四位数字。' });
      const name = row.nameSealed ? content.open(row.nameSealed, row.id) : row.number;
      if (row.status === 'attended') throw new ConflictError('Twice.', { tell: `${name} 已经签到了。` });
      await tx.hearingSignup.update({
        where: { id: row.id },
        data: { status: 'attended', attendedAt: clock.now() },
      });
      return name;
    },

    async record(tx, by, code, minutes) {
      const { facts, hearing } = await recordOf(tx, by, code);
      mustBeHeld(facts);
      if (hearing.resultCode)
        throw new ConflictError('Answered.', { tell: '采纳情况已经写好,笔录不能再改。' });
      const text = minutes.trim().slice(0, MAX_MINUTES);
      if (text.length < 10) throw new InputError('No minutes.', { tell: '请写笔录,至少 10 个字。' });
      const signature: Signature = { name: by.name, as: '记录人', at: clock.now().toISOString() };
      await tx.hearing.update({
        where: { id: hearing.id },
        data: {
          minutesSealed: content.seal(text, hearing.id),
          minutesBy: by.userid,
          signatures: [signature] as object[],
        },
      });
      // Minutes written anew are read and signed anew.
      await tx.hearingSignup.updateMany({ where: { hearingId: hearing.id }, data: { signedAt: null } });
      const version = ids.next();
      const came = await tx.hearingSignup.findMany({ where: { hearingId: hearing.id, status: 'attended' } });
      for (const { id, number, citizenId } of came)
        await notices.tellCitizen(tx, citizenId, {
          key: `hearing:${id}:minutes:${version}`,
          subject: { type: 'hearing-signup', id },
          text: `《${facts.title}》听证笔录请核对:\n${text}\n没有错,回复 签字 ${number};有错,回复 有误 ${number} 加上哪里错。`,
        });
    },

    async sign(tx, by, code) {
      const { hearing } = await recordOf(tx, by, code);
      if (by.userid !== hearing.hostUserid)
        throw new DeniedError('Not the host.', { tell: '笔录由主持人签字。' });
      if (!hearing.minutesSealed) throw new ConflictError('No minutes.', { tell: '还没有笔录。' });
      const signatures = signaturesOf(hearing);
      if (signatures.some((one) => one.as === '主持人'))
        throw new ConflictError('Signed.', { tell: '您已经签过字了。' });
      const signature: Signature = { name: by.name, as: '主持人', at: clock.now().toISOString() };
      await tx.hearing.update({
        where: { id: hearing.id },
        data: { signatures: [...signatures, signature] as object[] },
      });
    },

    async answer(tx, by, code, text) {
      const { facts, hearing } = await recordOf(tx, by, code);
      if (!signaturesOf(hearing).some((one) => one.as === '主持人'))
        throw new ConflictError('Not signed.', { tell: '笔录要由主持人签字,之后才能公布采纳情况。' });
      const said = text.trim().slice(0, MAX_FEEDBACK);
      if (said.length < 20)
        throw new InputError('Too short.', {
          tell: '请写明听证提了哪些意见、采纳没采纳和理由,至少 20 个字。',
        });
      const came = await tx.hearingSignup.findMany({ where: { hearingId: hearing.id, status: 'attended' } });
      mustNameNobody(said, came, content);
      const draft = (await findDisclosure(tx, code))!;
      const signed = came.filter(({ signedAt }) => signedAt).length;
      const result = {
        title: `${facts.title.slice(0, 85)}听证意见采纳情况`,
        summary: `听证会${formatDay(dayOf(facts.heldAt))} ${timeOf(facts.heldAt)}举行,到会 ${came.length} 人,笔录经主持人和 ${signed} 名参加人签字。意见和采纳情况见正文。`,
        body: said,
      };
      return writeResult(tx, { now: clock.now(), ids }, by, draft, result, async (resultCode) => {
        await tx.hearing.update({ where: { id: hearing.id }, data: { resultCode } });
      });
    },
  };
}

const presides = (by: Official, { host }: HearingFacts): boolean => host === by.userid || host === by.name;

/** Who said it stays in the minutes. */
function mustNameNobody(text: string, came: readonly HearingSignup[], content: HearingDeps['content']): void {
  const names = came.flatMap(({ id, nameSealed }) => (nameSealed ? [content.open(nameSealed, id)] : []));
  const named = names.find((name) => name.length >= 2 && text.includes(name));
  if (named)
    throw new InputError('Names somebody.', {
      tell: `采纳情况会公布,不要写是谁提的:文中有参加人的姓名「${named}」。`,
    });
}

interface Draw {
  id: string;
  rank: number;
  status: string;
  code: string | null;
}

/** All at once: a draw of two thousand is one statement. */
async function writeDraw(tx: Tx, draws: readonly Draw[]): Promise<void> {
  await tx.$executeRaw`
    update hearing_signup s set rank = d.rank, status = d.status, code = nullif(d.code, '')
    from unnest(${draws.map(({ id }) => id)}::text[], ${draws.map(({ rank }) => rank)}::int[],
      ${draws.map(({ status }) => status)}::text[], ${draws.map(({ code }) => code ?? '')}::text[])
      as d (id, rank, status, code)
    where s.id = d.id`;
}
