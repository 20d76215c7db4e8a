/**
 * Working days of the county: Monday to Friday, corrected by the State Council's yearly notice (放假与调休). A year whose
 * notice is not out has only the days that the law itself fixes, and everything reckoned with it is provisional 暂定.
 */
import chineseDays from 'chinese-days';
import { addDays, weekdayOf, yearOf, type Day } from '../kit/day.ts';

export interface CalendarYearRecord {
  year: number;
  /** The notice it comes from. */
  notice: string;
  /** Days off it names; weekends may be among them. */
  holidays: Day[];
  /** Weekend days to be worked 调休上班. */
  workdays: Day[];
}

export interface Calendar {
  isWorkday(day: Day): boolean;
  /** A weekday off, or a weekend day that is not worked. */
  isDayOff(day: Day): boolean;
  /** True for a weekend day that is worked. */
  isAdjusted(day: Day): boolean;
  /** True for a day off that is no weekend: a public holiday or its bridge. */
  isPublicHoliday(day: Day): boolean;
  /** The notice of that year is known. */
  covers(year: number): boolean;
}

/** Some fifty years of days. */
const MAX_REMEMBERED = 20_000;

export function createCalendar(years: readonly CalendarYearRecord[]): Calendar {
  const covered = new Set(years.map((record) => record.year));
  const off = new Set(years.flatMap((record) => record.holidays));
  const worked = new Set(years.flatMap((record) => record.workdays));
  const fixed = new Map<number, ReadonlySet<Day>>();

  /** Holidays that stand in the law and need no notice, for years without one. */
  const fixedHolidays = (year: number): ReadonlySet<Day> => {
    const known = fixed.get(year) ?? lawfulHolidays(year);
    fixed.set(year, known);
    return known;
  };
  const isHoliday = (day: Day): boolean =>
    covered.has(yearOf(day)) ? off.has(day) : fixedHolidays(yearOf(day)).has(day);
  const isWeekend = (day: Day): boolean => weekdayOf(day) > 5;
  const reckoned = new Map<Day, boolean>();
  const isWorkday = (day: Day): boolean => {
    const known = reckoned.get(day);
    if (known !== undefined) return known;
    if (reckoned.size > MAX_REMEMBERED) reckoned.clear();
    const works = worked.has(day) || (!isWeekend(day) && !isHoliday(day));
    reckoned.set(day, works);
    return works;
  };
  return {
    isWorkday,
    isDayOff: (day) => !isWorkday(day),
    isAdjusted: (day) => worked.has(day),
    isPublicHoliday: (day) => isHoliday(day) && !worked.has(day),
    covers: (year) => covered.has(year),
  };
}

/** 全国年节及纪念日放假办法 (2024年修订) 第二条: 元旦1, 春节4 (除夕起), 清明1, 劳动节2, 端午1, 中秋1, 国庆3. */
function lawfulHolidays(year: number): ReadonlySet<Day> {
  const lunar = (month: string, day: string): Day =>
    chineseDays.getSolarDateFromLunar(`${year}-${month}-${day}`).date;
  const newYear = lunar('01', '01');
  return new Set<Day>([
    `${year}-01-01`,
    ...[-1, 0, 1, 2].map((n) => addDays(newYear, n)),
    chineseDays.getSolarTermDate(year, 4, 'pure_brightness'),
    `${year}-05-01`,
    `${year}-05-02`,
    lunar('05', '05'),
    lunar('08', '15'),
    `${year}-10-01`,
    `${year}-10-02`,
    `${year}-10-03`,
  ]);
}

const FIRST_YEAR = 2020;
const LAST_YEAR = 2026;

/** The years the library knows. It answers for others too, as if they had no holidays: those are left out. */
export function seedYears(from: number = FIRST_YEAR, to: number = LAST_YEAR): CalendarYearRecord[] {
  const years: CalendarYearRecord[] = [];
  for (let year = from; year <= to; year++) {
    const record: CalendarYearRecord = {
      year,
      notice: `国务院办公厅关于${year}年部分节假日安排的通知(随软件附带)`,
      holidays: [],
      workdays: [],
    };
    for (let day: Day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
      const { work, name } = chineseDays.getDayDetail(day);
      // A named day is one the notice speaks of; plain days bear the name of their weekday.
      if (!name.includes(',')) continue;
      if (!work) record.holidays.push(day);
      else if (weekdayOf(day) > 5) record.workdays.push(day);
    }
    if (record.holidays.length > 0) years.push(record);
  }
  return years;
}
