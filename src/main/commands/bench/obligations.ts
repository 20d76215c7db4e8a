import { InputError } from '../../../kit/errors.ts';
import { systemIds } from '../../../kit/ids.ts';
import { createSealer } from '../../../kit/seal.ts';
import { silentLog } from '../../../kit/log.ts';
import { createCalendar, seedYears } from '../../../disclosure/calendar.ts';
import { planObligations } from '../../../disclosure/planning.ts';
import { createOutbox } from '../../../outbox/outbox.ts';
import { sendDigests } from '../../../schedule/tasks.ts';
import { openDatabase, type Database } from '../../../store/database.ts';
import { openSignals, startQueue } from '../../../store/queue.ts';
import { startCluster, withFreshDatabase } from './cluster.ts';
import type { Benchmark, Figures } from './figures.ts';

const UNITS = 500;
/** Each item is owed by each unit; the second is ten times the first. */
const ITEMS = [1_000, 10_000] as const;
const NIGHT = new Date('2026-11-24T01:13:00+08:00');
const MORNING = new Date('2026-11-24T08:17:00+08:00');
const NEXT_NIGHT = new Date('2026-11-25T01:13:00+08:00');
const SAMPLE_MS = 20;

/** One night and one morning over a catalogue whose every item every unit owes, on a day of the month of its own. */
export const obligations: Benchmark = {
  help: `一夜排出并提醒 ${ITEMS.map((items) => `${items}×${UNITS}`).join('、')} 项  obligations planned and reminded in a night`,
  long: true,
  async run(figures, { databaseUrl }) {
    const cluster = databaseUrl ? undefined : await startCluster();
    const server = databaseUrl ?? cluster?.url;
    if (!server)
      throw new InputError('没有找到 PostgreSQL。No PostgreSQL server is installed.', {
        remedy: 'Install PostgreSQL 15 or later, or name a server in DATABASE_URL.',
      });
    try {
      const nights: Night[] = [];
      for (const items of ITEMS)
        nights.push(await withFreshDatabase(server, (url) => measure(figures, url, items)));
      const [small, large] = nights as [Night, Night];
      figures.ratio('planned_time_at_x10', [large.planned], [small.planned]);
      figures.ratio('reminded_time_at_x10', [large.reminded], [small.reminded]);
      figures.ratio('memory_at_x10', [large.memory], [small.memory]);
    } finally {
      await cluster?.remove();
    }
  },
};

interface Night {
  planned: number;
  reminded: number;
  memory: number;
}

async function measure({ note }: Figures, url: string, items: number): Promise<Night> {
  const database = await openDatabase({ url });
  const queue = await startQueue(database, silentLog);
  const signals = await openSignals(queue);
  try {
    await fill(database, items);
    const calendar = createCalendar(seedYears());
    const planned = await timed(() => planObligations(database, { now: NIGHT, ids: systemIds }, calendar));
    const name = `${items}x${UNITS}`;
    note(`${name}_planned`, 's', [planned.seconds]);
    const opened = planned.result.fromCatalogue;
    if (opened !== items * UNITS) throw new Error(`${opened} obligations were opened of ${items * UNITS}.`);
    const clock = { now: () => MORNING };
    const content = createSealer(Buffer.alloc(32, 1));
    const outbox = await createOutbox({
      database,
      queue,
      signals,
      content,
      clock,
      ids: systemIds,
      log: silentLog,
    });
    const reminded = await timed(() =>
      sendDigests({
        database,
        clock,
        outbox,
        calendar: () => calendar,
        officialAddress: (userid) => ({ channel: 'wecom', account: '1', person: userid }),
      }),
    );
    note(`${name}_reminded`, 's', [reminded.seconds]);
    const again = await timed(() => planObligations(database, { now: NEXT_NIGHT, ids: systemIds }, calendar));
    note(`${name}_next_night`, 's', [again.seconds]);
    note(`${name}_reminders`, 'rows', [await database.prisma.obligationReminder.count()]);
    note(`${name}_digests`, 'messages', [await database.prisma.outboxMessage.count()]);
    const memory = Math.max(planned.memory, reminded.memory, again.memory);
    note(`${name}_memory`, 'mb', [memory]);
    return { planned: planned.seconds, reminded: reminded.seconds, memory };
  } finally {
    await signals.close();
    await queue.stop({ graceful: false });
    await database.close();
  }
}

/** How long it takes, and the most memory this process holds meanwhile. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; memory: number }> {
  let memory = process.memoryUsage.rss();
  const sampler = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const started = performance.now();
  try {
    const result = await work();
    return { result, seconds: (performance.now() - started) / 1_000, memory: memory / 1024 / 1024 };
  } finally {
    clearInterval(sampler);
  }
}

/** Units with an officer and a leader, an office over them, and items due on each day of the month. */
async function fill({ prisma }: Database, items: number): Promise<void> {
  await prisma.$executeRaw`
    insert into unit (code, name, type, active)
    select 'u' || n, '第' || n || '单位', 'department', true from generate_series(1, ${UNITS}) n
    union all select 'office', '县政府办公室', 'gov_office', true`;
  await prisma.$executeRaw`
    insert into person (userid, name, unit_code, roles, active)
    select 'officer' || n, '信息员' || n, 'u' || n, array['unit_officer'], true from generate_series(1, ${UNITS}) n
    union all
    select 'leader' || n, '领导' || n, 'u' || n, array['unit_leader'], true from generate_series(1, ${UNITS}) n
    union all select 'office', '政务公开科', 'office', array['gov_office'], true`;
  await prisma.$executeRaw`
    insert into catalogue_item (id, field, position, level1, level2, content, basis, deadline_phrase, deadline_meaning,
      units_text, channels, tier, mode, content_hash, updated_at)
    select 'item' || n, '测量', n, '事项' || n, '', '内容' || n, '{}', '每月' || (1 + n % 28) || '日前',
      jsonb_build_object('kind', 'fixed_date', 'trigger', null, 'amount', null, 'unit', null, 'recurrence', 'monthly',
        'anchor', jsonb_build_object('day', 1 + n % 28)),
      '{}', '{}', '{}', '主动', 'item' || n, now()
    from generate_series(1, ${items}) n`;
  await prisma.$executeRaw`
    insert into catalogue_item_unit (item_id, unit_code)
    select i.id, u.code from catalogue_item i cross join unit u where u.type = 'department'`;
  await prisma.$executeRaw`analyze`;
}
