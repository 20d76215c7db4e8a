/** What supervision holds of a citizen. Named complaints only: an anonymous one must not be tied to anybody, by anybody. */
import type { Sealer } from '../kit/seal.ts';
import { formatDay } from '../kit/day.ts';
import type { Matter } from '../people/matters.ts';
import type { PersonalData } from '../people/personal-data.ts';
import type { Db } from '../store/database.ts';

/** The keyed hash under which a named complaint finds its author's list. */
export const authorHash = (identityKey: Sealer, citizenId: string): string =>
  identityKey.hash(`author:${citizenId}`);

const MAX_LISTED = 50;

export function createComplaintData(
  identityKey: Sealer,
): PersonalData & { mattersOf(db: Db, citizenId: string): Promise<Matter[]> } {
  const ofCitizen = (db: Db, citizenId: string) =>
    db.complaint.findMany({
      where: { identity: { authorHash: authorHash(identityKey, citizenId) } },
      orderBy: { receivedAt: 'desc' },
      take: MAX_LISTED,
    });
  return {
    async mattersOf(db, citizenId) {
      const rows = await ofCitizen(db, citizenId);
      return rows.map(({ number, status, receivedAt, closedAt, acceptDue, closeDue, class: kind }) => {
        const due = closeDue ?? acceptDue;
        return {
          number,
          title: kind === 'F' ? '建议' : kind === 'G' ? '表扬' : '投诉举报',
          state: status,
          next: closedAt || !due ? '' : `最晚 ${formatDay(due)} 前告诉您${closeDue ? '结果' : '是否受理'}。`,
          at: receivedAt,
          open: closedAt === null,
        };
      });
    },
    async copy(db, citizenId) {
      const rows = await ofCitizen(db, citizenId);
      return rows.map(
        ({ number }) => `实名投诉 ${number}:身份单独加密,只有纪检按规定两人同意才能看,每次都有记录`,
      );
    },
    async erase(tx, citizenId) {
      const rows = await ofCitizen(tx, citizenId);
      return {
        erased: [],
        kept: rows.length > 0 ? [`${rows.length} 件实名投诉:依法要查办和归档,身份继续密封`] : [],
      };
    },
  };
}
