/** Obligations of items that have been formed and are not public yet. */
import { dayOf } from '../../kit/day.ts';
import { responsibleFor } from '../../people/officials.ts';
import type { Prisma } from '../../store/generated/client.ts';
import type { Tx } from '../../store/database.ts';
import type { Calendar } from '../calendar.ts';
import { readDeadline } from '../deadline-phrase.ts';
import { addEvent, type Moment } from '../obligations.ts';
import { reckonDue } from '../reckon.ts';
import { periodInTitle } from './occurrences.ts';
import { baseOf, seriesKey } from './recurring.ts';

const BATCH = 1_000;

interface Row {
  code: string;
  title: string;
  category: string;
  unit_code: string;
  officer_userid: string | null;
  leader_userid: string | null;
  due: string;
  provisional: boolean;
  formed: string | null;
  expected: string | null;
  deadline_phrase: string;
  recurrence: object | null;
  co_units: string[] | null;
}

/** Opens what is owed for items: those formed, and those of a series whose period is over. */
export async function openForItems(tx: Tx, moment: Moment, calendar: Calendar): Promise<number> {
  const today = dayOf(moment.now);
  let opened = 0;
  for (;;) {
    const rows = await tx.$queryRaw<Row[]>`
      select d.code, d.title, d.category, d.unit_code, d.officer_userid, d.leader_userid, d.due, d.provisional, d.formed,
        d.expected, d.deadline_phrase, d.recurrence, d.details->'coUnits' as co_units
      from disclosure d
      where d.due is not null
        and (d.status in ('待公开', '审核') or (d.status = '待形成' and d.recurrence is not null and d.expected <= ${today}))
        and not exists (select 1 from obligation o where o.key = 'disclosure:' || d.code)
        and not exists (select 1 from obligation o where o.disclosure_code = d.code)
      order by d.code limit ${BATCH}`;
    const fresh = await attachToTurns(tx, rows);
    if (fresh.length > 0) await create(tx, moment, fresh, calendar);
    opened += fresh.length;
    if (rows.length < BATCH) return opened;
  }
}

/** An item for a turn that was opened before the item existed: the turn is about it from now on. */
async function attachToTurns(tx: Tx, rows: readonly Row[]): Promise<Row[]> {
  const fresh: Row[] = [];
  for (const row of rows) {
    const told = row.recurrence
      ? periodInTitle(row.title, row.formed ?? row.expected ?? undefined)
      : undefined;
    const keys = told
      ? ['duty', baseOf(row.title, told.word)].map((base) =>
          seriesKey(row.unit_code, row.category, told.name, base),
        )
      : [];
    const { count } =
      keys.length === 0
        ? { count: 0 }
        : await tx.obligation.updateMany({
            where: { key: { in: keys }, status: 'open', disclosureCode: null },
            data: { disclosureCode: row.code, title: row.title },
          });
    if (count === 0) fresh.push(row);
  }
  return fresh;
}

async function create(tx: Tx, { now, ids }: Moment, rows: readonly Row[], calendar: Calendar): Promise<void> {
  const responsible = await responsibleFor(tx, [...new Set(rows.map((row) => row.unit_code))]);
  await tx.obligation.createMany({
    data: rows.map((row) => ({
      id: ids.next(),
      key: `disclosure:${row.code}`,
      source: row.recurrence ? 'recurrence' : 'event',
      title: row.title,
      unitCode: row.unit_code,
      coUnits: row.co_units ?? [],
      disclosureCode: row.code,
      officerUserid: row.officer_userid ?? responsible.get(row.unit_code)?.officer ?? null,
      leaderUserid: row.leader_userid ?? responsible.get(row.unit_code)?.leader ?? null,
      trigger: readDeadline(row.deadline_phrase)?.trigger ?? 'info_formed_or_changed',
      triggeredOn: row.formed ?? row.expected,
      deadlinePhrase: row.deadline_phrase || null,
      due: row.due,
      originalDue: row.due,
      provisional: row.provisional,
      dueSteps: stepsOf(row, calendar),
      createdAt: now,
    })),
    skipDuplicates: true,
  });
}

/** The way to the due day, where the phrase leads to it; else that it was entered. */
function stepsOf(
  row: Pick<Row, 'formed' | 'expected' | 'deadline_phrase' | 'due'>,
  calendar: Calendar,
): Prisma.InputJsonValue {
  const event = row.formed ?? row.expected;
  const due = event && row.deadline_phrase ? reckonDue(row.deadline_phrase, event, calendar) : undefined;
  return (due?.due === row.due
    ? due.steps
    : [{ text: '按登记的日期', day: row.due }]) as unknown as Prisma.InputJsonValue;
}

/** What was published meanwhile, by import or elsewhere. */
export async function closePublished(tx: Tx, moment: Moment): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string; published: string | null }[]>`
    select o.id, d.published from obligation o join disclosure d on d.code = o.disclosure_code
    where o.status = 'open' and d.status in ('已公开', '已更正', '归档', '已撤回') limit 10000`;
  for (const { id, published } of rows) {
    await tx.obligation.update({
      where: { id },
      data: { status: 'fulfilled', fulfilledOn: published ?? dayOf(moment.now) },
    });
    await addEvent(tx, moment, id, 'system', 'obligation.fulfilled');
  }
  return rows.length;
}

interface Moved extends Pick<Row, 'formed' | 'expected' | 'deadline_phrase' | 'due' | 'provisional'> {
  id: string;
}

/** Due days follow their items, but not where an extension was granted. */
export async function followItems(tx: Tx, calendar: Calendar): Promise<number> {
  const rows = await tx.$queryRaw<Moved[]>`
    select o.id, d.formed, d.expected, d.deadline_phrase, d.due, d.provisional
    from obligation o join disclosure d on d.code = o.disclosure_code
    where o.status = 'open' and d.due is not null and o.due = o.original_due
      and (d.due <> o.due or d.provisional <> o.provisional) limit 10000`;
  for (const row of rows)
    await tx.obligation.update({
      where: { id: row.id },
      data: {
        due: row.due,
        originalDue: row.due,
        provisional: row.provisional,
        quietUntil: null,
        dueSteps: stepsOf(row, calendar),
      },
    });
  return rows.length;
}

/** Obligations whose officer has left go to whoever answers for the unit now. */
export async function replaceLeavers(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string; unit_code: string }[]>`
    select o.id, o.unit_code from obligation o left join person p on p.userid = o.officer_userid and p.active
    where o.status = 'open' and p.userid is null limit 10000`;
  const responsible = await responsibleFor(tx, [...new Set(rows.map((row) => row.unit_code))]);
  let replaced = 0;
  for (const { id, unit_code: unit } of rows) {
    const { officer = null, leader = null } = responsible.get(unit) ?? {};
    if (!officer) continue;
    await tx.obligation.update({ where: { id }, data: { officerUserid: officer, leaderUserid: leader } });
    replaced++;
  }
  return replaced;
}
