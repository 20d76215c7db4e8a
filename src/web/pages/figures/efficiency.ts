/** 办事效能 and 作风效能: how units answer and are complained of. Two tables; the figures come from the rooms that know them. */
import type { RequestFigures } from '../../../participation/request-figures.ts';
import type { ComplaintFigures } from '../../../supervision/complaint-figures.ts';
import type { Html } from '../layout.ts';
import { badge, table } from '../parts.ts';

/** A pair of days is counted from the first matter on; the newest months are shown. */
const MONTHS_SHOWN = 6;
const share = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${Math.round((100 * part) / whole)}%`;
const count = (n: number): Html | string => (n > 0 ? badge('bad', String(n)) : '0');

interface Line {
  unit: string;
  name: string;
  complaints?: ComplaintFigures | undefined;
  requests?: RequestFigures | undefined;
}

/** Answer times of complaints and of information requests, side by side. */
export function efficiencyTable(
  complaints: readonly ComplaintFigures[],
  requests: readonly RequestFigures[],
): Html {
  const asked = new Map(requests.map((row) => [row.unit, row]));
  const handled = new Map(complaints.map((row) => [row.unit, row]));
  const lines = [...new Map([...complaints, ...requests].map(({ unit, name }) => [unit, name]))]
    .map(([unit, name]): Line => ({
      unit,
      name,
      complaints: handled.get(unit),
      requests: asked.get(unit),
    }))
    .sort((a, b) => (a.unit < b.unit ? -1 : 1));
  const days = (figures: { meanDays: number | undefined } | undefined): string =>
    String(figures?.meanDays ?? '—');
  return table(
    '投诉和信息公开申请 Complaints and requests',
    [
      { head: '单位 Unit', cell: ({ name }: Line) => name },
      { head: '投诉办结 Closed', number: true, cell: ({ complaints: c }) => String(c?.closed ?? 0) },
      {
        head: '按时率 In time',
        number: true,
        cell: ({ complaints: c }) => share(c?.onTime ?? 0, c?.closed ?? 0),
      },
      { head: '平均天数 Mean days', number: true, cell: ({ complaints: c }) => days(c) },
      { head: '超期 Overdue', number: true, cell: ({ complaints: c }) => count(c?.overdue ?? 0) },
      { head: '重复反映 Repeated', number: true, cell: ({ complaints: c }) => String(c?.repeated ?? 0) },
      { head: '申请答复 Answered', number: true, cell: ({ requests: r }) => String(r?.answered ?? 0) },
      {
        head: '按时率 In time',
        number: true,
        cell: ({ requests: r }) => share(r?.onTime ?? 0, r?.answered ?? 0),
      },
      { head: '平均天数 Mean days', number: true, cell: ({ requests: r }) => days(r) },
      { head: '超期 Overdue', number: true, cell: ({ requests: r }) => count(r?.overdue ?? 0) },
    ],
    lines,
    '还没有。None yet.',
  );
}

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
