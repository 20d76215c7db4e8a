/** 办事效能 and 作风效能: how units answer and are complained of; the figures come from the rooms that know them. */
import type { RequestFigures } from '../../../participation/request-figures.ts';
import type { ComplaintFigures } from '../../../supervision/complaint-figures.ts';
import type { Html } from '../layout.ts';
import { badge, table } from '../parts.ts';

/** A pair of days is counted from the first matter on; the newest months are shown. */
const MONTHS_SHOWN = 6;
const share = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${Math.round((100 * part) / whole)}%`;
const count = (n: number): Html | string => (n > 0 ? badge('bad', String(n)) : '0');

const days = (mean: number | undefined): string => (mean === undefined ? '—' : String(mean));

/** How complaints were handled. */
export const complaintTable = (rows: readonly ComplaintFigures[]): Html =>
  table(
    '投诉 Complaints',
    [
      { head: '单位 Unit', cell: ({ name }: ComplaintFigures) => name },
      { head: '办结 Closed', number: true, cell: ({ closed }) => String(closed) },
      { head: '按时率 In time', number: true, cell: ({ onTime, closed }) => share(onTime, closed) },
      { head: '平均天数 Mean days', number: true, cell: ({ meanDays }) => days(meanDays) },
      { head: '超期 Overdue', number: true, cell: ({ overdue }) => count(overdue) },
      { head: '被反映 About it', number: true, cell: ({ about }) => String(about) },
      { head: '重复反映 Repeated', number: true, cell: ({ repeated }) => String(repeated) },
    ],
    rows,
    '还没有投诉。No complaints yet.',
  );

/** How information requests were answered. */
export const requestTable = (rows: readonly RequestFigures[]): Html =>
  table(
    '信息公开申请 Information requests',
    [
      { head: '单位 Unit', cell: ({ name }: RequestFigures) => name },
      { head: '收到 Received', number: true, cell: ({ received }) => String(received) },
      { head: '答复 Answered', number: true, cell: ({ answered }) => String(answered) },
      { head: '按时率 In time', number: true, cell: ({ onTime, answered }) => share(onTime, answered) },
      { head: '平均天数 Mean days', number: true, cell: ({ meanDays }) => days(meanDays) },
      { head: '超期 Overdue', number: true, cell: ({ overdue }) => count(overdue) },
    ],
    rows,
    '还没有申请。No requests yet.',
  );

/** 作风/效能, what each unit is complained of, month by month. */
export function styleTable(complaints: readonly ComplaintFigures[]): Html {
  const months = (complaints[0]?.months ?? []).slice(-MONTHS_SHOWN).map(({ month }) => month);
  const told = complaints.filter((row) => row.months.some(({ style, efficiency }) => style + efficiency > 0));
  return table(
    '作风件数 / 效能件数 Manner / efficiency',
    [
      { head: '单位 Unit', cell: ({ name }: ComplaintFigures) => name },
      ...months.map((month) => ({
        head: `${Number(month.slice(5))}月`,
        number: true,
        cell: (row: ComplaintFigures) => {
          const { style = 0, efficiency = 0 } = row.months.find((one) => one.month === month) ?? {};
          return style + efficiency === 0 ? '—' : `${style} / ${efficiency}`;
        },
      })),
    ],
    told,
    '没有。None.',
  );
}
