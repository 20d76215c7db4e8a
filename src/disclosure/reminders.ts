/**
 * One digest for each person a working day: what they owe, or what is owed by those they watch. The steps of the ladder are
 * taken in the database, a statement for each audience and level, so that memory here does not grow with what is owed; a step
 * taken is a row that can exist once.
 */
import { type Day } from '../kit/day.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import { Prisma } from '../store/generated/client.ts';
import type { Calendar } from './calendar.ts';
import { stepsOf, type Level, type Step } from './obligations/ladder.ts';
import type { Obligation } from './obligations.ts';
import { loadWatchers, type Watchers } from './reminders/watchers.ts';

export interface DigestItem {
  obligationId: string;
  title: string;
  unitCode: string;
  due: Day;
  provisional: boolean;
  level: Level;
  /** Another unit leads, this one helps. 配合 */
  helps: boolean;
}

export interface Digest {
  userid: string;
  day: Day;
  /** The first of what the person owes, the most urgent before; they get the buttons. */
  owed: DigestItem[];
  owedTotal: number;
  /** The first of what others owe past its day. */
  watched: DigestItem[];
  watchedTotal: number;
}

/** So many rows change what a table's statistics say. */
const MANY = 10_000;
/** The most that a digest carries; the rest is counted. */
const ITEMS = 10;

/**
 * Takes the steps of a working day for everybody who has not had that day's digest. A day off has none. Taking them again
 * (another instance, a restart, a clock put back) takes nothing twice.
 */
export async function takeSteps(
  database: Database,
  today: Day,
  now: Date,
  calendar: Calendar,
): Promise<number> {
  if (!calendar.isWorkday(today)) return 0;
  const watchers = await loadWatchers(database.prisma, today);
  let taken = 0;
  for (const step of stepsOf(today, calendar))
    taken += await database.transaction(async (tx) => {
      // While the table is small to its statistics it would be read through anew for each obligation, the rows that this very
      // statement adds among them: the first morning of 5 million obligations took an hour's quarter by that alone.
      await tx.$executeRaw`set local enable_seqscan = off`;
      return takeStep(tx, step, watchers, today, now);
    });
  // Tomorrow's statements are planned by what stands here now.
  if (taken > MANY) await database.prisma.$executeRaw`analyze obligation_reminder`;
  return taken;
}

const takeStep = (
  tx: Tx,
  step: Step,
  watchers: Watchers,
  today: Day,
  now: Date,
): Promise<number> | number => {
  switch (step.audience) {
    case 'officer':
    case 'leader':
      return takeOwn(tx, step, watchers, today, now);
    case 'co_officer':
      return takeHelpers(tx, step, watchers, today, now);
    case 'supervision_group':
      return takeGroups(tx, step, watchers, today, now);
    default:
      return takeOffice(tx, step, watchers[step.audience], today, now);
  }
};

/** Officer and leader, or on days of absence the deputy: one person, so that the step is theirs once whoever it was. */
function takeOwn(
  tx: Tx,
  { audience, level, dues }: Step,
  { absent, deputies }: Watchers,
  today: Day,
  now: Date,
): Promise<number> {
  return tx.$executeRaw`
    insert into obligation_reminder (obligation_id, level, due, userid, audience, day, at)
    select o.id, ${level}, o.due, o.userid, ${audience}, ${today}, ${now}::timestamptz
    from (
      select o.id, o.due, coalesce(a.deputy, p.userid) as userid
      from obligation o
      join person p on p.active
        and p.userid = case when ${audience} = 'leader' then o.leader_userid else o.officer_userid end
      left join unnest(${absent}::text[], ${deputies}::text[]) as a (userid, deputy) on a.userid = p.userid
      where o.status = 'open' and o.due = any(${dues}::text[]) and (o.quiet_until is null or o.quiet_until <= ${today})
        and not (${audience} = 'leader' and o.leader_userid is not distinct from o.officer_userid)
        and not exists (select 1 from obligation_reminder r
          where r.obligation_id = o.id and r.level = ${level} and r.due = o.due and r.audience = ${audience})
    ) o
    where not exists (select 1 from outbox_message m
      where m.subject_type = 'digest' and m.subject_id = ${today} || ':' || o.userid)
    on conflict do nothing`;
}

/** The officers of the units that help, or their deputies; 收到 of the unit that leads is peace for them too. */
function takeHelpers(
  tx: Tx,
  { audience, level, dues }: Step,
  { absent, deputies, helpingUnits, helpers }: Watchers,
  today: Day,
  now: Date,
): Promise<number> {
  return tx.$executeRaw`
    insert into obligation_reminder (obligation_id, level, due, userid, audience, day, at)
    select o.id, ${level}, o.due, o.userid, ${audience}, ${today}, ${now}::timestamptz
    from (
      select o.id, o.due, coalesce(a.deputy, w.userid) as userid, w.userid as own
      from obligation o
      cross join unnest(o.co_units) as c (unit)
      join unnest(${helpingUnits}::text[], ${helpers}::text[]) as w (unit, userid) on w.unit = c.unit
      left join unnest(${absent}::text[], ${deputies}::text[]) as a (userid, deputy) on a.userid = w.userid
      where o.status = 'open' and o.due = any(${dues}::text[]) and cardinality(o.co_units) > 0
        and (o.quiet_until is null or o.quiet_until <= ${today})
    ) o
    where not exists (select 1 from obligation_reminder r
        where r.obligation_id = o.id and r.level = ${level} and r.due = o.due and r.userid in (o.userid, o.own))
      and not exists (select 1 from outbox_message m
        where m.subject_type = 'digest' and m.subject_id = ${today} || ':' || o.userid)
    on conflict do nothing`;
}

