/**
 * The annual assessment 年度考核 of units and of those who lead them. In: a year. Out: for each unit the points of every part with
 * what they were reckoned from, the total, the grade; entered by hand only what records do not tell. Once fixed 定档 it stays.
 * Complaints count for the unit that was told to handle them, and as far as the reader may count them.
 */
import { z } from 'zod';
import { addDays, dayOf, instantOf } from '../kit/day.ts';
import { ConflictError, DeniedError, NotFoundError } from '../kit/errors.ts';
import { may } from '../people/may.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Unit } from '../store/generated/client.ts';
import {
  ENTERED,
  MOST_BONUS,
  score,
  weightsOf,
  weightsSchema,
  WEIGHTS,
  type PartKey,
  type Scored,
  type Weights,
} from './assessment-criteria.ts';
import { readFacts, type Facts } from './assessment/facts.ts';
import type { Context } from './complaints/context.ts';
import { createCounter, type Narrow } from './report-content.ts';
import type { Opened } from './reports.ts';
import type { Source } from './report-source.ts';
import { loadViewer } from './viewers.ts';

/** What the office enters: shares in percent of a part, bonus or malus with its reason, a veto. */
export const entrySchema = z.object({
  parts: z.partialRecord(z.enum(ENTERED.map(({ key }) => key)), z.coerce.number().min(0).max(100)),
  bonus: z.coerce.number().min(-MOST_BONUS).max(MOST_BONUS).default(0),
  reason: z.string().trim().max(500).default(''),
  vetoed: z.boolean().default(false),
});
export type Entry = z.output<typeof entrySchema>;
const NOTHING: Entry = { parts: {}, bonus: 0, reason: '', vetoed: false };

export interface Assessed extends Scored {
  unit: string;
  name: string;
  entry: Entry;
  facts: Facts;
  /** 透明度, from the disclosure figures. */
  transparency: number | undefined;
  leaders: readonly { name: string; title: string | null }[];
  fixedAt: Date | null;
}

export interface Assessments {
  /** Of the units this official may see, the best first. */
  list(db: Db, official: Official, year: number): Promise<Assessed[]>;
  find(db: Db, official: Official, year: number, unit: string): Promise<Assessed>;
  /** The records behind a figure of a unit. */
  records(
    db: Db,
    official: Official,
    year: number,
    figure: { of: string } & Narrow & { unit: string },
    page: { skip: number; take: number },
  ): Promise<Opened>;
  enter(tx: Tx, by: Official, year: number, unit: string, entry: Entry): Promise<void>;
  /** 定档: totals and grades of all units as they stand now. */
  fix(tx: Tx, by: Official, year: number): Promise<number>;
  weights(db: Db): Promise<Weights>;
  setWeights(tx: Tx, by: Official, weights: Weights): Promise<void>;
}

/** They are assessed; the speech names departments and committees. 各乡(居)、各部门 */
const TYPES = ['department', 'township', 'village_committee', 'resident_committee'];
const SEE_ALL: ReadonlySet<string> = new Set([
  'gov_office',
  'leading_group',
  'party_committee',
  'discipline',
]);

const PUBLIC = 'public';

interface Stored {
  entry?: Entry;
  /** Once fixed. */
  scored?: Scored;
}

