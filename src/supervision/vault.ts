/**
 * The vault 身份密封: who complained, sealed with its own key and bound to the case. Nothing else in the house holds it.
 * Sending to the author needs the address and opens nothing to anybody; reading the name takes discipline, a reason and a
 * second person (`openings.ts`).
 */
import { conversationId, type Address } from '../kit/conversation-id.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Db, Tx } from '../store/database.ts';
import { authorHash } from './personal-data.ts';

export interface ComplainantIdentity {
  /** Where to tell the author how it goes. */
  address?: Address;
  citizenId?: string;
  name?: string;
  contact?: string;
}

export interface Vault {
  keep(tx: Tx, complaintId: string, identity: ComplainantIdentity): Promise<void>;
  /** For delivery only. */
  addressOf(db: Db, complaintId: string): Promise<Address | undefined>;
  /** True when this address belongs to the author. */
  isAuthor(db: Db, complaintId: string, address: Address): Promise<boolean>;
  /** Matters filed from this address since `since`: for finding what was filed twice. */
  mattersOf(db: Db, address: Address, since: Date): Promise<string[]>;
  /** Only for an opening that was approved: `openings.ts` asks and audits. */
  open(db: Db, complaintId: string): Promise<ComplainantIdentity>;
}

export function createVault(identityKey: Sealer): Vault {
  const open = async (db: Db, complaintId: string): Promise<ComplainantIdentity> => {
    const row = await db.complainantIdentity.findUnique({ where: { complaintId } });
    return row
      ? (JSON.parse(identityKey.open(row.sealed, `complaint:${complaintId}`)) as ComplainantIdentity)
      : {};
  };
  const hashOf = (address: Address): string => identityKey.hash(`address:${conversationId(address)}`);
  return {
    open,
    async keep(tx, complaintId, identity) {
      const sealed = identityKey.seal(JSON.stringify(identity), `complaint:${complaintId}`);
      const { citizenId, address } = identity;
      await tx.complainantIdentity.create({
        data: {
          complaintId,
          sealed,
          authorHash: citizenId ? authorHash(identityKey, citizenId) : null,
          addressHash: address ? hashOf(address) : null,
        },
      });
    },
    addressOf: async (db, complaintId) => (await open(db, complaintId)).address,
    async isAuthor(db, complaintId, address) {
      const row = await db.complainantIdentity.findUnique({
        where: { complaintId },
        select: { addressHash: true },
      });
      if (row?.addressHash) return row.addressHash === hashOf(address);
      const known = (await open(db, complaintId)).address;
      return known !== undefined && conversationId(known) === conversationId(address);
    },
    async mattersOf(db, address, since) {
      const rows = await db.complainantIdentity.findMany({
        where: { addressHash: hashOf(address), complaint: { receivedAt: { gte: since } } },
        select: { complaintId: true },
        take: 50,
      });
      return rows.map(({ complaintId }) => complaintId);
    },
  };
}