/** Open, due on this step, not yet told to the watcher `w`, whose digest of the day has not left. */
const watchedNow = (level: Level, dues: readonly Day[], today: Day): Prisma.Sql => Prisma.sql`
  o.status = 'open' and o.due = any(${[...dues]}::text[])
    and not exists (select 1 from obligation_reminder r
      where r.obligation_id = o.id and r.level = ${level} and r.due = o.due and r.userid = w.userid)
    and not exists (select 1 from outbox_message m
      where m.subject_type = 'digest' and m.subject_id = ${today} || ':' || w.userid)`;

/** The supervision group set over the unit. */
function takeGroups(
  tx: Tx,
  { audience, level, dues }: Step,
  { groupUnits, groupMembers }: Watchers,
  today: Day,
  now: Date,
): Promise<number> {
  return tx.$executeRaw`
    insert into obligation_reminder (obligation_id, level, due, userid, audience, day, at)
    select o.id, ${level}, o.due, w.userid, ${audience}, ${today}, ${now}::timestamptz
    from obligation o
    join unnest(${groupUnits}::text[], ${groupMembers}::text[]) as w (unit, userid) on w.unit = o.unit_code
    where ${watchedNow(level, dues, today)}
    on conflict do nothing`;
}

/** Those who watch over the whole county. */
function takeOffice(
  tx: Tx,
  { audience, level, dues }: Step,
  userids: readonly string[],
  today: Day,
  now: Date,
): Promise<number> | number {
  if (userids.length === 0) return 0;
  return tx.$executeRaw`
    insert into obligation_reminder (obligation_id, level, due, userid, audience, day, at)
    select o.id, ${level}, o.due, w.userid, ${audience}, ${today}, ${now}::timestamptz
    from obligation o cross join unnest(${[...userids]}::text[]) as w (userid)
    where ${watchedNow(level, dues, today)}
    on conflict do nothing`;
}

/** People with steps of the day and no digest yet, after `after` in order. */
export async function peopleToTell(db: Db, today: Day, after: string, take: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ userid: string }[]>`
    select distinct r.userid from obligation_reminder r
    where r.day = ${today} and r.userid > ${after}
      and not exists (select 1 from outbox_message m
        where m.subject_type = 'digest' and m.subject_id = ${today} || ':' || r.userid)
    order by r.userid limit ${take}`;
  return rows.map(({ userid }) => userid);
}

interface Line {
  userid: string;
  id: string;
  title: string;
  unit_code: string;
  due: string;
  provisional: boolean;
  level: Level;
  helps: boolean;
  owes: boolean;
  total: bigint;
}

/** The day's digests of these people; who has nothing open left has none. */
export async function digestsOf(db: Db, today: Day, userids: readonly string[]): Promise<Digest[]> {
  const lines = await db.$queryRaw<Line[]>`
    select * from (
      select r.userid, o.id, o.title, o.unit_code, o.due, o.provisional, r.level,
        r.audience = 'co_officer' as helps, r.audience in ('officer', 'leader', 'co_officer') as owes,
        row_number() over (partition by r.userid, r.audience in ('officer', 'leader', 'co_officer') order by o.due, o.id)
          as place,
        count(*) over (partition by r.userid, r.audience in ('officer', 'leader', 'co_officer')) as total
      from obligation_reminder r join obligation o on o.id = r.obligation_id
      where r.day = ${today} and r.userid = any(${[...userids]}::text[]) and o.status = 'open'
    ) line where place <= ${ITEMS} order by userid, due, id`;
  const digests = new Map<string, Digest>();
  for (const line of lines) {
    const digest = digests.get(line.userid) ?? {
      userid: line.userid,
      day: today,
      owed: [],
      owedTotal: 0,
      watched: [],
      watchedTotal: 0,
    };
    digests.set(line.userid, digest);
    digest[line.owes ? 'owed' : 'watched'].push(itemOf(line));
    digest[line.owes ? 'owedTotal' : 'watchedTotal'] = Number(line.total);
  }
  return [...digests.values()];
}

const itemOf = ({ id, title, unit_code: unitCode, due, provisional, level, helps }: Line): DigestItem => ({
  obligationId: id,
  title,
  unitCode,
  due,
  provisional,
  level,
  helps,
});

/** The obligations of one person's digest of a day: what the buttons of its card are about. */
export async function digestObligations(db: Db, userid: string, day: Day): Promise<Obligation[]> {
  const steps = await db.obligationReminder.findMany({
    where: { userid, day, audience: { in: ['officer', 'leader', 'co_officer'] } },
    include: { obligation: true },
    orderBy: [{ due: 'asc' }, { obligationId: 'asc' }],
    take: MAX_ON_CARD,
  });
  return steps.map((step) => step.obligation);
}

const MAX_ON_CARD = 500;

/** Digests that show an obligation: their cards change when it is settled. */
export async function digestsWith(db: Db, obligationId: string): Promise<{ userid: string; day: Day }[]> {
  return db.obligationReminder.findMany({
    where: { obligationId, audience: { in: ['officer', 'leader', 'co_officer', 'former'] } },
    select: { userid: true, day: true },
    orderBy: { day: 'desc' },
    take: 20,
  });
}