export function createAssessments(ctx: Context, sources: readonly Source[]): Assessments {
  const seen = async (db: Db, official: Official): Promise<Unit[]> => {
    const verdict = may(official, 'assessment.see');
    if (!verdict.ok) throw new DeniedError('assessment.see', { tell: verdict.why });
    const all = official.roles.some((role) => SEE_ALL.has(role));
    return db.unit.findMany({
      where: {
        active: true,
        type: { in: TYPES },
        ...(all ? {} : { OR: [{ code: official.unitCode }, { parentCode: official.unitCode }] }),
      },
      orderBy: { code: 'asc' },
    });
  };

  const assess = async (
    db: Db,
    official: Official,
    year: number,
    units: readonly Unit[],
  ): Promise<Assessed[]> => {
    const period = { from: `${year}-01-01`, to: `${year}-12-31`, today: dayOf(ctx.clock.now()) };
    const codes = units.map(({ code }) => code);
    const [facts, weights, rows, people] = await Promise.all([
      readFacts(db, sources, { ...period, units }, { viewers: [await loadViewer(db, official)] }),
      weightsOf(db),
      db.assessment.findMany({ where: { year, unitCode: { in: codes } } }),
      db.person.findMany({
        where: { active: true, unitCode: { in: codes }, roles: { has: 'unit_leader' } },
        orderBy: { userid: 'asc' },
      }),
    ]);
    const decided = await decidedCases(db, year);
    const kept = new Map(rows.map((row) => [row.unitCode, row]));
    const assessed = units.map((unit): Assessed => {
      const row = kept.get(unit.code);
      const stored = (row?.scores ?? {}) as Stored;
      const entry = stored.entry ?? NOTHING;
      const own = facts.get(unit.code)!;
      const scored =
        row?.fixedAt && stored.scored
          ? stored.scored
          : score(
              {
                shares: { ...own.shares, ...enteredShares(entry) },
                lateOrOverdue: own.lateOrOverdue,
                falsified: decided(unit.code, '弄虚作假'),
                refused: decided(unit.code, '拒不公开'),
                vetoed: entry.vetoed,
                bonus: entry.bonus,
              },
              weights,
            );
      return {
        unit: unit.code,
        name: unit.name,
        entry,
        facts: own,
        transparency: own.transparency,
        leaders: people.filter(({ unitCode }) => unitCode === unit.code),
        fixedAt: row?.fixedAt ?? null,
        ...scored,
      };
    });
    return assessed.sort((a, b) => b.total - a.total || (a.unit < b.unit ? -1 : 1));
  };

  const find = async (db: Db, official: Official, year: number, code: string): Promise<Assessed> => {
    const unit = (await seen(db, official)).find((one) => one.code === code);
    if (!unit) throw none();
    return (await assess(db, official, year, [unit]))[0]!;
  };

  return {
    find,
    weights: weightsOf,
    list: async (db, official, year) => assess(db, official, year, await seen(db, official)),

    async records(db, official, year, { of, unit, ...narrow }, { skip, take }) {
      const [name = '', state = ''] = of.split('.');
      // What is public is public: the table of coverage opens it for every unit.
      if (name !== PUBLIC && !(await seen(db, official)).some(({ code }) => code === unit)) throw none();
      const source = sources.find((one) => one.name === name);
      const what = source && Object.hasOwn(source.states, state) ? source.states[state] : undefined;
      if (!source || !what) throw none();
      const readers = { viewers: [await loadViewer(db, official)] };
      const period = { from: `${year}-01-01`, to: `${year}-12-31`, today: dayOf(ctx.clock.now()) };
      const rows = await source.rows(db, { ...period, units: [unit], readers });
      const ids = createCounter(new Map([[name, rows]])).idsOf(of, { unit, ...narrow });
      return {
        what: what.zh,
        total: ids.length,
        lines: await source.lines(db, ids.slice(skip, skip + take), readers),
      };
    },

    async enter(tx, by, year, code, entry) {
      const verdict = may(by, 'assessment.enter');
      if (!verdict.ok) throw new DeniedError('assessment.enter', { tell: verdict.why });
      const before = await find(tx, by, year, code);
      if (before.fixedAt) throw new ConflictError('Fixed.', { tell: '已经定档,不能再改。' });
      const scores: Stored = { entry: entrySchema.parse(entry) };
      const { total, grade } = before;
      await tx.assessment.upsert({
        where: { year_unitCode: { year, unitCode: code } },
        create: { id: ctx.ids.next(), year, unitCode: code, scores: scores as object, total, grade },
        update: { scores: scores as object },
      });
      await ctx.audit.record(tx, {
        actor: by.userid,
        action: 'assessment.entered',
        subjectType: 'assessment',
        subjectId: `${year}:${code}`,
        detail: { bonus: entry.bonus, vetoed: entry.vetoed },
      });
    },

    async fix(tx, by, year) {
      const verdict = may(by, 'assessment.fix');
      if (!verdict.ok) throw new DeniedError('assessment.fix', { tell: verdict.why });
      const fixedAt = ctx.clock.now();
      let fixed = 0;
      for (const one of await assess(tx, by, year, await seen(tx, by))) {
        if (one.fixedAt) continue;
        const { unit, entry, points, deducted, total, grade } = one;
        const scores: Stored = { entry, scored: { points, deducted, total, grade } };
        const data = { scores: scores as object, total, grade, fixedAt };
        await tx.assessment.upsert({
          where: { year_unitCode: { year, unitCode: unit } },
          create: { id: ctx.ids.next(), year, unitCode: unit, ...data },
          update: data,
        });
        fixed++;
      }
      await ctx.audit.record(tx, {
        actor: by.userid,
        action: 'assessment.fixed',
        subjectType: 'assessment',
        subjectId: String(year),
        detail: { units: fixed },
      });
      return fixed;
    },

    async setWeights(tx, by, weights) {
      const verdict = may(by, 'assessment.enter');
      if (!verdict.ok) throw new DeniedError('assessment.enter', { tell: verdict.why });
      const row = { value: weightsSchema.parse(weights), changedBy: by.userid, changedAt: ctx.clock.now() };
      await tx.setting.upsert({ where: { name: WEIGHTS }, create: { name: WEIGHTS, ...row }, update: row });
    },
  };
}

const none = (): NotFoundError => new NotFoundError('No such assessment.', { tell: '没有这一项考核。' });

const enteredShares = ({ parts }: Entry): Partial<Record<PartKey, number>> =>
  Object.fromEntries(Object.entries(parts).map(([key, percent]) => [key, Number(percent) / 100]));

/** Decided within the year, of matters that are not sealed; what was let go counts for nothing. 责任追究 */
async function decidedCases(db: Db, year: number): Promise<(unit: string, ground: string) => number> {
  const cases = await db.accountabilityCase.findMany({
    where: {
      sealed: false,
      decidedAt: { gte: instantOf(`${year}-01-01`), lt: instantOf(addDays(`${year}-12-31`, 1)) },
      measure: { not: '不予追究' },
    },
    select: { unitCode: true, ground: true },
  });
  return (unit, ground) => cases.filter((one) => one.unitCode === unit && one.ground === ground).length;
}
