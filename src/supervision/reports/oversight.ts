/** What the groups checked, found, advised and had put right, as reports count it; unit by unit, nobody by name. */
import { dayOf, formatDay, instantOf, addDays } from '../../kit/day.ts';
import { flags, ofUnits, within, type Kind } from '../../disclosure/counted.ts';
import { sourceOf, type Source } from '../report-source.ts';

const MOST = 20_000;

const SPOT_CHECKS: Kind = {
  name: 'spotChecks',
  section: { zh: '抽查', en: 'Spot checks' },
  states: {
    drawn: { zh: '抽查', en: 'Drawn' },
    truthful: { zh: '属实', en: 'True' },
    untrue: { zh: '不实', en: 'Untrue' },
    waiting: { zh: '还没查', en: 'Not yet checked' },
  },
  async find(db, where) {
    const rows = await db.spotCheck.findMany({
      where:
        'ids' in where
          ? { id: { in: [...where.ids] } }
          : { drawnOn: { gte: where.asked.from, lte: where.asked.to }, ...ofUnits(where.asked) },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    return rows.map(({ id, unitCode, disclosureCode, drawnOn, result }) => ({
      id,
      unit: unitCode,
      title: `抽查 ${disclosureCode}`,
      facts: `${formatDay(drawnOn)}抽取,${result ?? '还没查'}`,
      states: flags({
        drawn: true,
        truthful: result === '属实',
        untrue: result === '不实',
        waiting: result === null,
      }),
    }));
  },
};

const INSPECTIONS: Kind = {
  name: 'inspections',
  section: { zh: '监督检查', en: 'Inspections' },
  states: {
    done: { zh: '做了的检查', en: 'Done' },
    regular: { zh: '定期', en: 'Regular' },
    adHoc: { zh: '不定期', en: 'Ad hoc' },
    internal: { zh: '内部监督', en: 'Internal' },
    external: { zh: '外部监督', en: 'External' },
    missed: { zh: '该做没做的', en: 'Planned, not done' },
  },
  async find(db, where) {
    const rows = await db.inspection.findMany({
      where:
        'ids' in where
          ? { id: { in: [...where.ids] } }
          : {
              OR: [
                { doneOn: { gte: where.asked.from, lte: where.asked.to } },
                { doneOn: null, plannedOn: { gte: where.asked.from, lte: where.asked.to } },
              ],
              ...ofUnits(where.asked),
            },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    return rows.map(({ id, number, unitCode, rhythm, kind, plannedOn, doneOn }) => {
      const done = doneOn !== null;
      const today = 'asked' in where ? where.asked.today : '';
      return {
        id,
        unit: unitCode,
        title: `${number} ${rhythm}检查`,
        facts: done ? `${formatDay(doneOn)}检查,${kind}监督` : `计划 ${formatDay(plannedOn)}`,
        states: flags({
          done,
          regular: done && rhythm === '定期',
          adHoc: done && rhythm === '不定期',
          internal: done && kind === '内部',
          external: done && kind === '外部',
          missed: !done && plannedOn < today,
        }),
      };
    });
  },
};

const RECOMMENDATIONS: Kind = {
  name: 'recommendations',
  section: { zh: '监督建议', en: 'Recommendations' },
  states: {
    made: { zh: '提出', en: 'Made' },
    accepted: { zh: '采纳', en: 'Accepted' },
    rejected: { zh: '不采纳', en: 'Rejected' },
    unanswered: { zh: '没有答复', en: 'Unanswered' },
    late: { zh: '过期没有答复', en: 'Unanswered past its day' },
  },
  async find(db, where) {
    const rows = await db.recommendation.findMany({
      where:
        'ids' in where
          ? { id: { in: [...where.ids] } }
          : {
              at: { gte: instantOf(where.asked.from), lt: instantOf(addDays(where.asked.to, 1)) },
              ...ofUnits(where.asked),
            },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    const today = 'asked' in where ? where.asked.today : '';
    const WORDS: Readonly<Record<string, string>> = { accepted: '采纳', rejected: '不采纳' };
    return rows.map(({ id, number, unitCode, at, dueOn, answer }) => ({
      id,
      unit: unitCode,
      title: `${number} 监督建议`,
      facts: `${formatDay(dayOf(at))}提出,${answer ? (WORDS[answer] ?? answer) : `应在${formatDay(dueOn)}前答复`}`,
      states: flags({
        made: true,
        accepted: answer === 'accepted',
        rejected: answer === 'rejected',
        unanswered: answer === null,
        late: answer === null && dueOn < today,
      }),
    }));
  },
};

const RECTIFICATIONS: Kind = {
  name: 'rectifications',
  section: { zh: '整改', en: 'Rectification' },
  states: {
    opened: { zh: '要求整改', en: 'Asked for' },
    closed: { zh: '已整改', en: 'Done' },
    open: { zh: '在整改', en: 'Under way' },
    overdue: { zh: '过期没有整改', en: 'Overdue' },
  },
  async find(db, where) {
    const rows = await db.rectification.findMany({
      where:
        'ids' in where
          ? { id: { in: [...where.ids] } }
          : {
              openedOn: { lte: where.asked.to },
              OR: [{ closedOn: null }, { closedOn: { gte: where.asked.from } }],
              ...ofUnits(where.asked),
            },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    const asked = 'asked' in where ? where.asked : undefined;
    return rows.map(({ id, number, unitCode, openedOn, dueOn, closedOn }) => ({
      id,
      unit: unitCode,
      title: `${number} 整改`,
      facts: closedOn ? `${formatDay(closedOn)}复查通过` : `应在${formatDay(dueOn)}前整改`,
      states: asked
        ? flags({
            opened: within(openedOn, asked),
            closed: within(closedOn, asked),
            open: closedOn === null || closedOn > asked.to,
            overdue: closedOn === null && dueOn < asked.today,
          })
        : [],
    }));
  },
};

export const oversightSources: readonly Source[] = [
  INSPECTIONS,
  SPOT_CHECKS,
  RECOMMENDATIONS,
  RECTIFICATIONS,
].map(sourceOf);
