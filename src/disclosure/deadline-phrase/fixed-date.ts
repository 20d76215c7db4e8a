/** Dates: one, of every year, of every quarter, month or week. */
import { meaning, type Anchor, type DeadlineMeaning, type Recurrence } from '../deadline-meaning.ts';

const dayNumber = (text: string | undefined): Anchor['day'] | undefined => {
  const day = Number(text);
  return day >= 1 && day <= 31 ? day : undefined;
};

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const pad = (n: number): string => String(n).padStart(2, '0');

/** The date a clause fixes, if it fixes one. */
export const fixedDate = (text: string): DeadlineMeaning | undefined => {
  const covers = /上(一个?|个)?(季度|月|年|半年|期|周)|前一(季度|月|年)/.test(text)
    ? ({ covers: 'previous' } as const)
    : {};
  const make = (recurrence: Recurrence, anchor: Anchor): DeadlineMeaning =>
    meaning('fixed_date', recurrence, { anchor, ...covers });
  return (
    onceOn(text, make) ??
    severalMonths(text, make) ??
    inQuarter(text, make) ??
    inYear(text, make) ??
    inMonth(text, make) ??
    inWeek(text, make)
  );
};

type Make = (recurrence: Recurrence, anchor: Anchor) => DeadlineMeaning;

function onceOn(text: string, make: Make): DeadlineMeaning | undefined {
  const match =
    /(20\d\d)年(\d{1,2})月(?:(\d{1,2})[日号]|(底|末))/.exec(text) ??
    /(20\d\d)[-./](\d{1,2})[-./](\d{1,2})/.exec(text);
  if (!match) return onceInYear(text, make);
  const [year, month] = [Number(match[1]), Number(match[2])];
  if (month < 1 || month > 12) return undefined;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = match[3] === undefined ? last : Number(match[3]);
  if (day < 1 || day > last) return undefined;
  return make('once', { date: `${year}-${pad(month)}-${pad(day)}` });
}

/** '2026年底前', '2026年第四季度' */
function onceInYear(text: string, make: Make): DeadlineMeaning | undefined {
  const match = /(20\d\d)年(?:度)?(?:(底|末|内)|第?([1-4一二三四])季度|(上|下)半年)/.exec(text);
  if (!match) return undefined;
  const quarter = Number(match[3]) || '一二三四'.indexOf(match[3] ?? '四') + 1;
  const month = match[4] ? (match[4] === '上' ? 6 : 12) : quarter * 3;
  return make('once', { date: `${match[1]}-${pad(month)}-${DAYS_IN_MONTH[month - 1]!}` });
}

/** '每年4月、10月公布': two dates of equal rank, one spelling of the day for both. */
function severalMonths(text: string, make: Make): DeadlineMeaning | undefined {
  const match = /(?<!\d)(\d{1,2})月(?:份)?(?:、|和|及|与)(\d{1,2})月(.*)$/.exec(text);
  if (!match) return undefined;
  const parts = [match[1]!, match[2]!].map((month) =>
    inYear(`每年${month}月${match[3]!.replace(/^份?的/, '')}`, make),
  );
  return parts.every((part) => part !== undefined) ? meaning('compound', 'none', { parts }) : undefined;
}

