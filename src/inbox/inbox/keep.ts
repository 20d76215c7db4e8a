/**
 * Makes jobs of those events that are new, by one statement: their marks, the queue's own insert and the signal. Whole or
 * not at all, and one round to the database.
 */
import type { JobInsert } from 'pg-boss';
import type { Tx } from '../../store/database.ts';
import { SIGNAL_CHANNEL, type JobQueue } from '../../store/queue.ts';

export interface ArrivedJob {
  /** Marks the event. */
  mark: string;
  job: JobInsert & { id: string };
}

/** `arrived` have no mark in common. Returns the marks of those not seen before. */
export async function keepJobs(
  deps: { tx: Tx; queue: JobQueue; name: string; now: Date },
  arrived: readonly ArrivedJob[],
): Promise<ReadonlySet<string>> {
  const { tx, queue, name, now } = deps;
  // In one order everywhere, so that no two instances each wait for a mark of the other.
  const sorted = arrived.toSorted((a, b) => (a.mark < b.mark ? -1 : 1));
  const marks = sorted.map(({ mark }) => mark);
  let news: string[] | null | undefined;
  const db = {
    async executeSql(insert: string, [jobs]: unknown[] = []) {
      const values = [jobs, now, sorted.map(({ job }) => job.id), marks, name];
      const rows = await tx.$queryRawUnsafe<{ news: string[] | null }[]>(statementAround(insert), ...values);
      news = rows[0]?.news;
      return { rows: [] };
    },
  };
  const jobs = arrived.map(({ job }) => job);
  await queue.insert(name, jobs, { db });
  // Null where all are new, as nearly always.
  return new Set(news ?? marks);
}

const JOBS = '$1::text::json';
/** When the transaction began: before it had waited for its turn. */
const MADE_AT = 'pgboss.job_now() as created_on';

/** The queue's own insert, given those of the jobs that are new, made now: jobs are worked by that and then by their id. */
function statementAround(insert: string): string {
  if ([JOBS, MADE_AT].some((part) => insert.split(part).length !== 2))
    throw new Error('The insert of pg-boss has another form than expected.');
  return `
    with news as (
      insert into seen (key, at) select mark, $2::timestamptz from unnest($4::text[]) as mark
      on conflict do nothing returning key
    ), chosen as (
      select case when (select count(*) from news) = cardinality($4::text[]) then ${JOBS}
        else (
          select coalesce(json_agg(job), '[]') from json_array_elements(${JOBS}) as job
          where job ->> 'id' in (
            select id from unnest($3::text[], $4::text[]) as arrived (id, mark) join news on key = mark
          )
        ) end as jobs
    ), kept as (
      ${insert.replace(JOBS, '(select jobs from chosen)').replace(MADE_AT, 'statement_timestamp() as created_on')}
    ), told as (
      select pg_notify('${SIGNAL_CHANNEL}', $5::text) from news limit 1
    )
    select
      case when (select count(*) from news) < cardinality($4::text[])
        then (select coalesce(array_agg(key), '{}') from news) end as news,
      (select count(*)::int from told) as told`;
}
