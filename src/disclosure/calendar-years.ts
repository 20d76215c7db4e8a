/** The calendar as the database holds it: seeded from a library, corrected by the State Council's notice 放假通知. */
import { z } from 'zod';
import type { ImportCounts } from '../kit/import-report.ts';
import { noCounts, stableJson } from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';
import { createCalendar, seedYears, type Calendar, type CalendarYearRecord } from './calendar.ts';
import { addDays, yearOf, type Day } from '../kit/day.ts';
import { daySchema } from './procedures.ts';

const MAX_DAYS = 120;

export const calendarYearSchema = z
  .object({
    year: z.number().int().min(2000).max(2100),
    notice: z.string().min(1).max(200),
    holidays: z.array(daySchema).max(MAX_DAYS),
    workdays: z.array(daySchema).max(MAX_DAYS),
  })
  .superRefine((value, ctx) => {
    for (const [name, days] of [
      ['holidays', value.holidays],
      ['workdays', value.workdays],
    ] as const)
      for (const day of days)
        if (!day.startsWith(String(value.year)))
          ctx.addIssue({ code: 'custom', path: [name], message: `${day} 不在 ${value.year} 年` });
    const both = value.holidays.filter((day) => value.workdays.includes(day));
    if (both.length > 0)
      ctx.addIssue({ code: 'custom', path: ['holidays'], message: `${both.join('、')} 既放假又上班` });
  });

const mapYearSchema = z.object({ off: z.array(z.string()), work: z.array(z.string()) });

/** {"2026": {off: […], work: […]}}: several years in one file. */
export const isCalendarMap = (record: Record<string, unknown>): boolean => yearEntries(record).length > 0;

const yearEntries = (record: Record<string, unknown>) =>
  Object.entries(record).filter(
    ([year, value]) => /^\d{4}$/.test(year) && mapYearSchema.safeParse(value).success,
  );

export const fromCalendarMap = (record: Record<string, unknown>): unknown[] =>
  yearEntries(record).map(([year, value]) => {
    const { off, work } = mapYearSchema.parse(value);
    return { year: Number(year), notice: `${year}年放假安排`, holidays: off, workdays: work };
  });

/** Writes the years that differ from what is there. */
export async function importCalendar(
  tx: Tx,
  years: readonly CalendarYearRecord[],
  now: Date,
): Promise<ImportCounts> {
  const counts = noCounts();
  const known = new Map((await readYears(tx)).map((year) => [year.year, year]));
  for (const year of years) {
    const before = known.get(year.year);
    if (before && stableJson(sorted(before)) === stableJson(sorted(year))) {
      counts.unchanged++;
      continue;
    }
    await tx.calendarYear.deleteMany({ where: { year: year.year } });
    await tx.calendarYear.create({ data: { year: year.year, notice: year.notice, importedAt: now } });
    await tx.calendarDay.createMany({
      data: [
        ...year.holidays.map((date) => ({ date, year: year.year, kind: 'holiday' })),
        ...year.workdays.map((date) => ({ date, year: year.year, kind: 'workday' })),
      ],
    });
    if (before) counts.updated++;
    else counts.created++;
  }
  return counts;
}

const sorted = (year: CalendarYearRecord): CalendarYearRecord => ({
  ...year,
  holidays: [...year.holidays].sort(),
  workdays: [...year.workdays].sort(),
});

/** Fills an empty calendar with the years the library covers. */
export async function seedCalendar(tx: Tx, now: Date): Promise<void> {
  if ((await tx.calendarYear.count()) === 0) await importCalendar(tx, seedYears(), now);
}

/** The years as their county file. */
export async function readYears(db: Db): Promise<CalendarYearRecord[]> {
  const rows = await db.calendarYear.findMany({
    include: { days: { orderBy: { date: 'asc' } } },
    orderBy: { year: 'asc' },
  });
  return rows.map(({ year, notice, days }) => ({
    year,
    notice,
    holidays: days.filter((day) => day.kind === 'holiday').map((day) => day.date),
    workdays: days.filter((day) => day.kind === 'workday').map((day) => day.date),
  }));
}

/** Two months ahead: what is owed now may fall due there. */
const AHEAD_DAYS = 60;

/** Years that what is owed now may reach into and whose holiday notice is not known: days in them are provisional. 暂定 */
export async function missingYears(db: Db, today: Day): Promise<number[]> {
  const wanted = [...new Set([yearOf(today), yearOf(addDays(today, AHEAD_DAYS))])];
  const known = await db.calendarYear.findMany({ where: { year: { in: wanted } }, select: { year: true } });
  return wanted.filter((year) => !known.some((row) => row.year === year));
}

export const loadCalendar = async (db: Db): Promise<Calendar> => createCalendar(await readYears(db));