function inYear(text: string, make: Make): DeadlineMeaning | undefined {
  const match = /(?<!\d)(\d{1,2})月(?:份)?(?:(\d{1,2})[日号]|(底|末)|(上旬|中旬|下旬)|(初))?/.exec(
    text.replace(/\d+个月/g, ''),
  );
  if (match && !/每个?月\d/.test(text)) {
    const month = Number(match[1]);
    if (month < 1 || month > 12) return undefined;
    const day = match[2] === undefined ? wholeMonth(match) : dayNumber(match[2]);
    if (day === undefined || (typeof day === 'number' && day > DAYS_IN_MONTH[month - 1]!)) return undefined;
    return make('yearly', { month, day });
  }
  const quarter = /(?:每年|年度?|当年|次年)(?:的)?第?([1-4一二三四])季度/.exec(text);
  if (quarter) {
    const n = '一二三四'.includes(quarter[1]!) ? '一二三四'.indexOf(quarter[1]!) + 1 : Number(quarter[1]);
    const month = /季度(开始)?(之)?前/.test(text) ? (n - 1) * 3 || 12 : n * 3;
    return make('yearly', {
      month,
      day: DAYS_IN_MONTH[month - 1]!,
    });
  }
  if (/年底|(?<!半)年内/.test(text)) return make('yearly', { month: 12, day: 31 });
  if (/年初/.test(text)) return { ...make('yearly', { month: 1, day: 'last' }), ambiguous: true };
  if (/上半年(内|结束|底|前|公开|公布|完成)/.test(text) && !/下半年/.test(text))
    return make('yearly', { month: 6, day: 30 });
  return undefined;
}

function wholeMonth(match: RegExpExecArray): Anchor['day'] {
  if (match[4] === '上旬' || match[5]) return 10;
  return match[4] === '中旬' ? 20 : 'last';
}

function inQuarter(text: string, make: Make): DeadlineMeaning | undefined {
  if (!/季度/.test(text) || /(每年|年度?|当年|次年)(的)?第?[1-4一二三四]季度/.test(text)) return undefined;
  const week = /季度(?:的)?第?(\d|首|一)个?周/.exec(text);
  if (week) return make('quarterly', { weekOfQuarter: Number(week[1]) || 1 });
  const month =
    /季度(?:的|后的?)?(首个?|第1个?|头1?个?|第2个?|第3个?|最后1?一?个?|末|尾|次|下个?|前)月?(?:份)?(?:的)?(?:(?:\d{1,2}[日号]?[-~至到])?(\d{1,2})[日号]|(底|末)|(上旬|中旬|下旬))/.exec(
      text,
    );
  if (month) {
    const day =
      month[2] === undefined
        ? month[3]
          ? 'last'
          : { 上旬: 10, 中旬: 20, 下旬: 'last' as const }[month[4]!]
        : dayNumber(month[2]);
    if (day === undefined) return undefined;
    return make('quarterly', { monthOfQuarter: monthOfQuarter(month[1]!), day });
  }
  if (/季度末|季度(的)?最后(1|一)?(天|日)/.test(text))
    return make('quarterly', { monthOfQuarter: 3, day: 'last' });
  return undefined;
}

function monthOfQuarter(word: string): number {
  if (/第2/.test(word)) return 2;
  return /第3|最后|末|尾/.test(word) ? 3 : 1;
}

function inMonth(text: string, make: Make): DeadlineMeaning | undefined {
  if (!/月/.test(text) || /\d个月/.test(text)) return undefined;
  const week = /月(?:份)?(?:的)?第?(\d|首|一)个?周/.exec(text);
  if (week) return make('monthly', { weekOfMonth: Number(week[1]) || 1 });
  const date =
    /(?:每个?月|次月|下个?月|当月|逐月|月)(?:份)?(?:的)?(?:(?:\d{1,2}[日号]?[-~至到])?(\d{1,2})[日号]|(底|末|最后(?:1|一)?(?:天|日))|(上旬|中旬|下旬)|(初))/.exec(
      text,
    );
  if (!date) return undefined;
  const day =
    date[1] === undefined
      ? date[2]
        ? 'last'
        : date[4]
          ? 10
          : { 上旬: 10, 中旬: 20, 下旬: 'last' as const }[date[3]!]
      : dayNumber(date[1]);
  if (day === undefined) return undefined;
  const next = /次月|下个?月/.test(text) ? { covers: 'previous' as const } : {};
  return { ...make('monthly', { day }), ...next };
}

function inWeek(text: string, make: Make): DeadlineMeaning | undefined {
  const match = /(?:每周|每星期|周)([一二三四五六日天])/.exec(text);
  if (!match) return undefined;
  return make('weekly', { weekday: '一二三四五六日'.indexOf(match[1] === '天' ? '日' : match[1]!) + 1 });
}
