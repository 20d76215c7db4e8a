/**
 * Local accounts of staff outside WeCom: a password and a second factor, set up by the person with a one-time link that
 * a sysadmin gives out. In: what was typed. Out: whether it is the person.
 */
import type { Clock } from '../kit/clock.ts';
import { InputError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database } from '../store/database.ts';
import type { StaffAccount } from '../store/generated/client.ts';
import { faultOfPassword, hashPassword, isPassword, SALT_BYTES } from './accounts/password.ts';
import { base32, otpauthUri, SECRET_BYTES, stepOfCode } from './accounts/totp.ts';
import { findOfficial } from './officials.ts';

/** What the page behind the one-time link shows. */
export interface Invitation {
  userid: string;
  name: string;
  /** For the QR code, and the same in letters. */
  uri: string;
  secret: string;
  until: Date;
}

export interface Accounts {
  /** A link's token, good for a day and once; a new one makes the older one, password and second factor void. */
  invite(userid: string, by: string): Promise<{ token: string; until: Date }>;
  findInvitation(token: string): Promise<Invitation | undefined>;
  /** Sets the password once a code proves the second factor; throws InputError with what to mend. */
  enrol(token: string, password: string, code: string): Promise<string>;
  /** The person's userid, or undefined: which of the three was wrong is not told. */
  verify(given: { userid: string; password: string; code: string }): Promise<string | undefined>;
  /** Takes the local sign-in away. */
  remove(userid: string): Promise<void>;
  list(): Promise<{ userid: string; ready: boolean; inviteUntil: Date | null }[]>;
}

const INVITE_MS = 24 * 3_600_000;
const TOKEN_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
/** 32 of 56 letters: 185 bits. */
const TOKEN_LENGTH = 32;

export function createAccounts(deps: {
  database: Database;
  content: Sealer;
  clock: Clock;
  ids: Ids;
}): Accounts {
  const { database, content, clock, ids } = deps;
  const { prisma } = database;
  const secretOf = ({ userid, secretSealed }: StaffAccount): Buffer =>
    Buffer.from(content.open(secretSealed, `totp:${userid}`), 'base64');

  const findInvited = async (token: string): Promise<StaffAccount | undefined> => {
    const account = await prisma.staffAccount.findUnique({
      where: { inviteHash: content.hash(`invite:${token}`) },
    });
    return account?.inviteUntil && account.inviteUntil > clock.now() ? account : undefined;
  };

  /** Marks the step of the code as used; false when another sign-in used it first. */
  const useStep = async (userid: string, step: number, more: Partial<StaffAccount> = {}): Promise<boolean> =>
    (
      await prisma.staffAccount.updateMany({
        where: { userid, lastStep: { lt: step } },
        data: { ...more, lastStep: step },
      })
    ).count === 1;

  return {
    async invite(userid, by) {
      const person = await findOfficial(prisma, userid);
      if (!person)
        throw new NotFoundError(`There is no active official ${userid}.`, {
          tell: `没有这个人:${userid}`,
          remedy: 'Import organisation.json with this person first.',
        });
      const token = ids.pick(TOKEN_ALPHABET, TOKEN_LENGTH);
      const until = new Date(clock.now().getTime() + INVITE_MS);
      const fresh = {
        passwordHash: null,
        secretSealed: content.seal(ids.bytes(SECRET_BYTES).toString('base64'), `totp:${person.userid}`),
        lastStep: 0,
        inviteHash: content.hash(`invite:${token}`),
        inviteUntil: until,
        invitedBy: by,
        changedAt: clock.now(),
      };
      await prisma.staffAccount.upsert({
        where: { userid: person.userid },
        create: { userid: person.userid, ...fresh },
        update: fresh,
      });
      return { token, until };
    },
    async findInvitation(token) {
      const account = await findInvited(token);
      const person = account && (await findOfficial(prisma, account.userid));
      if (!account || !person) return undefined;
      const secret = secretOf(account);
      return {
        userid: person.userid,
        name: person.name,
        uri: otpauthUri(secret, person.userid),
        secret: base32(secret),
        until: account.inviteUntil!,
      };
    },
    async enrol(token, password, code) {
      const account = await findInvited(token);
      if (!account) throw new NotFoundError('The link is used up or too old.', { tell: LAPSED });
      const fault = faultOfPassword(password, account.userid);
      if (fault) throw new InputError(fault, { tell: fault });
      const step = stepOfCode(secretOf(account), code, clock.now(), account.lastStep);
      if (step === undefined) throw new InputError('The code is wrong.', { tell: WRONG_CODE });
      const passwordHash = await hashPassword(password, ids.bytes(SALT_BYTES));
      const settled = { passwordHash, inviteHash: null, inviteUntil: null, changedAt: clock.now() };
      if (!(await useStep(account.userid, step, settled)))
        throw new InputError('The code was used.', { tell: WRONG_CODE });
      return account.userid;
    },
    async verify({ userid, password, code }) {
      const account = await prisma.staffAccount.findFirst({
        where: { userid: { equals: userid, mode: 'insensitive' } },
      });
      // In any case: how long it takes must not tell whether there is such an account.
      const known = await isPassword(password, account?.passwordHash);
      if (!account || !known) return undefined;
      const step = stepOfCode(secretOf(account), code, clock.now(), account.lastStep);
      return step !== undefined && (await useStep(account.userid, step)) ? account.userid : undefined;
    },
    async remove(userid) {
      await prisma.staffAccount.deleteMany({ where: { userid } });
    },
    async list() {
      const rows = await prisma.staffAccount.findMany({ orderBy: { userid: 'asc' } });
      return rows.map((row) => ({
        userid: row.userid,
        ready: row.passwordHash !== null,
        inviteUntil: row.inviteUntil,
      }));
    },
  };
}

const LAPSED = '这个链接已经用过或过期,请向系统管理员再要一个。Ask the sysadmin for a new link.';
const WRONG_CODE = '动态码不对:看验证器上现在的 6 位数字,再填一次。The code is wrong.';
