/**
 * Rows of the catalogue that come round, opened for every unit that owes them. The database does the work, some hundred
 * thousand obligations to a statement, so that memory here does not grow with the catalogue.
 */
import { addDays, dayOf, type Day } from '../../kit/day.ts';
import { responsibleFor } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import type { Calendar } from '../calendar.ts';
import type { DeadlineMeaning } from '../deadline-meaning.ts';
import { occurrencesOf, periodInWords, type Occurrence } from './occurrences.ts';
import { OPEN_DAYS } from './recurring.ts';

/** Rows of the catalogue to a statement. */
const PAGE = 200;
/** So many rows change what a table's statistics say. */
const MANY = 10_000;

interface Who {
  units: string[];
  officers: (string | null)[];
  leaders: (string | null)[];
}

export async function openCatalogueTurns(database: Database, now: Date, calendar: Calendar): Promise<number> {
  const today = dayOf(now);
  const groups = await database.prisma.$queryRaw<{ phrase: string; meaning: DeadlineMeaning }[]>`
    select distinct on (deadline_phrase) deadline_phrase as phrase, deadline_meaning as meaning from catalogue_item
    order by deadline_phrase`;
  const who = await whoAnswers(database);
  let opened = 0;
  for (const { phrase, meaning } of groups)
    for (const turn of occurrencesOf(meaning, today, calendar))
      if (turn.due.due <= addDays(today, OPEN_DAYS))
        opened += await openTurn(database, phrase, turn, who, now);
  // The morning's statements are planned by what the table holds now, not by what it held before.
  if (opened > MANY) await database.prisma.$executeRaw`analyze obligation`;
  return opened;
}

/** The beginning of ids that sort by time (UUID 7): millions of them go to the end of the index, not all over it. */
function timeStamp(now: Date): string {
  const hex = now.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
}

async function whoAnswers(database: Database): Promise<Who> {
  const units = (await database.prisma.unit.findMany({ select: { code: true } })).map(({ code }) => code);
  const responsible = await responsibleFor(database.prisma, units);
  return {
    units,
    officers: units.map((unit) => responsible.get(unit)?.officer ?? null),
    leaders: units.map((unit) => responsible.get(unit)?.leader ?? null),
  };
}

async function openTurn(
  database: Database,
  phrase: string,
  { period, triggeredOn, due }: Occurrence,
  who: Who,
  now: Date,
): Promise<number> {
  let opened = 0;
  const stamp = timeStamp(now);
  for (let after = ''; ;) {
    const page = await database.prisma.catalogueItem.findMany({
      // A table without 公开方式 means what is published of one's own accord.
      where: {
        deadlinePhrase: phrase,
        id: { gt: after },
        OR: [{ mode: null }, { mode: { not: '依申请' } }],
      },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    if (page.length === 0) return opened;
    after = page.at(-1)!.id;
    const items = page.map(({ id }) => id);
    const suffix = periodInWords(period) as Day;
    opened += await database.prisma.$executeRaw`
      insert into obligation (id, key, source, title, unit_code, co_units, catalogue_item_id, officer_userid, leader_userid,
        trigger, triggered_on, period, deadline_phrase, due, original_due, provisional, due_steps, status, created_at)
      select ${stamp} || substr(gen_random_uuid()::text, 15), 'catalogue:' || i.id || ':' || u.unit_code || ':' || ${period}, 'recurrence',
        left(concat_ws('—', nullif(i.level1, ''), coalesce(nullif(i.level2, ''), left(i.content, 40))), 160) || ${`(${suffix})`},
        u.unit_code, '{}', i.id, w.officer, w.leader, 'period', ${triggeredOn}, ${period}, i.deadline_phrase, ${due.due},
        ${due.due}, ${due.provisional}, ${JSON.stringify(due.steps)}::jsonb, 'open', ${now}::timestamptz
      from catalogue_item i
      join catalogue_item_unit u on u.item_id = i.id
      left join unnest(${who.units}::text[], ${who.officers}::text[], ${who.leaders}::text[]) as w (unit, officer, leader)
        on w.unit = u.unit_code
      where i.id = any(${items}::text[])
      on conflict (key) do nothing`;
  }
}
