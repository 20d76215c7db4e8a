/**
 * The annual report of information disclosure 政府信息公开工作年度报告 (条例第四十九、五十条; form: 国办公开办函〔2021〕30号). Its
 * numbers come from the live requests until a leader signs it; then it stands as it was signed, and an item for publication is
 * drafted from it. The office's report is that of the whole county.
 */
import { z } from 'zod';
import type { Clock } from '../kit/clock.ts';
import { dayOf, yearOf, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import { draftItem } from '../disclosure/publication.ts';
import { seesEveryUnit } from '../disclosure/responsibility.ts';
import { may } from '../people/may.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Prisma } from '../store/generated/client.ts';
import { firstOverview, readAppeals, readCases } from './annual-report/reading.ts';
import { isBalanced, type AnnualAppeal, type AnnualCase } from './annual-tally.ts';
import {
  bodyOf,
  COLUMNS,
  ENTRY_KEYS,
  titleOf,
  type Entries,
  type EntryKey,
  type ReportFacts,
  type Texts,
} from './annual-words.ts';
import type { ApplicantKind } from './request-form.ts';

export interface AnnualReport extends ReportFacts {
  unit: string;
  /** What the unit entered itself; `entries` of the county's report are the sum with those of the units. */
  own: Entries;
  /** New and carried in are as many as handled and carried on. */
  balanced: boolean;
  signed: { by: string; at: Date; code: string } | undefined;
  /** Units that enter into the whole, with what they entered themselves. */
  parts: readonly { unit: string; name: string; entries: Entries; signed: boolean }[];
}

export interface AnnualReports {
  /** Units whose report the person may open, and when it was signed; the office that reports for the county first. */
  scopesFor(db: Db, staff: Official, year: number): Promise<Scope[]>;
  /** As it stands: signed, or reckoned now. Throws DeniedError when it is not the person's to see. */
  open(db: Db, staff: Official, key: ReportKey): Promise<AnnualReport>;
  save(
    tx: Tx,
    by: Official,
    key: ReportKey,
    given: { entries: Partial<Entries>; texts: Texts },
  ): Promise<void>;
  /** Signs it, and drafts the item that publishes it; its code. */
  sign(tx: Tx, by: Official, key: ReportKey): Promise<string>;
}

export interface Scope {
  code: string;
  name: string;
  whole: boolean;
  signedAt: Date | undefined;
}

export interface ReportKey {
  year: number;
  unit: string;
}

const KIND = 'annual';
/** One version, which grows until it is signed. */
const ONLY = 1;
/** Organs that report (条例第四十九条). 乡镇 and 部门 for themselves, the office for the county. */
const TYPES = ['gov_office', 'department', 'township'];
const FIRST_YEAR = 2019;
const count = z.number().min(0).max(1_000_000_000);
const entriesSchema = z.object(
  Object.fromEntries(ENTRY_KEYS.map((key) => [key, count.default(0)])) as Record<
    EntryKey,
    z.ZodDefault<typeof count>
  >,
);
const textsSchema = z.object({
  overview: z.string().max(4_000),
  problems: z.string().max(4_000),
  other: z.string().max(4_000),
});
const caseSchema = z.object({
  number: z.string(),
  applicant: z.string() as z.ZodType<ApplicantKind>,
  carriedIn: z.boolean(),
  outcome: z.string() as z.ZodType<AnnualCase['outcome']>,
});
const appealSchema = z.object({
  number: z.string(),
  kind: z.string() as z.ZodType<AnnualAppeal['kind']>,
  result: z.string() as z.ZodType<AnnualAppeal['result']>,
});
const partSchema = z.object({
  unit: z.string(),
  name: z.string(),
  entries: entriesSchema,
  signed: z.boolean(),
});
/** Of an unsigned report only what people wrote is kept. */
const contentSchema = z.object({
  entries: entriesSchema,
  texts: textsSchema,
  frozen: z
    .object({
      code: z.string(),
      cases: z.array(caseSchema),
      appeals: z.array(appealSchema),
      entries: entriesSchema,
      parts: z.array(partSchema),
    })
    .optional(),
});
type Content = z.infer<typeof contentSchema>;

const NOTHING: Entries = entriesSchema.parse({});
const OTHER = '本年没有收取信息处理费。';

export function createAnnualReports({ clock, ids }: { clock: Clock; ids: Ids }): AnnualReports {
  const scopeOf = async (db: Db, staff: Official, { year, unit: code }: ReportKey) => {
    if (!Number.isInteger(year) || year < FIRST_YEAR || year > yearOf(dayOf(clock.now())))
      throw new NotFoundError('No such year.', { tell: `没有这一年的报告:${year}` });
    const unit = await db.unit.findUnique({ where: { code } });
    if (!unit || !TYPES.includes(unit.type))
      throw new NotFoundError('No unit that reports.', { tell: '没有这个单位的年度报告。' });
    const seen = may(staff, 'annual.see');
    if (!seen.ok) throw new DeniedError('annual.see', { tell: seen.why });
    if (!seesEveryUnit(staff) && staff.unitCode !== code)
      throw new DeniedError('Of another unit.', { tell: '这是别的单位的年度报告,您看不到。' });
    return { unit, whole: unit.type === 'gov_office' };
  };
  const stored = async (db: Db, { year, unit }: ReportKey) => {
    const row = await db.report.findUnique({
      where: {
        kind_period_unitCode_version: { kind: KIND, period: String(year), unitCode: unit, version: ONLY },
      },
    });
    return row ? { row, content: contentSchema.parse(row.content) } : undefined;
  };

  const open: AnnualReports['open'] = async (db, staff, key) => {
    const { unit, whole } = await scopeOf(db, staff, key);
    const kept = await stored(db, key);
    const head = { ...key, name: unit.name, whole };
    if (kept?.content.frozen && kept.row.signedAt) {
      const { frozen, texts } = kept.content;
      const signed = { by: kept.row.signedBy ?? '', at: kept.row.signedAt, code: frozen.code };
      return { ...head, ...frozen, own: kept.content.entries, texts, signed, balanced: true };
    }
    const own = kept?.content.entries ?? NOTHING;
    const parts = whole ? await partsOf(db, key) : [];
    const cases = await readCases(db, key, whole);
    return {
      ...head,
      cases,
      appeals: await readAppeals(db, key, whole),
      own,
      entries: parts.reduce((sum, part) => sumOf(sum, part.entries), own),
      texts: kept?.content.texts ?? {
        overview: await firstOverview(db, key, whole, cases),
        problems: '',
        other: OTHER,
      },
      balanced: isBalanced(
        cases,
        COLUMNS.map(({ key: column }) => column),
      ),
      signed: undefined,
      parts,
    };
  };

  const mustBeOpen = async (tx: Tx, by: Official, key: ReportKey, action: 'annual.write' | 'annual.sign') => {
    const verdict = may(by, action);
    if (!verdict.ok) throw new DeniedError(action, { tell: verdict.why });
    if (by.unitCode !== key.unit)
      throw new DeniedError('Of another unit.', { tell: '只能填报、签发本单位的年度报告。' });
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${`annual report ${key.year} ${key.unit}`}))`;
    const kept = await stored(tx, key);
    if (kept?.row.signedAt)
      throw new ConflictError('The report is signed.', { tell: '这份报告已经签发,不能再改。' });
    return kept;
  };
  const keep = async (
    tx: Tx,
    { year, unit }: ReportKey,
    content: Content,
    signed: { by: string } | undefined,
  ) => {
    const where = { kind: KIND, period: String(year), unitCode: unit, version: ONLY };
    const data = {
      content: content as Prisma.InputJsonObject,
      ...(signed ? { signedBy: signed.by, signedAt: clock.now() } : {}),
    };
    await tx.report.upsert({
      where: { kind_period_unitCode_version: where },
      create: { id: ids.next(), ...where, ...data, createdAt: clock.now() },
      update: data,
    });
  };

  return {
    open,
    async scopesFor(db, staff, year) {
      const units = await db.unit.findMany({
        where: {
          active: true,
          type: { in: TYPES },
          ...(seesEveryUnit(staff) ? {} : { code: staff.unitCode }),
        },
        orderBy: { code: 'asc' },
      });
      const reports = await db.report.findMany({
        where: { kind: KIND, period: String(year), signedAt: { not: null } },
        select: { unitCode: true, signedAt: true },
      });
      const signedAt = new Map(reports.map((row) => [row.unitCode, row.signedAt!]));
      return units
        .map(({ code, name, type }) => ({
          code,
          name,
          whole: type === 'gov_office',
          signedAt: signedAt.get(code),
        }))
        .sort((a, b) => Number(b.whole) - Number(a.whole));
    },
    async save(tx, by, key, { entries, texts }) {
      await scopeOf(tx, by, key);
      const kept = await mustBeOpen(tx, by, key, 'annual.write');
      const checked = contentSchema.safeParse({
        entries: { ...(kept?.content.entries ?? NOTHING), ...entries },
        texts,
      });
      if (!checked.success)
        throw new InputError('The report has a field that cannot be.', {
          tell: '数字要填 0 以上的数,每段文字最多 4000 字。请改一下再保存。',
        });
      await keep(tx, key, checked.data, undefined);
    },
    async sign(tx, by, key) {
      await scopeOf(tx, by, key);
      const kept = await mustBeOpen(tx, by, key, 'annual.sign');
      const report = await open(tx, by, key);
      for (const fault of faultsOf(report, dayOf(clock.now())))
        throw new ConflictError(fault.en, { tell: fault.zh });
      const title = titleOf(report);
      const { code } = await draftItem(tx, { now: clock.now(), ids }, by, {
        category: report.whole ? 'G2' : 'D5',
        title,
        summary: [...report.texts.overview].slice(0, 200).join(''),
        body: bodyOf(report),
        particulars: { basis: [{ law: '政府信息公开条例', article: '第五十条' }] },
      });
      await tx.obligation.updateMany({
        where: {
          unitCode: key.unit,
          status: 'open',
          disclosureCode: null,
          period: String(key.year),
          title: { contains: '政府信息公开工作年度报告' },
        },
        data: { disclosureCode: code },
      });
      const { cases, appeals, entries, parts, texts } = report;
      const frozen = { code, cases: [...cases], appeals: [...appeals], entries, parts: [...parts] };
      const content = { entries: kept?.content.entries ?? NOTHING, texts, frozen };
      await keep(tx, key, content, { by: by.userid });
      return code;
    },
  };

  /** The units of the county besides the office, with what they entered. */
  async function partsOf(db: Db, { year, unit }: ReportKey): Promise<AnnualReport['parts']> {
    const units = await db.unit.findMany({
      where: { active: true, type: { in: TYPES }, code: { not: unit } },
      select: { code: true, name: true },
      orderBy: { code: 'asc' },
    });
    const rows = await db.report.findMany({ where: { kind: KIND, period: String(year) } });
    const byUnit = new Map(rows.map((row) => [row.unitCode, row]));
    return units.map(({ code, name }) => {
      const row = byUnit.get(code);
      return {
        unit: code,
        name,
        entries: row ? contentSchema.parse(row.content).entries : NOTHING,
        signed: Boolean(row?.signedAt),
      };
    });
  }
}

/** What keeps it from being signed. 条例第四十九条: the report is of a year that is over. */
function faultsOf(report: AnnualReport, today: Day): { zh: string; en: string }[] {
  const faults: { zh: string; en: string }[] = [];
  if (yearOf(today) <= report.year)
    faults.push({ zh: `${report.year}年还没有过完,明年 1 月 1 日起才能签发。`, en: 'The year is not over.' });
  if (!report.balanced)
    faults.push({
      zh: '第三部分的数不平衡,请先核对申请的收到日和答复日。',
      en: 'The table does not balance.',
    });
  if (!report.texts.overview.trim() || !report.texts.problems.trim())
    faults.push({ zh: '「总体情况」和「问题及改进」都要写。', en: 'A text is missing.' });
  return faults;
}

const sumOf = (a: Entries, b: Entries): Entries =>
  Object.fromEntries(ENTRY_KEYS.map((key) => [key, Math.round((a[key] + b[key]) * 100) / 100])) as Entries;
