/**
 * 容易出现不公平、不公正的环节: a step with a risk point must have its standard and its result public. A unit with procedures
 * whose risk points nothing published speaks of owes it, once a year, for all of them together.
 */
import { dayOf, yearOf } from '../../kit/day.ts';
import type { Tx } from '../../store/database.ts';
import type { Calendar } from '../calendar.ts';
import { statutoryDefault } from '../due.ts';
import { openAll, type Moment } from '../obligations.ts';

interface Row {
  unit_code: string;
  names: string[];
}

const SHOWN = 3;

export async function planRiskPoints(tx: Tx, moment: Moment, calendar: Calendar): Promise<number> {
  const today = dayOf(moment.now);
  const rows = await withoutDisclosure(tx);
  const known = new Set(
    (
      await tx.obligation.findMany({
        where: { key: { in: rows.map(({ unit_code: unit }) => keyOf(unit, today)) } },
        select: { key: true },
      })
    ).map(({ key }) => key),
  );
  const due = statutoryDefault(today, calendar);
  return openAll(
    tx,
    moment,
    rows
      .filter(({ unit_code: unit }) => !known.has(keyOf(unit, today)))
      .map(({ unit_code: unitCode, names }) => ({
        key: keyOf(unitCode, today),
        source: 'event' as const,
        title: `${names.slice(0, SHOWN).join('、')}${names.length > SHOWN ? `等 ${names.length} 项` : ''}:风险环节的标准和结果`,
        unitCode,
        trigger: 'risk_point',
        triggeredOn: today,
        deadlinePhrase: '信息形成或者变更之日起20个工作日内',
        due,
      })),
  );
}

const keyOf = (unit: string, today: string): string => `risk:${unit}:${yearOf(today)}`;

/** Per unit the procedures with a risk point of which no item in force tells. */
const withoutDisclosure = (tx: Tx): Promise<Row[]> => tx.$queryRaw<Row[]>`
  select p.unit_code, array_agg(p.name order by p.code) as names
  from procedure p
  where p.active
    and exists (select 1 from jsonb_array_elements(p.steps) s where coalesce(s->>'riskPoint', '') not in ('', 'false'))
    and not exists (select 1 from disclosure d where d.procedure_code = p.code and d.status <> '已撤回')
  group by p.unit_code order by p.unit_code`;
