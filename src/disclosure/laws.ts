/** 法律条文: laws by article, for 法律政策查询. */
import { z } from 'zod';
import { writeDifferences, type ImportCounts } from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';

const text = (max: number) => z.string().min(1).max(max);
/** What may be left out, or left blank. */
const maybe = (max: number) =>
  z
    .string()
    .max(max)
    .nullish()
    .transform((value) => value?.trim() || undefined);

export const lawArticleSchema = z
  .object({
    law: text(120),
    article: maybe(40),
    chapter: maybe(120),
    text: maybe(20_000),
    gist: maybe(1_000),
    version: text(120).default('未注明版本'),
    effective: maybe(20),
    status: maybe(120),
    verified: z.boolean().optional(),
  })
  .refine((row) => row.text !== undefined || row.gist !== undefined, '既没有条文也没有要点');
export type LawArticleInput = z.output<typeof lawArticleSchema>;

export interface LawArticle {
  /** 法名/第X条, or 法名 for the law as a whole. */
  id: string;
  law: string;
  article?: string;
  articleNo?: number;
  chapter?: string;
  text?: string;
  gist?: string;
  version: string;
  effective?: string;
  status: string;
  /** False: the number was never held against the law's text, so no citizen is shown it. */
  verified: boolean;
}

export const lawId = (law: string, article?: string): string => (article ? `${law}/${article}` : law);

const DIGITS = '零一二三四五六七八九';

/** '第一百二十三条' or '第123条' as 123; undefined when it is neither. */
export function articleNumber(article: string): number | undefined {
  const match = /^第([零〇一二两三四五六七八九十百千]+|\d{1,4})条/.exec(
    article.normalize('NFKC').replaceAll('〇', '零').replaceAll('两', '二'),
  );
  if (!match) return undefined;
  if (/^\d/.test(match[1]!)) return Number(match[1]);
  let total = 0;
  let digit = 0;
  for (const char of match[1]!) {
    const unit = { 十: 10, 百: 100, 千: 1_000 }[char];
    if (unit === undefined) digit = DIGITS.indexOf(char);
    else {
      total += (digit || 1) * unit;
      digit = 0;
    }
  }
  return total + digit;
}

/** A row whose text came with it is verified by that text, unless it says otherwise. */
const toRow = (input: LawArticleInput) => ({
  id: lawId(input.law, input.article),
  law: input.law,
  article: input.article ?? null,
  articleNo: input.article ? (articleNumber(input.article) ?? null) : null,
  chapter: input.chapter ?? null,
  text: input.text ?? null,
  gist: input.gist ?? null,
  version: input.version,
  effective: input.effective ?? null,
  status: input.status ?? '现行',
  verified: input.verified ?? input.text !== undefined,
});
type Row = ReturnType<typeof toRow>;

/** The gist the county wrote stays when the official text arrives, and the other way round. */
const merged = (row: Row, before: Row | undefined): Row =>
  before === undefined
    ? row
    : {
        ...row,
        text: row.text ?? before.text,
        gist: row.gist ?? before.gist,
        chapter: row.chapter ?? before.chapter,
      };

/** Writes the articles that differ. An article whose text arrives becomes verified. */
export async function importLaws(tx: Tx, articles: readonly LawArticleInput[]): Promise<ImportCounts> {
  const existing: Row[] = await tx.lawArticle.findMany();
  const known = new Map(existing.map((row) => [row.id, row]));
  return writeDifferences({
    rows: articles.map((input) => {
      const row = toRow(input);
      return merged(row, known.get(row.id));
    }),
    existing,
    keyOf: (row) => row.id,
    create: (data) => tx.lawArticle.createMany({ data }),
    update: ({ id, ...data }) => tx.lawArticle.update({ where: { id }, data }),
  });
}

export async function loadLaws(db: Db): Promise<LawArticle[]> {
  const rows = await db.lawArticle.findMany({
    orderBy: [{ law: 'asc' }, { articleNo: 'asc' }, { id: 'asc' }],
  });
  return rows.map(
    (row) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as LawArticle,
  );
}
