/**
 * 个人信息: what each room holds of a citizen, so that one can have a copy, have it deleted, and have it forgotten in time.
 * 个人信息保护法第十九、四十五、四十七条. Rooms say what they hold; nobody else reads their tables.
 */
import { formatDay, dayOf } from '../kit/day.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Consents } from './consents.ts';

export interface Erasure {
  /** What was deleted, in words. */
  erased: string[];
  /** What has to stay, and why, in words. */
  kept: string[];
}

export interface PersonalData {
  /** What is held of the citizen, a line each; nothing when nothing is. */
  copy(db: Db, citizenId: string): Promise<string[]>;
  /** Deletes what may be deleted. */
  erase(tx: Tx, citizenId: string): Promise<Erasure>;
  /** Deletes what is past its term, at most some of it a call; how much was found. */
  expire?(tx: Tx, now: Date): Promise<number>;
}

const YEAR_MS = 365 * 86_400_000;
/** An address nobody wrote from for so long, with nothing open, is forgotten. */
const IDLE_YEARS = 3;
const EXPIRED_AT_ONCE = 500;
const CHANNELS: Readonly<Record<string, string>> = {
  kf: '微信客服',
  wechat: '公众号',
  wechaty: '个人微信',
  wecom: '企业微信',
};

/** Addresses and consents. `hasOpen`: something of the citizen's is still under way, so that they must be reached. */
export const createAddressData = (deps: {
  consents: Consents;
  hasOpen(db: Db, citizenId: string): Promise<boolean>;
}): PersonalData => ({
  async copy(db, citizenId) {
    const addresses = await db.citizenAddress.findMany({ where: { citizenId }, take: 20 });
    const consents = await deps.consents.list(db, citizenId);
    return [
      ...addresses.map(({ channel }) => `联系您的渠道:${CHANNELS[channel] ?? channel}(账号加密保存)`),
      ...consents.map(
        ({ what, matter, at, withdrawn }) =>
          `单独同意:${what}${matter ? `(${matter})` : ''},${formatDay(dayOf(at))}${withdrawn ? ',已撤回' : ''}`,
      ),
    ];
  },
  async erase(tx, citizenId) {
    const withdrawn = await deps.consents.withdraw(tx, citizenId);
    const erased = withdrawn > 0 ? [`撤回了 ${withdrawn} 项同意`] : [];
    if (await deps.hasOpen(tx, citizenId))
      return { erased, kept: ['联系您的渠道:您还有事在办,办完要告诉您结果'] };
    await tx.citizen.deleteMany({ where: { id: citizenId } });
    return { erased: [...erased, '联系您的渠道'], kept: [] };
  },
  async expire(tx, now) {
    const idle = await tx.citizen.findMany({
      where: {
        addresses: {
          every: { lastInboundAt: { lt: new Date(now.getTime() - IDLE_YEARS * YEAR_MS) } },
          some: {},
        },
      },
      select: { id: true },
      take: EXPIRED_AT_ONCE,
    });
    let count = 0;
    for (const { id } of idle)
      if (!(await deps.hasOpen(tx, id))) count += (await tx.citizen.deleteMany({ where: { id } })).count;
    return count;
  },
});
