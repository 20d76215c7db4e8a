/** The supervision queue with 100,000 matters: how long a page, a filter and a count take for those who see most of them. */
import { randomBytes } from 'node:crypto';
import { createCalendar, seedYears } from '../../../disclosure/calendar.ts';
import { systemClock } from '../../../kit/clock.ts';
import { InputError } from '../../../kit/errors.ts';
import { systemIds } from '../../../kit/ids.ts';
import { createSealer, type Sealer } from '../../../kit/seal.ts';
import { openDatabase, type Database } from '../../../store/database.ts';
import { createSupervision } from '../../../supervision/complaints.ts';
import type { QueueFilter } from '../../../supervision/queue-filter.ts';
import { loadViewer } from '../../../supervision/viewers.ts';
import { loadSampleCounty } from '../../ground.ts';
import { startCluster, withFreshDatabase } from './cluster.ts';
import { percentile, type Benchmark } from './figures.ts';

const MATTERS = 100_000;
const ROUNDS = 12;
const LIMIT_MS = 200;
const BATCH = 10_000;
const WORDS = '窗口让我母亲跑了五趟,每次要的材料都不一样,问谁都说不归自己管,电话 13800001111 打了没人接。';
/** Of the county's people those with the most in sight. */
const VIEWERS = ['gov_office', 'discipline', 'supervision_group', 'unit_officer'] as const;

const FILTERS: readonly (readonly [string, QueueFilter])[] = [
  ['open', {}],
  ['late', { late: 'law' }],
  ['class', { class: ['B', 'C'] }],
  ['unit', { unit: 'qh-mzj' }],
  ['urgent', { urgent: true }],
  ['mine', { mine: true }],
  ['closed', { state: 'closed' }],
  ['number', { state: 'all', number: 'TS-00012' }],
];

export const queue: Benchmark = {
  help: '监督队列 10 万件:列表、筛选、计数 the supervision queue with 100,000 matters',
  long: true,
  async run(figures, { databaseUrl }) {
    const cluster = databaseUrl ? undefined : await startCluster();
    const server = databaseUrl ?? cluster?.url;
    if (!server) throw new InputError('没有 PostgreSQL。Set DATABASE_URL.');
    try {
      await withFreshDatabase(server, async (url) => {
        const database = await openDatabase({ url, poolSize: 4 });
        try {
          await loadSampleCounty(database, systemClock);
          const key = createSealer(randomBytes(32));
          await fill(database);
          await sealWords(database, key);
          await measure(database, key, figures);
        } finally {
          await database.close();
        }
      });
    } finally {
      await cluster?.remove();
    }
  },
};

/** Made in the database: spread over units, states and a year; one in five sealed, one in ten open. */
async function fill({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`
    with unit_list as (
      select code, row_number() over (order by code) - 1 as n, count(*) over () as units
      from unit where type in ('department', 'township', 'village_committee')
    ), numbers as (select n from generate_series(0, ${MATTERS - 1}::int) as n)
    insert into complaint (id, number, receipt_hash, category, class, urgent, sealed, text_sealed, about_unit,
      accused_units, accused_userids, anonymous, source, status, handling_unit, queue_unit, assignee_userid, received_at,
      accept_due, accept_target, close_due, close_target, closed_at, outcome)
    select 'q-' || lpad(n.n::text, 8, '0'), 'TS-' || lpad(n.n::text, 8, '0'), 'h' || n.n,
      (array['态度差', '超期办理', '乱收费', '土地征收补偿', '贪污贿赂'])[1 + n.n % 5],
      (array['B', 'B', 'B', 'C', 'E'])[1 + n.n % 5], n.n % 97 = 0, n.n % 5 = 4, '', u.code,
      array[u.code], array[]::text[], true, 'chat',
      case when n.n % 10 = 0 then '受理' else '办结' end, case when n.n % 3 = 0 then u.code end,
      case when n.n % 5 = 4 then 'qh-jw' when exists (select 1 from unit g where g.code = u.code || '-jd')
        then u.code || '-jd' else 'qh-zfb' end,
      case when n.n % 7 = 0 then 'peng.muping' end, now() - make_interval(hours => n.n % 8760),
      to_char(now() - make_interval(hours => n.n % 8760) + interval '15 days', 'YYYY-MM-DD'), null,
      to_char(now() - make_interval(hours => n.n % 8760) + interval '60 days', 'YYYY-MM-DD'), null,
      case when n.n % 10 = 0 then null else now() end, case when n.n % 10 = 0 then null else '办结' end
    from numbers n join unit_list u on u.n = n.n % u.units`;
}

/** What was said is sealed for its matter, as filed ones are. */
async function sealWords({ prisma }: Database, key: Sealer): Promise<void> {
  for (let from = 0; from < MATTERS; from += BATCH) {
    const ids = Array.from({ length: BATCH }, (_, n) => `q-${String(from + n).padStart(8, '0')}`);
    const sealed = ids.map((id) => key.seal(`${WORDS}第 ${id} 回`, id));
    await prisma.$executeRaw`
      update complaint c set text_sealed = v.sealed
      from (select unnest(${ids}::text[]) as id, unnest(${sealed}::text[]) as sealed) v where c.id = v.id`;
  }
  await prisma.$executeRaw`vacuum analyze complaint`;
}

async function measure(
  database: Database,
  key: Sealer,
  figures: Parameters<Benchmark['run']>[0],
): Promise<void> {
  const supervision = createSupervision({
    clock: systemClock,
    ids: systemIds,
    content: key,
    identityKey: key,
    outbox: { enqueue: async () => undefined, withdraw: async () => undefined },
    officialAddress: (person) => ({ channel: 'wecom', account: '', person }),
    calendar: () => createCalendar(seedYears()),
  });
  const all: number[] = [];
  const tallied: number[] = [];
  for (const role of VIEWERS) {
    const official = await database.prisma.person.findFirstOrThrow({
      where: { roles: { has: role }, ...(role.startsWith('unit') ? { unitCode: 'qh-mzj' } : {}) },
      orderBy: { userid: 'asc' },
    });
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      for (const [, filter] of FILTERS) {
        const began = performance.now();
        // As a page does: the viewer with all ties, one page, one count; beside it the tally of the views.
        const viewer = await loadViewer(database.prisma, official);
        await database.transaction((tx) => supervision.queue.list(tx, viewer, filter));
        await supervision.queue.count(database.prisma, viewer, filter);
        took.push(performance.now() - began);
        const counting = performance.now();
        await supervision.queue.tally(database.prisma, viewer);
        tallied.push(performance.now() - counting);
      }
    figures.note(`queue page ${role} p50`, 'ms', took);
    figures.note(`queue page ${role} p95`, 'ms', [percentile(took, 0.95)]);
    all.push(...took);
  }
  figures.note('tally of the views p50', 'ms', tallied);
  const p95 = percentile(all, 0.95);
  figures.note('queue page p95', 'ms', [p95]);
  if (p95 > LIMIT_MS)
    figures.fault(`A page of the queue takes ${p95.toFixed(0)} ms (p95), promised ${LIMIT_MS}.`);
}
