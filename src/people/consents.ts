/** Separate consents 单独同意: to what, for what, when, withdrawn when. 个人信息保护法第十五、二十九、三十一条. */
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Db, Tx } from '../store/database.ts';

/** Purposes that law wants agreed to on their own. */
export const CONSENT_PURPOSES = {
  'identity-number': '用身份证号核对申请人',
  minor: '监护人同意处理不满十四周岁申请人的信息',
} as const;

export type ConsentPurpose = keyof typeof CONSENT_PURPOSES;

export interface Consents {
  give(tx: Tx, citizenId: string, purpose: ConsentPurpose, matter?: string): Promise<void>;
  /** In words, newest first; those withdrawn too. */
  list(
    db: Db,
    citizenId: string,
  ): Promise<{ what: string; matter: string | null; at: Date; withdrawn: boolean }[]>;
  /** Ends all of them; how many. */
  withdraw(tx: Tx, citizenId: string): Promise<number>;
}

const MAX_LISTED = 100;

export const createConsents = ({ clock, ids }: { clock: Clock; ids: Ids }): Consents => ({
  async give(tx, citizenId, purpose, matter) {
    await tx.consent.create({
      data: { id: ids.next(), citizenId, purpose, matter: matter ?? null, at: clock.now() },
    });
  },
  async list(db, citizenId) {
    const rows = await db.consent.findMany({
      where: { citizenId },
      orderBy: { at: 'desc' },
      take: MAX_LISTED,
    });
    return rows.map(({ purpose, matter, at, withdrawnAt }) => ({
      what: CONSENT_PURPOSES[purpose as ConsentPurpose] ?? purpose,
      matter,
      at,
      withdrawn: withdrawnAt !== null,
    }));
  },
  async withdraw(tx, citizenId) {
    const { count } = await tx.consent.updateMany({
      where: { citizenId, withdrawnAt: null },
      data: { withdrawnAt: clock.now() },
    });
    return count;
  },
});
