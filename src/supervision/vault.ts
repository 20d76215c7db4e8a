/**
 * The vault 身份密封: who complained, sealed with its own key and bound to the case. Nothing else in the house holds it.
 * Sending to the author needs the address and opens nothing to anybody; reading the name is another matter (openings).
 */
import type { Address } from '../kit/conversation-id.ts';
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
}

export function createVault(identityKey: Sealer): Vault {
  const open = async (db: Db, complaintId: string): Promise<ComplainantIdentity> => {
    const row = await db.complainantIdentity.findUnique({ where: { complaintId } });
    return row
      ? (JSON.parse(identityKey.open(row.sealed, `complaint:${complaintId}`)) as ComplainantIdentity)
      : {};
  };
  return {
    async keep(tx, complaintId, identity) {
      const sealed = identityKey.seal(JSON.stringify(identity), `complaint:${complaintId}`);
      const { citizenId } = identity;
      await tx.complainantIdentity.create({
        data: { complaintId, sealed, authorHash: citizenId ? authorHash(identityKey, citizenId) : null },
      });
    },
    addressOf: async (db, complaintId) => (await open(db, complaintId)).address,
    async isAuthor(db, complaintId, address) {
      const known = (await open(db, complaintId)).address;
      return (
        known !== undefined &&
        known.channel === address.channel &&
        known.account === address.account &&
        known.person === address.person
      );
    },
  };
}
