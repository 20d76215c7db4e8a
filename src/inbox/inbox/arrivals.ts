/**
 * What requests bring, kept before they are answered: one row for all that arrive together, sealed once, and a receipt
 * for each request. Taken apart in the order of arrival.
 */
import { hash } from 'node:crypto';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Database, Tx } from '../../store/database.ts';
import { SIGNAL_CHANNEL } from '../../store/queue.ts';
import { laneOf, type InboundEvent } from '../event.ts';
import { createGroupWriter, type Grouped } from './group-writer.ts';

/** Says that something has arrived. */
export const ARRIVED = 'inbox-arrived';

export interface Arrivals {
  /** Keeps what a request brings; false when a request with that receipt was let in before. */
  keep(events: readonly InboundEvent[], receipt?: string): Promise<boolean>;
  /** Takes the oldest rows out, within `tx`, under a lock that `tx` holds to its end: at most `most` of them. */
  take(tx: Tx, most: number): Promise<ArrivalRow[]>;
  /** The events of a row that are to be worked. Throws 'seal' for a row that does not open. */
  eventsIn(row: ArrivalRow): InboundEvent[];
  /** Forgets the receipts of requests too old to be let in anyway. */
  forgetReceipts(): Promise<void>;
}

export interface ArrivalRow {
  number: bigint;
  id: string;
  refused: string[];
  sealed: string;
}

/** What is sealed: a request's receipt, where it has one, and its events. */
type Letter = readonly [receipt: string, events: readonly InboundEvent[]];

interface Entry extends Grouped {
  letter: Letter;
}

/** Platforms date their requests, and none is let in that is more than five minutes old: this is well beyond. */
const RECEIPT_MS = 86_400_000;
/** Events taken apart by one transaction, about; a row holds at most some hundred. */
const MANY = 500;

export function createArrivals(deps: {
  database: Database;
  content: Sealer;
  clock: Clock;
  ids: Ids;
}): Arrivals {
  const { database, content, clock, ids } = deps;

  const writer = createGroupWriter(async (group: readonly Entry[]) => {
    const receipts = group.flatMap(({ letter: [receipt] }) => receipt || []);
    const id = ids.next();
    const [row] = await database.runOften<{ refused: string[] }>(KEEP, [
      clock.now(),
      // In one order everywhere, so that no two instances each wait for a receipt of the other.
      receipts.sort(),
      id,
      group.flatMap(({ lanes }) => lanes),
      group.flatMap(({ letter: [receipt], lanes }) => lanes.map(() => receipt)),
      content.seal(JSON.stringify(group.map(({ letter }) => letter)), id),
    ]);
    const refused = row?.refused ?? [];
    return group.map(({ letter: [receipt] }) => !refused.includes(receipt));
  });

  return {
    keep(events, receipt) {
      const mark = receipt === undefined ? '' : hash('sha256', receipt).slice(0, 32);
      const lanes = events.map((event) => content.hash(laneOf(event)));
      return writer.write({ letter: [mark, events], marks: mark ? [mark] : [], lanes });
    },
    async take(tx, most) {
      // Rows that another took while we waited for the lock are gone, and passed over.
      const rows = await tx.$queryRaw<ArrivalRow[]>`
        with locked as materialized (select pg_advisory_xact_lock(hashtext('inbox arrivals')))
        delete from arrival using locked where number in (
          select number from (
            select number, sum(cardinality(lanes)) over (order by number) - cardinality(lanes) as before
            from (select number, lanes from arrival order by number limit ${most}::int) as oldest
          ) as counted where before < ${MANY}::int
        ) returning number, id, refused, sealed`;
      return rows.sort((a, b) => (a.number < b.number ? -1 : 1));
    },
    eventsIn({ id, refused, sealed }) {
      const letters = JSON.parse(content.open(sealed, id)) as Letter[];
      return letters.flatMap(([receipt, events]) => (refused.includes(receipt) ? [] : events));
    },
    async forgetReceipts() {
      const old = new Date(clock.now().getTime() - RECEIPT_MS);
      await database.prisma.receipt.deleteMany({ where: { at: { lt: old } } });
    },
  };
}

/** Receipts, the row and the signal by one statement: whole or not at all, and one round to the database. */
const KEEP = `
  with let_in as (
    insert into receipt (id, at) select id, $1::timestamptz from unnest($2::uuid[]) as id
    on conflict do nothing returning id
  ), turned_away as materialized (
    select case when (select count(*) from let_in) = cardinality($2::uuid[]) then '{}'::text[] else array(
      select replace(id::text, '-', '') from unnest($2::uuid[]) as id where id not in (select id from let_in)
    ) end as refused
  ), arrived as (
    insert into arrival (id, at, lanes, refused, sealed)
    select $3::text, $1::timestamptz, lanes, refused, $6::text from (
      select refused, case when refused = '{}' then $4::text[] else array(
        select lane from unnest($4::text[], $5::text[]) as event (lane, receipt) where receipt <> all(refused)
      ) end as lanes from turned_away
    ) as kept where cardinality(lanes) > 0
    returning number
  ), told as (
    select pg_notify('${SIGNAL_CHANNEL}', '${ARRIVED}') from arrived
  )
  select refused, (select count(*)::int from told) as told from turned_away`;
