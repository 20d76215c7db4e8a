/** 办事事项: how something is done with the government. The county file in, records out. */
import { z } from 'zod';
import { writeDifferences, type ImportCounts } from '../kit/import-report.ts';
import { isDay } from '../kit/day.ts';
import type { Db, Tx } from '../store/database.ts';

const text = (max: number) => z.string().min(1).max(max);
const texts = z.array(text(500)).max(60).default([]);
export const codeSchema = z.string().regex(/^[A-Za-z0-9_.@-]{1,64}$/);
export const daySchema = z.string().refine(isDay, '不是日期,应写成 2026-11-24');

/** A law, an article of it, and what it says in our own words. 依据 */
export const legalBasisSchema = z.object({
  law: text(120),
  article: text(40).optional(),
  gist: text(500).optional(),
});
export type LegalBasis = z.output<typeof legalBasisSchema>;

/** A time limit; `n` 0 with `text` where it is done on the spot. 期限 */
export const limitSchema = z.object({
  n: z.number().int().min(0).max(3_650),
  unit: z.enum(['workday', 'day', 'month', 'year', 'hour']),
  text: text(60).optional(),
  note: text(300).optional(),
  basis: text(200).optional(),
});
export type Limit = z.output<typeof limitSchema>;

const materialSchema = z.object({
  name: text(120),
  form: text(40),
  copies: z.number().int().min(0).max(100).optional(),
  note: text(300).optional(),
});

const stepSchema = z.object({
  order: z.number().int().min(1).max(100),
  name: text(120),
  who: text(120),
  place: text(200).optional(),
  limit: text(60).optional(),
  /** 容易出现不公平、不公正的环节 */
  riskPoint: text(300).optional(),
});

const feeSchema = z.object({
  free: z.boolean(),
  items: z
    .array(z.object({ name: text(120), amount: text(120) }))
    .max(40)
    .optional(),
  basis: text(300).optional(),
  note: text(500).optional(),
});

export const procedureSchema = z.object({
  code: codeSchema,
  name: text(120),
  aliases: z.array(text(60)).max(60).default([]),
  unit: codeSchema,
  kind: z.enum(['审批', '收费', '处罚', '给付', '确认', '其他']),
  audience: text(40),
  conditions: texts,
  materials: z.array(materialSchema).max(60),
  steps: z.array(stepSchema).max(60),
  statutoryLimit: limitSchema,
  promisedLimit: limitSchema,
  fee: feeSchema,
  basis: z.array(legalBasisSchema).min(1).max(40),
  result: text(500),
  rights: texts,
  duties: texts,
  where: text(500),
  hours: text(300),
  phone: text(100),
  supervisionPhone: text(100),
  onlineUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  updated: daySchema,
});
export type Procedure = z.output<typeof procedureSchema>;

const toRow = ({ unit, where, onlineUrl, ...rest }: Procedure) => ({
  ...rest,
  unitCode: unit,
  place: where,
  onlineUrl: onlineUrl ?? null,
});

/** Writes the procedures that differ from what is there. */
export async function importProcedures(tx: Tx, procedures: readonly Procedure[]): Promise<ImportCounts> {
  const existing = await tx.procedure.findMany({ omit: { active: true } });
  return writeDifferences({
    rows: procedures.map(toRow),
    existing: existing as unknown as ReturnType<typeof toRow>[],
    keyOf: (row) => row.code,
    nameOf: (row) => row.name,
    create: (data) => tx.procedure.createMany({ data }),
    update: ({ code, ...data }) => tx.procedure.update({ where: { code }, data }),
  });
}

/** Every procedure in force, by code. */
export async function loadProcedures(db: Db): Promise<Procedure[]> {
  const rows = await db.procedure.findMany({
    where: { active: true },
    omit: { active: true },
    orderBy: { code: 'asc' },
  });
  return rows.map(({ unitCode, place, onlineUrl, ...rest }) => ({
    ...(rest as unknown as Omit<Procedure, 'unit' | 'where' | 'onlineUrl'>),
    unit: unitCode,
    where: place,
    ...(onlineUrl === null ? {} : { onlineUrl }),
  }));
}
