/**
 * Lets requests in and keeps what they bring by one statement: marks of requests, marks of events, the queue's own
 * insert and the signal. One round to the database instead of six, and whole or not at all without a transaction.
 */
import type { JobInsert } from 'pg-boss';
import { SIGNAL_CHANNEL, type JobQueue } from '../../store/queue.ts';

/** Runs a statement: alone, or within a transaction. */
export type RunStatement = <Row>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

export interface Arrival {
  /** Marks the request; undefined where nothing repeats it. */
  receipt: string | undefined;
  /** Each with a mark of its own. */
  arrived: readonly ArrivedJob[];
}

export interface ArrivedJob {
  /** Marks the event. */
  mark: string;
  job: JobInsert & { id: string };
}

export interface Kept {
  /** Of the receipts, those not seen before. */
  admitted: ReadonlySet<string>;
  /** Of the events of admitted requests, the marks of those not seen before. */
  news: ReadonlySet<string>;
}

/** `arrivals` have no receipt and no mark in common. */
export async function keepArrivals(
  deps: { run: RunStatement; queue: JobQueue; name: string; now: Date },
  arrivals: readonly Arrival[],
): Promise<Kept> {
  const { run, queue, name, now } = deps;
  // In one order everywhere, so that no two instances each wait for a mark of the other.
  const receipts = arrivals.flatMap(({ receipt }) => receipt ?? []).sort();
  const events = arrivals
    .flatMap(({ receipt = '', arrived }) => arrived.map(({ mark, job }) => ({ mark, id: job.id, receipt })))
    .sort((a, b) => (a.mark < b.mark ? -1 : 1));
  const marks = events.map(({ mark }) => mark);
  let row: Row | undefined;
  const db = {
    async executeSql(insert: string, [jobs]: unknown[] = []) {
      const ids = events.map(({ id }) => id);
      const owners = events.map(({ receipt }) => receipt);
      [row] = await run<Row>(statementAround(insert), [jobs, now, receipts, ids, marks, owners, name]);
      return { rows: [] };
    },
  };
  const jobs = arrivals.flatMap(({ arrived }) => arrived.map(({ job }) => job));
  await queue.insert(name, jobs, { db });
  return { admitted: new Set(row?.admitted ?? receipts), news: new Set(row?.news ?? marks) };
}

/** Null where all are new, as nearly always. */
interface Row {
  admitted: string[] | null;
  news: string[] | null;
}

const statements = new Map<string, string>();
const JOBS = '$1::text::json';

/** The queue's own insert, given those of the jobs that are new. */
function statementAround(insert: string): string {
  const known = statements.get(insert);
  if (known) return known;
  if (insert.split(JOBS).length !== 2)
    throw new Error('The insert of pg-boss has another form than expected.');
  const made = `
    with let_in as (
      insert into seen (key, at) select mark, $2::timestamptz from unnest($3::text[]) as mark
      on conflict do nothing returning key
    ), arrived as (
      select id, mark from unnest($4::text[], $5::text[], $6::text[]) as a (id, mark, receipt)
      where receipt = '' or receipt in (select key from let_in)
    ), news as (
      insert into seen (key, at) select mark, $2::timestamptz from arrived
      on conflict do nothing returning key
    ), chosen as (
      select case when (select count(*) from news) = cardinality($5::text[]) then ${JOBS}
        else (
          select coalesce(json_agg(job), '[]') from json_array_elements(${JOBS}) as job
          where job ->> 'id' in (select id from arrived join news on key = mark)
        ) end as jobs
    ), kept as (
      ${insert.replace(JOBS, '(select jobs from chosen)')}
    ), told as (
      select pg_notify('${SIGNAL_CHANNEL}', $7::text) from news limit 1
    )
    select
      case when (select count(*) from let_in) < cardinality($3::text[])
        then (select coalesce(array_agg(key), '{}') from let_in) end as admitted,
      case when (select count(*) from news) < cardinality($5::text[])
        then (select coalesce(array_agg(key), '{}') from news) end as news,
      (select count(*)::int from told) as told`;
  statements.set(insert, made);
  return made;
}
