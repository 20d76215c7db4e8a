/** Oversight that binds 监督: spot checks, inspections, rectification, advice and accountability, bound to clock, keys and outbox. */
import type { Official } from '../people/officials.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import * as cases from './accountability.ts';
import type { Context } from './complaints/context.ts';
import * as inspections from './inspections.ts';
import { climbOversight } from './oversight/climb.ts';
import { groupOver, scopeOf, within, type Scope } from './oversight/scope.ts';
import { TERMS, termsOf, termsSchema, type Terms } from './oversight-terms.ts';
import * as advice from './recommendations.ts';
import * as rectifications from './rectifications.ts';
import * as checks from './spot-checks.ts';
import { createLedger } from './ledger.ts';
import { broadcastSolved } from './solved.ts';
import { sendSuggestionDigests } from './weekly-digest.ts';

type Bound<F> = F extends (ctx: Context, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** Every exit asks: scopes for what is of units and groups, the conflict guard for cases. */
export interface Oversight {
  scopeOf(db: Db, official: Official): Promise<Scope>;
  termsOf(db: Db): Promise<Terms>;
  setTerms(tx: Tx, by: Official, terms: Terms): Promise<void>;
  groupOver(db: Db, official: Official, unitCode: string): Promise<string>;

  checksOn(db: Db, batch: string): Promise<checks.ShownCheck[]>;
  listChecks(db: Db, by: Official, open: boolean): Promise<checks.ShownCheck[]>;
  findCheck(db: Db, by: Official, id: string): Promise<checks.ShownCheck>;
  recordCheck: Bound<typeof checks.recordCheck>;
  verifyReported: Bound<typeof checks.verifyReported>;

  listInspections(db: Db, by: Official, done?: boolean): Promise<inspections.Inspection[]>;
  findInspection(db: Db, by: Official, id: string): Promise<inspections.Inspection>;
  planInspection: Bound<typeof inspections.planInspection>;
  concludeInspection: Bound<typeof inspections.concludeInspection>;

  listRectifications(db: Db, by: Official, done?: boolean): Promise<rectifications.Rectification[]>;
  findRectification(db: Db, by: Official, id: string): Promise<rectifications.Rectification>;
  reportRectified: Bound<typeof rectifications.reportRectified>;
  recheck: Bound<typeof rectifications.recheck>;

  listRecommendations(db: Db, by: Official, done?: boolean): Promise<advice.Recommendation[]>;
  findRecommendation(db: Db, by: Official, id: string): Promise<advice.Recommendation>;
  recommend: Bound<typeof advice.recommend>;
  answerRecommendation: Bound<typeof advice.answerRecommendation>;
  takeReason: Bound<typeof advice.takeReason>;
  urge: Bound<typeof advice.urge>;

  listCases: Bound<typeof cases.listCases>;
  countLeads: typeof cases.countLeads;
  readCase: Bound<typeof cases.readCase>;
  stepCase: Bound<typeof cases.stepCase>;

  /** Monthly, quarterly, daily and weekly. */
  drawSpotChecks(database: Database): Promise<number>;
  planInspections(database: Database): Promise<number>;
  climb(database: Database): Promise<void>;
  sendSuggestionDigests(database: Database): Promise<number>;
  broadcastSolved(database: Database): Promise<number>;
}

const MOST = 300;

/** Open, done, or (undefined) both. */
const whetherDone = (column: string, done: boolean | undefined): object =>
  done === undefined ? {} : { [column]: done ? { not: null } : null };

export function createOversight(ctx: Context): Oversight {
  const bind =
    <Rest extends unknown[], Result>(verb: (ctx: Context, ...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      verb(ctx, ...rest);
  const newest = { orderBy: { id: 'desc' as const }, take: MOST };
  return {
    scopeOf,
    termsOf,
    async setTerms(tx, by, terms) {
      const row = { value: termsSchema.parse(terms), changedAt: ctx.clock.now() };
      await tx.setting.upsert({ where: { name: TERMS }, create: { name: TERMS, ...row }, update: row });
      await ctx.audit.record(tx, {
        actor: by.userid,
        action: 'oversight.terms-set',
        subjectType: 'setting',
        subjectId: TERMS,
        detail: { ...terms },
      });
    },
    groupOver,

    checksOn: checks.checksOn,
    async listChecks(db, by, open) {
      const { all, groups } = await scopeOf(db, by);
      const rows = await db.spotCheck.findMany({
        where: { ...(all ? {} : { groupCode: { in: [...groups] } }), result: open ? null : { not: null } },
        ...newest,
      });
      return checks.shown(db, rows);
    },
    findCheck: checks.findCheck,
    recordCheck: bind(checks.recordCheck),
    verifyReported: bind(checks.verifyReported),

    listInspections: async (db, by, done) =>
      db.inspection.findMany({
        where: { AND: [within(await scopeOf(db, by)), whetherDone('doneOn', done)] },
        ...newest,
      }),
    findInspection: inspections.findInspection,
    planInspection: bind(inspections.planInspection),
    concludeInspection: bind(inspections.concludeInspection),

    listRectifications: async (db, by, done) =>
      db.rectification.findMany({
        where: { AND: [within(await scopeOf(db, by)), whetherDone('closedOn', done)] },
        ...newest,
      }),
    findRectification: rectifications.findRectification,
    reportRectified: bind(rectifications.reportRectified),
    recheck: bind(rectifications.recheck),

    listRecommendations: async (db, by, done) =>
      db.recommendation.findMany({
        where: { AND: [within(await scopeOf(db, by)), whetherDone('closedAt', done)] },
        ...newest,
      }),
    findRecommendation: advice.findRecommendation,
    recommend: bind(advice.recommend),
    answerRecommendation: bind(advice.answerRecommendation),
    takeReason: bind(advice.takeReason),
    urge: bind(advice.urge),

    listCases: bind(cases.listCases),
    countLeads: cases.countLeads,
    readCase: bind(cases.readCase),
    stepCase: bind(cases.stepCase),

    drawSpotChecks: bind(checks.drawSpotChecks),
    planInspections: bind(inspections.planInspections),
    climb: bind(climbOversight),
    sendSuggestionDigests: bind(sendSuggestionDigests),
    broadcastSolved: (database) => broadcastSolved(ctx, database, createLedger(ctx).lines),
  };
}
