/** What a trial came to, counted on the phones and in the database. */
import { Client } from 'pg';
import type { ShownMessage } from '../../../../simulator/world.ts';
import { topicsIn } from './county.ts';
import type { Writer } from './writers.ts';

export interface Tally {
  /** Messages written, and callbacks that brought them, copies and repeats included. */
  written: number;
  deliveries: number;
  /** Messages the service said it had. */
  acknowledged: number;
  /** Of those, kept: a turn, or still waiting in the inbox. */
  stored: number;
  /** Messages answered on the phone. */
  answered: number;
  /** Acknowledged and never answered. */
  lost: number;
  /** Answers beyond the first. */
  doubled: number;
  /** Answers that came before one of an earlier message of the same person. */
  outOfOrder: number;
  /** Messages on phones that answer nothing asked. */
  strange: number;
  /** Messages that the platform lost because a member got too many. */
  dropped: number;
}

/** Of one person: what was asked and what the phone shows. */
function countPerson(
  { topics, acknowledged, late }: Writer,
  phone: readonly ShownMessage[],
): Pick<Tally, 'answered' | 'lost' | 'doubled' | 'outOfOrder' | 'strange'> {
  const names = topics.map(({ name }) => name);
  const seen = new Set<string>();
  const places: number[] = [];
  let doubled = 0;
  let strange = 0;
  for (const { text } of phone) {
    const [name, ...others] = topicsIn(text, names);
    if (name === undefined || others.length > 0) strange++;
    else if (seen.has(name)) doubled++;
    else {
      seen.add(name);
      if (!late.has(name)) places.push(names.indexOf(name));
    }
  }
  return {
    answered: seen.size,
    lost: [...acknowledged].filter((name) => !seen.has(name)).length,
    doubled,
    outOfOrder: places.filter((place, i) => i > 0 && place < places[i - 1]!).length,
    strange,
  };
}

export async function tallyOf(
  writers: readonly Writer[],
  phones: ReadonlyMap<string, readonly ShownMessage[]>,
  rest: { databaseUrl: string; dropped: number },
): Promise<Tally> {
  const each = writers.map((writer) => countPerson(writer, phones.get(writer.person) ?? []));
  const sum = (of: (one: (typeof each)[number]) => number): number =>
    each.reduce((total, one) => total + of(one), 0);
  return {
    written: writers.reduce((total, { topics }) => total + topics.length, 0),
    deliveries: writers.reduce((total, { deliveries }) => total + deliveries, 0),
    acknowledged: writers.reduce((total, { acknowledged }) => total + acknowledged.size, 0),
    stored: await countStored(rest.databaseUrl),
    answered: sum(({ answered }) => answered),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
    strange: sum(({ strange }) => strange),
    dropped: rest.dropped,
  };
}

/** What speaks against the promise, in words; empty: kept. */
export function faultsIn(tally: Tally): string[] {
  const { acknowledged, stored, lost, doubled, outOfOrder, strange, dropped } = tally;
  return [
    ...(stored < acknowledged ? [`acknowledged ${acknowledged}, stored only ${stored}`] : []),
    ...Object.entries({ lost, doubled, outOfOrder, strange, dropped }).flatMap(([name, n]) =>
      n > 0 ? [`${name} ${n}`] : [],
    ),
  ];
}

const STORED = `select (select count(*) from turn)
  + (select coalesce(sum(cardinality(lanes)), 0) from arrival)
  + (select count(*) from pgboss.job where name = 'inbox' and state < 'completed' and data->>'kind' = 'text')
  + (select count(*) from pgboss.job where name = 'inbox-dead' and state < 'completed') as n`;

async function countStored(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return Number((await client.query<{ n: string }>(STORED)).rows[0]!.n);
  } finally {
    await client.end();
  }
}
