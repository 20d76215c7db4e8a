/** Who is told, and how: officers of a unit and citizens, in the caller's transaction. Each key goes once, whoever runs it. */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { dayOf } from '../kit/day.ts';
import type { Draft, Outbox } from '../outbox/outbox.ts';
import { holdersOf, officialsWith, onDuty, responsibleFor, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';

export interface NoticeDeps {
  clock: Clock;
  outbox: Pick<Outbox, 'enqueue'>;
  officialAddress(userid: string): Address;
  /** Where a citizen is reached. */
  citizenAddress(db: Db, citizenId: string): Promise<Address | undefined>;
}

export interface Notices {
  /** Who works it: officers of the unit, those who do their work, else the office. */
  workersOf(db: Db, unitCode: string): Promise<Official[]>;
  tellOfficials(tx: Tx, people: readonly Official[], key: string, text: string): Promise<void>;
  /** Nothing happens where nobody is known to be reached. */
  tellCitizen(
    tx: Tx,
    citizenId: string | null,
    message: { key: string; text: string; subject: { type: string; id: string } },
  ): Promise<void>;
}

export function createNotices({ clock, outbox, officialAddress, citizenAddress }: NoticeDeps): Notices {
  return {
    async workersOf(db, unitCode) {
      const officers = await officialsWith(db, unitCode, 'unit_officer');
      const found = officers.length > 0 ? officers.slice(0, 1) : await standIns(db, unitCode);
      return Promise.all(found.map((person) => onDuty(db, person, dayOf(clock.now()))));
    },
    async tellOfficials(tx, people, key, text) {
      await outbox.enqueue(
        tx,
        people.map(({ userid }): Draft => ({
          key: `${key}:${userid}`,
          to: officialAddress(userid),
          body: { t: 'text', text },
        })),
      );
    },
    async tellCitizen(tx, citizenId, { key, text, subject }) {
      const to = citizenId ? await citizenAddress(tx, citizenId) : undefined;
      if (to) await outbox.enqueue(tx, [{ key, to, subject, body: { t: 'text', text } }]);
    },
  };
}

async function standIns(db: Db, unitCode: string): Promise<Official[]> {
  const userid = (await responsibleFor(db, [unitCode])).get(unitCode)?.officer;
  const person = userid ? await db.person.findUnique({ where: { userid } }) : null;
  return person ? [person] : (await holdersOf(db, 'gov_office')).slice(0, 1);
}
