/** What the records tell of each assessed unit in a year: shares from 0 to 1, each with the counts it was reckoned from. */
import type { Day } from '../../kit/day.ts';
import { unitFigures } from '../../disclosure/figures.ts';
import { responsibleFor } from '../../people/officials.ts';
import type { Db } from '../../store/database.ts';
import type { Unit } from '../../store/generated/client.ts';
import type { PartKey } from '../assessment-criteria.ts';
import { dueClasses } from '../coverage.ts';
import { createCounter, FEW, type Cell, type Counter } from '../report-content.ts';
import type { Row, Source } from '../report-source.ts';
import type { Readers } from '../statistics.ts';

export interface Facts {
  shares: Partial<Record<PartKey, number>>;
  /** What stands beside each part: counts that open their list, or words. */
  shown: Partial<Record<PartKey, Cell>>;
  lateOrOverdue: number;
  transparency: number | undefined;
}

interface Asked {
  from: Day;
  to: Day;
  today: Day;
  units: readonly Unit[];
}

export async function readFacts(
  db: Db,
  sources: readonly Source[],
  { units, ...period }: Asked,
  readers: Readers,
): Promise<ReadonlyMap<string, Facts>> {
  const rows = new Map<string, readonly Row[]>();
  for (const source of sources)
    rows.set(source.name, await source.rows(db, { ...period, units: undefined, readers }));
  const counter = createCounter(rows);
  const codes = units.map(({ code }) => code);
  const [figures, responsible, groups, children, substance] = await Promise.all([
    unitFigures(db, { from: period.from, until: period.to, today: period.today }),
    responsibleFor(db, codes),
    db.unit.findMany({ where: { type: 'supervision_group', active: true }, select: { parentCode: true } }),
    db.unit.findMany({
      where: { active: true, parentCode: { in: codes } },
      select: { code: true, parentCode: true, type: true },
    }),
    substanceOf(db, period),
  ]);
  const watched = new Set(groups.map(({ parentCode }) => parentCode));
  const scores = new Map(figures.map(({ unit, score }) => [unit, score]));
  return new Map(
    units.map((unit) => {
      const villages = children
        .filter(({ parentCode, type }) => parentCode === unit.code && type.endsWith('_committee'))
        .map(({ code }) => code);
      const { officer, leader } = responsible.get(unit.code) ?? { officer: null, leader: null };
      const has: Organised = {
        // A committee is under its township's group.
        group: watched.has(unit.code) || (unit.type.endsWith('_committee') && watched.has(unit.parentCode)),
        officer: officer !== null,
        leader: leader !== null,
      };
      return [
        unit.code,
        factsOf(unit, has, counter, villages, substance.get(unit.code), scores.get(unit.code)),
      ];
    }),
  );
}

type Organised = Record<'group' | 'officer' | 'leader', boolean>;
interface Substance {
  whole: number;
  good: number;
}

function factsOf(
  unit: Unit,
  has: Organised,
  counter: Counter,
  villages: readonly string[],
  substance: Substance | undefined,
  transparency: number | undefined,
): Facts {
  const shares: Facts['shares'] = {};
  const shown: Facts['shown'] = {};
  const at = { unit: unit.code };
  const rate = (key: PartKey, part: string, whole: string, least = 1): void => {
    const found = counter.rate(part, whole, at);
    shown[key] = found;
    if (found.whole.n >= least) shares[key] = Math.min(1, found.part.n / found.whole.n);
  };
  for (const key of ['group', 'officer', 'leader'] as const) {
    shares[key] = Number(has[key]);
    shown[key] = has[key] ? '有' : '没有';
  }
  const classes = dueClasses(unit.type);
  if (classes.length > 0) {
    const filled = classes.filter((category) => counter.count('public.all', { ...at, category }).n > 0);
    shares.complete = filled.length / classes.length;
    shown.complete = `${filled.length}/${classes.length} 类`;
  }
  const n = (of: string, code = unit.code): number => counter.count(of, { unit: code }).n;
  // 未到期 is neither good nor bad.
  const judged = n('items.due') - n('items.ahead');
  shown.timely = counter.rate('items.onTime', 'items.due', at);
  if (judged > 0) shares.timely = (n('items.onTime') + n('items.late') / 2) / judged;
  if (substance && substance.whole > 0) {
    shares.substance = substance.good / substance.whole;
    shown.substance = `${substance.good}/${substance.whole} 条`;
  }
  if (counter.count('opinions.received', at).n > 0) {
    const waiting = n('opinions.waiting');
    const received = n('opinions.received');
    shares.participation = (received - waiting) / received;
    shown.participation = `${received - waiting}/${received} 条`;
  }
  const owed = n('requests.answered') + n('requests.overdue');
  shown.requests = counter.rate('requests.inTime', 'requests.answered', at);
  if (owed > 0) shares.requests = n('requests.inTime') / owed;
  if (villages.length > 0) {
    const sum = (of: string): number => villages.reduce((total, code) => total + n(of, code), 0);
    const due = sum('items.due') - sum('items.ahead');
    if (due > 0) shares.villages = (sum('items.onTime') + sum('items.late') / 2) / due;
    shown.villages = `${sum('items.onTime')}/${due} 项`;
  }
  rate('closedInTime', 'matters.inTime', 'matters.timed');
  // Of fewer the one who judged could be known.
  rate('satisfaction', 'matters.satisfied', 'matters.judged', FEW);
  if ((shown.satisfaction as { whole: { n: number } }).whole.n < FEW) shown.satisfaction = `不足 ${FEW} 件`;
  rate('rectified', 'rectifications.closed', 'rectifications.opened');
  return {
    shares,
    shown,
    lateOrOverdue: n('items.late') + n('items.overdue'),
    transparency,
  };
}

/** No score for empty posts (the speech, 注重实效): a summary of at most 200 characters, and the text or where it stands. */
async function substanceOf(
  db: Db,
  { from, to }: { from: Day; to: Day },
): Promise<ReadonlyMap<string, Substance>> {
  const rows = await db.$queryRaw<({ unit: string } & Substance)[]>`
    select unit_code as unit, count(*)::int as whole, count(*) filter (
      where char_length(summary) between 10 and 200 and (char_length(coalesce(body, '')) >= 20 or url is not null)
    )::int as good
    from disclosure where regime <> '内部' and mode = '主动' and published between ${from} and ${to}
    group by unit_code`;
  return new Map(rows.map(({ unit, ...substance }) => [unit, substance]));
}
