/** A citizen's subscriptions as 我的事项 and 我的数据 show them. */
import type { Matter } from '../people/matters.ts';
import type { PersonalData } from '../people/personal-data.ts';
import type { Db } from '../store/database.ts';
import { followedBy } from './subscriptions.ts';

/** One line for all of them; they have a list of their own. */
export async function subscriptionMatters(db: Db, citizenId: string): Promise<Matter[]> {
  const own = await followedBy(db, citizenId);
  return own.length === 0
    ? []
    : [
        {
          number: '',
          ask: '我的订阅',
          title: '我的订阅',
          state: `${own.length} 项`,
          next: '公开了就告诉您',
          at: new Date(0),
          open: false,
        },
      ];
}

export const subscriptionData: PersonalData = {
  async copy(db, citizenId) {
    const own = await followedBy(db, citizenId);
    return own.map(({ topic }) => `订阅:${topic.label}`);
  },
  async erase(tx, citizenId) {
    const { count } = await tx.subscription.deleteMany({ where: { citizenId } });
    return { erased: count > 0 ? [`${count} 个订阅`] : [], kept: [] };
  },
};
