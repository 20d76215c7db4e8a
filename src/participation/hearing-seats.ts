/**
 * Seats of a hearing: given one after the other under the hearing's lock, by the order of signing up or by a draw; whoever gives
 * theirs up makes room for the next at once. In the caller's transaction; several instances may do it at the same time.
 */
import type { Clock } from '../kit/clock.ts';
import { ConflictError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import { hostsNamed } from '../disclosure/hearing-notice.ts';
import type { Tx } from '../store/database.ts';
import type { Hearing, HearingSignup } from '../store/generated/client.ts';
import { hearingFacts, whenAndWhere, type HearingFacts } from './hearing-facts.ts';
import { createNotices, type NoticeDeps } from './notices.ts';

export type { Hearing, HearingSignup } from '../store/generated/client.ts';

export interface HearingDeps extends NoticeDeps {
  clock: Clock;
  ids: Ids;
  content: Sealer;
}

/** The hearing's own record, locked until the transaction ends: made when it is first needed, its day and place those of the notice. */
export async function lockHearing(tx: Tx, facts: HearingFacts, ids: Ids): Promise<Hearing> {
  const { code, heldAt, place, seats, signupFrom, signupTo, selection, groups } = facts;
  await tx.hearing.createMany({
    data: [
      {
        id: ids.next(),
        disclosureCode: code,
        heldAt,
        place,
        seats,
        signupFrom,
        signupTo,
        selection,
        groups: groups as object[],
        hostUserid: (await hostsNamed(tx, facts.host))[0]?.userid ?? null,
      },
    ],
    skipDuplicates: true,
  });
  await tx.$queryRaw`select id from hearing where disclosure_code = ${code} for update`;
  const row = await tx.hearing.findUniqueOrThrow({ where: { disclosureCode: code } });
  if (row.heldAt.getTime() === heldAt.getTime() && row.place === place && row.seats === seats) return row;
  return tx.hearing.update({ where: { id: row.id }, data: { heldAt, place, seats, signupFrom, signupTo } });
}

/** The facts of a hearing that has a record, and the record locked. */
export async function lockById(
  tx: Tx,
  hearingId: string,
  ids: Ids,
): Promise<{ hearing: Hearing; facts: HearingFacts }> {
  const row = await tx.hearing.findUniqueOrThrow({ where: { id: hearingId } });
  const facts = await hearingFacts(tx, row.disclosureCode);
  if (!facts) throw new NotFoundError('The notice is gone.', { tell: '听证公告已经撤回,请回复 人工。' });
  return { hearing: await lockHearing(tx, facts, ids), facts };
}

export const TAKEN = { in: ['seated', 'attended'] };
const DIGITS = '0123456789';
const CODE_LENGTH = 4;
const CODE_TRIES = 200;

/** A code for the door that nobody else of the hearing has. 签到码 */
export function freeCode(used: ReadonlySet<string>, ids: Ids): string {
  for (let i = 0; i < CODE_TRIES; i++) {
    const code = ids.pick(DIGITS, CODE_LENGTH);
    if (!used.has(code)) return code;
  }
  throw new ConflictError('No code is free.', { tell: '签到码用完了,请联系系统管理员。' });
}

export async function codesOf(tx: Tx, hearingId: string): Promise<Set<string>> {
  const rows = await tx.hearingSignup.findMany({
    where: { hearingId, code: { not: null } },
    select: { code: true },
  });
  return new Set(rows.map(({ code }) => code!));
}

/** The first in waiting moves up, of the same group when there are groups; undefined when nobody waits. */
export async function promote(
  tx: Tx,
  deps: HearingDeps,
  { hearing, facts }: { hearing: Hearing; facts: HearingFacts },
  group: string | null,
): Promise<HearingSignup | undefined> {
  const waiting = { hearingId: hearing.id, status: 'waiting' };
  const next =
    (group
      ? await tx.hearingSignup.findFirst({ where: { ...waiting, group }, orderBy: { rank: 'asc' } })
      : null) ?? (await tx.hearingSignup.findFirst({ where: waiting, orderBy: { rank: 'asc' } }));
  if (!next) return undefined;
  const code = freeCode(await codesOf(tx, hearing.id), deps.ids);
  const seated = await tx.hearingSignup.update({ where: { id: next.id }, data: { status: 'seated', code } });
  await createNotices(deps).tellCitizen(tx, seated.citizenId, {
    key: `hearing:${seated.id}:promoted`,
    subject: { type: 'hearing-signup', id: seated.id },
    text: `有人退出,您候补到了《${facts.title}》的席位(${seated.number})。${whenAndWhere(facts)}签到码 ${code}。去不了,请回复 取消 ${seated.number},让给下一位。`,
  });
  return seated;
}
