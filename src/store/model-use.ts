/**
 * The books of the language model, shared by all instances: its switch, the tokens of the day, and what came of its calls.
 * Days are the county's, by the clock given.
 */
import type { Clock } from '../kit/clock.ts';
import { addDays, dayOf, type Day } from '../kit/day.ts';
import type { Database, Db, Tx } from './database.ts';

export interface ModelUseEntry {
  purpose: string;
  outcome: string;
  tokensIn: number;
  tokensOut: number;
  ms: number;
}

export interface ModelDay {
  day: Day;
  purpose: string;
  outcome: string;
  /** They took no longer than this; 0: no time was taken. */
  withinMs: number;
  calls: number;
  tokensIn: number;
  tokensOut: number;
  ms: number;
}

export interface ModelBooks {
  isOn(): Promise<boolean>;
  /** The switch, with who turned it last. */
  readSwitch(): Promise<{ on: boolean; by: string | undefined; at: Date | undefined }>;
  turn(on: boolean, by: string, tx?: Tx): Promise<void>;
  /** Sets tokens of today aside; false when the day would have more than `most`. */
  reserve(tokens: number, most: number): Promise<boolean>;
  /** Books a call, and gives back what had been set aside for it and was not used. */
  settle(use: ModelUseEntry, reserved: number): Promise<void>;
  tokensToday(): Promise<number>;
  /** The days from `days` ago until today, newest first. */
  list(days: number): Promise<ModelDay[]>;
}

const SWITCH = 'model';
/** Upper ends of the classes in which times are counted. */
const WITHIN_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 60_000];
const KEPT_DAYS = 400;

export function createModelBooks({ prisma: db }: Pick<Database, 'prisma'>, clock: Clock): ModelBooks {
  const today = (): Day => dayOf(clock.now());
  const readSwitch: ModelBooks['readSwitch'] = async () => {
    const row = await db.setting.findUnique({ where: { name: SWITCH } });
    return {
      on: (row?.value as { on?: unknown } | undefined)?.on !== false,
      by: row?.changedBy ?? undefined,
      at: row?.changedAt,
    };
  };
  return {
    readSwitch,
    isOn: async () => (await readSwitch()).on,
    async turn(on, by, tx) {
      const changed = { value: { on }, changedBy: by, changedAt: clock.now() };
      await (tx ?? db).setting.upsert({
        where: { name: SWITCH },
        create: { name: SWITCH, ...changed },
        update: changed,
      });
    },
    async reserve(tokens, most) {
      if (tokens > most) return false;
      const day = today();
      const rows = await db.$queryRaw<{ tokens: bigint }[]>`
        insert into model_budget (day, tokens) values (${day}, ${tokens}::bigint)
        on conflict (day) do update set tokens = model_budget.tokens + excluded.tokens
        where model_budget.tokens + excluded.tokens <= ${most}::bigint
        returning tokens`;
      // The first of a day tidies up after the days long past.
      if (Number(rows[0]?.tokens) === tokens) await forget(db, addDays(day, -KEPT_DAYS));
      return rows.length > 0;
    },
    async settle({ purpose, outcome, tokensIn, tokensOut, ms }, reserved) {
      const day = today();
      const took = Math.round(ms);
      const within = took === 0 ? 0 : (WITHIN_MS.find((end) => took <= end) ?? WITHIN_MS.at(-1)!);
      const change = tokensIn + tokensOut - reserved;
      if (change !== 0)
        await db.$executeRaw`
          insert into model_budget (day, tokens) values (${day}, greatest(${change}::bigint, 0))
          on conflict (day) do update set tokens = greatest(model_budget.tokens + ${change}::bigint, 0)`;
      await db.$executeRaw`
        insert into model_use (day, purpose, outcome, within_ms, calls, tokens_in, tokens_out, ms)
        values (${day}, ${purpose}, ${outcome}, ${within}::int, 1, ${tokensIn}::bigint, ${tokensOut}::bigint, ${took}::bigint)
        on conflict (day, purpose, outcome, within_ms) do update set
          calls = model_use.calls + 1, tokens_in = model_use.tokens_in + excluded.tokens_in,
          tokens_out = model_use.tokens_out + excluded.tokens_out, ms = model_use.ms + excluded.ms`;
    },
    async tokensToday() {
      const row = await db.modelBudget.findUnique({ where: { day: today() } });
      return Number(row?.tokens ?? 0);
    },
    async list(days) {
      const rows = await db.modelUse.findMany({
        where: { day: { gt: addDays(today(), -days) } },
        orderBy: [{ day: 'desc' }, { purpose: 'asc' }, { outcome: 'asc' }, { withinMs: 'asc' }],
      });
      return rows.map(({ tokensIn, tokensOut, ms, ...row }) => ({
        ...row,
        tokensIn: Number(tokensIn),
        tokensOut: Number(tokensOut),
        ms: Number(ms),
      }));
    },
  };
}

async function forget(db: Db, before: Day): Promise<void> {
  await db.modelUse.deleteMany({ where: { day: { lt: before } } });
  await db.modelBudget.deleteMany({ where: { day: { lt: before } } });
}
